"""CSV: one row a verdict, for a spreadsheet.

The text begins with a byte order mark, so that, written as UTF-8, a spreadsheet shows every
alphabet. Text is quoted, numbers are not. A text that a spreadsheet would run as a formula gets an
apostrophe before it. Sentences are in the language of the call's standard; names and codes are not translated.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from voicecheck.reports.escape import one_line
from voicecheck.reports.numbers import bare, seconds
from voicecheck.reports.strings import Strings, for_report
from voicecheck.types import CallReport, Failed, Finding, Verdict

Cell: TypeAlias = str | float | int

COLUMNS = (
    "call_id",
    "path",
    "agent",
    "department",
    "organisation",
    "customer",
    "started_at",
    "direction",
    "outcome",
    "rule",
    "level",
    "status",
    "message",
    "value",
    "threshold",
    "score",
    "start_s",
    "end_s",
    "heard",
    "expected",
    "source",
    "decided_by",
    "standard",
    "standard_hash",
    "model",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BYTE_ORDER_MARK = "\ufeff"


def render(report: CallReport) -> str:
    """The table of one call; see `render_many`."""
    return render_many((report,))


def render_many(reports: Sequence[CallReport]) -> str:
    """The table of several calls under one header; a call that could not be processed has a row a fault."""
    table = io.StringIO()
    writer = csv.writer(table, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for report in reports:
        writer.writerows(_rows(report))
    return _BYTE_ORDER_MARK + table.getvalue()


def safe(text: str | None) -> str:
    """The text of one cell: on one line, and never the beginning of a formula.

    >>> safe("=1+1")
    "'=1+1"
    """
    line = one_line(text or "")
    return f"'{line}" if line.startswith(_FORMULA) else line


def _rows(report: CallReport) -> Iterator[list[Cell]]:
    strings = for_report(report)
    rows = [_fault_cells(fault) for fault in report.faults]
    rows += [_verdict_cells(verdict, strings) for verdict in report.verdicts]
    for row in rows or [{}]:
        cells = _call_cells(report) | row
        yield [cells.get(column, "") for column in COLUMNS]


def _call_cells(report: CallReport) -> dict[str, Cell]:
    call = report.call
    return {
        "call_id": safe(call.call_id),
        "path": safe(call.path),
        "agent": safe(call.agent),
        "department": safe(call.department),
        "organisation": safe(call.organisation),
        "customer": safe(call.customer),
        "started_at": call.started_at.isoformat() if call.started_at else "",
        "direction": call.direction.value,
        "outcome": report.outcome.value,
        "standard": safe(report.standard.id),
        "standard_hash": safe(report.standard.hash),
        "model": safe(report.evidence.listening.model if report.evidence else None),
    }


def _fault_cells(fault: Failed) -> dict[str, Cell]:
    return {"rule": safe(fault.stage), "status": "fault", "message": safe(fault.message)}


def _verdict_cells(verdict: Verdict, strings: Strings) -> dict[str, Cell]:
    finding = next((each for each in verdict.findings if each.start_s is not None), None)
    finding = finding or next(iter(verdict.findings), Finding(message=""))
    return {
        "rule": safe(verdict.rule),
        "level": verdict.level.value,
        "status": verdict.status.value,
        "message": safe(strings.say(verdict.message)),
        "value": _number(bare(verdict.value)),
        "threshold": _number(bare(verdict.threshold)),
        "score": _number(verdict.score),
        "start_s": _number(seconds(finding.start_s)),
        "end_s": _number(seconds(finding.end_s)),
        "heard": safe(strings.say(finding.heard or "")),
        "expected": safe(strings.say(finding.expected or "")),
        "source": safe(verdict.source),
        "decided_by": safe(strings.say(verdict.decided_by)),
    }


def _number(value: float | int | None) -> Cell:
    return "" if value is None else value
