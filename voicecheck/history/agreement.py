"""Agreement of people with the machine, a rule at a time, with intervals; as text, CSV and JSON."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from voicecheck.history.grid import Counts, share_of
from voicecheck.history.records import DECIMALS
from voicecheck.history.statistics import Share
from voicecheck.history.text import TOO_FEW, pct
from voicecheck.reports.csv_table import safe
from voicecheck.reports.json_report import Json, dumps
from voicecheck.store.reviews import Pair
from voicecheck.types import Status

SCHEMA_VERSION = 1
SETTLED = (Status.PASS, Status.FAIL)


@dataclass(frozen=True, slots=True)
class RuleAgreement:
    """One rule: the confusion of machine and person, and three shares where at least so many calls carry them.

    `agreed`: both say the same, among calls that both settled (pass or fail). `confirmed_fails` and
    `confirmed_passes`: a person says the same, among the machine's fails and passes that a person settled.
    """

    rule: str
    confusion: Mapping[tuple[Status, Status], int]
    settled: int
    agreed: Share | None
    confirmed_fails: Share | None
    confirmed_passes: Share | None


def agreements(pairs: Iterable[Pair], *, least: int) -> tuple[RuleAgreement, ...]:
    """The agreement of each rule that people judged, by name."""
    by_rule: dict[str, dict[tuple[Status, Status], int]] = defaultdict(lambda: defaultdict(int))
    for pair in pairs:
        by_rule[pair.rule][pair.machine, pair.person] += pair.count
    return tuple(_agreement(rule, dict(found), least) for rule, found in sorted(by_rule.items()))


def _agreement(rule: str, confusion: Mapping[tuple[Status, Status], int], least: int) -> RuleAgreement:
    same = {status: confusion.get((status, status), 0) for status in SETTLED}
    other = {Status.PASS: confusion.get((Status.PASS, Status.FAIL), 0),
             Status.FAIL: confusion.get((Status.FAIL, Status.PASS), 0)}  # fmt: skip
    agreed = Counts(sum(same.values()), sum(other.values()))
    return RuleAgreement(
        rule=rule,
        confusion=confusion,
        settled=agreed.judged,
        agreed=share_of(agreed, least),
        confirmed_fails=share_of(Counts(same[Status.FAIL], other[Status.FAIL]), least),
        confirmed_passes=share_of(Counts(same[Status.PASS], other[Status.PASS]), least),
    )


def as_text(found: Sequence[RuleAgreement], *, least: int) -> str:
    """A block a rule: the shares with intervals, and the confusion in rows of the machine's words."""
    blocks = ["\n".join(_block(one)) for one in found]
    note = (
        f"{TOO_FEW}: fewer than {least} that both settled; calls to review, undecided or not applicable are in no share"
    )
    return "\n\n".join([*blocks, note]) + "\n" if blocks else "no reviews are stored; see: voicecheck review import\n"


def _block(one: RuleAgreement) -> Iterator[str]:
    yield f"{one.rule}: agreed {_shown(one.agreed)} of {one.settled} that machine and person settled"
    yield f"  a person confirms a fail: {_shown(one.confirmed_fails)}; a pass: {_shown(one.confirmed_passes)}"
    people = [status for status in Status if any(person is status for _, person in one.confusion)]
    yield "  " + "machine \\ person".ljust(18) + "".join(status.value.rjust(16) for status in people)
    for machine in Status:
        if any(said is machine for said, _ in one.confusion):
            counts = "".join(str(one.confusion.get((machine, person), 0)).rjust(16) for person in people)
            yield "  " + machine.value.ljust(18) + counts


def _shown(share: Share | None) -> str:
    return pct(share) if share else TOO_FEW


def as_json(found: Sequence[RuleAgreement], *, least: int, drawn_only: bool) -> str:
    """One object, sorted and indented."""
    content: dict[str, Json] = {
        "schema_version": SCHEMA_VERSION,
        "least_judged": least,
        "random_sample_only": drawn_only,
        "rules": [_object(one) for one in found],
    }
    return dumps(content, indent=2) + "\n"


def _object(one: RuleAgreement) -> dict[str, Json]:
    return {
        "rule": one.rule,
        "settled": one.settled,
        "agreed": _interval(one.agreed),
        "confirmed_fails": _interval(one.confirmed_fails),
        "confirmed_passes": _interval(one.confirmed_passes),
        "confusion": [
            {"machine": machine.value, "person": person.value, "count": count}
            for (machine, person), count in sorted(one.confusion.items())
        ],
    }


def _interval(share: Share | None) -> Json:
    if share is None:
        return None
    return {name: round(getattr(share, name), DECIMALS) for name in ("value", "low", "high")}


def as_csv(found: Sequence[RuleAgreement]) -> str:
    """The confusion as rows: rule, machine, person, count."""
    table = io.StringIO()
    writer = csv.writer(table, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(("rule", "machine", "person", "count"))
    for one in found:
        for (machine, person), count in sorted(one.confusion.items()):
            writer.writerow((safe(one.rule), machine.value, person.value, count))
    return "\ufeff" + table.getvalue()
