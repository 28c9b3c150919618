"""Where each part of the formula may have been said: candidates, graded said, near or wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise, takewhile

from voicecheck.phrase import Phrase, either, say
from voicecheck.rules.base import SLOT_KINDS
from voicecheck.rules.greeting_candidates import Candidate, Demand, Grade, heard_as, instead, part_named
from voicecheck.rules.greeting_names import person_candidates
from voicecheck.rules.greeting_words import BADLY, Opening
from voicecheck.text.formula import Formula, Part
from voicecheck.text.introduction import find_introductions, is_spoken_of
from voicecheck.text.language import Language, Salutation, SalutationKind
from voicecheck.text.languages import LANGUAGES
from voicecheck.text.likeness import Window, find_phrase, find_phrases, name_weights, phrase_likeness
from voicecheck.text.normalise import Token, normalise
from voicecheck.text.offer import find_offers
from voicecheck.text.patterns import Span, find_patterns
from voicecheck.text.pieces import word_likeness
from voicecheck.text.salutation import find_salutations, listed_salutations, local_hour, whole_salutation
from voicecheck.types import Agreement, SlotSpec

PHRASE_SAID = 0.8
"""From this likeness on a fixed wording or a salutation is said."""
PHRASE_NEAR = 0.6
SPARED = 0.55
"""So much of a name must be there for one badly heard word inside it to be spared."""
CLEARLY = 0.95
"""Words heard with this confidence were said so."""
LIKE = 0.8
"""Words of two names less alike than this are no mishearing of each other where all was heard clearly."""
STEM = 4
"""Words of a language with case endings are one that share so many letters and differ in the last few alone."""
ENDING = 3
SAME = 0.99
AS_WRITTEN = 0.9
"""An organisation less like the agreed one is reported with the words heard."""
MOST = 6
"""Candidates kept for one part; a greeting has no more places for it."""
ASIDE_WORDS = 4
"""Words after "help you with" that still belong to the offer."""


def slot_spec(name: str, demand: Demand) -> SlotSpec:
    """What the standard says of a slot; a slot it does not define has the kind its name implies."""
    return _slot_spec(name, demand.agreement)


@lru_cache(maxsize=1024)
def _slot_spec(name: str, agreement: Agreement) -> SlotSpec:
    for spec in agreement.slots:
        if spec.name == name:
            return spec
    return SlotSpec(name, SLOT_KINDS.get(name, "phrase"))


def find_candidates(opening: Opening, formula: Formula, demand: Demand) -> tuple[tuple[Candidate, ...], ...]:
    """Candidates of every part of the formula, best first; persons last, for a name stands where nothing else does."""
    found: dict[int, list[Candidate]] = {}
    offers = [o.span for o in find_offers(opening.tokens, opening.language) if o.sure]
    for index, part in enumerate(formula.parts):
        if not _is_person(part, demand):
            found[index] = _part_candidates(opening, part, demand, [_with_aside(opening, span) for span in offers])
    taken = [c.whole for index in found for c in found[index] if c.grade is Grade.SAID] + offers
    for index, part in enumerate(formula.parts):
        if _is_person(part, demand):
            found[index] = [
                c
                for name in part.names
                for c in person_candidates(opening, name, slot_spec(name, demand), demand, taken)
            ]
    return tuple(tuple(sorted(found[i], key=_rank)[:MOST]) for i in range(len(formula.parts)))


def _rank(one: Candidate) -> tuple[int, float, Span]:
    return (-one.grade, -round(one.likeness, 2), one.span)


def _is_person(part: Part, demand: Demand) -> bool:
    return "person" in kinds_of(part, demand.agreement)


@lru_cache(maxsize=1024)
def kinds_of(part: Part, agreement: Agreement) -> frozenset[str]:
    """The kinds of a part's slots."""
    return frozenset(_slot_spec(name, agreement).kind for name in part.names)


def _with_aside(opening: Opening, span: Span) -> Span:
    """An offer with what it goes on to name: "help you with your bill"."""
    end = span.end
    if not any(token.text in opening.language.asides for token in opening.tokens[end : end + 2]):
        return span
    while end < len(opening.tokens) and end - span.end <= ASIDE_WORDS and not opening.tokens[end - 1].ends:
        end += 1
    return Span(span.start, end)


def _part_candidates(opening: Opening, part: Part, demand: Demand, offers: Sequence[Span]) -> list[Candidate]:
    if not part.names:
        return _phrases(opening, part.wording, (part.wording,))
    found: list[Candidate] = []
    for name in part.names:
        spec = slot_spec(name, demand)
        if spec.kind == "salutation":
            found += _salutations(opening, name, spec, demand)
        elif spec.kind == "organisation":
            places = [c for c in _organisations(opening, name, spec, demand) if not _inside(c.span, offers)]
            found += [_doubted(c, opening, offers) for c in places]
        elif spec.kind == "offer":
            found += _offers(opening, name, spec)
        else:
            found += _phrases(opening, name, spec.values)
    return found


def _doubted(one: Candidate, opening: Opening, offers: Sequence[Span]) -> Candidate:
    """The candidate, or only near where it stands behind the offer as if by the way: "HR is on the second floor"."""
    last = max((offer.end for offer in offers), default=None)
    if one.grade is not Grade.SAID or last is None or one.span.start < max(last, 1):
        return one
    said = find_patterns(opening.tokens, opening.language.before_organisation, opening.language)
    starts = (one.span.start, one.span.start - 1)  # an article may stand between
    led = [c for c in said if c.end in starts and c.end - c.start > 1 and c.start >= last]
    begins = opening.tokens[one.span.start - 1].ends
    alone = opening.tokens[one.span.end - 1].ends or one.span.end == len(opening.tokens)
    return one if alone and (begins or led) else replace(one, grade=Grade.NEAR)


def _inside(span: Span, others: Sequence[Span]) -> bool:
    return any(span.overlaps(other) for other in others)


def _phrases(opening: Opening, name: str, values: Sequence[str]) -> list[Candidate]:
    wanted = tuple([normalise(value, opening.language) for value in values])
    windows = find_phrases(opening.tokens.texts, wanted, opening.language, floor=PHRASE_NEAR) if wanted else ()
    found: list[Candidate] = []
    for value, places in zip(values, windows, strict=True):
        for window in places:
            grade = Grade.SAID if window.likeness >= PHRASE_SAID else Grade.NEAR
            found.append(Candidate(name, window.span, window.span, grade, window.likeness, value))
    return found


def _offers(opening: Opening, name: str, spec: SlotSpec) -> list[Candidate]:
    expected = spec.values[0] if spec.values else say("greeting.an_offer", "an offer of help")
    found = [
        Candidate(name, o.span, o.span, Grade.SAID if o.sure else Grade.NEAR, o.likeness, expected)
        for o in find_offers(opening.tokens, opening.language)
    ]
    return found + [replace(c, expected=expected) for c in _phrases(opening, name, spec.values)]


def expected_salutation(spec: SlotSpec, demand: Demand, language: Language) -> str:
    """The salutations that would have been right, as text."""
    return either(right_salutations(spec, demand, language))


def right_salutations(spec: SlotSpec, demand: Demand, language: Language) -> tuple[str, ...]:
    """The salutations that would have been right, two at most; those with a time of day first."""
    moment = demand.call.started_at
    hour = None if moment is None else local_hour(moment)
    return _right_at(hour, spec.values, language, demand.tolerance_min, neutral=demand.neutral_salutation)


@lru_cache(maxsize=4096)
def _right_at(
    hour: float | None, values: tuple[str, ...], language: Language, late_min: float, *, neutral: bool
) -> tuple[str, ...]:
    listed = listed_salutations(values, language, neutral=neutral)
    right = [s for s in listed if hour is None or s.right_at(hour, late_min / 60)]
    right = [s for s in right if s not in language.variants] or right
    timed = [s for s in right if s.kind is SalutationKind.TIMED]
    return tuple(s.text for s in (timed or right)[:2])


def _suits(salutation: Salutation, demand: Demand) -> bool:
    moment = demand.call.started_at
    return moment is None or salutation.right_at(local_hour(moment), demand.tolerance_min / 60)


def _salutations(opening: Opening, name: str, spec: SlotSpec, demand: Demand) -> list[Candidate]:
    """Salutations of the standard; one that does not suit the hour is graded wrong."""
    language = opening.language
    listed = listed_salutations(spec.values, language, neutral=demand.neutral_salutation)
    expected = expected_salutation(spec, demand, language)
    found: list[Candidate] = []
    for one in find_salutations(opening.tokens, listed, language, floor=PHRASE_NEAR):
        if _wished(opening, one.span):
            continue
        said = one.likeness >= PHRASE_SAID
        grade = Grade.NEAR if not said else Grade.SAID if _suits(one.salutation, demand) else Grade.WRONG
        note = _untimely(one.salutation.text, expected, demand) if grade is Grade.WRONG else None
        if one.salutation.kind is SalutationKind.COURTESY:
            note = instead(opening.heard(one.span), expected)
        span = whole_salutation(opening.tokens, one.span, language)
        found.append(Candidate(name, span, span, grade, one.likeness, expected, note))
    plain = [one for one in found if one.grade is not Grade.NEAR]
    courtesies = {one for one in found if one.grade is Grade.NEAR and one.note is not None}
    return _likeliest([one for one in found if one not in courtesies] if plain else found)


def _untimely(heard: str, expected: str, demand: Demand) -> Phrase:
    moment = demand.call.started_at
    if moment is None:
        return instead(heard, expected)
    at = f"{moment:%H:%M}"
    return say(
        "greeting.untimely", "heard {heard!r}, {expected} expected at {at}", heard=heard, expected=expected, at=at
    )


def _wished(opening: Opening, span: Span) -> bool:
    """Whether it is a wish on parting: "have a good evening"."""
    before = [token.text for token in opening.tokens[max(0, span.start - 2) : span.start]]
    return "have" in before


def _likeliest(found: Sequence[Candidate]) -> list[Candidate]:
    """At each place the likeliest salutation alone; where two are equal, the one that counts more."""
    kept: list[Candidate] = []
    for one in sorted(found, key=lambda c: (-round(c.likeness, 2), -c.grade, c.span.start - c.span.end)):
        if not any(one.span.overlaps(other.span) for other in kept):
            kept.append(one)
    return kept


def organisation_values(name: str, spec: SlotSpec, demand: Demand, language: Language) -> tuple[str, ...]:
    """The wordings that count: the call's own value, else those of the standard; and what their initials stand for."""
    own = {"department": demand.call.department, "organisation": demand.call.organisation}.get(name)
    return _wordings(spec.values if own is None else (own,), language)


@lru_cache(maxsize=4096)
def _wordings(values: tuple[str, ...], language: Language) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*values, *(other for value in values for other in _written_out(value, language)))))


@lru_cache(maxsize=4096)
def _sought(
    values: tuple[str, ...], language: Language
) -> tuple[tuple[tuple[str, ...], ...], tuple[tuple[float, ...], ...]]:
    """The values as words, and how much each word tells."""
    wanted = tuple(normalise(value, language) for value in values)
    return wanted, tuple(name_weights(words, language) for words in wanted)


def _written_out(value: str, language: Language) -> list[str]:
    """The value with well-known initials written out, or drawn together: HR and human resources."""
    plain = " ".join(normalise(value, language))
    pairs = [(short, long) for short, long in language.abbreviations.items()]
    pairs += [(long, short) for short, long in pairs]
    return [
        f" {plain} ".replace(f" {one} ", f" {other} ").strip() for one, other in pairs if f" {one} " in f" {plain} "
    ]


def _organisations(opening: Opening, name: str, spec: SlotSpec, demand: Demand) -> list[Candidate]:
    language, limits = opening.language, demand.limits
    values = organisation_values(name, spec, demand, language)
    wanted, weights = _sought(values, language)
    near = limits.organisation_near
    windows = find_phrases(opening.tokens.texts, wanted, language, floor=near, weights=weights) if wanted else ()
    found: list[Candidate] = []
    for value, words, places in zip(values, wanted, windows, strict=True):
        for window in places:
            said = window.likeness >= limits.organisation_said or _spared(
                opening, window, words, limits.organisation_said
            )
            other = said and (
                _another(opening, window, words) or (name == "organisation" and _longer(opening, window.span))
            )
            grade = Grade.SAID if said and not other else Grade.NEAR
            note = None if window.likeness >= AS_WRITTEN else heard_as(opening.heard(window.span), value)
            found.append(Candidate(name, window.span, window.span, grade, window.likeness, value, note))
    found = [one for one in found if not is_spoken_of(opening.tokens, one.span, language)]
    return found + _listed(opening, name, [v for v in spec.values if v not in values], demand, values)


def _listed(
    opening: Opening, name: str, others: Sequence[str], demand: Demand, values: Sequence[str]
) -> list[Candidate]:
    """Wordings of the standard where the call has a value of its own."""
    language = opening.language
    found: list[Candidate] = []
    for value in others:
        wanted, least = normalise(value, language), demand.limits.organisation_said
        for window in find_phrase(opening.tokens.texts, wanted, language, floor=least):
            alike = phrase_likeness(wanted, normalise(values[0], language), language)
            note = say(
                "greeting.other_value",
                "heard {heard}; the call's {part} is {expected}",
                heard=opening.heard(window.span),
                part=part_named(name),
                expected=values[0],
            )
            found.append(Candidate(name, window.span, window.span, Grade.NEAR, alike, values[0], note))
    return found


def _spared(opening: Opening, window: Window, wanted: Sequence[str], least: float) -> bool:
    """Whether one badly heard word inside an organisation's name is all that keeps it from being said.

    "Harper Ruther National Bank" with a "Ruther" that the recogniser all but guessed; the rest must carry it.
    """
    if window.likeness < SPARED:
        return False
    heard = [token.text for token in opening.tokens[window.span.start : window.span.end]]
    for index in range(1, len(heard) - 1):
        place = window.span.start + index
        if opening.confidence(Span(place, place + 1)) < BADLY:
            mended = [[*heard[:index], word, *heard[index + 1 :]] for word in wanted]
            if any(phrase_likeness(one, wanted, opening.language) >= least for one in mended):
                return True
    return False


def _another(opening: Opening, window: Window, wanted: Sequence[str]) -> bool:
    """Whether another name was heard beyond doubt: all of it clearly, and a telling word unlike any of the agreed one.

    "Seniorenheim Waldesruh" is not "Tierheim Waldesruh"; a word that the recogniser is unsure of may be misheard.
    """
    if window.likeness >= SAME or min(w.confidence for w in opening.word_range(window.span)) < CLEARLY:
        return False
    heard, language = opening.tokens.texts[window.span.start : window.span.end], opening.language
    telling = [word for word in wanted if word not in language.generic]
    more = [word for word in heard if word not in language.generic and word not in language.common]
    return any(not _echoed(w, wanted, heard, language) for w in telling) or any(
        not _echoed(w, heard, wanted, language) for w in more
    )


def _longer(opening: Opening, span: Span) -> bool:
    """Whether a name goes on with words that tell, heard clearly: "Valley Bank" in "Harper Valley Bank Insurance"."""
    tokens = opening.tokens
    before = span.start - 1 if span.start and not tokens[span.start - 1].ends else None
    after = span.end if span.end < len(tokens) and not tokens[span.end - 1].ends else None
    sides = [index for index in (before, after) if index is not None]
    return any(_tells(opening, index) for index in sides)


def _tells(opening: Opening, index: int) -> bool:
    """Whether a word can be part of an organisation's name and of nothing else."""
    text, language, at = opening.tokens[index].text, opening.language, Span(index, index + 1)
    plain = text in language.common or text in language.generic or text in language.titles
    if plain or opening.confidence(at) < CLEARLY or any(text in one.given_names for one in LANGUAGES):
        return False
    known = [*carriers(opening.tokens, language), *(o.span for o in find_offers(opening.tokens, language))]
    known += [one.whole for one in find_introductions(opening.tokens, language)]
    known += [s.span for s in find_salutations(opening.tokens, language.salutations, language, floor=PHRASE_SAID)]
    return not any(at.overlaps(one) for one in known)


def _echoed(word: str, own: Sequence[str], others: Sequence[str], language: Language) -> bool:
    """Whether a word of one side is like a word of the other, or like two run together, or is with its neighbour."""
    pairs = ["".join(pair) for pair in pairwise(others)]
    joined = ["".join(pair) for pair in pairwise(own) if word in pair]
    return any(_same_word(word, other, language) for other in (*others, *pairs)) or any(
        word_likeness(both, other) >= LIKE for both in joined for other in others
    )


def _same_word(one: str, other: str, language: Language) -> bool:
    """Whether two words are alike, or one word with two endings."""
    stem = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    declined = len(language.name_endings) > 1 and stem >= STEM and max(len(one), len(other)) - stem <= ENDING
    return declined or word_likeness(one, other) >= LIKE


def carriers(tokens: Sequence[Token], language: Language) -> tuple[Span, ...]:
    """Wordings around organisations and names, which are no answer in themselves."""
    patterns = (*language.before_organisation, *language.before_name, *language.weak_before_name, *language.after_name)
    return find_patterns(tokens, patterns, language)
