"""What is remembered from call to call is what would be found out anew, and never more than is allowed."""

import random

import pytest

from voicecheck.text import patterns, remembered
from voicecheck.text.languages import language_of
from voicecheck.text.likeness import find_phrases, word_weights
from voicecheck.text.normalise import normalise
from voicecheck.text.patterns import find_patterns
from voicecheck.text.pieces import find_pieces, make_wanted
from voicecheck.text.remembered import Remembered
from voicecheck.text.runs import find_runs, run_together

ENGLISH = language_of("en")


def test_only_what_is_not_known_is_asked_and_each_once():
    asked = []

    def lengths(words):
        asked.append(list(words))
        return [len(word) for word in words]

    known = Remembered(lengths)
    assert known.about(["a", "", "bb", "a"]) == [(0, 1), (2, 2), (3, 1)]
    assert known.about(["bb", "ccc", ""]) == [(0, 2), (1, 3)]
    assert asked == [["a", "", "bb"], ["ccc"]]


def test_it_never_grows_beyond_its_bound(monkeypatch):
    monkeypatch.setattr(remembered, "MOST_KNOWN", 10)
    known = Remembered(lambda words: [len(word) for word in words])
    for number in range(100):
        assert known.about([f"{number}", f"{number}x"]) == [(0, len(f"{number}")), (1, len(f"{number}x"))]
        assert len(known._known) <= 10


def test_runs_are_two_and_three_words_with_the_shortest_length():
    found = find_runs(("aa", "b", "ccc"))
    assert [run_together(run) for run in found.joined] == [("aab", 1), ("aabccc", 1), ("bccc", 1)]
    assert found.spans == ((0, 2), (0, 3), (1, 3))
    assert find_runs(()).joined == find_runs(("one",)).joined == ()


def test_phrases_looked_for_together_give_what_each_gives_alone():
    heard = [
        "god",
        "mor",
        "ning",
        "human",
        "re",
        "sources",
        "this",
        "is",
        "joan",
        "how",
        "can",
        "eye",
        "help",
        "you",
        "to",
        "day",
        "aitch",
        "are",
        "good",
        "after",
        "noon",
    ]
    phrases = (("good", "morning"), ("human", "resources", "department"), ("hr",), ("how", "can", "i", "help", "you"))
    together = find_phrases(heard, phrases, ENGLISH, floor=0.4)
    assert together == tuple(find_phrases(heard, (phrase,), ENGLISH, floor=0.4)[0] for phrase in phrases)
    assert any(together)


@pytest.mark.parametrize("code", ["en", "de", "ru", "sq"])
@pytest.mark.parametrize("floor", [0.55, 0.6, 0.75, 0.8])
def test_phrases_of_the_language_are_found_as_any_others_are(code, floor):
    language, rng = language_of(code), random.Random(5)
    usual = tuple(normalise(one, language) for one in (*language.offer_samples, language.salutations[0].text))
    words = sorted({word for phrase in usual for word in phrase} | {"human", "joan", "x"})
    for _ in range(40):
        heard = [one[: rng.randint(2, 9)] for phrase in rng.sample(usual, 3) for one in (*phrase, rng.choice(words))]
        given = find_phrases(
            heard, usual, language, floor=floor, weights=[word_weights(one, language) for one in usual]
        )
        assert find_phrases(heard, usual, language, floor=floor) == given


def test_the_words_that_a_grammar_remembers_are_bounded(monkeypatch):
    monkeypatch.setattr(patterns, "MOST_KNOWN", 10)
    grammar = patterns._grammar(("my name is", "speak*"), ENGLISH)
    for number in range(50):
        assert grammar.there(["my", f"word{number}", "speaking"]) == grammar.there(["speaking", "my"])
        assert len(grammar.known) <= 10


def test_what_was_heard_before_changes_nothing():
    phrases = (("human", "resources"), ("front", "desk"))
    heard = ("hu", "man", "resource", "frontdesk")
    fresh = find_pieces.__wrapped__(heard, make_wanted.__wrapped__(phrases, ENGLISH))
    used = make_wanted.__wrapped__(phrases, ENGLISH)
    for other in (("hu", "man"), ("man", "resource", "x"), heard[::-1]):
        find_pieces.__wrapped__(other, used)
    assert find_pieces.__wrapped__(heard, used) == fresh


def test_a_pattern_is_found_at_each_of_its_first_words_and_matches_do_not_overlap():
    from voicecheck.text.normalise import tokenise

    tokens = tokenise(["call", "me", "call", "me", "call", "me", "joan", "hello", "me"], ENGLISH)
    assert [tuple(span) for span in find_patterns(tokens, ("call me call me", "hello|hi me"), ENGLISH)] == [
        (0, 4),
        (7, 9),
    ]
    assert [tuple(span) for span in find_patterns(tokens, ("~1 joan",), ENGLISH)] == [(5, 7)]
