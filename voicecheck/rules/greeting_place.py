"""Whether parts have room where they should stand.

Seconds between two parts that were heard are a fact that no doubtful word changes: where they are too few for what
should stand there, it was not said.

The second look tells what was said and not where: what it found needs room between its neighbours, and nothing
unexplained may be said outside; words in the wrong order are as likely on the same seconds as words in the right one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from voicecheck.phrase import Phrase, say
from voicecheck.rules.greeting_candidates import Demand
from voicecheck.rules.greeting_evidence import LEAD_S, gap_of, leftover, noticed_late, unheard
from voicecheck.rules.greeting_report import Outcome, Reading, fewest_letters
from voicecheck.rules.greeting_words import Opening
from voicecheck.text.formula import Formula
from voicecheck.text.patterns import Span
from voicecheck.types import CallEvidence, Interval, SlotStatus

NO_ROOM = say("decided.room", "no room for it")
FASTEST = 25.0
"""Letters a second that hurried speech reaches: fewer seconds than that hold no such text."""
USUAL, HURRIED = 14.0, 0.5
"""Letters a second in a greeting, and the share of its usual length that the most hurried speaker leaves of a part."""
LEAST_S = 0.25
"""Not even the shortest name takes less."""
MOSTLY = 0.7
"""Share of a word's time that makes it part of what was found there."""
SLACK_S = 0.3
"""Seconds by which the times of words may be off."""


def without_room(
    outcomes: Sequence[Outcome],
    formula: Formula,
    reading: Reading,
    evidence: CallEvidence,
    demand: Demand,
    *,
    within_s: float,
) -> tuple[Outcome, ...]:
    """The outcomes, a part in doubt as not said where the voice between its neighbours is too short for it.

    Both neighbours must have been heard, or found by the second look, in one order on the audio clock; before the
    first part and behind the last one the voice itself must end. What the second look holds for likely stays in doubt.
    """
    if evidence.recording.damaged or reading.doubt or reading.swapped or noticed_late(reading.opening, evidence):
        return tuple(outcomes)
    until_s = reading.opening.words[0].start_s + within_s
    return tuple(
        _left_out(outcome) if _no_room(index, outcomes, formula, reading, evidence, demand, until_s) else outcome
        for index, outcome in enumerate(outcomes)
    )


def _left_out(outcome: Outcome) -> Outcome:
    bare = replace(outcome.result, note=None, heard=None, likeness=None)
    result = replace(bare, status=SlotStatus.NOT_SAID, decided_by=NO_ROOM)
    return replace(outcome, result=result, sure=True, voice=None)


def _no_room(
    index: int,
    outcomes: Sequence[Outcome],
    formula: Formula,
    reading: Reading,
    evidence: CallEvidence,
    demand: Demand,
    until_s: float,
) -> bool:
    outcome = outcomes[index]
    doubtful = outcome.result.status is SlotStatus.CANNOT_TELL and not outcome.missing and not outcome.against
    doubtful = doubtful and not outcome.hinted
    if not doubtful or outcome.result.likeness or not formula.parts[index].names:
        return False
    beside = [outcomes[i] for i in (index - 1, index + 1) if 0 <= i < len(outcomes)]
    if any(o.whole is None for o in beside) or (index == 0 and evidence.clipped_start):
        return False
    gap = _room(index, outcomes, reading, evidence, until_s)
    explained = [o.whole for o in outcomes if o.whole is not None and o.looked]
    if gap is None or _poorly_heard(gap, explained, reading.opening, demand.limits.clear_confidence):
        return False
    spoken_s = sum(region.overlap_s(gap) for region in evidence.agent_speech)
    letters = fewest_letters(formula.parts[index], reading.opening, demand)
    least_s = max(LEAST_S, letters / USUAL * HURRIED)
    return spoken_s < least_s


def _room(
    index: int, outcomes: Sequence[Outcome], reading: Reading, evidence: CallEvidence, until_s: float
) -> Interval | None:
    """The seconds between the neighbours of a part, none where they touch; None where they are out of order."""
    before = [o.whole.end_s for o in outcomes[:index] if o.whole is not None]
    following = [o.whole.start_s for o in outcomes[index + 1 :] if o.whole is not None]
    if not before or not following:
        return _gap(index, outcomes, reading, evidence, until_s)
    start_s, end_s = max(before), min(following)
    return Interval(min(start_s, end_s), end_s) if start_s < end_s + SLACK_S else None


def _poorly_heard(gap: Interval, explained: Sequence[Interval], opening: Opening, clear: float) -> bool:
    """Whether a word in a gap or beside it was heard poorly: the time of what was garbled may be its own.

    Words in the seconds of a part that the second look found are that part's.
    """
    near = gap.widened(SLACK_S)
    poor = (word.interval for word in opening.words if word.confidence < clear)
    return any(
        word.overlap_s(near) > 0 and sum(word.overlap_s(one) for one in explained) < MOSTLY * word.length_s
        for word in poor
    )


def out_of_place(
    outcomes: Sequence[Outcome], reading: Reading, evidence: CallEvidence, *, within_s: float, unheard_s: float
) -> Phrase | None:
    """Why the order is not known where the second look found a part; None where it is, or it found none."""
    found = [index for index, outcome in enumerate(outcomes) if _looked(outcome)]
    if not found or any(o.result.status is not SlotStatus.SAID and not o.optional for o in outcomes):
        return None
    until_s = reading.opening.words[0].start_s + within_s
    gaps = {index: _gap(index, outcomes, reading, evidence, until_s) for index in found}
    for gap in dict.fromkeys(gaps.values()):
        texts = [outcomes[index].result.expected or "" for index in found if gaps[index] == gap]
        if gap is None or gap.length_s + SLACK_S < sum(map(len, texts)) / FASTEST:
            return say("greeting.no_room", "what only the second look found has no room in the agreed order")
    inside = [gap for gap in gaps.values() if gap is not None]
    elsewhere = _unexplained(outcomes, reading, evidence, inside, unheard_s)
    if elsewhere is None:
        return None
    return say(
        "greeting.elsewhere", "what is said at {at_s:.1f} s may stand out of the agreed order", at_s=elsewhere.start_s
    )


def _looked(outcome: Outcome) -> bool:
    return outcome.looked and outcome.result.status is SlotStatus.SAID


def _gap(
    index: int, outcomes: Sequence[Outcome], reading: Reading, evidence: CallEvidence, until_s: float
) -> Interval | None:
    """The seconds between the plainly heard neighbours of a part; None where they leave none."""
    plain = [None if _looked(o) else o.whole for o in outcomes]
    opening = reading.opening
    lead_s = max(0.0, opening.words[0].start_s - LEAD_S)
    start_s = max((w.end_s for w in plain[:index] if w is not None), default=lead_s)
    following = [w.start_s for w in plain[index + 1 :] if w is not None]
    if following:
        return Interval(start_s, min(following)) if min(following) > start_s else None
    end_s = gap_of(index, reading.choice, opening, evidence, until_s).interval.end_s
    spoken = [region.end_s for region in evidence.agent_speech if region.start_s < end_s and region.end_s > start_s]
    return Interval(start_s, min(end_s, max(spoken))) if spoken and end_s > start_s else None


def _unexplained(
    outcomes: Sequence[Outcome],
    reading: Reading,
    evidence: CallEvidence,
    inside: Sequence[Interval],
    least_s: float,
) -> Interval | None:
    """A stretch of voice or words before the greeting's end that no part and no gap accounts for."""
    opening = reading.opening
    wholes = [o.whole for o in outcomes if o.whole is not None]
    end_s = max(whole.end_s for whole in wholes)
    known = [*(o.whole for o in outcomes if o.whole is not None and not _looked(o)), *dict.fromkeys(inside)]
    runs = [opening.interval(run) for run in leftover(Span(0, len(opening.tokens)), opening)]
    quiet = unheard(Interval(max(0.0, opening.words[0].start_s - LEAD_S), end_s), opening, evidence, least_s)
    for one in (*runs, *([quiet] if quiet is not None else [])):
        free_s = one.length_s - sum(one.overlap_s(part) for part in known)
        if one.start_s < end_s and free_s >= least_s:
            return one
    return None
