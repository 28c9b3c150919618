"""How the voice goes through a shift: measured features by hour and by call of the agent's day, as counts and sums.

A shift begins with the agent's first call of a local day; the hour counts from there by the clock of
the world, so that a change of clocks lengthens nothing. Sums over more calls are made by adding, and
rates are derived from them: means are never averaged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles

from voicecheck.store import tables as t
from voicecheck.store.rows import agent_key, utc_text
from voicecheck.store.usual import Read
from voicecheck.types import Moments

HOUR_S = 3600
DAY_S = 86_400


class By(StrEnum):
    """What calls are put together by: hours since the first call (from 0), or the call's number (from 1)."""

    HOUR = "hour"
    CALL = "call"


@dataclass(frozen=True, slots=True)
class ShiftPart:
    """One feature of one agent's voice on one line, over the calls of one hour of her shifts, or with one number.

    `agent` is the key of her name; `place` the hour or number; `basis_s` the seconds that the values rest on.
    """

    agent: str
    codec: str
    rate_hz: int
    place: int
    feature: str
    unit: str
    moments: Moments
    basis_s: float


class epoch_s(sa.sql.functions.GenericFunction[int]):  # noqa: N801 (an SQL function is written small)
    """Whole seconds since 1970 of a time that is kept as text in UTC."""

    type = sa.BigInteger()
    inherit_cache = True


@compiles(epoch_s, "sqlite")
def _on_sqlite(element: epoch_s, compiler: Any, **how: Any) -> str:
    return f"CAST(strftime('%s', {compiler.process(element.clauses, **how)}) AS INTEGER)"


@compiles(epoch_s, "postgresql")
def _on_postgresql(element: epoch_s, compiler: Any, **how: Any) -> str:
    inside = compiler.process(element.clauses, **how)
    return f"CAST(floor(extract(epoch FROM CAST({inside} AS timestamptz))) AS BIGINT)"


def shift_parts(
    read: Read,
    by: By = By.HOUR,
    *,
    agent: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Iterator[ShiftPart]:
    """The features of the voice by hour or call of the shift, counted and summed by the database.

    Calls without agent, beginning or voice are left out; those without voice still count as calls of the shift.

    Args:
        read: the rows of a question.
        by: what calls are put together by.
        agent: the name of one agent; None: all, each by herself.
        since: only calls that began then or later; a shift that began earlier keeps its beginning.
        until: only calls that began earlier.
    """
    placed = _placed(agent).subquery()
    place = placed.c.hour if by is By.HOUR else placed.c.number
    group = (placed.c.agent_key, t.recordings.c.codec, t.recordings.c.rate_hz, place, t.voice.c.feature, t.voice.c.unit)
    sums = (
        sa.func.count(),
        sa.func.sum(t.voice.c.value),
        sa.func.sum(t.voice.c.value * t.voice.c.value),
        sa.func.sum(t.voice.c.basis_s),
    )
    question = (
        sa.select(*group, *sums)
        .join(t.evidence, t.evidence.c.key == placed.c.evidence_key)
        .join(t.recordings, t.recordings.c.sha256 == t.evidence.c.sha256)
        .join(t.voice, t.voice.c.evidence_key == placed.c.evidence_key)
        .group_by(*group)
        .order_by(*group)
    )
    if since is not None:
        question = question.where(placed.c.started_at >= utc_text(since))
    if until is not None:
        question = question.where(placed.c.started_at < utc_text(until))
    for key, codec, rate_hz, at, feature, unit, count, total, squares, basis_s in read(question):
        yield ShiftPart(key, codec, rate_hz, at, feature, unit, Moments(count, total, squares), basis_s)


def _placed(agent: str | None) -> sa.Select[Any]:
    """Every call of an agent (None: of all) with its hour and its number in the shift."""
    began_s = epoch_s(t.calls.c.started_at)
    day = (began_s + sa.func.coalesce(t.calls.c.utc_offset_s, 0)) // DAY_S
    known = (
        sa.select(t.calls.c.id, t.calls.c.agent_key, t.calls.c.evidence_key, t.calls.c.started_at,
                  began_s.label("began_s"), day.label("day"))
        .where(t.calls.c.agent_key.is_not(None), t.calls.c.started_at.is_not(None))
    )  # fmt: skip
    if agent is not None:
        known = known.where(t.calls.c.agent_key == agent_key(agent))
    calls = known.subquery()
    shift = (calls.c.agent_key, calls.c.day)
    first_s = sa.func.min(calls.c.began_s).over(partition_by=shift)
    number = sa.func.row_number().over(partition_by=shift, order_by=(calls.c.started_at, calls.c.id))
    return sa.select(
        calls.c.agent_key,
        calls.c.evidence_key,
        calls.c.started_at,
        ((calls.c.began_s - first_s) // HOUR_S).label("hour"),
        number.label("number"),
    )
