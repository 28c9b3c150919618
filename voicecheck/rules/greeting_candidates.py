"""What a candidate is: one place where one part of the formula may have been said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

from voicecheck.phrase import PARTS, Phrase, named, say
from voicecheck.rules.base import Tunable
from voicecheck.text.formula import Formula
from voicecheck.text.patterns import Span
from voicecheck.types import Agreement, CallRef


class Grade(IntEnum):
    """How far a candidate carries."""

    WRONG = 1
    """Clearly heard, and not what was agreed."""
    NEAR = 2
    """Something like it: a person should listen."""
    SAID = 3


OPENS, CLOSES = "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}", "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
_SLOT = re.compile(r"(\{[^{}]*\})")


@dataclass(frozen=True, slots=True)
class Candidate:
    """`span` is what was said of the slot, `whole` that with its wording ("my name is ..."), which it occupies."""

    name: str
    span: Span
    whole: Span
    grade: Grade
    likeness: float
    expected: str
    note: Phrase | None = None
    rival: bool = False
    """Whether it fits somebody else on the roster better."""


@dataclass(frozen=True, slots=True)
class Likenesses:
    """From which likeness on (0 to 1) a slot is said, or near."""

    organisation_said: float
    organisation_near: float
    name_said: float
    name_near: float
    clear_confidence: float


@dataclass(frozen=True, slots=True)
class Demand:
    """What is agreed for this call, as far as it bears on single slots."""

    call: CallRef
    agreement: Agreement
    limits: Likenesses
    tolerance_min: float
    neutral_salutation: bool


def instead(heard: str, expected: str) -> Phrase:
    """What was heard in place of what should have been."""
    return say("greeting.instead", "heard {heard!r}, {expected} expected", heard=heard, expected=expected)


def heard_as(heard: str, expected: str) -> Phrase:
    """What was said, as the recogniser wrote it."""
    return say("greeting.heard_as", "heard as {heard}, {expected} expected", heard=heard, expected=expected)


def part_named(name: str) -> Phrase:
    """The word for a part of the formula: a slot's name, or the wording of a part without a slot."""
    return named("part", name)


@cache
def agreed(formula: Formula) -> Phrase:
    """The formula as it stands in the standard; its slots by the reader's words for them."""
    parts: list[str] = []
    for piece in _SLOT.split(formula.text):
        names = [part_named(name.strip()) for name in piece[1:-1].split("|")] if piece.startswith("{") else []
        slot = [text for name in names for text in ("/", name)]
        parts += [OPENS, *slot[1:], CLOSES] if slot else [piece]
    return Phrase(formula.text, "list.formula", {PARTS: tuple(parts)})


TUNABLE = (
    Tunable("organisation_said"),
    Tunable("organisation_near"),
    Tunable("name_said"),
    Tunable("name_near"),
    Tunable("clear_confidence"),
    Tunable("unheard_s"),
    Tunable("timing_error_s"),
    Tunable("second_look", ("off", "doubt", "said")),
)
"""Options of the rule that are thresholds of measurement and no policy, what may be fitted to labelled calls."""
