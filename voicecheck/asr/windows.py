"""Windows: which stretches of a recording the recogniser is given, cut at pauses, each short.

A short window is cheap (the encoder's cost grows with its length) and holds little that is not
speech, so there is little to invent from.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.signal import frames, resample, to_db
from voicecheck.types import Interval

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from voicecheck.types import Audio, Samples

RATE_HZ = 16_000
"""The rate that Whisper was trained on."""
STEP_S = 0.01
"""Step of the level track: Whisper's own mel step."""
_LEVEL_WIDTH_S = 0.025
_SMOOTH_STEPS = 10


@dataclass(frozen=True, slots=True)
class Window:
    """One stretch to recognise: the speech regions in it, and the stretch itself with some quiet either side."""

    interval: Interval
    regions: tuple[Interval, ...]


def cut(audio: Audio, interval: Interval) -> Samples:
    """The mono samples of `interval`, shape (n,), at 16 kHz."""
    first, last = (round((at - audio.start_s) * audio.rate_hz) for at in (interval.start_s, interval.end_s))
    return resample(audio.samples[0, max(0, first) : max(0, last)], rate_hz=audio.rate_hz, to_hz=RATE_HZ)


def levels_db(sound: Samples) -> NDArray[np.float64]:
    """The level in dBFS every `STEP_S`, shape (steps,); step i is centred on i * `STEP_S`."""
    width, hop = int(_LEVEL_WIDTH_S * RATE_HZ), int(STEP_S * RATE_HZ)
    padded = np.pad(sound, width // 2)
    return to_db(np.mean(np.square(frames(padded, width=width, hop=hop), dtype=np.float64), axis=1))


def plan(audio: Audio, regions: Sequence[Interval], *, limit_s: float, pad_s: float) -> list[Window]:
    """The windows that together hold every region, in order, none longer than `limit_s` plus its padding.

    Args:
        audio: mono; regions outside it are clipped to it.
        regions: speech regions in seconds of the recording, in order.
        limit_s: longest stretch from the first region's start to the last one's end.
        pad_s: most sound to keep either side; never reaches beyond the middle of a pause.
    """
    inside = [piece for region in _inside(audio, regions) for piece in _pieces(audio, region, limit_s)]
    groups = list(_groups(inside, limit_s))
    edges = [audio.start_s - pad_s, *_middles(groups), audio.start_s + audio.duration_s + pad_s]
    return [
        Window(_padded(audio, group, low=low, high=high, pad_s=pad_s), tuple(group))
        for group, low, high in zip(groups, edges, edges[1:], strict=False)
    ]


def _inside(audio: Audio, regions: Sequence[Interval]) -> Iterator[Interval]:
    """The parts of the regions that lie within the sound at hand."""
    first, last = audio.start_s, audio.start_s + audio.duration_s
    for region in regions:
        start, end = max(first, region.start_s), min(last, region.end_s)
        if end > start:
            yield Interval(start, end)


def _pieces(audio: Audio, region: Interval, limit_s: float) -> Iterator[Interval]:
    """The region, cut at its quietest points where it is longer than a window."""
    while region.length_s > limit_s:
        earliest = region.start_s + limit_s / 2
        search = Interval(earliest, region.start_s + limit_s)
        level = levels_db(cut(audio, search))
        smooth = np.convolve(level, np.ones(_SMOOTH_STEPS) / _SMOOTH_STEPS, mode="same")
        edge = _SMOOTH_STEPS // 2
        at = earliest + (edge + int(np.argmin(smooth[edge:-edge]))) * STEP_S
        yield Interval(region.start_s, at)
        region = Interval(at, region.end_s)
    yield region


def _groups(regions: Sequence[Interval], limit_s: float) -> Iterator[list[Interval]]:
    """Runs of regions that fit one window, parted at the longest pause in the second half of what fits."""
    group: list[Interval] = []
    for region in regions:
        while group and region.end_s - group[0].start_s > limit_s:
            count = _longest_pause([*group, region], limit_s)
            yield group[:count]
            group = group[count:]
        group.append(region)
    if group:
        yield group


def _longest_pause(regions: Sequence[Interval], limit_s: float) -> int:
    """How many regions stand before the longest pause that leaves at least half a window before it."""
    ends = range(1, len(regions))
    late = [i for i in ends if regions[i - 1].end_s - regions[0].start_s >= limit_s / 2] or [len(regions) - 1]
    return max(late, key=lambda i: (regions[i].start_s - regions[i - 1].end_s, i))


def _middles(groups: Sequence[Sequence[Interval]]) -> list[float]:
    """The middle of the pause between each group and the next."""
    return [(a[-1].end_s + b[0].start_s) / 2 for a, b in pairwise(groups)]


def _padded(audio: Audio, group: Sequence[Interval], *, low: float, high: float, pad_s: float) -> Interval:
    """From the group's first start to its last end, with padding between `low` and `high` and inside the sound."""
    start = max(audio.start_s, low, group[0].start_s - pad_s)
    end = min(audio.start_s + audio.duration_s, high, group[-1].end_s + pad_s)
    return Interval(min(start, group[0].start_s), max(end, group[-1].end_s))
