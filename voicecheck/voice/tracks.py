"""Frame columns: one piece of one channel, measured each 16 ms where the agent speaks.

A long call is measured piece by piece: the sound of a piece is dropped once its columns (some
40 bytes a frame, 2.5 kB a second of speech) are made. Frame numbers count from the start of the recording,
so that columns of several pieces join without knowing where the pieces were cut.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.intervals import merged
from voicecheck.signal import frames, require, resample
from voicecheck.types import Interval
from voicecheck.voice.level import band_level
from voicecheck.voice.pitch import F0_MIN_HZ, HOP_S, MIN_CONFIDENCE, TRACKER_RATE_HZ, PitchTracker
from voicecheck.voice.quality import clipped_samples, within
from voicecheck.voice.spectrum import (
    alpha_ratio,
    band_power,
    brightness,
    centroid,
    half_octaves,
    hnr,
    mid_ratio,
    presence,
    ripple,
    tilt,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from voicecheck.types import Samples

    Column = NDArray[np.float32]
    Frames = NDArray[np.int32]

LINE_RATE_HZ = 8_000
"""Everything is measured on what a telephone line carries, whatever the recording was made with."""
LINE_HOP = round(HOP_S * LINE_RATE_HZ)
LEVEL_WIDTH = 256  # 32 ms
SPECTRUM_WIDTH = 512  # 64 ms
SPECTRUM_SIZE = 1024  # bins of 7.8 Hz, as 2048 at 16 kHz
HNR_WIDTH = 320  # 40 ms
BLOCK = 2048
"""Frames measured at a time: bounds the memory that spectra take."""
TRACKER_PEAK = 0.5
STRAY_SHARE = 1e-4
"""The share of samples that may stand above the peak: a click must not turn the speech down."""
CONTEXT_S = 0.2
"""Sound on either side of speech that a tracker wants: swift-f0 sees 11 frames back and 10 ahead."""
TRACKER_GAP_S = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Tracks:
    """Columns of shape (n,), one row a frame of the agent's speech, in order.

    `index` counts frames of 16 ms from the start of the recording, each centred on index * 16 ms.
    Where there is no pitch, `f0_hz` and the colours (`alpha_db` to `ripple_db`) are `nan`;
    `presence_db` and `bright_db` are there for every frame, consonants too.
    `noise_dbfs`, shape (m,), is the level of the frames in which nobody speaks. `clipped` of
    `samples` samples of the speech stand at full scale. `measured` are the intervals measured.
    """

    index: Frames
    f0_hz: Column
    confidence: Column
    level_dbfs: Column
    alpha_db: Column
    mid_db: Column
    centroid_hz: Column
    tilt_db_oct: Column
    hnr_db: Column
    ripple_db: Column
    presence_db: Column
    bright_db: Column
    noise_dbfs: Column
    clipped: int
    samples: int
    measured: tuple[Interval, ...]


COLOURS = ("alpha_db", "mid_db", "centroid_hz", "tilt_db_oct", "hnr_db", "ripple_db")
ALL_FRAMES = ("presence_db", "bright_db")


def track(
    samples: Samples,
    *,
    rate_hz: int,
    start_s: float,
    speech: Sequence[Interval],
    noise: Sequence[Interval] = (),
    tracker: PitchTracker,
) -> Tracks:
    """The frame columns of one piece of one channel.

    Args:
        samples: shape (n,), full scale 1.0. Give 0.2 s more than the speech on either side where it
            exists: frames at the very edge of the sound see half of themselves only.
        rate_hz: rate of the samples, at least 8000 Hz.
        start_s: where in the recording they begin.
        speech: stretches in which the agent alone speaks (`quality.agent_only`), in seconds of the
            recording; what lies outside the samples is left for another piece.
        noise: stretches in which nobody speaks.
        tracker: made once and used for all pieces and calls.

    Raises:
        ValueError: for samples that are no signal or a rate under 8000 Hz.
    """
    signal = require(samples)
    if rate_hz < LINE_RATE_HZ:
        raise ValueError(f"the voice is measured from {LINE_RATE_HZ} Hz on, got {rate_hz} Hz")
    piece = Interval(start_s, start_s + len(signal) / rate_hz)
    inside = _cut(speech, to=piece)
    line = _on_grid(signal, rate_hz=rate_hz, start_s=start_s)
    first = _first_frame(start_s)
    times_s = (first + np.arange(len(line) // LINE_HOP)) * HOP_S
    spoken = np.flatnonzero(within(times_s, intervals=inside))
    silent = np.flatnonzero(within(times_s, intervals=_cut(noise, to=piece)))
    f0_hz, confidence = _pitch(line, frames_wanted=spoken, tracker=tracker)
    loud = _peak(signal, rate_hz=rate_hz, start_s=start_s, speech=inside)
    return Tracks(
        index=(spoken + first).astype(np.int32),
        f0_hz=f0_hz,
        confidence=confidence,
        level_dbfs=_levels(line, at=spoken),
        **_colours(line, at=spoken, f0_hz=f0_hz),
        noise_dbfs=_levels(line, at=silent),
        clipped=loud.clipped,
        samples=loud.samples,
        measured=inside,
    )


def _cut(intervals: Sequence[Interval], *, to: Interval) -> tuple[Interval, ...]:
    """The parts of the intervals that lie inside another, in order."""
    parts = (Interval(max(i.start_s, to.start_s), min(i.end_s, to.end_s)) for i in intervals if i.overlap_s(to) > 0)
    return merged(parts)


def _first_frame(start_s: float) -> int:
    """The number of the first frame centred at or after a time."""
    return math.ceil(start_s / HOP_S - 1e-6)


def _on_grid(signal: Samples, *, rate_hz: int, start_s: float) -> Samples:
    """The sound at 8 kHz without its mean, from the first frame of the 16 ms grid on."""
    if len(signal) == 0:
        return signal
    line = resample(signal - signal.mean(dtype=np.float64).astype(np.float32), rate_hz=rate_hz, to_hz=LINE_RATE_HZ)
    lead_s = _first_frame(start_s) * HOP_S - start_s
    return line[round(lead_s * LINE_RATE_HZ) :]


def _windows(line: Samples, *, at: NDArray[np.intp], width: int) -> NDArray[np.float32]:
    """The windows of `width` samples centred on the frames, shape (frames, width); zeros beyond the ends."""
    around = np.pad(line, (width // 2, width))
    return np.asarray(frames(around, width=width, hop=LINE_HOP)[at], dtype=np.float32)


def _levels(line: Samples, *, at: NDArray[np.intp]) -> Column:
    """Level in dBFS, 300-3400 Hz, of each frame."""
    out = np.empty(len(at), dtype=np.float32)
    for first in range(0, len(at), BLOCK):
        block = slice(first, first + BLOCK)
        out[block] = band_level(_windows(line, at=at[block], width=LEVEL_WIDTH), rate_hz=LINE_RATE_HZ)
    return out


def _colours(line: Samples, *, at: NDArray[np.intp], f0_hz: Column) -> dict[str, Column]:
    """The columns of spectral features; those of the voice are `nan` where there is no pitch."""
    out = {name: np.full(len(at), np.nan, dtype=np.float32) for name in (*COLOURS, *ALL_FRAMES)}
    for first in range(0, len(at), BLOCK):
        rows = np.arange(first, min(first + BLOCK, len(at)))
        wide = _windows(line, at=at[rows], width=SPECTRUM_WIDTH)
        power, freq_hz = band_power(wide, rate_hz=LINE_RATE_HZ, size=SPECTRUM_SIZE)
        bands_db = half_octaves(power, freq_hz=freq_hz)
        out["presence_db"][rows] = presence(bands_db)
        out["bright_db"][rows] = brightness(bands_db)
        pitched = np.isfinite(f0_hz[rows])
        rows = rows[pitched]
        short = _windows(line, at=at[rows], width=HNR_WIDTH)
        for name, column in _voiced_colours(power[pitched], short, freq_hz=freq_hz, f0_hz=f0_hz[rows]).items():
            out[name][rows] = column
    return out


def _voiced_colours(
    power: NDArray[np.float64], short: NDArray[np.float32], *, freq_hz: NDArray[np.float64], f0_hz: Column
) -> dict[str, NDArray[np.float64]]:
    """The colours of frames with pitch, from their power spectra and their short windows."""
    short_power, short_hz = band_power(short, rate_hz=LINE_RATE_HZ, size=SPECTRUM_SIZE)
    return {
        "alpha_db": alpha_ratio(power, freq_hz=freq_hz),
        "mid_db": mid_ratio(power, freq_hz=freq_hz),
        "centroid_hz": centroid(power, freq_hz=freq_hz),
        "tilt_db_oct": tilt(power, freq_hz=freq_hz),
        "ripple_db": ripple(power, freq_hz=freq_hz, f0_hz=f0_hz),
        "hnr_db": hnr(short_power, freq_hz=short_hz, f0_hz=f0_hz, width_s=HNR_WIDTH / LINE_RATE_HZ),
    }


def _pitch(line: Samples, *, frames_wanted: NDArray[np.intp], tracker: PitchTracker) -> tuple[Column, Column]:
    """F0 in Hz (`nan` under a confidence of 0.5) and confidence of the wanted frames."""
    f0_hz = np.full(len(frames_wanted), np.nan, dtype=np.float32)
    confidence = np.zeros(len(frames_wanted), dtype=np.float32)
    if len(frames_wanted) == 0:
        return f0_hz, confidence
    gain = _tracker_gain(line, frames_wanted=frames_wanted)
    last = 0
    for start, stop in _stretches(frames_wanted, most=len(line) // LINE_HOP):
        sound = np.clip(line[start * LINE_HOP : stop * LINE_HOP] * gain, -1.0, 1.0)
        found = tracker.track(resample(sound, rate_hz=LINE_RATE_HZ, to_hz=TRACKER_RATE_HZ), rate_hz=TRACKER_RATE_HZ)
        first, last = last, int(np.searchsorted(frames_wanted, start + len(found.f0_hz)))
        place = frames_wanted[first:last] - start
        f0_hz[first:last] = found.f0_hz[place]
        confidence[first:last] = found.confidence[place]
    f0_hz[~(confidence >= MIN_CONFIDENCE) | ~(f0_hz >= F0_MIN_HZ)] = np.nan
    return f0_hz, confidence


def _tracker_gain(line: Samples, *, frames_wanted: NDArray[np.intp]) -> np.float32:
    """The gain that brings the speech's peak to 0.5, a few stray samples apart; 0 for silence."""
    spoken = np.abs(line[: len(line) // LINE_HOP * LINE_HOP].reshape(-1, LINE_HOP)[frames_wanted]).ravel()
    rank = max(0, len(spoken) - 1 - int(len(spoken) * STRAY_SHARE))
    peak = float(np.partition(spoken, rank)[rank])
    # Below the step of 24 bits there is nothing to make louder.
    return np.float32(TRACKER_PEAK / peak if peak > 1e-7 else 0.0)


def _stretches(wanted: NDArray[np.intp], *, most: int) -> list[tuple[int, int]]:
    """First and last (exclusive) frames of the stretches to track: the wanted ones with context, near ones joined."""
    context, gap = math.ceil(CONTEXT_S / HOP_S), round(TRACKER_GAP_S / HOP_S)
    breaks = np.flatnonzero(np.diff(wanted) > gap + 2 * context)
    starts = wanted[np.concatenate(([0], breaks + 1))]
    stops = wanted[np.concatenate((breaks, [len(wanted) - 1]))] + 1
    return [
        (max(0, int(start) - context), min(most, int(stop) + context))
        for start, stop in zip(starts, stops, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Peak:
    """Samples at full scale and samples in all."""

    clipped: int
    samples: int


def _peak(signal: Samples, *, rate_hz: int, start_s: float, speech: Sequence[Interval]) -> _Peak:
    """How many of the speech's samples stand at full scale, counted in the recording's own samples."""
    clipped = samples = 0
    for interval in speech:
        first, last = (max(0, round((at_s - start_s) * rate_hz)) for at_s in (interval.start_s, interval.end_s))
        clipped += clipped_samples(signal[first:last])
        samples += len(signal[first:last])
    return _Peak(clipped, samples)
