"""The sample calls through the real recogniser, held against what was written down when they were made."""

import json
from pathlib import Path

import pytest

from voicecheck.types import Role, Scope

pytestmark = pytest.mark.model

SAMPLES = Path(__file__).parents[2] / "samples"
EXPECTED = json.loads((SAMPLES / "expected.json").read_text("utf-8"))["calls"]
NEAR_S = 0.3
"""How far the measured edges of the greeting may lie from the made ones."""


@pytest.fixture(scope="session")
def reports(model_home):
    """Every sample's report: one process, the model loaded once."""
    from voicecheck.batch.metadata import Sources, describe_call
    from voicecheck.batch.run import Task, check_calls
    from voicecheck.config import Settings
    from voicecheck.pipeline import load_ears
    from voicecheck.standard import load_standard

    calls = [describe_call(SAMPLES / call["file"], Sources()) for call in EXPECTED]
    task = Task(lambda call: load_standard(call.standard), load_ears(Settings(home=model_home)), Scope.OPENING)
    return {Path(report.call.path).name: report for report in check_calls(calls, task)}


def named(calls):
    return pytest.mark.parametrize("call", calls, ids=lambda call: call["file"])


def greeting(report):
    return next(verdict for verdict in report.verdicts if verdict.rule == "greeting.formula")


def why(report):
    heard = " / ".join(f"{t.role} {t.start_s:.2f}-{t.end_s:.2f} {t.text}" for t in report.evidence.transcript.turns)
    return f"{[(v.rule, v.status.value, v.message) for v in report.verdicts]}\n{heard}"


@named(EXPECTED)
def test_outcome_and_rules_are_as_expected(reports, call):
    report = reports[call["file"]]
    statuses = {verdict.rule: verdict.status.value for verdict in report.verdicts}
    assert report.faults == ()
    assert report.outcome.value == call["outcome"], why(report)
    assert {rule: statuses[rule] for rule in call["rules"]} == call["rules"], why(report)


@named([call for call in EXPECTED if call["slots"]])
def test_the_parts_of_the_greeting_are_as_expected(reports, call):
    report = reports[call["file"]]
    slots = {name: slot.status.value for name, slot in greeting(report).slots.items()}
    assert {name: slots.get(name) for name in call["slots"]} == call["slots"], why(report)


@named(EXPECTED)
def test_rings_are_counted(reports, call):
    rings = reports[call["file"]].evidence.rings
    assert (rings.count if rings else 0) == call["rings"]


@named([call for call in EXPECTED if any(part["role"] == "agent" for part in call["said"])])
def test_the_greeting_is_where_it_was_made(reports, call):
    report = reports[call["file"]]
    made = next(part for part in call["said"] if part["role"] == "agent")
    words = report.evidence.transcript.words(Role.AGENT)
    assert words, why(report)
    assert words[0].start_s == pytest.approx(made["start_s"], abs=NEAR_S), why(report)
    inside = [word for word in words if word.start_s < made["end_s"]]
    assert inside[-1].end_s == pytest.approx(made["end_s"], abs=NEAR_S), why(report)


@named([call for call in EXPECTED if call["outcome"] == "pass"])
def test_a_greeting_in_order_is_shown_where_it_was_said(reports, call):
    report = reports[call["file"]]
    made = next(part for part in call["said"] if part["role"] == "agent")
    shown = greeting(report).findings[0]
    assert shown.start_s == pytest.approx(made["start_s"], abs=NEAR_S), why(report)
    assert shown.end_s <= made["end_s"] + NEAR_S, why(report)
