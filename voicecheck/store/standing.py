"""What is known of calls at a glance: enough for exit codes, counts and tables, without what was heard."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicecheck.store.keys import WorkKey, text_key
from voicecheck.types import Agreement, CallRef, CallReport, Level, Outcome, Status

if TYPE_CHECKING:
    import sqlalchemy as sa


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of one call: its outcome, and the levels at which rules failed."""

    outcome: Outcome
    failed: frozenset[Level] = frozenset()


def standing_of(report: CallReport) -> Standing:
    """The standing of a report."""
    failed = (verdict.level for verdict in report.verdicts if verdict.status is Status.FAIL)
    return Standing(report.outcome, frozenset(failed))


def standings(connection: sa.Connection, keys: Iterable[WorkKey]) -> Mapping[WorkKey, Standing]:
    """The standing of each piece of work that is done: its report is stored, current and without fault."""
    import sqlalchemy as sa

    from voicecheck.store import tables as t
    from voicecheck.store.finding import CURRENT
    from voicecheck.store.saving import chunks

    wanted = {key.report: key for key in keys}
    failed = sa.and_(t.verdicts.c.report == t.reports.c.id, t.verdicts.c.status == Status.FAIL.value)
    question = (
        sa.select(t.reports.c.key, t.reports.c.outcome, t.verdicts.c.level)
        .join(t.calls, CURRENT)
        .outerjoin(t.verdicts, failed)
    )
    found: dict[WorkKey, tuple[str, set[Level]]] = {}
    for some in chunks(list(wanted)):
        for name, outcome, level in connection.execute(question.where(t.reports.c.key.in_(some))):
            levels = found.setdefault(wanted[name], (outcome, set()))[1]
            levels.update([Level(level)] if level else [])
    return {key: Standing(Outcome(outcome), frozenset(levels)) for key, (outcome, levels) in found.items()}


def brief_reports(connection: sa.Connection, keys: Sequence[WorkKey]) -> Mapping[WorkKey, CallReport]:
    """The stored report of each piece of work, without the evidence."""
    import sqlalchemy as sa

    from voicecheck.store import tables as t
    from voicecheck.store.plain import from_plain
    from voicecheck.store.rows import report_of
    from voicecheck.store.saving import chunks

    wanted = {key.report: key for key in keys}
    question = (
        sa.select(t.reports, t.calls.c.path, t.standards.c.id.label("standard_id"), t.standards.c.agreement,
                  sa.null().label("heard"))
        .join(t.calls, t.calls.c.id == t.reports.c.call)
        .join(t.standards, t.standards.c.hash == t.reports.c.standard_hash)
    )  # fmt: skip
    agreements: dict[str, Agreement] = {}
    found: dict[WorkKey, CallReport] = {}
    for some in chunks(list(wanted)):
        for row in connection.execute(question.where(t.reports.c.key.in_(some))):
            if row.standard_hash not in agreements:
                agreements[row.standard_hash] = from_plain(Agreement, json.loads(row.agreement))
            found[wanted[row.key]] = report_of(row, agreements[row.standard_hash])
    return found


@dataclass(frozen=True, slots=True)
class JudgedCall:
    """A stored call and the report that a standard made of it.

    `work` leaves out with what it was compared; `report` is the key with it.
    """

    call: CallRef
    sha256: str | None
    work: WorkKey
    report: str


def judged_after(connection: sa.Connection, fresh: Iterable[CallRef], standards: Sequence[str]) -> list[JudgedCall]:
    """The current reports of some standards on calls that began after the first of `fresh` of the same agent."""
    import sqlalchemy as sa

    from voicecheck.store import tables as t
    from voicecheck.store.finding import CURRENT
    from voicecheck.store.rows import agent_key, call_of, utc_text

    firsts: dict[str, str] = {}
    for call in fresh:
        if call.agent and call.started_at:
            agent, began = agent_key(call.agent), utc_text(call.started_at)
            firsts[agent] = min(began, firsts.get(agent, began))
    question = sa.select(t.calls, t.reports.c.key.label("report"), t.reports.c.standard_hash).join(t.reports, CURRENT)
    question = question.where(t.reports.c.standard_hash.in_(standards)).order_by(t.calls.c.id)
    asked = (
        question.where(t.calls.c.agent_key == agent, t.calls.c.started_at > began) for agent, began in firsts.items()
    )
    return [
        JudgedCall(
            call_of(row.metadata, row.path),
            row.sha256,
            WorkKey(row.key, row.evidence_key, row.metadata_hash, row.standard_hash),
            row.report,
        )
        for one in (asked if standards else ())
        for row in connection.execute(one)
        if row.evidence_key
    ]


def reports_named(connection: sa.Connection, names: Collection[str], *, digits: int) -> Mapping[str, CallReport]:
    """The stored reports by the names of their files, with how each call was listened to and nothing of what was heard.

    Args:
        connection: to read with.
        names: so many digits of the call's key, "-", some of the work's.
        digits: how many of the call's.
    """
    import sqlalchemy as sa

    from voicecheck.store import tables as t
    from voicecheck.store.plain import from_plain
    from voicecheck.store.rows import outlined, report_of
    from voicecheck.store.saving import chunks

    keys = sa.select(t.reports.c.id, t.reports.c.key, t.calls.c.key).join(t.calls, t.calls.c.id == t.reports.c.call)
    lengths = {name.partition("-")[0]: len(name) - digits - 1 for name in names}
    ids = {}
    for number, work, call in connection.execute(keys):
        name = f"{call[:digits]}-{work[: lengths.get(call[:digits], 0)]}"
        ids.update({number: name} if name in names else {})
    listening = (t.evidence.c.sha256, t.evidence.c.scope, t.evidence.c.language, t.evidence.c.model,
                 t.evidence.c.model_sha256)  # fmt: skip
    question = (
        sa.select(t.reports, t.calls.c.path, t.standards.c.id.label("standard_id"), t.standards.c.agreement,
                  sa.null().label("heard"), *listening)
        .join(t.calls, t.calls.c.id == t.reports.c.call)
        .join(t.standards, t.standards.c.hash == t.reports.c.standard_hash)
        .outerjoin(t.evidence, t.evidence.c.key == t.reports.c.evidence_key)
    )  # fmt: skip
    found: dict[str, CallReport] = {}
    for some in chunks(list(ids)):
        for row in connection.execute(question.where(t.reports.c.id.in_(some))):
            found[ids[row.id]] = outlined(report_of(row, from_plain(Agreement, json.loads(row.agreement))), row)
    return found


def calls_at(connection: sa.Connection, paths: Iterable[str]) -> frozenset[str]:
    """The keys of all calls, present and past, whose recording lay at one of `paths`."""
    import sqlalchemy as sa

    from voicecheck.store import tables as t
    from voicecheck.store.saving import chunks

    asked = (
        sa.select(t.calls.c.key).where(t.calls.c.path_key.in_(some)) for some in chunks(list(map(text_key, paths)))
    )
    return frozenset(key for question in asked for key in connection.scalars(question))
