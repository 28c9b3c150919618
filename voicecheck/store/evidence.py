"""Evidence as JSON, and back: what was heard once can be judged again at any time.

The codec walks the types of `voicecheck.types`, so a new field of a type is stored without a
line here. Unknown fields in a file are refused: a value is never dropped without a word.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from voicecheck.errors import ConfigError
from voicecheck.types import CallEvidence

EVIDENCE_SCHEMA = 1

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")

T = TypeVar("T")


def dump_evidence(evidence: CallEvidence) -> str:
    r"""The evidence as one line of JSON with sorted keys; equal evidence gives equal bytes.

    Bytes of a file name that are no UTF-8 stay escaped (`\udcNN`), so that the text encodes and comes back whole.
    """
    content = {"evidence_schema": EVIDENCE_SCHEMA, "evidence": to_plain(evidence)}
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _LONE_SURROGATE.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def load_evidence(text: str, *, where: str = "evidence") -> CallEvidence:
    """The evidence of `dump_evidence`.

    Args:
        text: the JSON.
        where: the file's name, for messages.

    Raises:
        ConfigError: if it is not evidence, or is of a schema that this version does not know.
    """
    try:
        content = json.loads(text)
        if not isinstance(content, dict) or _as(int, content.get("evidence_schema")) != EVIDENCE_SCHEMA:
            raise ValueError(f"evidence_schema {EVIDENCE_SCHEMA} wanted")
        return from_plain(CallEvidence, content["evidence"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        message = f"{where}: not evidence of this version ({error}); listen to the recording again"
        raise ConfigError(message) from error


def to_plain(value: Any) -> Any:
    """A value of `voicecheck.types` as dicts, lists, text and numbers."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    return value


def from_plain(kind: type[T], plain: Any) -> T:
    """The value of type `kind` that `to_plain` made `plain` from.

    Raises:
        ValueError: if `plain` does not fit the type.
    """
    value: T = _value(kind, plain)
    return value


def _value(kind: Any, plain: Any) -> Any:
    origin = get_origin(kind)
    if origin is UnionType:
        return None if plain is None else _value(next(k for k in get_args(kind) if k is not NoneType), plain)
    if origin is tuple:
        return tuple(_value(get_args(kind)[0], item) for item in _as(list, plain))
    if origin is Mapping:
        return {key: _value(get_args(kind)[1], item) for key, item in _as(dict, plain).items()}
    if is_dataclass(kind):
        return _record(kind, _as(dict, plain))
    if kind is datetime:
        return datetime.fromisoformat(plain)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(plain)
    return float(_as((int, float), plain)) if kind is float else _as(kind, plain)


def _record(kind: Any, plain: dict[str, Any]) -> Any:
    hints = _hints(kind)
    unknown = sorted(set(plain) - set(hints))
    if unknown:
        raise ValueError(f"{kind.__name__} has no field {unknown[0]!r}")
    return kind(**{name: _value(hints[name], item) for name, item in plain.items()})


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _as(kind: Any, plain: Any) -> Any:
    if not isinstance(plain, kind) or (isinstance(plain, bool) and kind is not bool):  # Python counts True as 1
        raise ValueError(f"{plain!r:.40} where {kind} was expected")
    return plain
