"""Text: one line a verdict, greppable and sortable, and a last line that counts the calls.

What a line says is in the language of the call's standard; its status, its rule and the last line are the same
words in every language, for those who grep.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from voicecheck.reports.escape import one_line
from voicecheck.reports.numbers import plain
from voicecheck.reports.strings import Strings, for_report
from voicecheck.types import CallReport, Finding, Outcome, Review, Status, Verdict

_COUNTED = (
    (Outcome.PASS, "clean"),
    (Outcome.FAIL, "with errors"),
    (Outcome.REVIEW, "to review"),
    (Outcome.UNDECIDED, "undecided"),
    (Outcome.NOT_APPLICABLE, "not applicable"),
    (Outcome.FAULT, "not processed"),
)
_SHOWN = (Status.FAIL, Status.REVIEW, Status.UNDECIDED)


def render(report: CallReport, *, verbose: bool = False, base: str | None = None) -> str:
    """The lines of one call and the summary; see `render_many`."""
    return render_many((report,), verbose=verbose, base=base)


def render_many(reports: Sequence[CallReport], *, verbose: bool = False, base: str | None = None) -> str:
    """The lines of several calls and the summary, each line ended.

    Args:
        reports: in the order in which they are to be shown.
        verbose: also a line for each rule that passed or did not apply.
        base: a folder; paths below it are shown relative to it.
    """
    shown = [line for report in reports for line in lines(report, verbose=verbose, base=base)]
    return "\n".join([*shown, summary(report.outcome for report in reports)]) + "\n"


def lines(report: CallReport, *, verbose: bool = False, base: str | None = None) -> Iterator[str]:
    """One line a fault and a verdict, without the line end."""
    path = one_line(_shown_path(report.call.path, base))
    strings = for_report(report)
    for fault in report.faults:
        yield f"{path}: fault {one_line(fault.stage)}: {one_line(fault.message)}"
    for verdict in report.verdicts:
        if verbose or verdict.status in _SHOWN:
            yield _line(path, verdict, strings)
        for review in report.reviews:
            if review.rule == verdict.rule:
                yield _reviewed(path, review, verdict)


def summary(outcomes: Iterable[Outcome]) -> str:
    """The last line: how many calls, and what became of them.

    >>> summary([Outcome.PASS, Outcome.PASS, Outcome.FAIL])
    '3 calls: 2 clean, 1 with errors'
    """
    counts = Counter(outcomes)
    total = counts.total()
    parts = ", ".join(f"{counts[outcome]} {words}" for outcome, words in _COUNTED if counts[outcome])
    return f"{total} {'call' if total == 1 else 'calls'}" + (f": {parts}" if parts else "")


def _line(path: str, verdict: Verdict, strings: Strings) -> str:
    finding = _first_timed(verdict.findings)
    label = verdict.level.value if verdict.status is Status.FAIL else verdict.status.value
    message = one_line(strings.say(verdict.message))
    return f"{path}{_position(finding)}: {label} {verdict.rule}: {message}{_heard(verdict, finding, strings)}"


def _reviewed(path: str, review: Review, verdict: Verdict) -> str:
    """A person's word beside the machine's."""
    same = "agrees" if review.status is verdict.status else f"machine says {verdict.status.value}"
    note = f' [note: "{one_line(review.note)}"]' if review.note else ""
    return f"{path}: reviewed {verdict.rule}: {one_line(review.reviewer)} says {review.status.value}, {same}{note}"


def _first_timed(findings: Sequence[Finding]) -> Finding | None:
    timed = (finding for finding in findings if finding.start_s is not None)
    return next(timed, findings[0] if findings else None)


def _position(finding: Finding | None) -> str:
    if finding is None or finding.start_s is None:
        return ""
    end_s = finding.start_s if finding.end_s is None else finding.end_s
    return f":{plain(finding.start_s)}-{plain(end_s)}"


def _heard(verdict: Verdict, finding: Finding | None, strings: Strings) -> str:
    if verdict.status not in (Status.FAIL, Status.REVIEW) or finding is None or not finding.heard:
        return ""
    return f' [{strings["verdict.heard"]}: "{one_line(strings.say(finding.heard))}"]'


def _shown_path(path: str, base: str | None) -> str:
    if base is None or not Path(path).is_relative_to(base):
        return path
    return os.path.relpath(path, base)
