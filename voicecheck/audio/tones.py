"""Bursts of steady tone in the band of ringback, 370 to 510 Hz.

A tone of the exchange is one or two lines that keep their frequency and level from beginning to end and
stand clear of what is heard at those frequencies before and after. A voice does not hold still like that
for half a second, hum does not begin and end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.signal import frames, resample, to_db

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from voicecheck.types import Samples

_RATE_HZ = 2_000
_WIDTH = 256
_HOP = 32
HOP_S = _HOP / _RATE_HZ
_BIN_HZ = _RATE_HZ / _WIDTH

_BAND_HZ = (370.0, 510.0)
"""From below 400 (United Kingdom, Japan) to above 480 Hz (North America); ITU-T E.180 lists 400 to 480."""

_AROUND_HZ = (150.0, 950.0)
_LOBE = 2
"""Bins on either side of a line that Hann's window spreads it over."""

_APART = 4
"""Least distance of two lines in bins: 31 Hz; 440 and 480 Hz are 40 apart."""

_SECOND_BELOW_DB = 12.0
_NEAR = 8
"""Frames beside the loudest one that its lines are read from: 0.13 s, five beats of 440 against 480 Hz."""

_IN_LINES = 0.6
"""Share of the band's power in its lines; white noise alone gives about 0.4."""

_IN_BAND = 0.25
_UNSTEADY_DB = 2.5
_EDGE_DB = 6.0
_CLEAR_DB = 8.0
_BESIDE_S = (0.06, 0.2)
_LEAST_S = 0.2
_HOLE_S = 0.13
"""Lost packets tear holes; the shortest pause inside a ring is 0.2 s (United Kingdom)."""


@dataclass(frozen=True, slots=True)
class Burst:
    """A steady tone: when (seconds from the first sample), its one or two frequencies in Hz, its level in dB."""

    start_s: float
    end_s: float
    lines_hz: tuple[float, ...]
    level_db: float
    unsteady_db: float

    @property
    def length_s(self) -> float:
        """Seconds that it lasts."""
        return self.end_s - self.start_s

    def like(self, other: Burst, *, within_hz: float, within_db: float) -> bool:
        """Whether both are the same tone: each line of the one is a line of the other, at the same level."""
        if abs(self.level_db - other.level_db) > within_db:
            return False
        few, many = sorted((self.lines_hz, other.lines_hz), key=len)
        return all(min(abs(a - b) for b in many) <= within_hz for a in few)


def tone_bursts(samples: Samples, *, rate_hz: int) -> list[Burst]:
    """The bursts of steady tone in one channel, in order.

    Args:
        samples: shape (n,).
        rate_hz: their rate in Hz.
    """
    power = _power(resample(samples, rate_hz=rate_hz, to_hz=_RATE_HZ))
    if len(power) == 0:
        return []
    bursts = [burst for first, last in _tonal_runs(power) for burst in _bursts(power, first, last)]
    return sorted(bursts, key=lambda burst: burst.start_s)


def _power(signal: Samples) -> NDArray[np.float64]:
    """Power a frame and bin, shape (frames, bins); frame i is centred on i * HOP_S."""
    padded = np.pad(signal, _WIDTH // 2)
    window = np.hanning(_WIDTH)
    grid = frames(padded, width=_WIDTH, hop=_HOP) * window
    spectrum = np.fft.rfft(grid, axis=1)
    power: NDArray[np.float64] = np.square(np.abs(spectrum)) / np.square(window.sum())
    return power


def _bins(band_hz: tuple[float, float]) -> slice:
    """The bins of a band."""
    return slice(round(band_hz[0] / _BIN_HZ), round(band_hz[1] / _BIN_HZ) + 1)


def _tonal_runs(power: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Runs of frames whose band is mostly one or two lines; short holes are closed."""
    band = power[:, _bins(_BAND_HZ)]
    inside, around = band.sum(axis=1), power[:, _bins(_AROUND_HZ)].sum(axis=1)
    lines = _line_power(band)
    tonal = (lines >= _IN_LINES * inside) & (inside >= _IN_BAND * around) & (inside > 0)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], tonal.astype(np.int8), [0]))))
    runs: list[tuple[int, int]] = []
    for first, last in edges.reshape(-1, 2).tolist():
        if runs and (first - runs[-1][1]) * HOP_S <= _HOLE_S:
            runs[-1] = (runs[-1][0], last)
        else:
            runs.append((first, last))
    return [(first, last) for first, last in runs if (last - first) * HOP_S >= _LEAST_S]


def _line_power(band: NDArray[np.float64]) -> NDArray[np.float64]:
    """The power a frame in the two strongest lines of the band."""
    rows = np.arange(len(band))[:, None]
    total = np.zeros(len(band))
    left = band.copy()
    for _ in range(2):
        near = left.argmax(axis=1)[:, None] + np.arange(-_LOBE, _LOBE + 1)
        valid = (near >= 0) & (near < band.shape[1])
        columns = near.clip(0, band.shape[1] - 1)
        total += np.where(valid, left[rows, columns], 0.0).sum(axis=1)
        left[rows, columns] = 0.0
    return total


def _bursts(power: NDArray[np.float64], first: int, last: int) -> list[Burst]:
    """The bursts in a run of tonal frames, the loudest first; what lies before and after it is looked at again."""
    found: list[Burst] = []
    pending = [(first, last)]
    while pending:
        first, last = pending.pop()
        if (last - first) * HOP_S < _LEAST_S:
            continue
        loudest = int(power[first:last, _bins(_BAND_HZ)].sum(axis=1).argmax()) + first
        lines = _lines(power[max(first, loudest - _NEAR) : min(last, loudest + _NEAR + 1)].mean(axis=0))
        near = sorted({line + offset for line in lines for offset in range(-_LOBE, _LOBE + 1)})
        level = to_db(power[:, near].sum(axis=1))
        begin, end = _plateau(level, first, last, loudest)
        burst = _burst(power, level, begin, end, lines)
        found += [burst] if burst is not None else []
        pending += [(first, begin - 1), (end + 1, last)]
    return found


def _plateau(level: NDArray[np.float64], first: int, last: int, loudest: int) -> tuple[int, int]:
    """The frames around the loudest one whose level stays within 6 dB of it, short holes closed."""
    begin, end, hole = loudest, loudest + 1, round(_HOLE_S / HOP_S)
    least_db = level[loudest] - _EDGE_DB
    reach = _WIDTH // _HOP
    above = np.flatnonzero(level[max(0, first - reach) : last + reach] >= least_db) + max(0, first - reach)
    for index in above[above < loudest][::-1].tolist():
        if begin - index > hole:
            break
        begin = index
    for index in above[above > loudest].tolist():
        if index - end >= hole:
            break
        end = index + 1
    return begin, end


def _burst(
    power: NDArray[np.float64], level: NDArray[np.float64], first: int, last: int, lines: list[int]
) -> Burst | None:
    """The burst from frame `first` to `last`; None where it is too short, wavers, or does not stand out."""
    inner = level[first + 3 : last - 3]
    if (last - first) * HOP_S < _LEAST_S or len(inner) == 0:
        return None
    plateau_db = float(np.median(inner))
    unsteady = float(np.percentile(inner, 84) - np.percentile(inner, 16)) / 2
    if unsteady > _UNSTEADY_DB or not _clear(level, first, last, plateau_db):
        return None
    mean = power[first:last].mean(axis=0)
    lines_hz = tuple(sorted(_exact_hz(mean, line) for line in lines))
    return Burst(first * HOP_S, last * HOP_S, lines_hz, plateau_db, unsteady)


def _lines(spectrum: NDArray[np.float64]) -> list[int]:
    """The bins of the strongest line in the band and, where there is one, of a second."""
    band = _bins(_BAND_HZ)
    inside = np.zeros_like(spectrum)
    inside[band] = spectrum[band]
    strongest = int(inside.argmax())
    peak = inside[strongest]
    local = (inside[1:-1] >= spectrum[:-2]) & (inside[1:-1] >= spectrum[2:])
    candidates = [i for i in (np.flatnonzero(local) + 1).tolist() if abs(i - strongest) >= _APART]
    second = max(candidates, key=lambda i: float(inside[i]), default=None)
    if second is None or inside[second] < peak * 10 ** (-_SECOND_BELOW_DB / 10):
        return [strongest]
    return [strongest, second]


def _exact_hz(spectrum: NDArray[np.float64], line: int) -> float:
    """A line's frequency from its bin and the two beside it (parabola through the decibels)."""
    left, middle, right = to_db(spectrum[line - 1 : line + 2]).tolist()
    bend = left - 2 * middle + right
    offset = 0.5 * (left - right) / bend if bend else 0.0
    return float((line + offset) * _BIN_HZ)


def _clear(level: NDArray[np.float64], first: int, last: int, plateau_db: float) -> bool:
    """Whether the tone stands out from what is at its frequencies just before and just after it."""
    near, far = (round(seconds / HOP_S) for seconds in _BESIDE_S)
    before, after = level[max(0, first - far) : max(0, first - near)], level[last + near : last + far]
    return all(len(part) < near or float(np.percentile(part, 25)) <= plateau_db - _CLEAR_DB for part in (before, after))
