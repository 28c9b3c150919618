"""The door of decoding: a recording's facts and first seconds, a slice of it, or its blocks in order."""

from __future__ import annotations

import math

import numpy as np

from voicecheck.audio.limits import Limits, Tally
from voicecheck.audio.place import shown
from voicecheck.audio.raw import RawFormat, parse_raw
from voicecheck.audio.stream import blocks
from voicecheck.audio.survey import survey
from voicecheck.errors import AudioError
from voicecheck.types import Audio

__all__ = ["Limits", "RawFormat", "Tally", "blocks", "parse_raw", "read", "survey"]


def read(
    path: str,
    *,
    start_s: float = 0.0,
    end_s: float = math.inf,
    raw: RawFormat | None = None,
    limits: Limits | None = None,
) -> Audio:
    """The recording from `start_s` to `end_s` (to its end where it is shorter).

    Everything before `start_s` is decoded and dropped: seeking is exact in few formats, and telephone
    sound decodes several hundred times faster than it plays.

    Raises:
        AudioError: as `blocks`; also where the recording ends before `start_s`.
    """
    tally, kept, position = Tally(), [], 0
    for block in blocks(path, raw=raw, limits=limits, tally=tally):
        first = max(0, round(start_s * tally.rate_hz) - position)
        last = block.shape[1] if math.isinf(end_s) else round(end_s * tally.rate_hz) - position
        if first < min(last, block.shape[1]):
            kept.append(block[:, first:last])
        position += block.shape[1]
        if last < block.shape[1]:
            break
    if not kept:
        raise AudioError(f"{shown(path)}: holds nothing from {start_s:.2f} to {end_s:.2f} s; ask for seconds inside it")
    begins_s = round(start_s * tally.rate_hz) / tally.rate_hz
    return Audio(np.concatenate(kept, axis=1), tally.rate_hz, start_s=begins_s)
