"""Frames and stretches that tell speakers apart, on sound whose answer is known."""

from itertools import pairwise

import numpy as np
import pytest

from voicecheck.types import Interval
from voicecheck.voice.speaker import describe_speech, load_space
from voicecheck.voice.stretches import LONGEST_S, cut_stretches
from voicecheck.voice.voice_frames import CEPSTRA, HOP_S, voice_frames


@pytest.mark.parametrize("middle_hz", [90.0, 140.0, 220.0])
def test_pitch_is_the_made_one(make_voice, middle_hz):
    voice = make_voice(middle_hz=middle_hz, width_st=0.0)
    frames = voice_frames(voice.sound, rate_hz=voice.rate_hz, start_s=0.0, speech=voice.speech)
    assert np.nanmedian(frames.pitch_st) == pytest.approx(12 * np.log2(middle_hz / 100), abs=0.5)
    assert np.isfinite(frames.pitch_st).mean() > 0.6


def test_noise_has_no_pitch():
    sound = np.random.default_rng(1).normal(0, 0.1, 16_000).astype(np.float32)
    frames = voice_frames(sound, rate_hz=8_000, start_s=0.0, speech=[Interval(0, 2)])
    assert np.isnan(frames.pitch_st).mean() > 0.9


def test_frames_lie_in_the_speech_and_keep_the_recordings_clock(voice):
    frames = voice_frames(voice.sound, rate_hz=voice.rate_hz, start_s=100.0, speech=[Interval(100.5, 101.4)])
    assert frames.time_s.min() >= 100.5
    assert frames.time_s.max() < 101.4
    assert frames.cepstra.shape == (len(frames.time_s), CEPSTRA)
    assert len(frames.time_s) == pytest.approx(0.9 / HOP_S, abs=1)


def test_gain_moves_the_level_alone(voice):
    loud, soft = (
        voice_frames(g * voice.sound, rate_hz=voice.rate_hz, start_s=0.0, speech=voice.speech) for g in (1.0, 0.05)
    )
    voiced = np.isfinite(loud.pitch_st)
    assert loud.cepstra[voiced] == pytest.approx(soft.cepstra[voiced], abs=0.01)
    assert np.array_equal(loud.pitch_st, soft.pitch_st, equal_nan=True)
    assert (loud.level_db - soft.level_db)[voiced] == pytest.approx(20 * np.log10(20), abs=0.1)


def test_no_speech_is_no_frames_and_no_stretches(voice):
    frames = voice_frames(voice.sound, rate_hz=voice.rate_hz, start_s=0.0, speech=[])
    assert len(frames.time_s) == 0
    assert cut_stretches(frames, []) == ()
    assert describe_speech([(voice.sound, 0.0)], rate_hz=voice.rate_hz, speech=[]).voice.shape == (0, 13)


def test_a_rate_under_the_telephones_is_refused():
    with pytest.raises(ValueError, match="8000 Hz"):
        voice_frames(np.zeros(100, np.float32), rate_hz=6_000, start_s=0.0, speech=[])


class TestStretches:
    def test_pauses_part_phrases_and_long_phrases_are_cut(self, voice):
        whole = [Interval(0.4, len(voice.sound) / voice.rate_hz)]
        frames = voice_frames(voice.sound, rate_hz=voice.rate_hz, start_s=0.0, speech=whole)
        stretches = cut_stretches(frames, whole)
        assert all(a.end_s <= b.start_s + 1e-9 for a, b in pairwise(stretches))
        assert all(stretch.length_s <= 2 * LONGEST_S for stretch in stretches)
        for phrase in voice.speech:
            inside = sum(phrase.overlap_s(stretch) for stretch in stretches)
            assert inside > 0.8 * (phrase.length_s - 0.2)
        assert not any(s.start_s < p.end_s - 0.1 and s.end_s > q.start_s + 0.1 for s in stretches
                       for p, q in zip(voice.speech, voice.speech[1:], strict=False))  # fmt: skip

    def test_pieces_of_a_recording_give_what_the_whole_gives(self, voice):
        middle_s = (voice.speech[2].end_s + voice.speech[3].start_s) / 2
        cut = round(middle_s * voice.rate_hz / 256) * 256
        at_s = cut / voice.rate_hz
        whole = describe_speech([(voice.sound, 0.0)], rate_hz=voice.rate_hz, speech=voice.speech)
        parts = [(voice.sound[:cut], 0.0), (voice.sound[cut:], at_s)]
        pieces = describe_speech(parts, rate_hz=voice.rate_hz, speech=voice.speech)
        assert len(pieces.stretches) == len(whole.stretches)
        assert pieces.voice == pytest.approx(whole.voice, abs=1.0)


def test_two_made_voices_lie_further_apart_than_phrases_of_one(make_voice):
    clouds = []
    for middle_hz in (110.0, 210.0):
        one = make_voice(middle_hz=middle_hz)
        clouds.append(describe_speech([(one.sound, 0.0)], rate_hz=one.rate_hz, speech=one.speech).voice[:, :-1])
    between = np.linalg.norm(clouds[0].mean(axis=0) - clouds[1].mean(axis=0))
    within = np.mean([np.linalg.norm(cloud - cloud.mean(axis=0), axis=1).mean() for cloud in clouds])
    assert between > within


def test_the_space_is_whole():
    space = load_space()
    assert space.axes.shape == (2 * CEPSTRA + 1, len(space.spread))
    assert space.means.shape == space.variances.shape == (len(space.weights), CEPSTRA)
    assert space.weights.sum() == pytest.approx(1, abs=1e-3)
    assert all((part > 0).all() for part in (space.error, space.error_frame, space.variances))
