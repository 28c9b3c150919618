"""From marked YAML to a frozen dataclass, by its type hints."""

from __future__ import annotations

import math
import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from typing import Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from voicecheck.standard.marked import Faults, Items, Mark, Node, Scalar, Table, nearest

T = TypeVar("T")


class _WrongError(Exception):
    """What is wrong with a value: marks and texts, never shown as it is."""

    def __init__(self, *wrongs: tuple[Mark, str]) -> None:
        super().__init__()
        self.wrongs = wrongs


def read_fields(kind: type[T], given: Table, where: str, faults: Faults) -> T | None:
    """The dataclass `kind` filled from a mapping; None, with all faults noted, where it cannot be.

    Args:
        kind: a dataclass whose `__post_init__` raises ValueError("option: what is wrong").
        given: the options; unknown ones are faults, missing ones take their default.
        where: the dotted path of `given`, for the faults.
        faults: receives what is wrong.
    """
    hints = get_type_hints(kind)
    known = {one.name: one for one in fields(cast("type", kind)) if one.init}
    values: dict[str, object] = {}
    sound = _complete(known, given, where, faults)
    for name, node in given.entries.items():
        if name not in known:
            faults.add(given.keys[name], f"{where}.{name}", f"unknown option{nearest(name, known)}")
            sound = False
            continue
        try:
            values[name] = _value(hints[name], node)
        except _WrongError as error:
            sound = False
            for mark, what in error.wrongs:
                faults.add(mark, f"{where}.{name}", what)
    return _made(kind, values, given, where, faults) if sound else None


def _complete(known: Mapping[str, Field[object]], given: Table, where: str, faults: Faults) -> bool:
    """Whether every field without a default is given."""
    missing = [
        name
        for name, one in known.items()
        if one.default is MISSING and one.default_factory is MISSING and name not in given.keys
    ]
    for name in missing:
        faults.add(given.mark, f"{where}.{name}", "is missing")
    return not missing


def _made(kind: type[T], values: dict[str, object], given: Table, where: str, faults: Faults) -> T | None:
    """The dataclass itself; what its `__post_init__` refuses is a fault at the option's line."""
    try:
        return kind(**values)
    except ValueError as error:
        name, colon, what = str(error).partition(": ")
        if colon and name in kind.__dataclass_fields__:  # type: ignore[attr-defined]
            faults.add(given.keys.get(name, given.mark), f"{where}.{name}", what)
        else:
            faults.add(given.mark, where, str(error))
        return None


def _value(hint: object, node: Node) -> object:
    """The value of a node as the hint wants it."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _either(parts, node)
    if origin is tuple:
        return _tuple(parts, node)
    if origin is Literal:
        return _one_of({str(part): part for part in parts}, node)
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping(parts[1], node)
    if isinstance(hint, type) and is_dataclass(hint):
        return _nested(hint, node)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _one_of({str(member.value): member for member in hint}, node)
    if isinstance(hint, type) and hint in _PLAIN:
        return _PLAIN[hint](_scalar(node))
    raise TypeError(f"options of type {hint} cannot be read from a standard")


def _either(parts: tuple[object, ...], node: Node) -> object:
    """The first of several types that the node fits; null only where None is one of them."""
    if isinstance(node, Scalar) and node.tag == "null" and type(None) in parts:
        return None
    wanted = [part for part in parts if part is not type(None)]
    for part in wanted[:-1]:
        try:
            return _value(part, node)
        except _WrongError:
            continue
    return _value(wanted[-1], node)


def _tuple(parts: tuple[object, ...], node: Node) -> tuple[object, ...]:
    """A list as a tuple; a single value stands for a list of one."""
    nodes = node.items if isinstance(node, Items) else (node,)
    endless = len(parts) == 2 and parts[1] is Ellipsis
    if not endless and len(nodes) != len(parts):
        raise _WrongError((node.mark, f"a list of {len(parts)} values wanted, {len(nodes)} given"))
    hints = [parts[0]] * len(nodes) if endless else list(parts)
    values: list[object] = []
    wrongs: list[tuple[Mark, str]] = []
    for hint, item in zip(hints, nodes, strict=True):
        try:
            values.append(_value(hint, item))
        except _WrongError as error:
            wrongs.extend(error.wrongs)
    if wrongs:
        raise _WrongError(*wrongs)
    return tuple(values)


def _mapping(hint: object, node: Node) -> Mapping[str, object]:
    """A mapping of names to values of one type."""
    if not isinstance(node, Table):
        raise _WrongError((node.mark, f"name: value pairs wanted, {_called(node)} given"))
    return types.MappingProxyType({name: _value(hint, item) for name, item in node.entries.items()})


def _nested(kind: type, node: Node) -> object:
    """A dataclass inside a dataclass."""
    if not isinstance(node, Table):
        raise _WrongError((node.mark, f"name: value pairs wanted, {_called(node)} given"))
    inner = Faults()
    made = read_fields(kind, node, "", inner)
    if inner.found:
        raise _WrongError(*((mark, text.removeprefix(".")) for mark, text in inner.found))
    return made


def _one_of(known: Mapping[str, object], node: Node) -> object:
    """One of several named values."""
    text = _scalar(node).text
    if text not in known:
        raise _WrongError((node.mark, f"{text!r} is not one of {', '.join(known)}{nearest(text, known)}"))
    return known[text]


def _scalar(node: Node) -> Scalar:
    """The node, being a single value that is not empty."""
    if not isinstance(node, Scalar):
        raise _WrongError((node.mark, f"one value wanted, {_called(node)} given"))
    if node.tag == "null" and node.text in ("", "~"):
        raise _WrongError((node.mark, "is empty"))
    return node


def _text(node: Scalar) -> str:
    """The text as written: `no`, `12:00` and `007` stay what they are."""
    if not node.text.strip():
        raise _WrongError((node.mark, "is empty"))
    return node.text.strip()


def _whole(node: Scalar) -> int:
    """A whole number in plain decimal digits."""
    text = node.text.removeprefix("-").removeprefix("+")
    if node.tag != "int" or not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise _WrongError((node.mark, f"a whole number wanted, {node.text!r} given"))
    return int(node.text)


def _number(node: Scalar) -> float:
    """A finite number."""
    try:
        value = float(node.text) if "_" not in node.text else math.nan
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise _WrongError((node.mark, f"a number wanted, {node.text!r} given"))
    return value


def _truth(node: Scalar) -> bool:
    """Yes or no, in any of the spellings that YAML knows."""
    if node.tag != "bool":
        raise _WrongError((node.mark, f"yes or no wanted, {node.text!r} given"))
    return node.text.lower() in ("yes", "true", "on")


def _called(node: Node) -> str:
    """What a node is, for people."""
    return {Items: "a list", Table: "name: value pairs"}.get(type(node), f"{getattr(node, 'text', '')!r}")


_PLAIN = {str: _text, int: _whole, float: _number, bool: _truth}
