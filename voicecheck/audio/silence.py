"""Sound with silence over some of its seconds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from voicecheck.types import Interval, Samples


def silenced_blocks(blocks: Iterable[Samples], gaps: Sequence[Interval], *, rate_hz: int) -> Iterator[Samples]:
    """The blocks in order, 0 on all channels within the gaps: what one channel says may be heard on the other.

    Args:
        blocks: float32 blocks, shape (channels, n), from the recording's beginning.
        gaps: seconds of the recording.
        rate_hz: rate of the blocks in Hz.
    """
    begun = 0
    for block in blocks:
        kept = block
        for gap in gaps:
            first, last = round(gap.start_s * rate_hz) - begun, round(gap.end_s * rate_hz) - begun
            if first < block.shape[1] and last > 0:
                kept = kept.copy() if kept is block else kept
                kept[:, max(0, first) : last] = np.float32(0.0)
        begun += block.shape[1]
        yield kept
