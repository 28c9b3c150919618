"""SARIF 2.1.0: one run, a result a verdict, with its status as the result's kind.

OASIS Static Analysis Results Interchange Format 2.1.0: 3.27.9 (kind), 3.27.10 (level: "none" unless the
kind is "fail"), 3.20.21 (a fault of the tool is a notification of the invocation, not a result).
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from urllib.parse import quote

from voicecheck.reports.json_report import Json, dumps
from voicecheck.reports.numbers import seconds
from voicecheck.types import CallReport, Failed, Finding, Level, Status, Verdict

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
KINDS: Mapping[Status, str] = MappingProxyType(
    {
        Status.PASS: "pass",
        Status.FAIL: "fail",
        Status.REVIEW: "review",
        Status.UNDECIDED: "open",
        Status.NOT_APPLICABLE: "notApplicable",
    }
)
LEVELS: Mapping[Level, str] = MappingProxyType({Level.ERROR: "error", Level.WARNING: "warning", Level.INFO: "note"})


def render(report: CallReport) -> str:
    """One call; see `render_many`."""
    return render_many((report,))


def render_many(reports: Sequence[CallReport]) -> str:
    """The calls as one log with one run."""
    rules = sorted({verdict.rule for report in reports for verdict in report.verdicts})
    places = {name: index for index, name in enumerate(rules)}
    run: dict[str, Json] = {
        "tool": {"driver": {"name": "voicecheck", "rules": [{"id": name} for name in rules]}},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(reports)],
        "results": [_result(verdict, report, places) for report in reports for verdict in report.verdicts],
    }
    return dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _invocation(reports: Sequence[CallReport]) -> Json:
    faults = [_fault(fault, report) for report in reports for fault in report.faults]
    return {"executionSuccessful": not faults, "toolExecutionNotifications": [*faults]}


def _fault(fault: Failed, report: CallReport) -> Json:
    return {
        "level": "error",
        "message": {"text": fault.message},
        "locations": [_location(report)],
        "properties": {"callId": fault.call_id, "stage": fault.stage, "kind": fault.kind},
    }


def _result(verdict: Verdict, report: CallReport, places: Mapping[str, int]) -> Json:
    failed = verdict.status is Status.FAIL
    return {
        "ruleId": verdict.rule,
        "ruleIndex": places[verdict.rule],
        "kind": KINDS[verdict.status],
        "level": LEVELS[verdict.level] if failed else "none",
        "message": {"text": verdict.message or verdict.status.value},
        "locations": [_location(report)],
        "properties": {
            "callId": report.call.call_id,
            "standardLevel": verdict.level.value,
            "source": verdict.source,
            "findings": [_finding(finding) for finding in verdict.findings],
        },
    }


def _finding(finding: Finding) -> Json:
    """The seconds to play: a recording has no lines, so they stand in the property bag."""
    return {"message": finding.message, "startSeconds": seconds(finding.start_s), "endSeconds": seconds(finding.end_s)}


def _location(report: CallReport) -> Json:
    return {"physicalLocation": {"artifactLocation": {"uri": f"file://{quote(os.fsencode(report.call.path))}"}}}
