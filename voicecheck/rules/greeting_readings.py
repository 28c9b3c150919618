"""The ways to take the agent's words: from the second agent on, behind announcements, as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from voicecheck.phrase import say
from voicecheck.rules.greeting_align import Choice, align, said
from voicecheck.rules.greeting_candidates import Demand, Grade
from voicecheck.rules.greeting_handover import ANOTHER, SAME, Beginning, odds_at
from voicecheck.rules.greeting_report import Reading
from voicecheck.rules.greeting_slots import find_candidates, slot_spec
from voicecheck.rules.greeting_words import Opening, after_announcements, behind, make_opening
from voicecheck.text.formula import Formula
from voicecheck.text.language import Language
from voicecheck.types import CallEvidence, Case, Role, RolesBy, Word

TOGETHER_S = 4.0
"""Parts of one greeting follow each other within this."""
CLOCK_S = 0.3
"""Times of different hearings agree this closely."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: the formula, what is agreed for this call, in which language and order, within which time."""

    formula: Formula
    demand: Demand
    language: Language
    strict: bool
    within_s: float


def readings(case: Case, wanted: Wanted, begun: Beginning | None) -> list[Reading]:
    """Readings of the agent's words, the likeliest way to take them first.

    Args:
        case: with the words of one hearing.
        wanted: what is looked for.
        begun: where the second agent begins, where there is one.
    """
    words = case.evidence.transcript.words(Role.AGENT)
    found: list[Reading] = []
    if begun is None:
        found = _one_agents(words, wanted, case.evidence)
    else:
        found = _two_agents(words, wanted, case.evidence, begun)
    if case.evidence.transcript.roles_by is RolesBy.ASSUMED:
        everybody = sorted((w for t in case.evidence.transcript.turns for w in t.words), key=lambda w: w.start_s)
        spoken = _since(everybody, begun) if begun else tuple(everybody)
        opening = after_announcements(spoken, wanted.language, wanted.within_s)
        if opening.tokens:
            caveat = say("greeting.anybody", "the roles were assumed: the words may be anybody's")
            found.append(replace(_read(opening, wanted), caveat=caveat, since=begun))
    return found


def _one_agents(words: Sequence[Word], wanted: Wanted, evidence: CallEvidence) -> list[Reading]:
    """Readings where one person answers: behind announcements, and as a whole where they may be her own words."""
    whole = make_opening(words, wanted.language, wanted.within_s)
    opening = behind(whole, words, wanted.within_s)
    if not opening.tokens or whole.words == opening.words:
        return [_read(whole, wanted)] if whole.tokens else []
    voice = _voice_behind(opening, words, evidence)
    answer = _read(opening, wanted)
    if voice is not None and voice >= ANOTHER:
        return [answer]
    return [answer, _before_announcement(_read(whole, wanted), voice)]


def _voice_behind(opening: Opening, words: Sequence[Word], evidence: CallEvidence) -> float | None:
    """The log-odds that another person speaks behind an announcement; None where it is not known."""
    first_s = opening.words[0].start_s
    index = next((i for i, word in enumerate(words) if word.start_s >= first_s), 0)
    return odds_at(index, words, evidence) if index else None


def _before_announcement(whole: Reading, voice: float | None) -> Reading:
    """The whole as one person's words; unless the voice says so, a person has to hear whether it is."""
    if voice is not None and voice <= SAME:
        return replace(whole, caveat=say("greeting.before_announcement", "part of it stands before an announcement"))
    doubt = say("greeting.maybe_announced", "part of it may have been said by a recorded announcement")
    return replace(whole, doubt=doubt)


def _two_agents(words: Sequence[Word], wanted: Wanted, evidence: CallEvidence, begun: Beginning) -> list[Reading]:
    """Readings where a second agent takes over: hers; the first one's where she is the call's agent."""
    second = [replace(one, since=begun) for one in _one_agents(_since(words, begun), wanted, evidence)]
    before = tuple(word for word in words if word.end_s <= begun.at_s)
    first = _one_agents(before, wanted, evidence)
    if wanted.demand.call.agent and first and _named(first[0], wanted) and not any(_named(r, wanted) for r in second):
        return first
    if begun.sure or not before:
        return second or first
    whole = _read(make_opening(words, wanted.language, wanted.within_s), wanted)
    return [*second, replace(whole, doubt=say("greeting.two_people", "two people may have said it"))]


def _since(words: Sequence[Word], begun: Beginning) -> tuple[Word, ...]:
    return tuple(word for word in words if word.start_s >= begun.at_s - CLOCK_S and word.end_s > begun.at_s)


def _named(reading: Reading, wanted: Wanted) -> bool:
    """Whether the expected person gives her name."""
    return any(
        candidate is not None
        and candidate.grade is Grade.SAID
        and any(slot_spec(name, wanted.demand).kind == "person" for name in part.names)
        for candidate, part in zip(reading.choice, wanted.formula.parts, strict=True)
    )


def _read(opening: Opening, wanted: Wanted) -> Reading:
    """The best reading of an opening: in order, and where that lacks a part, in any order."""
    candidates = find_candidates(opening, wanted.formula, wanted.demand)
    ordered = align(candidates, wanted.formula, in_order=True)
    if said(ordered, wanted.formula) == wanted.formula.demanded:
        return Reading(opening, ordered, swapped=False)
    loose: Choice = align(candidates, wanted.formula, in_order=False)
    if said(loose, wanted.formula) > said(ordered, wanted.formula) and _together(loose, opening):
        return Reading(opening, loose, swapped=wanted.strict)
    return Reading(opening, ordered, swapped=False)


def _together(choice: Choice, opening: Opening) -> bool:
    """Whether all parts were said in one go, and not one of them later in the talk."""
    spans = sorted(c.whole for c in choice if c is not None)
    return all(opening.interval(b).start_s - opening.interval(a).end_s < TOGETHER_S for a, b in pairwise(spans))
