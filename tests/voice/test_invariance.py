"""What must change nothing: gain, polarity, offset, another rate, silence around, a telephone's coding."""

from __future__ import annotations

import numpy as np
import pytest

from voicecheck.signal import resample
from voicecheck.types import Interval
from voicecheck.voice.profile import Talk, measure_voice

TOLERANCES = {"f0_median": 0.05, "f0_spread": 0.08, "f0_movement": 1.3, "alpha_ratio": 0.25, "centroid": 12.0}
"""Tolerances, in st, st, st/s, dB and Hz."""
RATE_HZ = 16_000


def mu_law(sound: np.ndarray) -> np.ndarray:
    steps = np.round(127 * np.sign(sound) * np.log1p(255 * np.abs(sound)) / np.log(256)) / 127
    return np.sign(steps) * (256 ** np.abs(steps) - 1) / 255


def there_and_back(sound: np.ndarray, to_hz: int) -> np.ndarray:
    return resample(resample(sound, rate_hz=RATE_HZ, to_hz=to_hz), rate_hz=to_hz, to_hz=RATE_HZ)


CHANGES = {
    "gain 0.02": lambda sound: 0.02 * sound,
    "gain 0.3": lambda sound: 0.3 * sound,
    "gain 3": lambda sound: 3 * sound,
    "polarity": lambda sound: -sound,
    "offset 0.1": lambda sound: sound + 0.1,
    "through 8 kHz": lambda sound: there_and_back(sound, 8000),
    "through 11.025 kHz": lambda sound: there_and_back(sound, 11_025),
    "through 48 kHz": lambda sound: there_and_back(sound, 48_000),
    "mu-law": mu_law,
    "16 bits": lambda sound: np.round(sound * 32767) / 32767,
    "a click": lambda sound: np.concatenate([sound[:12_000], [0.99, -0.99], sound[12_002:]]),
}


def features(sound, tracker, *, speech, rate_hz=RATE_HZ):
    found = measure_voice(
        [(np.asarray(sound, dtype=np.float32), 0.0)], rate_hz=rate_hz, speech=speech, talk=Talk(), tracker=tracker
    )
    return {name: one.value for name, one in found.features.items()}


@pytest.fixture(scope="module", params=[110.0, 200.0], ids=["low voice", "high voice"])
def made(request, make_voice):
    return make_voice(middle_hz=request.param)


@pytest.fixture(scope="module")
def plain(made, tracker):
    return features(made.sound, tracker, speech=made.speech)


def assert_same(found, plain):
    assert {name: found[name] for name in TOLERANCES} == {
        name: pytest.approx(plain[name], abs=tolerance) for name, tolerance in TOLERANCES.items()
    }


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_the_line_changes_nothing(change, made, plain, tracker):
    assert_same(features(CHANGES[change](made.sound), tracker, speech=made.speech), plain)


@pytest.mark.parametrize("rate_hz", [8000, 11_025, 22_050, 44_100, 48_000])
def test_every_rate_measures_alike(rate_hz, made, plain, tracker):
    sound = resample(made.sound, rate_hz=RATE_HZ, to_hz=rate_hz)
    assert_same(features(sound, tracker, speech=made.speech, rate_hz=rate_hz), plain)


@pytest.mark.parametrize("before_s, after_s", [(1.0, 0.0), (0.0, 3.0), (2.3451, 0.777), (30.0, 30.0)])
def test_silence_around_changes_nothing(before_s, after_s, made, plain, tracker):
    before, after = np.zeros(round(before_s * RATE_HZ)), np.zeros(round(after_s * RATE_HZ))
    shifted = [Interval(i.start_s + before_s, i.end_s + before_s) for i in made.speech]
    found = features(np.concatenate([before, made.sound, after]), tracker, speech=shifted)
    assert_same(found, plain)


def test_gain_moves_level_by_itself(made, plain, tracker):
    found = features(0.1 * made.sound, tracker, speech=made.speech)
    assert found["level"] - plain["level"] == pytest.approx(-20, abs=0.05)
    assert found["level_spread"] == pytest.approx(plain["level_spread"], abs=0.05)


@pytest.mark.parametrize("transposed_st", [-4.0, 3.0, 7.0])
def test_transposition_moves_the_median_and_leaves_the_spread(transposed_st, make_voice, tracker):
    low, high = make_voice(middle_hz=140.0), make_voice(middle_hz=140.0, transposed_st=transposed_st)
    before = features(low.sound, tracker, speech=low.speech)
    after = features(high.sound, tracker, speech=high.speech)
    assert after["f0_median"] - before["f0_median"] == pytest.approx(transposed_st, abs=0.1)
    assert after["f0_spread"] == pytest.approx(before["f0_spread"], abs=0.08)
    assert after["f0_movement"] == pytest.approx(before["f0_movement"], abs=1.3)


@pytest.mark.parametrize("factor", [0.5, 1.5, 2.0])
def test_a_scaled_range_scales_the_spread_and_the_movement(factor, make_voice, tracker):
    narrow, wide = make_voice(middle_hz=170.0, width_st=2.0), make_voice(middle_hz=170.0, width_st=2.0 * factor)
    before = features(narrow.sound, tracker, speech=narrow.speech)
    after = features(wide.sound, tracker, speech=wide.speech)
    assert after["f0_spread"] == pytest.approx(factor * before["f0_spread"], abs=0.08 * max(1, factor))
    assert after["f0_movement"] == pytest.approx(factor * before["f0_movement"], abs=1.3)
