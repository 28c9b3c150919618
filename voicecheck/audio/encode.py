"""The call as Ogg Opus, small enough to travel inside a report."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.signal import require

if TYPE_CHECKING:
    from av import AudioStream
    from av.container import OutputContainer

    from voicecheck.types import Samples

BITS_PER_S = 24_000
"""About 3 KB a second, for one or two channels of speech."""

_OPUS_RATES_HZ = (8_000, 12_000, 16_000)
"""Rates of Opus up to wideband (RFC 6716, table 1): telephone speech has nothing above, and 48 kHz costs more."""


def encode_opus(blocks: Iterable[Samples], *, rate_hz: int, bits_per_s: int = BITS_PER_S) -> bytes:
    """The sound as an Ogg Opus file, mono or stereo; nothing but the result is held in memory.

    Of more than two channels the first two are kept. The file is equal byte for byte on a repeated run.

    Args:
        blocks: float32 blocks in order, shape (channels, n) each, for example from `stream.blocks`.
        rate_hz: rate of the blocks in Hz; resampled to 8, 12 or 16 kHz.
        bits_per_s: bits a second for all channels together.

    Raises:
        ValueError: where there is no block.
    """
    import av

    target_hz = next((known for known in _OPUS_RATES_HZ if known >= rate_hz), _OPUS_RATES_HZ[-1])
    result = io.BytesIO()
    with av.open(result, mode="w", format="ogg", container_options={"fflags": "+bitexact"}) as container:
        stream: AudioStream | None = None
        for block in _resampled(blocks, rate_hz, target_hz):
            if stream is None:
                stream = _stream(container, target_hz, block.shape[0], bits_per_s)
            _write(container, stream, block, target_hz)
        if stream is None:
            raise ValueError("there is no sound to encode")
        container.mux(stream.encode(None))
    return result.getvalue()


def _stream(container: OutputContainer, rate_hz: int, channels: int, bits_per_s: int) -> AudioStream:
    """An Opus stream tuned for speech."""
    stream: AudioStream = container.add_stream("libopus", rate=rate_hz)
    stream.codec_context.layout = "mono" if channels == 1 else "stereo"
    stream.codec_context.format = "flt"
    stream.codec_context.bit_rate = bits_per_s
    stream.codec_context.options = {"application": "voip", "vbr": "on"}
    return stream


def _write(container: OutputContainer, stream: AudioStream, block: Samples, rate_hz: int) -> None:
    """The block encoded and written."""
    import av

    packed = np.ascontiguousarray(block.T).reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(packed, format="flt", layout="mono" if block.shape[0] == 1 else "stereo")
    frame.sample_rate = rate_hz
    container.mux(stream.encode(frame))


def _resampled(blocks: Iterable[Samples], rate_hz: int, target_hz: int) -> Iterable[Samples]:
    """The blocks at the target rate with at most two channels, without a seam between blocks."""
    import soxr

    resampler: soxr.ResampleStream | None = None
    channels = 0
    for block in blocks:
        kept = require(block, ndim=2)[:2]
        if resampler is None:
            channels = kept.shape[0]
            resampler = soxr.ResampleStream(rate_hz, target_hz, channels, dtype="float32")
        piece = resampler.resample_chunk(np.ascontiguousarray(kept.T))
        if len(piece):
            yield np.asarray(piece, dtype=np.float32).reshape(-1, channels).T
    if resampler is not None:
        rest = resampler.resample_chunk(np.zeros((0, channels), dtype=np.float32), last=True)
        if len(rest):
            yield np.asarray(rest, dtype=np.float32).reshape(-1, channels).T
