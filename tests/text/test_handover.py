"""Where one person's opening ends and another's may begin, in words alone."""

import math

import pytest

from voicecheck.text.handover import awaited_from_s, landmarks
from voicecheck.text.languages import language_of
from voicecheck.text.normalise import tokenise
from voicecheck.text.roles import find_handovers
from voicecheck.types import Word


def spoken(text, *, pause_s=2.0):
    """Words of 0.3 s; a bar is a pause."""
    words, now_s = [], 0.0
    for word in text.split():
        if word == "|":
            now_s += pause_s
            continue
        words.append(Word(word, now_s, now_s + 0.3, 0.9))
        now_s += 0.35
    return words


@pytest.mark.parametrize(
    "language, text",
    [
        ("en", "I'll put you through to human resources"),
        ("en", "one moment, I'm transferring you now"),
        ("en", "let me transfer you to sales"),
        ("en", "I will get Joan for you"),
        ("en", "you are being connected now"),
        ("de", "einen Moment, ich stelle Sie durch"),
        ("de", "ich leite Sie weiter"),
        ("ru", "сейчас соединю вас с отделом кадров"),
        ("sq", "një moment, po ju kaloj te departamenti"),
    ],
)
def test_a_caller_handed_on(language, text):
    known = language_of(language)
    assert find_handovers(tokenise(text.split(), known), known)


@pytest.mark.parametrize(
    "language, text",
    [
        ("en", "you're through to human resources, my name is Joan"),
        ("en", "you are connected to the sales department"),
        ("en", "how may I help you today"),
        ("en", "I'll put you on hold for a second"),
        ("de", "Sie sind verbunden mit der Personalabteilung"),
        ("ru", "вы позвонили в отдел кадров"),
        ("sq", "keni telefonuar departamentin e personelit"),
    ],
)
def test_an_introduction_hands_nobody_on(language, text):
    known = language_of(language)
    assert not find_handovers(tokenise(text.split(), known), known)


def test_a_greeting_behind_a_pause():
    words = spoken("Acme this is Mary | good morning my name is Joan")
    found = landmarks(words, language_of("en"))
    assert found.pauses == (4,)
    assert found.greets == {4}
    assert found.doubtful


def test_one_greeting_alone_leaves_no_doubt():
    assert not landmarks(spoken("good morning sales Joan speaking how can I help"), language_of("en")).doubtful


@pytest.mark.parametrize(
    "text, awaited_s",
    [
        ("good morning sales Joan speaking", None),
        ("this call may be recorded for training purposes", math.inf),
        ("Acme I'll put you through |", math.inf),
        ("I'll put you through | good morning Joan speaking", 3.4),
    ],
)
def test_where_a_greeting_is_still_to_come(text, awaited_s):
    found = awaited_from_s(spoken(text), language_of("en"))
    assert found == (awaited_s if awaited_s is None else pytest.approx(awaited_s))
