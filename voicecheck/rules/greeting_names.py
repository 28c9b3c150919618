"""Names said in the opening: the expected one, one that sounds like it, or somebody else's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from voicecheck.phrase import Phrase, say
from voicecheck.rules.greeting_candidates import Candidate, Demand, Grade, heard_as, instead
from voicecheck.rules.greeting_people import People, expected_people
from voicecheck.rules.greeting_words import Opening
from voicecheck.text.introduction import Introduction, find_introductions, is_spoken_of
from voicecheck.text.language import Language
from voicecheck.text.languages import LANGUAGES
from voicecheck.text.normalise import normalise
from voicecheck.text.patterns import Span, find_patterns
from voicecheck.text.phonetics import may_be_named, name_likeness
from voicecheck.text.remembered import Remembered
from voicecheck.text.runs import Run, find_runs, run_together
from voicecheck.types import SlotSpec

SOUNDS_SAME = 0.97
"""From here on two names sound the same, and spelling cannot tell them apart."""
BARE_SAID = 0.88
"""A name without "my name is" or the like must be this like the expected one."""
RIVAL_MARGIN = 0.05
"""A rival must fit better by this to be taken for the person who speaks."""
NAMED = 0.9
"""From here on what was heard is a name itself, be it spelled otherwise."""
ALIKE_CONFIDENCE = 0.85
"""A rival's name that is much like hers must be heard this clearly to be held against her."""
UNLIKE = 0.3
"""Below this, no mishearing of the expected name was ever seen."""
UNLIKE_CONFIDENCE = 0.8
"""A name on nobody's list must be heard this clearly to be called wrong."""
POORLY = 0.4
"""Words heard worse than this may be "this is" or "speaking" and are no sign that somebody else is spoken of."""
SURNAMES = 2
"""Names behind a first name: a father's and a last name."""
CORRECTED_WORDS = 3
"""Fewer words than this stand between a name, the word that takes it back, and the name instead ("oh, sorry, no")."""
BESIDE_PAUSE_S = 0.25
"""A pause that sets a bare name apart from the words beside it."""


@dataclass(frozen=True, slots=True)
class _Hearing:
    """One stretch that may be a name: how like the expected one and its best rival it is, and what it is in itself."""

    span: Span
    heard: str
    likeness: float
    rival: str | None
    rivalry: float
    exact: bool
    rival_exact: bool
    given_name: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class _Resemblance:
    """What a stretch of letters is like, whoever says it: as in `_Hearing`."""

    likeness: float
    rival: str | None
    rivalry: float
    exact: bool
    rival_exact: bool


def _plain(name: str, language: Language) -> str:
    return "".join(normalise(name, language))


@lru_cache(maxsize=65536)
def _resemblance(heard: str, people: People, language: Language) -> _Resemblance:
    def likeness(name: str) -> float:
        return name_likeness(heard, _plain(name, language), language.name_endings)

    rival = max(people.rivals, key=likeness, default=None)
    return _Resemblance(
        likeness=max((likeness(name) for name in people.wanted), default=0.0),
        rival=rival,
        rivalry=likeness(rival) if rival else 0.0,
        exact=any(heard == _plain(name, language) for name in people.wanted),
        rival_exact=any(heard == _plain(name, language) for name in people.rivals),
    )


def _fit(opening: Opening, span: Span, people: People, demand: Demand) -> tuple[bool, bool, bool, float]:
    """How well a stretch fits the expected name; of several the best is what was said of it."""
    heard = "".join(opening.tokens.texts[span.start : span.end])
    found = _resemblance(heard, people, opening.language)
    said = found.likeness >= demand.limits.name_said
    return found.exact, said, _is_given_name(heard, span), found.likeness


def _is_given_name(heard: str, span: Span) -> bool:
    return span.end - span.start == 1 and any(heard in language.given_names for language in LANGUAGES)


def _hear(opening: Opening, span: Span, people: People) -> _Hearing:
    heard = "".join(opening.tokens.texts[span.start : span.end])
    found = _resemblance(heard, people, opening.language)
    return _Hearing(
        span=span,
        heard=opening.heard(span),
        likeness=found.likeness,
        rival=found.rival,
        rivalry=found.rivalry,
        exact=found.exact,
        rival_exact=found.rival_exact,
        given_name=_is_given_name(heard, span),
        confidence=opening.confidence(span),
    )


def _grade(name: _Hearing, people: People, demand: Demand, *, strong: bool) -> tuple[Grade, Phrase | None] | None:
    """The grade of an introduced name and the note on it; None where it says nothing."""
    limits, heard, expected = demand.limits, name.heard, people.expected
    if name.exact:
        return Grade.SAID, None
    if _is_rival(name, demand):
        alike = name.likeness >= limits.name_said
        least = max(limits.clear_confidence, ALIKE_CONFIDENCE) if alike else limits.clear_confidence
        clear = name.confidence >= least and _is_named(name) and name.likeness < SOUNDS_SAME
        rival = say(
            "greeting.rival",
            "heard {heard!r}, which fits {rival}; {expected} expected",
            heard=heard,
            rival=name.rival or "",
            expected=expected,
        )
        return Grade.WRONG if clear else Grade.NEAR, rival
    if name.likeness >= limits.name_said:
        if name.given_name and name.likeness < SOUNDS_SAME:
            return Grade.NEAR, say(
                "greeting.own_name",
                "heard {heard!r}, a name of its own; {expected} expected",
                heard=heard,
                expected=expected,
            )
        return Grade.SAID, heard_as(heard, expected)
    other = instead(heard, expected)
    if not strong and not name.given_name:
        return (Grade.NEAR, other) if name.likeness >= limits.name_near else None
    known = name.given_name and name.likeness < limits.name_near and name.confidence >= limits.clear_confidence
    unlike = name.likeness < UNLIKE and name.confidence >= UNLIKE_CONFIDENCE
    return (Grade.WRONG if known or unlike else Grade.NEAR), other


def _introduced(opening: Opening, one: Introduction, slot: str, people: People, demand: Demand) -> Candidate | None:
    if not people.wanted:
        note = say(
            "greeting.nobody_named", "nobody is named by the call or the roster: only that a name was said is known"
        )
        return Candidate(slot, one.name, one.whole, Grade.SAID, 1.0, people.expected, note) if one.strong else None
    windows = [Span(i, j) for i in range(one.name.start, one.name.end) for j in range(i + 1, one.name.end + 1)]
    best = _hear(opening, max(windows, key=lambda window: _fit(opening, window, people, demand)), people)
    graded = _grade(best, people, demand, strong=one.strong)
    if graded is None:
        return None
    rival = _is_rival(best, demand) and _is_named(best)
    whole = _wording(one, best.span)
    return Candidate(slot, best.span, whole, graded[0], best.likeness, people.expected, graded[1], rival=rival)


def _is_rival(name: _Hearing, demand: Demand) -> bool:
    """Whether the words fit somebody else on the roster, and better than the expected person."""
    fits = name.rival is not None and name.rivalry >= demand.limits.name_said
    return fits and not name.exact and (name.rival_exact or name.rivalry > name.likeness + RIVAL_MARGIN)


def _is_named(name: _Hearing) -> bool:
    """Whether the rival's own name was heard, and not a word that is merely more like it than like the expected one."""
    return name.rivalry >= NAMED


def _wording(one: Introduction, name: Span) -> Span:
    """The introduction around that part of its words which is the name; the others are somebody else's."""
    if one.whole.start == one.name.start:
        return Span(name.start, one.whole.end)
    return Span(one.whole.start, name.end)


def _free_of(one: Introduction, taken: Sequence[Span]) -> Introduction | None:
    """The introduction with as much of its name, from its wording on, as no other slot occupies."""
    indices = range(one.name.start, one.name.end)
    leading = one.whole.start < one.name.start
    kept = 0
    for index in indices if leading else reversed(indices):
        if any(other.start <= index < other.end for other in taken):
            break
        kept += 1
    if not kept:
        return None
    if leading:
        return replace(one, name=Span(one.name.start, one.name.start + kept))
    start = one.name.end - kept
    return replace(one, name=Span(start, one.name.end), whole=Span(start, one.whole.end))


def _set_apart(opening: Opening, span: Span, taken: Sequence[Span], *, whole: bool) -> bool:
    """Whether a bare name stands by itself: a pause, a mark or another slot on both of its sides.

    Titles before it belong to it, and behind a name said wholly another name ("Joan Baker").
    """
    before, after = span.start - 1, _surname_end(opening, span, taken) if whole else span.end
    while before >= 0 and opening.tokens[before].text in opening.language.titles:
        before -= 1
    left = before < 0 or opening.tokens[before].ends or opening.pause_after_s(before) >= BESIDE_PAUSE_S
    left = left or opening.confidence(Span(before, span.start)) < POORLY
    right = after >= len(opening.tokens) or opening.tokens[after - 1].ends
    right = (
        right
        or opening.pause_after_s(after - 1) >= BESIDE_PAUSE_S
        or opening.confidence(Span(after, after + 1)) < POORLY
    )
    left = left or any(one.end == before + 1 for one in taken)
    return left and (right or any(one.start == after for one in taken))


def _surname_end(opening: Opening, span: Span, taken: Sequence[Span]) -> int:
    """The end of a bare name with the other names behind it: one or two words of no meaning that close the clause."""
    tokens, language = opening.tokens, opening.language
    for end in range(span.end, min(span.end + SURNAMES, len(tokens))):
        known = tokens[end].text in language.common or tokens[end].text in language.generic
        if known or tokens[end - 1].ends or any(one.start <= end < one.end for one in taken):
            break
        if tokens[end].ends or end + 1 == len(tokens) or any(one.start == end + 1 for one in taken):
            return end + 1
    return span.end


def _bare(opening: Opening, slot: str, people: People, taken: Sequence[Span]) -> list[Candidate]:
    """The expected name without any introduction: said where it stands by itself, else only near."""
    found: list[Candidate] = []
    occupied = {index for one in taken for index in range(one.start, one.end)}
    for span in _named_spans(opening, people):
        if not occupied.isdisjoint(range(span.start, span.end)):
            continue
        name = _hear(opening, span, people)
        another = name.rival_exact or name.rivalry > name.likeness
        if name.likeness < BARE_SAID or (another and not name.exact):
            continue
        titled = span.start > 0 and opening.tokens[span.start - 1].text in opening.language.titles
        own = name.given_name and name.likeness < SOUNDS_SAME  # another name that is known as one
        sure = (name.exact or not (titled or own)) and _set_apart(opening, span, taken, whole=name.exact)
        grade = Grade.SAID if sure else Grade.NEAR
        note = None if name.exact else heard_as(name.heard, people.expected)
        found.append(Candidate(slot, span, span, grade, name.likeness, people.expected, note))
    return found


def _named_spans(opening: Opening, people: People) -> list[Span]:
    """One, two or three tokens whose letters may be a wanted name, from left to right."""
    texts, named = opening.tokens.texts, _named(people, opening.language)
    runs = find_runs(texts)
    spans = [Span(index, index + 1) for index, _ in named.about(texts)]
    return sorted([*spans, *(Span(*runs.spans[place]) for place, _ in named.about(runs.joined))])


@lru_cache(maxsize=256)
def _everybody(people: People, language: Language) -> frozenset[str]:
    """The names of all, as they are compared."""
    return frozenset(_plain(name, language) for name in (*people.wanted, *people.rivals))


@lru_cache(maxsize=256)
def _named(people: People, language: Language) -> Remembered[Run, bool]:
    """Whether letters may be one of the wanted names."""
    plain = tuple(_plain(name, language) for name in people.wanted)
    return Remembered(lambda asked: may_be_named([run_together(one)[0] for one in asked], plain, BARE_SAID))


def person_candidates(
    opening: Opening, slot: str, spec: SlotSpec, demand: Demand, taken: Sequence[Span]
) -> tuple[Candidate, ...]:
    """Where the slot's person is named, or somebody else in her place.

    Where somebody else of the roster is clearly introduced, another word that is a little like hers is no name.

    Args:
        opening: the agent's words.
        slot: the slot's name.
        spec: what the standard says of it.
        demand: what is agreed for this call.
        taken: tokens that other slots occupy for certain; no name stands there.
    """
    people = expected_people(slot, spec, demand)
    found: list[Candidate] = []
    for one in find_introductions(opening.tokens, opening.language, _everybody(people, opening.language)):
        free = _free_of(one, taken)
        made = _introduced(opening, free, slot, people, demand) if free is not None else None
        if made is not None:
            found.append(made)
    introduced = [one.whole for one in found]
    bare = _bare(opening, slot, people, taken) if people.wanted else []
    named = [*found, *(one for one in bare if not any(one.span.overlaps(other) for other in introduced))]
    if any(one.rival and one.grade is Grade.WRONG for one in found):  # somebody else gives her name
        named = [replace(one, grade=Grade.NEAR) if one in bare and one.grade is Grade.SAID else one for one in named]
        least = demand.limits.name_said
        named = [one for one in named if one.grade is not Grade.NEAR or one.likeness >= least]
    own = [one for one in named if not is_spoken_of(opening.tokens, one.span, opening.language)]
    return tuple(one for one in own if not _taken_back(opening, one, found, people))


def _taken_back(opening: Opening, one: Candidate, introduced: Sequence[Candidate], people: People) -> bool:
    """Whether a name is withdrawn for somebody else's: "Joan speaking, sorry, Mark", "this is Joan, Mark, sorry"."""
    corrections = find_patterns(opening.tokens, opening.language.corrections, opening.language)
    if not corrections:
        return False
    end = one.whole.end
    others = [o.whole for o in introduced if o.grade is not Grade.SAID and o.whole.start >= end]
    others += _other_names(opening, end, people)
    return any(
        (_near(end, correction.start) and _near(correction.end, other.start))
        or (other.start == end and _near(other.end, correction.start) and not _again(opening, correction.end, people))
        for correction in corrections
        for other in others
    )


def _near(end: int, start: int) -> bool:
    """Whether few words stand between the end of one thing and the start of the next."""
    return start - end in range(CORRECTED_WORDS)


def _other_names(opening: Opening, start: int, people: People) -> list[Span]:
    """Bare names of others right behind a name: rivals of the roster, and given names that are not like hers."""
    return [
        Span(i, i + 1)
        for i in range(start, min(len(opening.tokens), start + 2 * CORRECTED_WORDS))
        if _is_another(opening, i, people)
    ]


def _is_another(opening: Opening, index: int, people: People) -> bool:
    """Whether a word is surely the name of somebody else."""
    heard = opening.tokens[index].text
    if any(heard == _plain(name, opening.language) for name in people.wanted):
        return False
    if any(heard == _plain(name, opening.language) for name in people.rivals):
        return True
    known = any(heard in language.given_names for language in LANGUAGES)
    return known and all(
        name_likeness(heard, _plain(name, opening.language), opening.language.name_endings) < SOUNDS_SAME
        for name in people.wanted
    )


def _again(opening: Opening, start: int, people: People) -> bool:
    """Whether the expected name follows all the same: "Joan, Mark, sorry, Joan"."""
    following = opening.tokens[start : start + CORRECTED_WORDS]
    return any(token.text == _plain(name, opening.language) for token in following for name in people.wanted)
