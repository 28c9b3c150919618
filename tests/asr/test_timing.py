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


def tone(sound, start, end, hz=150.0):
    """A voice-like sound added between two seconds."""
    t = np.arange(int(start * RATE), int(end * RATE)) / RATE
    sound[int(start * RATE) : int(end * RATE)] += 0.1 * np.sign(np.sin(2 * np.pi * hz * t)).astype(np.float32)
    return sound


def test_a_click_before_the_first_word_is_none_of_its_sound():
    here = window(4, (0.6, 3.2))
    sound = tone(noisy(4, [(0.7, 0.74)]), 1.0, 3.0)
    (word,) = placed([Word("hello", 0.0, 4.0, 0.9)], here, edge_of(here, sound))
    assert word.start_s == pytest.approx(1.0, abs=0.03)


def test_a_short_voice_before_a_gap_is_no_click():
    here = window(4, (0.6, 3.2))
    sound = tone(tone(noisy(4, []), 0.7, 0.79), 0.88, 3.0)
    (word,) = placed([Word("hello", 0.0, 4.0, 0.9)], here, edge_of(here, sound))
    assert word.start_s == pytest.approx(0.7, abs=0.03)


def test_a_pause_at_the_seam_of_two_words_belongs_to_neither():
    here = window(4, (0.8, 3.2))
    edge = edge_of(here, noisy(4, [(1.0, 1.9), (2.1, 3.0)]))
    one, two = placed([Word("Joan", 0.9, 2.05, 0.9), Word("how", 2.05, 3.1, 0.9)], here, edge)
    assert one.end_s == pytest.approx(1.9, abs=0.03)
    assert two.start_s == pytest.approx(2.1, abs=0.03)


def test_a_closure_inside_a_word_does_not_part_it():
    here = window(4, (0.8, 3.2))
    edge = edge_of(here, noisy(4, [(1.0, 1.5), (1.56, 3.0)]))
    one, two = placed([Word("reported", 0.9, 2.0, 0.9), Word("it", 2.0, 3.1, 0.9)], here, edge)
    assert (one.end_s, two.start_s) == (2.0, 2.0)


def test_what_stands_before_a_long_silence_inside_the_first_word_is_not_the_words():
    here = window(4, (0.8, 3.2))
    edge = edge_of(here, noisy(4, [(1.0, 1.3), (1.6, 3.0)]))
    (word,) = placed([Word("Harper", 0.9, 3.1, 0.9)], here, edge)
    assert word.start_s == pytest.approx(1.6, abs=0.03)


def test_a_line_that_is_silent_between_words_has_no_faint_first_sounds():
    sound = noisy(4, [(1.0, 3.0)], floor=1e-6)
    sound[int(0.8 * RATE) : RATE] = np.random.default_rng(6).normal(0, 4e-4, RATE - int(0.8 * RATE))
    here = window(4, (0.7, 3.2))
    (word,) = placed([Word("hello", 0.7, 3.2, 0.9)], here, edge_of(here, sound))
    assert word.start_s == pytest.approx(1.0, abs=0.03)


def said(*words):
    return [Word(text, start_s, end_s, 0.9) for text, start_s, end_s in words]


def test_the_sound_in_a_gap_of_attention_belongs_to_the_words_beside_it():
    here = window(4, (0.9, 3.1))
    edge = edge_of(here, noisy(4, [(1.0, 1.8), (2.0, 3.0)]))
    one, two = placed(said(("morning", 1.0, 1.55), ("Acme", 2.1, 3.0)), here, edge)
    assert one.end_s == pytest.approx(1.8, abs=0.03)
    assert two.start_s == pytest.approx(2.0, abs=0.03)


def test_a_word_goes_on_until_the_next_where_nothing_is_quiet_between():
    here = window(4, (0.9, 3.1))
    edge = edge_of(here, noisy(4, [(1.0, 3.0)]))
    one, two = placed(said(("Joan", 1.0, 1.55), ("speaking", 1.8, 3.0)), here, edge)
    assert (one.end_s, two.start_s) == (1.8, 1.8)


def test_a_gap_between_two_regions_stays_as_it_is():
    here = window(8, (0.9, 2.1), (4.9, 6.1))
    edge = edge_of(here, noisy(8, [(1, 2), (3, 3.5), (5, 6)]))
    one, two = placed(said(("yes", 1.0, 1.7), ("please", 4.5, 6.0)), here, edge)
    assert one.end_s == pytest.approx(2.0, abs=0.03)
    assert two.start_s == pytest.approx(5.0, abs=0.03)


def test_a_first_word_is_in_the_region_where_it_ends():
    here = window(8, (0.9, 2.1), (4.9, 6.1))
    edge = edge_of(here, noisy(8, [(1, 2), (5, 6)]))
    (word,) = placed(said(("hello", 0.0, 5.6)), here, edge)
    assert word.start_s == pytest.approx(5.0, abs=0.03)


def test_a_first_word_begins_at_the_onset_and_not_with_the_voices_before_it():
    sound = noisy(8, [(4.0, 6.0)])
    sound[: 4 * RATE] += np.random.default_rng(1).normal(0, 0.012, 4 * RATE).astype(np.float32)
    here = window(8, (0.1, 6.1))
    word, _ = placed(said(("hello", 0.0, 4.5), ("there", 4.5, 6.0)), here, edge_of(here, sound))
    assert word.start_s == pytest.approx(4.0, abs=0.05)


@pytest.mark.parametrize(("told_s", "ends_s"), [(2.8, 3.0), (2.3, 2.4)], ids=["a consonant", "the end"])
def test_a_silence_in_a_last_word_ends_it_unless_attention_goes_on(told_s, ends_s):
    here = window(5, (0.9, 3.2))
    edge = edge_of(here, noisy(5, [(1.0, 2.4), (2.6, 3.0)]))
    words = placed(said(("you", 1.0, 1.8), ("helped", 1.8, told_s)), here, edge)
    assert words[-1].end_s == pytest.approx(ends_s, abs=0.03)
