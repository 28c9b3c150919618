from dataclasses import replace

import pytest

from voicecheck.reports import axis, strings, view
from voicecheck.reports.drawing import WIDTH, Mark, Scale, packed
from voicecheck.types import Interval, Role, Transcript, VoiceProfile, VoiceSeries

EN = strings.load("en")


def test_a_moment_has_its_place_and_never_leaves_the_drawing():
    scale = Scale(Interval(10, 20))
    assert scale.x(15) == WIDTH / 2
    assert (scale.x(0), scale.x(99)) == (0, WIDTH)
    assert scale.width(15, 15) > 0


def test_the_opening_runs_from_the_rings_to_20_s_after_the_first_word(made):
    assert axis.opening(made["good"].evidence) == Interval(0.0, 28.2)
    without = replace(made["good"].evidence, rings=None)
    assert axis.opening(without).start_s == pytest.approx(6.2)


def test_a_short_call_has_one_view(made):
    evidence = made["good"].evidence
    short = replace(evidence, recording=replace(evidence.recording, decoded_s=21.0))
    assert [key for key, _ in axis.views(short)] == ["whole"]
    assert [key for key, _ in axis.views(evidence)] == ["opening", "whole"]


def test_a_call_in_which_nobody_speaks_can_be_drawn(made):
    evidence = made["good"].evidence
    nobody = Transcript((), "en", None, evidence.transcript.roles_by, 0.0, None, ())
    empty = replace(
        evidence,
        transcript=nobody,
        rings=None,
        voice=VoiceProfile({}, None),
        recording=replace(evidence.recording, decoded_s=0.0, envelope=()),
    )
    for _, stretch in axis.views(empty):
        assert [lane.name for lane in axis.lanes(empty, [], stretch, EN)] == ["Time"]


def test_every_lane_says_its_unit(made):
    report = made["good"]
    drawn = axis.lanes(report.evidence, view.marks(report, EN), Interval(0, 44), EN)
    units = {lane.name: lane.unit for lane in drawn}
    assert {"Time": "s", "Pitch": "st", "Level": "dB", "Voiced": "%"}.items() <= units.items()


def test_a_gap_in_the_voice_is_a_gap_in_the_curve(made):
    whole = VoiceSeries(0.0, 1.0, *[(1.0, 1.0, 1.0, 1.0)] * 4)
    broken = VoiceSeries(0.0, 1.0, *[(1.0, None, None, 1.0)] * 4)
    scale = Scale(Interval(0, 4))
    curves = [axis.voice_lanes(scale, series, EN)[0].body.split('class="curve" d="')[1] for series in (whole, broken)]
    assert [curve.split('"')[0].count("M") for curve in curves] == [1, 2]


def test_labels_never_touch_and_what_has_no_room_is_left_out():
    labels = [(10.0 * index, 45.0) for index in range(30)] + [(WIDTH - 5, 45.0)]
    rows = packed(labels, 3)
    edges = {}
    for (start, width), row in zip(labels, rows, strict=True):
        if row is not None:
            assert start >= edges.get(row, 0)
            edges[row] = start + width
    assert rows[:4] == [0, 1, 2, None]
    assert rows[-1] is None


def test_text_in_the_drawing_is_escaped(made):
    report = made["hostile"]
    drawn = axis.lanes(report.evidence, [Mark("<b>", 8.0, 9.0, "ring")], Interval(0, 44), EN)
    markup = "".join(lane.body for lane in drawn)
    assert "<script" not in markup
    assert "<b>" not in markup
    assert "&lt;b&gt;" in markup


def test_every_word_can_be_played_whether_or_not_it_has_room(made):
    report = made["good"]
    spoken = len(report.evidence.transcript.words(Role.AGENT))
    lane = axis.words_lane(Scale(Interval(0, 44)), report.evidence.transcript.turns, Role.AGENT, EN)
    assert lane.body.count('class="word') == spoken


def test_a_mark_without_room_for_its_label_is_still_a_bar():
    crowd = [Mark(f"a long label {index}", 1.0 + index / 10, 1.1 + index / 10, "said") for index in range(9)]
    lane = axis.marks_lane(Scale(Interval(0, 1200)), crowd, EN)
    assert lane.body.count("<rect") == 9
    assert lane.body.count("<text") < 9
