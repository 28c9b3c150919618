"""A recogniser that remembers what it was asked, so that what is made of the words can be changed without listening.

Everything else of the analysis runs each time: decoding, rings, speech, voices, roles. An answer is found again by
the samples, the regions, the language, whatever else was asked, the model and `types.ANALYSIS_VERSION`.
"""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from voicecheck.asr.base import Prober, Recognizer
from voicecheck.pipeline import Ears
from voicecheck.types import ANALYSIS_VERSION, Audio, Interval, Probe, ProbeRequest, Recognition


@dataclass(frozen=True, slots=True)
class Remembering:
    """A recogniser and the folder in which its answers are kept."""

    real: Recognizer
    folder: Path

    @property
    def name(self) -> str:
        """That of the recogniser."""
        return self.real.name

    @property
    def sha256(self) -> str:
        """That of the recogniser."""
        return self.real.sha256

    @property
    def compute_type(self) -> str:
        """That of the recogniser."""
        return self.real.compute_type

    def transcribe(self, audio: Audio, regions: Sequence[Interval], *, language: str) -> Recognition:
        """As the recogniser's."""
        asked = ("transcribe", tuple(regions), language)
        answer: Recognition = self._kept(audio, asked, lambda: self.real.transcribe(audio, regions, language=language))
        return answer

    def hear_again(self, audio: Audio, first: Recognition) -> Recognition:
        """As the recogniser's."""
        answer: Recognition = self._kept(audio, ("again", first), lambda: self.real.hear_again(audio, first))
        return answer

    def probe(self, audio: Audio, *, requests: Sequence[ProbeRequest], language: str) -> tuple[Probe, ...]:
        """As the recogniser's; none where it measures none."""
        if not isinstance(self.real, Prober):
            return ()
        real = self.real
        asked = ("probe", tuple(requests), language)
        answer: tuple[Probe, ...] = self._kept(
            audio, asked, lambda: real.probe(audio, requests=requests, language=language)
        )
        return answer

    def _kept(self, audio: Audio, asked: tuple[object, ...], listen: Callable[[], Any]) -> Any:
        """The answer from the folder, or the recogniser's own, which is then kept."""
        key = hashlib.sha256(audio.samples.tobytes())
        about = (audio.samples.shape, audio.rate_hz, audio.start_s, self.sha256, self.compute_type, ANALYSIS_VERSION)
        key.update(repr((about, asked)).encode())
        file = self.folder / f"{key.hexdigest()[:24]}.pickle"
        if file.exists():
            return pickle.loads(file.read_bytes())
        answer = listen()
        self.folder.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_suffix(f".{os.getpid()}")
        unfinished.write_bytes(pickle.dumps(answer))
        unfinished.rename(file)
        return answer


def remembering(ears: Ears, folder: Path | None) -> Ears:
    """The ears with a recogniser that remembers; as they are without a folder."""
    return ears if folder is None else replace(ears, recognizer=Remembering(ears.recognizer, folder))
