"""First words are inside the regions, after whatever came before them; tones and noise are not speech."""

import numpy as np
import pytest

from voicecheck.audio.damage import snr_db, starts_in_speech
from voicecheck.audio.rings import find_rings
from voicecheck.audio.speech import detect_speech, opening_speech
from voicecheck.signal import resample
from voicecheck.types import Interval

RATE_HZ = 16000


def noise(seconds, level_db, seed=0):
    return np.random.default_rng(seed).normal(0, 10 ** (level_db / 20), round(seconds * RATE_HZ))


def rings(count):
    at = np.arange(2 * RATE_HZ) / RATE_HZ
    ring = 0.1 * (np.sin(2 * np.pi * 440 * at) + np.sin(2 * np.pi * 480 * at))
    return np.tile(np.concatenate([ring, np.zeros(4 * RATE_HZ)]), count)


def call(before, spoken, after_s=2.0, noise_db=-60.0):
    whole = np.concatenate([before, spoken, np.zeros(round(after_s * RATE_HZ))])
    return (whole + noise(len(whole) / RATE_HZ, noise_db)[: len(whole)]).astype(np.float32)


BEFORE = {
    "at once": np.zeros(0),
    "1 s": np.zeros(RATE_HZ),
    "15 s quiet": np.zeros(15 * RATE_HZ),
    "20 s noise": noise(20, -45),
    "60 s quiet": np.zeros(60 * RATE_HZ),
    "3 rings": rings(3),
    "5 rings": rings(5),
}


@pytest.mark.parametrize("noise_db", [-60, -45])
@pytest.mark.parametrize("before", BEFORE)
def test_first_words_are_inside(spoken, before, noise_db):
    sound = call(BEFORE[before], spoken, noise_db=noise_db)
    starts_s = len(BEFORE[before]) / RATE_HZ
    ringing = find_rings(sound, rate_hz=RATE_HZ)
    after_s = ringing.answer_from_s or 0.0
    first = next(region for region in detect_speech(sound, rate_hz=RATE_HZ) if region.end_s > after_s)
    regions = opening_speech(sound, rate_hz=RATE_HZ, first=first, not_before_s=after_s, length_s=30)
    assert starts_s - 0.6 <= regions[0].start_s <= starts_s + 0.05
    assert starts_s + len(spoken) / RATE_HZ - 0.3 <= regions[-1].end_s
    assert not any(region.overlap_s(ring) for region in regions for ring in ringing.intervals)


def test_whole_channel_after_a_long_quiet(spoken):
    sound = call(noise(40, -45), spoken)
    regions = detect_speech(sound, rate_hz=RATE_HZ, start_s=100)
    assert regions[0].start_s == pytest.approx(140, abs=0.3)


def test_telephone_rate(spoken):
    sound = resample(call(np.zeros(15 * RATE_HZ), spoken), rate_hz=RATE_HZ, to_hz=8000)
    first = detect_speech(sound, rate_hz=8000)[0]
    again = opening_speech(sound, rate_hz=8000, first=first, length_s=30)
    assert again[0].start_s == pytest.approx(15, abs=0.3)


def test_digital_silence_between_is_skipped(spoken):
    silence = np.zeros(30 * RATE_HZ)
    sound = np.concatenate([spoken, silence, spoken, silence]).astype(np.float32)
    second_s = (len(spoken) + len(silence)) / RATE_HZ
    regions = detect_speech(sound, rate_hz=RATE_HZ)
    assert any(abs(region.start_s - second_s) < 0.3 for region in regions)
    assert not any(region.overlap_s(Interval(len(spoken) / RATE_HZ + 1, second_s - 1)) for region in regions)


@pytest.mark.parametrize("sound", [np.zeros(0), np.zeros(100), np.zeros(10 * RATE_HZ), noise(20, -30), noise(20, -60)])
def test_nobody_speaks(sound):
    assert detect_speech(sound.astype(np.float32), rate_hz=RATE_HZ) == ()


def test_length_of_the_opening(spoken):
    sound = np.tile(call(np.zeros(0), spoken), 6)
    regions = opening_speech(sound, rate_hz=RATE_HZ, first=detect_speech(sound, rate_hz=RATE_HZ)[0], length_s=8)
    assert regions[-1].end_s <= 8.2


@pytest.mark.parametrize("cut_s", [0.1, 0.5, 1.0, 1.3])
def test_recording_that_begins_in_mid_word(spoken, cut_s):
    levels = np.abs(spoken).reshape(-1)
    first = round(cut_s * RATE_HZ)
    first += int(np.argmax(levels[first : first + RATE_HZ // 2] > 0.2))
    sound = call(np.zeros(0), spoken[first:])
    assert starts_in_speech(sound, rate_hz=RATE_HZ, speech=detect_speech(sound, rate_hz=RATE_HZ))


@pytest.mark.parametrize("before_s", [0.1, 0.3, 2.0])
def test_recording_that_begins_before_the_word(spoken, before_s):
    sound = call(np.zeros(round(before_s * RATE_HZ)), spoken)
    assert not starts_in_speech(sound, rate_hz=RATE_HZ, speech=detect_speech(sound, rate_hz=RATE_HZ))


def test_nothing_starts_in_silence_or_noise():
    for sound in (np.zeros(RATE_HZ), noise(5, -30), np.zeros(0)):
        signal = sound.astype(np.float32)
        assert not starts_in_speech(signal, rate_hz=RATE_HZ, speech=detect_speech(signal, rate_hz=RATE_HZ))


@pytest.mark.parametrize("wanted_db", [0, 6, 20, 40])
def test_snr_is_power_over_power(wanted_db):
    spoken_there = (Interval(2, 4), Interval(6, 8))
    sound = noise(10, -50)
    for region in spoken_there:
        at = slice(round(region.start_s * RATE_HZ), round(region.end_s * RATE_HZ))
        sound[at] += noise(2, -50 + wanted_db, seed=7)
    assert snr_db(sound.astype(np.float32), rate_hz=RATE_HZ, speech=spoken_there) == pytest.approx(wanted_db, abs=0.6)


def test_snr_needs_both():
    sound = noise(4, -30).astype(np.float32)
    assert snr_db(sound, rate_hz=RATE_HZ, speech=()) is None
    assert snr_db(sound, rate_hz=RATE_HZ, speech=(Interval(0, 4),)) is None
    left_out = (Interval(0, 2),)
    assert snr_db(sound, rate_hz=RATE_HZ, speech=(Interval(2, 4),), leave_out=left_out) is None
