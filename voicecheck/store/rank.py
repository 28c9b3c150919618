"""Which of a call's reports count in its history, kept with every report and verdict when they are written.

A report that rests on the call's present metadata and evidence has rank 3 if it is the newest of
its call, 2 if it is the newest by a standard of its name, else 1; a report that rests on what has
changed since has rank 0. So a question over many calls counts each call once, whatever was judged again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from voicecheck.store import tables as t
from voicecheck.store.finding import CURRENT
from voicecheck.store.saving import chunks, ids_of, insert_rows

NEWEST = 3
NEWEST_BY_NAME = 2
CURRENT_ONE = 1
SUPERSEDED = 0
DAY_S = 86_400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def settle(connection: sa.Connection, calls: Sequence[int]) -> None:
    """Rank anew all reports of some calls, after one of them was written.

    Args:
        connection: begun for writing.
        calls: numbers of the calls.
    """
    for some in chunks(calls):
        # two writers of one call wait for each other here, else each would rank its own report as the newest
        locking = sa.select(t.calls.c.id).where(t.calls.c.id.in_(some)).order_by(t.calls.c.key).with_for_update()
        connection.execute(locking).all()
        rows = connection.execute(_reports_of(some)).all()
        _write(connection, list(_ranked(connection, rows)))


def local_seconds(moment: str, utc_offset_s: int | None) -> int:
    """The clock on the wall at a moment, in seconds as if from 1970 in UTC.

    >>> local_seconds("1970-01-02T00:00:00.000000Z", 3600)
    90000
    """
    return int((datetime.fromisoformat(moment) - _EPOCH).total_seconds()) + (utc_offset_s or 0)


def cohort_key(standard_hash: str, agent_key: str | None, department: str | None, *, timed: bool) -> str:
    """The key of a cohort; the migration that made the table has its own copy."""
    parts = (standard_hash, agent_key, None if department is None else t.kept(department), timed)
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _reports_of(calls: Sequence[int]) -> sa.Select[Any]:
    """Every report of some calls, newest first, with what its rank depends on."""
    current = sa.case((CURRENT, 1), else_=0).label("current")
    return (
        sa.select(t.reports.c.id, t.reports.c.call, t.reports.c.standard_hash, t.standards.c.id.label("standard"),
                  t.reports.c.rank, t.reports.c.cohort, t.reports.c.local_s, current, t.calls.c.agent_key,
                  t.calls.c.department, t.calls.c.started_at, t.calls.c.utc_offset_s, t.calls.c.moment)
        .join(t.calls, t.calls.c.id == t.reports.c.call)
        .join(t.standards, t.standards.c.hash == t.reports.c.standard_hash)
        .where(t.reports.c.call.in_(calls))
        .order_by(t.reports.c.call, t.reports.c.id.desc())
    )  # fmt: skip


def _ranked(connection: sa.Connection, rows: Sequence[Any]) -> Iterable[dict[str, Any]]:
    """The reports whose rank, cohort or time is another one now."""
    cohorts = _cohorts(connection, [row for row in rows if row.current])
    seen: set[object] = set()
    for row in rows:
        rank, cohort, local_s = SUPERSEDED, None, None
        if row.current:
            rank = _rank(row, seen)
            cohort = cohorts[_key(row)]
            local_s = local_seconds(row.moment, row.utc_offset_s if row.started_at else 0)
        if (rank, cohort, local_s) != (row.rank, row.cohort, row.local_s):
            yield {"at": row.id, "rank": rank, "cohort": cohort, "local_s": local_s}


def _rank(row: Any, seen: set[object]) -> int:
    newest, newest_by_name = row.call not in seen, (row.call, row.standard) not in seen
    seen.update((row.call, (row.call, row.standard)))
    return NEWEST if newest else NEWEST_BY_NAME if newest_by_name else CURRENT_ONE


def _key(row: Any) -> str:
    return cohort_key(row.standard_hash, row.agent_key, row.department, timed=row.started_at is not None)


def _cohorts(connection: sa.Connection, rows: Sequence[Any]) -> dict[str, int]:
    """The number of the cohort of each row, made where there is none."""
    wanted = {
        _key(row): {
            "key": _key(row),
            "standard_hash": row.standard_hash,
            "agent_key": row.agent_key,
            "department": row.department,
            "timed": row.started_at is not None,
        }
        for row in rows
    }
    known = ids_of(connection, t.cohorts, list(wanted))
    missing = sorted(set(wanted) - set(known))
    insert_rows(connection, t.cohorts, [wanted[key] for key in missing])
    return {**known, **ids_of(connection, t.cohorts, missing)}


def _write(connection: sa.Connection, ranked: Sequence[dict[str, Any]]) -> None:
    if not ranked:
        return
    days = [{**row, "day": None if row["local_s"] is None else row["local_s"] // DAY_S} for row in ranked]
    at: sa.BindParameter[int] = sa.bindparam("at")
    connection.execute(
        sa.update(t.reports)
        .where(t.reports.c.id == at)
        .values({n: sa.bindparam(n) for n in ("rank", "cohort", "local_s")}),
        [{name: row[name] for name in ("at", "rank", "cohort", "local_s")} for row in days],
    )
    connection.execute(
        sa.update(t.verdicts)
        .where(t.verdicts.c.report == at)
        .values({n: sa.bindparam(n) for n in ("rank", "cohort", "day")}),
        [{name: row[name] for name in ("at", "rank", "cohort", "day")} for row in days],
    )
