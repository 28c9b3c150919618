"""Two and three words run together, as a recogniser writes them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from operator import add

Run = str
"""Words that may be one, with blanks between them: a bare text, for it is a key of many caches and hashes once."""


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """Every two and three words of a talk as runs, and the words from and up to."""

    joined: tuple[Run, ...]
    spans: tuple[tuple[int, int], ...]


@lru_cache(maxsize=16)
def find_runs(words: tuple[str, ...]) -> Runs:
    """The runs of a talk from left to right, the shorter of two that begin together first.

    >>> find_runs(("good", "morning", "all")).joined
    ('good morning', 'good morning all', 'morning all')
    """
    begun = [f"{word} " for word in words]
    twos = list(map(add, begun, words[1:]))
    joined = [""] * max(0, 2 * len(words) - 3)
    joined[::2] = twos
    joined[1::2] = map(add, begun, twos[1:])
    return Runs(tuple(joined), _spans(len(words)))


@lru_cache(maxsize=256)
def _spans(count: int) -> tuple[tuple[int, int], ...]:
    """Where the runs of so many words stand."""
    return tuple((i, i + size) for i in range(count) for size in (2, 3) if i + size <= count)


def run_together(run: Run) -> tuple[str, int]:
    """The words of a run without the blanks, and the length of the shortest of them.

    >>> run_together("good morning")
    ('goodmorning', 4)
    """
    words = run.split(" ")
    return "".join(words), min(map(len, words))
