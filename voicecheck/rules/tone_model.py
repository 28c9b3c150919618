"""The tone model: logistic models on the differences between a call and the agent's usual delivery.

`tone_model.json` holds the coefficients with their data, licence, date and hash; it is made by
`tests/benchmarks/fit_tone.py`. A score is 100 times a calibrated probability. How sure it is comes from
the call itself: the score is drawn again and again from its own blocks of 4 s.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from importlib.resources import files
from operator import add

from voicecheck.types import Moments, VoiceBlock

FILE = "tone_model.json"
DRAWS = 200
SEED = 4
BAND = (0.1, 0.9)
"""An 80 % band."""
LEAST_BLOCKS = 3

Sums = Mapping[str, Moments]


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature of the model: the quantity behind it, whether its spread is meant, its unit, its scale."""

    name: str
    quantity: str
    spread: bool
    unit: str
    scale: float

    def of(self, sums: Sums) -> float:
        """The feature of some blocks from their sums; `nan` where they hold nothing of it."""
        found = sums.get(self.quantity)
        if found is None or found.count <= 0:
            return math.nan
        return found.spread if self.spread else found.mean


@dataclass(frozen=True, slots=True)
class Axis:
    """One logistic model: `liveliness`, `strain` or `pleasant`."""

    name: str
    intercept: float
    coefficients: Mapping[str, float]

    def logit(self, standing: Mapping[str, float]) -> float:
        """The log odds of differences in units of their scales; what is not known counts as usual."""
        return self.intercept + sum(self.coefficients[name] * value for name, value in standing.items())


@dataclass(frozen=True, slots=True)
class ToneModel:
    """The features, the furthest that one of them counts, and the axes."""

    features: tuple[Feature, ...]
    limit: float
    axes: Mapping[str, Axis]
    sha256: str

    def standing(self, values: Mapping[str, float], usual: Mapping[str, float]) -> dict[str, float]:
        """How far each feature that both know lies from the usual, in its scale, cut at the limit."""
        known = (f for f in self.features if f.name in values and f.name in usual)
        return {
            f.name: max(-self.limit, min(self.limit, (values[f.name] - usual[f.name]) / f.scale))
            for f in known
            if math.isfinite(values[f.name])
        }

    def block_values(self, block: VoiceBlock) -> dict[str, float]:
        """The features of one block alone."""
        return {feature.name: feature.of(block.sums) for feature in self.features}


@dataclass(frozen=True, slots=True)
class Scored:
    """A score from 0 to 100 with its 80 % band."""

    score: float
    low: float
    high: float


@cache
def load_model() -> ToneModel:
    """The model that ships with the package."""
    content = json.loads(files("voicecheck.rules").joinpath(FILE).read_text(encoding="utf-8"))
    features = tuple(
        Feature(one["name"], one["quantity"], one["moment"] == "spread", one["unit"], one["scale"])
        for one in content["features"]
    )
    axes = {name: Axis(name, one["intercept"], one["coefficients"]) for name, one in content["models"].items()}
    return ToneModel(features, content["limit"], axes, content["sha256"])


def scored(
    model: ToneModel, axis: Axis, standing: Mapping[str, float], *, blocks: Sequence[VoiceBlock]
) -> Scored | None:
    """The score of a call on one axis with its band; None with fewer than three blocks to draw from."""
    logit = axis.logit(standing)
    influence = _influences(model, axis, set(standing), blocks)
    if len(influence) < LEAST_BLOCKS:
        return None
    rng = random.Random(SEED)  # noqa: S311  (drawn alike each time, so that a verdict can be repeated)
    count = len(influence)
    drawn = sorted(logit + sum(rng.choices(influence, k=count)) / count for _ in range(DRAWS))
    low, high = (drawn[round(share * (DRAWS - 1))] for share in BAND)
    return Scored(_points(logit), min(_points(low), _points(logit)), max(_points(high), _points(logit)))


def _influences(model: ToneModel, axis: Axis, known: set[str], blocks: Sequence[VoiceBlock]) -> list[float]:
    """How far each block pulls the log odds, from leaving it out (Efron's jackknife); their mean is 0."""
    spoken = [block for block in blocks if "pitch" in block.sums]
    if len(spoken) < LEAST_BLOCKS:
        return []
    features = [feature for feature in model.features if feature.name in known]
    total: dict[str, Moments] = {
        name: reduce(add, (block.sums[name] for block in spoken if name in block.sums))
        for name in {name for block in spoken for name in block.sums}
    }
    whole = {feature.name: feature.of(total) for feature in features}
    pulls = []
    for block in spoken:
        rest = {name: sums - block.sums[name] if name in block.sums else sums for name, sums in total.items()}
        moves = ((feature, feature.of(rest) - whole[feature.name]) for feature in features)
        pulls.append(sum(axis.coefficients[f.name] * move / f.scale for f, move in moves if math.isfinite(move)))
    middle = sum(pulls) / len(pulls)
    return [(len(pulls) - 1) * (middle - pull) for pull in pulls]


def _points(logit: float) -> float:
    return 100 / (1 + math.exp(-max(-60.0, min(60.0, logit))))
