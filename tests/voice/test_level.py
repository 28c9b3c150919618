"""Level in the telephone band."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecheck.signal import frames
from voicecheck.voice.level import band_level, level_spread, mean_level

RATE_HZ = 8000


def windows(sound: np.ndarray) -> np.ndarray:
    return frames(sound, width=256, hop=128)


def sine(freq_hz: float, amplitude: float) -> np.ndarray:
    return amplitude * np.sin(2 * np.pi * freq_hz * np.arange(RATE_HZ) / RATE_HZ)


@pytest.mark.parametrize("amplitude", [1.0, 0.1, 1e-3])
def test_a_sine_is_three_db_below_its_peak(amplitude):
    expected_dbfs = 20 * np.log10(amplitude) - 3.01
    assert band_level(windows(sine(1000.0, amplitude)), rate_hz=RATE_HZ) == pytest.approx(expected_dbfs, abs=0.05)


@pytest.mark.parametrize("freq_hz", [0.0, 50.0, 150.0, 3800.0])
def test_hum_and_hiss_outside_the_band_have_no_level(freq_hz):
    assert (band_level(windows(sine(freq_hz, 0.3)), rate_hz=RATE_HZ) < -50).all()


@given(gain_db=st.floats(-30, 10), seed=st.integers(0, 100))
def test_gain_moves_level_by_itself_and_spread_by_nothing(gain_db, seed):
    sound = 0.1 * np.random.default_rng(seed).standard_normal(4000)
    before = band_level(windows(sound), rate_hz=RATE_HZ)
    after = band_level(windows(sound * 10 ** (gain_db / 20)), rate_hz=RATE_HZ)
    assert after - before == pytest.approx(gain_db, abs=1e-3)
    assert level_spread(after) == pytest.approx(level_spread(before), abs=1e-3)


def test_two_levels_spread_by_half_their_distance():
    assert level_spread(np.array([-20.0, -32.0] * 50)) == pytest.approx(6.0)


def test_the_mean_level_is_that_of_the_power():
    assert mean_level(np.array([-10.0, -10.0])) == pytest.approx(-10)
    assert mean_level(np.array([0.0, -120.0])) == pytest.approx(-3.01, abs=0.01)
