"""A service standard as plain values: for its hash, and as YAML that loads to the same standard."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from typing import TypeAlias

import yaml

from voicecheck.standard.model import RuleSetting, Standard
from voicecheck.types import Agreement

Plain: TypeAlias = "str | int | float | bool | list[Plain] | dict[str, Plain] | None"


def digest(agreement: Agreement, settings: Sequence[RuleSetting], legal_basis: str | None) -> str:
    """`sha256:` and the hash in hex over the effective content as canonical JSON (sorted keys, UTF-8, NFC).

    What two files agree on has one hash on every machine: names of files, comments, the order of
    keys and of the roster, and defaults that are written out or not do not matter.
    """
    content = _content(agreement, settings, legal_basis)
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def show(standard: Standard) -> str:
    """The effective standard as YAML: nothing is inherited, the roster is inside; it loads to the same hash."""
    content = _content(standard.agreement, standard.settings, standard.legal_basis)
    whole = {"schema": content.pop("schema"), "id": standard.id, **content}
    return yaml.safe_dump(whole, sort_keys=False, allow_unicode=True, width=120)


def _content(agreement: Agreement, settings: Sequence[RuleSetting], legal_basis: str | None) -> dict[str, Plain]:
    """All that a verdict can depend on, or a report shows, as plain values; empty sections are left out."""
    slots = sorted(agreement.slots, key=lambda slot: slot.name)
    people = sorted(agreement.roster, key=lambda person: person.name)
    tone: dict[str, Plain] = {"purpose": agreement.tone_purpose.value}
    content: dict[str, Plain] = {
        "schema": 1,
        "language": agreement.language,
        "tone": tone | ({"legal_basis": legal_basis} if legal_basis else {}),
        "slots": {slot.name: {"kind": slot.kind, "values": list(slot.values)} for slot in slots},
        "roster": [_plain(person) for person in people],
        "rules": {setting.rule.id: _setting(setting) for setting in settings},
        "manual": [_plain(item) for item in agreement.manual],
    }
    return {name: value for name, value in content.items() if value not in ({}, [])}


def _setting(setting: RuleSetting) -> Plain:
    """A rule with all its options, defaults written out."""
    general: dict[str, Plain] = {"level": setting.level.value}
    if setting.source is not None:
        general["source"] = setting.source
    options = _plain(setting.options)
    return {**general, **options} if isinstance(options, dict) else general


def _plain(value: object) -> Plain:
    """A value of the options as YAML and JSON know it."""
    if isinstance(value, Enum):
        return _plain(value.value)
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    if is_dataclass(value):
        return _fields(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted((_plain(one) for one in value), key=str)
    if isinstance(value, Sequence):
        return [_plain(one) for one in value]
    raise TypeError(f"{type(value)} cannot stand in a standard")


def _fields(value: object) -> dict[str, Plain]:
    """A dataclass by its fields; one that is None by default and is None is left out."""
    plain: dict[str, Plain] = {}
    for one in fields(value):  # type: ignore[arg-type]
        inner = getattr(value, one.name)
        if inner is None and one.default in (None, MISSING):
            continue
        plain[one.name] = _plain(inner)
    return plain
