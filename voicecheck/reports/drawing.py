"""What the strips of the time axis share: the scale, the strip, and the packing of labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from voicecheck.types import Interval

WIDTH = 960
"""Width of a drawing in CSS pixels."""
LETTER_PX = 6.9
"""Width of a letter of the words' type, rounded up so that neighbours never touch."""

LOW_CONFIDENCE = 0.5
"""Below this the recogniser's own confidence, words are drawn as half-heard; no verdict depends on it."""


@dataclass(frozen=True, slots=True)
class Scale:
    """From seconds of the recording to pixels of the drawing."""

    view: Interval

    def x(self, at_s: float) -> float:
        """The place of a moment, inside the drawing."""
        share = (at_s - self.view.start_s) / max(self.view.length_s, 0.01)
        return round(min(1.0, max(0.0, share)) * WIDTH, 1)

    def width(self, start_s: float, end_s: float, *, least: float = 1.5) -> float:
        """The width of a stretch, never too thin to see."""
        return max(least, round(self.x(end_s) - self.x(start_s), 1))

    def shows(self, start_s: float, end_s: float) -> bool:
        """Whether any of a stretch lies in view."""
        return end_s >= self.view.start_s and start_s <= self.view.end_s


@dataclass(frozen=True, slots=True)
class Mark:
    """A named stretch to point out: a ring, or a slot and what became of it."""

    label: str
    start_s: float
    end_s: float
    kind: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One strip: its name, what its numbers mean, its height, its drawing and the labels of its own axis."""

    name: str
    about: str
    height: float
    body: Markup
    ticks: tuple[tuple[float, str], ...] = ()
    unit: str = ""


def label_px(label: str, bar_px: float) -> float:
    """The room that a label and its bar need."""
    return max(bar_px, LETTER_PX * len(label) + 6)


def anchored(x: float, label: str) -> tuple[float, str]:
    """Where a label stands: at the start of its bar, or ending at the edge where it would run out of the drawing."""
    runs_out = x + LETTER_PX * len(label) > WIDTH
    return (WIDTH, "end") if runs_out else (x, "start")


def packed(labels: Sequence[tuple[float, float]], rows: int) -> list[int | None]:
    """The first row on which each label (start, width) has room; None where no row has, or the edge cuts it."""
    free_from = [float("-inf")] * rows
    placed: list[int | None] = []
    for start, width in labels:
        fits = start + width <= WIDTH
        row = next((index for index, edge in enumerate(free_from) if fits and edge <= start), None)
        if row is not None:
            free_from[row] = start + width
        placed.append(row)
    return placed
