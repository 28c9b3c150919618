"""Intervals and tests, held against published values, known answers and made chance."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecheck.history.statistics import chi_square_tail, difference, spread, wilson

COUNTS = st.integers(0, 60).flatmap(lambda calls: st.tuples(st.integers(0, calls), st.just(calls)))


@pytest.mark.parametrize(
    ("hits", "calls", "low", "high"),
    # Newcombe 1998, Statistics in Medicine 17:857, table I, method 3 (score without correction)
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_the_published_values(hits, calls, low, high):
    share = wilson(hits, calls)
    assert (round(share.low, 4), round(share.high, 4)) == (low, high)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    # Newcombe 1998, Statistics in Medicine 17:873, table II, method 10
    [((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.8090), ((6, 7), (2, 7), 0.0582, 0.8062),
     ((5, 56), (0, 29), -0.0381, 0.1926), ((0, 10), (0, 20), -0.1611, 0.2775), ((10, 10), (0, 10), 0.6075, 1.0)],
)  # fmt: skip
def test_the_difference_gives_the_published_values(one, other, low, high):
    found = difference(wilson(*one), wilson(*other))
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(COUNTS)
def test_an_interval_holds_its_share_and_lies_within_0_and_1(counts):
    share = wilson(*counts)
    assert 0 <= share.low <= share.high <= 1
    if share.calls:
        assert share.low <= share.value <= share.high
        mirrored = wilson(share.calls - share.hits, share.calls)
        assert math.isclose(mirrored.low, 1 - share.high, abs_tol=1e-12)


@given(COUNTS.filter(lambda c: c[1] > 0), COUNTS.filter(lambda c: c[1] > 0))
def test_a_difference_the_other_way_round_is_its_negative(one, other):
    there, back = difference(wilson(*one), wilson(*other)), difference(wilson(*other), wilson(*one))
    assert math.isclose(there.value, -back.value, abs_tol=1e-12)
    assert math.isclose(there.low, -back.high, abs_tol=1e-9)
    assert -1 - 1e-9 <= there.low <= there.value <= there.high <= 1 + 1e-9


@pytest.mark.parametrize(
    ("value", "degrees", "tail"),
    [(3.841459, 1, 0.05), (5.991465, 2, 0.05), (18.307038, 10, 0.05), (124.342113, 100, 0.05), (10.827566, 1, 0.001)],
)
def test_the_tail_of_chi_square_is_the_tables(value, degrees, tail):
    assert chi_square_tail(value, degrees) == pytest.approx(tail, rel=1e-5)


def coverage(calls, seed):
    """How often the interval holds the true share, over shares drawn evenly from 0 to 1."""
    chance = random.Random(seed)
    held = 0
    for _ in range(4000):
        share = chance.random()
        found = wilson(sum(chance.random() < share for _ in range(calls)), calls)
        held += found.low <= share <= found.high
    return held / 4000


@pytest.mark.parametrize("calls", [5, 20, 100])
def test_intervals_hold_the_truth_as_often_as_they_say(calls):
    assert 0.93 <= coverage(calls, seed=calls) <= 0.97


def people(shares, calls, seed):
    chance = random.Random(seed)
    return [wilson(sum(chance.random() < share for _ in range(calls)), calls) for share in shares]


@pytest.mark.parametrize(("calls", "by"), [(60, "chi2"), (8, "shuffled")])
def test_equal_people_are_called_different_as_seldom_as_chance_allows(calls, by):
    found = [spread(people([0.8] * 10, calls, seed)) for seed in range(200)]
    assert {one.by for one in found} >= {by}
    assert sum(one.differs for one in found) <= 20  # 10 expected, at most 20 in 99.8 % of such series


def test_people_who_differ_are_found_and_how_far():
    found = [spread(people([0.5, 0.6, 0.7, 0.8, 0.9] * 4, 100, seed)) for seed in range(20)]
    assert all(one.differs for one in found)
    true = math.sqrt(0.02)  # of the five shares
    assert sum(one.sd for one in found) / 20 == pytest.approx(true, abs=0.012)


def test_where_nobody_can_differ_nobody_does():
    assert spread([wilson(5, 5)]) is None
    assert spread([]) is None
    same = spread([wilson(7, 7), wilson(90, 90)])
    assert (same.sd, same.p, same.differs) == (0.0, 1.0, False)


def test_chance_played_out_is_the_same_every_time():
    shares = [wilson(1, 6), wilson(5, 6), wilson(3, 7)]
    assert spread(shares) == spread(shares)
    assert spread(shares).by == "shuffled"
    # Fisher's exact test of the two first alone: 1/6 against 5/6, p = 0.0801
    assert spread(shares[:2]).p == pytest.approx(0.0801, abs=0.015)
