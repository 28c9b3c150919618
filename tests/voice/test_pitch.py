"""F0: the gates and features on made tracks, the trackers on made voices."""

from __future__ import annotations

import shutil
import subprocess

import numpy as np
import pytest

from voicecheck.signal import resample
from voicecheck.voice.pitch import (
    HOP_S,
    TRACKER_RATE_HZ,
    PyinTracker,
    SwiftF0Tracker,
    f0_median,
    f0_movement,
    f0_spread,
    final_slopes,
    runs,
    semitones,
    slopes,
    voiced_frames,
)

FINE_ST = 0.1


def glide(seconds: float, *, rise_st: float) -> np.ndarray:
    return np.linspace(0, rise_st, round(seconds / HOP_S) + 1)


def test_an_octave_is_twelve_semitones():
    assert semitones(np.array([50.0, 100.0, 400.0])).tolist() == [-12, 0, 24]


@pytest.mark.parametrize("rate_st_s", [-24.0, 0.0, 12.0, 40.0])
def test_a_glide_moves_at_its_rate(rate_st_s):
    pitch_st = glide(2.0, rise_st=2 * rate_st_s)
    assert f0_movement(pitch_st, index=np.arange(len(pitch_st))) == pytest.approx(
        abs(rate_st_s), abs=1e-2 + 0.02 * abs(rate_st_s)
    )


def test_a_glide_of_twelve_semitones_has_the_spread_of_an_even_distribution():
    pitch_st = glide(1.0, rise_st=12)
    assert f0_spread(pitch_st) == pytest.approx(0.34 * 12, abs=0.02)
    assert f0_median(pitch_st) == pytest.approx(6)


def test_normal_pitch_has_its_standard_deviation_as_spread():
    pitch_st = np.random.default_rng(1).normal(5, 2.5, 20_000)
    assert f0_spread(pitch_st) == pytest.approx(2.5, abs=0.05)


def test_steps_between_runs_are_no_movement():
    pitch_st = np.array([0.0] * 10 + [8.0] * 10)
    index = np.concatenate([np.arange(10), np.arange(30, 40)])
    assert f0_movement(pitch_st, index=index) == 0
    assert np.isnan(slopes(pitch_st, index=index)[[9, 19]]).all()


def test_one_wrong_frame_is_no_movement():
    pitch_st = np.zeros(30)
    pitch_st[12] = 11.9
    assert f0_movement(pitch_st, index=np.arange(30)) == 0


def test_no_two_frames_in_a_row_have_no_movement():
    assert np.isnan(f0_movement(np.array([1.0, 2.0]), index=np.array([1, 5])))


def test_final_slopes_are_those_of_the_last_160_ms_before_a_gap():
    fall = np.concatenate([np.zeros(20), np.arange(1, 11) * -0.32])  # -20 st/s over the last 160 ms
    index = np.concatenate([np.arange(30), np.arange(100, 130), np.arange(135, 165)])
    pitch_st = np.concatenate([fall, fall + 5, -fall])
    found = final_slopes(pitch_st, index=index, next_frame=index + 1)
    # The second run is followed by another after 80 ms, so it ends no phrase.
    assert found == pytest.approx([-20, 20])


def test_a_run_cut_by_overlap_ends_no_phrase():
    index = np.arange(30)
    following = index + 1
    following[-1] = 200
    assert len(final_slopes(np.zeros(30), index=index, next_frame=following)) == 0


def columns(count: int = 40) -> dict[str, np.ndarray]:
    return {
        "f0_hz": np.full(count, 200.0),
        "index": np.arange(count),
        "confidence": np.full(count, 0.9),
        "level_db": np.full(count, -20.0),
    }


@pytest.mark.parametrize(
    "name, value",
    [("confidence", 0.49), ("level_db", -50.5), ("f0_hz", 200 * 2 ** (12.1 / 12)), ("f0_hz", np.nan)],
)
def test_frames_outside_a_gate_are_not_voiced(name, value):
    given = columns()
    given[name][10:14] = value
    voiced = voiced_frames(given.pop("f0_hz"), **given)
    assert np.flatnonzero(~voiced).tolist() == [10, 11, 12, 13]


@pytest.mark.parametrize("name, value", [("confidence", 0.5), ("level_db", -49.5), ("f0_hz", 200 * 2 ** (11.9 / 12))])
def test_frames_just_inside_a_gate_are_voiced(name, value):
    given = columns()
    given[name][10:14] = value
    assert voiced_frames(given.pop("f0_hz"), **given).all()


def test_runs_under_48_ms_are_not_voiced():
    given = columns(12)
    given["confidence"][[2, 6]] = 0.1  # leaves 2, 3 and 5 frames
    assert np.flatnonzero(voiced_frames(given.pop("f0_hz"), **given)).tolist() == [3, 4, 5, 7, 8, 9, 10, 11]


def test_a_hole_in_the_frame_numbers_ends_a_run():
    given = columns(4)
    given["index"] = np.array([0, 1, 9, 10])
    assert not voiced_frames(given.pop("f0_hz"), **given).any()
    assert [part.tolist() for part in runs(np.array([], dtype=int))] == [[], []]


@pytest.mark.parametrize("tracker", [SwiftF0Tracker(), PyinTracker()], ids=["swift-f0", "pyin"])
class TestTrackers:
    """The contract of every tracker."""

    @pytest.mark.parametrize("f0_hz", [90.0, 150.0, 220.0, 380.0])
    def test_finds_a_steady_pitch(self, tracker, sung, f0_hz):
        sound = 0.5 / 0.3 * sung(np.full(TRACKER_RATE_HZ, f0_hz), rate_hz=TRACKER_RATE_HZ)
        found = tracker.track(sound.astype(np.float32), rate_hz=TRACKER_RATE_HZ)
        assert len(found.f0_hz) == len(found.confidence) == TRACKER_RATE_HZ // 256
        inner = slice(10, -10)
        assert (found.confidence[inner] >= 0.5).all()
        assert semitones(found.f0_hz[inner], reference_hz=f0_hz) == pytest.approx(0, abs=2 * FINE_ST)

    def test_finds_no_pitch_in_silence(self, tracker):
        found = tracker.track(np.zeros(TRACKER_RATE_HZ // 2, dtype=np.float32), rate_hz=TRACKER_RATE_HZ)
        assert (found.confidence < 0.5).all()

    def test_less_than_a_frame_gives_none(self, tracker):
        assert len(tracker.track(np.zeros(200, dtype=np.float32), rate_hz=TRACKER_RATE_HZ).f0_hz) == 0

    def test_refuses_another_rate(self, tracker):
        with pytest.raises(ValueError, match="resample first"):
            tracker.track(np.zeros(8000, dtype=np.float32), rate_hz=8000)


def gross_error(found_hz: np.ndarray, true_hz: np.ndarray, voiced: np.ndarray) -> float:
    """Percent of frames that are more than 20 % off."""
    return 100 * float(np.mean(np.abs(found_hz[voiced] / true_hz[voiced] - 1) > 0.2))


@pytest.mark.parametrize("middle_hz", [110.0, 210.0])
def test_swift_f0_follows_a_swinging_voice_over_a_telephone(tracker, make_voice, middle_hz):
    made = make_voice(middle_hz=middle_hz)
    line = resample(resample(made.sound, rate_hz=16_000, to_hz=8000), rate_hz=8000, to_hz=16_000)
    found = tracker.track(line / np.abs(line).max() / 2, rate_hz=16_000)
    true_hz = made.f0_hz[::256][: len(found.f0_hz)]
    sure = np.isfinite(true_hz) & (found.confidence >= 0.5)
    assert sure.sum() > 0.85 * np.isfinite(true_hz).sum()
    assert gross_error(found.f0_hz, true_hz, sure) < 1
    assert np.median(np.abs(semitones(found.f0_hz[sure]) - semitones(true_hz[sure]))) < FINE_ST


@pytest.mark.parametrize("spoken_by", ["en", "en+m3", "en+f2", "de"])
def test_swift_f0_agrees_with_pyin_on_speech(tracker, tmp_path, spoken_by):
    if shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng is not installed")
    import soundfile

    path = tmp_path / "spoken.wav"
    text = "Good morning, human resources department, how can I help you?"
    subprocess.run(["espeak-ng", "-v", spoken_by, "-w", str(path), text], check=True, timeout=60)
    sound, rate_hz = soundfile.read(path, dtype="float32")
    line = resample(sound, rate_hz=rate_hz, to_hz=16_000)
    line = (line / np.abs(line).max() / 2).astype(np.float32)
    quick, slow = tracker.track(line, rate_hz=16_000), PyinTracker().track(line, rate_hz=16_000)
    both = (quick.confidence >= 0.5) & (slow.confidence >= 0.5)
    assert both.sum() * HOP_S > 1.0
    assert gross_error(quick.f0_hz, slow.f0_hz, both) < 3
    assert f0_median(semitones(quick.f0_hz[both])) == pytest.approx(f0_median(semitones(slow.f0_hz[both])), abs=0.3)
