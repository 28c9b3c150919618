"""Probes: how likely given words are on given seconds, by forced decoding.

The decoder is given a whole text and says how likely each of its tokens was. What it would have said
anyway is taken out: the same text on blank audio.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from voicecheck.asr.timing import Edge, placed
from voicecheck.asr.windows import RATE_HZ, Window
from voicecheck.types import Hypothesis, Interval, Probe, Word

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from voicecheck.types import ProbeRequest

_MEL_PER_S = 100
STEPS_PER_S = 50
"""Steps of the decoder's attention: two mel frames each."""
BEFORE, FILLER, AFTER = PARTS = ("before", "filler", "after")
SHORTEST_S, LONGEST_S, GRAIN_S = 8, 30, 2
"""Contexts in which probes are measured; few lengths, so that blank audio is encoded a few times at most."""
TAIL_S = 1.0
FAINT = 1e-3
"""Standard deviation of the faint noise that is the second blank audio."""
LEAST_LOGP = -23.0
"""Log-probability of a token that the decoder gives none."""
MOST_KNOWN = 4096


@dataclass(frozen=True, slots=True)
class Blanks:
    """Blank audio as the encoder sees it, by context length, and the texts measured on it: kept, for they recur."""

    encoded: dict[int, list[NDArray[np.float32]]] = field(default_factory=dict)
    known: dict[tuple[int, tuple[int, ...]], tuple[float, ...]] = field(default_factory=dict)

    def at(
        self, length: int, encode: Callable[[list[NDArray[np.float32]]], list[NDArray[np.float32]]]
    ) -> list[NDArray[np.float32]]:
        """Silence and faint noise of so many mel frames, encoded."""
        if length not in self.encoded:
            count = length * RATE_HZ // _MEL_PER_S
            faint = np.random.default_rng(0).normal(0.0, FAINT, count).astype(np.float32)
            self.encoded[length] = encode([np.zeros(count, dtype=np.float32), faint])
        return self.encoded[length]


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts on one encoded window, whose level track is `edge`, and on blank audio of the same length."""

    model: Any
    tokenizer: Any
    encoded: NDArray[np.float32]
    blanks: Sequence[NDArray[np.float32]]
    known: dict[tuple[int, tuple[int, ...]], tuple[float, ...]]
    window: Window
    edge: Edge

    def probe(self, request: ProbeRequest, language_prob: float | None) -> Probe:
        """One request, measured."""
        pmi, tokens, logp = self._measure(request.carrier, request.filler)
        at = self._placed(request) if pmi > 0 else None
        rivals = []
        for rival in request.rivals if pmi > 0 else ():
            rival_pmi, _, rival_logp = self._measure(request.carrier, rival)
            rivals.append(Hypothesis(rival, rival_pmi, rival_logp))
        return Probe(
            text=request.filler,
            carrier=request.carrier,
            interval=request.interval,
            pmi=pmi / tokens,
            logp=logp,
            slot=request.slot,
            tokens=tokens,
            rivals=tuple(rivals),
            language_prob=language_prob,
            at=at,
        )

    def _placed(self, request: ProbeRequest) -> Interval | None:
        """The seconds at which the filler stands, by the decoder's attention and the sound; None where it has no place.

        The text's parts before, in and after the filler are laid along the sound as recognised words are.
        """
        tokens, first, last = self._tokens(request.carrier, request.filler)
        (found,) = self._aligned(self.encoded, tokens, round(self.window.length_s * _MEL_PER_S))
        begins: dict[int, float] = {}
        for token, step in found.alignments:
            begins.setdefault(int(token), int(step) / STEPS_PER_S)
        until_s = int(found.alignments[-1][1]) / STEPS_PER_S if found.alignments else 0.0
        marks = [0, first, last, len(tokens)]
        times = [self.window.at(begins.get(mark, until_s)) for mark in marks]
        parts = [
            Word(name, start_s, max(start_s, end_s), 1.0)
            for name, i, j, start_s, end_s in zip(PARTS, marks, marks[1:], times, times[1:], strict=False)
            if i < j
        ]
        kept = (part for part in placed(parts, self.window, self.edge) if part.text == FILLER)
        return next((part.interval for part in kept), None)

    def _measure(self, carrier: str, filler: str) -> tuple[float, int, float]:
        """Sum of the filler's pmi, its number of tokens, and the log-probability of the whole text."""
        tokens, first, last = self._tokens(carrier, filler)
        heard = self._logps(self.encoded, tokens)
        blank = np.mean([self._blank(index, tokens) for index in range(len(self.blanks))], axis=0)
        return float(np.sum((heard - blank)[first:last])), last - first, float(np.sum(heard))

    def _tokens(self, carrier: str, filler: str) -> tuple[tuple[int, ...], int, int]:
        """The text's tokens, and where the filler's begin and end (excluded)."""
        before, after = carrier.split("{}")
        whole = " " + " ".join(f"{before}{filler}{after}".split())
        tokens = self.tokenizer.encode(whole)
        opened = " ".join(before.split())
        first = len(self.tokenizer.encode(" " + opened)) if opened else 0
        last = len(self.tokenizer.encode(" " + " ".join(f"{before}{filler}".split())))
        return tuple(tokens), min(first, len(tokens) - 1), max(min(last, len(tokens)), first + 1)

    def _blank(self, index: int, tokens: tuple[int, ...]) -> NDArray[np.float64]:
        """Token log-probabilities on one blank audio, from memory where they are known."""
        blank = self.blanks[index]
        key = (blank.shape[1] * 2 + index, (*self.tokenizer.sot_sequence, *tokens))
        if key not in self.known:
            if len(self.known) >= MOST_KNOWN:
                self.known.clear()
            self.known[key] = tuple(float(p) for p in self._logps(blank, tokens))
        return np.array(self.known[key])

    def _logps(self, encoded: NDArray[np.float32], tokens: Sequence[int]) -> NDArray[np.float64]:
        """Natural-log probability of each token of the text on encoded audio, shape (tokens,)."""
        (found,) = self._aligned(encoded, tokens, encoded.shape[1] * 2)
        probs = np.asarray(found.text_token_probs[: len(tokens)], dtype=np.float64)
        return np.maximum(np.log(np.maximum(probs, 1e-30)), LEAST_LOGP)

    def _aligned(self, encoded: NDArray[np.float32], tokens: Sequence[int], frames: int) -> Any:
        """The text laid along the first mel frames of encoded audio by the decoder's attention."""
        sot = list(self.tokenizer.sot_sequence)
        return self.model.align(storage(encoded), sot, [list(tokens)], min(frames, encoded.shape[1] * 2))


def context_frames(samples: int) -> int:
    """Mel frames in which a sound of so many samples at 16 kHz is probed."""
    needed = samples / RATE_HZ + TAIL_S
    seconds = min(LONGEST_S, max(SHORTEST_S, -(-needed // GRAIN_S) * GRAIN_S))
    return round(seconds) * _MEL_PER_S


def storage(array: NDArray[np.float32]) -> Any:
    """The array as CTranslate2 takes it."""
    from faster_whisper.transcribe import get_ctranslate2_storage

    return get_ctranslate2_storage(array)
