"""The rest of a call, in pieces: every channel's speech and words, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.audio.intervals import merged, subtract
from voicecheck.audio.pieces import pieces
from voicecheck.audio.speech import detect_speech
from voicecheck.pipeline.head import RATE_HZ, RING_EDGE_S, Head, Opening
from voicecheck.types import Audio, Interval, Word

if TYPE_CHECKING:
    from voicecheck.asr.base import Recognizer
    from voicecheck.audio.raw import RawFormat
    from voicecheck.types import Samples

    Regions = tuple[tuple[Interval, ...], ...]
    Words = tuple[tuple[Word, ...], ...]

PIECE_S = 120.0
"""Sound held at a time: 15 MB for two channels."""
HELD_OVER_S = 30.0
"""Speech that runs into a piece's end is heard with the next piece, unless it began earlier than this."""
AT_END_S = 0.5
"""Speech that ends this close to a piece's end may go on in the next one."""


def hear_rest(
    path: str, head: Head, opening: Opening, language: str, recognizer: Recognizer, raw: RawFormat | None
) -> tuple[Words, Regions]:
    """Words and speech regions of the whole call, a tuple a channel; the opening's words are taken as they are.

    Raises:
        AudioError: if the recording cannot be read a second time.
    """
    count = len(head.channels)
    heard_to_s = [one.windows[-1].end_s if one and one.windows else 0.0 for one in opening.heard]
    words = [list(one.words) if one else [] for one in opening.heard]
    speech: list[list[Interval]] = [[] for _ in range(count)]
    tones = head.rings.intervals if head.rings else ()
    for sound, regions in _with_speech(path, count, tones, raw):
        for channel, own in enumerate(regions):
            speech[channel] += own
            new = subtract(own, [Interval(0.0, heard_to_s[channel])])
            if new:
                mono = Audio(sound.samples[channel : channel + 1], sound.rate_hz, sound.start_s)
                words[channel] += recognizer.transcribe(mono, new, language=language).words
    return tuple(tuple(own) for own in words), tuple(merged(own) for own in speech)


def channel_pieces(path: str, channel: int, raw: RawFormat | None) -> Iterator[tuple[Samples, float]]:
    """One channel of the recording in pieces, each with the second at which it begins."""
    for piece in pieces(path, length_s=PIECE_S, to_hz=RATE_HZ, raw=raw):
        yield piece.samples[channel], piece.start_s


def _with_speech(
    path: str, count: int, tones: Sequence[Interval], raw: RawFormat | None
) -> Iterator[tuple[Audio, Regions]]:
    """Pieces of the recording and each channel's speech in them; no region is cut by a piece's end."""
    carry: Audio | None = None
    for piece, last in _marking_last(pieces(path, length_s=PIECE_S, to_hz=RATE_HZ, raw=raw)):
        sound = _joined(carry, piece)
        regions = tuple(_speech(sound, channel, tones) for channel in range(count))
        end_s = sound.start_s + sound.duration_s
        cut_s = end_s if last else _cut_s(regions, end_s)
        yield sound, tuple(tuple(_before(own, cut_s)) for own in regions)
        carry = _from(sound, cut_s)


def _marking_last(items: Iterable[Audio]) -> Iterator[tuple[Audio, bool]]:
    held: Audio | None = None
    for item in items:
        if held is not None:
            yield held, False
        held = item
    if held is not None:
        yield held, True


def _speech(sound: Audio, channel: int, tones: Sequence[Interval]) -> tuple[Interval, ...]:
    found = detect_speech(sound.samples[channel], rate_hz=sound.rate_hz, start_s=sound.start_s)
    return subtract(found, tones, pad_s=RING_EDGE_S if tones else 0.0)


def _cut_s(regions: Regions, end_s: float) -> float:
    """The latest moment, not more than `HELD_OVER_S` before the end, at which no channel is in mid-speech."""
    cut_s = end_s - AT_END_S
    while True:
        across = [r.start_s for own in regions for r in own if r.start_s < cut_s < r.end_s]
        if not across:
            return cut_s
        if min(across) < end_s - HELD_OVER_S:
            return end_s
        cut_s = min(across)


def _before(regions: Iterable[Interval], cut_s: float) -> Iterator[Interval]:
    for region in regions:
        if region.start_s < cut_s:
            yield Interval(region.start_s, min(region.end_s, cut_s))


def _joined(carry: Audio | None, piece: Audio) -> Audio:
    if carry is None:
        return piece
    return Audio(np.concatenate([carry.samples, piece.samples], axis=1), piece.rate_hz, carry.start_s)


def _from(sound: Audio, cut_s: float) -> Audio:
    first = round((cut_s - sound.start_s) * sound.rate_hz)
    return Audio(sound.samples[:, first:].copy(), sound.rate_hz, cut_s)
