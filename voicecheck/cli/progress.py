"""Progress on a terminal: on stderr, only where somebody looks, only for work that lasts."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

Item = TypeVar("Item")


def watched(quiet: bool) -> bool:
    """Whether progress is to be shown."""
    return not quiet and sys.stderr.isatty()


def tracked(items: Iterable[Item], *, total: int, what: str, shown: bool) -> Iterator[Item]:
    """The items as they come, counted on the terminal where `shown`."""
    if not shown:
        yield from items
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    rate = TextColumn("{task.fields[rate]}")
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        job = progress.add_task(what, total=total, rate="")
        for item in items:
            progress.advance(job)
            progress.update(job, rate=shown_rate(progress.tasks[0].speed))
            yield item


def shown_rate(each_s: float | None) -> str:
    """How fast it goes, in the unit that reads best; empty while it is not known yet.

    >>> shown_rate(12.34), shown_rate(0.2), shown_rate(None)
    ('12.3 a second', '12.0 a minute', '')
    """
    if not each_s:
        return ""
    return f"{each_s:.1f} a second" if each_s >= 1 else f"{60 * each_s:.1f} a minute"


@contextmanager
def waiting(what: str, *, shown: bool) -> Iterator[None]:
    """A line on the terminal while something of unknown length goes on."""
    if not shown:
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(what):
        yield
