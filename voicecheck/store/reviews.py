"""What people said of calls: kept beside the machine's verdicts, never over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from voicecheck.store import rank
from voicecheck.store import tables as t
from voicecheck.store.keys import text_key
from voicecheck.store.rows import agent_key, now_text
from voicecheck.store.saving import chunks, insert_rows
from voicecheck.types import Review, Status


@dataclass(frozen=True, slots=True)
class Known:
    """A stored call by number, with the present verdict of each rule."""

    number: int
    call_id: str
    path: str
    verdicts: Mapping[str, Status]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A person's word on one rule of one call; `machine` is the verdict at that time."""

    call: int
    rule: str
    status: Status
    machine: Status | None
    reviewer: str
    note: str = ""

    @property
    def key(self) -> str:
        """One person has one word on one rule of one call."""
        return text_key(f"{self.call}\n{self.rule}\n{agent_key(self.reviewer)}")


@dataclass(frozen=True, slots=True)
class Kept:
    """How many judgements were new, took the place of another by the same person, or were there already."""

    new: int
    changed: int
    same: int


@dataclass(frozen=True, slots=True)
class Pair:
    """How often the machine said one thing of a rule and a person another; `drawn`: in calls drawn at random."""

    rule: str
    machine: Status
    person: Status
    drawn: bool
    count: int


def known_calls(connection: sa.Connection, names: Iterable[str]) -> dict[str, list[Known]]:
    """The stored calls of each id or path."""
    wanted = sorted(set(names))
    found: dict[str, list[Known]] = {}
    c = t.calls.c
    for some in chunks(wanted):
        named = sa.or_(c.path_key.in_([text_key(name) for name in some]), c.call_id.in_(some))
        rows = connection.execute(sa.select(c.id, c.call_id, c.path).where(named)).all()
        verdicts = _present(connection, [row.id for row in rows])
        for row in rows:
            call = Known(row.id, row.call_id, row.path, verdicts.get(row.id, {}))
            for name in {row.call_id, row.path} & set(some):
                found.setdefault(name, []).append(call)
    return found


def _present(connection: sa.Connection, calls: Sequence[int]) -> dict[int, dict[str, Status]]:
    """The present verdict of each rule of some calls: of the newest report that has the rule."""
    r, v = t.reports.c, t.verdicts.c
    found: dict[int, dict[str, Status]] = {}
    for some in chunks(calls):
        question = (
            sa.select(r.call, v.rule, v.status)
            .join(t.verdicts, v.report == r.id)
            .where(r.call.in_(some), r.rank >= rank.CURRENT_ONE)
            .order_by(r.rank, r.id)
        )
        for row in connection.execute(question):
            found.setdefault(row.call, {})[row.rule] = Status(row.status)
    return found


def save_reviews(connection: sa.Connection, judgements: Sequence[Judgement]) -> Kept:
    """Store judgements inside the transaction of `connection`; one that is there already stays as it is."""
    before = _stored(connection, [one.key for one in judgements])
    fresh = [one for one in judgements if before.get(one.key) != (one.status.value, one.note)]
    changed = sum(one.key in before for one in fresh)
    at = now_text()
    rows = [
        {"key": one.key, "call": one.call, "rule": one.rule, "status": one.status.value, "reviewer": one.reviewer,
         "machine": one.machine.value if one.machine else None, "note": one.note, "reviewed_at": at}
        for one in sorted(fresh, key=lambda one: one.key)
    ]  # fmt: skip
    insert_rows(connection, t.reviews, rows, update=("status", "machine", "reviewer", "note", "reviewed_at"), on="key")
    return Kept(len(fresh) - changed, changed, len(judgements) - len(fresh))


def _stored(connection: sa.Connection, keys: Sequence[str]) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    r = t.reviews.c
    for some in chunks(keys):
        rows = connection.execute(sa.select(r.key, r.status, r.note).where(r.key.in_(some)))
        found.update((row.key, (row.status, row.note)) for row in rows)
    return found


def reviews_of(connection: sa.Connection, calls: Sequence[int]) -> dict[int, tuple[Review, ...]]:
    """What people said of some calls, by number of the call; in order of rule and reviewer."""
    found: dict[int, list[Review]] = {}
    r = t.reviews.c
    for some in chunks(calls):
        for row in connection.execute(sa.select(t.reviews).where(r.call.in_(some)).order_by(r.rule, r.reviewer)):
            found.setdefault(row.call, []).append(_review(row))
    return {call: tuple(said) for call, said in found.items()}


def _review(row: Any) -> Review:
    machine = Status(row.machine) if row.machine else None
    return Review(row.rule, Status(row.status), row.reviewer, row.note, machine, row.reviewed_at)


def pairs(connection: sa.Connection, cohorts: Sequence[int] | None, least_rank: int) -> tuple[Pair, ...]:
    """The machine's present verdicts beside people's, counted.

    Args:
        connection: to read with.
        cohorts: only these; None: all.
        least_rank: which of a call's reports count, as in `history.Question`.
    """
    r, v, said = t.reports.c, t.verdicts.c, t.reviews.c
    drawn = sa.exists().where(t.sampled.c.call == said.call, t.sampled.c.kind == "random").label("drawn")
    question = (
        sa.select(v.rule, v.status.label("machine"), said.status.label("person"), drawn, sa.func.count().label("times"))
        .select_from(t.reviews)
        .join(t.reports, sa.and_(r.call == said.call, r.rank >= least_rank))
        .join(t.verdicts, sa.and_(v.report == r.id, v.rule == said.rule))
        .group_by(v.rule, v.status, said.status, sa.text("drawn"))
    )
    if cohorts is not None:
        question = question.where(r.cohort.in_(sa.bindparam("cohorts", cohorts, expanding=True, literal_execute=True)))
    return tuple(
        Pair(row.rule, Status(row.machine), Status(row.person), bool(row.drawn), row.times)
        for row in connection.execute(question)
    )
