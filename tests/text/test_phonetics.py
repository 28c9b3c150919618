import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecheck.text import phonetics
from voicecheck.text.phonetics import (
    may_be_named,
    may_sound,
    name_likeness,
    sound_key,
    sound_likeness,
    transliterate,
)


@pytest.mark.parametrize(
    "one, other",
    [
        ("Юлия", "Yulia"), ("Julia", "Yulia"), ("Джоан", "Joan"), ("Jon", "John"), ("Sara", "Sarah"),
        ("Ксения", "Xenia"), ("Filip", "Philip"), ("Дмитрий", "Dmitry"), ("Евгений", "Evgeny"), ("Мария", "Maria"),
        ("Stephan", "Stefan"), ("Xhoana", "Joana"), ("Ольга", "Olga"), ("Müller", "Muller"),
    ],
)  # fmt: skip
def test_two_spellings_of_one_name_sound_the_same(one, other):
    assert name_likeness(one, other) >= 0.95


@pytest.mark.parametrize(
    "one, other",
    [("Mark", "Elizabeth"), ("Kevin", "Sarah"), ("Blerta", "Arben"), ("Дмитрий", "Анна"), ("Priya", "Mark")],
)
def test_other_names_are_unlike(one, other):
    assert name_likeness(one, other) < 0.4


@pytest.mark.parametrize("heard, expected", [("alyssa", "Elizabeth"), ("Danny", "Denis"), ("Asia", "Aisha")])
def test_known_mishearings_are_not_unlike(heard, expected):
    assert name_likeness(heard, expected) >= 0.4


def test_a_name_in_another_case_is_the_name():
    assert name_likeness("анной", "Анна", ("ой", "ей")) >= 0.95


def test_transliteration():
    assert transliterate("Щукин Фёдор") == "schukin fedor"


NAMES = st.text("abcdefghijklmnopqrstuvwxyzабвгджзиклмнопрстуюя", min_size=1, max_size=9)


@given(NAMES, NAMES)
def test_likeness_is_a_share_and_even_handed(one, other):
    a, b = sound_key(one), sound_key(other)
    assert 0 <= sound_likeness(a, b) <= 1
    assert sound_likeness(a, b) == pytest.approx(sound_likeness(b, a))
    assert not a or sound_likeness(a, a) == 1


NEARBY = st.text("aeiomnlrst", min_size=1, max_size=6)


@given(NEARBY, NEARBY)
def test_the_quick_bounds_never_leave_out_what_is_alike(one, other):
    a, b = sound_key(one), sound_key(other)
    assert may_sound(a, b, sound_likeness(a, b))
    assert may_be_named([one], (other,), name_likeness(one, other, ("a", "om"))) == [True]


def test_the_quick_bounds_leave_out_what_is_far_apart():
    assert not may_sound(sound_key("joan"), sound_key("elizabeth"), 0.6)
    assert may_be_named(["department", "elisabet"], ("joan", "elizabeth"), 0.88) == [False, True]


@given(st.text(alphabet="abcdeghijklnopqstuwxyz", max_size=12))
def test_rules_are_left_out_only_where_they_have_nothing_to_do(name):
    key = name
    for _, pattern, sound in phonetics._RULES:
        key = pattern.sub(sound, key)
    assert sound_key(name) == phonetics._DOUBLED.sub(r"\1", key)
