"""Decoded frames joined to one signal: one rate, one number of channels, no jump in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av import AudioFifo, AudioFrame

    from voicecheck.audio.limits import Tally
    from voicecheck.types import Samples

_SCALES = {"u8": 128.0, "s16": 32_768.0, "s32": 2_147_483_648.0, "s64": 9_223_372_036_854_775_808.0}
"""Full scale of FFmpeg's integer sample formats; unsigned 8 bits rest at 128."""

_LEAST_GAP_S = 0.03
"""A shorter step between two frames is the rounding of the container's clock (ASF and Matroska count ms)."""

_PAUSE_S = 0.5
"""Matroska and WebM lack packets while nobody speaks; Opus sends one every 0.4 s all the same (RFC 6716, 2.1.9)."""

_MOST_FILLED_S = 600.0
"""A longer gap is a damaged time stamp rather than missing sound."""


def as_float(frame: AudioFrame) -> Samples:
    """The frame's samples as float32, shape (channels, n), full scale 1.0."""
    kind = frame.format.name.rstrip("p")
    channels = frame.layout.nb_channels
    array = frame.to_ndarray()
    if not frame.format.is_planar:
        array = array.reshape(-1, channels).T
    if kind in _SCALES:
        offset = 128.0 if kind == "u8" else 0.0
        return np.asarray((array.astype(np.float32) - np.float32(offset)) / np.float32(_SCALES[kind]), np.float32)
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray(array, dtype=np.float32)


class Joiner:
    """The frames of one stream as one signal with the rate and the channels of its first frame.

    Frames are queued in FFmpeg's own buffer and handed on about a second at a time: telephone codecs
    give 20 ms a frame, and a conversion each costs more than decoding. A frame with another rate is
    resampled, one with other channels is spread or folded; time stamps that leap forward are filled
    with silence, so that a second of the signal is a second of the call.
    """

    def __init__(self, tally: Tally, *, paused: bool) -> None:
        """A joiner that writes rate, channels and losses to `tally`; `paused`: short gaps are no loss."""
        self._tally = tally
        self._quiet_gap_s = _PAUSE_S if paused else 0.0
        self._next_s: float | None = None
        self._given_s = 0.0
        self._tick_s: float | None = None
        self._queue: AudioFifo | None = None
        self._kind: tuple[str, int, int] | None = None

    def add(self, frame: AudioFrame) -> Iterator[Samples]:
        """The signal's next pieces, where enough has come: silence for what is missing, then sound."""
        kind = (frame.format.name, frame.sample_rate, frame.layout.nb_channels)
        if not self._tally.rate_hz:
            self._tally.rate_hz, self._tally.channels = kind[1:]
        gap_s = self._gap_s(frame)
        if gap_s > 0 or kind != self._kind:
            yield from self.rest()
            yield from self._silence(gap_s)
            self._kind = kind
        if frame.samples:
            self._given_s += frame.samples / frame.sample_rate
            yield from self._queued(frame)

    def rest(self) -> Iterator[Samples]:
        """What is queued."""
        queue, self._queue = self._queue, None
        frame = queue.read(0, partial=True) if queue is not None else None
        if frame is not None:
            yield self._converted(frame)

    def _queued(self, frame: AudioFrame) -> Iterator[Samples]:
        """Nothing, or a second of sound once it is there."""
        from av import AudioFifo

        if self._queue is None:
            self._queue = AudioFifo()
        frame.pts = None  # the queue refuses the rounding of containers' clocks
        self._queue.write(frame)
        if self._queue.samples >= frame.sample_rate:
            yield from self.rest()

    def _converted(self, frame: AudioFrame) -> Samples:
        """A frame's sound with the signal's channels and rate."""
        piece = _with_channels(as_float(frame), self._tally.channels)
        if frame.sample_rate != self._tally.rate_hz:
            piece = _with_rate(piece, frame.sample_rate, self._tally.rate_hz)
        return piece

    def _gap_s(self, frame: AudioFrame) -> float:
        """Seconds missing between the last frame's end and this one's start, 0 where nothing is."""
        begins_s = None
        if frame.pts is not None:
            if self._tick_s is None:
                self._tick_s = float(frame.time_base or 0)
            begins_s = frame.pts * self._tick_s if self._tick_s else None
        gap_s = 0.0 if begins_s is None or self._next_s is None else begins_s - self._next_s
        lasts_s = frame.samples / frame.sample_rate
        self._next_s = lasts_s + (begins_s if begins_s is not None else self._next_s or 0.0)
        return gap_s if gap_s > _LEAST_GAP_S else 0.0

    def _silence(self, gap_s: float) -> Iterator[Samples]:
        """Silence for a gap, in pieces of a second, and the loss counted."""
        if gap_s > self._quiet_gap_s:
            self._tally.decode_errors += 1
        if gap_s > _MOST_FILLED_S or self._beyond_end(gap_s):
            return
        if gap_s > self._quiet_gap_s:
            self._tally.filled_s += gap_s
        self._given_s += gap_s
        missing = round(gap_s * self._tally.rate_hz)
        for done in range(0, missing, self._tally.rate_hz):
            yield np.zeros((self._tally.channels, min(self._tally.rate_hz, missing - done)), dtype=np.float32)

    def _beyond_end(self, gap_s: float) -> bool:
        """Whether silence of that length would run past the declared end: then the time stamp is damaged."""
        declared_s = self._tally.declared_s
        return declared_s is not None and self._given_s + gap_s > declared_s


def _with_channels(piece: Samples, channels: int) -> Samples:
    """The piece with `channels` channels: one is copied to all, several are folded to one or cut or filled up."""
    held = piece.shape[0]
    if held == channels:
        return piece
    if held == 1:
        return np.repeat(piece, channels, axis=0)
    if channels == 1:
        return np.asarray(piece.mean(axis=0, keepdims=True), dtype=np.float32)
    return np.concatenate((piece, np.zeros((max(0, channels - held), piece.shape[1]), dtype=np.float32)))[:channels]


def _with_rate(piece: Samples, rate_hz: int, to_hz: int) -> Samples:
    """The piece at another rate; the seams are not smoothed, since a change of rate inside a call is rare."""
    import soxr

    other = np.asarray(soxr.resample(np.ascontiguousarray(piece.T), rate_hz, to_hz), dtype=np.float32)
    return np.ascontiguousarray(other.T)
