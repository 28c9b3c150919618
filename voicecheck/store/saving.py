"""Writing: one transaction for all that belongs together, and nothing twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import sqlalchemy as sa

from voicecheck.store import tables as t
from voicecheck.store.engine import WORK_LOCK
from voicecheck.store.keys import FileMark, WorkKey, text_key
from voicecheck.store.rows import (
    Row,
    call_row,
    evidence_row,
    heard_key,
    now_text,
    recording_row,
    report_row,
    verdict_rows,
    voice_rows,
)
from voicecheck.types import CallRef, CallReport, Failed

Item = TypeVar("Item")

AT_ONCE = 400
"""Values in one question: SQLite before 3.32 takes 999, and long questions are slow to read."""


@dataclass(frozen=True, slots=True)
class Result:
    """A report and the key of the work that made it; `sha256` is of the recording (None: unreadable).

    `heard` is `heard_key` of the stored evidence that was judged; empty where it was heard just now.
    """

    report: CallReport
    key: WorkKey
    sha256: str | None
    heard: str = ""

    @property
    def final_key(self) -> WorkKey:
        """The key that it is stored under: a call that was not heard has no evidence to be keyed by."""
        return self.key if self.report.evidence else replace(self.key, evidence="")


def save_all(connection: sa.Connection, results: Sequence[Result], *, run: int | None, present: bool) -> list[int]:
    """Store results inside the transaction of `connection`; the numbers of their calls.

    Args:
        connection: begun for writing.
        results: at most one a call.
        run: the run that made them.
        present: they are what is known of the calls now, so that a call's row follows them.
    """
    at = now_text()
    results = _not_forgotten(connection, results)
    ordered = sorted(results, key=lambda one: one.key.call)  # two writers lock the same calls in the same order
    heard = [one for one in ordered if one.report.evidence]
    fresh = _save_evidence(connection, heard, at)
    ids = _save_calls(connection, ordered, at, present=present)
    rows = [
        report_row(
            one.report, one.final_key, ids[one.key.call], run, at, heard=one.heard or fresh.get(one.key.call, "")
        )
        for one in results
    ]
    _drop_superseded(connection, rows)
    insert_rows(connection, t.reports, rows)
    numbers = ids_of(connection, t.reports, [row["key"] for row in rows])
    judged = [row for one in results for row in verdict_rows(one.report, numbers[one.final_key.report])]
    insert_rows(connection, t.verdicts, judged)
    if heard:
        keys = [one.key.call for one in heard]
        connection.execute(sa.delete(t.attempts).where(t.attempts.c.call_key == sa.bindparam("gone")),
                           [{"gone": key} for key in keys])  # fmt: skip
    return sorted(set(ids.values()))


def _not_forgotten(connection: sa.Connection, results: Sequence[Result]) -> Sequence[Result]:
    """The results without those of calls that were forgotten, perhaps while they were listened to."""
    if connection.dialect.name == "postgresql":  # SQLite's writers wait for each other anyway
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock_shared({WORK_LOCK})")
    buried = _buried(connection, t.tombstones.c.call_key, [one.key.call for one in results])
    buried |= _buried(connection, t.tombstones.c.sha256, [one.sha256 for one in results if one.sha256])
    return [one for one in results if one.key.call not in buried and one.sha256 not in buried]


def _buried(connection: sa.Connection, column: sa.Column[Any], values: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for some in chunks(values):
        found.update(connection.scalars(sa.select(column).where(column.in_(some))))
    return found


def _drop_superseded(connection: sa.Connection, rows: Sequence[Row]) -> None:
    """Take out earlier reports of the same work that were compared with another usual voice."""
    work = ("call", "evidence_key", "metadata_hash", "standard_hash")
    fresh = {tuple(row[name] for name in work): row["key"] for row in rows}
    calls = sorted({int(row["call"]) for row in rows})
    old: list[int] = []
    for start in range(0, len(calls), AT_ONCE):
        named = t.reports.c.call.in_(calls[start : start + AT_ONCE])
        found = connection.execute(
            sa.select(t.reports.c.id, t.reports.c.key, *(t.reports.c[n] for n in work)).where(named)
        )
        old += [row.id for row in found if fresh.get(tuple(row)[2:], row.key) != row.key]
    if old:
        gone = [{"gone": number} for number in old]
        connection.execute(sa.delete(t.verdicts).where(t.verdicts.c.report == sa.bindparam("gone")), gone)
        connection.execute(sa.delete(t.reports).where(t.reports.c.id == sa.bindparam("gone")), gone)


def _save_evidence(connection: sa.Connection, heard: Sequence[Result], at: str) -> dict[str, str]:
    """What was heard, where it is new, or has more probes than what is stored; `heard_key` of it by the call's key."""
    kept = probes_of(connection, [one.key.evidence for one in heard])
    fresh = {one.key.evidence: one for one in heard if kept.get(one.key.evidence, -1) < _probes(one)}
    if not fresh:
        return {}
    pairs = [(key, one.report.evidence) for key, one in fresh.items() if one.report.evidence]
    insert_rows(connection, t.recordings, [recording_row(evidence) for _, evidence in pairs])
    rows = [evidence_row(key, evidence, at) for key, evidence in pairs]
    insert_rows(connection, t.evidence, rows, update=("heard", "drawn", "probes"), on="key")
    insert_rows(connection, t.voice, [row for key, evidence in pairs for row in voice_rows(key, evidence)])
    return {fresh[row["key"]].key.call: heard_key(row["heard"]) for row in rows}


def _probes(result: Result) -> int:
    return len(result.report.evidence.probes) if result.report.evidence else 0


def probes_of(connection: sa.Connection, keys: Sequence[str]) -> dict[str, int]:
    """How many probes are stored with each evidence that is stored at all."""
    found: dict[str, int] = {}
    for some in chunks(keys):
        question = sa.select(t.evidence.c.key, t.evidence.c.probes).where(t.evidence.c.key.in_(some))
        found.update((row.key, row.probes) for row in connection.execute(question))
    return found


def _save_calls(connection: sa.Connection, results: Sequence[Result], at: str, *, present: bool) -> dict[str, int]:
    keys = [one.key.call for one in results]
    known = {} if present else ids_of(connection, t.calls, keys)
    rows = [
        call_row(one.report.call, one.key, one.sha256, heard=one.report.evidence is not None, at=at)
        for one in results
        if one.key.call not in known
    ]
    changing = tuple(name for name in t.calls.c.keys() if name not in ("id", "key", "stored_at"))  # noqa: SIM118
    insert_rows(connection, t.calls, rows, update=changing, on="key")
    return {**known, **ids_of(connection, t.calls, [row["key"] for row in rows])}


def ids_of(connection: sa.Connection, table: sa.Table, keys: Sequence[str]) -> dict[str, int]:
    """The number of each row that a key names."""
    found: dict[str, int] = {}
    for some in chunks(keys):
        rows = connection.execute(sa.select(table.c.key, table.c.id).where(table.c.key.in_(some)))
        found.update((row.key, row.id) for row in rows)
    return found


def save_standard(connection: sa.Connection, row: Row) -> None:
    """Keep a standard's effective content under its hash."""
    insert_rows(connection, t.standards, [{**row, "stored_at": now_text()}])


def save_files(connection: sa.Connection, marks: Iterable[tuple[FileMark, str]]) -> None:
    """Remember the hash of files as long as their size and time stay."""
    rows = [
        {
            "path_key": text_key(mark.path),
            "path": mark.path,
            "size_bytes": mark.size_bytes,
            "mtime_ns": mark.mtime_ns,
            "sha256": sha256,
        }
        for mark, sha256 in marks
    ]
    buried = _buried(connection, t.tombstones.c.sha256, [str(row["sha256"]) for row in rows])
    rows = sorted((row for row in rows if row["sha256"] not in buried), key=lambda row: str(row["path_key"]))
    insert_rows(connection, t.files, rows, update=("size_bytes", "mtime_ns", "sha256"), on="path_key")


def save_place(connection: sa.Connection, row: Row) -> None:
    """Remember where reports are written."""
    insert_rows(connection, t.places, [row], update=("kind", "call_key"), on="path_key")


def note_failure(connection: sa.Connection, failed: Failed, call: CallRef, key: str) -> int:
    """Count one more attempt at a call that could not be processed; how many there were."""
    at = now_text()
    row = {
        "call_key": key,
        "call_id": call.call_id,
        "path": call.path,
        "stage": failed.stage,
        "kind": failed.kind,
        "message": failed.message,
        "count": 1,
        "first_at": at,
        "last_at": at,
    }
    statement = dialect_insert(connection, t.attempts)
    changed = {name: statement.excluded[name] for name in ("path", "stage", "kind", "message", "last_at")}
    counted = statement.on_conflict_do_update(
        index_elements=["call_key"], set_={**changed, "count": t.attempts.c.count + 1}
    ).returning(t.attempts.c.count)
    return int(connection.execute(counted, row).scalar_one())


def insert_rows(
    connection: sa.Connection, table: sa.Table, rows: Sequence[Row], *, update: Sequence[str] = (), on: str = ""
) -> None:
    """Insert rows; one that is there stays as it is, but for the columns `update` where `on` is the same."""
    if not rows:
        return
    statement = dialect_insert(connection, table)
    if update:
        changed = {name: statement.excluded[name] for name in update}
        connection.execute(statement.on_conflict_do_update(index_elements=[on], set_=changed), list(rows))
    else:
        connection.execute(statement.on_conflict_do_nothing(), list(rows))


def dialect_insert(connection: sa.Connection, table: sa.Table) -> Any:
    """The dialect's own insert, which knows conflicts; both databases spell it alike."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as postgres_insert

        return postgres_insert(table)
    from sqlalchemy.dialects.sqlite import insert as sqlite_insert

    return sqlite_insert(table)


def chunks(values: Sequence[Item]) -> Iterable[Sequence[Item]]:
    """The values in pieces that fit one question."""
    return (values[start : start + AT_ONCE] for start in range(0, len(values), AT_ONCE))
