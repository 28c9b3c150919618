"""Pace and pauses on made schedules: four bursts a second are four syllables a second."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecheck.types import Interval
from voicecheck.voice.rate import pace, pauses


def bursts(*, start_s: float, count: int, each_s: float = 0.25, syllables: int = 1) -> list[tuple[Interval, int]]:
    return [(Interval(start_s + i * each_s, start_s + (i + 1) * each_s), syllables) for i in range(count)]


def test_four_bursts_a_second_are_four_syllables_a_second():
    said = pace(bursts(start_s=1, count=20), turns=[Interval(0.5, 7)], silences=[])
    assert said.articulation_rate == said.speech_rate == pytest.approx(4)


def test_a_pause_slows_speech_and_leaves_articulation():
    words = bursts(start_s=0, count=8) + bursts(start_s=4, count=8)
    silences = pauses([Interval(0, 2), Interval(4, 6)], turns=[Interval(0, 6)])
    said = pace(words, turns=[Interval(0, 6)], silences=silences)
    assert silences == (Interval(2, 4),)
    assert said.articulation_rate == pytest.approx(4)
    assert said.speech_rate == pytest.approx(16 / 6)


def test_the_other_ones_turn_is_no_pause():
    assert pauses([Interval(0, 2), Interval(9, 11)], turns=[Interval(0, 2), Interval(9, 11)]) == ()


@pytest.mark.parametrize("gap_s, count", [(0.2, 0), (0.24, 0), (0.25, 1), (0.9, 1)])
def test_a_pause_begins_at_a_quarter_of_a_second(gap_s, count):
    assert len(pauses([Interval(0, 2), Interval(2 + gap_s, 4)], turns=[Interval(0, 4)])) == count


def test_turns_without_recognised_words_do_not_slow_the_pace():
    turns = [Interval(0, 3), Interval(10, 60)]
    said = pace(
        bursts(start_s=0, count=12), turns=turns, silences=pauses([Interval(0, 3), Interval(10, 60)], turns=turns)
    )
    assert (said.syllables, said.turns_s) == (12, pytest.approx(3))


def test_no_words_have_no_seconds():
    said = pace([], turns=[Interval(0, 3)], silences=[])
    assert (said.syllables, said.turns_s, said.pauses_s) == (0, 0, 0)


@given(st.lists(st.tuples(st.floats(0.05, 2), st.floats(0.05, 2)), min_size=1, max_size=30))
def test_pauses_never_overlap_speech_and_lie_in_the_turn(lengths):
    speech, now_s = [], 0.0
    for spoken_s, silent_s in lengths:
        speech.append(Interval(now_s, now_s + spoken_s))
        now_s += spoken_s + silent_s
    turn = Interval(0, speech[-1].end_s)
    found = pauses(speech, turns=[turn])
    assert all(pause.overlap_s(region) == 0 for pause in found for region in speech)
    assert all(pause.overlap_s(turn) == pytest.approx(pause.length_s) for pause in found)
    expected = [(a, b) for a, b in pairwise(speech) if b.start_s - a.end_s >= 0.25]
    assert len(found) == len(expected)
