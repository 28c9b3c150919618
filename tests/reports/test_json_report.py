import json
import math
from dataclasses import replace
from importlib.resources import files

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voicecheck import reports
from voicecheck.errors import ConfigError
from voicecheck.types import (
    Baseline,
    CallRef,
    CallReport,
    Failed,
    Finding,
    Level,
    Outcome,
    SlotResult,
    SlotStatus,
    StandardRef,
    Status,
    Verdict,
)


@pytest.fixture(scope="module")
def validator():
    schema = json.loads((files("voicecheck.reports") / "call_report.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


BLOCK = {"schema_version", "call", "standard", "engine", "outcome", "verdicts", "transcript", "voice"}
BLOCK |= {"voice_series", "rings", "faults", "run", "baseline"}
VERDICT = {"rule", "level", "status", "value", "threshold", "score", "source", "message", "decided_by"}
VERDICT |= {"findings", "slots"}
NAMES = ["good", "defective", "mono", "russian", "fault", "hostile"]


@pytest.mark.parametrize("name", NAMES)
def test_every_made_report_is_as_the_schema_says(made, validator, name):
    validator.validate(json.loads(reports.render(made[name], "json")))


@pytest.mark.parametrize("name", NAMES)
def test_a_repeated_run_differs_in_its_run_block_only(made, name):
    once = json.loads(reports.render(made[name], "json"))
    again = json.loads(reports.render(replace(made[name], run={"cpu_s": 9.9}), "json"))
    assert once.pop("run") != again.pop("run") == {"cpu_s": 9.9}
    assert once == again
    assert reports.render(made[name], "json") == reports.render(made[name], "json")


def test_the_names_are_those_other_programs_rely_on(made):
    shown = json.loads(reports.render(made["good"], "json"))
    assert set(shown) == BLOCK
    assert set(shown["verdicts"][0]) == VERDICT
    assert shown["rings"] == {"count": 2, "answer_from_s": 5.6, "answer_to_s": 8.2, "by": "audio"}
    assert shown["voice"]["f0_spread"] == {
        "value": 2.41, "unit": "st", "basis_s": 14.2, "reason": None, "range": [1.4, 4.3], "usual": None
    }  # fmt: skip
    assert shown["call"]["started_at"] == "2025-06-02T09:12:04+02:00"


def test_what_the_voice_is_compared_with_stands_beside_it(made, validator):
    usual = Baseline(12, 340.0, {"f0_spread": 2.5, "snr": 30.0}, {"f0_spread": 0.5})
    shown = json.loads(reports.render(replace(made["good"], baseline=usual), "json"))
    validator.validate(shown)
    assert shown["baseline"] == {"calls": 12, "voiced_s": 340.0}
    assert shown["voice"]["f0_spread"]["usual"] == [2.0, 3.0]
    assert {one["usual"] for name, one in shown["voice"].items() if name not in ("f0_spread", "snr")} == {None}


def test_keys_are_sorted(made):
    pairs = []
    json.loads(reports.render(made["good"], "json"), object_pairs_hook=lambda each: pairs.append([k for k, _ in each]))
    assert pairs
    assert all(keys == sorted(keys) for keys in pairs)


def test_a_number_that_is_not_finite_becomes_null_with_the_reason_in_the_message(made):
    verdict = json.loads(reports.render(made["hostile"], "json"))["verdicts"][0]
    assert verdict["value"] is None
    assert verdict["threshold"] is None
    assert verdict["message"].endswith("(value and threshold not finite)")


def test_a_file_name_that_is_no_utf8_survives(made):
    shown = reports.render(made["hostile"], "json")
    shown.encode("utf-8")
    assert json.loads(shown)["call"]["path"] == made["hostile"].call.path


def test_one_call_is_an_object_and_several_are_a_list(made):
    assert isinstance(json.loads(reports.render_many([made["good"]], "json")), dict)
    assert len(json.loads(reports.render_many([made["good"], made["fault"]], "json"))) == 2
    assert json.loads(reports.render_many([], "json")) == []


def test_a_line_of_json_lines_is_one_call(made):
    shown = reports.render_many([made[name] for name in NAMES], "jsonl").splitlines()
    assert [json.loads(line) for line in shown] == [json.loads(reports.render(made[name], "json")) for name in NAMES]


def test_an_unknown_format_names_the_known_ones(made):
    with pytest.raises(ConfigError, match="there are text, json, jsonl, csv"):
        reports.render(made["good"], "xml")


any_text = st.text(max_size=30) | st.none()
number = st.none() | st.floats()
second = st.floats(0, 1e6)
finding = st.builds(Finding, st.text(max_size=30), second, second, any_text, any_text)
slot = st.builds(SlotResult, st.sampled_from(SlotStatus), any_text, any_text, st.floats(0, 1), second, second)
verdict = st.builds(
    Verdict,
    st.text(min_size=1, max_size=20),
    st.sampled_from(Status),
    st.text(max_size=30),
    number,
    number,
    st.none() | st.integers(0, 100),
    st.lists(finding, max_size=3).map(tuple),
    st.dictionaries(st.text(max_size=10), slot, max_size=3),
    st.text(max_size=10),
    st.sampled_from(Level),
    any_text,
)
made_up = st.builds(
    CallReport,
    st.builds(CallRef, st.text(max_size=30), st.text(min_size=1, max_size=10), any_text, any_text),
    st.builds(StandardRef, st.text(max_size=10), st.text(max_size=10)),
    st.sampled_from(Outcome),
    st.lists(verdict, max_size=4).map(tuple),
    faults=st.lists(st.builds(Failed, *[st.text(max_size=10)] * 4), max_size=2).map(tuple),
    run=st.dictionaries(st.text(max_size=5), st.text(max_size=5) | st.floats(), max_size=3),
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(report=made_up)
def test_whatever_was_judged_the_json_is_valid_and_finite(validator, report):
    shown = json.loads(reports.render(report, "jsonl"), parse_constant=pytest.fail)
    validator.validate(shown)
    for each in shown["verdicts"]:
        assert each["value"] is None or math.isfinite(each["value"])
