"""What a recogniser is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.types import Audio, Interval, Probe, ProbeRequest, Recognition


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

    def transcribe(self, audio: Audio, regions: Sequence[Interval], *, language: str) -> Recognition:
        """Words said inside `regions` of a mono recording.

        Args:
            audio: one channel, any rate; its `start_s` is where it begins in the recording.
            regions: speech regions in seconds of the recording, in order, inside `audio`.
            language: ISO 639-1 code; the language is told, never detected.

        Returns:
            Segments with word times in seconds of the recording; none where there are no regions.

        Raises:
            EngineError: where the engine cannot do what is asked.
        """
        ...

    def hear_again(self, audio: Audio, first: Recognition) -> Recognition:
        """The first hearing of the same audio with its doubtful windows heard in other ways, as unbiased as before.

        What was heard then stands in `alternatives`; a window that was heard much more surely takes the
        first one's place.

        Raises:
            EngineError: where the engine cannot do what is asked.
        """
        ...


@runtime_checkable
class Prober(Protocol):
    """Tells how likely given words are on given seconds; it hears nothing by itself."""

    def probe(self, audio: Audio, *, requests: Sequence[ProbeRequest], language: str) -> tuple[Probe, ...]:
        """The measured requests, in their order.

        Args:
            audio: one channel, any rate, that holds the requests' intervals.
            requests: the words, their rivals, and the seconds; those on the same seconds share the costly part.
            language: ISO 639-1 code that the recogniser is told.

        Raises:
            EngineError: where the engine cannot do what is asked.
        """
        ...
