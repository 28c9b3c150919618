"""Pauses inside wide speech regions: bursts of a made voice in noise, the gaps known on paper."""

from __future__ import annotations

import numpy as np
import pytest

from voicecheck.types import Interval
from voicecheck.voice.profile import Talk, measure_voice
from voicecheck.voice.quality import hush_dbfs, hushes

RATE_HZ = 16_000
LEAD_S = 1.0


def said(sung, gaps_s, *, snr_db, burst_s=0.6, seed=5):
    """Bursts with those gaps between, a second of background on either side, in noise that far below the bursts."""
    burst = sung(np.full(round(burst_s * RATE_HZ), 170.0), rate_hz=RATE_HZ)
    parts = [np.zeros(round(LEAD_S * RATE_HZ))]
    for gap_s in [*gaps_s, LEAD_S]:
        parts += [burst, np.zeros(round(gap_s * RATE_HZ))]
    sound = np.concatenate(parts)
    noise = np.random.default_rng(seed).standard_normal(len(sound))
    gain = in_band(burst) / in_band(noise) * 10 ** (-snr_db / 20)
    return (sound + noise * gain).astype(np.float32)


def in_band(sound):
    """RMS between 300 and 3400 Hz, where levels are measured."""
    freq_hz = np.fft.rfftfreq(len(sound), 1 / RATE_HZ)
    power = np.abs(np.fft.rfft(sound)[(freq_hz >= 300) & (freq_hz <= 3400)]) ** 2
    return np.sqrt(2 * power.sum()) / len(sound)


def measured(sound, tracker, *, known_noise=True, pad_s=0.15):
    length_s = len(sound) / RATE_HZ
    # One region over all of it, as a detector draws it that joins short gaps and widens the ends.
    region = Interval(LEAD_S - pad_s, length_s - LEAD_S + pad_s)
    noise = [Interval(0, LEAD_S - 0.3), Interval(length_s - LEAD_S + 0.3, length_s)] if known_noise else []
    return measure_voice(
        [(sound, 0.0)],
        rate_hz=RATE_HZ,
        speech=[region],
        noise=noise,
        talk=Talk(speech=(region,), turns=(region,)),
        tracker=tracker,
    ).features


@pytest.mark.parametrize("known_noise", [True, False])
@pytest.mark.parametrize("snr_db", [10, 15, 20, 30, 50])
def test_pauses_inside_one_region_are_found(sung, tracker, snr_db, known_noise):
    gaps_s = [0.3, 0.5, 0.15, 0.4, 0.1, 0.3]
    found = measured(said(sung, gaps_s, snr_db=snr_db), tracker, known_noise=known_noise)
    pauses_s = [gap for gap in gaps_s if gap >= 0.25]
    turn_s = 7 * 0.6 + sum(gaps_s) + 0.3
    assert found["pause_longest"].value == pytest.approx(0.5, abs=0.04)
    assert found["pause_mean"].value == pytest.approx(np.mean(pauses_s), abs=0.035)
    assert found["pause_share"].value == pytest.approx(100 * sum(pauses_s) / turn_s, abs=1.8)


@pytest.mark.parametrize("snr_db", [10, 20, 30])
def test_closures_are_no_pauses(sung, tracker, snr_db):
    found = measured(said(sung, [0.2] * 5, snr_db=snr_db), tracker)
    assert found["pause_longest"].reason == "no pause of 0.25 s or more"
    assert found["pause_share"].value == 0


def test_the_room_around_a_turn_is_no_pause(sung, tracker):
    assert measured(said(sung, [0.1], snr_db=30), tracker, pad_s=0.9)["pause_share"].value == 0


def test_digital_silence_between_phrases_is_a_pause(sung, tracker):
    sound = said(sung, [0.5, 0.5], snr_db=90)
    sound[np.abs(sound) < 1e-3] = 0
    assert measured(sound, tracker)["pause_mean"].value == pytest.approx(0.5, abs=0.04)


def test_gain_moves_no_pause(sung, tracker):
    sound = said(sung, [0.3, 0.5, 0.4], snr_db=20)
    loud, soft = measured(sound, tracker), measured(sound * np.float32(0.05), tracker)
    assert soft["pause_share"].value == pytest.approx(loud["pause_share"].value, abs=0.01)


def test_noise_that_drowns_pauses_invents_none(sung, tracker):
    assert measured(said(sung, [0.5, 0.5], snr_db=2), tracker)["pause_share"].value == 0
    assert hush_dbfs(np.full(50, -20.0), noise_db=np.full(50, -24.0)) is None
    assert hush_dbfs(np.empty(0), noise_db=np.full(50, -60.0)) is None


def test_a_knock_ends_no_pause_and_a_hole_in_the_measuring_does():
    level = np.r_[np.full(20, -20.0), np.full(20, -60.0), np.full(2, -10.0), np.full(20, -60.0), np.full(20, -20.0)]
    index = np.arange(len(level))
    assert hushes(level, index=index, under_dbfs=-40) == (Interval(19.5 * 0.016, 61.5 * 0.016),)
    shifted = np.where(index >= 41, index + 100, index)
    assert len(hushes(level, index=shifted, under_dbfs=-40)) == 2
