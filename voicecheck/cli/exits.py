"""Exit codes: what cron and scripts rely on. The README lists them."""

from __future__ import annotations

from collections.abc import Sequence

from voicecheck.errors import AudioError, ConfigError, EngineError, StandardError
from voicecheck.types import CallReport, Level, Outcome, Status

OK = 0
FINDINGS = 1
USAGE = 2
NOT_PROCESSED = 3
BUG = 70
CANNOT_WRITE = 74
LOCKED = 75
NO_MODEL = 78
INTERRUPTED = 130
TERMINATED = 143

FAIL_ON = ("error", "warning", "info", "review", "never")
_GRAVEST_FIRST = (Level.ERROR, Level.WARNING, Level.INFO)


def exit_code(error: Exception) -> int:
    """The code for a fault that ends the run."""
    if isinstance(error, EngineError):
        return NO_MODEL
    if isinstance(error, AudioError):
        return NOT_PROCESSED
    return USAGE if isinstance(error, ConfigError | StandardError) else CANNOT_WRITE


def run_code(reports: Sequence[CallReport], *, fail_on: str, max_undecided_pct: float) -> int:
    """The code for a run that came to its end.

    Args:
        reports: every call of the run.
        fail_on: the least level at which a failed rule counts; `review` also counts calls for a person.
        max_undecided_pct: the share of processed calls that may stay undecided.
    """
    if any(report.outcome is Outcome.FAULT for report in reports):
        return NOT_PROCESSED
    found = any(_counts(report, fail_on) for report in reports)
    return FINDINGS if found or too_many_undecided(reports, max_undecided_pct) else OK


def too_many_undecided(reports: Sequence[CallReport], max_pct: float) -> bool:
    """Whether more than the allowed share of the processed calls could not be judged."""
    judged = [report for report in reports if report.outcome is not Outcome.FAULT]
    undecided = sum(report.outcome is Outcome.UNDECIDED for report in judged)
    return bool(judged) and 100 * undecided > max_pct * len(judged)


def _counts(report: CallReport, fail_on: str) -> bool:
    if fail_on == "never":
        return False
    if fail_on == "review" and report.outcome in (Outcome.REVIEW, Outcome.UNDECIDED):
        return True
    least = Level.ERROR if fail_on == "review" else Level(fail_on)
    grave = _GRAVEST_FIRST[: _GRAVEST_FIRST.index(least) + 1]
    return any(verdict.status is Status.FAIL and verdict.level in grave for verdict in report.verdicts)
