"""Drift through the shift: the first calls beside the twentieth, and hour by hour."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from voicecheck.history.grid import Counts, counts_of, share_of
from voicecheck.history.statistics import Difference, Share, difference
from voicecheck.store.history import LONG_SHIFT, ShiftTally
from voicecheck.types import Status

FIRST_CALLS = 5
"""Calls that stand for the beginning of a shift."""
LAST_HOUR = 11
"""Hours from here on are counted together."""


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of the shift, counted from its first call: 0 is the first; no share where too few were judged."""

    hour: int
    counts: Counts
    share: Share | None


@dataclass(frozen=True, slots=True)
class Drift:
    """How one rule fares through the shift, over the agents asked for.

    `early` are calls 1 to 5, `late` call 20 and those after, both of shifts that have at least 20 calls, so that
    the same people on the same days stand on both sides; `change` is late less early.
    """

    rule: str
    early: Counts
    late: Counts
    early_share: Share | None
    late_share: Share | None
    change: Difference | None
    hours: tuple[Hour, ...]


def drifts(tallies: Iterable[ShiftTally], *, least: int) -> tuple[Drift, ...]:
    """The drift of each rule, by name; tone was left out before."""
    by_rule: dict[str, list[ShiftTally]] = defaultdict(list)
    for tally in tallies:
        by_rule[tally.rule].append(tally)
    return tuple(_drift(rule, found, least) for rule, found in sorted(by_rule.items()))


def _drift(rule: str, tallies: Sequence[ShiftTally], least: int) -> Drift:
    early = _counts(one for one in tallies if one.long and one.nth <= FIRST_CALLS)
    late = _counts(one for one in tallies if one.long and one.nth >= LONG_SHIFT)
    first, last = share_of(early, least), share_of(late, least)
    change = difference(last, first) if first and last else None
    return Drift(rule, early, late, first, last, change, _hours(tallies, least))


def _hours(tallies: Sequence[ShiftTally], least: int) -> tuple[Hour, ...]:
    hours = sorted({min(one.hour, LAST_HOUR) for one in tallies})
    counted = ((hour, _counts(one for one in tallies if min(one.hour, LAST_HOUR) == hour)) for hour in hours)
    return tuple(Hour(hour, counts, share_of(counts, least)) for hour, counts in counted)


def _counts(tallies: Iterable[ShiftTally]) -> Counts:
    statuses: dict[Status, int] = defaultdict(int)
    for tally in tallies:
        statuses[tally.status] += tally.calls
    return counts_of(statuses)
