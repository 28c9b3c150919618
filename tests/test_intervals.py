"""Interval algebra holds for any intervals."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from voicecheck.audio.damage import merged, overlap, subtract, total_s
from voicecheck.types import Interval

edge = st.integers(0, 400).map(lambda n: n / 8)
interval = st.tuples(edge, edge).map(lambda pair: Interval(min(pair), max(pair)))
some = st.lists(interval, max_size=12)


def seconds(intervals):
    """The eighths of a second that lie inside."""
    return {n for i in intervals for n in range(round(i.start_s * 8), round(i.end_s * 8))}


def in_order_and_apart(intervals):
    return all(a.end_s <= b.start_s for a, b in pairwise(intervals))


@given(some, some)
def test_overlap_is_what_both_hold(a, b):
    shared = overlap(a, b)
    assert seconds(shared) == seconds(a) & seconds(b)
    assert in_order_and_apart(shared)
    assert shared == overlap(b, a)


@given(some, some)
def test_subtract_is_what_one_holds_without_the_other(a, cuts):
    left = subtract(a, cuts)
    assert seconds(left) == seconds(a) - seconds(cuts)
    assert in_order_and_apart(left)
    assert overlap(left, cuts) == ()


@given(some, some)
def test_parts_add_up(a, b):
    assert total_s(overlap(a, b)) + total_s(subtract(a, b)) == total_s(a)


@given(some, some, st.integers(0, 16).map(lambda n: n / 8))
def test_wider_cuts_leave_less(a, cuts, pad_s):
    assert seconds(subtract(a, cuts, pad_s=pad_s)) == seconds(a) - seconds(c.widened(pad_s) for c in cuts)


@given(some, st.integers(0, 8).map(lambda n: n / 8))
def test_merged_keeps_the_seconds_and_closes_gaps(a, gap_s):
    joined = merged(a, gap_s=gap_s)
    assert seconds(joined) >= seconds(a)
    assert all(y.start_s - x.end_s > gap_s for x, y in pairwise(joined))
    assert merged(joined, gap_s=gap_s) == joined
