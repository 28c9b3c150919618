"""Voiced sound beside known speech is found by level and periodicity; noise, faint voices and clicks are not."""

import numpy as np
import pytest

from voicecheck.audio.missed import grown, missed, sounding, unreported
from voicecheck.types import Interval

RATE_HZ = 8000
LENGTH_S = 12
KNOWN = (Interval(8, 10),)


def voice(level_db):
    """Twelve harmonics of 120 Hz, syllables of 0.2 s at 4 a second."""
    at = np.arange(LENGTH_S * RATE_HZ) / RATE_HZ
    tone = sum(np.sin(2 * np.pi * 120 * k * at) / k for k in range(1, 13))
    return tone * (at % 0.25 < 0.2) * 10 ** (level_db / 20)


def noise(level_db):
    return np.random.default_rng(0).normal(0, 10 ** (level_db / 20), LENGTH_S * RATE_HZ)


def channel(*parts, noise_db=-50):
    """Noise, and other sound in given intervals, as a track on which `KNOWN` is known to be speech."""
    sound = noise(noise_db)
    for where, what in ((KNOWN[0], voice(-20)), *parts):
        at = slice(round(where.start_s * RATE_HZ), round(where.end_s * RATE_HZ))
        sound[at] += what[at]
    return sounding(sound.astype(np.float32), rate_hz=RATE_HZ, start_s=100, known=[shifted(k) for k in KNOWN])


def shifted(interval):
    return Interval(interval.start_s + 100, interval.end_s + 100)


@pytest.mark.parametrize("level_db", [-20, -28])
def test_a_voice_that_is_suspected_is_found(level_db):
    said = Interval(3, 4.2)
    track = channel((said, voice(level_db)))
    assert unreported(track, [shifted(k) for k in KNOWN])
    found = list(missed(track, [Interval(102.5, 104.5)], [shifted(k) for k in KNOWN]))
    assert len(found) == 1
    assert found[0].start_s == pytest.approx(103, abs=0.05)
    assert found[0].end_s == pytest.approx(104.2, abs=0.06)


@pytest.mark.parametrize(
    ("name", "what"),
    [("nothing", voice(-200)), ("hiss", noise(-20)), ("a faint voice", voice(-45))],
)
def test_what_is_no_near_voice_is_not_found(name, what):
    track = channel((Interval(3, 4.2), what))
    assert list(missed(track, [Interval(102.5, 104.5)], [shifted(k) for k in KNOWN])) == []


def test_nothing_is_missing_where_only_the_known_is_loud():
    assert not unreported(channel(), [shifted(k).widened(0.15) for k in KNOWN])


def test_a_voice_of_which_there_is_no_suspicion_is_not_found():
    track = channel((Interval(3, 4.2), voice(-20)))
    assert list(missed(track, [], [shifted(k) for k in KNOWN])) == []


def test_a_region_grows_to_the_begin_of_its_utterance():
    track = channel((Interval(7, 8), voice(-20)))
    (region,) = grown(track, [shifted(k) for k in KNOWN])
    assert region.start_s == pytest.approx(107, abs=0.06)
    assert region.end_s == 110


@pytest.mark.parametrize("gap", [Interval(7, 7.5), Interval(7.85, 8)])
def test_a_region_does_not_grow_over_a_pause_or_by_a_consonant(gap):
    track = channel((gap, voice(-20)))
    assert grown(track, [shifted(k) for k in KNOWN]) == (shifted(KNOWN[0]),)


def test_other_voices_in_the_background_are_not_as_loud():
    track = channel((Interval(0, 8), voice(-32)), (Interval(3, 4.2), voice(-22)), noise_db=-60)
    found = list(missed(track, [Interval(100, 107.8)], [shifted(k) for k in KNOWN]))
    assert len(found) == 1
    assert found[0].start_s >= 102.9
    assert found[0].end_s <= 104.3


def test_silence_has_no_track():
    silence = np.zeros(RATE_HZ, dtype=np.float32)
    assert sounding(silence, rate_hz=RATE_HZ, start_s=0, known=[]) is None
    assert sounding(silence[:100], rate_hz=RATE_HZ, start_s=0, known=[]) is None


def test_periodicity_is_the_same_in_pieces():
    track = channel((Interval(0, 8), voice(-20)))
    whole = track.vowels(0, 1000)
    pieces = np.concatenate([track.vowels(at, at + 125) for at in range(0, 1000, 125)])
    assert np.array_equal(whole, pieces)
