"""Fundamental frequency: the trackers, the voiced frames, and how pitch moves.

A track has one value each 16 ms (`HOP_S`), the grid of swift-f0; frame i is centred on i * 16 ms.
Pitch is judged in semitones, never in Hz. Unvoiced is `nan`, never 0 Hz.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from voicecheck.signal import require

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from voicecheck.types import Samples

    Floats = NDArray[np.floating]
    Ints = NDArray[np.integer]
    Mask = NDArray[np.bool_]

TRACKER_RATE_HZ = 16_000
HOP = 256
HOP_S = HOP / TRACKER_RATE_HZ
F0_MIN_HZ = 65.0
"""Below the lowest speaking voices and above mains hum (50 and 60 Hz)."""
F0_MAX_HZ = 500.0
"""Above lively women's speech; children and song are not the job."""
MIN_CONFIDENCE = 0.5
"""swift-f0 is calibrated so that a frame is voiced from here on."""
LEVEL_GATE_DB = 30.0
PITCH_GATE_ST = 12.0
MIN_RUN_FRAMES = 3
FINAL_FRAMES = 10
"""The last 160 ms of a run, and the gap of 160 ms that makes it the last before a pause."""
REFERENCE_HZ = 100.0


@dataclass(frozen=True, slots=True, eq=False)
class PitchTrack:
    """F0 in Hz (`nan`: no pitch) and confidence 0 to 1, shape (n,), frame i centred on i * `HOP_S`."""

    f0_hz: NDArray[np.float32]
    confidence: NDArray[np.float32]


class PitchTracker(Protocol):
    """Whatever finds F0 in 16 kHz sound on the 16 ms grid."""

    def track(self, samples: Samples, *, rate_hz: int) -> PitchTrack:
        """The pitch track of samples of shape (n,), n // 256 frames."""
        ...


class SwiftF0Tracker:
    """swift-f0 on one thread: loads its model once, when it is made.

    Source: Nieradzik, "SwiftF0: Fast and Accurate Monophonic Pitch Detection", 2025 (MIT).
    """

    def __init__(self) -> None:
        from swift_f0 import SwiftF0

        self._detector: Any = SwiftF0(threads=1, spin=False)

    def track(self, samples: Samples, *, rate_hz: int) -> PitchTrack:
        """The pitch track of samples of shape (n,); they should peak near 0.5, for the silence gate is absolute."""
        signal = _at_tracker_rate(samples, rate_hz=rate_hz)
        if len(signal) < HOP:
            return PitchTrack(np.empty(0, np.float32), np.empty(0, np.float32))
        found = self._detector.detect(signal, rate_hz, fmin=F0_MIN_HZ, fmax=F0_MAX_HZ)
        return PitchTrack(found.pitch_hz.astype(np.float32), found.confidence.astype(np.float32))


class PyinTracker:
    """librosa's probabilistic YIN: slow, and the reference that the quick tracker is held against.

    Source: Mauch and Dixon, "pYIN", ICASSP 2014 (librosa, ISC).
    """

    def track(self, samples: Samples, *, rate_hz: int) -> PitchTrack:
        """The pitch track of samples of shape (n,); confidence is at least 0.5 exactly where pYIN says voiced."""
        signal = _at_tracker_rate(samples, rate_hz=rate_hz)
        if len(signal) < HOP:
            return PitchTrack(np.empty(0, np.float32), np.empty(0, np.float32))
        import librosa

        f0_hz, voiced, chance = librosa.pyin(
            signal, sr=rate_hz, fmin=F0_MIN_HZ, fmax=F0_MAX_HZ, frame_length=1024, hop_length=HOP, center=True
        )
        confidence = np.where(voiced, np.maximum(chance, MIN_CONFIDENCE), np.minimum(chance, MIN_CONFIDENCE - 0.01))
        count = len(signal) // HOP
        return PitchTrack(f0_hz[:count].astype(np.float32), confidence[:count].astype(np.float32))


def _at_tracker_rate(samples: Samples, *, rate_hz: int) -> Samples:
    """The samples, after making sure of their rate."""
    if rate_hz != TRACKER_RATE_HZ:
        raise ValueError(f"a pitch tracker takes {TRACKER_RATE_HZ} Hz, got {rate_hz} Hz; resample first")
    return require(samples)


def semitones(f0_hz: Floats, *, reference_hz: float = REFERENCE_HZ) -> NDArray[np.float64]:
    """Semitones above `reference_hz`: 12 log2(F0 / reference).

    >>> semitones(np.array([100.0, 200.0])).tolist()
    [0.0, 12.0]
    """
    return 12 * np.log2(np.asarray(f0_hz, dtype=np.float64) / reference_hz)


def voiced_frames(f0_hz: Floats, *, index: Ints, confidence: Floats, level_db: Floats) -> Mask:
    """Which frames are the speaker's voice, shape (n,).

    A frame counts with confidence of at least 0.5, a level within 30 dB of the 95th percentile of
    such frames, a pitch within 12 st of their median, and in a run of at least 48 ms. The gates drop
    a second voice in the distance, octave errors and clicks.

    Args:
        f0_hz: shape (n,), Hz, `nan` without pitch.
        index: shape (n,), frame numbers on the 16 ms grid, rising; holes end a run.
        confidence: shape (n,), 0 to 1.
        level_db: shape (n,), any reference.
    """
    voiced = (confidence >= MIN_CONFIDENCE) & np.isfinite(f0_hz)
    if not voiced.any():
        return voiced
    voiced &= level_db >= np.percentile(level_db[voiced], 95) - LEVEL_GATE_DB
    pitch_st = np.full(len(f0_hz), np.nan)
    pitch_st[voiced] = semitones(f0_hz[voiced])
    with np.errstate(invalid="ignore"):
        voiced &= np.abs(pitch_st - np.median(pitch_st[voiced])) <= PITCH_GATE_ST
    return _without_short_runs(voiced, index=index)


def _without_short_runs(voiced: Mask, *, index: Ints) -> Mask:
    """The mask without runs of fewer than three frames."""
    kept = np.flatnonzero(voiced)
    starts, stops = runs(index[kept])
    long_enough = np.repeat(stops - starts >= MIN_RUN_FRAMES, stops - starts)
    mask = np.zeros(len(voiced), dtype=np.bool_)
    mask[kept[long_enough]] = True
    return mask


def runs(index: Ints) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Starts and stops (exclusive) of the stretches in which frame numbers follow each other.

    >>> [part.tolist() for part in runs(np.array([3, 4, 5, 9, 10]))]
    [[0, 3], [3, 5]]
    """
    if len(index) == 0:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    breaks = np.flatnonzero(np.diff(index) != 1) + 1
    return np.concatenate(([0], breaks)), np.concatenate((breaks, [len(index)]))


def f0_median(pitch_st: Floats) -> float:
    """Median pitch in semitones above 100 Hz over voiced frames, shape (n,)."""
    return float(np.median(pitch_st))


def f0_spread(pitch_st: Floats) -> float:
    """Half of the 16th to 84th percentile of pitch over voiced frames, in semitones; one s.d. where it is normal."""
    low, high = np.percentile(pitch_st, [16, 84])
    return float(high - low) / 2


def slopes(pitch_st: Floats, *, index: Ints) -> NDArray[np.float64]:
    """Slope from each voiced frame to the next in st/s, shape (n,); `nan` at the end of each run.

    The track passes a median of three within its run first, which drops single-frame errors.

    Args:
        pitch_st: shape (n,), semitones, voiced frames only.
        index: shape (n,), their frame numbers.
    """
    steps = np.diff(index) == 1
    before = np.where(np.concatenate(([False], steps)), np.roll(pitch_st, 1), pitch_st)
    after = np.where(np.concatenate((steps, [False])), np.roll(pitch_st, -1), pitch_st)
    smooth = np.median(np.stack([before, pitch_st, after]), axis=0)
    out = np.full(len(pitch_st), np.nan)
    out[:-1] = np.where(steps, np.diff(smooth) / HOP_S, np.nan)
    return out


def f0_movement(pitch_st: Floats, *, index: Ints) -> float:
    """Mean absolute slope of pitch inside voiced runs in st/s; `nan` without two frames in a row.

    A glide of 12 st in one second moves 12 st/s, a level tone 0.
    """
    steepness = np.abs(slopes(pitch_st, index=index))
    moving = np.isfinite(steepness)
    return float(steepness[moving].mean()) if moving.any() else float("nan")


def final_slopes(pitch_st: Floats, *, index: Ints, next_frame: Ints) -> NDArray[np.float64]:
    """Least-squares slopes in st/s of the last 160 ms of each run before a gap of at least 160 ms.

    Args:
        pitch_st: shape (n,), semitones, voiced frames only.
        index: shape (n,), their frame numbers.
        next_frame: shape (n,), the number of the next frame that was measured at all. A run that
            ends where the measuring ends was cut, and its end is no end of a phrase.
    """
    starts, stops = runs(index)
    gap = np.concatenate((index[starts[1:]], [np.iinfo(np.int32).max])) - index[stops - 1]
    cut = next_frame[stops - 1] != index[stops - 1] + 1
    ends = stops[(stops - starts >= FINAL_FRAMES) & (gap > FINAL_FRAMES) & ~cut]
    last = np.asarray(pitch_st, dtype=np.float64)[ends[:, None] + np.arange(-FINAL_FRAMES, 0)]
    time_s = (np.arange(FINAL_FRAMES) - (FINAL_FRAMES - 1) / 2) * HOP_S
    return np.asarray(last @ time_s / (time_s @ time_s), dtype=np.float64)
