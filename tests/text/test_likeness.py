import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecheck.text.languages import language_of
from voicecheck.text.likeness import find_phrase, phrase_likeness
from voicecheck.text.normalise import normalise
from voicecheck.text.pieces import word_likeness

ENGLISH = language_of("en")


def like(heard, wanted):
    return phrase_likeness(normalise(heard, ENGLISH), normalise(wanted, ENGLISH), ENGLISH)


@pytest.mark.parametrize(
    "heard, wanted, least",
    [
        ("this is Carpervalley National Bank my name", "Harper Valley National Bank", 0.85),
        ("Harper Valley National Bank", "Harper Valley National Bank", 1.0),
        ("Halford Valley National Bank", "Harper Valley National Bank", 0.75),
        ("H R department", "HR department", 1.0),
        ("aitch are department", "HR department", 1.0),
        ("bill ing department", "billing department", 0.95),
        ("the billing department", "billing department", 1.0),
        ("blue harbour bank", "Blue Harbor Bank", 0.9),
        ("human uh resources", "human resources", 0.9),
    ],
)
def test_what_a_recogniser_makes_of_a_name_is_like_it(heard, wanted, least):
    assert like(heard, wanted) >= least


@pytest.mark.parametrize(
    "heard, wanted",
    [
        ("Valley National Bank of Arizona", "Harper Valley National Bank"),
        ("our department", "HR department"),
        ("department", "HR department"),
        ("bank", "Blue Harbor Bank"),
        ("National Bank", "Harper Valley National Bank"),
        ("planning", "Ann"),
        ("good morning", "good morning human resources department Joan speaking"),
        ("I", "good morning human resources department"),
        (
            "speaking Joan department resources human morning good",
            "good morning human resources department Joan speaking",
        ),
        ("", "sales"),
    ],
)
def test_a_part_or_another_is_not_taken_for_the_whole(heard, wanted):
    assert like(heard, wanted) < 0.75


def test_a_window_knows_where_it_stands():
    (window, *_) = find_phrase(
        normalise("well the sales department here", ENGLISH), ("sales", "department"), ENGLISH, floor=0.5
    )
    assert (window.span.start, window.span.end, window.likeness) == (2, 4, 1.0)


WORDS = st.lists(
    st.sampled_from(
        ["good", "morning", "sales", "department", "joan", "speaking", "harper", "valley", "bank", "uh", "the"]
    ),
    max_size=8,
)


@given(WORDS, WORDS)
def test_more_words_around_never_lower_the_likeness(heard, more):
    wanted = ("harper", "valley", "bank")
    assert phrase_likeness([*more, *heard], wanted, ENGLISH) >= phrase_likeness(heard, wanted, ENGLISH) - 1e-9


@given(st.text("abcdeinrs", min_size=1, max_size=8), st.text("abcdeinrs", min_size=1, max_size=8))
def test_likeness_of_words_is_a_share_and_even_handed(one, other):
    assert 0 <= word_likeness(one, other) <= 1
    assert word_likeness(one, other) == pytest.approx(word_likeness(other, one))
    assert word_likeness(one, one) == 1
