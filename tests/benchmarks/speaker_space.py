"""Makes voicecheck/voice/speaker_space.json: the space in which people are told apart by their voices.

    python tests/benchmarks/speaker_space.py DIR [--out FILE]

DIR is CREMA-D's: `clips.csv` (clip, speaker, sentence, ...) and `clips/CLIP.opus`. Every clip goes over a made
telephone line (G.711 or GSM, hum or pink noise at 30, 20 or 15 dB). One class is one person in one acted manner,
so that what a person varies within a call counts as error and not as another person. Printed is the error rate
of telling two people from one, on people held out, for stretches of 0.8 and 2 s.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import line
import numpy as np
import soundfile
import soxr
from measure import table
from numpy.typing import NDArray

from voicecheck.types import Interval
from voicecheck.voice.speaker import Space, features, kinds, usual
from voicecheck.voice.voice_frames import HOP_S, VOICED_AT, voice_frames

Floats = NDArray[np.float64]

KINDS, DIMENSIONS = 32, 12
SNR_DB = (30, 20, 15)
SECONDS = (0.5, 1.0, 2.0)
LOUD_DB, LEAST_FRAMES = 25.0, 8
FRAMES_FOR_KINDS = 40_000
RIDGE = 1e-3
HELD_OUT = 14
FEW_FRAMES = 30.0
"""Weight of short stretches in the line of error over frames falls below so many."""


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """One clip's loud voiced frames: cepstra and pitch, who spoke, in which manner, which sentence."""

    speaker: str
    manner: str
    sentence: str
    cepstra: Floats
    pitch_st: Floats
    kept: NDArray[np.bool_]


def clips(folder: Path) -> Iterator[Clip]:
    """All clips over the made line."""
    rng = np.random.default_rng(5)
    for number, row in enumerate(csv.DictReader((folder / "clips.csv").open(encoding="utf-8"))):
        sound, rate_hz = soundfile.read(folder / "clips" / f"{row['clip']}.opus", dtype="float32")
        sound = line.telephone_band(soxr.resample(sound, rate_hz, line.RATE_HZ).astype(np.float32))
        sound *= 0.08 / max(1e-6, float(np.sqrt(np.mean(sound**2))))
        noise = line.noise(("hum", "pink")[number % 2], len(sound), rng)
        sound = sound + 0.08 * 10 ** (-SNR_DB[number % 3] / 20) * noise
        sound = (line.gsm if number // 3 % 3 == 2 else line.mu_law)(sound.astype(np.float32))
        whole = [Interval(0, len(sound) / line.RATE_HZ)]
        frames = voice_frames(sound, rate_hz=line.RATE_HZ, start_s=0.0, speech=whole)
        kept = (frames.voicing >= VOICED_AT) & (frames.level_db > np.percentile(frames.level_db, 95) - LOUD_DB)
        yield Clip(row["speaker"], row["clip"][9:12], row["sentence"], frames.cepstra, frames.pitch_st, kept)


def mixture(cepstra: Floats) -> tuple[Floats, Floats, Floats]:
    """Means, variances and weights of a mixture of diagonal Gaussians, by 15 rounds of EM."""
    rng = np.random.default_rng(0)
    means, overall = cepstra[rng.choice(len(cepstra), KINDS, replace=False)], cepstra.var(axis=0)
    variances, weights = np.tile(overall, (KINDS, 1)), np.full(KINDS, 1 / KINDS)
    for _ in range(15):
        share = kinds(cepstra, means, variances, weights)
        mass = share.sum(axis=0) + 1e-6
        means = share.T @ cepstra / mass[:, None]
        variances = np.maximum(share.T @ cepstra**2 / mass[:, None] - means**2, 0.1 * overall)
        weights = mass / mass.sum()
    return means, variances, weights


def stretches(own: Sequence[Clip], seconds: float, space: Space) -> tuple[Floats, Floats, list[Clip]]:
    """Features, voiced frames and clip of one stretch from each clip that has enough of them."""
    rng = np.random.default_rng(3)
    rows, counts, kept = [], [], []
    for clip in own:
        count = round(seconds / HOP_S)
        first = int(rng.integers(0, max(1, len(clip.cepstra) - count)))
        at = np.flatnonzero(clip.kept[first : first + count]) + first
        if len(at) >= LEAST_FRAMES:
            offset = clip.cepstra[at] - usual(clip.cepstra[at], space)
            rows.append(features(offset, clip.cepstra[at], clip.pitch_st[at]))
            counts.append(len(at))
            kept.append(clip)
    return np.array(rows), np.array(counts, dtype=np.float64), kept


def learn(own: Sequence[Clip]) -> Space:
    """The space from some people's clips."""
    every = np.concatenate([clip.cepstra[clip.kept] for clip in own])
    chosen = np.random.default_rng(1).choice(len(every), min(FRAMES_FOR_KINDS, len(every)), replace=False)
    nothing = np.empty(0)
    bare = Space(*mixture(every[chosen]), nothing, nothing, nothing, nothing, nothing)
    rows, _, kept = stretches(own, 1.0, bare)
    centre, axes, spread = discriminant(rows, [clip.speaker + clip.manner for clip in kept])
    space = Space(bare.means, bare.variances, bare.weights, centre, axes, spread, nothing, nothing)
    error, error_frame = errors(own, space)
    return Space(bare.means, bare.variances, bare.weights, centre, axes, spread, error, error_frame)


def discriminant(rows: Floats, classes: Sequence[str]) -> tuple[Floats, Floats, Floats]:
    """Centre, axes (within-class variance 1) and between-class variances, the largest first."""
    _, member, size = np.unique(classes, return_inverse=True, return_counts=True)
    means = np.array([rows[member == index].mean(axis=0) for index in range(len(size))])
    within = np.cov((rows - means[member]).T)
    between = np.cov(means.T) - within / size.mean()
    ridge = RIDGE * np.eye(len(within)) * np.trace(within) / len(within)
    whiten = np.linalg.inv(np.linalg.cholesky(within + ridge))
    values, vectors = np.linalg.eigh(whiten @ between @ whiten.T)
    order = np.argsort(-values)[:DIMENSIONS]
    return rows.mean(axis=0), whiten.T @ vectors[:, order], np.maximum(values[order], 1e-3)


def errors(own: Sequence[Clip], space: Space) -> tuple[Floats, Floats]:
    """Variance of a stretch's error, and what is added to it over the number of voiced frames."""
    long_rows, _, long_kept = stretches(own, max(SECONDS), space)
    points = (long_rows - space.centre) @ space.axes
    names = np.array([clip.speaker + clip.manner for clip in long_kept])
    means = {name: points[names == name].mean(axis=0) for name in set(names)}
    squares, counts = [], []
    for seconds in SECONDS:
        rows, frames, kept = stretches(own, seconds, space)
        found = (rows - space.centre) @ space.axes
        known = [i for i, clip in enumerate(kept) if clip.speaker + clip.manner in means]
        squares += [(found[i] - means[kept[i].speaker + kept[i].manner]) ** 2 for i in known]
        counts += [frames[i] for i in known]
    over = 1 / np.array(counts)
    weight = 1 / (1 + FEW_FRAMES * over)
    design = np.stack([np.ones(len(over)), over], axis=1) * weight[:, None]
    solved, *_ = np.linalg.lstsq(design, np.array(squares) * weight[:, None], rcond=None)
    return np.maximum(solved[0], 0.05), np.maximum(solved[1], 1.0)


def equal_error(own: Sequence[Clip], seconds: float, space: Space) -> float:
    """Error rate at which as many pairs of one person are taken for two as pairs of two for one.

    Pairs are of different sentences in the same manner.
    """
    rows, frames, kept = stretches(own, seconds, space)
    points, noise = (rows - space.centre) @ space.axes, space.error + space.error_frame / frames[:, None]
    rng = np.random.default_rng(9)
    a, b = rng.integers(0, len(kept), (2, 60_000))
    pairs = [(i, j) for i, j in zip(a, b, strict=True) if kept[i].manner == kept[j].manner]
    pairs = [(i, j) for i, j in pairs if kept[i].sentence != kept[j].sentence]
    left, right = np.array(pairs).T
    apart, doubt = (points[left] - points[right]) ** 2, noise[left] + noise[right]
    wide = doubt + 2 * space.spread
    score = 0.5 * (apart / wide - apart / doubt + np.log(wide / doubt)).sum(axis=1)
    same = np.array([kept[i].speaker == kept[j].speaker for i, j in pairs])
    limits = np.quantile(score, np.linspace(0, 1, 500))
    rates = [((score[same] < limit).mean(), (score[~same] >= limit).mean()) for limit in limits]
    return float(np.mean(min(rates, key=lambda pair: abs(pair[0] - pair[1]))))


def write(space: Space, out: Path, *, by: str) -> None:
    """The space as JSON, five digits a number; `by` is the file that made it."""

    def rounded(value: object) -> object:
        return [rounded(one) for one in value] if isinstance(value, list) else float(f"{value:.5g}")

    source = (
        "CREMA-D (Cao et al., 2014; Open Database License 1.0), forty speakers over a made telephone line; made by "
        f"tests/benchmarks/{by}"
    )
    content = {name.name: rounded(getattr(space, name.name).tolist()) for name in fields(space)}
    out.write_text(json.dumps({"source": source, "space": content}, separators=(",", ":")) + "\n", encoding="utf-8")


def main() -> None:
    """Learns on most people, measures on the rest, and writes the space of all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    every = list(clips(args.folder))
    people = np.random.default_rng(0).permutation(sorted({clip.speaker for clip in every}))
    held = set(people[-HELD_OUT:])
    space = learn([clip for clip in every if clip.speaker not in held])
    others = [clip for clip in every if clip.speaker in held]
    rows = [[seconds, f"{100 * equal_error(others, seconds, space):.1f} %"] for seconds in (0.8, 2.0)]
    print(table(f"Equal error rate on {HELD_OUT} people held out", ("seconds", "rate"), rows))
    if args.out:
        write(learn(every), args.out, by=Path(__file__).name)


if __name__ == "__main__":
    main()
