"""Stretches of speech that one person is likely to say, cut where the sound dips."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.types import Interval
from voicecheck.voice.voice_frames import HOP_S, VoiceFrames

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

DIP_DB = 18.0
"""Sound so far below the loud frames of its region is a pause, unless the line's noise is nearer than that."""
NOISE_SHARE = 0.35
"""A pause lies in the lowest part of the range between a region's quiet and loud frames (10th, 90th percentile)."""
LEAST_RANGE_DB = 8.0
"""With less between quiet and loud the noise covers the pauses, and none are looked for."""
PAUSE_S = 0.08
"""Shorter dips are the closures of plosives."""
LEAST_S, NEAR_S = 0.25, 0.3
"""A stretch shorter than this goes with a neighbour that is so near."""
LONGEST_S, EDGE_S = 1.0, 0.3
"""Longer stretches are cut at their quietest frame, not so near their ends: turns may follow without a pause."""
SMOOTH = 5


def cut_stretches(frames: VoiceFrames, speech: Sequence[Interval]) -> tuple[Interval, ...]:
    """The stretches of the speech regions, in order, none much longer than a second.

    Args:
        frames: of at least these regions.
        speech: regions in seconds of the recording, in order and apart.
    """
    found: list[tuple[float, float]] = []
    for region in speech:
        inside = np.flatnonzero((frames.time_s >= region.start_s) & (frames.time_s < region.end_s))
        if len(inside):
            found += _between_pauses(frames.time_s[inside], frames.level_db[inside])
    if not found:
        return ()
    smooth = np.convolve(frames.level_db, np.ones(SMOOTH) / SMOOTH, mode="same")
    parts = [part for start_s, end_s in _joined(found) for part in _halved(frames.time_s, smooth, start_s, end_s)]
    return tuple(Interval(start_s, end_s) for start_s, end_s in parts)


def _between_pauses(time_s: Floats, level_db: Floats) -> Iterator[tuple[float, float]]:
    """Start and end of each spoken span of one region."""
    quiet_db, loud_db = np.percentile(level_db, [10, 90])
    ranges = loud_db - quiet_db
    limit_db = max(loud_db - DIP_DB, quiet_db + NOISE_SHARE * ranges) if ranges > LEAST_RANGE_DB else -np.inf
    dips = np.concatenate(([False], level_db < limit_db, [False])).astype(np.int8)
    begins, ends = np.flatnonzero(np.diff(dips) == 1), np.flatnonzero(np.diff(dips) == -1)
    long = ends - begins >= round(PAUSE_S / HOP_S)
    starts: list[int] = [0, *ends[long].tolist()]
    stops: list[int] = [*begins[long].tolist(), len(level_db)]
    for start, stop in zip(starts, stops, strict=True):
        if stop > start:
            yield float(time_s[start]), float(time_s[stop - 1]) + HOP_S


def _joined(spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The spans, specks joined to a near neighbour."""
    out: list[tuple[float, float]] = []
    for start_s, end_s in spans:
        speck = out and min(end_s - start_s, out[-1][1] - out[-1][0]) < LEAST_S
        if speck and start_s - out[-1][1] < NEAR_S:
            out[-1] = (out[-1][0], end_s)
        else:
            out.append((start_s, end_s))
    return out


def _halved(time_s: Floats, smooth_db: Floats, start_s: float, end_s: float) -> Iterator[tuple[float, float]]:
    """The span, cut at its quietest frame as long as it is too long."""
    if end_s - start_s <= LONGEST_S:
        yield start_s, end_s
        return
    inner = np.flatnonzero((time_s >= start_s + EDGE_S) & (time_s < end_s - EDGE_S))
    if len(inner) == 0:
        yield start_s, end_s
        return
    at_s = float(time_s[inner[smooth_db[inner].argmin()]])
    yield from _halved(time_s, smooth_db, start_s, at_s)
    yield from _halved(time_s, smooth_db, at_s, end_s)
