"""A long call in pieces: no speech is cut, no word is said twice, none is lost."""

from itertools import pairwise

import numpy as np
import pytest

from voicecheck.audio.survey import survey
from voicecheck.pipeline.head import find_opening, hear_head
from voicecheck.pipeline.whole import HELD_OVER_S, PIECE_S, SLIVER_S, _beyond, _cut_s, hear_rest
from voicecheck.types import CallRef, Interval, Word

TALK = "and then we looked at the form together and found that one more line had to be filled in before the end"


class TestWhereAPieceEnds:
    @pytest.mark.parametrize(
        ("regions", "cut_s"),
        [
            ((), 119.5),
            (((10, 20),), 119.5),
            (((110, 118),), 119.5),
            (((110, 119.8),), 110),
            (((100, 105), (115, 120)), 115),
            (((90.5, 120),), 90.5),
            (((89.5, 120),), 120),
            (((10, 80), (80.2, 120)), 120),
        ],
    )
    def test_it_is_before_the_speech_that_runs_into_it_unless_that_is_long(self, regions, cut_s):
        assert _cut_s([Interval(*region) for region in regions], 120.0) == cut_s

    def test_what_the_opening_left_over_is_no_sliver(self):
        regions = [Interval(1, 5.2), Interval(5.9, 6.1), Interval(7, 9)]
        assert _beyond(regions, 5.0) == (Interval(5.9, 6.1), Interval(7, 9))
        assert _beyond(regions, 5.0 - SLIVER_S) == (Interval(4.7, 5.2), Interval(5.9, 6.1), Interval(7, 9))
        assert _beyond(regions, 9.5) == ()


@pytest.fixture
def long_call(voice, recorded):
    """Five minutes: short turns, then both talking over each other across the end of the first piece."""
    talk = voice(TALK)
    placed = [(channel, 1.0 + 8 * turn, talk) for turn in range(9) for channel in (turn % 2,)]
    stream = np.tile(talk, 6)
    across = {0: (PIECE_S - 20, 24.0), 1: (PIECE_S - 41, 26.0)}
    placed += [(channel, at_s, stream[: round(16_000 * length_s)]) for channel, (at_s, length_s) in across.items()]
    placed += [(0, 170.0, np.tile(talk, 9)[: 16_000 * 80]), (1, 270.0, talk)]
    return recorded(300, 2, *placed), across


def heard(path, recognizer):
    _, sound = survey(path, head_s=60)
    head = hear_head(sound, one_voice_track=False, rings=None)
    opening = find_opening(head, CallRef(path, "long"), "en", recognizer, 20.0)
    return hear_rest(path, head, opening, "en", recognizer, None)


def test_five_minutes_in_pieces_lose_no_word_and_double_none(long_call, asked):
    path, _ = long_call
    script = tuple(Word(f"w{i}", i / 2, i / 2 + 0.4, 0.9) for i in range(600))
    words, speech = heard(path, asked(script))
    for own, regions in zip(words, speech, strict=True):
        told = [word.text for word in own]
        assert len(told) == len(set(told))
        assert [word.start_s for word in own] == sorted(word.start_s for word in own)
        inside = [
            w.text for w in script if any(r.start_s + 0.3 < w.start_s and w.end_s < r.end_s - 0.3 for r in regions)
        ]
        assert set(inside) <= set(told)
        assert all(one.end_s < other.start_s for one, other in pairwise(regions))


def test_speech_of_less_than_half_a_minute_is_heard_in_one(long_call, asked):
    path, across = long_call
    recognizer = asked(())
    heard(path, recognizer)
    edges = [edge for regions in recognizer.regions for region in regions for edge in (region.start_s, region.end_s)]
    lengths = [region.length_s for regions in recognizer.regions for region in regions]
    for at_s, _ in across.values():
        assert any(abs(edge - at_s) < 0.4 for edge in edges)
    passages = [Interval(at_s, at_s + length_s) for at_s, length_s in across.values()]
    whole = [
        r for regions in recognizer.regions for r in regions for p in passages if r.overlap_s(p) > 0.9 * p.length_s
    ]
    assert len(whole) == 2
    assert max(lengths) <= PIECE_S + HELD_OVER_S
