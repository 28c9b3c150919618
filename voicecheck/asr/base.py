"""What a recogniser is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.types import Audio, Interval, Recognition


class Recognizer(Protocol):
    """Turns speech into words with times, unbiased: it is never told which words a standard wants."""

    @property
    def name(self) -> str:
        """The model's name in the manifest ("base")."""
        ...

    @property
    def sha256(self) -> str:
        """sha256 of the model's weights, as verified before loading."""
        ...

    @property
    def compute_type(self) -> str:
        """The arithmetic used ("int8")."""
        ...

    def transcribe(
        self, audio: Audio, regions: Sequence[Interval], *, language: str, closely: bool = False
    ) -> Recognition:
        """Words said inside `regions` of a mono recording.

        Args:
            audio: one channel, any rate; its `start_s` is where it begins in the recording.
            regions: speech regions in seconds of the recording, in order, inside `audio`.
            language: ISO 639-1 code; the language is told, never detected.
            closely: whether doubtful windows are heard again in other ways, for `Recognition.alternatives`.

        Returns:
            Segments with word times in seconds of the recording; none where there are no regions.

        Raises:
            EngineError: where the engine cannot do what is asked.
        """
        ...
