"""Who listens: what an executor takes, gives back and promises, whether it runs here or on a cluster."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from voicecheck.config import Settings
from voicecheck.types import CallEvidence, CallRef, Failed, Scope

if TYPE_CHECKING:
    from voicecheck.pipeline import RawFormat
    from voicecheck.standard import Standard

FLOOR_S = 120.0
"""Least time limit a call: a busy machine needs some ten seconds for what an idle one does in two."""
BYTES_A_SECOND = 1_000
"""The thinnest sound that telephone systems write, 8 kbit/s: the longest call that a file of this size can be."""
TIMES_LONGER = {Scope.OPENING: 0.05, Scope.CALL: 2.0}
"""Seconds allowed a second of sound: 20 and 4 times what a slow core was seen to need."""
SPARE_MEMORY = 1_000_000_000
"""Bytes that a listener may grow above its idle size; 200 MB is what a call of any length was seen to take."""


@dataclass(frozen=True, slots=True)
class Job:
    """One call to be listened to; `key` comes back with the result, `size` is the file's in bytes.

    `standard` says which probes are measured while the sound is at hand; None: none are.
    """

    key: str
    call: CallRef
    language: str
    size: int = 0
    standard: Standard | None = None


@dataclass(frozen=True, slots=True)
class Setup:
    """How every call of a run is listened to, and what a listener may take: seconds (at least) and bytes above idle.

    `redact` is taken out of what was heard before anybody else sees it (`pipeline.redacting`).
    """

    settings: Settings
    scope: Scope = Scope.OPENING
    raw: RawFormat | None = None
    floor_s: float = FLOOR_S
    spare_memory: int = SPARE_MEMORY
    redact: tuple[str, ...] = ()

    def limit_s(self, job: Job) -> float:
        """Seconds that a call may take, by what its file can hold at most."""
        return self.floor_s + TIMES_LONGER[self.scope] * job.size / BYTES_A_SECOND


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of a job: the evidence, or the fault; `peak_bytes` is the listener's largest size so far."""

    key: str
    evidence: CallEvidence | None = None
    fault: Failed | None = None
    listen_s: float = 0.0
    peak_bytes: int = 0

    @property
    def run(self) -> dict[str, str | float]:
        """What listening took, for the report's `run` block."""
        length_s = self.evidence.recording.decoded_s if self.evidence else 0.0
        rtf = {"rtf": round(self.listen_s / length_s, 4)} if length_s else {}
        return {"listen_s": round(self.listen_s, 3), **rtf}


class Executor(Protocol):
    """Listens to many calls at once.

    Every job comes back exactly once, in the order in which they end. A job that crashes, hangs or
    takes too much memory comes back as a fault and costs no other job. Jobs are taken from the
    iterable only when somebody is free to listen, so that it can end early. Closing the iterator
    ends everybody who listens.
    """

    def run(self, jobs: Iterable[Job]) -> Generator[Heard, None, None]:
        """What was heard in each job, as it ends.

        Raises:
            EngineError: where nobody can listen at all: no model, or listeners that do not start.
        """
        ...
