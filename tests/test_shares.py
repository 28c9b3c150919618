"""Intervals of shares: values on paper, and what must hold of any."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecheck.shares import Share, upper_bound, wilson


@pytest.mark.parametrize("n", [1, 5, 22, 300])
def test_no_hit_is_bounded_by_the_root_of_five_percent(n):
    assert upper_bound(0, n) == pytest.approx(1 - 0.05 ** (1 / n), abs=1e-6)


def test_wilson_is_that_of_the_textbook():
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_share_lies_within_its_interval_and_under_its_bound(counts):
    share = Share(*counts)
    low, high = share.interval
    assert 0 <= low <= share.hits / share.n <= high <= 1
    assert share.hits / share.n <= share.at_most <= 1


@given(st.integers(0, 50), st.integers(51, 300))
def test_more_calls_without_a_fault_more_bound_less(few, many):
    assert upper_bound(0, many) < upper_bound(0, few)
