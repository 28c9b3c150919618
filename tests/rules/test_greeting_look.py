"""The second look: what it asks for, what it may decide, and what it may not."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from voicecheck.rules.greeting_formula import GreetingOptions, check, wanted
from voicecheck.store.evidence import dump_evidence, load_evidence
from voicecheck.types import Hypothesis, Interval, Probe, SlotStatus, Status

CALL = {"agent": "Joan", "department": "sales department", "started_at": "2026-03-02T09:15:00+01:00"}
ALL = GreetingOptions(formula="{salutation}, {department}, {agent} speaking, {offer}", second_look="said")
DOUBT = replace(ALL, second_look="doubt")
NO_NAME = {"agent": "Good morning, sales department, how can I help you?", "call": CALL, "second_look": True}
BADLY = {
    "agent": "Good morning, sales department, zone<0.2> picking<0.2>, how can I help you?",
    "call": CALL,
    "second_look": True,
}
STRONG, SOME, NONE = (9.0, -20.0), (5.5, -20.0), (-1.0, -40.0)


def answered(request, value, rival=(0.0, -60.0), language_prob=0.9):
    return Probe(
        text=request.filler,
        carrier=request.carrier,
        interval=request.interval,
        pmi=value[0],
        logp=value[1],
        slot=request.slot,
        rivals=tuple(Hypothesis(text, *rival) for text in request.rivals if value[0] > 0),
        language_prob=language_prob,
    )


def looked_at(case, value, **how):
    probes = tuple(answered(request, value, **how) for request in wanted(case, ALL))
    return replace(case, evidence=replace(case.evidence, probes=probes))


def test_a_whole_greeting_wants_no_probe(build_case):
    case = build_case({**NO_NAME, "agent": "Good morning, sales department, Joan speaking, how can I help you?"})
    assert wanted(case, ALL) == ()


def test_only_the_part_in_doubt_is_asked_for_with_its_rivals(build_case):
    asked = wanted(build_case({**NO_NAME, "roster": ["Joan", "Jane", "Mark"]}), ALL)
    assert {request.slot for request in asked} == {"agent"}
    assert {request.filler for request in asked} == {"Joan"}
    assert all("Jane" in request.rivals and "Joan" not in request.rivals for request in asked)
    assert all(request.carrier.count("{}") == 1 for request in asked)
    assert all(request.interval.start_s <= 1.0 <= request.interval.end_s for request in asked)


def test_another_name_that_was_clearly_heard_is_not_asked_about(build_case):
    case = build_case({**NO_NAME, "agent": "Good morning, sales department, Mark speaking, how can I help you?"})
    assert wanted(case, ALL) == ()
    assert check(case, ALL).status is Status.FAIL


@pytest.mark.parametrize("line", [NO_NAME, BADLY], ids=["nothing heard", "heard badly"])
def test_strong_evidence_says_that_it_was_said(build_case, line):
    verdict = check(looked_at(build_case(line), STRONG), ALL)
    assert verdict.slots["agent"].status is SlotStatus.SAID
    assert verdict.status is Status.PASS
    assert verdict.decided_by == "second look"


def test_some_evidence_forbids_a_fail_and_gives_no_pass(build_case):
    verdict = check(looked_at(build_case(NO_NAME), SOME, rival=(5.0, -21.0)), ALL)
    assert verdict.slots["agent"].status is SlotStatus.CANNOT_TELL
    assert verdict.status is Status.REVIEW


def test_with_doubt_strong_evidence_forbids_a_fail_and_gives_no_pass(build_case):
    assert GreetingOptions().second_look == "said"
    verdict = check(looked_at(build_case(NO_NAME), STRONG), DOUBT)
    assert verdict.slots["agent"].status is SlotStatus.CANNOT_TELL
    assert verdict.status is Status.REVIEW
    assert wanted(build_case(BADLY), DOUBT) == ()


def test_switched_off_it_asks_nothing_and_changes_nothing(build_case):
    off = replace(ALL, second_look="off")
    assert wanted(build_case(NO_NAME), off) == ()
    assert check(build_case(NO_NAME), off).status is Status.FAIL


def test_no_evidence_leaves_the_fail(build_case):
    verdict = check(looked_at(build_case(NO_NAME), NONE), ALL)
    assert verdict.slots["agent"].status is SlotStatus.NOT_SAID
    assert verdict.status is Status.FAIL


def test_a_likelier_rival_gives_no_pass(build_case):
    verdict = check(looked_at(build_case(BADLY), STRONG, rival=(12.0, -10.0)), ALL)
    assert verdict.slots["agent"].status is SlotStatus.CANNOT_TELL


def test_an_unlikely_language_gives_no_pass(build_case):
    verdict = check(looked_at(build_case(BADLY), STRONG, language_prob=0.3), ALL)
    assert verdict.slots["agent"].status is SlotStatus.CANNOT_TELL


def test_missing_probes_are_named_and_fail_nobody(build_case):
    verdict = check(build_case(NO_NAME), ALL)
    assert verdict.status is Status.REVIEW
    assert "listen to the recording again" in verdict.message


def test_without_a_second_look_plain_recognition_decides(build_case):
    assert check(build_case({**NO_NAME, "second_look": False}), ALL).status is Status.FAIL


def test_kept_probes_judge_as_fresh_ones_do(build_case):
    case = looked_at(build_case(BADLY), STRONG)
    kept = replace(case, evidence=load_evidence(dump_evidence(case.evidence)))
    assert check(kept, ALL) == check(case, ALL)


def test_words_in_another_order_never_pass_by_the_second_look(build_case):
    line = {**BADLY, "agent": "zone<0.2> resource<0.2> picking<0.2>, Good morning, how can I help you?"}
    verdict = check(looked_at(build_case(line), STRONG), ALL)
    assert verdict.status is Status.REVIEW
    assert "no room in the agreed order" in verdict.message


def test_something_unexplained_before_the_greeting_never_passes_by_the_second_look(build_case):
    said = "fnord zork nimble wobble, Good morning, zone<0.2> resource<0.2> picking<0.2> how can I help you?"
    verdict = check(looked_at(build_case({**BADLY, "agent": said}), STRONG), ALL)
    assert verdict.status is Status.REVIEW
    assert "may stand out of the agreed order" in verdict.message


def test_words_heard_poorly_in_the_place_of_a_name_may_be_the_name(build_case):
    verdict = check(looked_at(build_case(BADLY), (-3.0, -40.0)), ALL)
    assert verdict.slots["agent"].status is SlotStatus.CANNOT_TELL
    assert verdict.status is Status.REVIEW


@pytest.mark.parametrize(("pmi", "status"), [(-3.0, SlotStatus.NOT_SAID), (0.6, SlotStatus.CANNOT_TELL)])
def test_a_place_is_missing_where_the_sound_speaks_strongly_against_it(build_case, pmi, status):
    line = {**NO_NAME, "agent": "Good morning, zone<0.3> picking<0.3>, Joan speaking, how can I help you today?"}
    verdict = check(looked_at(build_case(line), (pmi, -40.0)), ALL)
    assert verdict.slots["department"].status is status


def test_a_place_is_not_missing_on_a_line_that_was_heard_badly_as_a_whole(build_case):
    agent = "Good<0.6> morning<0.6>, zone<0.2> picking<0.2>, Joan<0.7> speaking<0.6>, how<0.7> can I help<0.7> you?"
    verdict = check(looked_at(build_case({**NO_NAME, "agent": agent}), (-3.0, -40.0)), ALL)
    assert verdict.slots["department"].status is SlotStatus.CANNOT_TELL


def test_an_unrecognised_part_is_not_said_on_a_line_that_was_heard_very_badly(build_case):
    said = "Good morning, sales department, zone<0.2> picking<0.2>, how can I help you?"
    bad = " ".join(word if "<" in word else re.sub(r"\w+", r"\g<0><0.4>", word) for word in said.split())
    verdict = check(looked_at(build_case({**BADLY, "agent": bad}), STRONG), ALL)
    assert verdict.slots["agent"].status is not SlotStatus.SAID


@pytest.mark.parametrize(("pmi", "status"), [(-3.0, SlotStatus.NOT_SAID), (0.5, SlotStatus.CANNOT_TELL)])
def test_a_voice_without_words_hides_nothing_that_the_sound_speaks_against(build_case, pmi, status):
    line = {**NO_NAME, "agent": "Good morning, sales department, [5.0] how can I help you?", "agent_speech": [[1, 8]]}
    verdict = check(looked_at(build_case(line), (pmi, -40.0)), ALL)
    assert verdict.slots["agent"].status is status


def test_on_a_line_on_which_little_was_heard_nothing_is_denied(build_case):
    verdict = check(looked_at(build_case({**BADLY, "confidence": 0.5}), (-3.0, -40.0)), ALL)
    assert verdict.slots["agent"].status is SlotStatus.CANNOT_TELL


def test_what_is_surely_missing_fails_beside_a_part_in_doubt(build_case):
    said = "Good morning, zone<0.4>, Joan speaking, nimble<0.4> thank you for calling us here today."
    case = build_case({**BADLY, "agent": said})
    values = {"department": (-3.0, -40.0), "offer": (0.2, -40.0)}
    probes = tuple(answered(r, values[r.slot], rival=(5.0, -21.0)) for r in wanted(case, ALL))
    verdict = check(replace(case, evidence=replace(case.evidence, probes=probes)), ALL)
    assert verdict.slots["offer"].status is SlotStatus.CANNOT_TELL
    assert verdict.slots["department"].status is SlotStatus.NOT_SAID
    assert verdict.status is Status.FAIL


def test_a_salutation_in_other_words_than_those_asked_about_is_never_denied(build_case):
    line = {**BADLY, "agent": "zone<0.2> picking<0.2>, sales department, Joan speaking, how can I help you?"}
    verdict = check(looked_at(build_case(line), (-3.0, -40.0)), ALL)
    assert verdict.slots["salutation"].status is SlotStatus.CANNOT_TELL


WRONG_HOUR = "Good evening, zone<0.2> picking<0.2>, Joan speaking, how can I help you?"


def test_what_was_clearly_said_wrong_fails_beside_a_part_in_doubt(build_case):
    verdict = check(looked_at(build_case({**BADLY, "agent": WRONG_HOUR}), (0.6, -40.0)), ALL)
    assert verdict.slots["department"].status is SlotStatus.CANNOT_TELL
    assert verdict.slots["salutation"].status is SlotStatus.NOT_SAID
    assert verdict.status is Status.FAIL


def test_what_was_less_clearly_said_wrong_is_for_a_person_beside_a_part_in_doubt(build_case):
    said = WRONG_HOUR.replace("evening", "evening<0.4>")
    verdict = check(looked_at(build_case({**BADLY, "agent": said}), (0.6, -40.0)), ALL)
    assert verdict.status is Status.REVIEW


def test_what_only_one_hearing_holds_against_her_is_for_a_person_beside_a_part_in_doubt(build_case):
    other = WRONG_HOUR.replace("Good evening", "could<0.3> even<0.3>")
    case = build_case({**BADLY, "agent": WRONG_HOUR, "alternatives": [other]})
    assert check(looked_at(case, (0.6, -40.0)), ALL).status is Status.REVIEW


NO_ROOM = "Good morning, sales department how can I help you?"
GARBLED = "Good morning, student<0.2> resources<0.2> how can I help you?"


def test_a_part_without_room_between_its_neighbours_was_left_out_whatever_one_hearing_holds(build_case):
    case = build_case({**NO_NAME, "agent": NO_ROOM, "alternatives": [GARBLED]})
    verdict = check(looked_at(case, (0.6, -40.0), rival=(0.5, -40.5)), ALL)
    assert verdict.slots["agent"].status is SlotStatus.NOT_SAID
    assert verdict.slots["agent"].decided_by == "no room for it"
    assert verdict.status is Status.FAIL


def test_with_room_for_it_one_hearing_is_enough_for_doubt(build_case):
    roomy = NO_ROOM.replace("department", "department, [5.0]")
    case = build_case({**NO_NAME, "agent": roomy, "alternatives": [GARBLED]})
    assert check(looked_at(case, (0.6, -40.0)), ALL).slots["agent"].status is SlotStatus.CANNOT_TELL


def test_a_part_without_room_that_the_sound_speaks_strongly_for_is_for_a_person(build_case):
    case = build_case({**NO_NAME, "agent": NO_ROOM, "alternatives": [GARBLED]})
    verdict = check(looked_at(case, STRONG), ALL)
    assert verdict.slots["agent"].status is SlotStatus.CANNOT_TELL


def test_a_part_without_room_beside_one_that_the_second_look_found_was_left_out(build_case):
    case = build_case({**BADLY, "agent": "Good morning, failed<0.4> department how can I help you?"})
    values = {"department": STRONG, "agent": (-2.0, -60.0)}
    probes = tuple(
        replace(answered(r, values[r.slot]), at=Interval(1.85, 3.1) if r.slot == "department" else None)
        for r in wanted(case, ALL)
    )
    verdict = check(replace(case, evidence=replace(case.evidence, probes=probes)), ALL)
    assert verdict.slots["department"].status is SlotStatus.SAID
    assert verdict.slots["agent"].status is SlotStatus.NOT_SAID
    assert verdict.status is Status.FAIL
