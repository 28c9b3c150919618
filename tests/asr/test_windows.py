"""Windows: every region in exactly one, cut at pauses, the clock that leads back to the recording."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecheck.asr.windows import plan, sound_of
from voicecheck.types import Audio, Interval


def silence(seconds, start_s=0.0, rate_hz=8000):
    return Audio(np.zeros((1, int(seconds * rate_hz)), dtype=np.float32), rate_hz, start_s)


@st.composite
def regions(draw):
    steps = draw(st.lists(st.tuples(st.floats(0.05, 40), st.floats(0.1, 25)), min_size=1, max_size=12))
    at, found = 0.0, []
    for pause, length in steps:
        found.append(Interval(at + pause, at + pause + length))
        at += pause + length
    return found


@given(regions())
def test_every_second_of_every_region_is_heard_once_and_no_window_is_too_long(found):
    audio = silence(found[-1].end_s + 1)
    windows = plan(audio, found, limit_s=10, pad_s=0.4)
    inside = [region for window in windows for region in window.regions]
    assert sum(r.length_s for r in inside) == pytest.approx(sum(r.length_s for r in found))
    assert all(a.end_s <= b.start_s + 1e-9 for a, b in itertools.pairwise(inside))
    pieces = [piece for window in windows for piece in window.pieces]
    assert all(a.end_s <= b.start_s + 1e-9 for a, b in itertools.pairwise(pieces))
    assert all(any(p.start_s <= r.start_s and r.end_s <= p.end_s for p in pieces) for r in inside)
    assert max(window.length_s for window in windows) <= 10 + 2 * 0.4 + 1e-6


def test_a_long_pause_is_left_out_and_the_clock_leads_back():
    audio = silence(40)
    (window,) = plan(audio, [Interval(1, 3), Interval(20, 22)], limit_s=10, pad_s=0.4)
    assert window.length_s == pytest.approx(2.8 + 2.8)
    assert len(sound_of(audio, window)) == pytest.approx(5.6 * 16000, abs=4)
    assert window.at(0.4) == pytest.approx(1.0)
    assert window.at(2.8) == pytest.approx(19.6)
    assert window.at(2.8, ends=True) == pytest.approx(3.4)
    assert window.at(99) == pytest.approx(22.4)


def test_windows_part_at_the_longest_pause():
    found = [Interval(0.5, 3), Interval(3.2, 6), Interval(7.5, 9), Interval(9.2, 13)]
    first, second = plan(silence(14), found, limit_s=10, pad_s=0.1)
    assert (first.regions, second.regions) == (tuple(found[:2]), tuple(found[2:]))


def test_speech_far_apart_shares_no_window():
    assert len(plan(silence(60), [Interval(1, 2), Interval(50, 51)], limit_s=10, pad_s=0.4)) == 2


def test_a_region_longer_than_a_window_is_cut_where_it_is_quietest():
    rate = 16000
    sound = np.random.default_rng(1).normal(0, 0.1, rate * 16).astype(np.float32)
    sound[int(8.0 * rate) : int(8.3 * rate)] = 0
    windows = plan(Audio(sound[None, :], rate), [Interval(0, 16)], limit_s=10, pad_s=0.4)
    assert 8.0 <= windows[0].regions[-1].end_s <= 8.3


def test_the_recordings_clock_is_kept_for_a_piece_of_it():
    (window,) = plan(silence(10, start_s=100), [Interval(99, 102), Interval(200, 201)], limit_s=10, pad_s=0.4)
    assert window.regions == (Interval(100, 102),)
    assert window.interval == Interval(100, 102.4)
