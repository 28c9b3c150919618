"""The second look: parts that plain recognition did not find, as hypotheses held against the sound.

A hypothesis is a text that may have been said, the expected filler in the place of the gap. It counts by
what it gains over blank audio (pmi), over rival fillers in the same text (rivpmi), and as a whole text over
the same rivals (riv); a small model makes odds of them (`greeting_odds`). It never speaks where something else
was clearly heard.

How far it may go is the option `second_look`: `said` (a part counts as said at high odds and as left out at low
ones), `doubt` (nothing that may have been said is called missing), or `off`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Protocol

from voicecheck.phrase import Phrase, say
from voicecheck.rules.base import answer
from voicecheck.rules.greeting_candidates import Demand, Grade
from voicecheck.rules.greeting_evidence import gap_of
from voicecheck.rules.greeting_odds import best, model, signs
from voicecheck.rules.greeting_people import People, expected_people
from voicecheck.rules.greeting_report import SECOND_LOOK, Outcome, Reading, expected_text, noted
from voicecheck.rules.greeting_slots import organisation_values, right_salutations, slot_spec
from voicecheck.rules.greeting_words import Opening
from voicecheck.text.formula import Formula, Part
from voicecheck.text.hypotheses import HYPOTHESES
from voicecheck.text.language import Language
from voicecheck.text.patterns import Span
from voicecheck.text.phonetics import name_likeness
from voicecheck.types import (
    CallEvidence,
    Case,
    Interval,
    Probe,
    ProbeRequest,
    SlotResult,
    SlotSpec,
    SlotStatus,
)

BEFORE_S, AFTER_S, EDGE_S = 4.0, 1.5, 0.4
"""Heard words so long before and after a gap stand in the text that is tested; then some sound beside them."""
LONGEST_S = 11.0
MOST_RIVALS = 4
MOST_NAME_RIVALS = 3
MOST_DECOYS = 2
ALIKE = 0.85
"""A decoy this like the expected name is none."""
NAME_AHEAD = 1.0
"""What a name must be likelier than its rivals, in natural logarithm: names are short and much like each other."""
HINT = 0.0
"""Odds from which nothing may be said to be missing."""
NAMED = ("organisation", "person")
"""Kinds of parts that have a name: a salutation or an offer that was not asked about may have been said instead."""
AUDIBLY = 0.55
"""Mean confidence in the opening's words below which the line is too bad to say that an unrecognised part was said."""
CLEARLY = 0.8
"""Mean confidence in the opening's words from which the line is clear enough to hear that something is absent."""
COVERED = 0.8
"""Share of a stretch without words that must lie in the seconds that were probed."""

OPEN: Mapping[str, frozenset[SlotStatus]] = MappingProxyType(
    {
        "off": frozenset(),
        "doubt": frozenset({SlotStatus.NOT_SAID}),
        "said": frozenset({SlotStatus.NOT_SAID, SlotStatus.CANNOT_TELL}),
    }
)
"""Which parts are looked at again, by how far the second look may go."""


class Look(Protocol):
    """The options of the second look."""

    @property
    def within_s(self) -> float:
        """Seconds allowed from the first word to the greeting's end."""
        ...

    @property
    def min_language_prob(self) -> float:
        """Probability of the agreed language below which nothing is judged."""
        ...

    @property
    def second_look(self) -> str:
        """How far it may go: off, doubt or said."""
        ...


@dataclass(frozen=True, slots=True)
class Fillers:
    """What would have been right in a part, its rivals, and how it is usually put."""

    kind: str
    expected: tuple[str, ...]
    rivals: tuple[str, ...]
    templates: tuple[str, ...]


def fillers_of(part: Part, opening: Opening, demand: Demand) -> Fillers | None:
    """The fillers to be tested for a part; None where there is nothing to test."""
    return _fillers(part, opening.language, demand)


@lru_cache(maxsize=64)
def _fillers(part: Part, language: Language, demand: Demand) -> Fillers | None:
    known = HYPOTHESES.get(language.code)
    if known is None or not part.names:
        return None
    spec = slot_spec(part.names[0], demand)
    if spec.kind == "salutation":
        expected, rivals = _salutations(spec, language, demand)
        return Fillers(spec.kind, expected, rivals, ("{},",))
    if spec.kind == "organisation":
        values = tuple(v for n in part.names for v in organisation_values(n, slot_spec(n, demand), demand, language))
        others = [v for n in part.names for v in slot_spec(n, demand).values if v not in values]
        rivals = _unlike((*others, *known.organisations), values)
        return Fillers(spec.kind, values[:2], rivals[:MOST_RIVALS], known.places)
    if spec.kind == "person":
        people = expected_people(part.names[0], spec, demand)
        if not people.wanted or people.expected not in people.wanted:
            return None
        near = _nearest(people)
        rivals = (*near, *_unlike(known.names, people.wanted))[: MOST_NAME_RIVALS + MOST_DECOYS]
        return Fillers(spec.kind, (people.expected,), rivals, known.introductions)
    if spec.kind == "offer":
        return Fillers(spec.kind, language.offer_samples[:2], known.offers[:MOST_DECOYS], ("{}?",))
    return None


def _salutations(spec: SlotSpec, language: Language, demand: Demand) -> tuple[tuple[str, ...], tuple[str, ...]]:
    right = right_salutations(spec, demand, language)
    others = tuple(s.text for s in language.salutations if s.text not in right)
    return right, _unlike(others, right)[:MOST_RIVALS]


@lru_cache(maxsize=1024)
def _nearest(people: People) -> tuple[str, ...]:
    """The names on the roster that are most like the expected one."""
    return tuple(sorted(people.rivals, key=lambda name: -name_likeness(name, people.expected))[:MOST_NAME_RIVALS])


@lru_cache(maxsize=1024)
def _unlike(names: tuple[str, ...], wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Those that are not nearly the expected ones themselves."""
    plain = [one.casefold() for one in wanted]
    return tuple(
        n
        for n in dict.fromkeys(names)
        if not any(n.casefold() in w or w in n.casefold() or name_likeness(n, w) >= ALIKE for w in plain)
    )


def requests(
    index: int,
    outcome: Outcome,
    reading: Reading,
    evidence: CallEvidence,
    formula: Formula,
    demand: Demand,
    options: Look,
) -> tuple[ProbeRequest, ...]:
    """The probes that a part wants: none where they could change nothing, or something else was clearly heard."""
    opening = reading.opening
    if outcome.against or outcome.optional or outcome.result.status not in OPEN[options.second_look]:
        return ()
    fillers = fillers_of(formula.parts[index], opening, demand)
    if fillers is None:
        return ()
    place = _place(index, reading, evidence, options)
    if not any(region.overlap_s(place.interval) > 0 for region in evidence.agent_speech):
        return ()
    texts = [f"{place.before} {template} {place.after}" for template in place.templates or fillers.templates]
    texts += _agreed_text(index, formula, opening, demand)
    return tuple(
        ProbeRequest(formula.parts[index].key, filler, " ".join(text.split()), place.interval, fillers.rivals)
        for filler in fillers.expected
        for text in dict.fromkeys(texts)
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a part is looked for: seconds, and the heard words around; `templates` where words stand in its place."""

    interval: Interval
    before: str
    after: str
    templates: tuple[str, ...] = ()


def _place(index: int, reading: Reading, evidence: CallEvidence, options: Look) -> _Place:
    opening, candidate = reading.opening, reading.choice[index]
    gap = gap_of(index, reading.choice, opening, evidence, opening.words[0].start_s + options.within_s)
    span, at = gap.span, gap.interval
    near = candidate is not None and candidate.grade is not Grade.SAID
    if candidate is not None and near:
        span, at = candidate.span, opening.interval(candidate.span)
    low_s, high_s = max(0.0, at.start_s - BEFORE_S), at.end_s + AFTER_S
    before = _words(opening, Span(0, span.start), low_s, high_s)
    after = _words(opening, Span(span.end, len(opening.tokens)), low_s, high_s)
    inside = [w for w in opening.words if w.start_s >= low_s and w.end_s <= high_s]
    start_s = min([at.start_s, *(w.start_s for w in inside)])
    end_s = min(max([at.end_s, *(w.end_s for w in inside)]) + EDGE_S, start_s + LONGEST_S, evidence.recording.decoded_s)
    start_s = max(0.0, start_s - EDGE_S)
    interval = Interval(round(start_s, 2), round(max(start_s, end_s), 2))
    return _Place(interval, before, after, ("{}",) if near else ())


def _words(opening: Opening, span: Span, low_s: float, high_s: float) -> str:
    """The heard words of a span as far as they lie between two seconds."""
    words = opening.word_range(span)
    return " ".join(w.text.strip() for w in words if w.start_s >= low_s and w.end_s <= high_s)


def _agreed_text(index: int, formula: Formula, opening: Opening, demand: Demand) -> list[str]:
    """The whole greeting as agreed, with a gap for one part; nothing where a part has no usual words."""
    texts: list[str] = []
    for number, part in enumerate(formula.parts):
        fillers = fillers_of(part, opening, demand)
        if number == index and fillers:
            texts.append(fillers.templates[0])
        elif fillers and fillers.expected:
            texts.append(fillers.templates[0].replace("{}", fillers.expected[0]))
        elif not part.names:
            texts.append(part.wording)
    return [" ".join(texts)]


def looked(
    outcomes: Sequence[Outcome],
    wanted: Sequence[Sequence[ProbeRequest]],
    reading: Reading,
    case: Case,
    formula: Formula,
    demand: Demand,
    options: Look,
) -> tuple[Outcome, ...]:
    """The outcomes after the second look; those whose probes are missing are for a person where they would fail."""
    return tuple(
        _looked(outcome, asked, reading, case, formula.parts[index], demand, options) if asked else outcome
        for index, (outcome, asked) in enumerate(zip(outcomes, wanted, strict=True))
    )


def _looked(
    outcome: Outcome,
    asked: Sequence[ProbeRequest],
    reading: Reading,
    case: Case,
    part: Part,
    demand: Demand,
    options: Look,
) -> Outcome:
    probes = [kept for request in asked if (kept := answer(request, case.evidence.probes)) is not None]
    if len(probes) < len(asked):
        again = say("greeting.no_look", "the second look was not taken for this wording; listen to the recording again")
        return _open(outcome, again)
    clear = clarity(reading)
    kind = slot_spec(part.names[0], demand).kind
    limits = model()[kind]
    odds = limits.of(signs(probes))
    if odds <= limits.denied and clear >= CLEARLY and deniable(kind, probes, outcome):
        return _absent(outcome)
    if not any(spoken_in(probe, options.min_language_prob) for probe in probes):
        return outcome
    said = odds >= limits.said and clear >= AUDIBLY and sayable(kind, probes)
    if said and not outcome.sure and options.second_look == "said":
        return _said(outcome, best(probes), reading, part, demand)
    if odds >= (limits.said if outcome.sure else HINT) and outcome.result.status is SlotStatus.NOT_SAID:
        return _open(outcome, say("greeting.may_be", "{words!r} may have been said", words=best(probes).text))
    return replace(outcome, hinted=odds >= HINT)


def spoken_in(probe: Probe, least: float) -> bool:
    """Whether the agreed language may be spoken there: Whisper finds its own words in any language."""
    return probe.language_prob is None or probe.language_prob >= least


def sayable(kind: str, probes: Sequence[Probe]) -> bool:
    """Whether the words fit the sound better than all their rivals; a name must be well ahead, also as a whole text."""
    one = best(probes)
    least = NAME_AHEAD if kind == "person" else 0.0
    whole = kind != "person" or one.riv is None or one.riv >= least
    return whole and (one.rivpmi is None or one.rivpmi > least)


def deniable(kind: str, probes: Sequence[Probe], outcome: Outcome) -> bool:
    """Whether the sound can tell that a part which plain recognition did not find was left out.

    A salutation or an offer that was not asked about may have been said instead, and words in the place of a name
    may be the name, however unlikely they make it. Where a voice was noticed without a word, its stretch must have
    been probed; an offer is no single word that could be lost, so there it was none.
    """
    if outcome.result.likeness:
        return False
    if outcome.voice is not None:
        voice = outcome.voice
        probed = all(p.interval.overlap_s(voice) >= COVERED * voice.length_s for p in probes)
        return probed and kind in (*NAMED, "offer")
    if outcome.result.status is SlotStatus.NOT_SAID:
        return kind in NAMED
    return not outcome.missing and kind == "organisation"


def clarity(reading: Reading) -> float:
    """The recogniser's mean confidence in the opening's words."""
    return reading.opening.confidence(Span(0, len(reading.opening.tokens)))


def _absent(outcome: Outcome) -> Outcome:
    """The part as left out: plain recognition did not find it, and the sound speaks against it."""
    note = outcome.result.note if outcome.result.status is SlotStatus.NOT_SAID else None
    result = replace(outcome.result, status=SlotStatus.NOT_SAID, note=note)
    return replace(outcome, result=result, missing=False, looked=True, sure=True)


def _open(outcome: Outcome, note: Phrase) -> Outcome:
    result = replace(noted(outcome.result, note), status=SlotStatus.CANNOT_TELL, decided_by=SECOND_LOOK)
    return replace(outcome, result=result, missing=False, looked=True, sure=False, hinted=True)


def _said(outcome: Outcome, probe: Probe, reading: Reading, part: Part, demand: Demand) -> Outcome:
    """The part as said by the second look, in the seconds at which the sound holds its words best."""
    old = outcome.result
    at = probe.at or Interval(old.start_s or 0.0, max(old.start_s or 0.0, old.end_s or 0.0))
    result = SlotResult(
        SlotStatus.SAID,
        heard=old.heard,
        expected=expected_text(part, reading.opening, demand),
        likeness=old.likeness,
        start_s=at.start_s,
        end_s=at.end_s,
        note=say("greeting.by_look", "{words!r} by the second look", words=probe.text),
        decided_by=SECOND_LOOK,
    )
    return Outcome(outcome.name, result, outcome.optional, whole=at, looked=True)
