"""The grid: people (or departments, rules, days, weeks) by rules, a share with its interval in each cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import NormalDist

from voicecheck.history.statistics import Difference, Share, Spread, difference, spread, wilson
from voicecheck.store.history import Cohort, Tally
from voicecheck.types import Purpose, Status

TOO_FEW = 5
"""Judged calls below which no share is given: the interval of 4 of 4 calls still reaches down to 51 %."""
ALL = "all"
"""The one column where rules are the rows."""
TONE = "tone."


class By(StrEnum):
    """What the rows of a grid are."""

    AGENT = "agent"
    DEPARTMENT = "department"
    RULE = "rule"
    DAY = "day"
    WEEK = "week"

    @property
    def of_time(self) -> bool:
        """Whether rows follow one another in time."""
        return self in (By.DAY, By.WEEK)


class Stands(StrEnum):
    """Where a cell lies beside all others of its column, when chance does not explain it."""

    ABOVE = "above"
    BELOW = "below"
    AMONG = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """Verdicts by what became of them; only those that passed or failed make a share."""

    passed: int = 0
    failed: int = 0
    review: int = 0
    undecided: int = 0
    not_applicable: int = 0

    @property
    def judged(self) -> int:
        """Calls that passed or failed."""
        return self.passed + self.failed

    @property
    def calls(self) -> int:
        """All calls."""
        return self.judged + self.review + self.undecided + self.not_applicable

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.passed + other.passed, self.failed + other.failed, self.review + other.review,
                      self.undecided + other.undecided, self.not_applicable + other.not_applicable)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """One row's calls under one rule; no share (None) where fewer than `TOO_FEW`, or as many as asked for, were judged.

    `before` is the period before (of days and weeks: the one before), `change` the difference to it.
    """

    counts: Counts = Counts()
    before: Counts = Counts()
    share: Share | None = None
    change: Difference | None = None
    stands: Stands = Stands.AMONG


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A rule whose verdicts are not compared, because the standard does not want tone for that."""

    rule: str
    purpose: Purpose
    calls: int


@dataclass(frozen=True, slots=True)
class Point:
    """A share at one step of time; `day` is the step's first, in days from 1970-01-01."""

    day: int
    judged: int
    share: Share | None


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows by columns; a column is a rule, or `ALL` where the rules are the rows.

    `totals` holds each column over all rows, `spreads` how far the rows lie apart, where they are people or
    departments. Rows are names ("" where it is not known), or the first day of a step of time as text.
    """

    by: By
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], Cell]
    totals: Mapping[str, Cell]
    spreads: Mapping[str, Spread] = field(default_factory=dict)

    def cell(self, row: str, column: str) -> Cell:
        """A cell, empty where there were no calls."""
        return self.cells.get((row, column), Cell())


Key = tuple[str, str]
Keyed = Callable[[Cohort, Tally], Key]


def compared(tallies: Iterable[Tally], cohorts: Mapping[int, Cohort]) -> tuple[tuple[Tally, ...], tuple[LeftOut, ...]]:
    """The verdicts that may be counted together, and the tone verdicts that may not.

    Tone is compared only where the standard says that it counts (`tone: {purpose: score}`).
    """
    kept: list[Tally] = []
    left: dict[tuple[str, Purpose], int] = defaultdict(int)
    for tally in tallies:
        purpose = cohorts[tally.cohort].purpose
        if tally.rule.startswith(TONE) and purpose is not Purpose.SCORE:
            left[tally.rule, purpose] += tally.calls
        else:
            kept.append(tally)
    return tuple(kept), tuple(LeftOut(rule, purpose, calls) for (rule, purpose), calls in sorted(left.items()))


def summed(tallies: Iterable[Tally], cohorts: Mapping[int, Cohort], keyed: Keyed) -> dict[Key, Counts]:
    """The counts under each key."""
    found: dict[Key, dict[Status, int]] = {}
    for tally in tallies:
        statuses = found.setdefault(keyed(cohorts[tally.cohort], tally), dict.fromkeys(Status, 0))
        statuses[tally.status] += tally.calls
    return {key: counts_of(statuses) for key, statuses in found.items()}


def counts_of(statuses: Mapping[Status, int]) -> Counts:
    """Counts from numbers by status."""
    order = (Status.PASS, Status.FAIL, Status.REVIEW, Status.UNDECIDED, Status.NOT_APPLICABLE)
    return Counts(*(statuses.get(status, 0) for status in order))


def share_of(counts: Counts, least: int) -> Share | None:
    """The share that passed of those judged; None where they are too few."""
    return wilson(counts.passed, counts.judged) if counts.judged >= least else None


def make_grid(by: By, now: Mapping[Key, Counts], before: Mapping[Key, Counts], *, least: int = TOO_FEW) -> Grid:
    """The grid of counts by (row, column).

    Args:
        by: what the rows are.
        now: the period.
        before: the period before it; the cell that a cell is compared with has the same key.
        least: judged calls that a share, a change or a comparison needs.
    """
    rows, columns = _order(now, 0), _order(now, 1)
    cells = {key: _cell(counts, before.get(key, Counts()), least) for key, counts in now.items()}
    totals = {}
    for column in columns:
        sums = [sum((c for (_, col), c in side.items() if col == column), Counts()) for side in (now, before)]
        totals[column] = _cell(sums[0], sums[1], least)
    if by in (By.AGENT, By.DEPARTMENT):
        cells = _standing_out(cells, totals, columns)
        return Grid(by, rows, columns, cells, totals, _spreads(cells, columns))
    return Grid(by, rows, columns, cells, totals)


def _order(counts: Mapping[Key, Counts], place: int) -> tuple[str, ...]:
    """The names on one side in order; what is not known comes last."""
    return tuple(sorted({key[place] for key in counts}, key=lambda name: (name == "", name.casefold(), name)))


def _cell(counts: Counts, before: Counts, least: int) -> Cell:
    share, earlier = share_of(counts, least), share_of(before, least)
    return Cell(counts, before, share, difference(share, earlier) if share and earlier else None)


def _standing_out(cells: Mapping[Key, Cell], totals: Mapping[str, Cell], columns: Sequence[str]) -> dict[Key, Cell]:
    """The cells, marked where one differs from all others of its column together by more than chance.

    The interval of the difference is widened for the number of comparisons (Bonferroni), so that in 19 of 20
    columns of equal people nobody is marked.
    """
    marked = dict(cells)
    for column in columns:
        own = {key: cell for key, cell in cells.items() if key[1] == column and cell.share and key[0]}
        if len(own) < 2:
            continue
        z = NormalDist().inv_cdf(1 - 0.025 / len(own))
        for key, cell in own.items():
            marked[key] = _marked(cell, totals[column].counts, z)
    return marked


def _marked(cell: Cell, total: Counts, z: float) -> Cell:
    mine, all_ = cell.counts, total
    others = wilson(all_.passed - mine.passed, all_.judged - mine.judged, z)
    if others.calls < TOO_FEW:
        return cell
    apart = difference(wilson(mine.passed, mine.judged, z), others)
    stands = Stands.ABOVE if apart.low > 0 else Stands.BELOW if apart.high < 0 else Stands.AMONG
    return Cell(cell.counts, cell.before, cell.share, cell.change, stands)


def _spreads(cells: Mapping[Key, Cell], columns: Sequence[str]) -> dict[str, Spread]:
    """How far the named rows with enough calls lie apart in each column."""
    found = {}
    for column in columns:
        shares = [cell.share for (row, of), cell in sorted(cells.items()) if of == column and row and cell.share]
        apart = spread(shares)
        if apart:
            found[column] = apart
    return found
