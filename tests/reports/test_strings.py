from enum import StrEnum

import pytest

from voicecheck.reports import strings
from voicecheck.types import Direction, Level, Outcome, Purpose, Role, RolesBy, SlotStatus, Status
from voicecheck.voice.features import FEATURES

ENGLISH = strings.load("en").words


def test_the_languages_that_ship_are_there():
    assert {"de", "en", "ru", "sq"} <= set(strings.languages())


@pytest.mark.parametrize("code", strings.languages())
def test_every_language_has_every_string(code):
    words = strings.load(code).words
    assert set(words) == set(ENGLISH)
    assert [key for key, text in words.items() if not text.strip() and key != "unit.ratio"] == []


@pytest.mark.parametrize("code", sorted(set(strings.languages()) - {"en"}))
def test_sentences_are_translated(code):
    words = strings.load(code).words
    assert [key for key, text in words.items() if len(text.split()) > 3 and text == ENGLISH[key]] == []


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("outcome", Outcome),
        ("status", Status),
        ("level", Level),
        ("slot", SlotStatus),
        ("role", Role),
        ("direction", Direction),
        ("known.roles", RolesBy),
        ("voice.purpose", Purpose),
    ],
)
def test_every_value_of_the_vocabulary_has_a_word(kind: str, values: type[StrEnum]):
    assert [value for value in values if f"{kind}.{value.value}" not in ENGLISH] == []


def test_every_measured_feature_has_a_name_and_a_unit():
    assert [name for name in FEATURES if f"feature.{name}" not in ENGLISH] == []
    assert [unit for unit in FEATURES.values() if f"unit.{unit}" not in ENGLISH] == []


def test_an_unknown_language_is_answered_in_english_and_says_so():
    assert strings.load("xx").code == "en"
    assert strings.load("de-AT").code == "de"
    assert strings.load(None).code == "en"


def test_a_new_name_is_shown_as_it_is():
    assert strings.load("de").named("feature", "brand_new") == "brand new"
