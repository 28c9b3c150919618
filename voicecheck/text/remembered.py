"""Answers that are remembered from call to call: talk repeats itself, and most of it is like nothing that is wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
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

    def about(self, keys: Sequence[Key]) -> list[Known]:
        """The answer for each key."""
        found = list(map(self._known.get, keys))
        if None not in found:
            return cast("list[Known]", found)
        unknown = list(dict.fromkeys(key for key, one in zip(keys, found, strict=True) if one is None))
        fresh = dict(zip(unknown, self._ask(unknown), strict=True))
        if len(self._known) + len(fresh) > MOST_KNOWN:
            self._known.clear()
        self._known.update(fresh)
        return [fresh[key] if one is None else one for key, one in zip(keys, found, strict=True)]
