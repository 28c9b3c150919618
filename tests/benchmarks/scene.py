"""A call laid out on two channels: rings, utterances in turn, the line's condition; with the true times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import line
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Sound = NDArray[np.float32]

AGENT, CUSTOMER = 0, 1
"""Channels of the two; the ringback is on the customer's, as a recorder at the exchange has it."""
TAIL_S = 0.6
ECHO_DB = -60.0
"""Level of the other side's crosstalk, as behind an echo canceller."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one side says, after a gap counted from the end of the utterance before (negative: overlapping)."""

    channel: int
    text: str
    sound: Sound
    gap_s: float = 0.5


@dataclass(frozen=True, slots=True)
class Placed:
    """An utterance with its true time."""

    channel: int
    text: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Ringing:
    """The rings before the answer: kind `us`, `eu` or `uk`; `pause_s` from the last ring's end to the answer."""

    kind: str = "eu"
    count: int = 0
    lead_s: float = 0.5
    pause_s: float = 0.8


@dataclass(frozen=True, slots=True)
class Condition:
    """What the line does to the sound."""

    level: str = "clean"
    codec: str = "mulaw"
    noise: str = "pink"
    snr_db: float = 35.0
    loss_pct: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """Two channels at 8 kHz, shape (2, n), the utterances' times, and the moment of the answer."""

    channels: Sound
    placed: tuple[Placed, ...]
    answer_s: float


def lay_out(utterances: Sequence[Utterance], ringing: Ringing) -> Scene:
    """The clean scene: rings first, then each utterance on its channel."""
    tone, tone_s = line.ringback(ringing.kind, ringing.count) if ringing.count else (line.seconds(0), 0.0)
    answer_s = ringing.lead_s + tone_s + (ringing.pause_s if ringing.count else 0.0)
    placed, now_s = [], answer_s
    for said in utterances:
        start_s = max(0.0, now_s + said.gap_s)
        now_s = start_s + len(said.sound) / line.RATE_HZ
        placed.append(Placed(said.channel, said.text, start_s, now_s))
    end_s = max([answer_s, *(p.end_s for p in placed)]) + TAIL_S
    channels = np.zeros((2, round(end_s * line.RATE_HZ)), dtype=np.float32)
    _add(channels[CUSTOMER], tone, ringing.lead_s)
    for said, where in zip(utterances, placed, strict=True):
        _add(channels[said.channel], said.sound, where.start_s)
    return Scene(channels, tuple(placed), answer_s)


def through_line(scene: Scene, condition: Condition, rng: Generator, *, talkers: tuple[Sound, ...] = ()) -> Sound:
    """The scene's channels as recorded, shape (2, n): band, noise at `snr_db` under the speech, codec, loss."""
    speech_rms, echo = 0.08, 10 ** (ECHO_DB / 20)
    noise_rms = speech_rms * 10 ** (-condition.snr_db / 20)
    heard = []
    for own, other in (scene.channels, scene.channels[::-1]):
        sound = line.telephone_band(own * (speech_rms / 0.1) + echo * other)
        sound += noise_rms * line.noise(condition.noise, len(sound), rng, talkers=talkers)
        sound = line.gsm(sound) if condition.codec == "gsm" else line.mu_law(sound)
        heard.append(line.lose_packets(sound, condition.loss_pct / 100, rng))
    return np.stack(heard)


def _add(channel: Sound, sound: Sound, start_s: float) -> None:
    start = round(start_s * line.RATE_HZ)
    sound = sound[: len(channel) - start]
    channel[start : start + len(sound)] += sound
