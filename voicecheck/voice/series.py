"""The voice over time: one point a second, each seen through five seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from voicecheck.signal import to_db
from voicecheck.types import VoiceSeries
from voicecheck.voice.pitch import HOP_S, slopes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.floating]
    Ints = NDArray[np.integer]
    Mask = NDArray[np.bool_]

STEP_S = 1.0
WINDOW_S = 5.0
MIN_VOICED_FRAMES = 16
"""A quarter of a second of voice; a point on less would be noise."""


def voice_series(*, index: Ints, pitch_st: Floats, level_db: Floats, voiced: Mask) -> VoiceSeries | None:
    """The curve of pitch, movement, level and voiced share; None where nothing was measured.

    Point k stands at `start_s` + k * `step_s` and describes the 5 s around it. Pitch is the mean
    distance from the speaker's own median, level is that of the voiced frames below the loudest
    point, the share is that of voiced frames among the frames with speech.

    Args:
        index: shape (n,), numbers of all frames with speech on the 16 ms grid, rising.
        pitch_st: shape (n,), semitones; read where voiced.
        level_db: shape (n,), any reference.
        voiced: shape (n,).
    """
    if len(index) == 0:
        return None
    start_s = float(np.floor(index[0] * HOP_S))
    at_s = np.arange(start_s, index[-1] * HOP_S + STEP_S, STEP_S)
    own = _own_pitch(pitch_st, voiced=voiced)
    moving = np.full(len(index), np.nan)
    moving[voiced] = np.abs(slopes(own[voiced], index=index[voiced]))
    power = np.where(voiced, 10 ** (np.asarray(level_db, dtype=np.float64) / 10), np.nan)
    level = to_db(_means(power, index=index, at_s=at_s))
    loudest = np.nanmax(level) if np.isfinite(level).any() else 0.0
    return VoiceSeries(
        start_s=start_s,
        step_s=STEP_S,
        pitch_st=_points(_means(own, index=index, at_s=at_s)),
        movement_st_s=_points(_means(moving, index=index, at_s=at_s)),
        level_db=_points(level - loudest),
        voiced=_points(_means(voiced.astype(np.float64), index=index, at_s=at_s)),
    )


def _own_pitch(pitch_st: Floats, *, voiced: Mask) -> NDArray[np.float64]:
    """Pitch against the speaker's own median; `nan` where unvoiced."""
    own = np.full(len(pitch_st), np.nan)
    if voiced.any():
        own[voiced] = pitch_st[voiced] - np.median(pitch_st[voiced])
    return own


def _means(column: Floats, *, index: Ints, at_s: Floats) -> NDArray[np.float64]:
    """Mean of a column's finite values in the window around each time; `nan` for fewer than 16 of them."""
    known = np.isfinite(column)
    sums = np.concatenate(([0.0], np.cumsum(np.where(known, column, 0.0))))
    counts = np.concatenate(([0], np.cumsum(known)))
    first = np.searchsorted(index, (at_s - WINDOW_S / 2) / HOP_S)
    last = np.searchsorted(index, (at_s + WINDOW_S / 2) / HOP_S)
    count = counts[last] - counts[first]
    means = (sums[last] - sums[first]) / np.maximum(count, 1)
    return np.where(count >= MIN_VOICED_FRAMES, means, np.nan)


def _points(values: Floats) -> tuple[float | None, ...]:
    """The values as plain numbers, None for `nan`."""
    return tuple(float(value) if np.isfinite(value) else None for value in values)
