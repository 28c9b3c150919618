"""A recording in long pieces at one rate, so that a day of sound needs no more memory than a minute."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from voicecheck.audio.limits import Limits, Tally
from voicecheck.audio.stream import blocks
from voicecheck.types import Audio

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voicecheck.audio.raw import RawFormat
    from voicecheck.types import Samples


def pieces(
    path: str, *, length_s: float, to_hz: int, raw: RawFormat | None = None, limits: Limits | None = None
) -> Iterator[Audio]:
    """The recording from its beginning in pieces that follow each other without a gap.

    Args:
        path: the recording.
        length_s: seconds a piece; the last one is shorter.
        to_hz: rate of the pieces in Hz; one resampler runs through, so joins are not heard.
        raw: what a file without a header holds.
        limits: caps, checked while decoding.

    Raises:
        AudioError: as `stream.blocks`.
    """
    wanted, done, held = round(length_s * to_hz), 0, 0
    parts: list[Samples] = []
    for part in _resampled(path, to_hz, raw, limits):
        parts.append(part)
        held += part.shape[1]
        if held >= wanted:
            whole = np.concatenate(parts, axis=1)
            yield Audio(np.ascontiguousarray(whole[:, :wanted]), to_hz, done / to_hz)
            parts, done, held = [whole[:, wanted:]], done + wanted, held - wanted
    if held:
        yield Audio(np.concatenate(parts, axis=1), to_hz, done / to_hz)


def _resampled(path: str, to_hz: int, raw: RawFormat | None, limits: Limits | None) -> Iterator[Samples]:
    """Blocks at another rate, shape (channels, n)."""
    import soxr

    tally = Tally()
    stream: soxr.ResampleStream | None = None
    for block in blocks(path, raw=raw, limits=limits, tally=tally):
        if tally.rate_hz == to_hz:
            yield block
            continue
        stream = stream or soxr.ResampleStream(tally.rate_hz, to_hz, block.shape[0], dtype="float32")
        yield _columns(stream.resample_chunk(np.ascontiguousarray(block.T)))
    if stream is not None:
        yield _columns(stream.resample_chunk(np.zeros((0, tally.channels), dtype=np.float32), last=True))


def _columns(rows: Samples) -> Samples:
    """Shape (channels, n) from soxr's (n, channels), or from (n,) where there is one channel."""
    return np.ascontiguousarray(rows.reshape(len(rows), -1).T, dtype=np.float32)
