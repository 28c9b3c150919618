"""A recogniser that reads from a script instead of listening, for tests of everything around it.

The script is JSON, a list of takes. A take's words are heard in audio whose sha256 is the take's
(`audio_sha256` below), or in any audio where the take names none; the first that fits counts:

    [{"sha256": "ab12...", "language_prob": 0.98, "words": [["good", 1.2, 1.4], ["morning", 1.4, 1.9, 0.7]]},
     {"words": [["hello", 0.5, 0.9]]}]

A word is text, start and end in seconds of the recording and, where wanted, a confidence (1.0). Other
hearings of the same take stand under "alternatives", a list of such lists. Probes stand under "probes", by
the words asked for, each the mean pmi and the log-probability (-10 and -100 for words that are not there):

    [{"words": [["hello", 0.5, 0.9]], "probes": {"Joan": [3.1, -12.5], "John": [0.2, -18.0]}}]
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from voicecheck.errors import EngineError
from voicecheck.types import Hypothesis, Interval, Probe, Recognition, Segment, Word

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from voicecheck.types import Audio, ProbeRequest

NOT_THERE = (-10.0, -100.0)
"""Mean pmi and log-probability of words that the script does not know."""


@dataclass(frozen=True, slots=True)
class Take:
    """The words of one recording (`sha256` None: of any), and the language probability to report."""

    words: tuple[Word, ...]
    sha256: str | None = None
    language_prob: float | None = None
    alternatives: tuple[tuple[Word, ...], ...] = ()
    probes: Mapping[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ScriptedRecognizer:
    """`asr.base.Recognizer` over takes: the scripted words that lie in the regions, and nothing else."""

    takes: tuple[Take, ...]
    sha256: str
    name: str = "scripted"
    compute_type: str = "none"

    def transcribe(self, audio: Audio, regions: Sequence[Interval], *, language: str) -> Recognition:
        """The words of the take that fits the audio, as far as the regions reach (see `asr.base.Recognizer`)."""
        if audio.channels != 1:
            raise ValueError(f"mono wanted, got {audio.channels} channels")
        take = self._take(audio)
        inside = _inside(audio, regions)
        segments = (_segment(region, take.words) for region in inside)
        return Recognition(
            segments=tuple(segment for segment in segments if segment is not None),
            language=language,
            language_prob=take.language_prob if inside else None,
            windows=tuple(inside),
            regions=tuple(regions),
        )

    def hear_again(self, audio: Audio, first: Recognition) -> Recognition:
        """The first hearing with the take's other hearings beside it (see `asr.base.Recognizer.hear_again`)."""
        inside = _inside(audio, first.regions)
        return replace(first, alternatives=tuple(_held(inside, words) for words in self._take(audio).alternatives))

    def probe(self, audio: Audio, *, requests: Sequence[ProbeRequest], language: str) -> tuple[Probe, ...]:
        """The scripted values (see `asr.base.Prober`)."""
        take = self._take(audio)
        return tuple(_probe(take, request) for request in requests)

    def _take(self, audio: Audio) -> Take:
        """The first take for this audio; an empty one where none fits."""
        own = audio_sha256(audio) if any(take.sha256 for take in self.takes) else None
        return next((take for take in self.takes if take.sha256 in (None, own)), Take(()))


def audio_sha256(audio: Audio) -> str:
    """sha256 of what is heard: the samples rounded to 16 bits, and the rate; the same on every machine."""
    rounded = np.round(np.clip(audio.samples, -1, 1) * 32767).astype("<i2")
    return hashlib.sha256(f"{audio.rate_hz}:{audio.channels}:".encode() + rounded.tobytes()).hexdigest()


def read_script(path: Path) -> ScriptedRecognizer:
    """The scripted recogniser of a JSON file.

    Raises:
        EngineError: where the file is missing or is not a script.
    """
    try:
        data = path.read_bytes()
        takes = tuple(_read_take(fields) for fields in json.loads(data))
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise EngineError(f"script {path} cannot be used ({error}): see voicecheck/asr/scripted.py") from error
    return ScriptedRecognizer(takes, hashlib.sha256(data).hexdigest())


def _read_take(fields: dict[str, Any]) -> Take:
    """One take of the script."""
    others = tuple(_read_words(words) for words in fields.get("alternatives", ()))
    probes = {text: (float(pmi), float(logp)) for text, (pmi, logp) in fields.get("probes", {}).items()}
    return Take(_read_words(fields["words"]), fields.get("sha256"), fields.get("language_prob"), others, probes)


def _probe(take: Take, request: ProbeRequest) -> Probe:
    """One request, answered from the take; every text counts one token."""
    pmi, logp = take.probes.get(request.filler, NOT_THERE)
    rivals = tuple(Hypothesis(text, *take.probes.get(text, NOT_THERE)) for text in request.rivals if pmi > 0)
    return Probe(
        text=request.filler,
        carrier=request.carrier,
        interval=request.interval,
        pmi=pmi,
        logp=logp,
        slot=request.slot,
        rivals=rivals,
        language_prob=take.language_prob,
    )


def _read_words(listed: Sequence[Any]) -> tuple[Word, ...]:
    """The words of one hearing."""
    words = tuple(_read_word(*word) for word in listed)
    if any(one.start_s > other.start_s for one, other in pairwise(words)):
        raise ValueError("words are not in order of time")
    return words


def _read_word(text: str, start_s: float, end_s: float, confidence: float = 1.0) -> Word:
    """One word of the script."""
    return Word(str(text), float(start_s), float(end_s), float(confidence))


def _inside(audio: Audio, regions: Sequence[Interval]) -> list[Interval]:
    """The parts of the regions that lie within the sound at hand."""
    first, last = audio.start_s, audio.start_s + audio.duration_s
    clipped = [(max(first, region.start_s), min(last, region.end_s)) for region in regions]
    return [Interval(start, end) for start, end in clipped if end > start]


def _held(regions: Sequence[Interval], words: Sequence[Word]) -> tuple[Word, ...]:
    """The words of another hearing that lie in the regions."""
    segments = (_segment(region, words) for region in regions)
    return tuple(word for segment in segments if segment is not None for word in segment.words)


def _segment(region: Interval, words: Sequence[Word]) -> Segment | None:
    """The words whose middle lies in a region, as one segment; None where there are none."""
    held = [word for word in words if region.start_s <= (word.start_s + word.end_s) / 2 < region.end_s]
    if not held:
        return None
    clipped = tuple(
        Word(word.text, max(word.start_s, region.start_s), min(word.end_s, region.end_s), word.confidence)
        for word in held
    )
    mean = sum(math.log(max(word.confidence, 1e-6)) for word in held) / len(held)
    text = " ".join(word.text for word in held)
    return Segment(text, clipped[0].start_s, clipped[-1].end_s, clipped, avg_logprob=mean, no_speech_prob=0.0)
