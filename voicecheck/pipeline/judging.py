"""From evidence to a report: pure, without sound, a millisecond a call."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from voicecheck.rules.base import Need, lacking
from voicecheck.rules.reference import REFERENCE_RANGES
from voicecheck.types import (
    Baseline,
    CallEvidence,
    CallRef,
    CallReport,
    Case,
    Failed,
    Level,
    Outcome,
    ProbeRequest,
    StandardRef,
    Status,
    Transcript,
    Verdict,
)

if TYPE_CHECKING:
    from voicecheck.rules.base import Rule
    from voicecheck.standard import RuleSetting, Standard

WORST_FIRST = (Status.FAIL, Status.REVIEW, Status.UNDECIDED, Status.PASS)

ROLE_NEEDS = frozenset({Need.AGENT_WORDS, Need.VOICE, Need.ROLES})
"""What a rule needs where its verdict depends on who the agent is."""


def judge(evidence: CallEvidence, standard: Standard, *, baseline: Baseline | None = None) -> CallReport:
    """The report on one call: every rule of the standard held against the evidence.

    Args:
        evidence: what `listen` heard, fresh or from the store; both give the same report.
        standard: the service standard.
        baseline: the agent's usual voice, where it is known.
    """
    case = Case(evidence=evidence, agreement=standard.agreement, baseline=baseline)
    verdicts = tuple(_verdict(case, setting) for setting in standard.settings)
    return CallReport(
        call=evidence.call,
        standard=StandardRef(standard.id, standard.hash),
        outcome=outcome_of(verdicts),
        verdicts=verdicts,
        evidence=evidence,
        agreement=standard.agreement,
        ranges=REFERENCE_RANGES,
    )


def in_doubt(evidence: CallEvidence, standard: Standard) -> bool:
    """Whether a rule that judges by words would not pass the call on this evidence: then more hearings are worth it."""
    case = Case(evidence=evidence, agreement=standard.agreement)
    settled = (Status.PASS, Status.NOT_APPLICABLE)
    return any(s.rule.wanted is not None and _verdict(case, s).status not in settled for s in standard.settings)


def probes_wanted(evidence: CallEvidence, standard: Standard) -> tuple[ProbeRequest, ...]:
    """The probes that the standard's rules would judge this evidence by, each once, without those it holds."""
    case = Case(evidence=evidence, agreement=standard.agreement)
    asked = [
        request
        for setting in standard.settings
        if setting.rule.wanted and not any(lacking(case, need) for need in setting.rule.needs)
        for request in setting.rule.wanted(case, setting.options)
    ]
    held = {(probe.text, probe.carrier, probe.interval) for probe in evidence.probes}
    return tuple(r for r in dict.fromkeys(asked) if (r.filler, r.carrier, r.interval) not in held)


def report_fault(call: CallRef, standard: Standard, fault: Failed) -> CallReport:
    """The report on a call that could not be processed: no verdict, and the fault."""
    reference = StandardRef(standard.id, standard.hash)
    return CallReport(call, reference, Outcome.FAULT, agreement=standard.agreement, faults=(fault,))


def outcome_of(verdicts: tuple[Verdict, ...]) -> Outcome:
    """What became of the call: the worst status among the rules of level error; the rest never change it."""
    statuses = {verdict.status for verdict in verdicts if verdict.level is Level.ERROR}
    worst = next((status for status in WORST_FIRST if status in statuses), Status.NOT_APPLICABLE)
    return Outcome(worst.value)


def _verdict(case: Case, setting: RuleSetting) -> Verdict:
    rule = setting.rule
    reasons = (lacking(case, need) for need in rule.needs)
    reason = next((reason for reason in reasons if reason), None)
    if reason is None:
        verdict = rule.check(case, setting.options)
    else:
        verdict = Verdict(rule.id, Status.UNDECIDED, reason, decided_by="evidence missing")
    verdict = _with_roles_in_doubt(verdict, case.evidence.transcript, rule)
    return replace(verdict, level=setting.level, source=setting.source)


def _with_roles_in_doubt(verdict: Verdict, transcript: Transcript, rule: Rule) -> Verdict:
    """The verdict; where something speaks against the roles, what they decide is for a person to hear."""
    if transcript.roles_note is None or not ROLE_NEEDS.intersection(rule.needs):
        return verdict
    if verdict.status is Status.PASS:
        return verdict
    return replace(verdict, status=Status.REVIEW, message=f"{verdict.message}; {transcript.roles_note}")
