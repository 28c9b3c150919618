"""What a language brings to matching: one frozen value a language, filled in by `text/languages/<code>`.

Patterns are written token by token over normalised text (see `patterns.py`); words in data are
written as people write them and normalised when they are used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class SalutationKind(StrEnum):
    """How a salutation is bound to the clock and to the standard."""

    TIMED = "timed"
    """Right at some hours only: good morning."""
    REGIONAL = "regional"
    """A full salutation at any hour: Grüß Gott, здравствуйте, tungjatjeta."""
    NEUTRAL = "neutral"
    """A word that opens a talk: hello. It counts only where the standard lists or permits it."""
    COURTESY = "courtesy"
    """What is said in place of one: thanks for the call, a welcome told of somebody. It counts only where listed."""


@dataclass(frozen=True, slots=True)
class Salutation:
    """One salutation; `from_h` to `to_h` are local hours at which it is right, above 24 after midnight.

    `clipped` is one cut short to a word that says other things elsewhere ("Morning!", "help you this morning"): it
    counts only where it is a clause by itself.
    """

    text: str
    kind: SalutationKind = SalutationKind.TIMED
    from_h: float = 0.0
    to_h: float = 24.0
    clipped: bool = False

    def right_at(self, hour: float, tolerance_h: float) -> bool:
        """Whether it suits a local hour (0 to 24), give or take the tolerance."""
        if self.kind is not SalutationKind.TIMED or self.to_h - self.from_h + 2 * tolerance_h >= 24:
            return True
        low, high = self.from_h - tolerance_h, self.to_h + tolerance_h
        return any(low <= hour + day < high for day in (-24.0, 0.0, 24.0))


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """The words and small grammars of one language.

        `rewrites` are (regular expression, replacement) on one folded word: contractions. `variants` are rarer and
    clipped salutations: understood, never proposed. `welcomes` are patterns of courtesies that tell of a welcome
    ("вас приветствует банк"). `offers` and `weak_offers` are patterns of an offer of help and of questions that may
    stand for one; `no_offers` are patterns of what only sounds like one, for it is not the caller who is helped;
    `asides` are words with which an offer goes on to name a matter ("with your bill"); `offer_ends` words that
    close one ("you today"); `offer_samples` are whole offers that a garbled one is compared with. `negations` make
    a refusal of an offer, unless one of `questions` opens it. `before_name`, `after_name` are wordings around a
    name; those in `weak_before_name` also stand before other things ("this is"), those in `weak_after_name` after
    them ("at the"). What stands before or after somebody spoken of (`before_other`, `after_other`: "ask for", "is
    not in") names nobody who speaks. `before_organisation` stand before an organisation. `generic` weighs words
    that many organisations share (0 to 1; others weigh 1). `common` are words that are never a name. `salutation_leads`
    and `salutation_ends` belong to a salutation beside them ("a very good morning to you"). `handovers`
    are patterns of handing the caller on ("I'll put you through"). `service` and `customer` are patterns with
    natural-log odds of being said by the agent. `letters` are names of letters, `abbreviations` initials that
    everybody knows and what they stand for.
    """

    code: str
    name: str
    rewrites: tuple[tuple[str, str], ...] = ()
    numbers: Mapping[str, str] = field(default_factory=dict)
    salutations: tuple[Salutation, ...] = ()
    variants: tuple[Salutation, ...] = ()
    welcomes: tuple[str, ...] = ()
    classes: Mapping[str, str] = field(default_factory=dict)
    offers: tuple[str, ...] = ()
    weak_offers: tuple[str, ...] = ()
    no_offers: tuple[str, ...] = ()
    asides: frozenset[str] = frozenset()
    offer_ends: frozenset[str] = frozenset()
    offer_samples: tuple[str, ...] = ()
    negations: frozenset[str] = frozenset()
    questions: frozenset[str] = frozenset()
    before_name: tuple[str, ...] = ()
    weak_before_name: tuple[str, ...] = ()
    after_name: tuple[str, ...] = ()
    weak_after_name: tuple[str, ...] = ()
    before_other: tuple[str, ...] = ()
    after_other: tuple[str, ...] = ()
    before_organisation: tuple[str, ...] = ()
    titles: frozenset[str] = frozenset()
    name_endings: tuple[str, ...] = ()
    given_names: frozenset[str] = frozenset()
    generic: Mapping[str, float] = field(default_factory=dict)
    common: frozenset[str] = frozenset()
    salutation_leads: frozenset[str] = frozenset()
    salutation_ends: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()
    announcements: tuple[str, ...] = ()
    handovers: tuple[str, ...] = ()
    service: tuple[tuple[str, float], ...] = ()
    customer: tuple[tuple[str, float], ...] = ()
    letters: Mapping[str, str] = field(default_factory=dict)
    abbreviations: Mapping[str, str] = field(default_factory=dict)
