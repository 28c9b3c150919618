"""The one place where numbers are rounded: seconds 0.01, dB 0.1, Hz 0.1, semitones 0.01, scores whole."""

from __future__ import annotations

import math

from voicecheck.types import Baseline

_DECIMALS = {
    "s": 2,
    "st": 2,
    "st/s": 1,
    "dB": 1,
    "dBFS": 1,
    "dB/s": 1,
    "dB/oct": 1,
    "LUFS": 1,
    "Hz": 1,
    "syl/s": 2,
    "%": 2,
}
_OTHER_DECIMALS = 3
"""For a unit without a rule of its own, and for values that carry none."""

SECONDS = 2
LIKENESS = 2


def rounded(value: float | None, decimals: int) -> float | None:
    """The value at so many decimals, never -0.0; None for None and for a non-finite value."""
    if value is None or not math.isfinite(value):
        return None
    return round(float(value), decimals) + 0.0


def decimals_of(unit: str) -> int:
    """The number of decimals that a value of this unit is shown with."""
    return _DECIMALS.get(unit, _OTHER_DECIMALS)


def seconds(value: float | None) -> float | None:
    """Seconds at 0.01."""
    return rounded(value, SECONDS)


def measured(value: float | None, unit: str) -> float | None:
    """A measured value at the step of its unit."""
    return rounded(value, decimals_of(unit))


def bare(value: float | None) -> float | None:
    """A value or threshold that names no unit, at 0.001."""
    return rounded(value, _OTHER_DECIMALS)


def usual_ranges(baseline: Baseline | None) -> dict[str, tuple[float, float]]:
    """The agent's usual range of each feature: a standard deviation between calls on either side of the mean."""
    if baseline is None:
        return {}
    spread = baseline.spread
    return {name: (mean - spread.get(name, 0.0), mean + spread.get(name, 0.0)) for name, mean in baseline.mean.items()}


def plain(value: float, decimals: int = SECONDS) -> str:
    """The value as plain text without needless zeros: 0.4, 7.91, 12."""
    return f"{round(value, decimals) + 0.0:.{decimals}f}".rstrip("0").rstrip(".") if decimals else f"{value:.0f}"


def local(value: float, decimals: int, *, point: str) -> str:
    """The value for a reader: the decimal sign of the language, a true minus sign, no needless zeros."""
    return plain(value, decimals).replace(".", point).replace("-", "\N{MINUS SIGN}")
