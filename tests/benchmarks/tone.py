"""How well the tone model tells what it claims to tell, on speakers that it was not fitted to.

    python tests/benchmarks/tone.py FOLDER --cache DIR

FOLDER and DIR are those of `fit_tone.py`. Ten times, a tenth of the speakers is left out, and the model with its
penalty and its calibration is fitted to the rest. Intervals are 95 %, bootstrapped over speakers. AUC and UAR are
of single clips (a sentence of 2 to 4 s), of which the product never judges one alone; the last rows splice clips
of one speaker and one majority to 8 s and more. Targets are those of the project's issue on tone.
"""

from __future__ import annotations

import argparse
import datetime
import platform
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from fit_tone import (
    FEATURES,
    MODELS,
    OUTER,
    Floats,
    Ints,
    Mask,
    Rows,
    centred,
    features,
    fit,
    folds,
    kinds_of,
    labels,
    measured,
    rows_of,
    scaled,
    sexes_of,
    weights,
)
from line import RATE_HZ, Sound
from numpy.typing import NDArray
from tone_corpus import LINES, VOTES, Clip, Frames, clips_of, decoded, frames_of, over_line

from voicecheck.rules.tone_model import load_model
from voicecheck.rules.tone_usual import compare
from voicecheck.types import Baseline, Interval
from voicecheck.voice.manner import Quantity
from voicecheck.voice.pitch import PitchTracker, SwiftF0Tracker
from voicecheck.voice.profile import Talk, measure_voice

DRAWS = 400
BINS = 10
SPLICE_S = 8.0
HOP_S = 0.016
SPEED_S, SPEED_TRIES = 60.0, 5
AGES = ((0, 29), (30, 44), (45, 99))
TARGETS = {
    "liveliness": "AUC >= .90, ECE <= .06",
    "strain": "AUC >= .86, ECE <= .06",
    "pleasant": "AUC >= .72, UAR >= 66, on to 68.4 %, ECE <= .06",
}

Measure = Callable[[Ints, Floats, Floats], float]


def auc(y: Ints, said: Floats, _weight: Floats) -> float:
    """Area under the curve: the chance that a clip of class 1 is scored above one of class 0."""
    low = np.sort(said[y == 0])
    high = said[y == 1]
    below = np.searchsorted(low, high, side="left") + np.searchsorted(low, high, side="right")
    return float(below.mean() / (2 * max(1, len(low)))) if len(high) else float("nan")


def uar(y: Ints, said: Floats, _weight: Floats) -> float:
    """Unweighted average recall in percent at a probability of one half."""
    return 50 * float((said[y == 1] > 0.5).mean() + (said[y == 0] <= 0.5).mean())


def ece(y: Ints, said: Floats, weight: Floats) -> float:
    """Expected calibration error over ten equal bins, classes and speakers weighing the same."""
    place = np.minimum((said * BINS).astype(int), BINS - 1)
    gaps = [
        abs(np.sum(weight[own] * (said[own] - y[own]))) for own in (place == bin_ for bin_ in range(BINS)) if own.any()
    ]
    return float(sum(gaps) / weight.sum())


def share_called(_y: Ints, said: Floats, _weight: Floats) -> float:
    """Percent of clips with a probability over one half."""
    return 100 * float((said > 0.5).mean())


BOTH = ((auc, ".3f"), (uar, ".1f"), (ece, ".3f"))


def held_out(rows: Rows, model: str) -> tuple[Floats, list[tuple[Mask, Callable[[Floats], Floats]]]]:
    """The probability of every row by a model that did not know the speaker; and those models with their speakers."""
    y = labels(rows.clips, model)
    differences = centred(rows)
    fold = folds(rows.speakers, sexes_of(rows.clips), OUTER, seed=0)
    said = np.zeros(len(y))
    models: list[tuple[Mask, Callable[[Floats], Floats]]] = []
    for number in range(OUTER):
        train = (fold != number) & (y >= 0)
        scales = np.nanstd(differences[fold != number], axis=0)
        clips = [clip for clip, used in zip(rows.clips, train, strict=True) if used]
        found = fit(scaled(differences[train], scales), y[train], clips, model)

        def chance(some: Floats, found=found, scales=scales) -> Floats:
            return found.chance(scaled(some, scales))

        models.append((fold == number, chance))
        said[fold == number] = chance(differences[fold == number])
    return said, models


def with_interval(
    measure: Measure, y: Ints, said: Floats, weight: Floats, speakers: NDArray[np.str_]
) -> tuple[float, float, float]:
    """A figure with its 95 % interval over speakers."""
    rng = np.random.default_rng(5)
    members = [np.flatnonzero(speakers == speaker) for speaker in np.unique(speakers)]
    drawn = []
    for _ in range(DRAWS):
        some = np.concatenate([members[place] for place in rng.integers(len(members), size=len(members))])
        drawn.append(measure(y[some], said[some], weight[some]))
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return measure(y, said, weight), float(low), float(high)


def row(name: str, y: Ints, said: Floats, speakers: NDArray[np.str_], measures: Sequence[tuple[Measure, str]]) -> None:
    """Print one line of the table."""
    weight = weights(speakers, y)
    cells = []
    for measure, form in measures:
        value, low, high = with_interval(measure, y, said, weight, speakers)
        cells.append(f"{value:{form}} ({low:{form}}-{high:{form}})")
    print(f"| {name} | {len(np.unique(speakers))} | {len(y)} | " + " | ".join(cells) + " |")


def groups_of(rows: Rows) -> dict[str, Mask]:
    """The groups that are printed apart."""
    sexes, lines = sexes_of(rows.clips), np.array(rows.lines)
    ages = np.array([clip.age for clip in rows.clips])
    first = lines == LINES[0]
    groups = {f"{line}, all": lines == line for line in LINES}
    groups |= {
        f"{LINES[0]}, {'women' if sex == 'female' else 'men'}": first & (sexes == sex) for sex in np.unique(sexes)
    }
    return groups | {f"{LINES[0]}, age {low} to {high}": first & (ages >= low) & (ages <= high) for low, high in AGES}


def _kinds(rows: Rows, y: Ints, said: Floats) -> None:
    """Print how well clips that most heard as lively, or as calm, are told from the unpleasant ones."""
    kinds = kinds_of(rows.clips, y)
    first = np.array(rows.lines) == LINES[0]
    for name, kind in (("lively", "happy"), ("calm", "neutral")):
        pick = first & ((y == 0) | ((y == 1) & (kinds == VOTES.index(kind))))
        row(f"{LINES[0]}, heard as {name} v unpleasant", y[pick], said[pick], rows.speakers[pick], BOTH)


def neutral_called(rows: Rows, said: Floats) -> None:
    """Print how many neutral clips are called lively, women and men apart, and the difference."""
    neutral = np.array([clip.acted == "neutral" for clip in rows.clips])
    print("\nNeutral clips called lively (p > .5), percent; target: women and men differ by at most 5 points\n")
    print("| | women | men | difference | mean p, women - men |\n|---|---|---|---|---|")
    ages = np.array([clip.age for clip in rows.clips])
    picks = {line: np.array(rows.lines) == line for line in LINES}
    picks |= {f"age {low} to {high}": (ages >= low) & (ages <= high) for low, high in AGES} | {"all": ages > 0}
    for name, pick in picks.items():
        print(f"| {name} | " + " | ".join(_called(rows, said, neutral & pick)) + " |")


def _called(rows: Rows, said: Floats, pick: Mask) -> list[str]:
    """The cells of one line: both sexes, their difference, and that of the mean probability."""
    sexes, speakers = sexes_of(rows.clips), rows.speakers
    rng = np.random.default_rng(6)
    drawn = []
    whole = {sex: said[pick & (sexes == sex)] for sex in ("female", "male")}
    members = {
        sex: [np.flatnonzero(pick & (speakers == one)) for one in np.unique(speakers[pick & (sexes == sex)])]
        for sex in whole
    }
    for _ in range(DRAWS):
        some = {
            sex: said[np.concatenate([own[place] for place in rng.integers(len(own), size=len(own))])]
            for sex, own in members.items()
        }
        drawn.append([100 * (some[sex] > 0.5).mean() for sex in whole])
    shares = np.array(drawn)
    low, high = np.percentile(shares, [2.5, 97.5], axis=0)
    apart = np.percentile(shares[:, 0] - shares[:, 1], [2.5, 97.5])
    found = [100 * float((whole[sex] > 0.5).mean()) for sex in whole]
    cells = [f"{value:.0f} ({low[i]:.0f}-{high[i]:.0f})" for i, value in enumerate(found)]
    cells.append(f"{found[0] - found[1]:+.0f} ({apart[0]:+.0f} to {apart[1]:+.0f})")
    return [*cells, f"{whole['female'].mean() - whole['male'].mean():+.3f}"]


def spliced(
    found: Sequence[Frames], model: str, models: list[tuple[Mask, Callable[[Floats], Floats]]], rows: Rows
) -> tuple[Ints, Floats, NDArray[np.str_]]:
    """Labels, probabilities and speakers of stretches of at least 8 s of one speaker and one class."""
    y = labels([one.clip for one in found], model)
    speakers = np.array([one.clip.speaker for one in found])
    left_out = {str(clip.speaker): number for number, (own, _) in enumerate(models) for clip in _of(rows, own)}
    out: list[tuple[int, float, str]] = []
    rng = np.random.default_rng(8)
    for speaker in np.unique(speakers):
        own = np.flatnonzero(speakers == speaker)
        what = {place: measured(found[place]) for place in own}
        for value in (0, 1):
            for places in _stretches(found, rng.permutation(own[y[own] == value])):
                rest = [place for place in own if place not in set(places)]
                usual = np.nanmean([features(what[place]) for place in rest], axis=0)
                here = np.array(features(_joined([what[place] for place in places])))
                chance = models[left_out[str(speaker)]][1]
                out.append((value, float(chance((here - usual)[None])[0]), str(speaker)))
    values, said, who = zip(*out, strict=True)
    return np.array(values), np.array(said), np.array(who)


def _of(rows: Rows, own: Mask) -> list[Clip]:
    return [clip for clip, used in zip(rows.clips, own, strict=True) if used]


def _stretches(found: Sequence[Frames], places: Ints) -> list[list[int]]:
    """Places in groups that last at least 8 s; a rest that is shorter is left out."""
    out: list[list[int]] = []
    group: list[int] = []
    length_s = 0.0
    for place in places:
        group.append(int(place))
        length_s += len(found[place].columns["f0_hz"]) * HOP_S
        if length_s >= SPLICE_S:
            out.append(group)
            group, length_s = [], 0.0
    return out


def _joined(parts: Sequence[dict[str, Quantity]]) -> dict[str, Quantity]:
    """What the voice did in several clips taken as one."""
    names = {name for part in parts for name in part}
    return {
        name: Quantity(
            np.concatenate([part[name].index for part in parts if name in part]),
            np.concatenate([part[name].values for part in parts if name in part]),
        )
        for name in names
    }


def speed(folder: Path, tracker: PitchTracker) -> float:
    """How many times as fast as it plays a minute of speech is measured and judged, by one thread's processor time."""
    rng = np.random.default_rng(9)
    parts: list[Sound] = []
    for clip in clips_of(folder):
        parts.append(over_line(decoded(folder / "clips" / f"{clip.name}.opus"), LINES[0], rng))
        if sum(map(len, parts)) >= SPEED_S * RATE_HZ:
            break
    sound = np.concatenate(parts)
    length_s = len(sound) / RATE_HZ
    took_s = []
    for _ in range(SPEED_TRIES):
        begun_s = time.process_time()
        found = measure_voice(
            [(sound, 0.0)], rate_hz=RATE_HZ, speech=[Interval(0.0, length_s)], talk=Talk(), tracker=tracker
        )
        mean = {name: one.value for name, one in found.features.items() if one.value is not None}
        compare(found, Baseline(3, 60.0, mean, dict.fromkeys(mean, 0.0)), model=load_model())
        took_s.append(time.process_time() - begun_s)
    return length_s / sorted(took_s)[len(took_s) // 2]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cache", type=Path, required=True)
    args = parser.parse_args()
    frames = frames_of(args.folder, args.cache)
    rows = rows_of(frames)
    first = [one for one in frames if one.line == LINES[0]]
    today = datetime.datetime.now(datetime.UTC).date()
    print(f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}, {today}")
    print(f"CREMA-D (ODbL 1.0), 40 speakers, {len(first)} clips, over {len(LINES)} lines; {len(FEATURES)} features")
    faster = speed(args.folder, SwiftF0Tracker())
    print(f"\nThe whole of tone on {SPEED_S:.0f} s of speech: {faster:.0f} x real time, one thread; target: >= 60")
    for model in MODELS:
        said, models = held_out(rows, model)
        y = labels(rows.clips, model)
        print(f"\n{model}: {TARGETS[model]}\n\n| | speakers | clips | AUC | UAR % | ECE |\n|---|---|---|---|---|---|")
        for name, group in groups_of(rows).items():
            pick = group & (y >= 0)
            row(name, y[pick], said[pick], rows.speakers[pick], BOTH)
        if model == "pleasant":
            _kinds(rows, y, said)
        row(f"{LINES[0]}, spliced to 8 s", *spliced(first, model, models, rows), BOTH)
        if model == "liveliness":
            neutral_called(rows, said)
    return 0


if __name__ == "__main__":
    sys.exit(main())
