"""Whether the sound can carry a judgement: overlap, noise, clipping."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.signal import to_db
from voicecheck.types import Interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.floating]

OVERLAP_MARGIN_S = 0.15
"""Cut this much more around overlap: a second voice 20 dB below already adds 2 st to the spread of F0."""
FULL_SCALE = 0.98
"""Mu-law and A-law reach 0.98 of a 16-bit full scale at most (ITU-T G.711), so clipping stands from here on."""
DIGITAL_SILENCE_DBFS = -90.0
"""Below the step of 16 bits: a gate or a muted line, not the room."""
MOST_SNR_DB = 60.0


def merged(intervals: Iterable[Interval], *, gap_s: float = 0.0) -> tuple[Interval, ...]:
    """The intervals in order, those no more than `gap_s` apart made one.

    >>> merged([Interval(1, 2), Interval(2.1, 3)], gap_s=0.2)
    (Interval(start_s=1, end_s=3),)
    """
    out: list[Interval] = []
    for interval in sorted(intervals):
        if out and interval.start_s - out[-1].end_s <= gap_s:
            out[-1] = Interval(out[-1].start_s, max(out[-1].end_s, interval.end_s))
        else:
            out.append(interval)
    return tuple(out)


def agent_only(
    speech: Iterable[Interval], *, others: Iterable[Interval], margin_s: float = OVERLAP_MARGIN_S
) -> tuple[Interval, ...]:
    """What is left of one speaker's speech once the others' speech, `margin_s` wider on both sides, is cut out.

    >>> agent_only([Interval(0, 4)], others=[Interval(3, 5)], margin_s=0.5)
    (Interval(start_s=0, end_s=2.5),)
    """
    holes = merged(other.widened(margin_s) for other in others)
    left: list[Interval] = []
    first = 0
    for region in merged(speech):
        while first < len(holes) and holes[first].end_s <= region.start_s:
            first += 1
        start_s = region.start_s
        for hole in holes[first:]:
            if hole.start_s >= region.end_s:
                break
            if hole.start_s > start_s:
                left.append(Interval(start_s, hole.start_s))
            start_s = hole.end_s
        if start_s < region.end_s:
            left.append(Interval(start_s, region.end_s))
    return tuple(left)


def overlap_share(speech: Iterable[Interval], *, others: Iterable[Interval]) -> float | None:
    """Percent of one speaker's speech during which another speaks too; None where nobody speaks.

    >>> overlap_share([Interval(0, 4)], others=[Interval(3, 5)])
    25.0
    """
    regions = merged(speech)
    spoken_s = sum(region.length_s for region in regions)
    if spoken_s == 0:
        return None
    alone_s = sum(region.length_s for region in agent_only(regions, others=others, margin_s=0.0))
    return 100 * (1 - alone_s / spoken_s)


def clipped_samples(samples: Floats) -> int:
    """How many samples stand at full scale, shape (n,)."""
    return int(np.count_nonzero(np.abs(samples) >= FULL_SCALE))


def snr(speech_db: Floats, *, noise_db: Floats) -> float:
    """Level of speech over non-speech in dB, the noise in the speech taken off, within -10 to 60 dB.

    Digital silence between words is a gate's work and says nothing of the noise beneath speech, so
    it is left out where anything else was heard. The noise is the median frame: a breath or a
    knock between words is not the line's noise.

    Args:
        speech_db: shape (n,), level of frames with speech.
        noise_db: shape (m,), level of frames without.
    """
    heard = noise_db[noise_db > DIGITAL_SILENCE_DBFS]
    if len(heard) < len(noise_db) / 20 or len(heard) == 0:
        return MOST_SNR_DB
    noise = 10 ** (float(np.median(heard)) / 10)
    speech = float(np.mean(10 ** (np.asarray(speech_db, dtype=np.float64) / 10)))
    return float(np.clip(to_db(max(speech - noise, noise * 0.1) / noise), -10.0, MOST_SNR_DB))


def within(times_s: Floats, *, intervals: Sequence[Interval]) -> NDArray[np.bool_]:
    """Which of the times lie inside one of the intervals, shape (n,)."""
    joined = merged(intervals)
    if not joined:
        return np.zeros(len(times_s), dtype=np.bool_)
    starts = np.array([interval.start_s for interval in joined])
    ends = np.array([interval.end_s for interval in joined])
    place = np.searchsorted(starts, times_s, side="right") - 1
    return np.asarray((place >= 0) & (times_s < ends[np.maximum(place, 0)]))
