"""How likely it is that a part was said, from the probes of the second look: a small logistic model a kind of part.

A probe's numbers mean different things for a name of five letters and for an offer of six words, and no single
one of them tells said from not said. `greeting_look.json` holds for each kind of part the weights of four signs,
and the odds from which a part counts as said or as left out: set so that of the calls it was made from none was
taken wrongly, each judged by weights that had not seen it. It is made by `tests/benchmarks/calibrate_probes.py`,
which also prints what it does on calls with other voices, names and wordings.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from voicecheck.types import Probe

FILE = "greeting_look.json"
NAMES = ("pmi", "ahead", "whole", "mean")
"""The signs: the best probe's pmi, rivpmi and riv, and the mean pmi of all probes of the part.

How clear the line is and what plain recognition heard in the part's place are none: on a bad line more is missed,
so that they would speak for whatever is expected.
"""

PMI, AHEAD, WHOLE = (-3.0, 6.0), (-4.0, 10.0), (-6.0, 6.0)
"""Where a sign stops to tell more."""
NO_RIVALS = (-2.0, -4.0)
"""`ahead` and `whole` of a probe against which the sound itself speaks: its rivals were not measured."""
AHEAD_WEIGHT = 1 / 3
"""What a rivpmi is worth beside a pmi where the best of several probes is chosen."""

Signs = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Odds:
    """The model of one kind of part: log-odds `intercept` + sum of weight and sign; `said` and `denied` are limits."""

    intercept: float
    weights: Signs
    said: float
    denied: float

    def of(self, signs: Signs) -> float:
        """The natural-log odds that the part was said, where as many are said as not."""
        return self.intercept + sum(w * s for w, s in zip(self.weights, signs, strict=True))


def _clipped(value: float | None, band: tuple[float, float], unknown: float) -> float:
    return unknown if value is None else max(band[0], min(band[1], value))


def best(probes: Sequence[Probe]) -> Probe:
    """The probe that speaks most for its words."""
    return max(probes, key=lambda p: p.pmi + AHEAD_WEIGHT * _clipped(p.rivpmi, AHEAD, NO_RIVALS[0]))


def signs(probes: Sequence[Probe]) -> Signs:
    """What the model looks at, in the order of `NAMES`, from all probes of one part (at least one)."""
    one = best(probes)
    mean = sum(_clipped(p.pmi, PMI, 0.0) for p in probes) / len(probes)
    ahead = _clipped(one.rivpmi, AHEAD, NO_RIVALS[0])
    return (_clipped(one.pmi, PMI, 0.0), ahead, _clipped(one.riv, WHOLE, NO_RIVALS[1]), mean)


@cache
def model() -> Mapping[str, Odds]:
    """The model by kind of part: salutation, organisation, person, offer."""
    read = json.loads(files(__package__).joinpath(FILE).read_text("utf-8"))
    return {
        kind: Odds(
            own["intercept"], tuple(own["weights"][name] for name in NAMES), said=own["said"], denied=own["denied"]
        )
        for kind, own in read["kinds"].items()
    }
