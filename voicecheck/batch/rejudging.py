"""Judge all that is stored by another standard: no recording is opened, both results are kept.

What moved, moved because of the rule: the two results compared rest on the same evidence and the
same metadata.
"""

from __future__ import annotations

import gc
import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from voicecheck.errors import VoicecheckError
from voicecheck.pipeline import compares, judge_and_ask, probes_wanted, rule_keys
from voicecheck.standard import show
from voicecheck.store.rows import heard_key
from voicecheck.store.saving import Result
from voicecheck.store.standing import Standing, standing_of
from voicecheck.types import Failed

if TYPE_CHECKING:
    from voicecheck.standard import Standard
    from voicecheck.store.database import Store
    from voicecheck.store.finding import Block, Earlier, HeardCall
    from voicecheck.store.usual import UsualVoices
    from voicecheck.types import Baseline, CallEvidence, CallReport, Kept

log = logging.getLogger(__name__)

AT_ONCE = 200
"""Calls judged and stored in one transaction."""
ABSENT = "absent"
"""What stands for the status of a rule that only one of two standards has."""


@dataclass(frozen=True, slots=True)
class Move:
    """A rule (or the outcome) that says something else of a call than the earlier standard did."""

    call_id: str
    path: str
    rule: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Again:
    """One call judged again: where it stands, what moved, which probes would be wanted; or why it was not judged."""

    call_id: str
    standing: Standing | None = None
    compared_with: str | None = None
    moves: tuple[Move, ...] = ()
    missing: tuple[str, ...] = ()
    fault: Failed | None = None


@dataclass(slots=True)
class Tally:
    """What a whole rejudging came to; `moved` holds the calls that moved and no others."""

    standard: str
    hash: str
    calls: int = 0
    unchanged: int = 0
    first: int = 0
    standings: list[Standing] = field(default_factory=list)
    compared_with: Counter[str] = field(default_factory=Counter)
    moves: list[Move] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    faults: list[Failed] = field(default_factory=list)

    def count(self, one: Again) -> None:
        """Take one call into the account."""
        self.calls += 1
        self.moves += one.moves
        self.missing += [one.call_id] if one.missing else []
        if one.fault or one.standing is None:
            self.faults += [one.fault] if one.fault else []
            return
        self.standings.append(one.standing)
        if one.compared_with is None:
            self.first += 1
        else:
            self.compared_with[one.compared_with] += 1
            self.unchanged += not one.moves

    @property
    def ways(self) -> dict[str, Counter[str]]:
        """For each rule that moved, how often and which way."""
        found: dict[str, Counter[str]] = {}
        for move in self.moves:
            found.setdefault(move.rule, Counter())[f"{move.before} -> {move.after}"] += 1
        return found


def rejudge(
    store: Store, standard: Standard, *, since: datetime | None = None, run: int | None = None
) -> Iterator[Again]:
    """Every stored call judged by a standard, as it is stored, in bounded memory.

    Args:
        store: evidence, and the earlier results; the new ones are stored beside them.
        standard: the standard to judge by.
        since: only calls that began (unknown: were stored) then or later.
        run: the number of this run.
    """
    for told in judge_blocks(store, standard, store.heard_blocks(AT_ONCE, since=since), since=since, run=run):
        yield from told


def judge_blocks(
    store: Store,
    standard: Standard,
    blocks: Iterable[Block],
    *,
    since: datetime | None = None,
    run: int | None = None,
) -> Iterator[list[Again]]:
    """The same block by block, for some blocks of the calls."""
    store.keep_standard(hash=standard.hash, id=standard.id, effective=show(standard), agreement=standard.agreement)
    usual = store.usual_voices()
    if compares(standard):
        usual.learn_all()
    sheet = _Sheet(standard, rule_keys(standard))
    for block in blocks:
        some = list(store.heard_calls(since=since, block=block))
        with uncollected():
            told = _judge_some(some, sheet, store, usual, run)
        yield told


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The standard to judge by, and the keys of its rules."""

    standard: Standard
    keys: Mapping[str, str]


@contextmanager
def uncollected() -> Iterator[None]:
    """No search for cycles of garbage meanwhile: evidence is made of thousands of values, and none are in a cycle."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _judge_some(
    some: Sequence[HeardCall], sheet: _Sheet, store: Store, usual: UsualVoices, run: int | None
) -> list[Again]:
    """Some calls judged and stored in one transaction."""
    standard = sheet.standard
    before = store.earlier_verdicts([one.id for one in some], standard.hash)
    voices = _usual_voices(some, before, usual) if compares(standard) else {}
    results, judged = [], []
    for one in some:
        baseline, key = voices.get(one.id, (None, ""))
        report, again = _judge(one, sheet, before.get(one.id), baseline)
        judged.append(again)
        if report is not None and report.evidence is not None:
            work = one.work(standard.hash, key)
            results.append(Result(report, work, report.evidence.recording.sha256, heard_key(one.heard)))
    store.save_many(results, run=run, present=False)
    return judged


def _usual_voices(
    some: Sequence[HeardCall], before: Mapping[int, Earlier], usual: UsualVoices
) -> dict[int, tuple[Baseline, str]]:
    """What calls by number are compared with, and its key: from the earlier report where that has the same key."""
    usual.learn([(one.call, one.evidence_key) for one in some])
    found: dict[int, tuple[Baseline, str]] = {}
    fresh: list[tuple[HeardCall, str]] = []
    for one in some:
        key, earlier = usual.key(one.call, one.evidence_key), before.get(one.id)
        same = earlier is not None and earlier.report == one.work(earlier.standard_hash, key).report
        if key and earlier is not None and same and (baseline := earlier.baseline):
            found[one.id] = baseline, key
        elif key:
            fresh.append((one, key))
    made = usual.baselines([(one.call, one.evidence_key) for one, _ in fresh])
    found.update({one.id: (baseline, key) for (one, key), baseline in zip(fresh, made, strict=True) if baseline})
    return found


def _kept(one: HeardCall, sheet: _Sheet, before: Earlier | None, baseline: Baseline | None) -> Mapping[str, Kept]:
    """The verdicts by rule that the earlier report has, and that judging again could only repeat."""
    if before is None:
        return {}
    found = before.kept(sheet.keys, one.heard)
    if not found or before.baseline == baseline:
        return found
    comparing = {setting.rule.id for setting in sheet.standard.settings if setting.rule.compares}
    return {rule: kept for rule, kept in found.items() if rule not in comparing}


def missing_probes(evidence: CallEvidence, standard: Standard) -> tuple[str, ...]:
    """The words whose likelihood a standard's rules would look up and that were not measured in the call."""
    return tuple(sorted({request.filler for request in probes_wanted(evidence, standard)}))


def _missing(report: CallReport) -> tuple[str, ...]:
    """The same of a report that knows what its rules wanted."""
    wanted = report.grounds.wanted.values() if report.grounds else ()
    return tuple(sorted({filler for fillers in wanted for filler in fillers}))


def _judge(
    one: HeardCall, sheet: _Sheet, before: Earlier | None, baseline: Baseline | None
) -> tuple[CallReport | None, Again]:
    """The report and what moved; a call that cannot be judged is a fault and no end of the run."""
    name = one.call.call_id
    try:
        kept = _kept(one, sheet, before, baseline)
        report = judge_and_ask(one.evidence(), sheet.standard, baseline=baseline, keys=sheet.keys, kept=kept)
        missing = _missing(report)
    except VoicecheckError as error:
        return None, Again(name, fault=Failed(name, "judge", "evidence", str(error)))
    except Exception as error:
        log.exception("call number %s cannot be judged again", one.id)
        message = f"voicecheck itself failed on this call ({type(error).__name__}); please report it with the log"
        return None, Again(name, fault=Failed(name, "judge", "bug", message))
    moves = _moves(report, before) if before else ()
    return report, Again(name, standing_of(report), before.standard if before else None, moves, missing)


def _moves(report: CallReport, before: Earlier) -> tuple[Move, ...]:
    """The outcome and the rules whose word is another one now."""
    call = report.call
    after = {verdict.rule: verdict.status.value for verdict in report.verdicts}
    pairs = [("outcome", before.outcome.value, report.outcome.value)]
    for rule in sorted(after.keys() | before.statuses.keys()):
        was = before.statuses[rule].value if rule in before.statuses else ABSENT
        pairs.append((rule, was, after.get(rule, ABSENT)))
    return tuple(Move(call.call_id, call.path, rule, was, now) for rule, was, now in pairs if was != now)
