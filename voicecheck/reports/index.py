"""The index of a run: one page that leads to every call's own, those worth a human ear first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC

from markupsafe import Markup

from voicecheck.reports import pages, view
from voicecheck.reports.escape import one_line
from voicecheck.reports.strings import Strings, for_report, load
from voicecheck.types import CallReport, Level, Outcome, Status, Verdict

EAR_FIRST = (
    Outcome.FAIL,
    Outcome.REVIEW,
    Outcome.UNDECIDED,
    Outcome.FAULT,
    Outcome.PASS,
    Outcome.NOT_APPLICABLE,
)
"""What is worth listening to comes first; what is in order comes last."""
_WORTH_A_LOOK = (Status.FAIL, Status.REVIEW, Status.UNDECIDED)


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One call of the run, and the link from the index to its page."""

    report: CallReport
    href: str


@dataclass(frozen=True, slots=True)
class Line:
    """A call as the index shows it; `rank` is its outcome's place in `EAR_FIRST`, `at` its start in seconds UTC."""

    href: str
    call_id: str
    outcome: str
    rank: int
    agent: str
    time: str
    at: float
    rule: str
    message: str
    more: int


def render_index(rows: Sequence[IndexRow]) -> str:
    """The page of a run, in the language of its calls where they share one, else in English.

    Args:
        rows: the calls in any order; calls of one outcome keep the order they come in.

    Raises:
        ConfigError: for a link that leads out of the folder's own pages.
    """
    strings = load(_language(rows))
    lines = sorted((_line(row, strings) for row in rows), key=lambda line: line.rank)
    style, script = pages.part("report.css") + pages.part("index.css"), pages.part("index.js")
    text = (
        pages.environment()
        .get_template("index.html.j2")
        .render(
            t=strings,
            policy=pages.policy(style, script),
            style=Markup(style),  # noqa: S704 our own file
            script=Markup(script),  # noqa: S704 our own file
            lines=lines,
            counts=_counts(rows),
        )
    )
    return pages.encodable(text)


def _language(rows: Sequence[IndexRow]) -> str | None:
    spoken = {for_report(row.report).code for row in rows}
    return spoken.pop() if len(spoken) == 1 else None


def _counts(rows: Sequence[IndexRow]) -> list[tuple[str, int]]:
    """How many calls there are of each outcome that occurs."""
    counts = Counter(row.report.outcome for row in rows)
    return [(outcome.value, counts[outcome]) for outcome in EAR_FIRST if counts[outcome]]


def _line(row: IndexRow, strings: Strings) -> Line:
    call, outcome = row.report.call, row.report.outcome
    rule, message, more = _reason(row.report, strings)
    return Line(
        href=pages.relative(row.href),
        call_id=one_line(call.call_id),
        outcome=outcome.value,
        rank=EAR_FIRST.index(outcome),
        agent=one_line(call.agent or ""),
        time=call.started_at.isoformat(sep=" ", timespec="minutes")[:16] if call.started_at else "",
        at=call.started_at.astimezone(UTC).timestamp() if call.started_at else 0.0,
        rule=rule,
        message=one_line(message),
        more=more,
    )


def _reason(report: CallReport, strings: Strings) -> tuple[str, str, int]:
    """The gravest rule's name, what it found, and how many more rules want a look; nothing where all is in order."""
    if report.faults:
        return "", report.faults[0].message, len(report.faults) - 1
    worth = [verdict for verdict in view.ordered(report) if verdict.status in _WORTH_A_LOOK]
    if not worth:
        return "", "", 0
    gravest = next((verdict for verdict in worth if _decides(verdict, report.outcome)), worth[0])
    return strings.named("rule", gravest.rule), strings.say(gravest.message), len(worth) - 1


def _decides(verdict: Verdict, outcome: Outcome) -> bool:
    """Whether the call's outcome is this verdict's."""
    return verdict.level is Level.ERROR and verdict.status.value == outcome.value
