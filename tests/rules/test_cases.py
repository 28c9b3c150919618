"""The tables of cases: one YAML a rule, one line a case; every rule has one, and it is complete."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from voicecheck.rules import RULES, manual
from voicecheck.rules.base import Rule, lacking, undecided
from voicecheck.types import Case, Status, Verdict

CASES = Path(__file__).parent / "cases"
WITHIN_S = 0.05


def table(rule_id: str) -> dict[str, Any]:
    path = CASES / f"{rule_id}.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}


def lines(rule_id: str) -> list[dict[str, Any]]:
    """The cases of a rule; `defaults` of the table hold for each, mappings are merged key by key."""
    whole = table(rule_id)
    return [merged(whole.get("defaults", {}), line) for line in whole.get("cases", [])]


def merged(defaults: dict[str, Any], line: dict[str, Any]) -> dict[str, Any]:
    both = {
        key: {**defaults[key], **line[key]}
        for key in defaults.keys() & line.keys()
        if isinstance(defaults[key], dict) and isinstance(line[key], dict)
    }
    return {**defaults, **line, **both}


def frozen(value: Any) -> Any:
    return tuple(frozen(one) for one in value) if isinstance(value, list) else value


def judged(rule: Rule, case: Case, given: dict[str, Any]) -> Verdict:
    """The verdict as the pipeline comes to it: what the rule needs is looked at first."""
    reasons = [reason for need in rule.needs if (reason := lacking(case, need))]
    if reasons:
        return undecided(rule.id, reasons[0])
    return rule.check(case, rule.options(**{name: frozen(value) for name, value in given.items()}))


ALL = [pytest.param(rule, line, id=f"{rule.id}: {line['name']}") for rule in RULES.values() for line in lines(rule.id)]


@pytest.mark.parametrize("rule, line", ALL)
def test_case(rule, line, build_case):
    verdict = judged(rule, build_case(line), line.get("options", {}))
    assert verdict.rule == rule.id
    assert verdict.status == line["expect"], verdict
    assert line.get("message", "") in verdict.message
    for key in ("value", "score", "threshold", "decided_by"):
        if key in line:
            assert getattr(verdict, key) == line[key], verdict
    if "finding" in line:
        assert any(line["finding"] in finding.message for finding in verdict.findings), verdict
    if "plays" in line:
        first = verdict.findings[0]
        assert (first.start_s, first.end_s) == pytest.approx(tuple(line["plays"]), abs=WITHIN_S)
    for name, status in line.get("slots_are", {}).items():
        assert verdict.slots[name].status == status, verdict


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_has_a_complete_table(rule):
    cases = lines(rule.id)
    expected = {line["expect"] for line in cases}
    assert {"pass", "fail"} <= expected, f"{CASES / rule.id}.yaml lacks a pass or a fail"
    assert expected & {"undecided", "not_applicable"}
    assert any(line.get("near_miss") for line in cases)
    assert expected <= {status.value for status in Status}
    names = [line["name"] for line in cases]
    assert len(names) == len(set(names))


def test_no_table_is_without_its_rule():
    assert {path.stem for path in CASES.glob("*.yaml")} <= set(RULES)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_the_manual_page_names_every_option(rule):
    page = manual(rule)
    assert page.splitlines()[0].endswith(".")
    missing = [name for name in rule.options.__dataclass_fields__ if name not in page]
    assert not missing


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_has_options_that_stand_by_themselves(rule):
    assert rule.options() == rule.options()


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_is_registered_under_its_own_id(rule):
    assert RULES[rule.id] is rule
    assert rule.check.__module__ == f"voicecheck.rules.{rule.id.replace('.', '_')}"
