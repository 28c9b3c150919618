"""Whether parts that only the second look found stand in their place: it tells what was said and not where.

A part needs room between its neighbours, and nothing unexplained may be said outside: words in the wrong order
are as likely on the same seconds as words in the right one.
"""

from __future__ import annotations

from collections.abc import Sequence

from voicecheck.phrase import Phrase, say
from voicecheck.rules.greeting_evidence import LEAD_S, gap_of, leftover, unheard
from voicecheck.rules.greeting_report import Outcome, Reading
from voicecheck.text.patterns import Span
from voicecheck.types import CallEvidence, Interval, SlotStatus

FASTEST = 25.0
"""Letters a second that hurried speech reaches: fewer seconds than that hold no such text."""
SLACK_S = 0.3
"""Seconds by which the times of words may be off."""


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
