"""Who and when: what is known of a call before anybody listens.

Four sources, the later wins field by field: the file's name (a pattern with named groups), a
sidecar JSON beside the recording, a row of a manifest, the command line. A field is never
guessed: a start time without an offset needs a time zone.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rapidfuzz import process

from voicecheck.errors import ConfigError
from voicecheck.types import CallRef, Direction

FIELDS = tuple(f.name for f in fields(CallRef) if f.name != "path")
NUMBERS = ("agent_channel", "rings")
SIDECAR_BYTES = 1_000_000
DIRECTIONS = {"in": "inbound", "out": "outbound"}
COMPACT_TIME = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)[ T_-]?(\d\d)[:.-]?(\d\d)(?:[:.-]?(\d\d))?")
NEAR_MISS = 80
"""Likeness in % above which an unknown column is taken for a misspelt one."""

Fields = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Sources:
    """Where metadata comes from: a compiled file-name pattern, the zone for times without offset, fixed fields."""

    pattern: re.Pattern[str] | None = None
    zone: tzinfo | None = None
    given: Fields = field(default_factory=dict)


def compile_pattern(text: str) -> re.Pattern[str]:
    r"""The file-name pattern, a regular expression whose named groups are fields of a call.

    >>> compile_pattern(r"(?P<agent>[a-z]+)_(?P<started_at>\d{8}T\d{4})").groups
    2

    Raises:
        ConfigError: if it is no regular expression, or names a group that is no field.
    """
    try:
        pattern = re.compile(text)
    except re.error as error:
        raise ConfigError(f"name pattern {text!r}: {error}; see the README, 'Who and when'") from error
    unknown = [name for name in pattern.groupindex if name not in FIELDS]
    if unknown or not pattern.groupindex:
        wrong = f"group {unknown[0]!r} is no field of a call" if unknown else "it has no named group"
        raise ConfigError(f"name pattern {text!r}: {wrong}; fields are {', '.join(FIELDS)}")
    return pattern


def load_zone(name: str) -> tzinfo:
    """The time zone of an IANA name such as "Europe/Berlin".

    Raises:
        ConfigError: if there is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ConfigError(f"time zone {name!r} is not known; use an IANA name such as Europe/Berlin") from error


def describe_call(path: str | Path, sources: Sources, row: Fields | None = None, *, id_root: str = "") -> CallRef:
    """The call at `path` with everything that the sources say of it.

    Args:
        path: the recording; made absolute, never opened here.
        sources: pattern, zone, and the fields given for every call.
        row: the call's row of a manifest.
        id_root: folder that a default id counts from ("day2/0142"); without it the id is the name's stem.

    Raises:
        ConfigError: if a sidecar cannot be read or a field has no use.
    """
    absolute = str(Path(path).absolute())
    merged: dict[str, object] = {"call_id": _default_id(Path(absolute), id_root)}
    for layer in (_from_name(absolute, sources.pattern), read_sidecar(absolute), row or {}, sources.given):
        merged.update({key: value for key, value in layer.items() if not _blank(value)})
    return make_call(absolute, merged, sources.zone)


def _blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _default_id(path: Path, root: str) -> str:
    inside = path.with_suffix("")
    return str(inside.relative_to(root)) if root and inside.is_relative_to(root) else inside.name


def make_call(path: str, values: Fields, zone: tzinfo | None = None) -> CallRef:
    """A call from plain fields.

    Raises:
        ConfigError: naming the field and what is wanted.
    """
    try:
        return CallRef(
            path=path,
            call_id=str(values["call_id"]),
            agent=_text(values, "agent"),
            department=_text(values, "department"),
            organisation=_text(values, "organisation"),
            customer=_text(values, "customer"),
            started_at=_time(values.get("started_at"), zone),
            direction=_direction(values.get("direction")),
            language=_language(values.get("language")),
            agent_channel=_count(values, "agent_channel"),
            standard=_text(values, "standard"),
            rings=_count(values, "rings"),
        )
    except ValueError as error:
        raise ConfigError(f"{os.fsencode(path).decode('utf-8', 'replace')}: {error}") from error


def read_sidecar(path: str) -> Fields:
    """The fields of the JSON file beside a recording (`0142.wav` has `0142.json` or `0142.wav.json`); {} without one.

    Raises:
        ConfigError: if it is there and is not an object of known fields.
    """
    for candidate in (Path(path + ".json"), Path(path).with_suffix(".json")):
        found = os.path.isfile(candidate)  # noqa: PTH113 (unlike Path.is_file, false for a name that is too long)
        if found and str(candidate) != path:
            return _read_object(candidate)
    return {}


def check_fields(names: object, where: str) -> list[str]:
    """Complaints about names that look like misspelt fields; other unknown names are somebody else's columns."""
    complaints = []
    for name in names if isinstance(names, list | tuple | dict) else ():
        if name in FIELDS or name == "path":
            continue
        near = process.extractOne(str(name), FIELDS, score_cutoff=NEAR_MISS)
        if near:
            complaints.append(f"{where}: unknown field {name!r}; did you mean {near[0]}?")
    return complaints


def _read_object(file: Path) -> Fields:
    try:
        if file.stat().st_size > SIDECAR_BYTES:
            raise ConfigError(f"{file}: a sidecar of over {SIDECAR_BYTES:,} bytes; it should hold a few fields")
        content = json.loads(file.read_text("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigError(f"{file}: the sidecar cannot be read as JSON ({error}); mend or move it") from error
    if not isinstance(content, dict):
        raise ConfigError(f"{file}: a sidecar is one JSON object with fields such as agent and started_at")
    complaints = check_fields(content, str(file))
    if complaints:
        raise ConfigError(complaints[0])
    return {key: value for key, value in content.items() if key in FIELDS}


def _from_name(path: str, pattern: re.Pattern[str] | None) -> Fields:
    found = pattern.search(Path(path).name) if pattern else None
    return {key: value for key, value in found.groupdict().items() if value} if found else {}


def _text(values: Fields, name: str) -> str | None:
    value = values.get(name)
    if value is None:
        return None
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        raise ValueError(f"{name} is {value!r}; text is wanted")
    return str(value).strip() or None


def _count(values: Fields, name: str) -> int | None:
    value = values.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not str(value).strip().isdecimal():
        raise ValueError(f"{name} is {value!r}; a whole number from 0 up is wanted")
    return int(str(value).strip())


def _direction(value: object) -> Direction:
    if value is None:
        return Direction.INBOUND
    word = str(value).strip().lower()
    try:
        return Direction(DIRECTIONS.get(word, word))
    except ValueError:
        raise ValueError(f"direction is {value!r}; inbound or outbound is wanted") from None


def _language(value: object) -> str | None:
    if value is None:
        return None
    code = str(value).strip().lower().replace("_", "-").partition("-")[0]
    if not re.fullmatch(r"[a-z]{2,3}", code):
        raise ValueError(f"language is {value!r}; a code such as en, de, ru or sq is wanted")
    return code


def _time(value: object, zone: tzinfo | None) -> datetime | None:
    if value is None:
        return None
    moment = value if isinstance(value, datetime) else _parse_time(str(value).strip())
    if moment.tzinfo is not None:
        return moment
    if zone is None:
        raise ValueError(f"started_at {value} has no offset; write it as +02:00 or give --timezone Europe/Berlin")
    return moment.replace(tzinfo=zone)


def _parse_time(text: str) -> datetime:
    compact = COMPACT_TIME.fullmatch(text)
    try:
        if compact:
            return datetime(*(int(part or 0) for part in compact.groups()))  # type: ignore[arg-type]
        return datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"started_at is {text!r}; ISO 8601 is wanted, as 2026-03-14T09:26:53+01:00") from None
