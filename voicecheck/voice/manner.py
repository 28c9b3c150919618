"""What a voice did, frame by frame, and its sums over blocks of 4 s.

A quantity is a value at some frames: the pitch at voiced frames, the colour at consonants. Means and
standard deviations of quantities are features; their sums a block of 4 s say how far a feature
would move had the agent said something else, without the sound.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.types import Moments, VoiceBlock
from voicecheck.voice.pitch import HOP_S, runs, slopes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.floating]
    Ints = NDArray[np.integer]
    Mask = NDArray[np.bool_]

BLOCK_S = 4.0
MOST_BLOCKS = 128
"""A long recording gets longer blocks: evidence must not grow with the day."""
SMOOTH_FRAMES = 5
"""80 ms, half a syllable: what level does faster is the glottis and the closures."""
PHRASE_GAP_FRAMES = 16
"""Voice that pauses for a quarter of a second has ended a phrase (`rate.MIN_PAUSE_S`)."""
MIN_PHRASE_FRAMES = 8
MIN_END_FRAMES = 3


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """The joined columns of a call, each of shape (n,).

    `voiced` marks the speaker's own frames; `pitch_st`, `alpha_db`, `mid_db` and `hnr_db` are read there.
    """

    index: Ints
    voiced: Mask
    pitch_st: Floats
    level_dbfs: Floats
    alpha_db: Floats
    mid_db: Floats
    hnr_db: Floats
    presence_db: Floats
    bright_db: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Quantity:
    """Values, shape (m,), and the numbers of the frames at which they stand."""

    index: Ints
    values: Floats


def quantities(found: Columns, *, hush_dbfs: float | None) -> dict[str, Quantity]:
    """What the voice did, by name; what rests on `hush_dbfs` (`quality.hush_dbfs`) is left out where that is None.

    `pitch`, `alpha`, `mid`, `hnr`, `presence` and `level` stand at voiced frames, `slope` (absolute,
    st/s) between them, `phrase_end` (st against the phrase's median) at the last frame of each phrase,
    `consonant` at sounding frames without voice, `level_step` (absolute, dB/s) and `quiet` (0 or
    100) from the first to the last sounding frame of each stretch.
    """
    voiced = found.voiced
    index, pitch_st = found.index[voiced], found.pitch_st[voiced]
    at_voice = {
        "pitch": pitch_st,
        "slope": np.abs(slopes(pitch_st, index=index)) if len(index) else pitch_st,
        "level": found.level_dbfs[voiced],
        "alpha": found.alpha_db[voiced],
        "mid": found.mid_db[voiced],
        "hnr": found.hnr_db[voiced],
        "presence": found.presence_db[voiced],
    }
    out = {name: _finite(index, values) for name, values in at_voice.items()}
    out["phrase_end"] = phrase_ends(pitch_st, index=index)
    if hush_dbfs is None:
        return out
    sounding = found.level_dbfs >= hush_dbfs
    spans = spoken_spans(sounding, index=found.index)
    consonant = sounding & ~voiced
    steps = level_steps(np.maximum(found.level_dbfs, hush_dbfs), index=found.index)
    return out | {
        "consonant": _finite(found.index[consonant], found.bright_db[consonant]),
        "level_step": _finite(found.index[spans], steps[spans]),
        "quiet": Quantity(found.index[spans], 100.0 * ~sounding[spans]),
    }


def _finite(index: Ints, values: Floats) -> Quantity:
    known = np.isfinite(values)
    return Quantity(index[known], np.asarray(values, dtype=np.float64)[known])


def spoken_spans(sounding: Mask, *, index: Ints) -> Mask:
    """Which frames lie between the first and the last sounding frame of their stretch, shape (n,)."""
    inside = np.zeros(len(sounding), dtype=np.bool_)
    for start, stop in zip(*runs(index), strict=True):
        loud = np.flatnonzero(sounding[start:stop])
        if len(loud):
            inside[start + loud[0] : start + loud[-1] + 1] = True
    return inside


def level_steps(level_db: Floats, *, index: Ints) -> NDArray[np.float64]:
    """How fast the level changes in dB/s, absolute, smoothed over 80 ms; `nan` at the end of each stretch.

    A level that rises by 10 dB in one second moves 10 dB/s. Shape (n,).
    """
    out = np.full(len(level_db), np.nan)
    for start, stop in zip(*runs(index), strict=True):
        wide = np.pad(level_db[start:stop], SMOOTH_FRAMES // 2, mode="edge")
        smooth = np.convolve(wide, np.full(SMOOTH_FRAMES, 1 / SMOOTH_FRAMES), mode="valid")
        out[start : stop - 1] = np.abs(np.diff(smooth)) / HOP_S
    return out


def phrase_ends(pitch_st: Floats, *, index: Ints) -> Quantity:
    """Where phrases end: the mean of their last quarter against their median in st; negative where pitch falls.

    A phrase is voice without a gap of a quarter of a second; one of fewer than 8 voiced frames has no end.

    Args:
        pitch_st: shape (n,), semitones, voiced frames only.
        index: shape (n,), their frame numbers.
    """
    breaks = np.flatnonzero(np.diff(index) > PHRASE_GAP_FRAMES) + 1
    cuts = [0, *breaks.tolist(), len(index)]
    phrases = [(a, b) for a, b in pairwise(cuts) if b - a >= MIN_PHRASE_FRAMES]
    ends = [
        float(pitch_st[b - max(MIN_END_FRAMES, (b - a) // 4) : b].mean() - np.median(pitch_st[a:b])) for a, b in phrases
    ]
    return Quantity(index[np.array([b - 1 for _, b in phrases], dtype=np.int64)], np.array(ends))


def moments(quantity: Quantity) -> Moments:
    """Count, sum and sum of squares."""
    return Moments(len(quantity.values), float(quantity.values.sum()), float(np.square(quantity.values).sum()))


def blocks(found: Mapping[str, Quantity]) -> tuple[VoiceBlock, ...]:
    """The quantities summed over blocks of 4 s of the recording, longer ones where it has more than 128."""
    last = max((int(one.index[-1]) for one in found.values() if len(one.index)), default=-1)
    if last < 0:
        return ()
    block = round(BLOCK_S / HOP_S)
    length = block * (last // (MOST_BLOCKS * block) + 1)
    return tuple(
        VoiceBlock(number * length * HOP_S, (number + 1) * length * HOP_S, sums)
        for number in range(last // length + 1)
        if (sums := _block(found, number * length, (number + 1) * length))
    )


def _block(found: Mapping[str, Quantity], first: int, stop: int) -> dict[str, Moments]:
    """The sums of the frames from `first` to before `stop`; nothing where none stands there."""
    parts = {}
    for name, one in found.items():
        start, end = np.searchsorted(one.index, [first, stop])
        if end > start:
            sums = moments(Quantity(one.index[start:end], one.values[start:end]))
            # A thousandth of a unit is below what anything here can measure, and halves the evidence.
            parts[name] = Moments(sums.count, round(sums.total, 3), round(sums.squares, 3))
    return parts
