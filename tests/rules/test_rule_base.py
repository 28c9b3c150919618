"""What a rule needs, and the tests that rules share."""

from __future__ import annotations

import pytest

from voicecheck.rules import RULES, manual, rule
from voicecheck.rules.base import Need, Status, agent_is_silent, at_most, in_band, lacking, slots_in, worst


@pytest.mark.parametrize(
    "need, line, reason",
    [
        (Need.AGENT_WORDS, {"agent": "good morning"}, None),
        (Need.AGENT_WORDS, {}, None),
        (Need.AGENT_WORDS, {"agent_speech": [[1.0, 3.0]]}, "the agent speaks from 1.0 s, but no words"),
        (Need.AGENT_WORDS, {"agent_speech": [[1.0, 3.0]], "heard": []}, "was not recognised"),
        (
            Need.AGENT_WORDS,
            {"agent": "mirëdita", "language": "sq", "language_served": False},
            "the model base does not serve language 'sq'; install a larger model",
        ),
        (Need.AGENT_WORDS, {"customer": "hello", "language": "sq", "language_served": False}, None),
        (Need.RINGS, {"rings": 2}, None),
        (Need.RINGS, {"call": {"rings": 2}}, None),
        (Need.RINGS, {}, "no rings were heard"),
        (Need.VOICE, {"voice": {"f0_spread": 2.0, "f0_movement": "too short"}}, None),
        (Need.VOICE, {"voice": {"f0_spread": "too short", "f0_movement": "too short", "hnr": "noise"}}, "too short"),
        (Need.VOICE, {}, "was not measured"),
        (Need.ROLES, {"agent": "hello"}, None),
        (Need.ROLES, {"agent": "hello", "roles_by": "assumed", "roles_confidence": 0.6}, None),
        (Need.ROLES, {"agent": "hello", "roles_by": "assumed", "roles_confidence": 0.4}, "confidence 0.40"),
        (Need.ROLES, {}, "nobody speaks"),
    ],
)
def test_what_is_lacking_is_said_with_its_reason(build_case, need, line, reason):
    found = lacking(build_case(line), need)
    assert found is None if reason is None else reason in found


def test_every_need_is_looked_at(build_case):
    for need in Need:
        lacking(build_case({}), need)


def test_a_customer_alone_leaves_the_agent_silent(build_case):
    assert agent_is_silent(build_case({"customer": "hello? is anybody there?"}))
    assert not agent_is_silent(build_case({"agent": "hello"}))


@pytest.mark.parametrize(
    "low, high, status", [(3, 3, "pass"), (3.01, 3.01, "fail"), (2, 3.01, "review"), (0, 0, "pass"), (4, 9, "fail")]
)
def test_at_most(low, high, status):
    assert at_most(3, low=low, high=high) == status


@pytest.mark.parametrize("value, status", [(1.0, "pass"), (2.0, "pass"), (0.99, "fail"), (2.01, "fail")])
def test_in_a_band(value, status):
    assert in_band(value, (1.0, 2.0)) == status


def test_the_worst_of_several():
    assert worst([Status.PASS, Status.UNDECIDED, Status.FAIL, Status.REVIEW]) is Status.FAIL
    assert worst([Status.PASS, Status.UNDECIDED]) is Status.UNDECIDED
    assert worst([]) is Status.NOT_APPLICABLE


def test_slots_in_a_formula():
    assert slots_in("{a}, {b | c} speaking[, {a}]") == ("a", "b", "c")
    assert slots_in("good morning") == ()


def test_the_manual_of_a_rule_is_its_page():
    for one in RULES.values():
        page = manual(one).lower()
        assert "pass" in page
        assert "fail" in page
        assert "limits" in page


def test_an_unknown_rule():
    with pytest.raises(KeyError):
        rule("answer.ring")
