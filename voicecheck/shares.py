"""How sure a share is: the interval that a count of so many gives."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, lgamma, log
from statistics import NormalDist

Z95 = NormalDist().inv_cdf(0.975)
"""Two-sided 95 %."""
CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class Share:
    """So many of n.

    >>> Share(9, 10).text
    '9 of 10 = 90 % (95 % interval 60-98 %)'
    """

    hits: int
    n: int

    @property
    def value(self) -> float | None:
        """The share itself; None for n 0."""
        return self.hits / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % score interval (JASA 22, 1927); (0, 1) for n 0."""
        return wilson(self.hits, self.n)

    @property
    def at_most(self) -> float:
        """The one-sided 95 % upper bound of Clopper and Pearson; 1 for n 0."""
        return upper_bound(self.hits, self.n)

    @property
    def text(self) -> str:
        """The share with its n and interval."""
        if not self.n:
            return "0 of 0"
        low, high = self.interval
        share = f"{self.hits} of {self.n} = {100 * self.hits / self.n:.0f} %"
        return f"{share} (95 % interval {100 * low:.0f}-{100 * high:.0f} %)"

    @property
    def bound_text(self) -> str:
        """The count with its upper bound."""
        return f"{self.hits} of {self.n}, at most {100 * self.at_most:.1f} % (95 %)"


def wilson(hits: int, n: int, *, z: float = Z95) -> tuple[float, float]:
    """Wilson's score interval of a share (JASA 22, 1927), (low, high); (0, 1) for n 0."""
    if n == 0:
        return 0.0, 1.0
    share, square = hits / n, z * z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = z / (1 + square / n) * (share * (1 - share) / n + square / (4 * n * n)) ** 0.5
    # at the ends the formula gives the end itself, but for the last digit
    return 0.0 if hits == 0 else max(0.0, middle - half), 1.0 if hits == n else min(1.0, middle + half)


def upper_bound(hits: int, n: int, *, confidence: float = 0.95) -> float:
    """The one-sided exact upper bound of a share (Clopper and Pearson, Biometrika 26, 1934); 1 for n 0.

    The share at which so few hits would be seen with probability 1 - confidence.

    >>> round(upper_bound(0, 22), 3)
    0.127
    """
    if n == 0 or hits >= n:
        return 1.0
    low, high = hits / n, 1.0
    while high - low > CLOSE:
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(hits, n, middle) > 1 - confidence else (low, middle)
    return high


def _at_most(hits: int, n: int, p: float) -> float:
    """Probability of `hits` or fewer of n, each with probability p between 0 and 1, both excluded."""
    ways = (lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) for k in range(hits + 1))
    return sum(exp(way + k * log(p) + (n - k) * log(1 - p)) for k, way in enumerate(ways))
