"""Makes voicecheck/voice/speaker_space_noisy.json: where people are told apart in a noise that they share.

    python tests/benchmarks/speaker_space_noisy.py DIR --out FILE

DIR is CREMA-D's, as for `speaker_space.py`. Each person in each acted manner is heard in three of fifteen lines
(hum, pink noise or babble at 30 to 6 dB; G.711 or GSM), the same for all sentences. A class is one person in one
manner on one line, and what a line does to everybody on it is taken out before people are compared.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path

import line
import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray
from speaker_space import FRAMES_FOR_KINDS, LOUD_DB, RIDGE, Clip, Floats, errors, mixture, stretches, write

from voicecheck.types import Interval
from voicecheck.voice.speaker import Space
from voicecheck.voice.voice_frames import VOICED_AT, voice_frames

DIMENSIONS = 20
LEVELS = ((30, "mulaw"), (20, "mulaw"), (15, "gsm"), (10, "gsm"), (6, "gsm"))
LINES = tuple(product(("hum", "pink", "babble"), LEVELS))
LINES_EACH, TALKERS = 3, 3
LEAST_OF_A_CLASS = 3
SPEECH_RMS = 0.08


def clips(folder: Path) -> Iterator[tuple[Clip, int]]:
    """All clips over their lines, each with its line's number; the clip's `manner` names the line too."""
    rows = list(csv.DictReader((folder / "clips.csv").open(encoding="utf-8")))
    clean = [loaded(folder / "clips" / f"{row['clip']}.opus") for row in rows]
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        groups[row["speaker"], row["clip"][9:12]].append(index)
    rng = np.random.default_rng(5)
    for (speaker, manner), own in groups.items():
        for number in rng.choice(len(LINES), LINES_EACH, replace=False).tolist():
            for index in own:
                yield heard(clean, index, number, rng, (speaker, f"{manner}{number}", rows[index]["sentence"])), number


def loaded(file: Path) -> line.Sound:
    """The clip in the telephone's band at one level."""
    sound, rate_hz = soundfile.read(file, dtype="float32")
    sound = line.telephone_band(soxr.resample(sound, rate_hz, line.RATE_HZ).astype(np.float32))
    return np.asarray(sound * (SPEECH_RMS / max(1e-6, float(np.sqrt(np.mean(sound**2))))), dtype=np.float32)


def heard(
    clean: Sequence[line.Sound], index: int, number: int, rng: np.random.Generator, names: tuple[str, str, str]
) -> Clip:
    """One clip over one line."""
    kind, (snr_db, codec) = LINES[number]
    sound = clean[index]
    talkers = tuple(clean[i] for i in rng.integers(0, len(clean), TALKERS)) if kind == "babble" else ()
    noise = line.noise(kind, len(sound), rng, talkers=talkers)
    mixed = (sound + SPEECH_RMS * 10 ** (-snr_db / 20) * noise).astype(np.float32)
    through = (line.gsm if codec == "gsm" else line.mu_law)(mixed)
    whole = [Interval(0, len(through) / line.RATE_HZ)]
    frames = voice_frames(through, rate_hz=line.RATE_HZ, start_s=0.0, speech=whole)
    kept = (frames.voicing >= VOICED_AT) & (frames.level_db > np.percentile(frames.level_db, 95) - LOUD_DB)
    return Clip(*names, frames.cepstra, frames.pitch_st, kept)


def discriminant(rows: Floats, classes: Sequence[str], lines: NDArray[np.int_]) -> tuple[Floats, Floats, Floats]:
    """Centre, axes (within-class variance 1) and between-class variances, each line's own mean taken out."""
    centred = rows - np.array([rows[lines == number].mean(axis=0) for number in range(len(LINES))])[lines]
    _, member, size = np.unique(classes, return_inverse=True, return_counts=True)
    enough = size[member] >= LEAST_OF_A_CLASS
    centred = centred[enough]
    _, member, size = np.unique(member[enough], return_inverse=True, return_counts=True)
    means = np.array([centred[member == index].mean(axis=0) for index in range(len(size))])
    apart = centred - means[member]
    within = apart.T @ apart / (len(apart) - len(size))
    between = np.cov(means.T) - within / size.mean()
    ridge = RIDGE * np.eye(len(within)) * np.trace(within) / len(within)
    whiten = np.linalg.inv(np.linalg.cholesky(within + ridge))
    values, vectors = np.linalg.eigh(whiten @ between @ whiten.T)
    order = np.argsort(-values)[:DIMENSIONS]
    return rows.mean(axis=0), whiten.T @ vectors[:, order], np.maximum(values[order], 1e-3)


def learn(every: Sequence[tuple[Clip, int]]) -> Space:
    """The space from all clips."""
    own = [clip for clip, _ in every]
    number_of = {id(clip): number for clip, number in every}
    cepstra = np.concatenate([clip.cepstra[clip.kept] for clip in own])
    chosen = np.random.default_rng(1).choice(len(cepstra), min(FRAMES_FOR_KINDS, len(cepstra)), replace=False)
    nothing = np.empty(0)
    bare = Space(*mixture(cepstra[chosen]), nothing, nothing, nothing, nothing, nothing)
    rows, _, kept = stretches(own, 1.0, bare)
    lines = np.array([number_of[id(clip)] for clip in kept])
    centre, axes, spread = discriminant(rows, [clip.speaker + clip.manner for clip in kept], lines)
    space = Space(bare.means, bare.variances, bare.weights, centre, axes, spread, nothing, nothing)
    return Space(bare.means, bare.variances, bare.weights, centre, axes, spread, *errors(own, space))


def main() -> None:
    """Learns on all people and writes the space."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    write(learn(list(clips(args.folder))), args.out, by=Path(__file__).name)


if __name__ == "__main__":
    main()
