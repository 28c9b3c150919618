"""The telephone line: band, codecs, ringback, noise, lost packets, and files of it. All at 8 kHz."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import soundfile
from numpy.random import Generator
from numpy.typing import NDArray

Sound = NDArray[np.float32]

RATE_HZ = 8000
FRAME = RATE_HZ // 50
"""Samples of a packet of 20 ms."""
RINGBACK = {
    "us": ((440.0, 480.0), ((2.0, 4.0),)),
    "eu": ((425.0,), ((1.0, 4.0),)),
    "uk": ((400.0, 450.0), ((0.4, 0.2), (0.4, 2.0))),
}
"""Tones in Hz and cadence as (on, off) in seconds: ITU-T E.180 supplement 2 for the three."""
RING_LEVEL = 0.06


def seconds(length_s: float) -> Sound:
    """Digital silence of that length."""
    return np.zeros(max(0, round(length_s * RATE_HZ)), dtype=np.float32)


def telephone_band(sound: Sound) -> Sound:
    """The sound within 300 to 3400 Hz (Butterworth, 4th order each way)."""
    from scipy.signal import butter, sosfiltfilt

    sections = butter(4, (300, 3400), btype="bandpass", fs=RATE_HZ, output="sos")
    padded = np.concatenate([seconds(0.1), sound, seconds(0.1)])
    return sosfiltfilt(sections, padded)[len(seconds(0.1)) : -len(seconds(0.1))].astype(np.float32)


def ringback(kind: str, count: int) -> tuple[Sound, float]:
    """The ringback of `count` rings, and the second at which the last one ends; the last pause is left out."""
    tones, cadence = RINGBACK[kind]
    parts: list[Sound] = []
    for ring in range(count):
        for step, (on_s, off_s) in enumerate(cadence):
            t = np.arange(round(on_s * RATE_HZ)) / RATE_HZ
            tone = sum(np.sin(2 * np.pi * f * t) for f in tones) * (RING_LEVEL / np.sqrt(len(tones) / 2))
            last = ring == count - 1 and step == len(cadence) - 1
            parts += [np.asarray(tone, dtype=np.float32), seconds(0 if last else off_s)]
    sound = np.concatenate(parts) if parts else seconds(0)
    return sound, len(sound) / RATE_HZ


def ring_cycle_s(kind: str) -> float:
    """Seconds from the start of one ring to the start of the next."""
    return sum(on_s + off_s for on_s, off_s in RINGBACK[kind][1])


def noise(kind: str, length: int, rng: Generator, *, talkers: tuple[Sound, ...] = ()) -> Sound:
    """Noise of RMS 1: `hum` (50 Hz with harmonics and hiss), `pink`, or `babble` of the given talkers.

    Babble without talkers is pink noise.
    """
    if kind == "hum":
        t = np.arange(length) / RATE_HZ
        harmonics = sum(np.sin(2 * np.pi * 50 * k * t + k) / k for k in range(1, 20))
        sound = np.asarray(harmonics) + 0.3 * rng.standard_normal(length)
    elif kind == "babble" and talkers:
        sound = sum(np.roll(np.resize(talker, length), int(rng.integers(length))) for talker in talkers)
    else:
        spectrum = np.fft.rfft(rng.standard_normal(length))
        spectrum[1:] /= np.sqrt(np.arange(1, len(spectrum)))
        sound = np.fft.irfft(spectrum, length)
    sound = telephone_band(np.asarray(sound, dtype=np.float32))
    return (sound / max(1e-9, float(np.sqrt(np.mean(sound**2))))).astype(np.float32)


def mu_law(sound: Sound) -> Sound:
    """The sound through 8-bit mu-law (ITU-T G.711) and back."""
    return _through(sound, "ULAW")


def gsm(sound: Sound) -> Sound:
    """The sound through GSM 06.10 full rate and back."""
    return _through(sound, "GSM610")


def _through(sound: Sound, subtype: str) -> Sound:
    file = io.BytesIO()
    soundfile.write(file, np.clip(sound, -0.99, 0.99), RATE_HZ, format="WAV", subtype=subtype)
    file.seek(0)
    back, _ = soundfile.read(file, dtype="float32")
    return np.resize(np.append(back, np.zeros(max(0, len(sound) - len(back)))), len(sound)).astype(np.float32)


def lose_packets(sound: Sound, share: float, rng: Generator) -> Sound:
    """The sound with that share of its 20 ms packets lost, each filled by the one before at half the level."""
    out = sound.copy()
    for packet in np.flatnonzero(rng.random(len(sound) // FRAME) < share):
        start = packet * FRAME
        out[start : start + FRAME] = 0.5 * out[start - FRAME : start] if packet else 0
    return out


def write_call(path: Path, channels: NDArray[np.float32], *, subtype: str = "PCM_16") -> None:
    """One call as a file: Opus for `.opus`, else FLAC or WAV by the suffix.

    Args:
        path: where to.
        channels: shape (channels, n) at 8 kHz.
        subtype: codec of a WAV: `PCM_16`, `ULAW`, `ALAW` or `GSM610` (mono).
    """
    limited = np.clip(channels, -0.99, 0.99)
    if path.suffix == ".opus":
        _write_opus(path, limited)
    else:
        soundfile.write(path, limited.T, RATE_HZ, subtype=subtype)


def _write_opus(path: Path, channels: NDArray[np.float32]) -> None:
    """Opus in Ogg through PyAV: with its bit-exact flags the stream's serial number is not drawn by chance."""
    import av

    with av.open(str(path), "w", format="ogg", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("libopus", rate=16000, layout="stereo" if len(channels) == 2 else "mono")
        stream.bit_rate = 16000 * len(channels)
        stream.codec_context.flags |= 1 << 23  # AV_CODEC_FLAG_BITEXACT
        interleaved = (_at_16_khz(channels).T.reshape(1, -1) * 32767).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(interleaved, format="s16", layout=stream.layout.name)
        frame.sample_rate = 16000
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)


def _at_16_khz(channels: NDArray[np.float32]) -> NDArray[np.float32]:
    import soxr

    return np.clip(soxr.resample(channels.T, RATE_HZ, 16000).T, -0.99, 0.99)
