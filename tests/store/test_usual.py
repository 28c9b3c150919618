"""An agent's usual voice: the order of storing changes nothing, and only her own earlier calls on the line count."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from store_making import made_call, made_evidence

from voicecheck.pipeline import judge
from voicecheck.store import open_store, work_key
from voicecheck.store.keys import WorkKey
from voicecheck.store.usual import LAST_CALLS, baseline_of
from voicecheck.types import Measurement, Recording, RolesBy, VoiceProfile

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def call_of(number, days_ago, **fields):
    return made_call(number, started_at=NOON - timedelta(days=days_ago), **fields)


def stored(store, shown, standard, call, *, usual="", **making):
    """A call heard and stored; its evidence's key."""
    evidence = making.pop("evidence", None) or made_evidence(call, **making)
    key = work_key(call, evidence.recording.sha256, evidence.listening, standard.hash)
    store.keep_standard(**shown)
    store.save(judge(evidence, standard), replace(key, usual=usual), sha256=evidence.recording.sha256)
    return key.evidence


def usual_of(store, call, key):
    voices = store.usual_voices()
    voices.learn([(call, key)])
    return voices.baselines([(call, key)])[0]


@pytest.fixture
def now(store, standard, shown_standard):
    """The call to be judged, stored, and the key of its evidence."""
    call = call_of(0, 0)
    return call, stored(store, shown_standard, standard, call, movement=50.0)


def test_the_usual_is_the_mean_over_earlier_calls_and_the_spread_between_them(store, standard, shown_standard, now):
    for number, movement in enumerate((10.0, 14.0, 18.0), 1):
        stored(store, shown_standard, standard, call_of(number, number), movement=movement)
    usual = usual_of(store, *now)
    assert (usual.calls, usual.voiced_s) == (3, 60.0)
    assert (usual.mean["f0_movement"], usual.spread["f0_movement"]) == (14.0, 4.0)
    assert "overlap_share" not in usual.mean


@pytest.mark.parametrize(
    "fields",
    [{"agent": "Peter"}, {"agent": None}, {"started_at": None}, {"started_at": NOON},
     {"started_at": NOON + timedelta(seconds=1)}],
)  # fmt: skip
def test_calls_of_others_of_nobody_of_no_time_and_later_ones_do_not_count(store, standard, shown_standard, now, fields):
    stored(store, shown_standard, standard, made_call(1, **{"started_at": NOON - timedelta(days=1), **fields}))
    assert usual_of(store, *now) is None


def test_calls_on_another_line_by_another_analysis_without_voice_or_of_doubtful_roles_do_not_count(
    store, standard, shown_standard, now
):
    calls = [call_of(number, number) for number in range(1, 6)]
    made = [made_evidence(call) for call in calls]
    mute = VoiceProfile({"voiced_s": Measurement(0.0, "s", 0.0)}, None)
    made[0] = replace(made[0], recording=replace(made[0].recording, codec="gsm"))
    made[1] = replace(made[1], listening=replace(made[1].listening, analysis_version=99))
    made[2] = replace(made[2], voice=mute)
    made[3] = replace(made[3], transcript=replace(made[3].transcript, roles_by=RolesBy.ASSUMED, roles_confidence=0.3))
    made[4] = replace(made[4], transcript=replace(made[4].transcript, roles_note="the channels seem swapped"))
    for call, evidence in zip(calls, made, strict=True):
        stored(store, shown_standard, standard, call, evidence=evidence)
    assert usual_of(store, *now) is None


def test_a_call_without_agent_or_beginning_has_none(store, standard, shown_standard):
    stored(store, shown_standard, standard, call_of(1, 1))
    for number, fields in ((2, {"agent": None}), (3, {"started_at": None})):
        call = replace(call_of(number, 0), **fields)
        assert usual_of(store, call, stored(store, shown_standard, standard, call)) is None


def test_spellings_of_a_name_are_one_agent(store, standard, shown_standard, now):
    stored(store, shown_standard, standard, call_of(1, 1, agent=" JOAN"))
    assert usual_of(store, *now).calls == 1


def test_the_last_twenty_count_and_a_recording_once(store, standard, shown_standard, now):
    for number in range(1, LAST_CALLS + 6):
        movement = 10.0 if number <= LAST_CALLS else 99.0
        stored(store, shown_standard, standard, call_of(number, number), movement=movement)
    twin = call_of(100, 0.5)
    stored(store, shown_standard, standard, twin, movement=10.0, audio=made_evidence(call_of(1, 1)).recording.sha256)
    own_twin = call_of(101, 0.4)
    stored(store, shown_standard, standard, own_twin, movement=50.0, audio=made_evidence(now[0]).recording.sha256)
    usual = usual_of(store, *now)
    assert (usual.calls, usual.mean["f0_movement"]) == (LAST_CALLS, 10.0)


def test_the_order_of_storing_and_the_database_change_nothing(postgres_url, tmp_path, standard, shown_standard):
    calls = [call_of(number, number / 7) for number in range(40)]
    found = []
    for place, url in enumerate((postgres_url, str(tmp_path / "a.db"), str(tmp_path / "b.db"))):
        with open_store(url, tmp_path) as store:
            keys = {}
            for call in random.Random(place).sample(calls, len(calls)):
                movement = 10 + int(call.call_id[-5:]) * 0.37
                keys[call.call_id] = stored(store, shown_standard, standard, call, movement=movement)
            voices = store.usual_voices()
            pairs = [(call, keys[call.call_id]) for call in calls]
            voices.learn(pairs)
            found.append((voices.baselines(pairs), [voices.key(*pair) for pair in pairs]))
    assert found[0] == found[1] == found[2]
    assert found[0][0][-1] is None
    assert found[0][1][-1] == ""
    assert len(set(found[0][1])) == 40


def test_what_is_noted_is_what_would_be_looked_up(store, standard, shown_standard):
    calls = [call_of(number, 9 - number) for number in range(9)]
    noted = store.usual_voices()
    noted.learn([])
    for call in calls:
        evidence = made_evidence(call, movement=10.0 + int(call.call_id[-1]))
        key = stored(store, shown_standard, standard, call, evidence=evidence)
        noted.hear(key, evidence)
        fresh, all_of_them = store.usual_voices(), store.usual_voices()
        fresh.learn([(call, key)])
        all_of_them.learn_all()
        assert noted.key(call, key) == fresh.key(call, key) == all_of_them.key(call, key)
        assert noted.baselines([(call, key)]) == fresh.baselines([(call, key)])
        noted.note(call, key, evidence)
        noted.note(call, key, evidence)


def test_a_report_on_another_comparison_takes_the_place_of_the_one_before(store, standard, shown_standard):
    call = call_of(1, 1)
    for usual in ("", "a" * 64, "b" * 64):
        stored(store, shown_standard, standard, call, usual=usual)
        assert store.size().reports == 1
    evidence = made_evidence(call)
    key = work_key(call, evidence.recording.sha256, evidence.listening, standard.hash)
    assert set(store.standings([key, replace(key, usual="b" * 64)])) == {replace(key, usual="b" * 64)}
    assert store.check() == []
    another = WorkKey(key.call, key.evidence, key.metadata, key.standard)
    assert another.report == key.report


def test_the_reports_on_later_calls_are_found(store, standard, shown_standard):
    calls = [call_of(number, number) for number in range(4)]
    for call in (*calls, call_of(9, 1, agent="Peter")):
        stored(store, shown_standard, standard, call)
    found = store.judged_after([calls[2]], [standard.hash])
    assert {one.call.call_id for one in found} == {"call-00000", "call-00001"}
    assert store.judged_after([calls[2]], []) == []
    assert store.judged_after([replace(calls[2], agent=None)], [standard.hash]) == []


def test_a_usual_of_nothing_is_none():
    assert baseline_of([]) is None
    assert baseline_of([{"f0_movement": 10.0}]).spread == {"f0_movement": 0.0}


def test_lines_are_told_by_codec_and_rate(store, standard, shown_standard, now):
    call = call_of(1, 1)
    made = made_evidence(call)
    wide = Recording(made.recording.sha256, "pcm_mulaw", 16000, 2, 30.0)
    stored(store, shown_standard, standard, call, evidence=replace(made, recording=wide))
    assert usual_of(store, *now) is None
