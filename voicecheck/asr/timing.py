"""Word times: from the decoder's attention to seconds of the recording, held against the sound itself.

Attention puts pauses into the words beside them: the first word of a window always begins at its
start. So every word is clipped into the speech regions, and words beside a pause are drawn back to
where the sound begins and ends.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.asr.windows import STEP_S, levels_db
from voicecheck.signal import FLOOR_DB
from voicecheck.types import Interval, Word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from voicecheck.asr.windows import Window
    from voicecheck.types import Samples

REACH_S = 0.3
"""How far outside a speech region a word may lie and still belong to it: attention is that coarse."""
SHORTEST_S = 0.06
_RISE = 0.25
"""Speech begins where the level is this share of the way from the noise to the peaks, in dB."""
_LEAST_RISE_DB = 5.0
_HOLD_STEPS = 4
_SLACK_S = 0.1
"""How far outside a region the sound's own edge is looked for."""


@dataclass(frozen=True, slots=True)
class Edge:
    """The level track of a window: dBFS every `STEP_S` from `start_s`, and the level that counts as sound.

    `flat` is true where the level hardly moves: silence, or a steady noise.
    """

    start_s: float
    levels: NDArray[np.float64]
    threshold_db: float
    flat: bool

    def loud(self, interval: Interval) -> tuple[float, float] | None:
        """First and last second inside `interval` at which sound holds for 40 ms; None where it never does."""
        first = max(0, round((interval.start_s - self.start_s) / STEP_S))
        last = max(first, round((interval.end_s - self.start_s) / STEP_S))
        over = (self.levels[first:last] >= self.threshold_db).astype(int)
        if len(over) < _HOLD_STEPS:
            return None
        held = np.flatnonzero(np.convolve(over, np.ones(_HOLD_STEPS, dtype=int), mode="valid") == _HOLD_STEPS)
        if len(held) == 0:
            return None
        at = self.start_s + first * STEP_S
        return at + float(held[0]) * STEP_S, at + float(held[-1] + _HOLD_STEPS) * STEP_S


def edge_of(window: Window, sound: Samples) -> Edge:
    """The window's level track with its threshold, a quarter of the way from the noise to the peaks.

    The noise is the 10th percentile of the sound at hand, the peaks the 95th. Digital silence, which
    telephone lines put into pauses, is no noise and is not counted. Pauses that the window leaves out
    are silence on the track.
    """
    heard = levels_db(sound)
    real = heard[heard > FLOOR_DB]
    noise, peak = np.percentile(real, [10, 95]) if len(real) else (0.0, 0.0)
    track = np.full(round(window.interval.length_s / STEP_S) + 1, FLOOR_DB)
    at_s = 0.0
    for piece in window.pieces:
        own = heard[round(at_s / STEP_S) : round((at_s + piece.length_s) / STEP_S)]
        first = round((piece.start_s - window.interval.start_s) / STEP_S)
        track[first : first + len(own)] = own[: len(track) - first]
        at_s += piece.length_s
    threshold = float(noise + max(_LEAST_RISE_DB, _RISE * (peak - noise)))
    return Edge(window.interval.start_s, track, threshold, flat=bool(peak - noise < _LEAST_RISE_DB))


def placed(words: Sequence[Word], window: Window, edge: Edge) -> tuple[Word, ...]:
    """The words that lie in the window's regions, clipped into them, in order, drawn to the sound beside pauses."""
    kept: list[tuple[Word, Interval]] = []
    for word in words:
        home = _home(word.interval, window.regions)
        if home is not None:
            kept.append((_clipped(word, home, after_s=kept[-1][0].end_s if kept else 0.0), home))
    return tuple(
        _drawn(
            word,
            home,
            edge,
            first=i == 0 or kept[i - 1][1] != home,
            last=i == len(kept) - 1 or kept[i + 1][1] != home,
        )
        for i, (word, home) in enumerate(kept)
    )


def _home(interval: Interval, regions: Sequence[Interval]) -> Interval | None:
    """The region that a word belongs to: the one it overlaps most, else the nearest within reach."""
    best = max(regions, key=interval.overlap_s, default=None)
    if best is None or interval.overlap_s(best) > 0:
        return best
    best = min(regions, key=lambda region: _distance(interval, region))
    return best if _distance(interval, best) <= REACH_S else None


def _distance(one: Interval, other: Interval) -> float:
    """Seconds between two intervals, 0 where they touch."""
    return max(0.0, one.start_s - other.end_s, other.start_s - one.end_s)


def _clipped(word: Word, home: Interval, *, after_s: float) -> Word:
    """The word inside its region and after the word before it, at least `SHORTEST_S` long where the region allows."""
    low = min(max(home.start_s, after_s), max(home.end_s, after_s))
    high = max(home.end_s, low)
    start = min(max(word.start_s, low), max(low, high - SHORTEST_S))
    end = min(max(word.end_s, start + SHORTEST_S), high)
    return replace(word, start_s=start, end_s=max(start, end))


def _drawn(word: Word, home: Interval, edge: Edge, *, first: bool, last: bool) -> Word:
    """The word with its outer edge where the sound of its region begins or ends."""
    if not (first or last):
        return word
    search = Interval(
        max(0.0, home.start_s - _SLACK_S) if first else word.start_s,
        home.end_s + _SLACK_S if last else word.end_s,
    )
    found = edge.loud(search)
    if found is None:
        return word
    start = min(found[0], word.end_s - SHORTEST_S) if first else word.start_s
    end = max(found[1], word.start_s + SHORTEST_S) if last else word.end_s
    start = max(0.0, start)
    return replace(word, start_s=start, end_s=max(start, end))
