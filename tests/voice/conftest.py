"""Made voices: harmonics of a known F0 with a glottal tilt and formants, in phrases with pauses between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from voicecheck.types import Interval
from voicecheck.voice.pitch import SwiftF0Tracker

Sound = NDArray[np.float32]
FORMANTS = ((600.0, 90.0), (1500.0, 120.0), (2500.0, 160.0), (3400.0, 220.0))
"""Centre and bandwidth in Hz, of a neutral vowel."""


@dataclass(frozen=True)
class Made:
    """A made voice: its sound, the true F0 a sample (nan where silent), and when it speaks."""

    sound: Sound
    f0_hz: NDArray[np.float64]
    rate_hz: int
    speech: tuple[Interval, ...]


def gains(freq_hz: NDArray[np.float64], formants: tuple[tuple[float, float], ...] = FORMANTS) -> NDArray[np.float64]:
    """Amplitude at each frequency: -12 dB/oct from the glottis, formants on top."""
    amplitude = (100.0 / freq_hz) ** 2
    for centre_hz, width_hz in formants:
        amplitude = amplitude * (1 + 8 / np.sqrt(1 + ((freq_hz - centre_hz) / (width_hz / 2)) ** 2))
    return amplitude


def glottal(f0_hz: NDArray[np.float64], *, rate_hz: int) -> Sound:
    """A voiced sound that follows F0, peak 0.3."""
    phase = 2 * np.pi * np.cumsum(f0_hz) / rate_hz
    sound = np.zeros(len(f0_hz))
    for number in range(1, int(min(rate_hz / 2, 7000) / f0_hz.min()) + 1):
        freq_hz = number * f0_hz
        audible = freq_hz < rate_hz * 0.48
        sound += np.where(audible, gains(freq_hz), 0) * np.sin(number * phase + number**2)
    return (0.3 * sound / np.abs(sound).max()).astype(np.float32)


def made_voice(
    *,
    middle_hz: float = 160.0,
    width_st: float = 3.0,
    transposed_st: float = 0.0,
    rate_hz: int = 16_000,
    phrases: int = 6,
) -> Made:
    """Phrases of 0.9 s with a swinging pitch, 0.4 s apart, 0.5 s of silence before the first."""
    rng = np.random.default_rng(7)
    length_s, gap_s = 0.9, 0.4
    sounds, tracks, speech = [np.zeros(rate_hz // 2)], [np.full(rate_hz // 2, np.nan)], []
    now_s = 0.5
    for _ in range(phrases):
        time_s = np.arange(round(length_s * rate_hz)) / rate_hz
        swing, turn = rng.uniform(1.2, 2.2), rng.uniform(0, 2 * np.pi)
        pitch_st = width_st * np.sin(2 * np.pi * swing * time_s + turn) - 1.5 * (time_s / length_s) * width_st / 3
        f0_hz = middle_hz * 2 ** ((pitch_st + transposed_st) / 12)
        fade = np.clip(np.minimum(time_s, length_s - time_s) / 0.04, 0, 1)
        loud = 1 - 0.6 * np.sin(np.pi * 3 * time_s / length_s) ** 2
        sounds += [glottal(f0_hz, rate_hz=rate_hz) * fade * loud, np.zeros(round(gap_s * rate_hz))]
        tracks += [f0_hz, np.full(round(gap_s * rate_hz), np.nan)]
        speech.append(Interval(now_s - 0.05, now_s + length_s + 0.15))
        now_s += length_s + gap_s
    sound = np.concatenate(sounds)
    noise = 1e-4 * rng.standard_normal(len(sound))
    return Made((sound + noise).astype(np.float32), np.concatenate(tracks), rate_hz, tuple(speech))


@pytest.fixture(scope="session")
def tracker() -> SwiftF0Tracker:
    return SwiftF0Tracker()


@pytest.fixture(scope="session")
def make_voice() -> Callable[..., Made]:
    return made_voice


@pytest.fixture(scope="session")
def voice() -> Made:
    return made_voice()


@pytest.fixture(scope="session")
def sung() -> Callable[..., Sound]:
    return glottal
