"""Several hearings of one opening, laid together part by part.

No hearing is told what to expect, so a part that one of them holds clearly was said. What is missing
in one may only have been missed: a part is `not_said` where all hearings agree. Where one hears the
expected name and another somebody else's, a person decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from voicecheck.phrase import say
from voicecheck.rules.greeting_report import SECOND_HEARING, Outcome, Reading, noted
from voicecheck.types import Case, Role, SlotStatus, Transcript, Turn, Word

CLOCK_S = 0.3
"""Times of different hearings agree this closely; parts further out of order than this were not heard in order."""

SECOND_TIME = say("greeting.second_time", "heard so the second time")

Heard = tuple[Reading, tuple[Outcome, ...]]


def hearings(case: Case) -> tuple[Case, ...]:
    """The case as each hearing has it, the first one first."""
    transcript = case.evidence.transcript
    others = (replace(transcript, turns=_with_words(transcript, words)) for words in transcript.alternatives)
    return (case, *(replace(case, evidence=replace(case.evidence, transcript=one)) for one in others))


def _with_words(transcript: Transcript, words: Sequence[Word]) -> tuple[Turn, ...]:
    """The turns with other words of the agent, each word in the turn that is nearest to it."""
    own = [turn for turn in transcript.turns if turn.role is Role.AGENT]
    held: list[list[Word]] = [[] for _ in own]
    for word in words if own else ():
        held[min(range(len(own)), key=lambda i: _distance_s(word, own[i]))].append(word)
    filled = iter(_filled(turn, kept) for turn, kept in zip(own, held, strict=True))
    return tuple(next(filled) if turn.role is Role.AGENT else turn for turn in transcript.turns)


def _distance_s(word: Word, turn: Turn) -> float:
    return max(0.0, turn.start_s - word.end_s, word.start_s - turn.end_s)


def _filled(turn: Turn, words: Sequence[Word]) -> Turn:
    return replace(turn, words=tuple(words), text=" ".join(word.text for word in words))


def merged(heard: Sequence[Heard]) -> Heard:
    """One reading with what became of every part over all hearings; `heard` has the first hearing first."""
    if len(heard) == 1:
        return heard[0]
    parts = tuple(_part([outcomes[index] for _, outcomes in heard]) for index in range(len(heard[0][1])))
    reading = max((one for one, _ in heard), key=lambda one: _credit(one, heard, parts))
    alone = any(one is reading and outcomes == parts for one, outcomes in heard)
    second = parts != heard[0][1]
    swapped = reading.swapped if alone else any(one.swapped for one, _ in heard)
    torn = say("greeting.torn_order", "the hearings do not agree in which order it was said")
    doubt = torn if not alone and not _in_order(parts) else None
    return replace(reading, swapped=swapped, second=second, doubt=doubt), parts


def _credit(reading: Reading, heard: Sequence[Heard], parts: Sequence[Outcome]) -> int:
    """How many of the chosen parts this reading holds itself; where two hold as many the earlier one counts."""
    own = next(outcomes for one, outcomes in heard if one is reading)
    return sum(mine.result == chosen.result for mine, chosen in zip(own, parts, strict=True))


def _part(outcomes: Sequence[Outcome]) -> Outcome:
    """What became of one part over all hearings."""
    first, said = outcomes[0], [o for o in outcomes if o.result.status is SlotStatus.SAID]
    if said:
        best = first if first in said else max(said, key=lambda o: (o.result.likeness or 0.0, o.confidence))
        against = [o for o in outcomes if o.against and (o is first or o.confidence > best.confidence)]
        if against:
            return _torn(best, against[0])
        return (
            best
            if best is first
            else replace(best, result=replace(noted(best.result, SECOND_TIME), decided_by=SECOND_HEARING))
        )
    open_ = [o for o in outcomes if o.result.status is SlotStatus.CANNOT_TELL]
    if not open_:
        return replace(first, sure=all(o.sure for o in outcomes))
    if first in open_:
        return first
    return next((o for o in open_ if not o.missing), open_[0])


def _torn(said: Outcome, against: Outcome) -> Outcome:
    """A part of which two hearings say different things."""
    note = say(
        "greeting.torn",
        "heard {heard!r} and, in another hearing, {other!r}",
        heard=said.result.heard or "",
        other=against.result.heard or "",
    )
    torn = replace(said.result, status=SlotStatus.CANNOT_TELL, note=note, decided_by=SECOND_HEARING)
    return replace(said, result=torn, whole=None)


def _in_order(parts: Sequence[Outcome]) -> bool:
    """Whether the parts that were said follow each other on the audio clock."""
    wholes = [o.whole for o in parts if o.whole is not None]
    return all(two.start_s >= one.start_s - CLOCK_S for one, two in pairwise(wholes))
