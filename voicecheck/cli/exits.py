"""Exit codes: what cron and scripts rely on. The README lists them."""

from __future__ import annotations

from collections.abc import Sequence

from voicecheck.errors import AudioError, ConfigError, EngineError, StandardError
from voicecheck.store.standing import Standing, standing_of
from voicecheck.types import CallReport, Level, Outcome

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
    if isinstance(error, BlockingIOError):
        return LOCKED
    if isinstance(error, EngineError):
        return NO_MODEL
    if isinstance(error, AudioError):
        return NOT_PROCESSED
    return USAGE if isinstance(error, ConfigError | StandardError) else CANNOT_WRITE


def run_code(reports: Sequence[CallReport], *, fail_on: str, max_undecided_pct: float) -> int:
    """The code for a run that came to its end; see `night_code`."""
    standings = [standing_of(report) for report in reports]
    return night_code(standings, fail_on=fail_on, max_undecided_pct=max_undecided_pct)


def night_code(standings: Sequence[Standing], *, fail_on: str, max_undecided_pct: float) -> int:
    """The code for a run that came to its end.

    Args:
        standings: what became of every call of the run.
        fail_on: the least level at which a failed rule counts; `review` also counts calls for a person.
        max_undecided_pct: the share of processed calls that may stay undecided.
    """
    if any(standing.outcome is Outcome.FAULT for standing in standings):
        return NOT_PROCESSED
    found = any(_counts(standing, fail_on) for standing in standings)
    return FINDINGS if found or undecided_share(standings) > max_undecided_pct else OK


def too_many_undecided(reports: Sequence[CallReport], max_pct: float) -> bool:
    """Whether more than the allowed share of the processed calls could not be judged."""
    return undecided_share([standing_of(report) for report in reports]) > max_pct


def undecided_share(standings: Sequence[Standing]) -> float:
    """Percent of the processed calls that could not be judged."""
    judged = [standing for standing in standings if standing.outcome is not Outcome.FAULT]
    undecided = sum(standing.outcome is Outcome.UNDECIDED for standing in judged)
    return 100 * undecided / len(judged) if judged else 0.0


def _counts(standing: Standing, fail_on: str) -> bool:
    if fail_on == "never":
        return False
    if fail_on == "review" and standing.outcome in (Outcome.REVIEW, Outcome.UNDECIDED):
        return True
    least = Level.ERROR if fail_on == "review" else Level(fail_on)
    grave = _GRAVEST_FIRST[: _GRAVEST_FIRST.index(least) + 1]
    return not standing.failed.isdisjoint(grave)
