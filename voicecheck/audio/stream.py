"""Sound out of files: our own demux loop over FFmpeg's libraries, packet by packet, in bounded memory.

`faster_whisper.decode_audio` stops at the first bad packet and returns what it has; here a bad packet is
counted and decoding goes on. Formats are an explicit list and the file is named by its absolute path, so
nothing but the named file is ever opened. Where a file has several audio streams the first is taken
(`Tally.sound_streams` says how many there are); a video's pictures are not looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from voicecheck.audio.demux import check_format, decoded, full_scale
from voicecheck.audio.limits import Limits, Tally
from voicecheck.audio.place import located, shown, suffix
from voicecheck.audio.raw import HEADERLESS, RawFormat, raw_blocks
from voicecheck.errors import AudioError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voicecheck.types import Samples

_ABSURD = 4.0
"""Samples beyond this (+12 dB over full scale) are no sound; codecs overshoot by a few per cent."""

_BLOCK_S = 1.0


def blocks(
    path: str, *, raw: RawFormat | None = None, limits: Limits | None = None, tally: Tally | None = None
) -> Iterator[Samples]:
    """The recording's sound in order: float32 blocks of about a second, shape (channels, n), in [-1, 1].

    Channels are kept apart and the rate is the file's own (`tally.rate_hz`, set before the first block).
    Nothing is held but the block at hand. Samples that are not finite or beyond 4.0 become 0 and are
    counted; milder overshoot is clipped. Missing packets are filled with silence and counted.

    Args:
        path: the recording.
        raw: what a file without a header holds.
        limits: caps, checked while decoding.
        tally: filled in as decoding goes on.

    Raises:
        AudioError: where the file is no recording, holds no sound, or breaks a limit.
    """
    limits = limits or Limits()
    tally = tally if tally is not None else Tally()
    absolute = located(path)
    if raw is None and suffix(path) in HEADERLESS:
        raise AudioError(f"{shown(path)}: has no header that says what it holds; say it, for example --raw vox:8000:1")
    pieces = decoded(absolute, limits, tally) if raw is None else _raw_pieces(absolute, raw, limits, tally)
    held = 0
    for block in _gathered(pieces, tally):
        held += block.shape[1]
        if held > limits.duration_s * tally.rate_hz:
            raise AudioError(f"{shown(path)}: is longer than {limits.duration_s / 3600:g} h; cut it into single calls")
        yield _repaired(block, tally)
    if not held:
        raise AudioError(f"{shown(path)}: holds no sound; copy the recording again")


def _raw_pieces(path: str, raw: RawFormat, limits: Limits, tally: Tally) -> Iterator[Samples]:
    """A headerless file's sound, with the tally filled in from what the caller said."""
    check_format(path, raw.rate_hz, raw.channels, limits)
    tally.codec, tally.rate_hz, tally.channels = raw.encoding, raw.rate_hz, raw.channels
    tally.full_scale = full_scale(f"pcm_{raw.encoding}")
    yield from raw_blocks(path, raw)


def _gathered(pieces: Iterator[Samples], tally: Tally) -> Iterator[Samples]:
    """The pieces joined to blocks of about `_BLOCK_S`: codecs give 20 ms at a time, which is slow to work on."""
    held: list[Samples] = []
    length = 0
    for piece in pieces:
        held.append(piece)
        length += piece.shape[1]
        if length >= _BLOCK_S * tally.rate_hz:
            yield np.concatenate(held, axis=1)
            held, length = [], 0
    if length:
        yield np.concatenate(held, axis=1)


def _repaired(block: Samples, tally: Tally) -> Samples:
    """The block with samples that are no sound set to 0 and counted, and the rest clipped to [-1, 1]."""
    sane = np.abs(block) <= _ABSURD  # false for NaN too
    bad = block.size - int(np.count_nonzero(sane))
    if bad:
        tally.repaired_samples += bad
        block = np.where(sane, block, np.float32(0.0))
    return np.clip(block, -1.0, 1.0)
