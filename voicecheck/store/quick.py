"""Plain values read by a typed decoder: several times as fast as `plain.from_plain`, and pickier about who wrote them.

The decoder makes values of `voicecheck.types` straight from JSON. Sentences with a key (`Phrase`) it cannot
make: a record that may hold one is first decoded as a twin with bare texts, then made from that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import GenericAlias, NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from voicecheck import phrase
from voicecheck.phrase import Phrase
from voicecheck.store.plain import SAYS, Change, shape_of, told

SHAPE = "shape"
"""The key of the hash that says which types wrote a value."""


def signed(schema: int, plain: Any, kind: type) -> dict[str, Any]:
    """Evidence as it is kept in a database: its schema, the shape of the types that wrote it, and the value."""
    return {"evidence_schema": schema, SHAPE: shape_of(kind), "evidence": plain}


def decoded(content: bytes, schema: int, kind: type) -> Any | None:
    """The value of `signed`, where it was written by the very types that are here; else None.

    The decoder passes over fields that it does not know, and a value must never be dropped without a word: only
    what has exactly the fields of today is its to read. What it refuses is None too, to be read with care.
    """
    import msgspec

    if not content.startswith(_begin(schema, kind)):
        return None
    read, made = _decoder(kind)
    try:
        value = read(content).evidence
        return made(value) if made else value
    except (msgspec.MsgspecError, ValueError, TypeError, KeyError):
        return None


@cache
def _begin(schema: int, kind: type) -> bytes:
    return f'{{"evidence_schema":{schema},"{SHAPE}":"{shape_of(kind)}",'.encode()


@cache
def _decoder(kind: Any) -> tuple[Callable[[bytes], Any], Change | None]:
    """What reads a signed value, and what makes the wanted one from it."""
    import msgspec

    named = [("evidence_schema", int), (SHAPE, str), ("evidence", _twin(kind))]
    return msgspec.json.Decoder(msgspec.defstruct("Signed", named)).decode, _maker(kind)


@cache
def _twin(kind: Any) -> Any:
    """A type that the decoder can read, itself where it can be read as it is."""
    origin, inside = get_origin(kind), get_args(kind)
    if Phrase in inside:
        return str | None if NoneType in inside else str
    if _maker(kind) is None:
        return kind
    if origin is UnionType:
        return _twin(_only(kind)) | None
    if origin is tuple:
        return GenericAlias(tuple, (_twin(inside[0]), ...))
    if origin is Mapping:
        return GenericAlias(dict, (str, _twin(inside[1])))
    import msgspec

    hints = get_type_hints(kind)
    named: list[Any] = [(field.name, _twin(hints[field.name])) for field in fields(kind)]
    if told(hints):
        named.append((SAYS, dict[str, Any] | None, None))
    return msgspec.defstruct(f"{kind.__name__}Twin", named, forbid_unknown_fields=True)


@cache
def _maker(kind: Any) -> Change | None:
    """What makes a value from its twin's; None where the twin is the type itself."""
    origin, inside = get_origin(kind), get_args(kind)
    if origin is tuple or origin is Mapping:
        make = _maker(inside[-1] if origin is Mapping else inside[0])
        if make is None:
            return None
        return _tuple_of(make) if origin is tuple else _mapping_of(make)
    if origin is UnionType and NoneType in inside and len(inside) == 2:
        make = _maker(_only(kind))
        return None if make is None else lambda value: None if value is None else make(value)
    return _record_maker(kind) if is_dataclass(kind) else None


def _tuple_of(make: Change) -> Change:
    return lambda items: tuple([make(item) for item in items])


def _mapping_of(make: Change) -> Change:
    return lambda items: {key: make(item) for key, item in items.items()}


def _record_maker(kind: Any) -> Change | None:
    hints = get_type_hints(kind)
    names = tuple(field.name for field in fields(kind))
    changed = tuple((place, make) for place, name in enumerate(names) if (make := _maker(hints[name])) is not None)
    sentences = told(hints)
    if not changed and not sentences:
        return None

    def made(twin: Any) -> Any:
        values = [getattr(twin, name) for name in names]
        for place, make in changed:
            values[place] = make(values[place])
        if sentences and (says := getattr(twin, SAYS)):
            for name, said in says.items():
                values[names.index(name)] = phrase.from_plain(values[names.index(name)], said)
        return kind(*values)

    return made


def _only(kind: Any) -> Any:
    return next(one for one in get_args(kind) if one is not NoneType)
