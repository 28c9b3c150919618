"""One call of a night with what became of it, and what the whole night did."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from voicecheck.batch.outputs import file_name
from voicecheck.store import WorkKey, call_key, metadata_hash

if TYPE_CHECKING:
    from voicecheck.batch.gather import Found
    from voicecheck.standard import Standard
    from voicecheck.store.standing import Standing
    from voicecheck.types import CallRef, CallReport


@dataclass(slots=True)
class Entry:
    """One call of the night: its key once its file was hashed, and what became of it.

    `here` is whether its files lie in this night's folder; `run` is what listening took.
    """

    found: Found
    standard: Standard
    sha256: str | None = None
    key: WorkKey | None = None
    standing: Standing | None = None
    report: CallReport | None = None
    listened: bool = False
    here: bool = True
    run: dict[str, str | float] = field(default_factory=dict)

    @property
    def call(self) -> CallRef:
        """The call."""
        return self.found.call

    @property
    def name(self) -> str:
        """The name of its files."""
        return file_name(self.work)

    @property
    def work(self) -> WorkKey:
        """Its key; where the file was not hashed the one that its faults are kept under."""
        return self.key or WorkKey(call_key(self.call, self.sha256), "", metadata_hash(self.call), self.standard.hash)


@dataclass(slots=True)
class Tally:
    """What a night did: calls that were listened to, only judged, known before, and left for the next run."""

    listened: int = 0
    judged: int = 0
    known: int = 0
    left: int = 0
    forgotten: int = 0
    why_left: str = ""
    sound_s: float = 0.0
    changed: list[str] = field(default_factory=list)
