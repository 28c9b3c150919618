from datetime import datetime, timedelta, timezone

import pytest

from voicecheck.text.language import SalutationKind
from voicecheck.text.languages import LANGUAGES, language_of
from voicecheck.text.normalise import normalise, tokenise
from voicecheck.text.salutation import find_salutations, listed_salutations, local_hour, whole_salutation


def heard(code, text):
    language = language_of(code)
    found = find_salutations(tokenise(text.split(), language), language.salutations, language, floor=0.8)
    return {one.salutation.text for one in found}


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda one: one.code)
def test_every_salutation_is_found_in_a_sentence(language):
    for one in language.salutations:
        assert one.text in heard(language.code, f"Xxxx, {one.text}! Yyyy")


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda one: one.code)
def test_at_every_minute_of_the_day_some_salutation_is_right(language):
    timed = [one for one in language.salutations if one.kind is SalutationKind.TIMED]
    for minute in range(24 * 60):
        assert any(one.right_at(minute / 60, 0.0) for one in timed), (language.code, minute)


@pytest.mark.parametrize(
    "code, text, hour, tolerance_h, right",
    [
        ("en", "good morning", 11.9, 0.0, True), ("en", "good morning", 12.4, 0.5, True),
        ("en", "good morning", 12.6, 0.5, False), ("en", "good afternoon", 17.43, 0.5, True),
        ("en", "good evening", 16.58, 0.5, False), ("en", "good evening", 1.0, 0.0, True),
        ("en", "good afternoon", 20.9, 0.5, False), ("de", "Grüß Gott", 3.0, 0.0, True),
        ("de", "guten Abend", 9.25, 0.5, False), ("ru", "здравствуйте", 23.0, 0.0, True),
        ("ru", "добрый вечер", 13.5, 0.5, False), ("sq", "Mirëdita", 8.35, 0.5, False),
    ],
)  # fmt: skip
def test_hours(code, text, hour, tolerance_h, right):
    language = language_of(code)
    (one,) = [s for s in language.salutations if normalise(s.text, language) == normalise(text, language)]
    assert one.right_at(hour, tolerance_h) is right


def test_the_hour_is_the_callers_own():
    moment = datetime(2026, 3, 2, 23, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    assert local_hour(moment) == 23.5


def test_a_listed_salutation_stays_bound_to_the_clock():
    listed = listed_salutations(("Hello", "Good Morning"), language_of("en"), neutral=False)
    assert [one.kind for one in listed] == [SalutationKind.REGIONAL, SalutationKind.TIMED]


def test_neutral_words_count_only_where_they_are_permitted():
    texts = {one.text for one in listed_salutations((), language_of("en"), neutral=False)}
    assert "good morning" in texts
    assert "hello" not in texts
    assert "hello" in {one.text for one in listed_salutations((), language_of("en"), neutral=True)}


@pytest.mark.parametrize("text", ["nothing I can do with this", "this", "which", "goodness", "mourning dress"])
def test_no_salutation_inside_other_words(text):
    assert heard("en", text) == set()


def test_a_common_word_is_no_misheard_salutation():
    assert heard("de", "mein Name ist Petra") == set()
    assert "Moin" in heard("de", "Moin, Petra hier")


@pytest.mark.parametrize(
    ("code", "text", "whole"),
    [
        ("de", "Hallo, einen schönen guten Abend, Petra hier", "einen schönen guten Abend,"),
        ("en", "A very good morning to you, Acme", "A very good morning to you,"),
        ("en", "Good morning, you have reached Acme", "Good morning,"),
        ("en", "Good morning. To you", "Good morning."),
    ],
)
def test_the_words_that_belong_to_a_salutation(code, text, whole):
    language, words = language_of(code), text.split()
    tokens = tokenise(words, language)
    timed = [one for one in language.salutations if one.kind is SalutationKind.TIMED]
    best = max(find_salutations(tokens, timed, language, floor=0.9), key=lambda one: one.likeness)
    span = whole_salutation(tokens, best.span, language)
    assert " ".join(words[span.start : span.end]) == whole


@pytest.mark.parametrize(
    "code, text",
    [
        ("ru", "вас приветствует страховая компания Берег"), ("ru", "приветствует вас оператор Наталья"),
        ("sq", "ju përshëndet banka"), ("de", "es begrüßt Sie die Hafenbank"), ("de", "es grüßt Sie Anna"),
        ("en", "Acme Travel welcomes you"),
    ],
)  # fmt: skip
def test_a_welcome_told_of_somebody_is_near_and_no_salutation(code, text):
    language = language_of(code)
    tokens = tokenise(text.split(), language)
    for values in ((), ("приветствую вас", "ju përshëndes", "Grüß Sie", "welcome")):
        listed = listed_salutations(values, language, neutral=True)
        assert not find_salutations(tokens, listed, language, floor=0.8)
        (one,) = find_salutations(tokens, listed, language, floor=0.6)
        assert one.salutation.kind is SalutationKind.COURTESY


def test_a_welcome_told_of_somebody_counts_where_it_is_listed():
    language = language_of("ru")
    listed = listed_salutations(("вас приветствует",), language, neutral=False)
    found = find_salutations(tokenise(["вас", "приветствует", "банк"], language), listed, language, floor=0.8)
    assert [one.likeness for one in found] == [1.0]


@pytest.mark.parametrize(
    "code, text", [("ru", "приветствую вас"), ("ru", "приветствуем вас"), ("sq", "ju përshëndes"), ("de", "grüß Sie")]
)
def test_who_greets_in_person_greets(code, text):
    assert heard(code, text)
