"""The colour of a voice: band ratios, centroid, tilt, harmonics to noise, harmonic ripple.

Everything is measured between 300 and 3400 Hz, the telephone's band, so that an 8 kHz line and a
studio agree, and relative to the frame itself, so that gain changes nothing. Each function takes
power spectra of shape (m, bins) and gives one value a frame, shape (m,).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from voicecheck.signal import to_db

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.floating]

BAND_HZ = (300.0, 3400.0)
"""The telephone's band (ITU-T G.712)."""
ALPHA_SPLIT_HZ = 1000.0
MID_SPLIT_HZ = 2000.0
TILT_BANDS = 7
FRAME_FLOOR_DB = 60.0
"""Bins further below the frame's strongest are raised to it: codecs leave holes there."""


def band_power(windows: Floats, *, rate_hz: int, size: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Power spectra in the telephone band, shape (m, bins), full-scale sine 0.5 in all; and the bins in Hz.

    The windows are weighted by a Hann window and padded with zeros to `size`.

    Args:
        windows: shape (m, width), samples at `rate_hz`.
        rate_hz: at least 6800, so that the band is there.
        size: length of the Fourier transform, at least the width.
    """
    width = windows.shape[1]
    window = _hann(width)
    spectra = np.fft.rfft(windows * window.astype(windows.dtype), n=size, axis=1)
    freq_hz = np.asarray(np.fft.rfftfreq(size, 1 / rate_hz), dtype=np.float64)
    inside = (freq_hz >= BAND_HZ[0]) & (freq_hz <= BAND_HZ[1])
    kept = spectra[:, inside]
    power = (kept.real.astype(np.float64) ** 2 + kept.imag.astype(np.float64) ** 2) * 2 / (size * (window @ window))
    return power, freq_hz[inside]


def _hann(width: int) -> NDArray[np.float64]:
    """A periodic Hann window, shape (width,)."""
    return 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(width) / width)


def alpha_ratio(power: Floats, *, freq_hz: Floats) -> NDArray[np.float64]:
    """Energy of 1000-3400 Hz over 300-1000 Hz in dB: high for a hard, loud voice, low for a soft one.

    After Frokjaer-Jensen and Prytz, 1976, within the telephone band.
    """
    return _ratio_db(power, freq_hz=freq_hz, low=(BAND_HZ[0], ALPHA_SPLIT_HZ), high=(ALPHA_SPLIT_HZ, BAND_HZ[1]))


def mid_ratio(power: Floats, *, freq_hz: Floats) -> NDArray[np.float64]:
    """Energy of 2000-3400 Hz over 1000-2000 Hz in dB."""
    return _ratio_db(power, freq_hz=freq_hz, low=(ALPHA_SPLIT_HZ, MID_SPLIT_HZ), high=(MID_SPLIT_HZ, BAND_HZ[1]))


def _ratio_db(
    power: Floats, *, freq_hz: Floats, low: tuple[float, float], high: tuple[float, float]
) -> NDArray[np.float64]:
    """10 log10 of the energy in one band over that in another."""
    over = power[:, (freq_hz >= high[0]) & (freq_hz <= high[1])].sum(axis=1)
    under = power[:, (freq_hz >= low[0]) & (freq_hz < low[1])].sum(axis=1)
    least = np.maximum(power.sum(axis=1) * 10 ** (-FRAME_FLOOR_DB / 10), np.finfo(np.float64).tiny)
    return np.asarray(10 * np.log10(np.maximum(over, least) / np.maximum(under, least)))


def centroid(power: Floats, *, freq_hz: Floats) -> NDArray[np.float64]:
    """Power-weighted mean frequency in Hz, within the band."""
    total = np.maximum(power.sum(axis=1), np.finfo(np.float64).tiny)
    return np.asarray(power @ freq_hz / total)


def tilt(power: Floats, *, freq_hz: Floats) -> NDArray[np.float64]:
    """Least-squares slope of the spectrum over log2 of frequency, in dB/oct.

    The spectrum is read as mean power in the seven half octaves from 300 to 3394 Hz: each octave weighs
    the same, and the valleys between harmonics, where only noise is, do not count.
    """
    level_db = half_octaves(power, freq_hz=freq_hz)
    octaves = (np.arange(TILT_BANDS) - (TILT_BANDS - 1) / 2) / 2
    return np.asarray(level_db @ octaves / (octaves @ octaves))


def half_octaves(power: Floats, *, freq_hz: Floats) -> NDArray[np.float64]:
    """Mean power in the seven half octaves from 300 to 3394 Hz, in dB below the frame's strongest, shape (m, 7)."""
    edges_hz = BAND_HZ[0] * 2 ** (np.arange(TILT_BANDS + 1) / 2)
    band = np.digitize(freq_hz, edges_hz) - 1
    members = (band[:, None] == np.arange(TILT_BANDS)).astype(np.float64)
    return _floored_db(power @ members / np.maximum(members.sum(axis=0), 1))


def presence(level_db: Floats) -> NDArray[np.float64]:
    """How far 849-1200 Hz stands out of the band in dB: high for an open, projected voice.

    Args:
        level_db: shape (m, 7), as `half_octaves` gives them.
    """
    return np.asarray(level_db[:, 3] - level_db.mean(axis=1))


def brightness(level_db: Floats) -> NDArray[np.float64]:
    """The two half octaves from 1697 Hz over the three up to 849 Hz, in dB.

    Made for consonants, which have no harmonics to lean on: high for sharp ones, low for soft ones.

    Args:
        level_db: shape (m, 7), as `half_octaves` gives them.
    """
    return np.asarray(level_db[:, 5:].mean(axis=1) - level_db[:, :3].mean(axis=1))


def ripple(power: Floats, *, freq_hz: Floats, f0_hz: Floats) -> NDArray[np.float64]:
    """Amplitude in dB of the wave that harmonics draw in the log spectrum, one period each F0.

    The straight line is taken out of the dB spectrum, then the cosine of period F0 is fitted: a breathy or
    noisy voice draws a flat one, a clear voice a deep one. A rahmonic of the cepstrum, read at 1/F0.

    Args:
        power: shape (m, bins).
        freq_hz: shape (bins,).
        f0_hz: shape (m,), Hz.
    """
    level_db = _floored_db(power)
    centred = (freq_hz - freq_hz.mean()) / (freq_hz - freq_hz.mean()).std()
    level_db = level_db - level_db.mean(axis=1, keepdims=True)
    level_db = level_db - (level_db @ centred / len(centred))[:, None] * centred
    # The band holds a whole number of periods only by chance: a Hann weight keeps its edges out.
    weight = _hann(len(freq_hz))
    wave = np.cos(2 * np.pi * freq_hz[None, :] / np.asarray(f0_hz, dtype=np.float64)[:, None])
    return np.asarray(2 * (level_db * weight * wave).sum(axis=1) / weight.sum())


def hnr(power: Floats, *, freq_hz: Floats, f0_hz: Floats, width_s: float) -> NDArray[np.float64]:
    """Harmonics-to-noise ratio in dB, 10 log10 r / (1 - r), within -10 to 40 dB.

    r is the autocorrelation at one period of F0, divided by that of the window. It is summed from the
    band's power spectrum, which reads it between samples: at 8 kHz a period is no whole number of them.
    Source: Boersma, "Accurate short-term analysis of the fundamental frequency and the
    harmonics-to-noise ratio of a sampled sound", 1993, eq. 4 and 9.

    Args:
        power: shape (m, bins), of Hann windows of `width_s` padded to at least that and a period.
        freq_hz: shape (bins,).
        f0_hz: shape (m,), Hz.
        width_s: length of the windows in seconds.
    """
    lag_s = 1 / np.asarray(f0_hz, dtype=np.float64)
    total = np.maximum(power.sum(axis=1), np.finfo(np.float64).tiny)
    best = np.full(len(lag_s), -1.0)
    for factor in _LAG_FACTORS:
        moved_s = lag_s * factor
        wave = np.cos(2 * np.pi * freq_hz[None, :] * moved_s[:, None])
        correlation = (power * wave).sum(axis=1) / total / _hann_autocorrelation(moved_s / width_s)
        best = np.maximum(best, correlation)
    least, most = 10**-1.0 / (1 + 10**-1.0), 10**4.0 / (1 + 10**4.0)
    share = np.clip(best, least, most)
    return np.asarray(10 * np.log10(share / (1 - share)))


_LAG_FACTORS = (0.99, 1.0, 1.01)
"""A tracker is right to about 1 %; the tenth harmonic then slips by a tenth of its period, hence the neighbours."""


def _hann_autocorrelation(lag: Floats) -> NDArray[np.float64]:
    """The autocorrelation of a Hann window at a lag given as a share of its width (Boersma 1993, eq. 8)."""
    turn = 2 * np.pi * lag
    return np.asarray((1 - lag) * (2 / 3 + np.cos(turn) / 3) + np.sin(turn) / (2 * np.pi))


def _floored_db(power: Floats) -> NDArray[np.float64]:
    """Powers in dB below each frame's strongest, floored at `FRAME_FLOOR_DB`."""
    peak = np.maximum(power.max(axis=1, keepdims=True), np.finfo(np.float64).tiny)
    return np.maximum(to_db(power / peak), -FRAME_FLOOR_DB)
