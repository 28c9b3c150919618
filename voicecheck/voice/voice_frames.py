"""Frames that tell speakers apart: the colour, pitch and level of a voice on the telephone line.

A frame is 32 ms each 16 ms at 8 kHz. It is described by the shape of its spectrum (cepstral coefficients of
mel bands within the telephone's band), its pitch and its level. Numpy alone, some 2 ms of processor time a
second of speech.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.signal import frames, require, resample, to_db
from voicecheck.types import Interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from voicecheck.types import Samples

    Floats = NDArray[np.float64]

LINE_RATE_HZ = 8_000
"""Voices are told apart by what a telephone line carries, whatever the recording was made with."""
HOP, WIDTH, SIZE = 128, 256, 512
HOP_S = HOP / LINE_RATE_HZ
PITCH_WIDTH, PITCH_SIZE = 400, 1024  # 50 ms: three periods of 65 Hz
PITCH_HZ = (65.0, 400.0)
BANDS = 24
BAND_HZ = (250.0, 3500.0)
CEPSTRA = 16
FLOOR_DB = 25.0
"""Bands further below the frame's strongest are raised to it: the line's noise and its codec live there."""
VOICED_AT = 0.45
"""Normalised autocorrelation from which a frame is voiced (Boersma, 1993, proposes 0.45)."""
OCTAVE_COST = 0.06
"""A longer period must fit by so much better an octave lower, else the shorter one is taken."""
BLOCK = 2048
"""Frames measured at a time: bounds the memory that spectra take."""


@dataclass(frozen=True, slots=True, eq=False)
class VoiceFrames:
    """Frames of one channel: `time_s` (n,), `cepstra` (n, CEPSTRA) in dB, `pitch_st` (n,) in semitones above 100 Hz
    (`nan`: unvoiced), `level_db` (n,), the mean over bands on a scale of its own, `voicing` (n,), 0 to 1.
    """

    time_s: Floats
    cepstra: Floats
    pitch_st: Floats
    level_db: Floats
    voicing: Floats


def voice_frames(samples: Samples, *, rate_hz: int, start_s: float, speech: Sequence[Interval]) -> VoiceFrames:
    """The frames of speech in one channel.

    Args:
        samples: shape (n,).
        rate_hz: their rate in Hz, at least 8000.
        start_s: where in the recording they begin.
        speech: the stretches to describe, in seconds of the recording.

    Raises:
        ValueError: for samples that are no signal or a rate under 8000 Hz.
    """
    signal = require(samples)
    if rate_hz < LINE_RATE_HZ:
        raise ValueError(f"voices are told apart from {LINE_RATE_HZ} Hz on, got {rate_hz} Hz")
    line = resample(signal, rate_hz=rate_hz, to_hz=LINE_RATE_HZ)
    times_s = np.asarray(start_s + np.arange(len(line) // HOP) * HOP_S, dtype=np.float64)
    inside = np.zeros(len(times_s), dtype=np.bool_)
    for region in speech:
        inside |= (times_s >= region.start_s) & (times_s < region.end_s)
    at = np.flatnonzero(inside)
    around = np.pad(line, PITCH_WIDTH)
    blocks = [_described(around, at[first : first + BLOCK]) for first in range(0, max(1, len(at)), BLOCK)]
    cepstra, pitch_st, level_db, voicing = (np.concatenate(column) for column in zip(*blocks, strict=True))
    return VoiceFrames(times_s[at], cepstra, pitch_st, level_db, voicing)


def _described(around: Samples, at: NDArray[np.intp]) -> tuple[Floats, Floats, Floats, Floats]:
    """Cepstra, pitch, level and voicing of the frames centred on `at` hops; `around` is padded by `PITCH_WIDTH`."""
    wide = frames(around[PITCH_WIDTH - PITCH_WIDTH // 2 :], width=PITCH_WIDTH, hop=HOP)[at].astype(np.float64)
    edge = (PITCH_WIDTH - WIDTH) // 2
    power = np.abs(np.fft.rfft(wide[:, edge : edge + WIDTH] * _hann(WIDTH), n=SIZE, axis=1)) ** 2
    bands = to_db(power @ _mel() + 1e-12)
    strongest = bands.max(axis=1, keepdims=True) if len(at) else bands
    cepstra = np.maximum(bands, strongest - FLOOR_DB) @ _cosines()
    pitch_st, voicing = _pitch(wide)
    return cepstra, pitch_st, bands.mean(axis=1), voicing


def _pitch(wide: Floats) -> tuple[Floats, Floats]:
    """Pitch in semitones above 100 Hz (`nan`: unvoiced) and voicing, from the autocorrelation of each window.

    Source: Boersma, "Accurate short-term analysis of the fundamental frequency and the harmonics-to-noise
    ratio of a sampled sound", 1993: the window's own autocorrelation is divided out.
    """
    window = _hann(PITCH_WIDTH)
    centred = (wide - wide.mean(axis=1, keepdims=True)) * window
    own = np.fft.irfft(np.abs(np.fft.rfft(window, n=PITCH_SIZE)) ** 2)
    found = np.fft.irfft(np.abs(np.fft.rfft(centred, n=PITCH_SIZE, axis=1)) ** 2, axis=1)
    least, most = int(LINE_RATE_HZ / PITCH_HZ[1]), int(LINE_RATE_HZ / PITCH_HZ[0])
    lags = np.arange(least, most + 1)
    fit = found[:, lags] / np.maximum(found[:, :1], 1e-12) / (own[lags] / own[0])
    best = (fit - OCTAVE_COST * np.log2(lags / least)).argmax(axis=1)
    voicing = np.clip(fit[np.arange(len(fit)), best], 0.0, 1.0)
    pitch_st = 12 * np.log2(LINE_RATE_HZ / lags[best] / 100.0)
    return np.where(voicing >= VOICED_AT, pitch_st, np.nan), voicing


@lru_cache(maxsize=2)
def _hann(width: int) -> Floats:
    return 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(width) / width)


@lru_cache(maxsize=1)
def _mel() -> Floats:
    """Triangles on the mel scale (2595 log10(1 + f / 700)), shape (bins, BANDS), each of area 1."""
    low, high = (2595 * math.log10(1 + edge_hz / 700) for edge_hz in BAND_HZ)
    centres_hz = 700 * (10 ** (np.linspace(low, high, BANDS + 2) / 2595) - 1)
    freq_hz = np.fft.rfftfreq(SIZE, 1 / LINE_RATE_HZ)[:, None]
    rising = (freq_hz - centres_hz[:-2]) / np.diff(centres_hz)[:-1]
    falling = (centres_hz[2:] - freq_hz) / np.diff(centres_hz)[1:]
    triangles = np.maximum(0.0, np.minimum(rising, falling))
    return np.asarray(triangles / triangles.sum(axis=0))


@lru_cache(maxsize=1)
def _cosines() -> Floats:
    """The discrete cosine transform, shape (BANDS, CEPSTRA), without its constant: gain moves nothing."""
    band = (np.arange(BANDS) + 0.5)[:, None]
    order = np.arange(1, CEPSTRA + 1)[None, :]
    return np.asarray(np.sqrt(2 / BANDS) * np.cos(np.pi * band * order / BANDS))
