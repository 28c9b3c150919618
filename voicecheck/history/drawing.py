"""Small pictures of shares: an interval on a rail from 0 to 100 %, and a curve over time."""

from __future__ import annotations

from collections.abc import Sequence
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


def curve(points: Sequence[Point], span: Span, step_days: int) -> Curve:
    """A curve over the period and the one before; steps with too few calls are gaps.

    Args:
        points: in order of time.
        span: the period.
        step_days: days between points that follow one another without a gap.
    """
    runs = _runs(points, step_days)
    line = "".join(_path(run, span) for run in runs if len(run) > 1)
    band = "".join(_band(run, span) for run in runs if len(run) > 1)
    dots = tuple(_dot(run[0], span) for run in runs if len(run) == 1)
    return Curve(band, line, dots, _number(_x(span.first, span)))


def height_of(share: Share) -> str:
    """Where a share lies in the picture, from the top."""
    return _number(_y(share.value))


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


def _path(run: Sequence[tuple[int, Share]], span: Span) -> str:
    return "M" + "L".join(f"{_number(_x(day, span))} {_number(_y(share.value))}" for day, share in run)


def _band(run: Sequence[tuple[int, Share]], span: Span) -> str:
    up = [f"{_number(_x(day, span))} {_number(_y(share.high))}" for day, share in run]
    down = [f"{_number(_x(day, span))} {_number(_y(share.low))}" for day, share in reversed(run)]
    return f"M{'L'.join(up + down)}Z"


def _dot(point: tuple[int, Share], span: Span) -> tuple[str, str]:
    return _number(_x(point[0], span)), _number(_y(point[1].value))


def _x(day: int, span: Span) -> float:
    first = span.before.first
    return WIDTH * min(1.0, max(0.0, (day - first) / max(1, span.end - first)))


def _y(share: float) -> float:
    return 2 + (HEIGHT - 4) * (1 - share)


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
