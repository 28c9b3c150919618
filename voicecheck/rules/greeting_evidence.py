"""Whether something left out was really left out: a fail needs more evidence than a pass.

A part of the formula is `not_said` only where the seconds in which it should stand were heard clearly and
hold nothing that could be it. Everything else is `cannot_tell`, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from voicecheck.phrase import Phrase, say
from voicecheck.rules.greeting_align import Choice
from voicecheck.rules.greeting_candidates import Grade
from voicecheck.rules.greeting_slots import carriers
from voicecheck.rules.greeting_words import BADLY, Opening, steadied
from voicecheck.text.language import Language
from voicecheck.text.likeness import find_phrase
from voicecheck.text.normalise import Token, normalise
from voicecheck.text.patterns import Span, find_patterns
from voicecheck.text.roles import find_announcements
from voicecheck.text.salutation import find_salutations
from voicecheck.types import CallEvidence, Interval, Role

STRETCH_PAUSE_S = 1.5
"""A pause after which an opening that nobody interrupted is taken to be over."""
LEAD_S = 1.0
"""So long before the first recognised word an unrecognised one may belong to the greeting."""
EDGE_S = 0.25
"""Speech regions are padded; words begin later and end earlier than they do."""
NOTICED_LATE_S = 0.5
"""Words that begin so long before any speech region show that speech was noticed late: what came before may be lost."""
ACRONYM = 3
"""Names this short are easily misheard as any other short word."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Where a part should stand: tokens and seconds between its neighbours; `first` where it opens the greeting."""

    span: Span
    interval: Interval
    first: bool


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why it cannot be told; `missing` where evidence is missing altogether, else a person can hear it.

    `voice` is a stretch in which a voice was noticed and no word recognised.
    """

    reason: Phrase
    missing: bool
    heard: str | None = None
    voice: Interval | None = None


def gap_of(part: int, choice: Choice, opening: Opening, evidence: CallEvidence, until_s: float) -> Gap:
    """The gap in which a part of the formula should stand."""
    sure = [c.whole if c is not None and c.grade is Grade.SAID else None for c in choice]
    before = max((span.end for span in sure[:part] if span is not None), default=0)
    after = min((span.start for span in sure[part + 1 :] if span is not None and span.start >= before), default=None)
    end = after if after is not None else _stretch_end(before, opening, evidence)
    start_s = opening.words[opening.tokens[before - 1].word].end_s if before else _lead_s(opening)
    if after is not None:
        end_s = opening.words[opening.tokens[after].word].start_s
    elif end:
        end_s = opening.words[opening.tokens[end - 1].word].end_s + LEAD_S
    else:
        end_s = until_s
    return Gap(Span(before, max(before, end)), Interval(start_s, max(start_s, end_s)), first=before == 0)


def _lead_s(opening: Opening) -> float:
    return max(0.0, opening.words[0].start_s - LEAD_S)


def _stretch_end(start: int, opening: Opening, evidence: CallEvidence) -> int:
    """The token after which the customer takes over or a long pause follows."""
    turns = [t.start_s for t in evidence.transcript.turns if t.role is Role.CUSTOMER]
    for index in range(max(0, start - 1), len(opening.tokens)):
        word = opening.words[opening.tokens[index].word]
        following = opening.pause_after_s(index)
        if following >= STRETCH_PAUSE_S:
            return max(start, index + 1)
        if following > 0 and any(word.end_s - EDGE_S <= at <= word.end_s + following for at in turns):
            return max(start, index + 1)
    return len(opening.tokens)


def unheard(interval: Interval, opening: Opening, evidence: CallEvidence, least_s: float) -> Interval | None:
    """The first stretch of the agent's speech in an interval that no word covers, at least `least_s` long."""
    spoken = steadied(evidence.transcript.words(Role.AGENT)) or opening.words
    words = sorted([(word.start_s, word.end_s) for word in spoken])
    for region in evidence.agent_speech:
        for free_from_s, free_to_s in _uncovered(region, words):
            start_s, end_s = max(free_from_s, interval.start_s), min(free_to_s, interval.end_s)
            if end_s - start_s >= least_s:
                return Interval(start_s, end_s)
    return None


def _uncovered(region: Interval, words: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """From and up to which seconds a region holds no word; the words' seconds are sorted."""
    at_s = region.start_s
    for start_s, end_s in words:
        if end_s <= at_s:
            continue
        if start_s >= region.end_s:
            break
        if start_s > at_s:
            yield at_s, start_s
        at_s = end_s
    if at_s < region.end_s:
        yield at_s, region.end_s


def leftover(gap: Span, opening: Opening) -> tuple[Span, ...]:
    """Runs of words in a gap that nothing explains: no carrier, greeting, announcement or everyday word."""
    unexplained = _unexplained(opening.tokens, opening.language)
    runs: list[Span] = []
    for index in range(gap.start, gap.end):
        if index not in unexplained:
            continue
        if runs and runs[-1].end == index:
            runs[-1] = Span(runs[-1].start, index + 1)
        else:
            runs.append(Span(index, index + 1))
    return tuple(runs)


@lru_cache(maxsize=16)
def _unexplained(tokens: tuple[Token, ...], language: Language) -> frozenset[int]:
    """The tokens of an opening that nothing explains; every part that is absent asks for them."""
    explained = [
        *carriers(tokens, language),
        *find_announcements(tokens, language),
        *(one.span for one in find_salutations(tokens, language.salutations, language, floor=0.75)),
        *find_patterns(tokens, (*language.offers, *language.weak_offers, *language.corrections), language),
    ]
    plain = {index for span in explained for index in range(span.start, span.end)}
    return frozenset(i for i, token in enumerate(tokens) if i not in plain and token.text not in language.common)


def _not_listened_to(interval: Interval, evidence: CallEvidence) -> bool:
    """Whether the agent speaks in these seconds where the recogniser was never asked."""
    for region in evidence.agent_speech:
        start_s, end_s = max(region.start_s, interval.start_s), min(region.end_s, interval.end_s)
        if end_s > start_s:
            listened_s = sum(Interval(start_s, end_s).overlap_s(one) for one in evidence.transcript.heard)
            if end_s - start_s - listened_s > EDGE_S:
                return True
    return not evidence.transcript.heard


def doubts(gap: Gap, opening: Opening, evidence: CallEvidence, unheard_s: float) -> Doubt | None:
    """Why what stands in the gap cannot be known; None where it was heard well."""
    if evidence.recording.damaged:
        return Doubt(say("greeting.lost_audio", "audio is missing from the recording"), missing=True)
    if gap.first and evidence.clipped_start:
        return Doubt(say("greeting.mid_word", "the recording starts in mid-word"), missing=True)
    if _not_listened_to(gap.interval, evidence):
        return Doubt(say("greeting.unrecognised", "these seconds were not recognised"), missing=True)
    if gap.first and noticed_late(opening, evidence):
        late = say(
            "greeting.noticed_late", "the voice was noticed late, so words before the first one may have been missed"
        )
        return Doubt(late, missing=False)
    beside = _beside(gap, opening)
    free = unheard(gap.interval.widened(EDGE_S), opening, evidence, unheard_s)
    if beside is None and free is not None:
        something = say(
            "greeting.something", "something that could not be recognised is said at {at_s:.1f} s", at_s=free.start_s
        )
        return Doubt(something, missing=False, voice=free)
    return beside


def noticed_late(opening: Opening, evidence: CallEvidence) -> bool:
    """Whether the first word lies well before the speech that was found: then more may lie before it."""
    first_s = opening.words[0].start_s
    following = [region.start_s for region in evidence.agent_speech if region.end_s > first_s]
    return bool(following) and following[0] - first_s > NOTICED_LATE_S


def _beside(gap: Gap, opening: Opening) -> Doubt | None:
    """Doubt because of a badly heard word next to the gap, which may be part of what seems to be missing."""
    for index in range(max(0, gap.span.start - 1), min(len(opening.tokens), gap.span.end + 1)):
        word = opening.words[opening.tokens[index].word]
        apart = index > 0 and index == gap.span.end and opening.pause_after_s(index - 1) >= STRETCH_PAUSE_S
        if word.confidence < BADLY and not apart:
            heard = word.text.strip()
            return Doubt(say("greeting.badly", "{heard!r} was heard badly", heard=heard), missing=False, heard=heard)
    return None


def garbled(gap: Gap, opening: Opening, clear: float) -> Doubt | None:
    """Words in the gap that were heard too poorly to say what they are; None where there are none."""
    for run in leftover(gap.span, opening):
        if opening.confidence(run) < clear:
            heard = opening.heard(run)
            return Doubt(say("greeting.poorly", "{heard!r} was heard poorly", heard=heard), missing=False, heard=heard)
    return None


def easily_misheard(expected: str, gap: Gap, opening: Opening) -> bool:
    """Whether a short name (HR) may have become other words: the shared words beside it are there."""
    wanted = normalise(expected, opening.language)
    telling = [w for w in wanted if w not in opening.language.generic]
    shared = [w for w in wanted if w in opening.language.generic]
    heard = [t.text for t in opening.tokens[gap.span.start : gap.span.end]]
    short = bool(telling) and all(len(w) <= ACRONYM for w in telling)
    there = any(find_phrase(heard, (w,), opening.language, floor=0.7) for w in shared)
    return short and (there or (not shared and bool(leftover(gap.span, opening))))


def graded(choice: Choice, grade: Grade) -> list[int]:
    """The parts whose candidate has this grade."""
    return [i for i, c in enumerate(choice) if c is not None and c.grade is grade]
