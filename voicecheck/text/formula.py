"""The formula of a greeting: `{salutation}, {department|organisation}, {agent} speaking[, {offer}]`.

A comma or full stop parts the segments. `{name}` is a slot, `{one|other}` takes either, `[ ]` makes
what is inside optional. Words beside a slot in its segment ("speaking") are the wording in which the slot
is usual; other ways to introduce oneself count as well, so they are not demanded. A segment without a
slot ("thank you for calling") is demanded as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches

SLOT_NAMES = ("salutation", "department", "organisation", "agent", "customer", "offer")
"""Slots that every standard knows; `slots:` of a standard adds others."""

_PIECE = re.compile(r"\{(?P<slot>[^{}]*)\}|(?P<mark>[\[\],.;!?])|(?P<words>[^{}\[\],.;!?]+)|(?P<stray>[{}])")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Part:
    """One demanded thing: the slot's names (any of them will do), or a wording where `names` is empty."""

    names: tuple[str, ...]
    wording: str
    optional: bool

    @property
    def key(self) -> str:
        """The name under which its result is reported where no alternative was said."""
        return self.names[0] if self.names else self.wording


@dataclass(frozen=True, slots=True)
class Formula:
    """The parts in the order in which they are to be said."""

    text: str
    parts: tuple[Part, ...]

    @property
    def demanded(self) -> int:
        """How many parts are not optional."""
        return sum(not part.optional for part in self.parts)

    @property
    def names(self) -> tuple[str, ...]:
        """All slot names, in order, each once."""
        return tuple(dict.fromkeys(name for part in self.parts for name in part.names))


@dataclass(slots=True)
class _Reader:
    text: str
    known: Collection[str] | None
    parts: list[Part]
    segment_slots: list[tuple[str, ...]]
    segment_words: list[str]
    optional_from: int | None = None

    def wrong(self, position: int, what: str) -> ValueError:
        return ValueError(f"{what} at character {position + 1} of {self.text!r}")

    def close_segment(self) -> None:
        wording = " ".join(self.segment_words)
        optional = self.optional_from is not None
        for names in self.segment_slots:
            self.parts.append(Part(names, wording, optional))
        if not self.segment_slots and wording:
            self.parts.append(Part((), wording, optional))
        self.segment_slots, self.segment_words = [], []

    def slot(self, body: str, position: int) -> None:
        names = tuple(name.strip() for name in body.split("|"))
        for name in names:
            if not _NAME.fullmatch(name):
                raise self.wrong(position, f"a slot needs a name in small letters, found {name!r}")
            if self.known is not None and name not in self.known:
                near = get_close_matches(name, list(self.known), n=1, cutoff=0.5)
                hint = f"; did you mean {near[0]!r}?" if near else f"; known are {', '.join(self.known)}"
                raise self.wrong(position, f"unknown slot {name!r}{hint}")
        self.segment_slots.append(names)

    def mark(self, char: str, position: int) -> None:
        self.close_segment()
        if char == "[":
            if self.optional_from is not None:
                raise self.wrong(position, "'[' inside '['")
            self.optional_from = position
        elif char == "]":
            if self.optional_from is None:
                raise self.wrong(position, "']' without '['")
            self.optional_from = None


def parse_formula(text: str, known: Collection[str] | None = SLOT_NAMES) -> Formula:
    """The formula that a text describes.

    Args:
        text: the formula as a standard writes it.
        known: names that slots may bear; None admits any.

    Raises:
        ValueError: with the position, and the nearest known slot name where one is unknown.

    >>> [part.names for part in parse_formula("{salutation}, {department|organisation}[, {offer}]").parts]
    [('salutation',), ('department', 'organisation'), ('offer',)]
    """
    reader = _Reader(text, known, [], [], [])
    for piece in _PIECE.finditer(text):
        if piece["stray"]:
            raise reader.wrong(piece.start(), f"unpaired {piece['stray']!r}")
        if piece["slot"] is not None:
            reader.slot(piece["slot"], piece.start())
        elif piece["mark"]:
            reader.mark(piece["mark"], piece.start())
        elif piece["words"].strip():
            reader.segment_words.append(piece["words"].strip())
    if reader.optional_from is not None:
        raise reader.wrong(reader.optional_from, "'[' is never closed")
    reader.close_segment()
    if not any(part.names for part in reader.parts):
        raise ValueError(f"no slot such as {{salutation}} or {{agent}} in {text!r}")
    taken = [name for part in reader.parts for name in part.names]
    twice = next((name for name in taken if taken.count(name) > 1), None)
    if twice is not None:
        raise reader.wrong(text.rindex(twice), f"slot {twice!r} stands twice")
    if all(part.optional for part in reader.parts):
        raise ValueError(f"every part of {text!r} is optional: nothing would be demanded")
    return Formula(text, tuple(reader.parts))
