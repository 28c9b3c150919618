"""Answers that are remembered from call to call: talk repeats itself, and most of it is like nothing that is wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import compress
from typing import Generic, TypeVar, cast

Known = TypeVar("Known")
Key = TypeVar("Key")
MOST_KNOWN = 65536
"""Answers remembered at most, in some ten megabytes."""


class Remembered(Generic[Key, Known]):
    """Answers to a pure question about many keys at once, bounded: those not known yet are found out together."""

    def __init__(self, ask: Callable[[Sequence[Key]], Iterable[Known]]) -> None:
        self._ask = ask
        self._known: dict[Key, Known] = {}

    def about(self, keys: Sequence[Key]) -> list[tuple[int, Known]]:
        """The answers that say anything, each with the place of its key; empty ones and False are left out."""
        found = list(map(self._known.get, keys))
        if None in found:
            found = self._learn(keys, found)
        return cast("list[tuple[int, Known]]", list(compress(enumerate(found), found)))

    def _learn(self, keys: Sequence[Key], found: Sequence[Known | None]) -> list[Known | None]:
        unknown = list(dict.fromkeys(key for key, one in zip(keys, found, strict=True) if one is None))
        fresh = dict(zip(unknown, self._ask(unknown), strict=True))
        if len(self._known) + len(fresh) > MOST_KNOWN:
            self._known.clear()
        self._known.update(fresh)
        return [fresh[key] if one is None else one for key, one in zip(keys, found, strict=True)]
