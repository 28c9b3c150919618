"""Voiced sound beside the speech that was found: what a doubtful network left out, told by level and periodicity.

The network is unsure of some voices, of synthetic ones above all, and of most voices in noise: it then
reports them late or not at all. Where it has at least a suspicion, the sound itself decides: it must be
about as loud as the speech on this channel, clear of the noise, and repeat itself as a voice does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.intervals import merged, subtract
from voicecheck.signal import frames, to_db
from voicecheck.types import Interval

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from voicecheck.types import Samples

    Mask = NDArray[np.bool_]

_STEP_S = 0.01
_SMOOTH_STEPS = 4
_WIDTH_S = 0.04
"""Two and a half periods of the lowest voice."""
_AT_ONCE = 200
"""Frames whose periodicity is measured at once: a few megabytes."""
_PITCH_HZ = (65.0, 400.0)
_VOICED_AT = 0.45
"""Normalised autocorrelation from which a sound is voiced (Boersma, 1993, proposes 0.45)."""

_SILENCE_DBFS = -75.0
_CLEAR_DB = 5.0
"""How far above the noise a sound must be: what 5 dB of signal to noise leaves of most vowels."""
_BELOW_SPEECH_DB = 15.0
"""How far below the loud parts of the speech on this channel: other voices in the room and echoes are fainter."""
_WELL_BELOW_DB = 8.0
"""So far below it most vowels still are, whatever else is heard."""
_LEAST_S, _LEAST_VOICED_S = 0.2, 0.12
"""The shortest words that are said by themselves, such as "so"; and their vowel."""
_KNOWN_STEPS = 30

_PAUSE_S = 0.5
"""Quiet that is no part of an utterance, as long as a pause for breath."""
_GAP_S = 0.3
"""Sound of one utterance: consonants and closures between its vowels are shorter."""
_FURTHEST_S = 1.5
"""Most that is added to a region without the network's say: it was never later where it noticed the utterance."""
_LEAST_GROWTH_S = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Sounding:
    """A channel's level in dBFS every 10 ms, and the level from which a sound may be speech."""

    signal: Samples
    rate_hz: int
    start_s: float
    levels: NDArray[np.float64]
    threshold_db: float

    def steps(self, interval: Interval) -> tuple[int, int]:
        """First and last (excluded) step of an interval, in seconds of the recording."""
        first, last = (round((at_s - self.start_s) / _STEP_S) for at_s in (interval.start_s, interval.end_s))
        return min(max(0, first), len(self.levels)), min(max(0, last), len(self.levels))

    def at(self, step: int) -> float:
        """The second of the recording at which a step begins."""
        return self.start_s + step * _STEP_S

    def loud(self, first: int, last: int) -> Mask:
        """Which of the steps are loud enough for speech."""
        return np.asarray(self.levels[first:last] >= self.threshold_db, dtype=np.bool_)

    def vowels(self, first: int, last: int) -> Mask:
        """Which of the steps are loud and voiced."""
        loud = self.loud(first, last)
        if not loud.any():
            return loud
        voiced: Mask = np.concatenate(list(self._voiced(first, last)))
        return np.logical_and(loud, voiced)

    def _voiced(self, first: int, last: int) -> Iterator[Mask]:
        """Whether each step repeats itself at a voice's pitch, a few hundred steps at a time."""
        step, width = round(_STEP_S * self.rate_hz), round(_WIDTH_S * self.rate_hz)
        shortest, longest = (round(self.rate_hz / hz) for hz in reversed(_PITCH_HZ))
        for begin in range(first, last, _AT_ONCE):
            count = min(_AT_ONCE, last - begin)
            low = begin * step + step // 2 - width // 2
            part = self.signal[max(0, low) : low + width + (count - 1) * step].astype(np.float64)
            missing = width + (count - 1) * step - len(part)
            part = np.pad(part, (missing, 0) if low < 0 else (0, missing))
            windows = np.array(frames(part, width=width, hop=step))
            windows -= windows.mean(axis=1, keepdims=True)
            likeness = np.fft.irfft(np.abs(np.fft.rfft(windows, 2 * width)) ** 2)[:, :width]
            # What is left to compare shrinks with the lag: each lag is held against its own share.
            shares = np.maximum(likeness[:, :1], 1e-12) * (1 - np.arange(width) / width)
            until = min(longest, round(0.7 * width))
            best = (likeness[:, shortest:until] / shares[:, shortest:until]).max(axis=1)
            yield np.asarray(best >= _VOICED_AT, dtype=np.bool_)


def sounding(signal: Samples, *, rate_hz: int, start_s: float, known: Sequence[Interval]) -> Sounding | None:
    """The channel's level track with its threshold; None where there is hardly any sound.

    The noise is the 10th percentile of the level, digital silence left out; speech is the 90th of what is known to
    be speech, or the 98th of all where nothing is. Where other voices talk in the background, the median of what is
    not known to be speech tells how loud these are.
    """
    step = round(_STEP_S * rate_hz)
    power: NDArray[np.float64] = np.mean(np.square(frames(signal, width=step, hop=step)), axis=1, dtype=np.float64)
    if len(power) < _SMOOTH_STEPS:
        return None
    smooth: NDArray[np.float64] = np.convolve(power, np.ones(_SMOOTH_STEPS) / _SMOOTH_STEPS, mode="same")
    levels = to_db(smooth)
    real = levels[levels > _SILENCE_DBFS]
    if not len(real):
        return None
    track = Sounding(signal, rate_hz, start_s, levels, 0.0)
    apart = np.ones(len(levels), dtype=bool)
    for region in known:
        apart[slice(*track.steps(region))] = False
    spoken, rest = levels[~apart], levels[apart & (levels > _SILENCE_DBFS)]
    speech_db = float(np.percentile(spoken, 90) if len(spoken) >= _KNOWN_STEPS else np.percentile(real, 98))
    noise_db = float(np.percentile(real, 10))
    usual_db = min(float(np.median(rest)) + _CLEAR_DB, speech_db - _WELL_BELOW_DB) if rest.size else noise_db
    threshold_db = max(noise_db + _CLEAR_DB, usual_db, speech_db - _BELOW_SPEECH_DB)
    return Sounding(signal, rate_hz, start_s, levels, threshold_db)


def unreported(track: Sounding, known: Sequence[Interval]) -> bool:
    """Whether there is loud sound outside what is known, long enough to be a word: else nothing can be missing."""
    loud = track.loud(0, len(track.levels))
    for region in known:
        first, last = track.steps(region)
        loud[first:last] = False
    edges = np.flatnonzero(np.diff(np.concatenate(([0], loud.astype(int), [0]))))
    return bool((edges[1::2] - edges[::2] >= round(_LEAST_VOICED_S / _STEP_S)).any())


def missed(track: Sounding, suspected: Sequence[Interval], known: Sequence[Interval]) -> Iterator[Interval]:
    """The runs of loud sound inside the suspected stretches, outside what is known, where there is voice enough."""
    for part in subtract(suspected, known):
        first, last = track.steps(part)
        if part.length_s < _LEAST_S or track.vowels(first, last).sum() * _STEP_S < _LEAST_VOICED_S:
            continue
        loud = (first + np.flatnonzero(track.loud(first, last))).tolist()
        yield from merged((Interval(track.at(i), track.at(i + 1)) for i in loud), gap_s=_PAUSE_S)


def grown(track: Sounding, regions: Sequence[Interval]) -> tuple[Interval, ...]:
    """The regions with the vowels beside them that belong to the same utterance, where these are at least a word."""
    return merged(_grown(track, region) for region in regions)


def _grown(track: Sounding, region: Interval) -> Interval:
    first, last = track.steps(region)
    reach, gap = round(_FURTHEST_S / _STEP_S), round(_GAP_S / _STEP_S)
    before = _run(track.vowels(max(0, first - reach), first)[::-1], gap)
    after = _run(track.vowels(last, min(last + reach, len(track.levels))), gap)
    least = _LEAST_GROWTH_S / _STEP_S
    return Interval(
        track.at(first - before) if before >= least else region.start_s,
        track.at(last + after) if after >= least else region.end_s,
    )


def _run(vowels: Mask, gap: int) -> int:
    """How many steps the vowels go on for from the first step, without a gap longer than `gap`."""
    end = 0
    for step in np.flatnonzero(vowels).tolist():
        if step - end > gap:
            break
        end = step + 1
    return end
