"""The grid as a list of records, a cell each: what CSV, JSON and Parquet hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from voicecheck.history.asking import History
from voicecheck.history.grid import Cell
from voicecheck.history.statistics import Difference, Share

DECIMALS = 4
"""Of shares: a hundredth of a percent is finer than any interval here."""


@dataclass(frozen=True, slots=True)
class Record:
    """A cell with all that is known of it; shares and changes are 0 to 1 and None where there are too few calls."""

    by: str
    row: str
    rule: str
    calls: int
    passed: int
    failed: int
    review: int
    undecided: int
    not_applicable: int
    share: float | None
    low: float | None
    high: float | None
    before_passed: int
    before_failed: int
    change: float | None
    change_low: float | None
    change_high: float | None
    stands: str
    note: str


def records(history: History) -> Iterator[Record]:
    """Every cell that has calls, row by row."""
    grid = history.grid
    for row in grid.rows:
        for column in grid.columns:
            if (row, column) in grid.cells:
                yield _record(grid.by.value, row, column, grid.cells[row, column])


def too_few(cell: Cell) -> bool:
    """Whether a cell has calls, but not enough that were judged."""
    return cell.share is None and cell.counts.calls > 0


def _record(by: str, row: str, column: str, cell: Cell) -> Record:
    counts, share = cell.counts, cell.share
    value, low, high = _interval(share)
    change, change_low, change_high = _interval(cell.change)
    return Record(
        by=by,
        row=row,
        rule=column,
        calls=counts.calls,
        passed=counts.passed,
        failed=counts.failed,
        review=counts.review,
        undecided=counts.undecided,
        not_applicable=counts.not_applicable,
        share=value,
        low=low,
        high=high,
        before_passed=cell.before.passed,
        before_failed=cell.before.failed,
        change=change,
        change_low=change_low,
        change_high=change_high,
        stands=cell.stands.value,
        note="too few calls" if too_few(cell) else "",
    )


def _interval(found: Share | Difference | None) -> tuple[float | None, float | None, float | None]:
    if found is None:
        return None, None, None
    return tuple(round(value, DECIMALS) + 0.0 for value in (found.value, found.low, found.high))  # type: ignore[return-value]
