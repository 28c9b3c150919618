"""Interval algebra: what two sets of seconds share, what is left of one without the other, gaps closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicecheck.types import Interval

if TYPE_CHECKING:
    from collections.abc import Iterable


def merged(intervals: Iterable[Interval], *, gap_s: float = 0.0) -> tuple[Interval, ...]:
    """The same seconds in order and apart; intervals at most `gap_s` apart become one.

    >>> merged([Interval(2, 3), Interval(0, 1), Interval(1.1, 1.5)], gap_s=0.2)
    (Interval(start_s=0, end_s=1.5), Interval(start_s=2, end_s=3))
    """
    joined: list[Interval] = []
    for interval in sorted(intervals):
        if joined and interval.start_s - joined[-1].end_s <= gap_s:
            joined[-1] = Interval(joined[-1].start_s, max(joined[-1].end_s, interval.end_s))
        else:
            joined.append(interval)
    return tuple(joined)


def overlap(a: Iterable[Interval], b: Iterable[Interval]) -> tuple[Interval, ...]:
    """The seconds inside both, in order; touching ends are no overlap.

    >>> overlap([Interval(0, 2)], [Interval(1, 3)])
    (Interval(start_s=1, end_s=2),)
    """
    ours, theirs = merged(a), merged(b)
    shared: list[Interval] = []
    i = j = 0
    while i < len(ours) and j < len(theirs):
        start_s = max(ours[i].start_s, theirs[j].start_s)
        end_s = min(ours[i].end_s, theirs[j].end_s)
        if start_s < end_s:
            shared.append(Interval(start_s, end_s))
        if ours[i].end_s <= theirs[j].end_s:
            i += 1
        else:
            j += 1
    return tuple(shared)


def subtract(intervals: Iterable[Interval], cuts: Iterable[Interval], *, pad_s: float = 0.0) -> tuple[Interval, ...]:
    """The seconds of `intervals` that are not inside `cuts` widened by `pad_s` on either side, in order.

    >>> subtract([Interval(0, 5)], [Interval(2, 3)], pad_s=0.5)
    (Interval(start_s=0, end_s=1.5), Interval(start_s=3.5, end_s=5))
    """
    wide = merged(cut.widened(pad_s) for cut in cuts)
    left: list[Interval] = []
    first = 0
    for interval in merged(intervals):
        while first < len(wide) and wide[first].end_s <= interval.start_s:
            first += 1
        start_s = interval.start_s
        for cut in wide[first:]:
            if cut.start_s >= interval.end_s:
                break
            if cut.start_s > start_s:
                left.append(Interval(start_s, cut.start_s))
            start_s = cut.end_s
        if start_s < interval.end_s:
            left.append(Interval(start_s, interval.end_s))
    return tuple(left)


def total_s(intervals: Iterable[Interval]) -> float:
    """Seconds inside the intervals, each counted once."""
    return sum(interval.length_s for interval in merged(intervals))
