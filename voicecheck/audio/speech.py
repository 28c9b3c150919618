"""Speech regions: where somebody speaks, from Silero VAD's frame probabilities with our own hysteresis.

The network (the ONNX file that faster-whisper ships) answers late after a long quiet or ringing start:
measured 0.8 s late in the median after 15 s, and what is lost is exactly the salutation. It is late
because of what it remembers. So its memory is cleared whenever nobody has spoken for a few seconds, and
the opening is looked at a second time from shortly before the speech that was found.

It is also unsure of some voices. Where there is loud sound outside what it reported, it is asked again at a
lower level, which it finds easier, and believed sooner where the sound itself is voiced: see `missed`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from voicecheck.audio.missed import grown, missed, sounding, unreported
from voicecheck.intervals import merged
from voicecheck.signal import frames, require, resample, to_db
from voicecheck.types import Interval

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from voicecheck.types import Samples

_VAD_RATE_HZ = 16_000
_STEP = 512
_CONTEXT = 64
_STEP_S = _STEP / _VAD_RATE_HZ
_RUN_STEPS = 64
"""Steps a run of the network, 2 s: short enough to clear its memory in time."""

_QUIET_RUNS = 3
"""Runs without speech after which the memory is cleared; the run before is heard again to warm up."""

_ON = 0.5
_OFF = 0.35
"""Silero's own thresholds: speech from 0.5, and no more of it below 0.15 less."""

_QUIETER = 0.25
_SUSPECTED, _NO_MORE = 0.2, 0.1
"""At a quarter of the level (-12 dB) the network gives speech in noise more and hold music and busy tones less:
nothing but ringing, which is known, came to 0.2 in 10 minutes of them, and most of what it misses of speech does."""

_LEAST_SPEECH_S = 0.1
_SHORT_S = 0.4
_SURE = 0.65
"""A region shorter than 0.4 s needs this: ten minutes of white noise gave one region, of 0.2 s and 0.58."""

_LEAST_PAUSE_S = 0.3
_PAD_S = 0.15
"""Regions are widened: the network turns on up to 0.1 s after a soft first consonant."""

_SILENCE_DBFS = -75.0
"""Below A-law at rest (-72 dBFS) and above dithered 16-bit silence (-90): nobody is heard there."""

_SILENCE_FRAME_S = 0.1
_SILENCE_S = 2.0
_STEP_BACK_S = 2.0


def detect_speech(samples: Samples, *, rate_hz: int, start_s: float = 0.0) -> tuple[Interval, ...]:
    """Speech regions in seconds of the recording, in order, padded so that first sounds are inside.

    Stretches of digital silence are skipped without asking the network. Memory is that of the samples at
    16 kHz and a few megabytes; a long recording is passed in pieces of minutes.

    Args:
        samples: shape (n,), one channel.
        rate_hz: their rate in Hz.
        start_s: where they begin in the recording.
    """
    signal = require(samples)
    end_s = start_s + len(signal) / rate_hz
    ranges = _sounding(signal, rate_hz)
    found: list[Interval] = []
    for first, last in ranges:
        probabilities = speech_probabilities(signal[first:last], rate_hz=rate_hz)
        found += _regions(probabilities, start_s + first / rate_hz)
    complete = _completed(merged(found), signal, ranges, rate_hz, start_s)
    padded = merged(region.widened(_PAD_S) for region in complete)
    return tuple(Interval(max(start_s, r.start_s), min(r.end_s, end_s)) for r in padded if r.start_s < end_s)


def _completed(
    found: tuple[Interval, ...], signal: Samples, ranges: Sequence[tuple[int, int]], rate_hz: int, start_s: float
) -> tuple[Interval, ...]:
    """The regions found, with the voiced sound beside and between them of which the network has a suspicion."""
    padded = merged(region.widened(_PAD_S) for region in found)
    track = sounding(signal, rate_hz=rate_hz, start_s=start_s, known=found)
    if track is None or not unreported(track, padded):
        return found
    suspected: list[Interval] = []
    for first, last in ranges:
        probabilities = speech_probabilities(signal[first:last] * np.float32(_QUIETER), rate_hz=rate_hz)
        suspected += _spans(probabilities, start_s + first / rate_hz, on=_SUSPECTED, off=_NO_MORE)
    return grown(track, merged([*found, *missed(track, merged(suspected), padded)]))


def opening_speech(
    samples: Samples, *, rate_hz: int, first: Interval, not_before_s: float = 0.0, length_s: float
) -> tuple[Interval, ...]:
    """Speech regions of `length_s` seconds from the first speech on; never empty.

    The network is asked again on a crop that begins 2 s before the speech that `detect_speech` found, so that
    a long quiet or ringing start does not cost first words.

    Args:
        samples: shape (n,), one channel from the beginning of the recording.
        rate_hz: their rate in Hz.
        first: the first region of interest.
        not_before_s: second before which nothing counts, such as the end of the last ring.
        length_s: seconds of interest, counted from the start of `first`.
    """
    signal = require(samples)
    crop_s = max(not_before_s, first.start_s - _STEP_BACK_S)
    begin, end = (round(at_s * rate_hz) for at_s in (crop_s, first.start_s + length_s))
    return detect_speech(signal[begin:end], rate_hz=rate_hz, start_s=crop_s) or (first,)


def speech_probabilities(samples: Samples, *, rate_hz: int) -> NDArray[np.float32]:
    """The network's probability of speech, one value a 32 ms, for one channel of shape (n,)."""
    signal = resample(samples, rate_hz=rate_hz, to_hz=_VAD_RATE_HZ)
    steps = -(-len(signal) // _STEP)
    if steps == 0:
        return np.zeros(0, dtype=np.float32)
    padded = np.zeros(_CONTEXT + steps * _STEP, dtype=np.float32)
    padded[_CONTEXT : _CONTEXT + len(signal)] = signal
    return np.concatenate(list(_runs(frames(padded, width=_CONTEXT + _STEP, hop=_STEP))))


def _runs(windows: NDArray[np.floating]) -> Iterator[NDArray[np.float32]]:
    """The probabilities run by run; the memory is cleared where several runs in a row held no speech."""
    from faster_whisper.vad import get_vad_model

    session = get_vad_model().session
    memory, quiet = _blank(), 0
    for first in range(0, len(windows), _RUN_STEPS):
        again = 0
        if quiet >= _QUIET_RUNS:
            memory, quiet, again = _blank(), 0, _RUN_STEPS
        run = np.ascontiguousarray(windows[first - again : first + _RUN_STEPS], dtype=np.float32)
        output, *memory = session.run(None, {"input": run, "h": memory[0], "c": memory[1]})
        probabilities = np.asarray(output, dtype=np.float32).reshape(-1)[again:]
        quiet = 0 if (probabilities >= _ON).any() else quiet + 1
        yield probabilities


def _blank() -> list[NDArray[np.float32]]:
    """The network's memory before it has heard anything."""
    return [np.zeros((1, 1, 128), dtype=np.float32), np.zeros((1, 1, 128), dtype=np.float32)]


def _regions(probabilities: NDArray[np.float32], start_s: float) -> list[Interval]:
    """The stretches of speech that are long enough, or short and sure."""
    spans = _spans(probabilities, start_s, on=_ON, off=_OFF)
    return [span for span in spans if _is_speech(span, probabilities, start_s)]


def _spans(probabilities: NDArray[np.float32], start_s: float, *, on: float, off: float) -> tuple[Interval, ...]:
    """Stretches that begin at `on` and last until the probability stays below `off` for `_LEAST_PAUSE_S`."""
    spans: list[Interval] = []
    begins_s: float | None = None
    for index, probability in enumerate(probabilities):
        if begins_s is None and probability >= on:
            begins_s = ends_s = start_s + index * _STEP_S
        if begins_s is not None and probability >= off:
            ends_s = start_s + (index + 1) * _STEP_S
        elif begins_s is not None:
            spans.append(Interval(begins_s, ends_s))
            begins_s = None
    if begins_s is not None:
        spans.append(Interval(begins_s, ends_s))
    return merged(spans, gap_s=_LEAST_PAUSE_S)


def _is_speech(span: Interval, probabilities: NDArray[np.float32], start_s: float) -> bool:
    """Whether a stretch is long enough to be speech, or short and sure."""
    if span.length_s < _LEAST_SPEECH_S:
        return False
    first, last = (round((at_s - start_s) / _STEP_S) for at_s in (span.start_s, span.end_s))
    return span.length_s >= _SHORT_S or float(probabilities[first:last].max()) >= _SURE


def _sounding(signal: Samples, rate_hz: int) -> list[tuple[int, int]]:
    """Sample ranges without the stretches of silence that last `_SILENCE_S` or more."""
    width = round(_SILENCE_FRAME_S * rate_hz)
    if len(signal) < 2 * width:
        return [(0, len(signal))] if len(signal) else []
    power = np.array([np.mean(np.square(frame)) for frame in frames(signal, width=width, hop=width)])
    loud = np.flatnonzero(to_db(power) > _SILENCE_DBFS)
    margin_s = _SILENCE_S / 2
    kept = merged(
        (Interval(i * _SILENCE_FRAME_S, (i + 1) * _SILENCE_FRAME_S).widened(margin_s) for i in loud.tolist()),
        gap_s=_SILENCE_FRAME_S / 2,
    )
    ranges = [(round(piece.start_s * rate_hz), min(len(signal), round(piece.end_s * rate_hz))) for piece in kept]
    return [(first, last) for first, last in ranges if first < last]
