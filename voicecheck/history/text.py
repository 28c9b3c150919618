"""The history for the terminal: the grid in columns, then what it says, a line each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from unicodedata import east_asian_width

from voicecheck.history.asking import History, day_of
from voicecheck.history.drift import FIRST_CALLS, Drift
from voicecheck.history.grid import ALL, Cell, Counts, Stands
from voicecheck.history.records import too_few
from voicecheck.history.statistics import Difference, Share, Spread
from voicecheck.reports.escape import one_line
from voicecheck.store.history import LONG_SHIFT

UNKNOWN = "(not known)"
TOO_FEW = "too few calls"
_MARKS = {Stands.ABOVE: "+", Stands.BELOW: "-", Stands.AMONG: " "}


def as_text(history: History, *, width: int = 120) -> str:
    """The history as lines, each ended; columns that do not fit in `width` follow in further blocks."""
    parts = [[_head(history)], *_blocks(history, width), _apart(history), _changes(history), _spreads(history)]
    parts += [[line for drift in history.drifts for line in _drift(drift)], _notes(history)]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def pct(share: Share) -> str:
    """A share with its interval in percent: "90 % (71-97)"."""
    return f"{100 * share.value:.0f} % ({100 * share.low:.0f}-{100 * share.high:.0f})"


def points(change: Difference) -> str:
    """A change with its interval in percentage points: "+8.0 points (+1.2 to +14.9)"."""
    value, low, high = (100 * end for end in (change.value, change.low, change.high))
    return f"{value:+.1f} points ({low:+.1f} to {high:+.1f})"


def _head(history: History) -> str:
    ask = history.ask
    judged = ", ".join(f"{name} {digest.rpartition(':')[2][:8]}" for name, digest in history.standards) or "no standard"
    return f"{day_of(ask.span.first)} to {ask.until} by {ask.by.value}, judged by {one_line(judged)}"


def _blocks(history: History, width: int) -> list[list[str]]:
    """The grid, cut into blocks of whole columns."""
    grid = history.grid
    names = [one_line(row) or UNKNOWN for row in grid.rows]
    labels = ["", *names, "all"]
    columns = [_column(history, column) for column in grid.columns]
    room, blocks, block = width - max(map(_wide, labels)), [], [_padded(labels)]
    for column in columns:
        padded = _padded(column)
        if len(block) > 1 and sum(_wide(one[0]) + 2 for one in (*block[1:], padded)) > room:
            blocks.append(block)
            block = [_padded(labels)]
        block.append(padded)
    return [["  ".join(line).rstrip() for line in zip(*one, strict=True)] for one in (*blocks, block)]


def _column(history: History, column: str) -> list[str]:
    grid = history.grid
    title = "passed (95 %) of judged" if column == ALL else column
    return [title, *(_cell(grid.cell(row, column)) for row in grid.rows), _cell(grid.totals[column])]


def _cell(cell: Cell) -> str:
    if too_few(cell):
        return TOO_FEW
    return f"{pct(cell.share)}{_MARKS[cell.stands]} n {cell.counts.judged}" if cell.share else "."


def _padded(texts: Sequence[str]) -> list[str]:
    width = max(map(_wide, texts))
    return [text + " " * (width - _wide(text)) for text in texts]


def _wide(text: str) -> int:
    """Columns of the terminal that a text takes."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def _apart(history: History) -> list[str]:
    """What was not judged, which is in no share."""
    lines = []
    for column, cell in history.grid.totals.items():
        rest = _rest(cell.counts)
        if rest:
            lines.append(f"{column}: {rest} of {cell.counts.calls} calls; they are in no share and never count as fail")
    return lines


def _rest(counts: Counts) -> str:
    named = (("to review", counts.review), ("undecided", counts.undecided), ("not applicable", counts.not_applicable))
    return ", ".join(f"{count} {word}" for word, count in named if count)


def _changes(history: History) -> list[str]:
    """The changes that chance does not explain, the whole column first."""
    grid, lines = history.grid, []
    before = "the one before" if grid.by.of_time else "the period before"
    for column in grid.columns:
        total = grid.totals[column]
        if total.change and not grid.by.of_time:
            lines.append(f"{column}: all: {points(total.change)} against {before}")
        for row in grid.rows:
            change = grid.cell(row, column).change
            if change and change.sure:
                lines.append(f"{column}: {one_line(row) or UNKNOWN}: {points(change)} against {before}")
    compared = sum(cell.change is not None for cell in grid.cells.values())
    if compared:
        lines.append(f"{compared} compared; of those that chance alone makes, about one in twenty is listed")
    return lines


def _spreads(history: History) -> list[str]:
    found = history.grid.spreads
    return [f"{column}: {_alike(one, history)}" for column, one in found.items()]


def _alike(apart: Spread, history: History) -> str:
    who = "agents" if history.ask.by.value == "agent" else "departments"
    sentence = "no sign that it matters who answers" if not apart.differs else "it matters who answers"
    return (
        f"{sentence}: {100 * apart.low:.0f} to {100 * apart.high:.0f} % between {apart.people} {who}, "
        f"standard deviation beyond chance {100 * apart.sd:.1f} points, "
        f"homogeneity p {'< 0.001' if apart.p < 0.001 else f'= {apart.p:.3f}'}"
    )


def _drift(drift: Drift) -> Iterator[str]:
    if drift.change and drift.early_share and drift.late_share:
        yield (
            f"{drift.rule}: in shifts of {LONG_SHIFT} calls and more, calls 1-{FIRST_CALLS} {pct(drift.early_share)}, "
            f"from the {LONG_SHIFT}th on {pct(drift.late_share)}: {points(drift.change)}"
        )
    else:
        yield f"{drift.rule}: too few calls in shifts of {LONG_SHIFT} calls and more to compare first and twentieth"
    hours = [f"{one.hour + 1}: {pct(one.share)}" for one in drift.hours if one.share]
    if len(hours) > 1:
        yield f"{drift.rule}: by hour of the shift {', '.join(hours)}"


def _notes(history: History) -> list[str]:
    ask = history.ask
    lines = [f"{TOO_FEW}: fewer than {ask.least} judged calls; n: judged calls; intervals are 95 % (Wilson, Newcombe)"]
    if any(cell.stands for cell in history.grid.cells.values()):
        lines.append("+ and -: above or below all others together by more than chance explains")
    lines += [
        f"{one.rule}: {one.calls} verdicts left out: their standard's tone is for {one.purpose.value}; "
        "people are compared by it only where a standard says tone: {purpose: score}"
        for one in history.left_out
    ]
    if history.untimed:
        lines.append(f"{history.untimed} verdicts are of calls without a start; they count on the day of storing, UTC")
    if len(history.standards) > 1:
        lines.append("several standards or versions of one judged these calls; --standard keeps them apart")
    return lines
