"""Facts about a recording from one pass through it, and its first seconds kept for listening."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.audio.limits import Limits, Tally
from voicecheck.audio.place import located, shown
from voicecheck.audio.stream import blocks
from voicecheck.errors import AudioError
from voicecheck.types import Audio, Recording

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from voicecheck.audio.raw import RawFormat
    from voicecheck.types import Samples

ENVELOPE_STEPS = 2_000

_FINEST_STEP_S = 0.01
_HASH_BYTES = 1 << 20
_ALIKE = 0.98
"""Correlation over the whole recording from which two channels are one signal: what differs is 14 dB weaker.
Two people on two channels stay below 0.5 even with strong crosstalk."""

_AT_FULL_SCALE = 0.999


def survey(
    path: str, *, head_s: float, raw: RawFormat | None = None, limits: Limits | None = None
) -> tuple[Recording, Audio]:
    """The facts about a recording and its first `head_s` seconds, from one decoding pass in bounded memory.

    Args:
        path: the recording.
        head_s: seconds kept in memory (the whole recording where it is shorter).
        raw: what a file without a header holds.
        limits: caps, checked while decoding.

    Raises:
        AudioError: where the file is no recording, holds no sound, or breaks a limit.
    """
    tally, head, held = Tally(), [], 0
    facts = _Facts()
    for block in blocks(path, raw=raw, limits=limits, tally=tally):
        wanted = round(head_s * tally.rate_hz) - held
        if wanted > 0:
            head.append(block[:, :wanted])
        held += block.shape[1]
        facts.add(block, tally)
    samples = np.concatenate(head, axis=1) if head else np.zeros((tally.channels, 0), dtype=np.float32)
    recording = Recording(
        sha256=file_sha256(path),
        codec=tally.codec,
        rate_hz=tally.rate_hz,
        channels=tally.channels,
        decoded_s=held / tally.rate_hz,
        declared_s=tally.declared_s,
        decode_errors=tally.decode_errors,
        repaired_samples=tally.repaired_samples,
        filled_s=tally.filled_s,
        channels_equal=facts.channels_equal(),
        clipping_pct=facts.clipping_pct(),
        envelope=facts.envelope(),
        envelope_step_s=facts.step / tally.rate_hz,
    )
    return recording, Audio(samples, tally.rate_hz)


def file_sha256(path: str) -> str:
    """sha256 of the file's bytes, as hexadecimal digits.

    Raises:
        AudioError: where the file cannot be read.
    """
    digest = hashlib.sha256()
    try:
        with open(located(path), "rb") as file:  # noqa: PTH123 (a path may hold bytes that are no characters)
            while piece := file.read(_HASH_BYTES):
                digest.update(piece)
    except OSError as error:
        raise AudioError(f"{shown(path)}: cannot be read to its end ({error.strerror}); check the disk") from error
    return digest.hexdigest()


class _Facts:
    """Peaks, clipping and likeness of channels, gathered block by block in bounded memory."""

    def __init__(self) -> None:
        self.step = 0
        self._peaks: list[NDArray[np.float32]] = []
        self._steps = 0
        self._rest: Samples = np.zeros((0, 0), dtype=np.float32)
        self._clipped: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self._products: NDArray[np.float64] = np.zeros((0, 0))
        self._length = 0

    def add(self, block: Samples, tally: Tally) -> None:
        """Takes in the next block, shape (channels, n)."""
        if not self.step:
            self.step = max(1, round(_FINEST_STEP_S * tally.rate_hz))
            self._rest = block[:, :0]
            self._clipped = np.zeros(block.shape[0], dtype=np.int64)
            self._products = np.zeros((block.shape[0], block.shape[0]))
        self._length += block.shape[1]
        self._clipped += np.count_nonzero(np.abs(block) >= _AT_FULL_SCALE * tally.full_scale, axis=1)
        self._products += block @ block.T
        self._add_peaks(block)

    def _add_peaks(self, block: Samples) -> None:
        """The block's peaks a step; the steps are doubled before there are too many."""
        joined = np.concatenate((self._rest, block), axis=1)
        whole = joined.shape[1] // self.step
        self._rest = joined[:, whole * self.step :]
        if whole:
            grid = joined[:, : whole * self.step].reshape(joined.shape[0], whole, self.step)
            self._peaks.append(np.abs(grid).max(axis=2))
            self._steps += whole
        while self._steps > 2 * ENVELOPE_STEPS:
            self._halve()

    def _halve(self) -> None:
        """Twice the step, half the peaks; an odd last peak goes back to the samples that wait for a whole step."""
        peaks = np.concatenate(self._peaks, axis=1)
        if peaks.shape[1] % 2:
            last = np.repeat(peaks[:, -1:], self.step, axis=1)
            self._rest, peaks = np.concatenate((last, self._rest), axis=1), peaks[:, :-1]
        peaks = peaks.reshape(peaks.shape[0], -1, 2).max(axis=2)
        self._peaks, self._steps, self.step = [peaks], peaks.shape[1], 2 * self.step

    def envelope(self) -> tuple[tuple[int, ...], ...]:
        """The peaks of each channel, 0 to 100, at most `ENVELOPE_STEPS` of them; `step` is final afterwards."""
        while self._steps >= ENVELOPE_STEPS:
            self._halve()
        last = [np.abs(self._rest).max(axis=1, keepdims=True)] if self._rest.shape[1] else []
        peaks = np.rint(100 * np.concatenate(self._peaks + last, axis=1)).astype(int)
        return tuple(tuple(channel) for channel in peaks.tolist())

    def clipping_pct(self) -> tuple[float, ...]:
        """Share of samples at full scale, a channel."""
        return tuple((100.0 * self._clipped / self._length).tolist())

    def channels_equal(self) -> bool:
        """Whether several channels carry one signal up to gain and polarity; a silent channel carries none."""
        power = np.diag(self._products)
        if len(power) < 2 or not (power > 0).all():
            return False
        likeness = np.abs(self._products) / np.sqrt(np.outer(power, power))
        return bool((likeness >= _ALIKE).all())
