"""Shares with intervals, differences with intervals, and whether people differ by more than chance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from voicecheck.shares import Z95
from voicecheck.shares import wilson as interval_of

FEW = 5.0
"""Expected count below which the chi-square distribution is not trusted (Cochran 1954), and chance is played out."""
DRAWS = 4000
"""Reshufflings that play chance out: a p-value of .05 is then known to within .007 (95 %)."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share of `hits` in `calls` with its interval, all 0 to 1; of no calls the share is unknown."""

    hits: int
    calls: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share itself; `nan` of no calls."""
        return self.hits / self.calls if self.calls else math.nan


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference of two shares (after less before) with its interval, -1 to 1."""

    value: float
    low: float
    high: float

    @property
    def sure(self) -> bool:
        """Whether the interval leaves 0 out."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Spread:
    """How far people lie apart in a share.

    `sd` is the standard deviation between them beyond chance, 0 to 1 (0: no more than chance makes); `p` the
    probability of at least so much between them if all were alike; `low` and `high` are the lowest and highest share.
    """

    people: int
    calls: int
    sd: float
    p: float
    low: float
    high: float
    by: str

    @property
    def differs(self) -> bool:
        """Whether the people differ by more than chance, at 5 %."""
        return self.p < 0.05


def wilson(hits: int, calls: int, z: float = Z95) -> Share:
    """A share with Wilson's score interval (Wilson 1927); 0 to 1 of no calls.

    >>> share = wilson(9, 10)
    >>> round(share.low, 3), round(share.high, 3)
    (0.596, 0.982)
    """
    return Share(hits, calls, *interval_of(hits, calls, z=z))


def difference(after: Share, before: Share) -> Difference:
    """The difference after - before with Newcombe's hybrid score interval (Newcombe 1998, method 10).

    >>> change = difference(wilson(56, 70), wilson(48, 80))
    >>> round(change.value, 4), round(change.low, 4), round(change.high, 4)
    (0.2, 0.0524, 0.3339)
    """
    value = after.value - before.value
    down = math.hypot(after.value - after.low, before.high - before.value)
    up = math.hypot(after.high - after.value, before.value - before.low)
    return Difference(value, value - down, value + up)


def spread(shares: Sequence[Share]) -> Spread | None:
    """How far people lie apart in a share; None for fewer than two people, or where nobody can differ.

    The standard deviation is the method of moments for the variance of a binomial share between groups
    (Kleinman 1973, weights n). The test is Pearson's of homogeneity; where an expected count is below FEW, its
    distribution is found by reshuffling the calls among the people (seeded).
    """
    known = [one for one in shares if one.calls]
    hits, calls = sum(one.hits for one in known), sum(one.calls for one in known)
    if len(known) < 2:
        return None
    low, high = min(one.value for one in known), max(one.value for one in known)
    if hits in (0, calls):
        return Spread(len(known), calls, 0.0, 1.0, low, high, "equal")
    statistic = _pearson([one.hits for one in known], [one.calls for one in known])
    few = min(hits, calls - hits) * min(one.calls for one in known) / calls < FEW
    p = _reshuffled(known, statistic) if few else chi_square_tail(statistic, len(known) - 1)
    return Spread(len(known), calls, _beyond_chance(known, statistic), p, low, high, "shuffled" if few else "chi2")


def chi_square_tail(value: float, degrees: int) -> float:
    """The probability of at least `value` under the chi-square distribution: the regularised upper gamma function.

    Series and continued fraction as in Press et al., Numerical Recipes, 6.2.

    >>> round(chi_square_tail(3.841459, 1), 4)
    0.05
    """
    a, x = degrees / 2, value / 2
    if x <= 0:
        return 1.0
    front = math.exp(a * math.log(x) - x - math.lgamma(a))
    return max(0.0, 1 - front * _series(a, x)) if x < a + 1 else front * _fraction(a, x)


def _series(a: float, x: float) -> float:
    term = total = 1 / a
    while term > total * 1e-16:
        a += 1
        term *= x / a
        total += term
    return total


def _fraction(a: float, x: float) -> float:
    """Lentz's method; b stays far from 0 because x >= a + 1."""
    b = x + 1 - a
    c, d = math.inf, 1 / b
    found = d
    for step in range(1, 10_000):
        an = -step * (step - a)
        b += 2
        d = 1 / (an * d + b)
        c = b + (0.0 if math.isinf(c) else an / c)
        found *= d * c
        if abs(d * c - 1) < 1e-15:
            break
    return found


def _pearson(hits: Sequence[int], calls: Sequence[int]) -> float:
    share = sum(hits) / sum(calls)
    variance = share * (1 - share)
    return sum((got - share * of) ** 2 / (of * variance) for got, of in zip(hits, calls, strict=True))


def _beyond_chance(known: Sequence[Share], statistic: float) -> float:
    """The standard deviation between people that is left when what chance makes is taken away."""
    calls = sum(one.calls for one in known)
    share = sum(one.hits for one in known) / calls
    spare = share * (1 - share) * (statistic - (len(known) - 1))
    return math.sqrt(max(0.0, spare / (calls - sum(one.calls**2 for one in known) / calls)))


def _reshuffled(known: Sequence[Share], statistic: float) -> float:
    """How often at least so much lies between people when the same verdicts are dealt out by chance."""
    import numpy as np

    calls = np.array([one.calls for one in known])
    hits = int(sum(one.hits for one in known))
    dealt = np.random.default_rng(1).multivariate_hypergeometric(calls, hits, size=DRAWS)
    share = hits / calls.sum()
    found = ((dealt - share * calls) ** 2 / calls).sum(axis=1) / (share * (1 - share))
    return float((1 + np.count_nonzero(found >= statistic * (1 - 1e-9))) / (1 + DRAWS))
