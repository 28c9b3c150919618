"""Forgetting: which calls a request means, and every row of theirs gone but for a tombstone without content."""

from __future__ import annotations

import json
import os
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from voicecheck.store import tables as t
from voicecheck.store.evidence import dumps, pack, unpack
from voicecheck.store.keys import text_key
from voicecheck.store.rows import agent_key, now_text, utc_text
from voicecheck.store.saving import chunks
from voicecheck.types import CallRef

KEY_DIGITS = 12
"""Least digits of a call's key, as report files are named by, that stand for the call."""
NOBODY = CallRef(path="-", call_id="-")
"""Whose call evidence is where the one that it was heard in is forgotten and another rests on it."""


@dataclass(frozen=True, slots=True)
class Request:
    """Which calls to forget; exactly one field is given. `before` is a moment in UTC.

    `calls` are call ids, paths of recordings, or keys as report files begin with.
    """

    calls: tuple[str, ...] = ()
    agent: str | None = None
    customer: str | None = None
    before: datetime | None = None

    @property
    def whole_recordings(self) -> bool:
        """Whether every call with the same recording goes, too: the words in it are the same."""
        return self.before is None


@dataclass(frozen=True, slots=True)
class Written:
    """Where reports were written; `kind` as in `tables.places`."""

    path: str
    kind: str
    call_key: str | None


@dataclass(frozen=True, slots=True)
class Doomed:
    """A stored call that a request means; `began_at` is text in UTC, the file's time where no start is known."""

    id: int
    key: str
    call_id: str
    path: str
    sha256: str | None
    began_at: str


def find_doomed(connection: sa.Connection, request: Request) -> list[Doomed]:
    """The stored calls that a request means, in the order in which they were stored."""
    rows = _calls(connection)
    if request.before is not None:
        limit = utc_text(request.before)
        return [one for one in rows if one.began_at < limit]
    wanted = {one.key for one in rows if _named(one, request.calls)} | _of_person(connection, request)
    shas = {one.sha256 for one in rows if one.key in wanted} - {None}
    return [one for one in rows if one.key in wanted or one.sha256 in shas]


def unmatched(doomed: Sequence[Doomed], names: Iterable[str]) -> list[str]:
    """Those of `names` that mean none of the calls."""
    return [name for name in names if not any(_named(one, (name,)) for one in doomed)]


def _calls(connection: sa.Connection) -> list[Doomed]:
    columns = (t.calls.c.id, t.calls.c.key, t.calls.c.call_id, t.calls.c.path, t.calls.c.sha256,
               t.calls.c.started_at, t.calls.c.stored_at, t.files.c.mtime_ns)  # fmt: skip
    question = sa.select(*columns).outerjoin(t.files, t.files.c.path_key == t.calls.c.path_key)
    rows = connection.execute(question.order_by(t.calls.c.id))
    return [Doomed(row.id, row.key, row.call_id, row.path, row.sha256, _began_at(row)) for row in rows]


def _began_at(row: Any) -> str:
    if row.started_at:
        return str(row.started_at)
    times_ns = [one for one in (row.mtime_ns, _written_ns(row.path)) if one is not None]
    return utc_text(datetime.fromtimestamp(min(times_ns) / 1e9, UTC)) if times_ns else str(row.stored_at)


def _written_ns(path: str) -> int | None:
    try:
        return os.stat(path).st_mtime_ns  # noqa: PTH116 any bytes
    except (OSError, ValueError):
        return None


def _named(call: Doomed, names: Iterable[str]) -> bool:
    for name in names:
        begin = name.partition("-")[0]
        by_key = len(begin) >= KEY_DIGITS and call.key.startswith(begin)
        if by_key or name == call.call_id or os.path.abspath(name) == call.path:  # noqa: PTH100 any bytes
            return True
    return False


def _of_person(connection: sa.Connection, request: Request) -> set[str]:
    """The keys of calls in whose metadata, present or past, the person stands."""
    field = "agent" if request.agent is not None else "customer"
    name = request.agent if request.agent is not None else request.customer
    if name is None:
        return set()
    column = t.calls.c[field]
    present = connection.execute(sa.select(t.calls.c.key, column).where(column.is_not(None)))
    found = {key for key, known in present if _same(known, name)}
    earlier = sa.select(t.calls.c.key, t.reports.c.metadata).join(t.reports, t.reports.c.call == t.calls.c.id)
    for key, metadata in connection.execute(earlier.where(t.reports.c.metadata_hash != t.calls.c.metadata_hash)):
        known = json.loads(metadata).get(field)
        found |= {key} if known and _same(known, name) else set()
    return found


def _same(known: str, name: str) -> bool:
    return agent_key(unicodedata.normalize("NFKC", known)) == agent_key(unicodedata.normalize("NFKC", name))


def delete(connection: sa.Connection, doomed: Sequence[Doomed], request: str, *, whole_recordings: bool) -> None:
    """Delete every row of some calls and leave a tombstone for each, inside the transaction of `connection`.

    Args:
        connection: begun for writing.
        doomed: the calls.
        request: by which request, without a name: "forget --agent".
        whole_recordings: no call with one of these recordings stays.
    """
    keys, paths = [one.key for one in doomed], [text_key(one.path) for one in doomed]
    shas = sorted({one.sha256 for one in doomed if one.sha256}) if whole_recordings else []
    _bury(connection, doomed, request, whole_recordings=whole_recordings)
    heard = _values(connection, t.reports.c.evidence_key, t.reports.c.call, [one.id for one in doomed])
    heard |= _values(connection, t.calls.c.evidence_key, t.calls.c.key, keys)
    heard |= _values(connection, t.evidence.c.key, t.evidence.c.sha256, shas)
    standards = _values(connection, t.reports.c.standard_hash, t.reports.c.call, [one.id for one in doomed])
    for table in t.METADATA.sorted_tables:
        if "call_key" in table.c and table is not t.tombstones:
            _delete_rows(connection, table.c.call_key, keys)
    _delete_rows(connection, t.calls.c.key, keys)
    _delete_rows(connection, t.attempts.c.path, [one.path for one in doomed])
    _delete_rows(connection, t.files.c.path_key, paths)
    _delete_rows(connection, t.files.c.sha256, shas)
    _delete_unheard(connection, heard)
    standards -= _values(connection, t.reports.c.standard_hash, t.reports.c.standard_hash, sorted(standards))
    _delete_rows(connection, t.standards.c.hash, standards)


def _bury(connection: sa.Connection, doomed: Sequence[Doomed], request: str, *, whole_recordings: bool) -> None:
    _delete_rows(connection, t.tombstones.c.call_key, [one.key for one in doomed])
    at = now_text()
    rows = [
        {"call_key": one.key, "sha256": one.sha256 if whole_recordings else None, "request": request,
         "forgotten_at": at}
        for one in doomed
    ]  # fmt: skip
    if rows:
        connection.execute(sa.insert(t.tombstones), rows)


def _delete_unheard(connection: sa.Connection, keys: set[str]) -> None:
    """Delete evidence that no call rests on any more; what others rest on no longer names the call it was heard in."""
    listed = sorted(keys)
    kept = _values(connection, t.calls.c.evidence_key, t.calls.c.evidence_key, listed)
    kept |= _values(connection, t.reports.c.evidence_key, t.reports.c.evidence_key, listed)
    gone = sorted(keys - kept)
    shas = _values(connection, t.evidence.c.sha256, t.evidence.c.key, gone)
    _delete_rows(connection, t.evidence.c.key, gone)
    shas -= _values(connection, t.evidence.c.sha256, t.evidence.c.sha256, sorted(shas))
    _delete_rows(connection, t.recordings.c.sha256, shas)
    for some in chunks(sorted(kept)):
        for row in connection.execute(sa.select(t.evidence).where(t.evidence.c.key.in_(some))).all():
            heard, _ = pack(replace(unpack(row.heard, row.drawn), call=NOBODY))
            connection.execute(sa.update(t.evidence).where(t.evidence.c.key == row.key).values(heard=heard))


def _values(
    connection: sa.Connection, wanted: sa.Column[Any], among: sa.Column[Any], values: Sequence[Any]
) -> set[Any]:
    """The values of one column in the rows whose other column is one of `values`; None left out."""
    asked = (sa.select(wanted).where(among.in_(some)).distinct() for some in chunks(values))
    return {value for question in asked for value in connection.scalars(question)} - {None}


def _delete_rows(connection: sa.Connection, column: sa.Column[Any], values: Iterable[Any]) -> None:
    """Delete the rows whose column is one of `values`, after all rows of whatever table that point to them."""
    for some in chunks(list(values)):
        for own in column.table.primary_key.columns:
            pointing = [c for table in t.METADATA.sorted_tables for c in table.c if c.references(own)]
            pointed = _values(connection, own, column, some) if pointing else set()
            for one in pointing:
                _delete_rows(connection, one, pointed)
        connection.execute(sa.delete(column.table).where(column.in_(some)))


def forgotten(connection: sa.Connection, keys: Sequence[str], shas: Iterable[str | None] = ()) -> frozenset[str]:
    """Those keys of calls and hashes of recordings that lie under a tombstone."""
    known = [sha for sha in shas if sha]
    return frozenset(
        _values(connection, t.tombstones.c.call_key, t.tombstones.c.call_key, keys)
        | _values(connection, t.tombstones.c.sha256, t.tombstones.c.sha256, known)
    )


def revive(connection: sa.Connection, key: str, sha256: str | None) -> None:
    """Take the tombstones of a call and its recording away: somebody asked for it again."""
    same = (t.tombstones.c.sha256 == sha256) if sha256 else sa.false()
    connection.execute(sa.delete(t.tombstones).where(sa.or_(t.tombstones.c.call_key == key, same)))


def forget_counted(connection: sa.Connection, request: Request) -> None:
    """Delete what is counted or drawn over several calls as far as it names those that are gone.

    Groups of calls without any go; a recorded draw no longer names the agent, or goes as old as the calls.
    """
    used = sa.select(t.reports.c.cohort).where(t.reports.c.cohort.is_not(None))
    connection.execute(sa.delete(t.cohorts).where(t.cohorts.c.id.not_in(used)))
    if request.before is not None:
        old = connection.scalars(sa.select(t.samples.c.id).where(t.samples.c.drawn_at < utc_text(request.before)))
        _delete_rows(connection, t.samples.c.id, old.all())
    for number, plan in connection.execute(sa.select(t.samples.c.id, t.samples.c.plan)).all():
        known = json.loads(plan)
        agents = [name for name in known.get("agents", ()) if not _same(name, request.agent or "")]
        if agents != known.get("agents", agents):
            anew = dumps({**known, "agents": agents})
            connection.execute(sa.update(t.samples).where(t.samples.c.id == number).values(plan=anew))


def forget_old_files(connection: sa.Connection, before: datetime) -> None:
    """Delete what is remembered of recordings that were written before a moment, and of attempts made before it."""
    connection.execute(sa.delete(t.files).where(t.files.c.mtime_ns < int(before.timestamp() * 1e9)))
    known = sa.select(t.calls.c.key)
    old = sa.and_(t.attempts.c.last_at < utc_text(before), t.attempts.c.call_key.not_in(known))
    connection.execute(sa.delete(t.attempts).where(old))
