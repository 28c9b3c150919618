"""What a candidate is: one place where one part of the formula may have been said."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from voicecheck.text.patterns import Span
from voicecheck.types import Agreement, CallRef


class Grade(IntEnum):
    """How far a candidate carries."""

    WRONG = 1
    """Clearly heard, and not what was agreed."""
    NEAR = 2
    """Something like it: a person should listen."""
    SAID = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """`span` is what was said of the slot, `whole` that with its wording ("my name is ..."), which it occupies."""

    name: str
    span: Span
    whole: Span
    grade: Grade
    likeness: float
    expected: str
    note: str | None = None
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
