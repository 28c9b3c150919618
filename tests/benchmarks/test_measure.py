"""The statistics that the benchmarks print, held against published values and sums done by hand."""

from __future__ import annotations

import pytest
from measure import WordErrors, clopper_pearson, share, spread, table, word_errors, words_of

from voicecheck.shares import upper_bound, wilson


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (0, 10, 0.0, 0.30850),  # 1 - 0.025 ** (1 / 10)
        (10, 10, 0.69150, 1.0),
        (81, 263, 0.25270, 0.36762),  # Newcombe, Statistics in Medicine 17 (1998), table I, method 5: .2527 to .3676
        (15, 148, 0.05786, 0.16159),  # the same table
        (1, 29, 0.00087, 0.17764),  # the same table
    ],
)
def test_the_exact_interval_is_the_published_one(hits: int, n: int, low: float, high: float) -> None:
    assert clopper_pearson(hits, n) == pytest.approx((low, high), abs=1e-4)


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998, table I, method 3
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_score_interval_is_the_published_one(hits: int, n: int, low: float, high: float) -> None:
    assert wilson(hits, n) == pytest.approx((low, high), abs=1e-4)


def test_no_failure_in_n_is_bounded_by_the_rule_of_three() -> None:
    assert upper_bound(0, 300) == pytest.approx(1 - 0.05 ** (1 / 300), abs=1e-9)
    assert upper_bound(0, 300) == pytest.approx(3 / 300, rel=0.01)


def test_nothing_counted_bounds_nothing() -> None:
    assert upper_bound(0, 0) == 1
    assert wilson(0, 0) == (0, 1)
    assert share(0, 0) == "0/0"


@pytest.mark.parametrize(
    ("said", "heard", "wrong", "words"),
    [
        ("good morning acme", "good morning acme", 0, 3),
        ("good morning acme", "good evening acme", 1, 3),  # one substitution
        ("good morning acme", "good acme", 1, 3),  # one deletion
        ("good morning acme", "good morning acme bank", 1, 3),  # one insertion
        ("a b c d", "b c d e", 2, 4),  # a deletion and an insertion beat four substitutions
        ("good morning", "", 2, 2),
        ("", "thank you", 2, 0),
        ("I'm Joan.", "im joan", 0, 2),
        ("Mirëdita, Доброе утро!", "mirëdita доброе утро", 0, 3),
    ],
)
def test_word_errors_by_hand(said: str, heard: str, wrong: int, words: int) -> None:
    assert word_errors(said, heard) == WordErrors(wrong, words)


def test_rates_come_from_summed_counts() -> None:
    assert (WordErrors(1, 1) + WordErrors(0, 9)).rate == pytest.approx(0.1)
    assert WordErrors(2, 0).rate is None


def test_composed_and_decomposed_letters_are_the_same_word() -> None:
    assert words_of("Mire\u0308dita") == words_of("Mirëdita")


def test_a_share_is_printed_with_its_count_and_interval() -> None:
    assert share(0, 10) == "0/10 = 0 % [0, 31]"


def test_the_spread_is_of_absolute_errors() -> None:
    assert spread([]) == "-"
    assert spread([-0.3]) == "0.30 / 0.30 / 0.30 (n 1)"
    assert spread([-0.2, 0.1, 0.3]).startswith("0.20 / ")


def test_a_table_has_a_line_a_row() -> None:
    assert table("T", ("a", "b"), [[1, 2]]).splitlines()[-1] == "| 1 | 2 |"
