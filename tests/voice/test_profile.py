"""The profile: reasons where there is too little, pieces that join, the series."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from voicecheck.types import Interval
from voicecheck.voice import FEATURES
from voicecheck.voice.profile import Talk, measure_voice, summarise
from voicecheck.voice.series import voice_series
from voicecheck.voice.tracks import track

PITCHED = (
    "f0_median",
    "f0_spread",
    "f0_movement",
    "f0_final",
    "level_spread",
    "alpha_ratio",
    "centroid",
    "hnr",
    "ripple",
)


def profile_of(sound, tracker, *, rate_hz=16_000, speech=None, talk=None, noise=()):
    speech = speech or [Interval(0, len(sound) / rate_hz)]
    return measure_voice(
        [(np.asarray(sound, dtype=np.float32), 0.0)],
        rate_hz=rate_hz,
        speech=speech,
        noise=noise,
        talk=talk or Talk(),
        tracker=tracker,
    )


def test_every_feature_is_there_with_its_unit(voice, tracker):
    found = profile_of(voice.sound, tracker, speech=voice.speech).features
    assert list(found) == list(FEATURES)
    assert {name: one.unit for name, one in found.items()} == dict(FEATURES)


def test_a_made_voice_is_measured_as_it_was_made(voice, tracker):
    found = {name: one.value for name, one in profile_of(voice.sound, tracker, speech=voice.speech).features.items()}
    true_st = 12 * np.log2(voice.f0_hz[np.isfinite(voice.f0_hz)] / 100)
    assert found["f0_median"] == pytest.approx(np.median(true_st), abs=0.2)
    low, high = np.percentile(true_st, [16, 84])
    assert found["f0_spread"] == pytest.approx((high - low) / 2, abs=0.2)
    slopes = np.abs(np.diff(12 * np.log2(voice.f0_hz / 100))) * voice.rate_hz
    inside = np.isfinite(slopes)
    assert found["f0_movement"] == pytest.approx(slopes[inside].mean(), rel=0.08)
    assert found["voiced_s"] == pytest.approx(6 * 0.9, abs=0.5)
    assert found["tracker_confidence"] > 0.7
    assert found["clipping"] == 0


def test_too_little_voice_gives_the_reason_with_both_numbers(voice, tracker):
    short = profile_of(voice.sound, tracker, speech=[Interval(0.5, 0.95)])
    reason = short.features["f0_movement"].reason
    assert reason is not None
    assert reason.endswith("s of voiced speech, 1.0 s needed")
    assert float(reason.split()[0]) == pytest.approx(0.4, abs=0.11)
    assert short.features["voiced_s"].value == pytest.approx(0.4, abs=0.11)


@pytest.mark.parametrize("kind", ["silence", "faint noise", "noise", "loud noise", "hum", "no speech"])
def test_what_is_no_voice_gives_reasons_and_no_numbers(kind, tracker):
    time_s = np.arange(5 * 16_000) / 16_000
    noise = np.random.default_rng(9).standard_normal(len(time_s))
    sounds = {
        "silence": np.zeros(len(time_s)),
        "faint noise": 1e-4 * noise,
        "noise": 0.05 * noise,
        "loud noise": 0.3 * noise,
        "hum": 0.1 * np.sin(2 * np.pi * 50 * time_s),
        "no speech": 0.05 * noise,
    }
    speech = [Interval(0, 5)] if kind != "no speech" else [Interval(7, 8)]
    found = profile_of(np.clip(sounds[kind], -1, 1), tracker, speech=speech)
    for name in PITCHED:
        assert found.features[name].value is None, name
        assert "of voiced speech" in (found.features[name].reason or "")
    if kind == "no speech":
        assert found.series is None
        assert found.measured == ()
    else:
        assert found.series is not None
        assert set(found.series.pitch_st) == {None}


def test_nothing_at_all_gives_reasons(tracker):
    empty = summarise([], talk=Talk())
    assert {one.value for name, one in empty.features.items() if name != "voiced_s"} == {None}
    assert empty.features["voiced_s"].value == 0
    assert profile_of(np.zeros(0, dtype=np.float32), tracker, speech=[Interval(0, 1)]).series is None


def test_a_sound_that_is_none_is_refused(tracker):
    with pytest.raises(ValueError, match="finite"):
        profile_of(np.full(100, np.nan), tracker)
    with pytest.raises(ValueError, match="8000 Hz on"):
        profile_of(np.zeros(6000), tracker, rate_hz=6000)


def test_pieces_give_what_the_whole_gives(voice, tracker):
    whole = profile_of(voice.sound, tracker, speech=voice.speech)
    pieces = []
    # Cut in pauses, at times that lie on no grid; each piece has sound to spare on both sides.
    cuts = [0.0, voice.speech[1].end_s + 0.0371, voice.speech[3].end_s + 0.0113, len(voice.sound) / 16_000]
    for start_s, end_s in pairwise(cuts):
        first, last = max(0, round((start_s - 0.25) * 16_000)), round((end_s + 0.25) * 16_000)
        speech = [
            Interval(max(i.start_s, start_s), min(i.end_s, end_s))
            for i in voice.speech
            if start_s < i.end_s < end_s + 1 and i.start_s < end_s
        ]
        pieces.append(
            track(voice.sound[first:last], rate_hz=16_000, start_s=first / 16_000, speech=speech, tracker=tracker)
        )
    joined = summarise(pieces, talk=Talk())
    assert joined.measured == whole.measured
    for name in ("f0_median", "f0_spread", "f0_movement", "alpha_ratio", "hnr", "level", "level_spread", "voiced_s"):
        assert joined.features[name].value == pytest.approx(whole.features[name].value, abs=0.06), name
    assert len(joined.series.pitch_st) == len(whole.series.pitch_st)


def test_overlapping_pieces_count_once(voice, tracker):
    one = track(voice.sound, rate_hz=16_000, start_s=0.0, speech=voice.speech, tracker=tracker)
    once, twice = summarise([one], talk=Talk()), summarise([one, one], talk=Talk())
    assert once.features["f0_movement"] == twice.features["f0_movement"]
    assert once.features["voiced_s"] == twice.features["voiced_s"]


def test_rows_are_kept_for_the_speech_alone(voice, tracker):
    rows = track(voice.sound, rate_hz=16_000, start_s=100.0, speech=[Interval(101, 101.48)], tracker=tracker)
    assert len(rows.index) == 30
    assert rows.index[0] * 0.016 == pytest.approx(101, abs=0.016)


def test_pace_needs_syllables_and_turns(voice, tracker):
    few = profile_of(voice.sound, tracker, speech=voice.speech, talk=Talk(turns=(Interval(0, 8),))).features
    assert few["articulation_rate"].reason == "0 syllables recognised, 10 needed"
    words = tuple((Interval(0.5 + 0.25 * i, 0.75 + 0.25 * i), 1) for i in range(24))
    talk = Talk(speech=(Interval(0.5, 6.5),), turns=(Interval(0.5, 6.5),), words=words, overlap_share=3.0)
    found = profile_of(voice.sound, tracker, speech=voice.speech, talk=talk).features
    assert found["articulation_rate"].value == pytest.approx(4)
    assert found["pause_share"].value == 0
    assert found["pause_longest"].reason == "no pause of 0.25 s or more"
    assert found["overlap_share"].value == 3.0


def test_snr_is_heard_between_the_speech(make_voice, tracker):
    made = make_voice(phrases=4)
    loud = made.sound * 0.5 + 0.01 * np.random.default_rng(2).standard_normal(len(made.sound))
    gaps = [Interval(a.end_s, b.start_s) for a, b in pairwise(made.speech)]
    value = profile_of(loud, tracker, speech=made.speech, noise=gaps).features["snr"].value
    level = profile_of(made.sound * 0.5, tracker, speech=made.speech).features["level"].value
    # White noise of 0.01 has the share 3100/8000 of its power in the band.
    assert value == pytest.approx(level - (-40 + 10 * np.log10(3100 / 8000)), abs=1)


class TestSeries:
    @staticmethod
    def given(seconds=20.0):
        index = np.arange(round(seconds / 0.016))
        return index, np.zeros(len(index)), np.full(len(index), -20.0), np.ones(len(index), dtype=bool)

    def test_pitch_stands_against_the_own_median(self):
        index, pitch_st, level_db, voiced = self.given()
        pitch_st[:] = 7.0
        pitch_st[index * 0.016 > 15] = 10.0
        found = voice_series(index=index, pitch_st=pitch_st, level_db=level_db, voiced=voiced)
        assert (found.start_s, found.step_s) == (0.0, 1.0)
        assert found.pitch_st[5] == pytest.approx(0)
        assert found.pitch_st[18] == pytest.approx(3)
        assert found.pitch_st[15] == pytest.approx(1.5, abs=0.05)

    def test_movement_is_that_of_the_five_seconds_around(self):
        index, pitch_st, level_db, voiced = self.given()
        late = index * 0.016 > 10
        pitch_st[late] = 2 * np.sin(2 * np.pi * 1.0 * index[late] * 0.016)
        found = voice_series(index=index, pitch_st=pitch_st, level_db=level_db, voiced=voiced)
        assert found.movement_st_s[5] == 0
        # A swing of +-2 st once a second moves 8 st in each second.
        assert found.movement_st_s[15] == pytest.approx(8, abs=0.3)

    def test_level_stands_below_the_loudest(self):
        index, pitch_st, level_db, voiced = self.given()
        level_db[index * 0.016 > 10] = -32.0
        found = voice_series(index=index, pitch_st=pitch_st, level_db=level_db, voiced=voiced)
        assert found.level_db[3] == pytest.approx(0)
        assert found.level_db[16] == pytest.approx(-12)

    def test_gaps_have_no_values_and_the_share_counts_speech(self):
        index, pitch_st, level_db, voiced = self.given()
        voiced = index % 2 == 0
        kept = (index * 0.016 < 5) | (index * 0.016 > 15)
        found = voice_series(index=index[kept], pitch_st=pitch_st[kept], level_db=level_db[kept], voiced=voiced[kept])
        assert found.voiced[2] == pytest.approx(0.5, abs=0.01)
        assert found.voiced[10] is None
        assert found.pitch_st[10] is None
        assert len(found.pitch_st) == len(found.voiced) == len(found.level_db) == len(found.movement_st_s) == 21
