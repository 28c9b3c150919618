"""Ringback is counted by its cadence; tones, voices and music that are no ringback are not."""

import numpy as np
import pytest

from voicecheck.audio.rings import answered, find_call_rings, find_rings
from voicecheck.types import Interval

RATE_HZ = 8000
CADENCES = {
    "us": ((440, 480), ((0, 2.0),), 6.0),
    "eu": ((425,), ((0, 1.0),), 5.0),
    "fr": ((440,), ((0, 1.5),), 5.0),
    "ru": ((425,), ((0, 0.8),), 4.0),
    "uk": ((400, 450), ((0, 0.4), (0.6, 1.0)), 3.0),
}


def tones(lines, seconds, level=0.1):
    at = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    return level * sum(np.sin(2 * np.pi * hz * at) for hz in lines)


def ringing(kind, count, *, first_s=0.7, tail_s=4.0, last_cut_s=None):
    lines, bursts, period_s = CADENCES[kind]
    call = np.zeros(round((first_s + count * period_s + tail_s) * RATE_HZ))
    for ring in range(count):
        for begin_s, end_s in bursts:
            end_s = min(end_s, last_cut_s) if last_cut_s and ring == count - 1 else end_s
            at = round((first_s + ring * period_s + begin_s) * RATE_HZ)
            burst = tones(lines, end_s - begin_s)
            call[at : at + len(burst)] += burst
    return call


def with_noise(call, snr_db, seed=0):
    rng = np.random.default_rng(seed)
    return (call + rng.normal(0, 0.1 * 10 ** (-snr_db / 20), len(call))).astype(np.float32)


@pytest.mark.parametrize("snr_db", [40, 20, 10, 5])
@pytest.mark.parametrize("count", [2, 3, 6])
@pytest.mark.parametrize("kind", CADENCES)
def test_rings_are_counted(kind, count, snr_db):
    rings = find_rings(with_noise(ringing(kind, count), snr_db), rate_hz=RATE_HZ)
    assert rings.count == count
    _, bursts, period_s = CADENCES[kind]
    for number, interval in enumerate(rings.intervals):
        assert interval.start_s == pytest.approx(0.7 + number * period_s, abs=0.06)
        assert interval.length_s == pytest.approx(bursts[-1][1], abs=0.08)
    assert rings.answer_from_s == rings.intervals[-1].end_s


@pytest.mark.parametrize("snr_db", [30, 10])
@pytest.mark.parametrize("kind", ["us", "eu", "uk"])
def test_one_ring_alone(kind, snr_db):
    assert find_rings(with_noise(ringing(kind, 1), snr_db), rate_hz=RATE_HZ).count == 1


def test_answer_in_the_middle_of_a_ring():
    rings = find_rings(with_noise(ringing("us", 3, last_cut_s=0.7), 30), rate_hz=RATE_HZ)
    assert rings.count == 3
    assert rings.answer_from_s == pytest.approx(0.7 + 12 + 0.7, abs=0.06)


def test_recording_that_begins_inside_a_ring():
    call = with_noise(ringing("us", 3), 30)[round(1.7 * RATE_HZ) :]
    assert find_rings(call, rate_hz=RATE_HZ).count == 3


def test_drowned_ring_is_counted():
    call = with_noise(ringing("eu", 5), 30)
    at = slice(round(10.5 * RATE_HZ), round(12 * RATE_HZ))
    call[at] += np.random.default_rng(3).normal(0, 0.5, at.stop - at.start)
    rings = find_rings(call, rate_hz=RATE_HZ)
    assert rings.count == 5
    assert len(rings.intervals) == 4


@pytest.mark.parametrize(("seconds", "count"), [(0.24, 5), (0.95, 8)])
def test_a_scrap_of_tone_long_after_the_last_ring_is_none(seconds, count):
    call = ringing("eu", 5, tail_s=20.0)
    scrap, at = tones((425,), seconds), round((0.7 + 7 * 5.0) * RATE_HZ)
    call[at : at + len(scrap)] += scrap
    rings = find_rings(with_noise(call, 30), rate_hz=RATE_HZ)
    assert rings.count == count


def test_holes_of_lost_packets():
    call = with_noise(ringing("us", 4), 25)
    rng = np.random.default_rng(5)
    for at in rng.integers(0, len(call) - 160, len(call) // 160 // 20):
        call[at : at + 160] = 0
    assert find_rings(call, rate_hz=RATE_HZ).count == 4


@pytest.mark.parametrize("rate_hz", [8000, 16000, 44100])
def test_any_rate_and_offset(rate_hz):
    from voicecheck.signal import resample

    call = resample(with_noise(ringing("uk", 3), 30), rate_hz=RATE_HZ, to_hz=rate_hz)
    rings = find_rings(call, rate_hz=rate_hz, start_s=10)
    assert rings.count == 3
    assert rings.intervals[0].start_s == pytest.approx(10.7, abs=0.06)


def on_off(lines, on_s, off_s, seconds):
    one = np.concatenate([tones(lines, on_s), np.zeros(round(off_s * RATE_HZ))])
    return np.tile(one, int(seconds / (on_s + off_s)))


def hum(hz):
    return sum(tones((hz * n,), 30, 0.1 / n) for n in range(1, 12))


def melody(seed):
    """Plucked notes of a scale, a third of a second to a second each."""
    rng = np.random.default_rng(seed)
    notes = []
    for _ in range(40):
        at = np.arange(round(rng.choice([0.33, 0.5, 1.0]) * RATE_HZ)) / RATE_HZ
        hz = 220 * 2 ** (rng.choice([0, 2, 4, 5, 7, 9, 11, 12, 14]) / 12)
        notes.append(0.1 * np.exp(-2 * at) * sum(np.sin(2 * np.pi * hz * n * at) / n for n in (1, 2, 3)))
    return np.concatenate(notes)


OTHERS = {
    "silence": np.zeros(30 * RATE_HZ),
    "busy eu": on_off((425,), 0.5, 0.5, 20),
    "busy us": on_off((480, 620), 0.5, 0.5, 20),
    "congestion": on_off((425,), 0.25, 0.25, 20),
    "dial tone": tones((425,), 20),
    "dial tone us": tones((350, 440), 20),
    "call waiting": on_off((440,), 0.3, 9.7, 40),
    "hum 50": hum(50),
    "hum 60": hum(60),
    "sine that stays": tones((440, 480), 30),
    **{f"melody {seed}": melody(seed) for seed in range(12)},
}


@pytest.mark.parametrize("snr_db", [40, 10])
@pytest.mark.parametrize("name", OTHERS)
def test_what_is_no_ringback(name, snr_db):
    assert find_rings(with_noise(OTHERS[name], snr_db), rate_hz=RATE_HZ).count == 0


def test_speech_is_no_ringback_and_bounds_the_answer(spoken):
    from voicecheck.signal import resample

    voice = resample(spoken, rate_hz=16000, to_hz=RATE_HZ)
    assert find_rings(np.tile(voice, 6), rate_hz=RATE_HZ).count == 0
    call = np.concatenate([with_noise(ringing("us", 2, tail_s=0), 30), voice])
    rings = find_rings(call, rate_hz=RATE_HZ)
    assert rings.count == 2
    bounded = answered(rings, (Interval(0.6, 2.7), Interval(12.7, 16)))
    assert (bounded.answer_from_s, bounded.answer_to_s) == (rings.answer_from_s, 12.7)


def test_channel_with_the_rings_is_taken():
    call = with_noise(ringing("eu", 3), 30)
    quiet = with_noise(np.zeros(len(call)), 30, seed=1)
    assert find_call_rings(np.stack([quiet, call]), rate_hz=RATE_HZ).count == 3
    assert find_call_rings(np.stack([quiet, quiet]), rate_hz=RATE_HZ).count == 0


@pytest.mark.parametrize("length", [0, 1, 100, 3000])
def test_too_short_to_ring(length):
    assert find_rings(np.zeros(length, dtype=np.float32), rate_hz=RATE_HZ).count == 0
