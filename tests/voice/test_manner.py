"""What a voice did, on frames whose answer is known on paper, and the sums over blocks."""

from __future__ import annotations

from functools import reduce
from operator import add

import numpy as np
import pytest

from voicecheck.types import Interval, Moments
from voicecheck.voice.manner import (
    MOST_BLOCKS,
    Columns,
    Quantity,
    blocks,
    level_steps,
    moments,
    phrase_ends,
    quantities,
    spoken_spans,
)
from voicecheck.voice.pitch import HOP_S
from voicecheck.voice.profile import Talk, measure_voice
from voicecheck.voice.spectrum import brightness, presence


def columns(level_db, *, voiced, pitch_st=None, bright_db=None, index=None):
    count = len(level_db)
    flat = np.zeros(count)
    return Columns(
        index=np.arange(count) if index is None else index,
        voiced=np.asarray(voiced, dtype=bool),
        pitch_st=flat if pitch_st is None else np.asarray(pitch_st, dtype=float),
        level_dbfs=np.asarray(level_db, dtype=float),
        alpha_db=flat,
        mid_db=flat,
        hnr_db=flat,
        presence_db=flat,
        bright_db=flat if bright_db is None else np.asarray(bright_db, dtype=float),
    )


def test_a_level_that_rises_by_ten_db_a_second_moves_ten_db_a_second():
    level = -40 + 10 * HOP_S * np.arange(200)
    steps = level_steps(level, index=np.arange(200))
    assert steps[5:190] == pytest.approx(10)
    assert np.isnan(steps[-1])
    assert level_steps(np.full(50, -30.0), index=np.arange(50))[:-1] == pytest.approx(0)


def test_level_does_not_move_across_a_hole_in_the_measuring():
    level = np.r_[np.full(20, -20.0), np.full(20, -60.0)]
    steps = level_steps(level, index=np.r_[np.arange(20), np.arange(500, 520)])
    assert np.nanmax(steps) == pytest.approx(0)


def test_phrases_end_where_the_voice_pauses():
    falling = np.r_[np.zeros(30), np.full(10, -4.0)]
    pitch_st = np.r_[falling, falling + 3]
    apart = np.r_[np.arange(40), np.arange(80, 120)]
    found = phrase_ends(pitch_st, index=apart)
    assert found.values == pytest.approx([-4, -4])
    assert found.index.tolist() == [39, 119]
    assert len(phrase_ends(pitch_st, index=np.r_[np.arange(40), np.arange(50, 90)]).values) == 1
    assert len(phrase_ends(np.zeros(7), index=np.arange(7)).values) == 0
    assert len(phrase_ends(np.empty(0), index=np.empty(0, dtype=int)).values) == 0


def test_quiet_is_counted_between_sounds_only():
    level = np.r_[np.full(30, -60.0), np.full(30, -20.0), np.full(10, -60.0), np.full(10, -20.0), np.full(30, -60.0)]
    found = quantities(columns(level, voiced=level > -30), hush_dbfs=-40.0)
    assert len(found["quiet"].values) == 50
    assert moments(found["quiet"]).mean == pytest.approx(20)
    assert not spoken_spans(np.zeros(20, dtype=bool), index=np.arange(20)).any()


def test_consonants_are_what_sounds_without_voice():
    level = np.r_[np.full(20, -20.0), np.full(10, -30.0), np.full(20, -60.0)]
    voiced = np.arange(50) < 20
    bright = np.r_[np.full(20, -9.0), np.full(10, 6.0), np.full(20, 99.0)]
    found = quantities(columns(level, voiced=voiced, bright_db=bright), hush_dbfs=-40.0)
    assert found["consonant"].values == pytest.approx(np.full(10, 6.0))


def test_noise_that_drowns_speech_leaves_what_rests_on_the_level_out():
    found = quantities(columns(np.full(50, -20.0), voiced=np.full(50, True)), hush_dbfs=None)
    assert "pitch" in found
    assert not {"consonant", "level_step", "quiet"} & set(found)


def test_the_blocks_sum_to_the_whole():
    rng = np.random.default_rng(3)
    index = np.sort(rng.choice(4000, 900, replace=False))
    found = {"pitch": Quantity(index, rng.normal(5, 2, 900))}
    parts = blocks(found)
    total = reduce(add, (block.sums["pitch"] for block in parts))
    whole = moments(found["pitch"])
    assert total.count == whole.count == 900
    # Sums are kept to a thousandth: at most 0.0005 a block, over 900 values.
    assert total.mean == pytest.approx(np.mean(found["pitch"].values), abs=1e-4)
    assert total.spread == pytest.approx(np.std(found["pitch"].values), abs=1e-4)
    assert all(block.end_s - block.start_s == pytest.approx(4.0) for block in parts)
    assert (total - parts[0].sums["pitch"]).count == 900 - parts[0].sums["pitch"].count


@pytest.mark.parametrize("last_s", [0.0, 3.9, 60.0, 511.0, 514.0, 86_400.0])
def test_blocks_stay_few_however_long_the_recording(last_s):
    last = round(last_s / HOP_S)
    parts = blocks({"pitch": Quantity(np.array([0, last] if last else [0]), np.zeros(2 if last else 1))})
    assert 1 <= len(parts) <= MOST_BLOCKS
    assert parts[-1].start_s <= last_s < parts[-1].end_s
    assert blocks({}) == ()


def test_nothing_has_neither_mean_nor_spread():
    assert np.isnan(Moments(0, 0.0, 0.0).mean)
    assert np.isnan(Moments(0, 0.0, 0.0).spread)


def test_colours_of_bands():
    flat = np.zeros((2, 7))
    assert presence(flat) == pytest.approx([0, 0])
    assert brightness(flat) == pytest.approx([0, 0])
    sharp = np.array([[-20, -20, -20, -10, -10, 0, 0]], dtype=float)
    assert brightness(sharp) == pytest.approx([20])
    open_voice = np.array([[0, 0, 0, 7, 0, 0, 0]], dtype=float)
    assert presence(open_voice) == pytest.approx([6])


def test_gain_and_the_rate_of_the_recording_leave_the_manner(voice, tracker):
    whole = Interval(0.0, len(voice.sound) / voice.rate_hz)

    def found(sound, rate_hz):
        speech = [whole]
        return measure_voice([(sound, 0.0)], rate_hz=rate_hz, speech=speech, talk=Talk(), tracker=tracker).features

    names = ("phrase_end", "level_movement", "quiet_share", "alpha_spread", "presence", "consonant_colour")
    one, soft = found(voice.sound, 16_000), found(voice.sound * np.float32(0.05), 16_000)
    for name in names:
        assert soft[name].value == pytest.approx(one[name].value, abs=0.15), name
