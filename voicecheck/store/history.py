"""Counting many calls: verdicts by cohort, rule, status and day, summed by the database from one index."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from voicecheck.store import rank
from voicecheck.store import tables as t
from voicecheck.store.plain import from_plain
from voicecheck.types import Agreement, Purpose, Status

WEEK_BEGINS = 3
"""1970-01-01 was a Thursday: so many days after the Monday of its week."""
SHIFT_GAP_S = 6 * 3600
"""An agent who took no call for so long begins a new shift with the next one; a lunch break does not."""
_MOST_HOURS = 64
"""Hours that a shift is told apart in: nobody's is longer."""
LONG_SHIFT = 20
"""Calls from which on a shift shows how the twentieth went beside the first."""


class Step(StrEnum):
    """How finely the days of a question are kept apart."""

    PERIOD = "period"
    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Cohort:
    """Calls that are counted together; `purpose` is what their standard wants tone for, `language` its language."""

    id: int
    standard_id: str
    standard_hash: str
    agent: str | None
    department: str | None
    timed: bool
    purpose: Purpose
    language: str


@dataclass(frozen=True, slots=True)
class Span:
    """Local days in days from 1970-01-01, the first in, the last out."""

    first: int
    end: int

    @property
    def before(self) -> Span:
        """As many days just before these."""
        return Span(2 * self.first - self.end, self.first)


@dataclass(frozen=True, slots=True)
class Question:
    """Which verdicts are asked for; None, and no rules: all.

    `silent` are cohorts whose tone is not counted through the shift.
    `rank` is the least of a report's rank that counts: the newest report of each call, unless standards are named.
    """

    span: Span
    cohorts: tuple[int, ...] | None = None
    rules: tuple[str, ...] = ()
    rank: int = rank.NEWEST
    silent: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """How many verdicts of one kind there are; `day` is the first of its step."""

    cohort: int
    rule: str
    status: Status
    day: int
    calls: int


@dataclass(frozen=True, slots=True)
class ShiftTally:
    """Verdicts by their place in the agent's shift: which call it was, and in which hour from the first one's start.

    `nth` counts from 1 and ends at LONG_SHIFT; `long` is true in shifts of at least so many calls.
    """

    rule: str
    status: Status
    nth: int
    hour: int
    long: bool
    calls: int


def cohorts(connection: sa.Connection) -> tuple[Cohort, ...]:
    """All cohorts, with the agents' names as some call has them."""
    name = sa.select(t.calls.c.agent).where(t.calls.c.agent_key == t.cohorts.c.agent_key).limit(1).scalar_subquery()
    question = sa.select(
        t.cohorts.c.id, t.standards.c.id.label("standard_id"), t.cohorts.c.standard_hash, t.cohorts.c.department,
        t.cohorts.c.timed, t.cohorts.c.agent_key, sa.type_coerce(name, t.Plain).label("agent"),
    ).join(t.standards, t.standards.c.hash == t.cohorts.c.standard_hash)  # fmt: skip
    agreed = _agreements(connection)
    return tuple(
        Cohort(row.id, row.standard_id, row.standard_hash, row.agent, row.department, row.timed,
               agreed[row.standard_hash].tone_purpose, agreed[row.standard_hash].language)
        for row in connection.execute(question.order_by(t.cohorts.c.id))
    )  # fmt: skip


def _agreements(connection: sa.Connection) -> Mapping[str, Agreement]:
    rows = connection.execute(sa.select(t.standards.c.hash, t.standards.c.agreement))
    return {row.hash: from_plain(Agreement, json.loads(row.agreement)) for row in rows}


def known_days(connection: sa.Connection) -> Span | None:
    """From the first to the last local day of any call that counts; None where there is none."""
    at = t.reports.c.local_s
    question = sa.select(sa.func.min(at), sa.func.max(at)).where(t.reports.c.rank == rank.NEWEST)
    first, last = connection.execute(question).one()
    return None if first is None else Span(int(first) // rank.DAY_S, int(last) // rank.DAY_S + 1)


def tallies(connection: sa.Connection, asked: Question, step: Step) -> tuple[Tally, ...]:
    """The verdicts of a question, counted; kinds may be counted in several parts."""
    # a rank after the other: within one, the index has the rows in the order of the sums
    return tuple(one for kept in _ranks(asked) for one in _tallies(connection, _counted(asked, step, kept)))


def _counted(asked: Question, step: Step, kept: int) -> sa.Select[Any]:
    """The sums over the reports of one rank."""
    v = t.verdicts.c
    found = within(sa.select(v.cohort, v.rule, v.status).where(v.rank == kept), asked, v, v.day, 1)
    found = found.where(v.rule.in_(asked.rules)) if asked.rules else found
    if step is Step.PERIOD:
        whole = found.add_columns(sa.literal(asked.span.first).label("day"), sa.func.count().label("calls"))
        return whole.group_by(v.cohort, v.rule, v.status)
    daily = found.add_columns(v.day, sa.func.count().label("calls")).group_by(v.cohort, v.rule, v.status, v.day)
    if step is Step.DAY:
        return daily
    # counted by day in the index's own order first: the sum by week then sorts thousands of rows, not a million
    inner = daily.subquery()
    week = (inner.c.day - _weekday(inner.c.day)).label("day")
    weekly = sa.select(inner.c.cohort, inner.c.rule, inner.c.status, week, sa.func.sum(inner.c.calls).label("calls"))
    return weekly.group_by(inner.c.cohort, inner.c.rule, inner.c.status, week)


def shift_tallies(connection: sa.Connection, asked: Question) -> tuple[ShiftTally, ...]:
    """The verdicts of a question by their place in the shift, of calls whose agent and start are known.

    A shift is judged by the calls of the question alone; it may run past midnight.
    """
    placed = _placed(asked).cte("placed")
    v = t.verdicts.c
    nth = sa.case((placed.c.nth < LONG_SHIFT, placed.c.nth), else_=LONG_SHIFT)
    # one number for the place: half a million rows are sorted by it faster than by three and a text
    place = ((nth * _MOST_HOURS + placed.c.hour) * 2 + sa.case((placed.c.calls >= LONG_SHIFT, 1), else_=0)).label(
        "place"
    )
    inner = sa.select(place, v.rule, v.status).join(placed, placed.c.report == v.report)
    inner = inner.where(v.rule.in_(asked.rules)) if asked.rules else inner
    if asked.silent:
        inner = inner.where(sa.or_(v.rule.not_like("tone.%"), placed.c.cohort.not_in(asked.silent)))
    found = inner.subquery().c
    question = sa.select(found.place, found.rule, found.status, sa.func.count().label("calls"))
    return tuple(
        ShiftTally(row.rule, Status(row.status), row.place // 2 // _MOST_HOURS, row.place // 2 % _MOST_HOURS,
                   bool(row.place % 2), row.calls)
        for row in connection.execute(question.group_by(found.place, found.rule, found.status))
    )  # fmt: skip


def _placed(asked: Question) -> sa.Select[Any]:
    """Each report of a question with its place in its shift."""
    r, c = t.reports.c, t.cohorts.c
    found = sa.select(r.id.label("report"), r.cohort, c.agent_key, r.local_s).where(r.rank.in_(_ranks(asked)))
    calls = within(found, asked, r, r.local_s, rank.DAY_S)
    calls = calls.join(t.cohorts, c.id == r.cohort).where(c.timed, c.agent_key.is_not(None))
    one = calls.cte("calls")
    in_turn: dict[str, Any] = {"partition_by": one.c.agent_key, "order_by": (one.c.local_s, one.c.report)}
    gap = one.c.local_s - sa.func.lag(one.c.local_s).over(**in_turn)
    begun = sa.select(one, sa.case((gap <= SHIFT_GAP_S, 0), else_=1).label("begins")).cte("begun")
    in_turn = {"partition_by": begun.c.agent_key, "order_by": (begun.c.local_s, begun.c.report)}
    shifted = sa.select(begun, sa.func.sum(begun.c.begins).over(**in_turn).label("shift")).cte("shifted")
    s = shifted.c
    whole: dict[str, Any] = {"partition_by": (s.agent_key, s.shift)}
    order = (s.local_s, s.report)
    since_s = s.local_s - sa.func.min(s.local_s).over(**whole)
    return sa.select(
        s.report,
        s.cohort,
        sa.func.row_number().over(**whole, order_by=order).label("nth"),
        sa.case((since_s < (_MOST_HOURS - 1) * 3600, since_s // 3600), else_=_MOST_HOURS - 1).label("hour"),
        sa.func.count().over(**whole).label("calls"),
    )


def _ranks(asked: Question) -> range:
    return range(asked.rank, rank.NEWEST + 1)


def within(question: sa.Select[Any], asked: Question, table: Any, at: Any, day: int) -> sa.Select[Any]:
    """The question limited to what was asked for; `at` is the column that holds the time, `day` how much a day is."""
    question = question.where(at >= asked.span.first * day, at < asked.span.end * day)
    if asked.cohorts is not None:
        named: sa.BindParameter[int] = sa.bindparam("cohorts", asked.cohorts, literal_execute=True, expanding=True)
        question = question.where(table.cohort.in_(named))
    return question


def _weekday(day: Any) -> Any:
    """Days since Monday."""
    return (day + WEEK_BEGINS) % 7


def _tallies(connection: sa.Connection, question: sa.Select[Any]) -> tuple[Tally, ...]:
    rows: Sequence[Any] = connection.execute(question).all()
    return tuple(Tally(row.cohort, row.rule, Status(row.status), row.day, int(row.calls)) for row in rows)
