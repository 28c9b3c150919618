"""Stretches of speech as points in a space that tells people apart and cares little what they say.

The space was learnt once, from forty people who each spoke the same twelve sentences in several manners over a
made telephone line (CREMA-D; tests/benchmarks/speaker_space.py makes `speaker_space.json` again). It holds a
mixture of 32 kinds of sound, so that a stretch is described by how this voice departs from the usual for the
sounds it makes; a projection onto the twelve directions in which people differ most for what one person varies
(linear discriminant analysis, within-person variance 1); how far people lie apart; and how a stretch's error
shrinks with its voiced frames. The level is one direction more: two telephones are rarely equally loud.

A second space, `speaker_space_noisy.json`, was learnt from the same people in hum, pink noise and babble down to
6 dB, each only compared with others on the same line in the same noise, and keeps twenty directions. It tells two
people apart who are heard through one channel and so through one noise.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.types import Interval
from voicecheck.voice.stretches import cut_stretches
from voicecheck.voice.two_voices import UNKNOWN
from voicecheck.voice.voice_frames import VOICED_AT, VoiceFrames, voice_frames

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from voicecheck.types import Samples

    Floats = NDArray[np.float64]

LEVEL_SPREAD_DB2 = 25.0
"""Variance of the level among people on the telephone: 5 dB, as the two ends of a call commonly differ."""
LEVEL_ERROR_DB2, LEVEL_FRAME_DB2 = 12.0, 60.0
"""Variance of one person's level from stretch to stretch, and what each voiced frame takes off it."""
LEAST_FRAMES = 3
MOST_STRETCHES = 3
"""A side's error is at least that of so many stretches that err apart from each other."""
LOUD_DB = 30.0
"""Voiced frames further below the loudest are somebody in the distance."""


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Stretches in the speaker space: `voice` (n, d), the variance of its error (n, d), the spread of people (d,)."""

    stretches: tuple[Interval, ...]
    voice: Floats
    variance: Floats
    spread: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """What was learnt: see the module's docstring. `features` are offset, median pitch, deviation."""

    means: Floats
    variances: Floats
    weights: Floats
    centre: Floats
    axes: Floats
    spread: Floats
    error: Floats
    error_frame: Floats


@lru_cache(maxsize=2)
def load_space(*, noisy: bool = False) -> Space:
    """The space that ships with the package; `noisy`: the one for two voices in one channel."""
    name = "speaker_space_noisy.json" if noisy else "speaker_space.json"
    text = resources.files("voicecheck.voice").joinpath(name).read_text("utf-8")
    return Space(**{name: np.array(value) for name, value in json.loads(text)["space"].items()})


def describe_speech(
    sound: Iterable[tuple[Samples, float]], *, rate_hz: int, speech: Sequence[Interval], noisy: bool = False
) -> Points:
    """The stretches of one channel's speech as points in the speaker space.

    Args:
        sound: the channel in pieces of shape (n,), each with the second at which it begins; a region that runs
            over the end of a piece is cut there.
        rate_hz: their rate in Hz, at least 8000.
        speech: regions in seconds of the recording, in order and apart.
        noisy: whether to take the space in which noise that all have in common tells nobody apart.
    """
    space = load_space(noisy=noisy)
    spread = np.append(space.spread, LEVEL_SPREAD_DB2)
    none = np.empty((0, len(spread)))
    found: list[Points] = [Points((), none, none, spread)]
    for samples, start_s in sound:
        own = _inside(speech, Interval(start_s, start_s + len(samples) / rate_hz))
        if own:
            frames = voice_frames(samples, rate_hz=rate_hz, start_s=start_s, speech=own)
            found.append(locate(frames, cut_stretches(frames, own), space))
    return Points(
        tuple(stretch for points in found for stretch in points.stretches),
        np.concatenate([points.voice for points in found]),
        np.concatenate([points.variance for points in found]),
        spread,
    )


def _inside(speech: Sequence[Interval], piece: Interval) -> list[Interval]:
    """The parts of the regions that lie in the piece."""
    parts = ((max(r.start_s, piece.start_s), min(r.end_s, piece.end_s)) for r in speech)
    return [Interval(start_s, end_s) for start_s, end_s in parts if end_s > start_s]


def change_log_odds(points: Points, at_s: float) -> float:
    """How far the speech after a moment is another person's than the speech before it: natural-log odds.

    Both sides are taken as the mean of their stretches. The same person's two means differ by their errors alone,
    two people's by the spread of people as well. 0 where one side has no voice to compare.

    Source: Kenny, "Bayesian speaker verification with heavy-tailed priors", 2010, with normal priors.
    """
    before = np.array([stretch.end_s <= at_s for stretch in points.stretches], dtype=bool)
    known = points.variance[:, 0] < UNKNOWN if len(points.stretches) else before
    sides = [points.voice[known & before], points.voice[known & ~before]]
    errors = [points.variance[known & before], points.variance[known & ~before]]
    if min(map(len, sides)) == 0:
        return 0.0
    means = [(side / own).sum(axis=0) / (1 / own).sum(axis=0) for side, own in zip(sides, errors, strict=True)]
    # Neighbouring stretches err alike: their mean is never surer than a few of them by themselves.
    sure = [np.maximum(2 / (1 / own).sum(axis=0), own.min(axis=0) / MOST_STRETCHES) for own in errors]
    square = (means[0] - means[1]) ** 2
    alike = sure[0] + sure[1]
    apart = alike + 2 * points.spread
    return float(0.5 * (square / alike - square / apart + np.log(alike / apart)).sum())


def locate(frames: VoiceFrames, stretches: Sequence[Interval], space: Space) -> Points:
    """The stretches as points, from the loud voiced frames of each."""
    voiced = frames.voicing >= VOICED_AT
    if voiced.any():
        voiced &= frames.level_db > np.percentile(frames.level_db[voiced], 95) - LOUD_DB
    offset = frames.cepstra - usual(frames.cepstra, space)
    spread = np.append(space.spread, LEVEL_SPREAD_DB2)
    voice = np.zeros((len(stretches), len(spread)))
    variance = np.full((len(stretches), len(spread)), UNKNOWN)
    for row, stretch in enumerate(stretches):
        own = np.flatnonzero(voiced & (frames.time_s >= stretch.start_s) & (frames.time_s < stretch.end_s))
        if len(own) < LEAST_FRAMES:
            continue
        point = (features(offset[own], frames.cepstra[own], frames.pitch_st[own]) - space.centre) @ space.axes
        voice[row] = np.append(point, np.median(frames.level_db[own]))
        variance[row, :-1] = space.error + space.error_frame / len(own)
        variance[row, -1] = LEVEL_ERROR_DB2 + LEVEL_FRAME_DB2 / len(own)
    known = variance[:, 0] < UNKNOWN
    if known.any():
        voice[~known] = voice[known].mean(axis=0)
    return Points(tuple(stretches), voice, variance, spread)


def features(offset: Floats, cepstra: Floats, pitch_st: Floats) -> Floats:
    """Mean offset from the usual, median pitch and deviation of the cepstra of some voiced frames."""
    return np.concatenate((offset.mean(axis=0), [np.nanmedian(pitch_st)], cepstra.std(axis=0)))


def usual(cepstra: Floats, space: Space) -> Floats:
    """What the mixture expects of each frame's sound from anybody, shape of `cepstra`."""
    return np.asarray(kinds(cepstra, space.means, space.variances, space.weights) @ space.means)


def kinds(cepstra: Floats, means: Floats, variances: Floats, weights: Floats) -> Floats:
    """The probability of each kind of sound for each frame, shape (n, kinds)."""
    distance = cepstra**2 @ (1 / variances).T - 2 * cepstra @ (means / variances).T + (means**2 / variances).sum(axis=1)
    fit = np.log(weights) - 0.5 * (distance + np.log(variances).sum(axis=1))
    share = np.exp(fit - fit.max(axis=1, keepdims=True))
    return np.asarray(share / share.sum(axis=1, keepdims=True))
