"""Overlap, noise and clipping on made cases."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecheck.intervals import merged
from voicecheck.types import Interval
from voicecheck.voice.quality import agent_only, clipped_samples, overlap_share, snr, within

STEP_S = 0.5


@st.composite
def schedules(draw: st.DrawFn) -> list[Interval]:
    edges = draw(st.lists(st.integers(0, 60), max_size=12))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return [Interval(min(pair) * STEP_S, max(pair) * STEP_S) for pair in pairs]


def cells(intervals: list[Interval] | tuple[Interval, ...]) -> set[int]:
    """The steps of half a second that intervals cover, for a slow and certain second opinion."""
    return {
        step
        for step in range(62)
        for interval in intervals
        if interval.start_s <= step * STEP_S and (step + 1) * STEP_S <= interval.end_s
    }


@given(schedules(), schedules())
def test_cutting_leaves_what_the_other_does_not_cover(mine, others):
    left = agent_only(mine, others=others, margin_s=0.0)
    assert cells(left) == cells(merged(mine)) - cells(merged(others))
    assert all(a.end_s <= b.start_s for a, b in pairwise(left))


@given(schedules(), schedules())
def test_the_share_of_overlap_is_counted_once(mine, others):
    share = overlap_share(mine, others=others)
    spoken = cells(merged(mine))
    if not spoken:
        assert share is None
    else:
        assert share == pytest.approx(100 * len(spoken & cells(merged(others))) / len(spoken))


def test_the_margin_is_cut_on_both_sides():
    left = agent_only([Interval(0, 10)], others=[Interval(4, 5)])
    assert left == (Interval(0, 3.85), Interval(5.15, 10))


@pytest.mark.parametrize("ratio_db", [0.0, 6.0, 10.0, 20.0, 40.0])
def test_snr_of_a_known_mixture(ratio_db):
    noise, speech = 10**-5.0, 10 ** (-5.0 + ratio_db / 10)
    noisy_db = 10 * np.log10(np.full(500, speech + noise))
    assert snr(noisy_db, noise_db=np.full(200, -50.0)) == pytest.approx(ratio_db, abs=0.01)


def test_a_gate_between_words_hides_no_noise():
    noise_db = np.concatenate([np.full(900, -120.0), np.full(100, -40.0)])
    assert snr(np.full(100, -20.0), noise_db=noise_db) == pytest.approx(20, abs=0.1)


def test_a_knock_between_words_is_not_the_noise():
    noise_db = np.concatenate([np.full(90, -60.0), np.full(10, -10.0)])
    assert snr(np.full(100, -20.0), noise_db=noise_db) == pytest.approx(40, abs=0.1)


def test_digital_silence_is_as_quiet_as_is_told():
    assert snr(np.full(100, -20.0), noise_db=np.full(100, -120.0)) == 60


def test_clipped_samples_are_counted_at_full_scale():
    sound = np.clip(2 * np.sin(2 * np.pi * np.arange(1000) / 1000), -1, 1)
    # |2 sin| is at least 0.98 for all but 4 asin(0.49) of the circle's 2 pi.
    assert clipped_samples(sound) == pytest.approx(1000 * (1 - 4 * np.arcsin(0.49) / (2 * np.pi)), abs=3)
    assert clipped_samples(0.4 * sound) == 0


def test_times_within_intervals():
    times_s = np.array([0.0, 0.5, 1.0, 2.0, 2.5])
    assert within(times_s, intervals=[Interval(2, 3), Interval(0.5, 1)]).tolist() == [False, True, False, True, True]
    assert not within(times_s, intervals=[]).any()
