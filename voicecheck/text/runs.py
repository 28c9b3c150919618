"""Two and three words run together, as a recogniser writes them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

Run = tuple[str, int]
"""Words run together, and the length of the shortest of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """Every two and three words of a talk run together, and the words from and up to."""

    joined: tuple[Run, ...]
    spans: tuple[tuple[int, int], ...]


@lru_cache(maxsize=16)
def find_runs(words: tuple[str, ...]) -> Runs:
    """The runs of a talk from left to right, the shorter of two that begin together first.

    >>> find_runs(("good", "morning")).joined
    (('goodmorning', 4),)
    """
    lengths = list(map(len, words))
    joined: list[Run] = []
    spans: list[tuple[int, int]] = []
    last = len(words) - 2
    for i, (one, two) in enumerate(pairwise(words)):
        together, shortest = one + two, lengths[i] if lengths[i] < lengths[i + 1] else lengths[i + 1]
        joined.append((together, shortest))
        spans.append((i, i + 2))
        if i < last:
            third = lengths[i + 2]
            joined.append((together + words[i + 2], shortest if shortest < third else third))
            spans.append((i, i + 3))
    return Runs(tuple(joined), tuple(spans))
