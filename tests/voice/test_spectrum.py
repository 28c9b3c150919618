"""Colours of the voice on spectra and sounds whose answer is known on paper."""

from __future__ import annotations

import numpy as np
import pytest

from voicecheck.signal import frames
from voicecheck.voice.spectrum import alpha_ratio, band_power, centroid, hnr, mid_ratio, ripple, tilt

RATE_HZ = 8000
FREQ_HZ = np.arange(304.0, 3400.0, 7.8125)


def tones(*partials: tuple[float, float], seconds: float = 0.5) -> np.ndarray:
    """Sines of (frequency in Hz, level in dB against full scale)."""
    time_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    return sum(10 ** (level_db / 20) * np.sin(2 * np.pi * freq_hz * time_s + freq_hz) for freq_hz, level_db in partials)


def spectra(sound: np.ndarray, *, width: int = 512) -> tuple[np.ndarray, np.ndarray]:
    return band_power(frames(np.asarray(sound), width=width, hop=128), rate_hz=RATE_HZ, size=1024)


@pytest.mark.parametrize("amplitude", [1.0, 0.05])
def test_a_sine_has_half_its_squared_amplitude_as_power(amplitude):
    power, _ = spectra(amplitude * tones((1200.0, 0.0)))
    assert power.sum(axis=1) == pytest.approx(amplitude**2 / 2, rel=1e-3)


def test_nothing_outside_the_band_is_seen():
    _, freq_hz = spectra(tones((1000.0, 0.0)))
    assert freq_hz[0] >= 300
    assert freq_hz[-1] <= 3400
    power, _ = spectra(tones((100.0, 0.0)))
    assert power.sum(axis=1).max() < 1e-6


@pytest.mark.parametrize("ratio_db", [-20.0, 0.0, 12.0])
def test_alpha_ratio_of_two_tones(ratio_db):
    power, freq_hz = spectra(tones((600.0, -20.0), (1800.0, -20.0 + ratio_db)))
    assert alpha_ratio(power, freq_hz=freq_hz) == pytest.approx(ratio_db, abs=0.1)


def test_mid_ratio_of_two_tones_is_blind_below_1_khz():
    power, freq_hz = spectra(tones((500.0, 0.0), (1500.0, -20.0), (2700.0, -26.0)))
    assert mid_ratio(power, freq_hz=freq_hz) == pytest.approx(-6, abs=0.1)


def test_a_silent_frame_has_finite_colours():
    power, freq_hz = spectra(np.zeros(1024))
    for feature in (alpha_ratio, mid_ratio, centroid, tilt):
        assert np.isfinite(feature(power, freq_hz=freq_hz)).all()


def test_centroid_is_weighted_by_power():
    power, freq_hz = spectra(tones((800.0, -10.0), (2000.0, -10.0 - 10 * np.log10(3))))
    assert centroid(power, freq_hz=freq_hz) == pytest.approx((3 * 800 + 2000) / 4, abs=3)


@pytest.mark.parametrize("slope", [-12.0, -6.0, 0.0])
def test_tilt_of_a_straight_spectrum(slope):
    power = 10 ** (slope * np.log2(FREQ_HZ / 300) / 10)[None, :]
    assert tilt(power, freq_hz=FREQ_HZ) == pytest.approx(slope, abs=0.2)


def test_tilt_of_harmonics():
    partials = [(100.0 * k, -12 * np.log2(k) - 10) for k in range(2, 36)]
    power, freq_hz = spectra(tones(*partials))
    assert np.mean(tilt(power, freq_hz=freq_hz)) == pytest.approx(-12, abs=1)


@pytest.mark.parametrize("f0_hz", [100.0, 180.0])
@pytest.mark.parametrize("amplitude_db", [0.0, 2.0, 9.0])
def test_ripple_is_the_amplitude_of_the_wave_in_the_spectrum(f0_hz, amplitude_db):
    level_db = -20 - 6 * (FREQ_HZ / 1000) + amplitude_db * np.cos(2 * np.pi * FREQ_HZ / f0_hz)
    found = ripple(10 ** (level_db / 10)[None, :], freq_hz=FREQ_HZ, f0_hz=np.array([f0_hz]))
    assert found == pytest.approx(amplitude_db, abs=0.15)


def harmonics(f0_hz: float, seconds: float = 2.0) -> np.ndarray:
    return tones(*[(f0_hz * k, -30.0) for k in range(1, int(3990 / f0_hz) + 1)], seconds=seconds)


def in_band(sound: np.ndarray) -> np.ndarray:
    spectrum = np.fft.rfft(sound)
    freq_hz = np.fft.rfftfreq(len(sound), 1 / RATE_HZ)
    return np.fft.irfft(np.where((freq_hz >= 300) & (freq_hz <= 3400), spectrum, 0), len(sound))


@pytest.mark.parametrize("f0_hz", [110.0, 205.0])
@pytest.mark.parametrize("ratio_db", [3.0, 8.0, 15.0])
def test_hnr_of_a_known_mixture(f0_hz, ratio_db):
    voice = harmonics(f0_hz)
    noise = np.random.default_rng(3).standard_normal(len(voice))
    share = np.std(in_band(voice)) / np.std(in_band(noise)) * 10 ** (-ratio_db / 20)
    power, freq_hz = spectra(voice + share * noise, width=320)
    found = hnr(power, freq_hz=freq_hz, f0_hz=np.full(len(power), f0_hz), width_s=0.04)
    assert np.mean(found) == pytest.approx(ratio_db, abs=1.5)


def test_hnr_of_noise_is_low_and_of_a_clear_voice_high():
    noise = np.random.default_rng(4).standard_normal(16_000)
    for sound, low, high in ((noise, -10, 0), (harmonics(150.0), 20, 40)):
        power, freq_hz = spectra(sound, width=320)
        mean = np.mean(hnr(power, freq_hz=freq_hz, f0_hz=np.full(len(power), 150.0), width_s=0.04))
        assert low <= mean <= high


def test_a_pitch_one_percent_off_leaves_hnr():
    voice = harmonics(150.0)
    power, freq_hz = spectra(
        voice + 0.1 * np.std(voice) * np.random.default_rng(5).standard_normal(len(voice)), width=320
    )
    right, wrong = (
        np.mean(hnr(power, freq_hz=freq_hz, f0_hz=np.full(len(power), f0_hz), width_s=0.04)) for f0_hz in (150.0, 151.5)
    )
    assert wrong == pytest.approx(right, abs=1.5)
