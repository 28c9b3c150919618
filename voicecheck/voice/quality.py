"""Whether the sound can carry a judgement: overlap, noise, clipping; and where the noise alone is heard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.intervals import merged, subtract, total_s
from voicecheck.signal import to_db
from voicecheck.types import Interval
from voicecheck.voice.pitch import HOP_S, runs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.floating]
    Ints = NDArray[np.integer]

OVERLAP_MARGIN_S = 0.15
"""Cut this much more around overlap: a second voice 20 dB below already adds 2 st to the spread of F0."""
FULL_SCALE = 0.98
"""Mu-law and A-law reach 0.98 of a 16-bit full scale at most (ITU-T G.711), so clipping stands from here on."""
DIGITAL_SILENCE_DBFS = -90.0
"""Below the step of 16 bits: a gate or a muted line, not the room."""
MOST_SNR_DB = 60.0
HUSH_DEPTH_DB = 25.0
"""This far below loud speech a frame is a pause on any line (de Jong and Wempe, Behavior Research Methods 41, 2009)."""
HUSH_SHARE = 0.25
HUSH_LEAST_DB = 3.0
"""A frame of steady noise strays less than this from its median."""
MIN_RANGE_DB = 6.0
"""With loud speech less than this over the noise, pauses cannot be told from speech by level."""
MIN_BURST_FRAMES = 3
"""A knock shorter than 48 ms ends no pause."""


def agent_only(
    speech: Iterable[Interval], *, others: Iterable[Interval], margin_s: float = OVERLAP_MARGIN_S
) -> tuple[Interval, ...]:
    """What is left of one speaker's speech once the others' speech, `margin_s` wider on both sides, is cut out.

    >>> agent_only([Interval(0, 4)], others=[Interval(3, 5)], margin_s=0.5)
    (Interval(start_s=0, end_s=2.5),)
    """
    return subtract(speech, others, pad_s=margin_s)


def overlap_share(speech: Iterable[Interval], *, others: Iterable[Interval]) -> float | None:
    """Percent of one speaker's speech during which another speaks too; None where nobody speaks.

    >>> overlap_share([Interval(0, 4)], others=[Interval(3, 5)])
    25.0
    """
    regions = merged(speech)
    spoken_s = total_s(regions)
    return 100 * (1 - total_s(subtract(regions, others)) / spoken_s) if spoken_s else None


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


def hush_dbfs(voiced_db: Floats, *, noise_db: Floats) -> float | None:
    """The level under which a frame of the speaker's turn is a pause; None where the noise drowns the pauses.

    A quarter of the way from the noise to loud speech, or 25 dB below loud speech if that is more:
    on a silent line breath and echo are above any noise. Digital silence is no noise, as in `snr`.

    Args:
        voiced_db: shape (n,), level of the voiced frames.
        noise_db: shape (m,), level of frames without speech.
    """
    if len(voiced_db) == 0:
        return None
    loud = float(np.percentile(voiced_db, 95))
    heard = noise_db[noise_db > DIGITAL_SILENCE_DBFS]
    noise = float(np.median(heard)) if len(heard) else DIGITAL_SILENCE_DBFS
    if loud - noise < MIN_RANGE_DB:
        return None
    return max(noise + max(HUSH_LEAST_DB, HUSH_SHARE * (loud - noise)), loud - HUSH_DEPTH_DB)


def hushes(level_db: Floats, *, index: Ints, under_dbfs: float) -> tuple[Interval, ...]:
    """The stretches of measured frames that stay under a level, bursts of less than 48 ms in them overheard.

    Args:
        level_db: shape (n,), level of the frames.
        index: shape (n,), their numbers on the 16 ms grid, rising; holes end a stretch.
        under_dbfs: see `hush_dbfs`.
    """
    quiet = np.asarray(level_db < under_dbfs)
    starts, stops = runs(index)
    for start, stop in zip(starts, stops, strict=True):
        loud = start + np.flatnonzero(~quiet[start:stop])
        for first, last in zip(*runs(loud), strict=True):
            inside = start < loud[first] and loud[last - 1] < stop - 1
            quiet[loud[first:last]] = inside and last - first < MIN_BURST_FRAMES
    kept = index[quiet]
    return tuple(
        Interval(max(0.0, (int(kept[first]) - 0.5) * HOP_S), (int(kept[last - 1]) + 0.5) * HOP_S)
        for first, last in zip(*runs(kept), strict=True)
    )


def within(times_s: Floats, *, intervals: Sequence[Interval]) -> NDArray[np.bool_]:
    """Which of the times lie inside one of the intervals, shape (n,)."""
    joined = merged(intervals)
    if not joined:
        return np.zeros(len(times_s), dtype=np.bool_)
    starts = np.array([interval.start_s for interval in joined])
    ends = np.array([interval.end_s for interval in joined])
    place = np.searchsorted(starts, times_s, side="right") - 1
    return np.asarray((place >= 0) & (times_s < ends[np.maximum(place, 0)]))
