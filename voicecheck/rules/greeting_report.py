"""From a reading of the opening to slot results, findings and the verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from voicecheck.phrase import Phrase, also, either, say
from voicecheck.rules.greeting_align import Choice
from voicecheck.rules.greeting_candidates import Candidate, Demand, Grade, agreed, instead, part_named
from voicecheck.rules.greeting_evidence import Doubt, Gap, doubts, easily_misheard, gap_of, garbled, leftover
from voicecheck.rules.greeting_handover import Beginning
from voicecheck.rules.greeting_slots import expected_salutation, kinds_of, organisation_values, slot_spec
from voicecheck.rules.greeting_words import Opening
from voicecheck.text.formula import Formula, Part
from voicecheck.text.salutation import find_salutations
from voicecheck.types import Case, Finding, Interval, SlotResult, SlotStatus, Status, Verdict

ID = "greeting.formula"
DECIDED_BY = say("decided.words", "plain recognition")
SECOND_LOOK = say("decided.second_look", "second look")
SECOND_HEARING = say("decided.second_hearing", "second hearing")
SURE_ORDER = 0.85
SURELY_WRONG = 0.8
"""Confidence in words that stand in a part's place from which they are held against it whatever else is in doubt."""
"""Parts less alike than this may not be what they seem; their order is then for a person to judge."""


class Timing(Protocol):
    """The options that bear on the whole greeting."""

    @property
    def within_s(self) -> float:
        """Seconds allowed from the first word to the greeting's end."""
        ...

    @property
    def timing_error_s(self) -> float:
        """Seconds by which word times may be off."""
        ...

    @property
    def unheard_s(self) -> float:
        """Seconds of speech without a word in which a part may hide."""
        ...


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to take the opening; `swapped` where all is said but not in the agreed order."""

    opening: Opening
    choice: Choice
    swapped: bool
    caveat: Phrase | None = None
    second: bool = False
    """Whether hearings other than the first one contributed."""
    doubt: Phrase | None = None
    """Why a person has to hear whether this is the greeting: its order, or who said it, is not known."""
    since: Beginning | None = None
    """From where on it is judged, where a second agent took over."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one part: its slot result, under which name, and whether evidence was missing."""

    name: str
    result: SlotResult
    optional: bool
    missing: bool = False
    whole: Interval | None = None
    """Its seconds with the wording around it ("Joan speaking"), where it was said."""
    against: bool = False
    """Whether something else was heard in its place: another's name, the wrong time of day."""
    confidence: float = 0.0
    """The recogniser's mean confidence in the words heard."""
    looked: bool = False
    """Whether the second look decided it."""
    sure: bool = False
    """Whether it is wrong or missing whatever becomes of parts in doubt: something else was clearly heard, there is no
    room for it, or the second look on a clear line speaks against it by every wording."""
    hinted: bool = False
    """Whether the second look holds it likelier said than not."""
    voice: Interval | None = None
    """The stretch without a word that alone keeps the part from being missing."""


def expected_text(part: Part, opening: Opening, demand: Demand) -> str:
    """What should have been said, in words."""
    if not part.names:
        return part.wording
    wanted = [_expected(name, opening, demand) for name in part.names]
    return either(list(dict.fromkeys(w for w in wanted if w))) or part_named(part.key)


def _expected(name: str, opening: Opening, demand: Demand) -> str:
    spec = slot_spec(name, demand)
    if spec.kind == "salutation":
        return expected_salutation(spec, demand, opening.language)
    if spec.kind == "organisation":
        return either(organisation_values(name, spec, demand, opening.language)[:1])
    if spec.kind == "person":
        own = {"agent": demand.call.agent, "customer": demand.call.customer}.get(name)
        return own or either(spec.values[:2]) or say("greeting.a_name", "a name")
    if spec.values:
        return spec.values[0]
    return say("greeting.an_offer", "an offer of help") if spec.kind == "offer" else part_named(name)


def fewest_letters(part: Part, opening: Opening, demand: Demand) -> int:
    """Letters of the shortest wording that would do for a part."""
    lengths = [len(text) for name in part.names for text in _wordings(name, opening, demand)]
    return min(lengths, default=len(part.wording))


def _wordings(name: str, opening: Opening, demand: Demand) -> Sequence[str]:
    spec = slot_spec(name, demand)
    if spec.kind == "organisation":
        return organisation_values(name, spec, demand, opening.language)
    return spec.values or (_expected(name, opening, demand),)


def _found(candidate: Candidate, note: Phrase | None, opening: Opening, status: SlotStatus) -> SlotResult:
    at = opening.interval(candidate.span)
    return SlotResult(
        status=status,
        heard=opening.heard(candidate.span),
        expected=candidate.expected,
        likeness=round(candidate.likeness, 3),
        start_s=at.start_s,
        end_s=at.end_s,
        note=note,
        decided_by=DECIDED_BY,
    )


def _absent(gap: Gap, expected: str, status: SlotStatus, note: Phrase | None, heard: str | None = None) -> SlotResult:
    likeness, at = 0.0 if heard else None, gap.interval
    return SlotResult(status, heard, expected, likeness, at.start_s, at.end_s, note, DECIDED_BY)


def judge_part(index: int, reading: Reading, case: Case, formula: Formula, demand: Demand, options: Timing) -> Outcome:
    """What became of one part of the formula."""
    candidate = reading.choice[index]
    if candidate is None:
        return _judge_absent(index, reading, case, formula, demand, options)
    return _judge_present(candidate, formula.parts[index], reading.opening, case, demand)


def _judge_present(candidate: Candidate, part: Part, opening: Opening, case: Case, demand: Demand) -> Outcome:
    """What became of a part for which something was heard."""
    confidence, whole = opening.confidence(candidate.span), None
    status = SlotStatus.NOT_SAID if confidence >= demand.limits.clear_confidence else SlotStatus.CANNOT_TELL
    if candidate.grade is Grade.SAID or _cut_off(candidate, part, case, demand):
        status, whole = SlotStatus.SAID, opening.interval(candidate.whole)
    elif candidate.grade is Grade.NEAR:
        status = SlotStatus.CANNOT_TELL
    cut = status is SlotStatus.SAID and candidate.grade is not Grade.SAID
    note = say("greeting.cut", "the recording begins in the middle of it") if cut else candidate.note
    against = candidate.rival or candidate.grade is Grade.WRONG
    return Outcome(
        name=candidate.name,
        result=_found(candidate, note, opening, status),
        optional=part.optional,
        whole=whole,
        against=against,
        confidence=confidence,
        sure=against and status is SlotStatus.NOT_SAID and confidence >= SURELY_WRONG,
    )


def _cut_off(candidate: Candidate, part: Part, case: Case, demand: Demand) -> bool:
    """Whether it is a salutation of which the start of the recording has left only the end."""
    first = candidate.span.start == 0 and case.evidence.clipped_start
    whole = candidate.note is not None  # a courtesy, heard to its end
    return first and not whole and candidate.grade is Grade.NEAR and "salutation" in _kinds(part, demand)


def _judge_absent(
    index: int, reading: Reading, case: Case, formula: Formula, demand: Demand, options: Timing
) -> Outcome:
    part, opening = formula.parts[index], reading.opening
    expected = expected_text(part, opening, demand)
    gap = gap_of(index, reading.choice, opening, case.evidence, opening.words[0].start_s + options.within_s)
    if part.names and not _can_be_known(part, demand):
        reason = say("greeting.which", "neither the call nor the standard says which {part}", part=part_named(part.key))
        return Outcome(part.key, _absent(gap, expected, SlotStatus.CANNOT_TELL, reason), part.optional, missing=True)
    heard = _instead(part, gap, opening, demand)
    doubt = _in_place(part, gap, opening, expected, demand)
    if doubt is None and heard is None:
        doubt = doubts(gap, opening, case.evidence, options.unheard_s)
    if doubt is not None:
        result = _absent(gap, expected, SlotStatus.CANNOT_TELL, doubt.reason, doubt.heard)
        return Outcome(part.key, result, part.optional, doubt.missing, voice=doubt.voice)
    heard = heard or _neutral(part, gap, opening, demand)
    note = instead(heard, expected) if heard else None
    return Outcome(part.key, _absent(gap, expected, SlotStatus.NOT_SAID, note, heard), part.optional)


def _can_be_known(part: Part, demand: Demand) -> bool:
    own = {"department": demand.call.department, "organisation": demand.call.organisation}
    specs = [slot_spec(name, demand) for name in part.names]
    return any(s.kind not in ("organisation", "phrase") or s.values or own.get(s.name) for s in specs)


def _kinds(part: Part, demand: Demand) -> frozenset[str]:
    return kinds_of(part, demand.agreement)


def _in_place(part: Part, gap: Gap, opening: Opening, expected: str, demand: Demand) -> Doubt | None:
    """Words in the gap that may be the part all the same."""
    poor = garbled(gap, opening, demand.limits.clear_confidence)
    if poor is not None:
        return poor
    kinds, runs = _kinds(part, demand), leftover(gap.span, opening)
    if kinds & {"person", "salutation"} and runs:
        return _in_its_place(opening.heard(runs[0]))
    if "organisation" in kinds and easily_misheard(expected, gap, opening):
        return _in_its_place(opening.heard(gap.span))
    return None


def _in_its_place(heard: str) -> Doubt:
    return Doubt(say("greeting.in_place", "heard {heard!r} in its place", heard=heard), missing=False, heard=heard)


def _instead(part: Part, gap: Gap, opening: Opening, demand: Demand) -> str | None:
    """What was said in place of an organisation."""
    if "organisation" not in _kinds(part, demand):
        return None
    runs = leftover(gap.span, opening)
    longest = max(runs, key=lambda run: run.end - run.start, default=None)
    return opening.heard(longest) if longest is not None else None


def _neutral(part: Part, gap: Gap, opening: Opening, demand: Demand) -> str | None:
    """The "hello" in place of the agreed salutation."""
    if "salutation" not in _kinds(part, demand):
        return None
    language = opening.language
    found = find_salutations(opening.tokens, language.salutations, language, floor=0.8)
    inside = [one.span for one in found if gap.span.start <= one.span.start and one.span.end <= gap.span.end]
    return opening.heard(inside[0]) if inside else None


def judge_parts(reading: Reading, case: Case, formula: Formula, demand: Demand, options: Timing) -> tuple[Outcome, ...]:
    """What became of every part of the formula in one reading."""
    return tuple(judge_part(index, reading, case, formula, demand, options) for index in range(len(formula.parts)))


def conclude(reading: Reading, outcomes: Sequence[Outcome], formula: Formula, options: Timing) -> Verdict:
    """The verdict that the parts of a reading come to, with the reason where it begins with a second agent."""
    verdict = _conclude(reading, outcomes, formula, options)
    since = reading.since
    if since is None:
        return verdict
    at = since.phrase or Interval(since.at_s, since.at_s)
    finding = Finding(since.why, at.start_s, at.end_s, since.words)
    status = Status.REVIEW if verdict.status is Status.FAIL and not since.sure else verdict.status
    return replace(
        verdict, status=status, message=also([verdict.message, since.why]), findings=(*verdict.findings, finding)
    )


def _conclude(reading: Reading, outcomes: Sequence[Outcome], formula: Formula, options: Timing) -> Verdict:
    slots = {outcome.name: outcome.result for outcome in outcomes}
    demanded = [o for o in outcomes if not o.optional]
    absent = [o for o in demanded if o.result.status is SlotStatus.NOT_SAID]
    doubtful = [o for o in demanded if o.result.status is SlotStatus.CANNOT_TELL]
    greeting, decided_by = _greeting(outcomes), _decided_by(reading, outcomes)
    if absent or doubtful:
        status = _status(absent, doubtful)
        message = also([_complaint(o) for o in (*absent, *doubtful)])
        findings = tuple(_finding(o) for o in (*absent, *doubtful))
        return Verdict(
            ID, status, message, findings=findings, slots=slots, decided_by=decided_by, threshold=options.within_s
        )
    assert greeting is not None
    return _timed(reading, outcomes, greeting, formula, slots, options)


def _decided_by(reading: Reading, outcomes: Sequence[Outcome]) -> Phrase:
    """The last test that was needed."""
    if any(outcome.looked for outcome in outcomes):
        return SECOND_LOOK
    return SECOND_HEARING if reading.second else DECIDED_BY


def _status(absent: Sequence[Outcome], doubtful: Sequence[Outcome]) -> Status:
    """A fail where nothing is in doubt or a part is surely missing; review where it can be heard; else undecided."""
    if not doubtful or any(o.sure for o in absent):
        return Status.FAIL
    return Status.UNDECIDED if all(o.missing for o in doubtful) and not absent else Status.REVIEW


def _greeting(outcomes: Sequence[Outcome]) -> Interval | None:
    """From the first said part to the last demanded one."""
    said = [o.whole for o in outcomes if o.whole is not None]
    demanded = [o.whole for o in outcomes if o.whole is not None and not o.optional]
    if not demanded:
        return None
    return Interval(min(w.start_s for w in said), max(w.end_s for w in demanded))


def _timed(
    reading: Reading,
    outcomes: Sequence[Outcome],
    greeting: Interval,
    formula: Formula,
    slots: Mapping[str, SlotResult],
    options: Timing,
) -> Verdict:
    """The verdict where every demanded part was said: order, then time."""
    opening = reading.opening
    first_s = min(opening.words[0].start_s, greeting.start_s)
    took_s = round(max(0.0, greeting.end_s - first_s), 3)
    words = " ".join(w.text.strip() for w in opening.words if w.end_s > greeting.start_s and w.start_s < greeting.end_s)
    notes = [o.result.note for o in outcomes if o.result.note] + ([reading.caveat] if reading.caveat else [])
    status = Status.PASS
    message = say("greeting.complete", "greeting complete {took_s:.1f} s after the first word", took_s=took_s)
    if reading.swapped:
        sure = all((o.result.likeness or 0) >= SURE_ORDER for o in outcomes if not o.optional)
        status = Status.FAIL if sure else Status.REVIEW
        message = say("greeting.swapped", "not said in the agreed order")
    elif reading.doubt:
        status, message = Status.REVIEW, reading.doubt
    elif took_s > options.within_s:
        near = took_s <= options.within_s + options.timing_error_s
        status = Status.REVIEW if near else Status.FAIL
        message = say(
            "greeting.late",
            "greeting ends {took_s:.1f} s after the first word, {within_s:g} s agreed",
            took_s=took_s,
            within_s=options.within_s,
        )
    text = also([message, *dict.fromkeys(notes)])
    finding = Finding(text, greeting.start_s, greeting.end_s, words, agreed(formula))
    return Verdict(
        ID,
        status,
        text,
        value=took_s,
        threshold=options.within_s,
        findings=(finding,),
        slots=slots,
        decided_by=_decided_by(reading, outcomes),
    )


def _complaint(outcome: Outcome) -> Phrase:
    result, part = outcome.result, part_named(outcome.name)
    if result.status is SlotStatus.NOT_SAID and result.note:
        return say("greeting.wrong", "wrong {part}: {note}", part=part, note=result.note)
    if result.status is SlotStatus.NOT_SAID:
        return say("greeting.absent", "no {part} said", part=part)
    if result.note:
        return say("greeting.unclear", "cannot tell whether the {part} was said: {note}", part=part, note=result.note)
    return say("greeting.unclear_bare", "cannot tell whether the {part} was said", part=part)


def noted(result: SlotResult, note: Phrase) -> SlotResult:
    """The result with one more note."""
    return replace(result, note=also([result.note, note]) if result.note else note)


def _finding(outcome: Outcome) -> Finding:
    result = outcome.result
    return Finding(_complaint(outcome), result.start_s, result.end_s, result.heard, result.expected)
