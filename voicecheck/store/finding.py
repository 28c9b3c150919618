"""Reading: what is known, page by page, in bounded memory."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from voicecheck.store import tables as t
from voicecheck.store.evidence import expanded, fitted, unpack
from voicecheck.store.keys import FileMark, WorkKey, text_key
from voicecheck.store.plain import from_plain
from voicecheck.store.rows import call_of, heard_key, report_of, utc_text
from voicecheck.store.saving import chunks
from voicecheck.types import (
    Agreement,
    Baseline,
    CallEvidence,
    CallRef,
    CallReport,
    Kept,
    Outcome,
    Status,
    Verdict,
)

PAGE = 200
"""Calls read at once."""

Block = tuple[int, int]
"""The numbers of the first and the last of some calls."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """An entry of the ledger: what failed last, and how often it was tried."""

    call_key: str
    call_id: str
    path: str
    stage: str
    kind: str
    message: str
    count: int
    first_at: str
    last_at: str


@dataclass(frozen=True, slots=True)
class HeardCall:
    """A stored call as it can be judged again: its number, its present metadata, and what was heard, still packed."""

    id: int
    call_key: str
    evidence_key: str
    metadata_hash: str
    call: CallRef
    heard: bytes
    drawn: bytes | None

    def work(self, standard_hash: str, usual: str = "") -> WorkKey:
        """The key of judging it by a standard, compared with the usual voice of that key."""
        return WorkKey(self.call_key, self.evidence_key, self.metadata_hash, standard_hash, usual)

    def evidence(self) -> CallEvidence:
        """What was heard, as evidence of the call.

        Raises:
            ConfigError: if it was stored by a version that this one does not understand.
        """
        return fitted(unpack(self.heard, self.drawn, where=f"call {self.call.call_id}"), self.call)


def known_files(connection: sa.Connection, marks: Sequence[FileMark]) -> dict[str, str]:
    """The hash of each file whose size and time are those that were remembered, by its path."""
    wanted = {text_key(mark.path): mark for mark in marks}
    found: dict[str, str] = {}
    for some in chunks(list(wanted)):
        for row in connection.execute(sa.select(t.files).where(t.files.c.path_key.in_(some))):
            mark = wanted[row.path_key]
            if (row.size_bytes, row.mtime_ns) == (mark.size_bytes, mark.mtime_ns):
                found[mark.path] = row.sha256
    return found


def known_work(connection: sa.Connection, keys: Sequence[WorkKey]) -> set[WorkKey]:
    """Those of `keys` whose report is stored and current."""
    wanted = {key.report: key for key in keys}
    question = sa.select(t.reports.c.key).join(t.calls, CURRENT)
    found: set[WorkKey] = set()
    for some in chunks(list(wanted)):
        found.update(wanted[key] for key in connection.scalars(question.where(t.reports.c.key.in_(some))))
    return found


def find_evidence(connection: sa.Connection, key: str) -> CallEvidence | None:
    """What was heard under a key."""
    row = connection.execute(sa.select(t.evidence).where(t.evidence.c.key == key)).one_or_none()
    return unpack(row.heard, row.drawn, where=f"evidence {key[:12]}") if row else None


def find_attempts(connection: sa.Connection, keys: Sequence[str] | None) -> dict[str, Attempt]:
    """Entries of the ledger by the call's key; all of them for None."""
    question = sa.select(t.attempts).order_by(t.attempts.c.call_key)
    if keys is None:
        rows = connection.execute(question).all()
    else:
        asked = (question.where(t.attempts.c.call_key.in_(some)) for some in chunks(keys))
        rows = [row for one in asked for row in connection.execute(one)]
    return {row.call_key: Attempt(**row._mapping) for row in rows}


CURRENT = sa.and_(
    t.calls.c.id == t.reports.c.call,
    t.calls.c.metadata_hash == t.reports.c.metadata_hash,
    t.calls.c.evidence_key.is_not_distinct_from(t.reports.c.evidence_key),
)
"""A report is current where it rests on the call's present metadata and evidence."""


def reports(
    read: Callable[[sa.Select[Any]], Sequence[Any]],
    *,
    standard: str | None,
    since: datetime | None,
    current: bool,
    call: int | None = None,
) -> Iterator[CallReport]:
    """Stored reports in the order in which they were made, a page at a time.

    Args:
        read: the rows of a question.
        standard: hash of the standard that judged; None: any.
        since: calls that began (unknown: were stored) at this moment or after it.
        current: only those that rest on the call's present metadata and evidence.
        call: number of the only call wanted; None: all.
    """
    question = (
        sa.select(
            t.reports,
            t.calls.c.path,
            t.standards.c.id.label("standard_id"),
            t.standards.c.agreement,
            t.evidence.c.heard,
            t.evidence.c.drawn,
        )
        .join(t.calls, CURRENT if current else t.calls.c.id == t.reports.c.call)
        .join(t.standards, t.standards.c.hash == t.reports.c.standard_hash)
        .outerjoin(t.evidence, t.evidence.c.key == t.reports.c.evidence_key)
    )
    if standard is not None:
        question = question.where(t.reports.c.standard_hash == standard)
    if call is not None:
        question = question.where(t.reports.c.call == call)
    agreements: dict[str, Agreement] = {}
    for row in _pages(read, _since(question, since), t.reports.c.id):
        if row.standard_hash not in agreements:
            agreements[row.standard_hash] = from_plain(Agreement, json.loads(row.agreement))
        yield report_of(row, agreements[row.standard_hash])


def heard_calls(
    read: Callable[[sa.Select[Any]], Sequence[Any]], *, since: datetime | None, drawn: bool, block: Block | None = None
) -> Iterator[HeardCall]:
    """Every call whose evidence is stored, with its present metadata, a page at a time.

    Args:
        read: the rows of a question.
        since: as in `reports`.
        drawn: also the recording's outline, which only a page needs.
        block: only the calls from the one number up to the other.
    """
    columns = (t.calls.c.id, t.calls.c.key, t.calls.c.path, t.calls.c.metadata, t.calls.c.metadata_hash,
               t.calls.c.evidence_key, t.evidence.c.heard)  # fmt: skip
    question = sa.select(*columns, *((t.evidence.c.drawn,) if drawn else ())).join(
        t.evidence, t.evidence.c.key == t.calls.c.evidence_key
    )
    if block is not None:
        question = question.where(t.calls.c.id.between(*block))
    for row in _pages(read, _since(question, since), t.calls.c.id):
        outline = row.drawn if drawn else None
        call = call_of(row.metadata, row.path)
        yield HeardCall(row.id, row.key, row.evidence_key, row.metadata_hash, call, row.heard, outline)


def heard_blocks(read: Callable[[sa.Select[Any]], Sequence[Any]], size: int, since: datetime | None) -> list[Block]:
    """The first and the last number of every so many calls that `heard_calls` gives."""
    question = sa.select(t.calls.c.id).where(t.calls.c.evidence_key.is_not(None)).order_by(t.calls.c.id)
    numbers = [row.id for row in read(_since(question, since))]
    return [(some[0], some[-1]) for some in (numbers[at : at + size] for at in range(0, len(numbers), size))]


@dataclass(frozen=True, slots=True)
class Earlier:
    """What another standard last said of a call on the same evidence and metadata: its id, outcome, status a rule.

    `judged` is all that it said, as it is stored under the key `report` of work by the standard of `standard_hash`.
    """

    standard: str
    standard_hash: str
    report: str
    outcome: Outcome
    statuses: Mapping[str, Status]
    judged: Mapping[str, Any]

    @property
    def baseline(self) -> Baseline | None:
        """The usual voice that it was compared with."""
        found = self.judged.get("baseline")
        return None if found is None else from_plain(Baseline, found)

    def kept(self, keys: Mapping[str, str], heard: bytes) -> Mapping[str, Kept]:
        """The verdicts of rules of the same key, by rule, where they rest on the very evidence that is stored now.

        Args:
            keys: of the rules asked for, see `Grounds`.
            heard: the evidence as it is stored.
        """
        grounds = self.judged.get("grounds")
        if not grounds or self.judged.get("heard") != heard_key(heard):
            return {}
        same = {rule for rule, key in grounds["rules"].items() if keys.get(rule) == key}
        return {
            plain["rule"]: Kept(from_plain(Verdict, plain), tuple(grounds["wanted"][plain["rule"]]))
            for plain in self.judged["verdicts"]
            if plain["rule"] in same
        }


def earlier_verdicts(connection: sa.Connection, ids: Sequence[int], standard: str) -> dict[int, Earlier]:
    """For calls by number, the last report of another standard than the one with that hash."""
    last = (
        sa.select(sa.func.max(t.reports.c.id))
        .join(t.calls, CURRENT)
        .where(t.reports.c.call.in_(ids), t.reports.c.standard_hash != standard)
        .group_by(t.reports.c.call)
    )
    question = (
        sa.select(t.reports.c.call, t.standards.c.id, t.standards.c.hash, t.reports.c.key, t.reports.c.outcome,
                  t.reports.c.judged)
        .join(t.standards, t.standards.c.hash == t.reports.c.standard_hash)
        .where(t.reports.c.id.in_(last))
    )  # fmt: skip
    found: dict[int, Earlier] = {}
    for call, standard_id, standard_hash, key, outcome, content in connection.execute(question):
        judged = expanded(content)
        statuses = {verdict["rule"]: Status(verdict["status"]) for verdict in judged["verdicts"]}
        found[call] = Earlier(standard_id, standard_hash, key, Outcome(outcome), statuses, judged)
    return found


def _since(question: sa.Select[Any], since: datetime | None) -> sa.Select[Any]:
    return question if since is None else question.where(t.calls.c.moment >= utc_text(since))


def _pages(
    read: Callable[[sa.Select[Any]], Sequence[Any]], question: sa.Select[Any], number: sa.Column[int]
) -> Iterator[Any]:
    """The rows of a question by ascending number; each page begins after the last row of the one before."""
    last = 0
    while rows := read(question.where(number > last).order_by(number).limit(PAGE)):
        yield from rows
        last = rows[-1].id
