"""JSON Lines: one call a line, the objects of `json_report` without line breaks."""

from __future__ import annotations

from collections.abc import Sequence

from voicecheck.reports.json_report import dumps, report_object
from voicecheck.types import CallReport


def render(report: CallReport) -> str:
    """One line, ended."""
    return dumps(report_object(report)) + "\n"


def render_many(reports: Sequence[CallReport]) -> str:
    """A line a call, in the given order."""
    return "".join(render(report) for report in reports)
