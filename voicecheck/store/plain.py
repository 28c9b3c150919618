"""Values of `voicecheck.types` as plain dicts, lists, text and numbers, and back.

For each type a writer and a reader are put together once, from its annotations, so that a new
field is stored without a line here and ten thousand calls are read in seconds. Unknown fields
are refused: a value is never dropped without a word. Missing ones take their defaults.

A sentence stays its English text; beside it, under `says`, stand the key and values of each that has them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from itertools import product
from operator import itemgetter
from types import NoneType, UnionType
from typing import Any, TypeAlias, TypeVar, get_args, get_origin, get_type_hints

from voicecheck import phrase
from voicecheck.phrase import Phrase

Change: TypeAlias = Callable[[Any], Any]

T = TypeVar("T")

SAYS = "says"
"""Where a record keeps the keys and values of its sentences, by the name of the field."""

FEW = 6
"""Fields up to which all combinations of their types are listed beforehand."""
BARE = (str, int, float, bool, NoneType)
"""Types that JSON knows."""


def to_plain(value: Any) -> Any:
    """A value of `voicecheck.types` as dicts, lists, text and numbers."""
    kind: Any = type(value)
    write = _writer(kind)
    return write(value) if write else value


def from_plain(kind: type[T], plain: Any) -> T:
    """The value of type `kind` that `to_plain` made `plain` from.

    Raises:
        ValueError: if `plain` does not fit the type.
    """
    wanted: Any = kind
    value: T = _reader(wanted)(plain)
    return value


@cache
def shape_of(kind: Any) -> str:
    """A short hash of a type's fields and their types, and of those inside: another one after any change of them."""
    shapes: dict[str, list[tuple[str, str]]] = {}

    def note(one: Any) -> None:
        for inside in get_args(one):
            note(inside)
        if is_dataclass(one) and one.__name__ not in shapes:  # type: ignore[union-attr]
            hints = get_type_hints(one)
            shapes[one.__name__] = [(field.name, str(hints[field.name])) for field in fields(one)]  # type: ignore[union-attr]
            for name, _ in shapes[one.__name__]:  # type: ignore[union-attr]
                note(hints[name])

    note(kind)
    return hashlib.sha256(repr(sorted(shapes.items())).encode()).hexdigest()[:16]


@cache
def _writer(kind: Any) -> Change | None:
    """What turns a value of an annotated type into a plain one; None where it is plain already."""
    origin, inside = get_origin(kind), get_args(kind)
    if kind in BARE:
        return None
    if origin is UnionType:
        return _maybe(_writer(_only(inside))) if NoneType in inside and len(inside) == 2 else None
    if origin is tuple:
        return _list_writer(_writer(inside[0]))
    if origin is Mapping:
        return _mapping_writer(_writer(inside[1]))
    if is_dataclass(kind):
        return _record_writer(kind)
    if kind is datetime:
        return datetime.isoformat
    if isinstance(kind, type) and issubclass(kind, Enum):
        return lambda value: value.value
    raise TypeError(f"no plain form for {kind}")


def _maybe(change: Change | None) -> Change | None:
    """A change for values that may be None."""
    return None if change is None else lambda value: None if value is None else change(value)


def _list_writer(write: Change | None) -> Change:
    return list if write is None else lambda items: [write(item) for item in items]


def _mapping_writer(write: Change | None) -> Change:
    return dict if write is None else lambda items: {key: write(item) for key, item in items.items()}


def _record_writer(kind: Any) -> Change:
    hints = get_type_hints(kind)
    names = tuple(field.name for field in fields(kind))
    plain = tuple(name for name in names if _writer(hints[name]) is None)
    changed = tuple((name, write) for name in names if (write := _writer(hints[name])) is not None)

    def record(value: Any) -> dict[str, Any]:
        content = {name: getattr(value, name) for name in plain}
        for name, write in changed:
            content[name] = write(getattr(value, name))
        return content

    sentences = told(hints)
    return _telling(record, sentences) if sentences else record


def told(hints: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields that may hold a sentence with its key and values."""
    return tuple(name for name, hint in hints.items() if Phrase in get_args(hint))


def _telling(write: Callable[[Any], dict[str, Any]], sentences: Sequence[str]) -> Change:
    def record(value: Any) -> dict[str, Any]:
        content = write(value)
        says = {name: content[name] for name in sentences if type(content[name]) is Phrase}
        if says:
            content |= {name: str(said) for name, said in says.items()}
            content[SAYS] = {name: phrase.as_plain(said) for name, said in says.items()}
        return content

    return record


def _told_again(read: Change) -> Change:
    def record(plain: Any) -> Any:
        content = _fitting(dict, plain)
        if SAYS not in content:
            return read(content)
        texts = {name: item for name, item in content.items() if name != SAYS}
        for name, said in _fitting(dict, content[SAYS]).items():
            texts[name] = phrase.from_plain(_fitting(str, texts.get(name)), said)
        return read(texts)

    return record


@cache
def _reader(kind: Any) -> Change:
    """What makes a value of an annotated type from a plain one."""
    origin, inside = get_origin(kind), get_args(kind)
    if Phrase in inside:
        return _reader(str | None if NoneType in inside else str)
    if origin is UnionType and NoneType in inside and len(inside) == 2:
        read = _reader(_only(inside))
        return lambda plain: None if plain is None else read(plain)
    if origin is UnionType:
        return lambda plain: _fitting(inside, plain)
    if origin is tuple:
        return _tuple_reader(_reader(inside[0]), frozenset(_as_is(inside[0])))
    if origin is Mapping:
        return _mapping_reader(_reader(inside[1]))
    if is_dataclass(kind):
        return _told_again(_record_reader(kind)) if told(get_type_hints(kind)) else _record_reader(kind)
    if kind is datetime:
        return datetime.fromisoformat
    if isinstance(kind, type) and issubclass(kind, Enum):
        members = {member.value: member for member in kind}
        return lambda plain: members.get(plain) or kind(plain)
    return _number if kind is float else lambda plain: plain if type(plain) is kind else _fitting(kind, plain)


def _as_is(kind: Any) -> tuple[type, ...]:
    """The types of plain values that need no change for an annotated type; none where each must be looked into."""
    if Phrase in get_args(kind):
        return (str, Phrase, *((NoneType,) if NoneType in get_args(kind) else ()))
    inside = get_args(kind) if get_origin(kind) is UnionType else (kind,)
    return inside if all(one in BARE for one in inside) else ()


def _tuple_reader(read: Change, as_is: frozenset[type]) -> Change:
    def items(plain: Any) -> tuple[Any, ...]:
        content = _fitting(list, plain)
        if as_is.issuperset(map(type, content)):
            return tuple(content)
        return tuple([read(item) for item in content])

    return items


def _mapping_reader(read: Change) -> Change:
    return lambda plain: {key: read(item) for key, item in _fitting(dict, plain).items()}


def _record_reader(kind: Any) -> Change:
    hints = get_type_hints(kind)
    readers = {field.name: _reader(hints[field.name]) for field in fields(kind)}
    reads = tuple(readers.values())
    pick = itemgetter(*readers) if len(reads) > 1 else lambda content: tuple(content[name] for name in readers)
    as_is = _as_is_together([_as_is(hints[name]) for name in readers])

    def record(plain: Any) -> Any:
        content = plain if type(plain) is dict else _fitting(dict, plain)
        try:
            values = pick(content)
        except KeyError:
            return _partial(kind, content, readers)
        if len(content) != len(reads):
            return _partial(kind, content, readers)
        if tuple(map(type, values)) in as_is:
            return kind(*values)
        return kind(*[read(value) for read, value in zip(reads, values, strict=True)])

    return record


def _as_is_together(kinds: Sequence[tuple[type, ...]]) -> frozenset[tuple[type, ...]]:
    """The types of a whole record's values that need no change: words and intervals come by the thousand."""
    return frozenset(product(*kinds)) if 1 < len(kinds) <= FEW else frozenset()


def _partial(kind: Any, content: dict[str, Any], readers: Mapping[str, Change]) -> Any:
    """A record of which some fields are missing, as in evidence of an earlier version."""
    unknown = sorted(set(content) - set(readers))
    if unknown:
        raise ValueError(f"{kind.__name__} has no field {unknown[0]!r}")
    return kind(**{name: readers[name](item) for name, item in content.items()})


def _number(plain: Any) -> float:
    return plain if type(plain) is float else float(_fitting((int, float), plain))


def _only(kinds: tuple[Any, ...]) -> Any:
    return next(kind for kind in kinds if kind is not NoneType)


def _fitting(kind: Any, plain: Any) -> Any:
    if not isinstance(plain, kind) or (isinstance(plain, bool) and kind is not bool):  # Python counts True as 1
        shown = (
            repr(plain) if isinstance(plain, (int, float, NoneType)) else type(plain).__name__
        )  # text: who knows whose
        raise ValueError(f"{shown} where {kind} was expected")
    return plain
