"""Calls to draw samples from, and the draws that were made."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from voicecheck.store import rank
from voicecheck.store import tables as t
from voicecheck.store.evidence import dumps, expanded
from voicecheck.store.history import Question, within
from voicecheck.store.plain import from_plain
from voicecheck.store.rows import now_text
from voicecheck.store.saving import chunks, ids_of, insert_rows
from voicecheck.types import Verdict


@dataclass(frozen=True, slots=True)
class Callee:
    """A call that may be drawn: its number here, its key everywhere, who answered (hashed), and its newest report."""

    number: int
    key: str
    call_id: str
    path: str
    agent: str | None
    agent_key: str | None
    cohort: int
    report: int


@dataclass(frozen=True, slots=True)
class Heard:
    """What a call's report says, and how sure it is who speaks (1: the channel tells)."""

    verdicts: tuple[Verdict, ...]
    roles_confidence: float


@dataclass(frozen=True, slots=True)
class Place:
    """One call of a draw: its number, `kind` "random" or that of the doubt, the rule in doubt, and why."""

    call: int
    kind: str
    rule: str | None
    reason: str


def callees(connection: sa.Connection, asked: Question) -> tuple[Callee, ...]:
    """The calls of a question, by their key."""
    r, c = t.reports.c, t.calls.c
    question = (
        sa.select(c.id.label("number"), c.key, c.call_id, c.path, c.agent, c.agent_key, r.cohort,
                  r.id.label("report"), r.rank)
        .join(t.calls, c.id == r.call)
        .where(r.rank >= asked.rank, r.evidence_key.is_not(None))
        .order_by(c.key, r.rank)
    )  # fmt: skip
    rows = connection.execute(within(question, asked, t.reports.c, r.local_s, rank.DAY_S)).all()
    newest = {row.number: row for row in rows}
    return tuple(
        Callee(row.number, row.key, row.call_id, row.path, row.agent, row.agent_key, row.cohort, row.report)
        for row in newest.values()
    )


def heard(connection: sa.Connection, reports: Sequence[int]) -> Iterator[tuple[int, Heard]]:
    """The verdicts of reports by number, and how sure the roles are."""
    question = sa.select(t.reports.c.id, t.reports.c.judged, t.evidence.c.heard).join(
        t.evidence, t.evidence.c.key == t.reports.c.evidence_key
    )
    for some in chunks(reports):
        for row in connection.execute(question.where(t.reports.c.id.in_(some))):
            verdicts = tuple(from_plain(Verdict, one) for one in expanded(row.judged)["verdicts"])
            transcript = expanded(row.heard)["evidence"]["transcript"]
            yield row.id, Heard(verdicts, float(transcript["roles_confidence"]))


def keep_sample(connection: sa.Connection, key: str, seed: str, plan: dict[str, Any], places: Sequence[Place]) -> bool:
    """Record a draw; whether it is new: the same draw made again is there once."""
    if ids_of(connection, t.samples, [key]):
        return False
    row = {"key": key, "seed": seed, "plan": dumps(plan), "drawn_at": now_text()}
    number = connection.execute(sa.insert(t.samples).values(row).returning(t.samples.c.id)).scalar_one()
    rows = [{"sample": number, "call": one.call, "kind": one.kind, "rule": one.rule, "reason": one.reason}
            for one in places]  # fmt: skip
    insert_rows(connection, t.sampled, rows)
    return True


def samples(connection: sa.Connection) -> list[tuple[str, dict[str, Any], tuple[Place, ...]]]:
    """Every draw in order: seed, plan and calls."""
    found = []
    for row in connection.execute(sa.select(t.samples).order_by(t.samples.c.id)).all():
        question = sa.select(t.sampled).where(t.sampled.c.sample == row.id).order_by(t.sampled.c.call)
        places = tuple(Place(one.call, one.kind, one.rule, one.reason) for one in connection.execute(question))
        found.append((row.seed, json.loads(row.plan), places))
    return found
