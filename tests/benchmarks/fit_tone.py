"""The coefficients of the tone model, fitted on acted speech over made telephone lines.

    python tests/benchmarks/fit_tone.py FOLDER --cache DIR [--write voicecheck/rules/tone_model.json]

FOLDER is a corpus (see `tone_corpus`); DIR keeps the measured frames (about 0.1 GB), so that a second run takes
a minute. Three logistic models on one list of features, each the difference of a clip from the same speaker's
other clips over the same line. Liveliness and strain are fitted to what the speaker was told to act; pleasant
to what the majority of the listeners heard. Every speaker and class weighs the same, and so, with as many women as
men, do the sexes. Penalty and calibration come from speakers left out. `tone.py` prints how good it is.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from tone_corpus import VOTES, Clip, Frames, frames_of

from voicecheck.voice.manner import Columns, Quantity, moments, quantities
from voicecheck.voice.pitch import f0_median, f0_spread, semitones, voiced_frames
from voicecheck.voice.quality import hush_dbfs

FEATURES = {
    "f0_median": ("pitch", "mean", "st"),
    "f0_spread": ("pitch", "spread", "st"),
    "f0_movement": ("slope", "mean", "st/s"),
    "phrase_end": ("phrase_end", "mean", "st"),
    "level_spread": ("level", "spread", "dB"),
    "level_movement": ("level_step", "mean", "dB/s"),
    "quiet_share": ("quiet", "mean", "%"),
    "alpha_ratio": ("alpha", "mean", "dB"),
    "alpha_spread": ("alpha", "spread", "dB"),
    "mid_ratio": ("mid", "mean", "dB"),
    "hnr": ("hnr", "mean", "dB"),
    "presence": ("presence", "mean", "dB"),
    "consonant_colour": ("consonant", "mean", "dB"),
    "consonant_spread": ("consonant", "spread", "dB"),
}
"""Each feature with the quantity of `voice.manner` behind it."""
MIN_FRAMES = 6
MOST = 4.0
"""A feature further than four standard deviations out counts as four: one bad frame must not decide."""
PENALTIES = (0.003, 0.01, 0.03, 0.1, 0.3)
OUTER, INNER = 10, 5
PLEASANT = ("happy", "neutral")
KIND_POWER = 0.5
"""How much the commoner votes weigh within a class: 1 as they come, 0 all alike. Nine of ten clips heard as pleasant
were heard as neutral; as they come, the model learns that whoever is lively is not pleasant. Here a pleasant clip is
told from an unpleasant one as well (AUC .72) when it was heard as lively as when it was heard as calm."""
MODELS = ("liveliness", "strain", "pleasant")

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Rows:
    """One row a clip and line: `found` holds the features as measured, shape (n, features), `nan` where unknown."""

    clips: list[Clip]
    lines: list[str]
    found: Floats

    @property
    def speakers(self) -> NDArray[np.str_]:
        return np.array([clip.speaker for clip in self.clips])


def measured(frames: Frames) -> dict[str, Quantity]:
    """What the voice did in a clip; nothing where no voice was found."""
    columns = frames.columns
    index = np.arange(len(columns["f0_hz"]))
    level = columns["level_dbfs"].astype(np.float64)
    voiced = voiced_frames(columns["f0_hz"], index=index, confidence=columns["confidence"], level_db=level)
    if np.count_nonzero(voiced) < MIN_FRAMES:
        return {}
    names = ("alpha_db", "mid_db", "hnr_db", "presence_db", "bright_db")
    found = Columns(
        index=index,
        voiced=voiced,
        pitch_st=semitones(columns["f0_hz"]),
        level_dbfs=level,
        **{name: columns[name] for name in names},
    )
    quietest = np.sort(level)[: len(level) // 10]
    return quantities(found, hush_dbfs=hush_dbfs(level[voiced], noise_db=quietest))


def features(found: dict[str, Quantity]) -> list[float]:
    """The features of a clip, in order; `nan` where unknown."""
    return [_feature(name, found) for name in FEATURES]


def _feature(name: str, found: dict[str, Quantity]) -> float:
    quantity, moment, _ = FEATURES[name]
    one = found.get(quantity)
    least = 1 if quantity == "phrase_end" else MIN_FRAMES
    if one is None or len(one.values) < least:
        return float("nan")
    if quantity == "pitch":
        return f0_median(one.values) if moment == "mean" else f0_spread(one.values)
    sums = moments(one)
    return sums.spread if moment == "spread" else sums.mean


def rows_of(found: list[Frames]) -> Rows:
    """The features of all clips."""
    return Rows(
        [one.clip for one in found],
        [one.line for one in found],
        np.array([features(measured(one)) for one in found], dtype=np.float64),
    )


def centred(rows: Rows) -> Floats:
    """Each row against the mean of the same speaker's other clips over the same line; unknown stays `nan`."""
    out = np.full(rows.found.shape, np.nan)
    groups = np.array([f"{clip.speaker} {line}" for clip, line in zip(rows.clips, rows.lines, strict=True)])
    for group in np.unique(groups):
        own = groups == group
        known = np.isfinite(rows.found[own])
        sums, counts = np.nansum(rows.found[own], axis=0), known.sum(axis=0)
        rest = np.where(known, rows.found[own], 0.0)
        out[own] = rows.found[own] - (sums - rest) / np.maximum(counts - known, 1)
    return out


def labels(clips: list[Clip], model: str) -> NDArray[np.int64]:
    """1, 0, or -1 for clips that say nothing of the question."""
    return np.array([_LABEL[model](clip) for clip in clips])


def _lively(clip: Clip) -> int:
    return {"happy": 1, "neutral": 0}.get(clip.acted, -1)


def _strained(clip: Clip) -> int:
    return {"anger": 1, "happy": 0, "neutral": 0}.get(clip.acted, -1)


def _pleasant(clip: Clip) -> int:
    """What more than half of the listeners heard: happy or neutral, or one of the others."""
    pleasant = sum(clip.votes[VOTES.index(vote)] for vote in PLEASANT)
    rest = sum(clip.votes) - pleasant
    return -1 if pleasant == rest else int(pleasant > rest)


_LABEL = {"liveliness": _lively, "strain": _strained, "pleasant": _pleasant}


def weights(speakers: NDArray[np.str_], wanted: NDArray[np.int64]) -> Floats:
    """Weights under which every speaker weighs the same in every class, mean 1."""
    out = np.zeros(len(wanted))
    for speaker in np.unique(speakers):
        for value in (0, 1):
            own = (speakers == speaker) & (wanted == value)
            out[own] = 1 / max(1, np.count_nonzero(own))
    return np.asarray(out / out.mean())


def kinds_of(clips: Sequence[Clip], wanted: Ints) -> Ints:
    """The commonest vote of each clip among those of its class, by its place in `VOTES`."""
    votes = np.array([clip.votes for clip in clips], dtype=np.float64)
    pleasant = np.isin(VOTES, PLEASANT)
    other = np.where(wanted[:, None] == 1, ~pleasant, pleasant)
    return np.asarray(np.argmax(np.where(other, -1, votes), axis=1))


def kind_weights(clips: Sequence[Clip], wanted: Ints) -> Floats:
    """Weights that bring the listeners' commonest votes within a class nearer to each other, mean 1 in each class."""
    kinds = kinds_of(clips, wanted)
    out = np.ones(len(wanted))
    for value in (0, 1):
        own = wanted == value
        for kind in np.unique(kinds[own]):
            out[own & (kinds == kind)] = np.mean(kinds[own] == kind) ** (KIND_POWER - 1)
        out[own] /= max(1e-9, float(out[own].mean())) if own.any() else 1
    return out


def folds(speakers: NDArray[np.str_], sexes: NDArray[np.str_], count: int, *, seed: int) -> Ints:
    """The fold of each row: whole speakers, women and men spread evenly."""
    rng = np.random.default_rng(seed)
    number: dict[str, int] = {}
    for sex in np.unique(sexes):
        for place, speaker in enumerate(rng.permutation(np.unique(speakers[sexes == sex]))):
            number[str(speaker)] = place % count
    return np.array([number[str(speaker)] for speaker in speakers])


@dataclass(frozen=True)
class Fitted:
    """One model: coefficients on features in units of `scales`, and the calibration of their sum."""

    coefficients: Floats
    intercept: float
    penalty: float

    def chance(self, scaled: Floats) -> Floats:
        """The calibrated probability of rows, shape (n,)."""
        return np.asarray(1 / (1 + np.exp(-(scaled @ self.coefficients + self.intercept))))


def scaled(differences: Floats, scales: Floats) -> Floats:
    """Differences in standard deviations, cut at four, 0 where unknown."""
    return np.clip(np.nan_to_num(differences / scales), -MOST, MOST)


def fit(x: Floats, y: Ints, clips: Sequence[Clip], model: str) -> Fitted:
    """The model whose penalty is best on speakers left out, calibrated on what it says of them (Platt)."""
    speakers = np.array([clip.speaker for clip in clips])
    fold = folds(speakers, sexes_of(clips), INNER, seed=1)
    plain = weights(speakers, y)
    weight = plain * kind_weights(clips, y) if model == "pleasant" else plain
    best: tuple[float, float, Floats] | None = None
    for penalty in PENALTIES:
        said = np.zeros(len(y))
        for number in range(INNER):
            train = fold != number
            part = _logistic(penalty).fit(x[train], y[train], weight[train])
            said[~train] = part.decision_function(x[~train])
        loss = _log_loss(said, y, weight)
        if best is None or loss < best[0]:
            best = (loss, penalty, said)
    assert best is not None
    _, penalty, said = best
    platt = _logistic(1e6).fit(said[:, None], y, plain)
    slope, offset = float(platt.coef_[0, 0]), float(platt.intercept_[0])
    whole = _logistic(penalty).fit(x, y, weight)
    return Fitted(whole.coef_[0] * slope, float(whole.intercept_[0]) * slope + offset, penalty)


def _logistic(penalty: float) -> LogisticRegression:
    return LogisticRegression(C=penalty, max_iter=1000)


def _log_loss(said: Floats, y: Ints, weight: Floats) -> float:
    return float(np.average(np.logaddexp(0, np.where(y == 1, -said, said)), weights=weight))


def sexes_of(clips: Sequence[Clip]) -> NDArray[np.str_]:
    return np.array([clip.sex for clip in clips])


def file_of(folder: Path, rows: Rows, date: str) -> dict[str, object]:
    """The content of `tone_model.json`."""
    differences = centred(rows)
    scales = np.nanstd(differences, axis=0)
    x = scaled(differences, scales)
    content: dict[str, object] = {
        "schema": 1,
        "made": date,
        "made_by": "tests/benchmarks/fit_tone.py",
        "data": "CREMA-D, 40 speakers, 12 sentences, over lines: " + ", ".join(dict.fromkeys(rows.lines)),
        "data_sha256": hashlib.sha256((folder / "clips.csv").read_bytes()).hexdigest(),
        "attribution": (
            "Contains information from CREMA-D (Cao H, Cooper DG, Keutmann MK, Gur RC, Nenkova A, Verma R, 2014), "
            "which is made available under the Open Database License (ODbL) 1.0"
        ),
        "licence": "ODbL-1.0",
        "limit": MOST,
        "features": [
            {"name": name, "quantity": quantity, "moment": moment, "unit": unit, "scale": round(float(scale), 5)}
            for (name, (quantity, moment, unit)), scale in zip(FEATURES.items(), scales, strict=True)
        ],
        "models": {model: _model_of(rows, x, model) for model in MODELS},
    }
    return content | {"sha256": digest(content)}


def digest(content: dict[str, object]) -> str:
    """The hash of the content without its own hash."""
    plain = {name: value for name, value in content.items() if name != "sha256"}
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def _model_of(rows: Rows, x: Floats, model: str) -> dict[str, object]:
    y = labels(rows.clips, model)
    use = y >= 0
    found = fit(x[use], y[use], [clip for clip, used in zip(rows.clips, use, strict=True) if used], model)
    return {
        "intercept": round(found.intercept, 5),
        "coefficients": {name: round(float(c), 5) for name, c in zip(FEATURES, found.coefficients, strict=True)},
        "penalty": found.penalty,
        "clips": len({clip.name for clip, used in zip(rows.clips, use, strict=True) if used}),
    }


def main() -> int:
    """Fit, and write or print the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--write", type=Path)
    args = parser.parse_args()
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    text = json.dumps(file_of(args.folder, rows_of(frames_of(args.folder, args.cache)), today), indent=1) + "\n"
    if args.write:
        args.write.write_text(text, encoding="utf-8")
    else:
        print(text, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
