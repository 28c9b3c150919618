"""From evidence to a report: pure, without sound, a millisecond a call."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from voicecheck.phrase import also, say
from voicecheck.rules.base import Need, answer, lacking
from voicecheck.rules.reference import REFERENCE_RANGES
from voicecheck.types import (
    Baseline,
    CallEvidence,
    CallRef,
    CallReport,
    Case,
    Failed,
    Grounds,
    Kept,
    Level,
    Outcome,
    ProbeRequest,
    StandardRef,
    Status,
    Transcript,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from voicecheck.rules.base import Rule
    from voicecheck.standard import RuleSetting, Standard

WORST_FIRST = (Status.FAIL, Status.REVIEW, Status.UNDECIDED, Status.PASS)

NOTHING: Mapping[str, Any] = MappingProxyType({})

NOTHING_TO_JUDGE = say("decided.missing", "evidence missing")

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
    return _report(case, standard, tuple([_verdict(case, setting) for setting in standard.settings]))


def judge_and_ask(
    evidence: CallEvidence,
    standard: Standard,
    *,
    baseline: Baseline | None = None,
    keys: Mapping[str, str] = NOTHING,
    kept: Mapping[str, Kept] = NOTHING,
) -> CallReport:
    """What `judge` gives with its grounds, which say what `probes_wanted` does, for about the work of one of them.

    Args:
        evidence: as for `judge`.
        standard: as for `judge`.
        baseline: as for `judge`.
        keys: `rule_keys` of the standard.
        kept: verdicts by rule that were reached before on this evidence with this baseline, by rules of the same key.
    """
    case = Case(evidence=evidence, agreement=standard.agreement, baseline=baseline)
    verdicts: list[Verdict] = []
    wanted: dict[str, tuple[str, ...]] = {}
    for setting in standard.settings:
        rule = setting.rule.id
        if (known := kept.get(rule)) is not None:
            verdict, wanted[rule] = _of_setting(known.verdict, setting), known.wanted
        else:
            verdict, asked = _judged(case, setting)
            wanted[rule] = tuple(sorted({request.filler for request in _not_held(asked, evidence)}))
        verdicts.append(verdict)
    return _report(case, standard, tuple(verdicts), Grounds(keys, wanted))


def _report(
    case: Case, standard: Standard, verdicts: tuple[Verdict, ...], grounds: Grounds | None = None
) -> CallReport:
    return CallReport(
        call=case.evidence.call,
        standard=StandardRef(standard.id, standard.hash),
        outcome=outcome_of(verdicts),
        verdicts=verdicts,
        evidence=case.evidence,
        agreement=standard.agreement,
        ranges=REFERENCE_RANGES,
        baseline=case.baseline,
        grounds=grounds,
    )


def compares(standard: Standard) -> bool:
    """Whether a rule of the standard holds a call against the agent's usual voice, so that `judge` wants it."""
    return any(setting.rule.compares for setting in standard.settings)


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
    return _not_held(asked, evidence)


def _not_held(asked: Sequence[ProbeRequest], evidence: CallEvidence) -> tuple[ProbeRequest, ...]:
    """The requests, each once, that no probe of the evidence answers."""
    return tuple(request for request in dict.fromkeys(asked) if answer(request, evidence.probes) is None)


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
    missing = _missing(case, setting.rule)
    return _settled(missing or setting.rule.check(case, setting.options), case, setting)


def _judged(case: Case, setting: RuleSetting) -> tuple[Verdict, tuple[ProbeRequest, ...]]:
    """The verdict, and the probes that the rule would judge by."""
    rule, missing = setting.rule, _missing(case, setting.rule)
    if missing is None and rule.judged is not None:
        verdict, wanted = rule.judged(case, setting.options)
        return _settled(verdict, case, setting), wanted
    verdict = missing or rule.check(case, setting.options)
    wanted = rule.wanted(case, setting.options) if rule.wanted and missing is None else ()
    return _settled(verdict, case, setting), wanted


def _missing(case: Case, rule: Rule) -> Verdict | None:
    """The verdict where evidence that the rule cannot do without is missing."""
    reasons = (lacking(case, need) for need in rule.needs)
    reason = next((reason for reason in reasons if reason), None)
    return None if reason is None else Verdict(rule.id, Status.UNDECIDED, reason, decided_by=NOTHING_TO_JUDGE)


def _settled(verdict: Verdict, case: Case, setting: RuleSetting) -> Verdict:
    """The verdict with what the standard says of its rule."""
    sure = _with_roles_in_doubt(verdict, case.evidence.transcript, setting.rule)
    return _of_setting(sure, setting)


def _of_setting(verdict: Verdict, setting: RuleSetting) -> Verdict:
    """The verdict with the level and the source that the standard gives its rule."""
    return replace(verdict, level=setting.level, source=setting.source)


def _with_roles_in_doubt(verdict: Verdict, transcript: Transcript, rule: Rule) -> Verdict:
    """The verdict; where something speaks against the roles, what they decide is for a person to hear."""
    if transcript.roles_note is None or not ROLE_NEEDS.intersection(rule.needs):
        return verdict
    if verdict.status is Status.PASS:
        return verdict
    return replace(verdict, status=Status.REVIEW, message=also([verdict.message, transcript.roles_note]))
