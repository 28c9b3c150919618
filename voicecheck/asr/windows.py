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
_LONGEST_SKIP_S = 30.0
"""Speech further apart than this shares no window: it is hardly one thought, and times stay local."""


@dataclass(frozen=True, slots=True)
class Window:
    """What is recognised at once: speech regions, and the pieces of sound that hold them with some quiet beside.

    Long pauses between pieces are left out, so that a window is full of speech: the recogniser's
    clock runs through the pieces one after the other, and `at` leads back.
    """

    regions: tuple[Interval, ...]
    pieces: tuple[Interval, ...]

    @property
    def interval(self) -> Interval:
        """From the first piece's start to the last one's end, in seconds of the recording."""
        return Interval(self.pieces[0].start_s, self.pieces[-1].end_s)

    @property
    def length_s(self) -> float:
        """Seconds of sound: all pieces together."""
        return sum(piece.length_s for piece in self.pieces)

    def at(self, heard_s: float, *, ends: bool = False) -> float:
        """The second of the recording at which the recogniser's clock shows `heard_s`.

        Args:
            heard_s: seconds on the clock that skips the pauses.
            ends: whether something ends there; on a seam it then belongs to the earlier piece.
        """
        for piece in self.pieces:
            if heard_s < piece.length_s or (ends and heard_s <= piece.length_s):
                return piece.start_s + max(0.0, heard_s)
            heard_s -= piece.length_s
        return self.pieces[-1].end_s


def cut(audio: Audio, interval: Interval) -> Samples:
    """The mono samples of `interval`, shape (n,), at 16 kHz."""
    first, last = (round((at - audio.start_s) * audio.rate_hz) for at in (interval.start_s, interval.end_s))
    return resample(audio.samples[0, max(0, first) : max(0, last)], rate_hz=audio.rate_hz, to_hz=RATE_HZ)


def sound_of(audio: Audio, window: Window) -> Samples:
    """The window's pieces one after the other, shape (n,), at 16 kHz."""
    return np.concatenate([cut(audio, piece) for piece in window.pieces])


def levels_db(sound: Samples) -> NDArray[np.float64]:
    """The level in dBFS every `STEP_S`, shape (steps,); step i is centred on i * `STEP_S`."""
    width, hop = int(_LEVEL_WIDTH_S * RATE_HZ), int(STEP_S * RATE_HZ)
    padded = np.pad(sound, width // 2)
    return to_db(np.mean(np.square(frames(padded, width=width, hop=hop), dtype=np.float64), axis=1))


def plan(audio: Audio, regions: Sequence[Interval], *, limit_s: float, pad_s: float) -> list[Window]:
    """The windows that together hold every region, in order, none much longer than `limit_s`.

    Args:
        audio: mono; regions outside it are clipped to it.
        regions: speech regions in seconds of the recording, in order.
        limit_s: most sound in a window, not counting the outermost padding.
        pad_s: most sound to keep either side of a region; never beyond the middle of a pause, so that
            a pause of up to twice as much is kept whole.
    """
    inside = [part for region in _inside(audio, regions) for part in _parts(audio, region, limit_s)]
    if not inside:
        return []
    padded = _padded(audio, inside, pad_s)
    return [
        Window(tuple(inside[first:last]), tuple(_merged(padded[first:last])))
        for first, last in _groups(padded, limit_s + 2 * pad_s)
    ]


def _inside(audio: Audio, regions: Sequence[Interval]) -> Iterator[Interval]:
    """The parts of the regions that lie within the sound at hand."""
    first, last = audio.start_s, audio.start_s + audio.duration_s
    for region in regions:
        start, end = max(first, region.start_s), min(last, region.end_s)
        if end > start:
            yield Interval(start, end)


def _parts(audio: Audio, region: Interval, limit_s: float) -> Iterator[Interval]:
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


def _padded(audio: Audio, regions: Sequence[Interval], pad_s: float) -> list[Interval]:
    """Each region with its padding, up to the middle of a pause and inside the sound."""
    middles = [(one.end_s + other.start_s) / 2 for one, other in pairwise(regions)]
    lows = [audio.start_s, *middles]
    highs = [*middles, audio.start_s + audio.duration_s]
    return [
        Interval(max(low, region.start_s - pad_s), min(high, region.end_s + pad_s))
        for region, low, high in zip(regions, lows, highs, strict=True)
    ]


def _groups(padded: Sequence[Interval], limit_s: float) -> Iterator[tuple[int, int]]:
    """First and last index (excluded) of each run that fits one window, parted at the longest pause late in it."""
    first = 0
    for last in range(1, len(padded) + 1):
        while first < last - 1 and not _fits(padded[first:last], limit_s):
            count = _longest_pause(padded[first:last], limit_s)
            yield first, first + count
            first += count
    if first < len(padded):
        yield first, len(padded)


def _fits(padded: Sequence[Interval], limit_s: float) -> bool:
    """Whether the sound of a run fits a window, and no pause in it is longer than `_LONGEST_SKIP_S`."""
    near = all(other.start_s - one.end_s <= _LONGEST_SKIP_S for one, other in pairwise(padded))
    return near and sum(part.length_s for part in padded) <= limit_s


def _longest_pause(padded: Sequence[Interval], limit_s: float) -> int:
    """How many parts stand before the longest pause that leaves at least half a window before it."""
    lengths = np.cumsum([part.length_s for part in padded[:-1]])
    late = [i + 1 for i, length in enumerate(lengths) if length >= limit_s / 2] or [len(padded) - 1]
    far = [i for i in range(1, len(padded)) if padded[i].start_s - padded[i - 1].end_s > _LONGEST_SKIP_S]
    return max(far or late, key=lambda i: (padded[i].start_s - padded[i - 1].end_s, i))


def _merged(parts: Sequence[Interval]) -> Iterator[Interval]:
    """The parts, those that touch joined into one."""
    current = parts[0]
    for part in parts[1:]:
        if part.start_s > current.end_s:
            yield current
            current = part
        else:
            current = Interval(current.start_s, part.end_s)
    yield current
