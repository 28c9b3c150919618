"""What is wrong with the sound itself: a start in mid-word, noise; and the algebra that cuts stretches out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from voicecheck.intervals import merged, overlap, subtract, total_s
from voicecheck.signal import frames, require, to_db
from voicecheck.types import Interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from voicecheck.types import Samples

__all__ = ["merged", "overlap", "snr_db", "starts_in_speech", "subtract", "total_s"]

_FRAME_S = 0.01
_START_S = 0.03
"""A word that begins after the recording rises from the line's noise within this time at the earliest."""

_REGION_WITHIN_S = 0.2
"""Speech regions are padded and found late by up to this much."""

_BELOW_SPEECH_DB = 15.0
"""Running speech spends nearly all of its voiced time within this much of its own level."""

_ABOVE_NOISE_DB = 6.0
_LEAST_S = 0.3
_LEAST_RATIO = 0.01
_AWAY_FROM_SPEECH_S = 0.1


def starts_in_speech(samples: Samples, *, rate_hz: int, speech: Sequence[Interval]) -> bool:
    """Whether the recording begins in mid-word: speech level in its first 30 ms, and a speech region there.

    Args:
        samples: shape (n,), one channel from the beginning of the recording.
        rate_hz: their rate in Hz.
        speech: the channel's speech regions in seconds of the recording.
    """
    signal = require(samples)
    if not speech or speech[0].start_s > _REGION_WITHIN_S:
        return False
    levels = _levels_db(signal, rate_hz)
    first = levels[: round(_START_S / _FRAME_S)]
    inside = _levels_inside(levels, speech)
    if len(first) == 0 or len(inside) == 0:
        return False
    outside = _levels_outside(levels, speech)
    noise_db = float(np.median(outside)) if len(outside) * _FRAME_S >= _LEAST_S else float(np.percentile(inside, 5))
    least_db = max(float(np.percentile(inside, 75)) - _BELOW_SPEECH_DB, noise_db + _ABOVE_NOISE_DB)
    return float(np.median(first)) >= least_db


def snr_db(
    samples: Samples,
    *,
    rate_hz: int,
    speech: Sequence[Interval],
    start_s: float = 0.0,
    leave_out: Sequence[Interval] = (),
) -> float | None:
    """Speech over non-speech level in dB, not below -20; None with less than 0.3 s of either.

    Noise is the median level outside the speech regions; its power is taken off the power inside, since it
    goes on under the speech. Digital silence outside counts as `signal.FLOOR_DB`.

    Args:
        samples: shape (n,), one channel.
        rate_hz: their rate in Hz.
        speech: the channel's speech regions in seconds of the recording.
        start_s: where the samples begin in the recording.
        leave_out: seconds that are neither, such as ring tones and the other side's speech.
    """
    levels = _levels_db(require(samples), rate_hz)
    inside = _levels_inside(levels, speech, start_s)
    outside = _levels_outside(levels, (*speech, *leave_out), start_s)
    if min(len(inside), len(outside)) * _FRAME_S < _LEAST_S:
        return None
    over = float(np.mean(10 ** (inside / 10))) / 10 ** (float(np.median(outside)) / 10)
    return float(to_db(max(over - 1.0, _LEAST_RATIO)))


def _levels_db(signal: Samples, rate_hz: int) -> NDArray[np.float64]:
    """The level a 10 ms frame, in dB."""
    width = max(1, round(_FRAME_S * rate_hz))
    grid = frames(signal, width=width, hop=width)
    return to_db(np.einsum("ij,ij->i", grid, grid, dtype=np.float64) / width)


def _mask(count: int, speech: Sequence[Interval], start_s: float, pad_s: float) -> NDArray[np.bool_]:
    """Which of `count` frames lie inside the regions widened by `pad_s`."""
    mask = np.zeros(count, dtype=np.bool_)
    for region in speech:
        wide = region.widened(pad_s)
        first, last = ((at_s - start_s) / _FRAME_S for at_s in (wide.start_s, wide.end_s))
        mask[max(0, round(first)) : max(0, round(last))] = True
    return mask


def _levels_inside(
    levels: NDArray[np.float64], speech: Sequence[Interval], start_s: float = 0.0
) -> NDArray[np.float64]:
    """Levels of the frames inside the regions."""
    inside: NDArray[np.float64] = levels[_mask(len(levels), speech, start_s, 0.0)]
    return inside


def _levels_outside(
    levels: NDArray[np.float64], speech: Sequence[Interval], start_s: float = 0.0
) -> NDArray[np.float64]:
    """Levels of the frames well outside the regions."""
    outside: NDArray[np.float64] = levels[~_mask(len(levels), speech, start_s, _AWAY_FROM_SPEECH_S)]
    return outside
