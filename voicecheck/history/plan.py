"""A draw from the store: asked for, made, recorded, and written as the sheet that a reviewer fills in."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from voicecheck.errors import ConfigError
from voicecheck.history.asking import Ask, asked_of
from voicecheck.history.sampling import Drawn, Kind, Plan, doubts_of, draw_random, draw_unsure
from voicecheck.reports.csv_table import Cell, safe
from voicecheck.reports.numbers import seconds
from voicecheck.store.history import Cohort
from voicecheck.store.sampling import Callee, Heard, Place
from voicecheck.types import Purpose, Verdict

if TYPE_CHECKING:
    from voicecheck.store.database import Store

COLUMNS = ("call", "path", "agent", "rule", "start_s", "end_s", "machine", "reason", "agree", "status", "reviewer",
           "note")  # fmt: skip
_BYTE_ORDER_MARK = "\ufeff"
_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Sample:
    """A draw: its calls with what their reports say, from how many it was drawn, and whether it was recorded now."""

    seed: str
    drawn: tuple[Drawn, ...]
    heard: Mapping[int, Heard]
    calls: int
    new: bool


def draw(store: Store, ask: Ask, plan: Plan, seed: str) -> Sample:
    """A sample of the calls asked for, recorded in the store with its plan and the reason for each call.

    Raises:
        ConfigError: where there are no calls to draw from.
    """
    known = {one.id: one for one in store.cohorts()}
    callees = store.callees(asked_of(known, ask))
    if not callees:
        raise ConfigError(f"no judged calls from {ask.since} to {ask.until}; give --since")
    chosen = draw_random(callees, plan, seed)
    taken = {one.callee.key for one in chosen}
    doubts = {}
    for some in (callees[at : at + _AT_ONCE] for at in range(0, len(callees), _AT_ONCE)):
        read = store.heard([one.report for one in some if one.key not in taken]) if plan.unsure else {}
        doubts.update({one: doubts_of(_open(read[one.report], known[one.cohort]))
                       for one in some if one.report in read})  # fmt: skip
    chosen += draw_unsure(doubts, plan, seed)
    heard = store.heard([one.callee.report for one in chosen])
    shown = {one.callee.report: _open(heard[one.callee.report], known[one.callee.cohort]) for one in chosen}
    return Sample(seed, tuple(chosen), shown, len(callees), _keep(store, ask, plan, seed, callees, chosen))


def as_sheet(sample: Sample, *, blind: bool = False) -> str:
    """The draw as CSV: a row a rule to be judged, with empty columns that `voicecheck review import` reads.

    Args:
        sample: the draw.
        blind: leave out what the machine said and doubted, so that it does not lead the listener.
    """
    table = io.StringIO()
    writer = csv.writer(table, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in sample.drawn:
        for verdict in _asked(one, sample.heard[one.callee.report]):
            writer.writerow(_row(one, verdict, blind=blind))
    return _BYTE_ORDER_MARK + table.getvalue()


def _open(heard: Heard, cohort: Cohort) -> Heard:
    """What may be given to a reviewer: tone that is for practice stays with the learner."""
    if cohort.purpose is not Purpose.PRACTICE:
        return heard
    return Heard(tuple(one for one in heard.verdicts if not one.rule.startswith("tone.")), heard.roles_confidence)


def _asked(one: Drawn, heard: Heard) -> Iterator[Verdict]:
    """The verdicts that a person is asked about: the one in doubt, or all where the call itself was drawn."""
    return (verdict for verdict in heard.verdicts if one.rule in (None, verdict.rule))


def _row(one: Drawn, verdict: Verdict, *, blind: bool) -> list[Cell]:
    place = next((finding for finding in verdict.findings if finding.start_s is not None), None)
    start, end = (seconds(place.start_s), seconds(place.end_s)) if place else (None, None)
    callee, reason = one.callee, one.kind.value if one.kind is Kind.RANDOM else one.reason
    return [
        safe(callee.call_id),
        safe(callee.path),
        safe(callee.agent),
        safe(verdict.rule),
        "" if start is None else start,
        "" if end is None else end,
        "" if blind else verdict.status.value,
        "" if blind else reason,
        "",
        "",
        "",
        "",
    ]


def _keep(store: Store, ask: Ask, plan: Plan, seed: str, callees: Sequence[Callee], drawn: Sequence[Drawn]) -> bool:
    asked = {"since": ask.since.isoformat(), "until": ask.until.isoformat(), "agents": list(ask.agents),
             "departments": list(ask.departments), "standard": ask.standard}  # fmt: skip
    content = "\n".join([seed, repr(plan), repr(asked), *(one.callee.key for one in drawn)])
    key = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
    places = [Place(one.callee.number, one.kind.value, one.rule, one.reason) for one in drawn]
    return store.keep_sample(key, seed, {**asdict(plan), **asked, "from_calls": len(callees)}, places)
