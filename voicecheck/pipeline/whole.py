"""The rest of a call, in pieces: every channel's speech and words, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.audio.pieces import pieces
from voicecheck.audio.speech import detect_speech
from voicecheck.intervals import merged, subtract
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
SLIVER_S = 0.3
"""Two VAD passes place a region's end up to 0.3 s apart (its pad, twice): less than this is no speech left over."""
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
            new = _beyond(own, heard_to_s[channel])
            if new:
                mono = Audio(sound.samples[channel : channel + 1], sound.rate_hz, sound.start_s)
                words[channel] += recognizer.transcribe(mono, new, language=language).words
    return tuple(tuple(own) for own in words), tuple(merged(own) for own in speech)


def _beyond(regions: Sequence[Interval], heard_to_s: float) -> tuple[Interval, ...]:
    """What the opening left of the regions; a sliver that it cut off holds no word and would be heard as one."""
    left = subtract(regions, [Interval(0.0, heard_to_s)])
    return tuple(region for region in left if region.start_s > heard_to_s or region.length_s >= SLIVER_S)


def channel_pieces(path: str, channel: int, raw: RawFormat | None) -> Iterator[tuple[Samples, float]]:
    """One channel of the recording in pieces, each with the second at which it begins."""
    for piece in pieces(path, length_s=PIECE_S, to_hz=RATE_HZ, raw=raw):
        yield piece.samples[channel], piece.start_s


def _with_speech(
    path: str, count: int, tones: Sequence[Interval], raw: RawFormat | None
) -> Iterator[tuple[Audio, Regions]]:
    """Pieces of the recording and each channel's speech in them; a piece's end cuts no region of under 30 s.

    Each channel has its own cut, so that two people who talk over each other do not hold one another up.
    """
    carry: Audio | None = None
    done_s = [0.0] * count
    for piece, last in _marking_last(pieces(path, length_s=PIECE_S, to_hz=RATE_HZ, raw=raw)):
        sound = _joined(carry, piece)
        end_s = sound.start_s + sound.duration_s
        found = [_speech(sound, channel, tones, done_s[channel]) for channel in range(count)]
        done_s = [end_s if last else _cut_s(own, end_s) for own in found]
        yield sound, tuple(tuple(_before(own, cut_s)) for own, cut_s in zip(found, done_s, strict=True))
        carry = _from(sound, min(done_s))


def _marking_last(items: Iterable[Audio]) -> Iterator[tuple[Audio, bool]]:
    held: Audio | None = None
    for item in items:
        if held is not None:
            yield held, False
        held = item
    if held is not None:
        yield held, True


def _speech(sound: Audio, channel: int, tones: Sequence[Interval], done_s: float) -> tuple[Interval, ...]:
    """Speech of a channel outside the rings and after what was done with the piece before."""
    found = detect_speech(sound.samples[channel], rate_hz=sound.rate_hz, start_s=sound.start_s)
    spoken = subtract(found, tones, pad_s=RING_EDGE_S if tones else 0.0)
    return subtract(spoken, [Interval(0.0, done_s)])


def _cut_s(regions: Sequence[Interval], end_s: float) -> float:
    """The latest moment at which a channel is not in mid-speech; the end itself where speech runs into it for long."""
    cut_s = end_s - AT_END_S
    start_s = next((r.start_s for r in regions if r.start_s < cut_s < r.end_s), cut_s)
    return end_s if start_s < end_s - HELD_OVER_S else start_s


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
