"""Word times: clipped into regions, drawn to the sound, dropped where nobody spoke."""

import numpy as np
import pytest

from voicecheck.asr.timing import edge_of, placed
from voicecheck.asr.windows import Window
from voicecheck.types import Interval, Word

RATE = 16000


def noisy(seconds, loud, *, floor=1e-3):
    """Faint noise with louder stretches: pairs of start and end in seconds."""
    sound = np.random.default_rng(5).normal(0, 1, int(seconds * RATE)).astype(np.float32) * floor
    for start, end in loud:
        sound[int(start * RATE) : int(end * RATE)] *= 0.1 / max(floor, 1e-6)
    return sound


def window(seconds, *regions):
    return Window(tuple(Interval(*r) for r in regions), (Interval(0, seconds),))


def test_the_first_word_begins_and_the_last_ends_with_the_sound():
    here = window(4, (0.8, 3.2))
    edge = edge_of(here, noisy(4, [(1.0, 3.0)]))
    words = placed([Word("good", 0.0, 1.6, 0.9), Word("morning", 1.6, 3.9, 0.9)], here, edge)
    assert words[0].start_s == pytest.approx(1.0, abs=0.03)
    assert words[0].end_s == words[1].start_s == 1.6
    assert words[1].end_s == pytest.approx(3.0, abs=0.03)


def test_words_beside_a_pause_leave_it_empty():
    here = window(6, (0.9, 2.1), (3.9, 5.1))
    edge = edge_of(here, noisy(6, [(1, 2), (4, 5)]))
    one, two = placed([Word("hello", 0.0, 2.4, 0.9), Word("there", 2.4, 6.0, 0.9)], here, edge)
    assert one.end_s == pytest.approx(2.0, abs=0.03)
    assert two.start_s == pytest.approx(4.0, abs=0.03)


def test_digital_silence_in_the_pauses_is_not_taken_for_the_noise():
    sound = noisy(4, [(1.0, 2.5)])
    sound[: RATE // 2] = 0
    sound[3 * RATE :] = 0
    here = window(4, (0.8, 3.0))
    (word,) = placed([Word("hello", 0.0, 4.0, 0.9)], here, edge_of(here, sound))
    assert word.interval.start_s == pytest.approx(1.0, abs=0.03)
    assert word.interval.end_s == pytest.approx(2.5, abs=0.03)


def test_a_word_outside_every_region_is_dropped():
    here = window(6, (0.5, 2.0))
    edge = edge_of(here, noisy(6, [(0.5, 2)]))
    words = placed([Word("hello", 0.5, 2.0, 0.9), Word("thanks", 4.0, 5.0, 0.9)], here, edge)
    assert [word.text for word in words] == ["hello"]


@pytest.mark.parametrize("level,flat", [(0.0, True), (0.1, True)], ids=["digital silence", "steady noise"])
def test_a_level_that_never_moves_is_flat(level, flat):
    sound = np.random.default_rng(5).normal(0, 1, 3 * RATE).astype(np.float32) * level
    assert edge_of(window(3, (0, 3)), sound).flat is flat


def test_speech_over_noise_is_not_flat():
    assert not edge_of(window(4, (1, 3)), noisy(4, [(1, 3)])).flat
