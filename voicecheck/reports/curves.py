"""The voice over time as strips of the time axis: pitch, level and voicing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from markupsafe import Markup

from voicecheck.reports.drawing import WIDTH, Lane, Scale
from voicecheck.reports.numbers import plain
from voicecheck.reports.strings import Strings
from voicecheck.types import VoiceSeries


def voice_lanes(scale: Scale, series: VoiceSeries, strings: Strings) -> list[Lane]:
    """Pitch against the agent's own median, level below the loudest, and the share of voiced sound."""
    lowest = min([-20.0, *(value for value in series.level_db if value is not None)])
    floor = 10 * (lowest // 10)
    pitch = _curve_lane(scale, series, series.pitch_st, (-6, 6), (-6, 0, 6), 76)
    level = _curve_lane(scale, series, series.level_db, (floor, 0), (floor, floor / 2, 0), 60)
    voiced = tuple(None if value is None else 100 * value for value in series.voiced)
    share = _curve_lane(scale, series, voiced, (0, 100), (0, 50, 100), 44)
    drawn = (("pitch", "st", pitch), ("level", "dB", level), ("voiced", "%", share))
    return [
        Lane(strings[f"lane.{name}"], strings[f"lane.{name}.about"], *parts, unit=strings.unit(unit))
        for name, unit, parts in drawn
    ]


def _curve_lane(
    scale: Scale,
    series: VoiceSeries,
    values: Sequence[float | None],
    span: tuple[float, float],
    ticks: Sequence[float],
    height: float,
) -> tuple[float, Markup, tuple[tuple[float, str], ...]]:
    """Height, drawing and tick labels of one curve; a gap where there was nothing to measure."""
    low, high = _widened(span, values)
    steps = (low, *ticks[1:-1], high)

    def y(value: float) -> float:
        return round(5 + (height - 10) * (high - value) / (high - low), 1)

    points = [
        (scale.x(at_s), y(value))
        for index, value in enumerate(values)
        if value is not None and scale.shows(at_s := series.start_s + index * series.step_s, at_s)
    ]
    most_px = 1.6 * WIDTH * series.step_s / scale.view.length_s
    grid = [Markup('<path class="grid" d="M0 {}H{}"/>').format(y(step), WIDTH) for step in steps]
    dots = [Markup('<circle cx="{}" cy="{}" r="2"/>').format(*point) for point in points] if most_px > 9 else []
    curve = Markup('<path class="curve" d="{}"/>').format(_joined(points, most_px))
    labels = tuple((y(step), plain(step, 0).replace("-", "\N{MINUS SIGN}")) for step in steps)
    return height, Markup("").join([*grid, curve, *dots]), labels


def _widened(span: tuple[float, float], values: Iterable[float | None]) -> tuple[float, float]:
    """The span, widened evenly where values lie outside it, on the usual steps of the pitch lane (6)."""
    low, high = span
    outermost = max((abs(value) for value in values if value is not None), default=0.0)
    if low == -high and outermost > high:
        high = 6 * -(-outermost // 6)
        return -high, high
    return low, high


def _joined(points: Sequence[tuple[float, float]], most_px: float) -> str:
    """A path through the points, lifted where two of them are more than a step apart."""
    if not points:
        return ""
    parts = [f"M{points[0][0]} {points[0][1]}h.01"]
    for before, after in pairwise(points):
        parts.append(f"{'L' if after[0] - before[0] <= most_px else 'M'}{after[0]} {after[1]}")
    return "".join(parts)
