"""A sentence as a value: its English text, and the key and values from which reports word it in another language.

A `Phrase` is a `str`, the English sentence, so that whatever prints, compares or keeps it as text needs to know
nothing of this. Reports look its key up in their wordings; a text without a key, as in rows that were stored by
an earlier version, is shown as it stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import isfinite
from typing import TypeAlias

Value: TypeAlias = "str | int | float | tuple[Value, ...]"
"""What a sentence is about: words as they were heard, numbers, other phrases."""

Plain: TypeAlias = "str | int | float | list[Plain] | dict[str, Plain]"

PARTS = "parts"
"""The value of a phrase that is a row of others; its wording is what stands between them."""


class Phrase(str):
    """An English sentence that knows its key in `reports/strings/` and its values."""

    __slots__ = ("key", "values")
    key: str
    values: Mapping[str, Value]

    def __new__(cls, text: str, key: str, values: Mapping[str, Value]) -> Phrase:
        """The sentence `text` under its key."""
        made = str.__new__(cls, text)
        made.key = key
        made.values = values
        return made

    def __reduce__(self) -> tuple[type[Phrase], tuple[str, str, Mapping[str, Value]]]:
        return Phrase, (str(self), self.key, self.values)


class _Counted(int):
    """A number that picks between a singular and a plural: `{count:ring|rings}`."""

    def __format__(self, spec: str) -> str:
        one, _, many = spec.partition("|")
        return format(int(self), spec) if not many else one if self == 1 else many


def say(key: str, english: str, /, **values: Value) -> Phrase:
    """The sentence `english` with its values filled in.

    Args:
        key: of the wordings in `reports/strings/`, which have the same placeholders.
        english: a format string; `{count:ring|rings}` picks the word that goes with a whole number.
        values: by the name of their placeholder.

    >>> say("answer.rings", "{count} {count:ring|rings}", count=3)
    '3 rings'
    """
    if "|" in english:
        return Phrase(_counted(english, tuple(values.items())), key, values)
    return Phrase(english.format(**values) if values else english, key, values)


@lru_cache(maxsize=256)
def _counted(english: str, values: tuple[tuple[str, Value], ...]) -> str:
    """A sentence with counted words, remembered: calls ring two or three times, night after night."""
    return english.format(**{name: _Counted(one) if isinstance(one, int) else one for name, one in values})


def also(parts: Sequence[str]) -> Phrase:
    """Several sentences in a row.

    >>> also([say("a", "one thing"), say("b", "another")])
    'one thing; another'
    """
    if len(parts) == 1 and isinstance(parts[0], Phrase):
        return parts[0]
    return Phrase("; ".join(parts), "list.also", {PARTS: tuple(parts)})


def either(choices: Sequence[str]) -> str:
    """Several wordings of which any will do; "" of none.

    >>> either(["Joan", "Joanna"])
    'Joan or Joanna'
    """
    if len(choices) < 2:
        return choices[0] if choices else ""
    return Phrase(" or ".join(choices), "list.or", {PARTS: tuple(choices)})


def number(value: float, decimals: int) -> Phrase:
    """A number with so many decimals, 0 to 3: for sentences that do not always show as many."""
    return Phrase(f"{value:.{decimals}f}", f"number.{decimals}", {"value": value})


@lru_cache(maxsize=256)
def named(family: str, name: str, english: str | None = None) -> Phrase:
    """The word for a name of an open set (a unit, a language, a part of the greeting); the name itself without one.

    >>> named("language", "de", "German").key
    'language.de'
    """
    return Phrase(name if english is None else english, f"{family}.{name}", {})


def as_plain(phrase: Phrase) -> dict[str, Plain]:
    """The key and values of a phrase for JSON; phrases among the values bring their English text along.

    >>> as_plain(say("answer.rings", "{count} rings", count=3))
    {'key': 'answer.rings', 'values': {'count': 3}}
    """
    return {"key": phrase.key, "values": {name: _plain(value) for name, value in phrase.values.items()}}


def from_plain(text: str, plain: object) -> Phrase:
    """The phrase with the English text `text` that `as_plain` made `plain` from.

    Raises:
        ValueError: if `plain` is something else.
    """
    if (
        not isinstance(plain, dict)
        or not isinstance(plain.get("key"), str)
        or not isinstance(plain.get("values"), dict)
    ):
        raise ValueError(f"{plain!r:.40} where the key and values of a sentence were expected")
    return Phrase(text, plain["key"], {str(name): _value(value) for name, value in plain["values"].items()})


def _plain(value: Value) -> Plain:
    if isinstance(value, Phrase):
        return {"text": str(value), **as_plain(value)}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    # JSON has no word for infinity; a wording that wants a number then falls back to the English sentence.
    return str(value) if isinstance(value, float) and not isfinite(value) else value


def _value(plain: object) -> Value:
    if isinstance(plain, dict) and isinstance(plain.get("text"), str):
        return from_plain(plain["text"], plain)
    if isinstance(plain, list):
        return tuple(_value(one) for one in plain)
    if isinstance(plain, (str, int, float)):
        return plain
    raise ValueError(f"{plain!r:.40} where a value of a sentence was expected")
