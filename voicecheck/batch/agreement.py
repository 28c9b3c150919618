"""How often the verdicts say what the people said who listened: counts, and where to listen again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voicecheck.batch.labels import Label, Labelled
from voicecheck.shares import Share
from voicecheck.types import CallEvidence, CallReport, SlotStatus, Status, Verdict

DECIDED = (Status.PASS, Status.FAIL)


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled call, what was heard in it, and the report."""

    labelled: Labelled
    evidence: CallEvidence
    report: CallReport


@dataclass(frozen=True, slots=True)
class Compared:
    """One label beside the verdict that it speaks of."""

    call: Judged
    label: Label
    verdict: Verdict

    @property
    def agrees(self) -> bool:
        """Whether both say the same."""
        return self.label.status is self.verdict.status

    @property
    def seconds(self) -> tuple[float, float] | None:
        """From where to where to listen: the findings and parts of the verdict, else the opening's speech."""
        findings, slots = self.verdict.findings, self.verdict.slots.values()
        starts = [s for s in (*(f.start_s for f in findings), *(p.start_s for p in slots)) if s is not None]
        ends = [s for s in (*(f.end_s for f in findings), *(p.end_s for p in slots)) if s is not None]
        if starts and ends:
            return min(starts), max(ends)
        speech = self.call.evidence.agent_speech
        return (speech[0].start_s, speech[0].end_s) if speech else None


@dataclass(frozen=True, slots=True)
class SlotAgreement:
    """One part of a rule: labels of either kind, and how often the verdict says so, the opposite, or neither."""

    slot: str
    said: Counter[SlotStatus]
    not_said: Counter[SlotStatus]

    @property
    def invented(self) -> Share:
        """Parts found that the listener says were not said."""
        return Share(self.not_said[SlotStatus.SAID], self.not_said.total())

    @property
    def denied(self) -> Share:
        """Parts called missing that the listener says were said."""
        return Share(self.said[SlotStatus.NOT_SAID], self.said.total())

    @property
    def found(self) -> Share:
        """Parts found, of those that were said."""
        return Share(self.said[SlotStatus.SAID], self.said.total())


@dataclass(frozen=True, slots=True)
class RuleAgreement:
    """One rule over all calls labelled for it."""

    rule: str
    compared: tuple[Compared, ...]
    slots: tuple[SlotAgreement, ...]

    @property
    def confusion(self) -> Counter[tuple[Status, Status]]:
        """How often each label met each verdict."""
        return Counter((one.label.status, one.verdict.status) for one in self.compared)

    @property
    def agreement(self) -> Share:
        """Labels that the verdict repeats."""
        return Share(sum(one.agrees for one in self.compared), len(self.compared))

    @property
    def decided(self) -> Share:
        """Calls that need no person: the verdict is pass or fail."""
        return Share(sum(one.verdict.status in DECIDED for one in self.compared), len(self.compared))

    @property
    def false_fails(self) -> Share:
        """Calls in order that were failed."""
        return self._share(Status.PASS, Status.FAIL)

    @property
    def false_passes(self) -> Share:
        """Calls not in order that were passed."""
        return self._share(Status.FAIL, Status.PASS)

    @property
    def disagreements(self) -> tuple[Compared, ...]:
        """What to listen to again: wrong decisions first, then what was left to a person or the other way round."""
        open_ = [one for one in self.compared if not one.agrees]
        return tuple(
            sorted(open_, key=lambda one: one.verdict.status not in DECIDED or one.label.status not in DECIDED)
        )

    def _share(self, label: Status, verdict: Status) -> Share:
        own = [one for one in self.compared if one.label.status is label]
        return Share(sum(one.verdict.status is verdict for one in own), len(own))


def compare(calls: Sequence[Judged]) -> tuple[RuleAgreement, ...]:
    """The agreement of each labelled rule, in the order of the standard's rules."""
    pairs = [Compared(call, label, verdict) for call in calls for label in call.labelled.labels
             if (verdict := _verdict(call.report, label.rule)) is not None]  # fmt: skip
    order = dict.fromkeys(verdict.rule for call in calls for verdict in call.report.verdicts)
    rules = [rule for rule in order if any(pair.label.rule == rule for pair in pairs)]
    return tuple(_agreement(rule, tuple(pair for pair in pairs if pair.label.rule == rule)) for rule in rules)


def _verdict(report: CallReport, rule: str) -> Verdict | None:
    return next((verdict for verdict in report.verdicts if verdict.rule == rule), None)


def _agreement(rule: str, pairs: tuple[Compared, ...]) -> RuleAgreement:
    names = dict.fromkeys(name for pair in pairs for name in pair.label.slots)
    return RuleAgreement(rule, pairs, tuple(_slot(name, pairs) for name in names))


def _slot(name: str, pairs: Sequence[Compared]) -> SlotAgreement:
    counts: Mapping[SlotStatus, Counter[SlotStatus]] = {s: Counter() for s in (SlotStatus.SAID, SlotStatus.NOT_SAID)}
    for pair in pairs:
        if name in pair.label.slots:
            counts[pair.label.slots[name]][slot_status(pair.verdict, name)] += 1
    return SlotAgreement(name, counts[SlotStatus.SAID], counts[SlotStatus.NOT_SAID])


def slot_status(verdict: Verdict, name: str) -> SlotStatus:
    """What a verdict says of a part; of several under one name (department, department|organisation) the best.

    A verdict that says nothing of it cannot tell.
    """
    found = [result.status for key, result in verdict.slots.items() if name == key or name in key.split("|")]
    order = (SlotStatus.SAID, SlotStatus.CANNOT_TELL, SlotStatus.NOT_SAID)
    return next((status for status in order if status in found), SlotStatus.CANNOT_TELL)
