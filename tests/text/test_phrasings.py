"""What the grammars take for an offer and for an introduction, and what they must not."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from voicecheck.text.introduction import find_introductions, is_spoken_of
from voicecheck.text.languages import language_of
from voicecheck.text.normalise import tokenise
from voicecheck.text.offer import find_offers
from voicecheck.text.patterns import Span

TABLE = yaml.safe_load((Path(__file__).parent / "phrasings.yaml").read_text(encoding="utf-8"))
NAME = {"en": "Quincy", "de": "Quincy", "ru": "Снежана", "sq": "Quincy"}


def rows(kind):
    return [(code, text) for code, group in TABLE.items() for text in group[kind]]


def offers(code, text):
    language = language_of(code)
    return [offer for offer in find_offers(tokenise(text.split(), language), language) if offer.sure]


def placed(code, text):
    """The tokens of the text with the language's name for X, and where the name stands."""
    language = language_of(code)
    tokens = tokenise(text.replace("X", NAME[code]).split(), language)
    (at,) = [i for i, token in enumerate(tokens) if token.text == NAME[code].lower()]
    return tokens, Span(at, at + 1), language


@pytest.mark.parametrize("code, text", rows("offers"))
def test_readiness_to_help_the_caller_is_an_offer(code, text):
    assert offers(code, text)


@pytest.mark.parametrize("code, text", rows("no_offers"))
def test_help_for_others_and_other_questions_are_none(code, text):
    assert not offers(code, text)


@pytest.mark.parametrize("code, text", rows("own"))
def test_who_gives_a_name_is_introduced_and_not_spoken_of(code, text):
    tokens, at, language = placed(code, text)
    assert any(one.name.start <= at.start < one.name.end for one in find_introductions(tokens, language))
    assert not is_spoken_of(tokens, at, language)


@pytest.mark.parametrize("code, text", rows("spoken_of"))
def test_who_is_only_spoken_of_is_nobody_who_speaks(code, text):
    tokens, at, language = placed(code, text)
    assert is_spoken_of(tokens, at, language)


def test_an_offer_ends_with_its_clause():
    language = language_of("ru")
    tokens = tokenise(["чем", "могу", "помочь.", "Вам", "нужно", "что-нибудь", "ещё"], language)
    assert find_offers(tokens, language)[0].span == Span(0, 3)


def test_an_offer_may_be_parted_by_a_mark():
    assert offers("en", "how can I, today, help you?")


def test_an_everyday_word_is_a_name_where_somebody_is_called_so():
    language = language_of("en")
    tokens = tokenise(["my", "name", "is", "Will"], language)
    assert not find_introductions(tokens, language)
    assert find_introductions(tokens, language, names={"will"})


def test_words_after_a_name_introduce_it_only_where_a_clause_begins():
    language = language_of("en")
    for text, found in (("Good day, Quincy at the front", True), ("we left a note for Quincy at the front", False)):
        tokens = tokenise(text.split(), language)
        names = [t.text for one in find_introductions(tokens, language) for t in tokens[one.name.start : one.name.end]]
        assert ("quincy" in names) is found
