"""How often the intervals hold the truth.

    python tests/benchmarks/intervals.py [--draws 20000]

Shares: a true share is drawn evenly from 0 to 1, calls are drawn by it, and the interval is asked whether it holds it;
the mean over all draws is what `--draws` of them show. Beside it, worked out without chance: the mean over 999 shares
and the lowest coverage that any of them has, which for Wilson's interval is a known dip near 0 and 1. Differences: two
such shares. Seeded.
"""

from __future__ import annotations

import argparse
import math
import random

from voicecheck.history.statistics import difference, wilson

SIZES = (5, 20, 100)


def simulated(calls: int, draws: int) -> float:
    """The share of draws whose interval holds the share that they were drawn by."""
    chance = random.Random(calls)
    held = 0
    for _ in range(draws):
        share = chance.random()
        found = wilson(sum(chance.random() < share for _ in range(calls)), calls)
        held += found.low <= share <= found.high
    return held / draws


def simulated_difference(one: int, other: int, draws: int) -> float:
    """The same for the difference of two shares, drawn one by one."""
    chance = random.Random(one * 1000 + other)
    held = 0
    for _ in range(draws):
        shares = (chance.random(), chance.random())
        found = difference(*(wilson(sum(chance.random() < share for _ in range(calls)), calls)
                             for share, calls in zip(shares, (one, other), strict=True)))  # fmt: skip
        held += found.low <= shares[0] - shares[1] <= found.high
    return held / draws


def exact(calls: int) -> tuple[float, float, float]:
    """Mean coverage over shares .001 to .999, the lowest, and at which share that is."""
    intervals = [wilson(hits, calls) for hits in range(calls + 1)]
    covered = []
    for step in range(1, 1000):
        share = step / 1000
        covered.append((sum(
            math.comb(calls, hits) * share**hits * (1 - share) ** (calls - hits)
            for hits, found in enumerate(intervals) if found.low <= share <= found.high
        ), share))  # fmt: skip
    lowest, at = min(covered)
    return sum(one for one, _ in covered) / len(covered), lowest, at


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=20_000)
    draws = parser.parse_args().draws
    for calls in SIZES:
        mean, lowest, at = exact(calls)
        print(f"share, n = {calls:3}: {100 * simulated(calls, draws):.1f} % of {draws:,} draws; "
              f"worked out {100 * mean:.1f} % in the mean, {100 * lowest:.1f} % at worst (share {at})")  # fmt: skip
    for one, other in ((5, 5), (20, 20), (100, 100), (5, 100)):
        held = simulated_difference(one, other, draws)
        print(f"difference, n = {one} and {other}: {100 * held:.1f} % of {draws:,} draws")


if __name__ == "__main__":
    main()
