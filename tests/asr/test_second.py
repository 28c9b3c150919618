"""The second hearing: which windows deserve one, which hearing counts, and what is kept of the others."""

import pytest

from voicecheck.asr import second
from voicecheck.asr.windows import Window
from voicecheck.types import Interval, Segment, Word


def segment(text, *, avg_logprob=-0.4, confidence=0.9, at_s=1.0):
    words = [Word(word, at_s + 0.3 * i, at_s + 0.3 * i + 0.25, confidence) for i, word in enumerate(text.split())]
    return Segment(text, words[0].start_s, words[-1].end_s, tuple(words), avg_logprob, 0.0)


def texts(hearings):
    return [" ".join(word.text for word in words) for words in hearings]


@pytest.mark.parametrize(
    ("confidence", "language_prob", "doubtful"),
    [(0.9, 0.9, False), (0.1, 0.9, True), (0.1, None, True), (0.1, 0.05, False)],
    ids=["sure", "a guessed word", "no language head", "another language"],
)
def test_a_guessed_word_in_the_language_told_is_doubtful(confidence, language_prob, doubtful):
    assert second.doubtful(segment("hello this", confidence=confidence), language_prob) is doubtful


def test_windows_that_were_not_doubtful_are_the_same_in_every_hearing():
    sure = segment("how can I help", at_s=5.0)
    ways = ((segment("Harper Valley"),), (segment("Harper Island"),))
    chosen, others = second.combined([segment("Papa Valina"), sure], [ways, ()])
    assert [one.text for one in chosen] == ["Papa Valina", "how can I help"]
    assert texts(others) == ["Harper Valley how can I help", "Harper Island how can I help"]


def test_a_greedy_hearing_that_is_clearly_surer_counts_and_the_first_is_kept():
    better = segment("Harper Valley", avg_logprob=-0.4 + second.CLEARLY + 0.01)
    chosen, others = second.combined([segment("Papa Valina")], [((better,), ())])
    assert chosen[0] is better
    assert texts(others) == ["Papa Valina"]


def test_a_wide_search_never_takes_the_first_hearings_place():
    short = segment("Valley", avg_logprob=-0.01)
    chosen, others = second.combined([segment("hello Papa Valina")], [((), (short,))])
    assert chosen[0].text == "hello Papa Valina"
    assert texts(others) == ["Valley"]


def test_a_hearing_that_is_hardly_credible_is_none():
    guess = segment("thank you for watching", avg_logprob=-0.4 - second.CREDIBLE - 0.01)
    chosen, others = second.combined([segment("Papa Valina")], [((guess,), (guess,))])
    assert chosen[0].text == "Papa Valina"
    assert others == ()


def test_nothing_is_heard_where_the_first_hearing_gave_nothing():
    assert second.combined([None], [()]) == ([None], ())


def test_what_came_back_empty_stays_so_with_unsure_hearings_beside_it():
    guess = segment("Papa Valina", avg_logprob=-0.7)
    chosen, others = second.combined([None], [((guess,), (segment("Harper Valley"),))])
    assert chosen == [None]
    assert texts(others) == ["Papa Valina", "Harper Valley"]


def test_a_sure_greedy_hearing_stands_in_for_an_empty_one():
    chosen, others = second.combined([None], [((segment("Papa Valina"),), (segment("Harper Valley"),))])
    assert [one.text for one in chosen] == ["Papa Valina"]
    assert texts(others) == ["Harper Valley"]


@pytest.mark.parametrize(
    ("length_s", "heard", "language_prob", "expected"),
    [(2.0, None, 0.9, True), (2.0, None, None, True), (1.0, None, 0.9, False), (2.0, None, 0.05, False)],
)
def test_long_speech_without_a_word_is_missed(length_s, heard, language_prob, expected):
    window = Window((Interval(0.0, length_s),), (Interval(0.0, length_s),))
    assert second.missed(window, heard, language_prob) is expected
    assert second.missed(window, segment("hello"), language_prob) is False
