"""Small pictures of shares: an interval on a rail from 0 to 100 %, and a curve over time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from voicecheck.history.grid import Point
from voicecheck.history.statistics import Share
from voicecheck.store.history import Span

WIDTH = 160.0
HEIGHT = 56.0
EDGES = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95)
"""Shares at which the shade of the heat map changes: finer above, where shares of a kept rule lie."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve ready to be drawn: SVG paths of the band and of the line, single points, and where the period begins."""

    band: str
    line: str
    dots: tuple[tuple[str, str], ...]
    turn: str


def shade(share: Share) -> int:
    """The shade of a share, 0 to 7; the last is for the highest."""
    return sum(share.value >= edge for edge in EDGES)


@dataclass(frozen=True, slots=True)
class Frame:
    """What all curves of a page share: the period, the days of a step, and the share at the bottom."""

    span: Span
    step_days: int
    floor: float

    def x(self, day: float) -> str:
        """Where a day lies in the picture, from the left."""
        first = self.span.before.first
        return _number(WIDTH * min(1.0, max(0.0, (day - first) / max(1, self.span.end - first))))

    def y(self, share: float) -> str:
        """Where a share lies in the picture, from the top."""
        return _number(2 + (HEIGHT - 4) * (1 - max(0.0, share - self.floor) / (1 - self.floor)))

    def middle(self, day: int) -> str:
        """The middle of the step that begins on a day."""
        return self.x(day + self.step_days / 2)


def lowest(curves: Iterable[Sequence[Point]]) -> float:
    """The share at the bottom of all curves: the lowest end of an interval, down to the next 10 %, at most 90 %."""
    ends = [point.share.low for points in curves for point in points if point.share]
    return min(0.9, int(10 * min(ends, default=0.0)) / 10)


def curve(points: Sequence[Point], frame: Frame) -> Curve:
    """A curve over the period and the one before, its points in order of time; steps with too few calls are gaps."""
    runs = _runs(points, frame.step_days)
    line = "".join(_path(run, frame) for run in runs if len(run) > 1)
    band = "".join(_band(run, frame) for run in runs if len(run) > 1)
    dots = tuple((frame.middle(run[0][0]), frame.y(run[0][1].value)) for run in runs if len(run) == 1)
    return Curve(band, line, dots, frame.x(frame.span.first))


def _runs(points: Sequence[Point], step_days: int) -> list[list[tuple[int, Share]]]:
    """The points that follow one another without a gap."""
    runs: list[list[tuple[int, Share]]] = []
    for point in points:
        if point.share is None:
            continue
        if runs and point.day - runs[-1][-1][0] <= step_days:
            runs[-1].append((point.day, point.share))
        else:
            runs.append([(point.day, point.share)])
    return runs


def _path(run: Sequence[tuple[int, Share]], frame: Frame) -> str:
    return "M" + "L".join(f"{frame.middle(day)} {frame.y(share.value)}" for day, share in run)


def _band(run: Sequence[tuple[int, Share]], frame: Frame) -> str:
    up = [f"{frame.middle(day)} {frame.y(share.high)}" for day, share in run]
    down = [f"{frame.middle(day)} {frame.y(share.low)}" for day, share in reversed(run)]
    return f"M{'L'.join(up + down)}Z"


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
