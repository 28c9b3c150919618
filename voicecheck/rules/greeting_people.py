"""Who may be named in a greeting: the expected person with her spellings, and everybody else on the roster."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from voicecheck.phrase import either, say
from voicecheck.rules.greeting_candidates import Demand
from voicecheck.text.languages import LANGUAGES
from voicecheck.text.normalise import fold
from voicecheck.text.phonetics import name_likeness
from voicecheck.types import Agreement, Person, SlotSpec

TITLES = frozenset(title for language in LANGUAGES for title in language.titles)
"""Words that stand before many names ("Mr", "Schwester"): nobody is named by one alone."""


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """The spellings that count, what to call the expected one, and everybody else on the roster.

    The very same object for the same call's agent and agreement, for it is a key of caches.
    """

    wanted: tuple[str, ...]
    expected: str
    rivals: tuple[str, ...]


def spellings(person: Person) -> tuple[str, ...]:
    """All spellings of one person."""
    return (person.name, *person.spellings)


def _parts(names: Iterable[str]) -> tuple[str, ...]:
    """Whole names and each name in them: a person may answer with the first, the last or all."""
    found: list[str] = []
    for name in names:
        pieces = [piece.strip(".,") for piece in name.split()]
        found += [name, *(piece for piece in pieces if len(piece) > 1 and fold(piece) not in TITLES)]
    return tuple(dict.fromkeys(found))


def expected_people(name: str, spec: SlotSpec, demand: Demand) -> People:
    """Who may be named: the call's own person, else the slot's values, else anybody on the roster."""
    own = {"agent": demand.call.agent, "customer": demand.call.customer}.get(name)
    return _people(own, spec, demand.agreement)


@lru_cache(maxsize=1024)
def _people(own: str | None, spec: SlotSpec, agreement: Agreement) -> People:
    roster = agreement.roster
    if own:
        same = [p for p in roster if any(name_likeness(own, s) >= 0.99 for s in spellings(p))]
        mine = [own, *(s for p in same for s in spellings(p))]
        rivals = [s for p in roster if p not in same for s in spellings(p)]
        wanted = _parts(mine)
        return People(wanted, own, tuple(r for r in _parts(rivals) if r not in wanted))
    if spec.values:
        return People(_parts(spec.values), either(spec.values), ())
    everybody = [s for p in roster for s in spellings(p)]
    anybody = say("greeting.of_roster", "a name of the roster") if everybody else say("greeting.a_name", "a name")
    return People(_parts(everybody), anybody, ())
