"""Many calls with their metadata from one list: CSV with a heading, or one JSON object a line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

from voicecheck.batch.metadata import Fields, Sources, check_fields, describe_call
from voicecheck.errors import ConfigError
from voicecheck.types import CallRef

MANIFEST_BYTES = 512_000_000
FAULTS_SHOWN = 20


def read_manifest(file: str | Path, sources: Sources) -> tuple[CallRef, ...]:
    """The calls of a manifest, in its order; a relative `path` counts from the manifest's folder.

    Args:
        file: `.csv` (comma, semicolon or tab; UTF-8) or `.jsonl`/`.ndjson`.
        sources: what else is known of every call.

    Raises:
        ConfigError: with every fault of the list, each with its line.
    """
    manifest = Path(file).absolute()
    calls, faults = [], []
    for line, row in read_rows(manifest, column="path"):
        try:
            calls.append(_call(manifest, line, row, sources))
        except ConfigError as error:
            faults.append(str(error))
    faults += _repeated(manifest, calls)
    if faults:
        raise ConfigError(shortened(faults))
    if not calls:
        raise ConfigError(f"{manifest}: no calls in it; a row needs at least a path")
    return tuple(calls)


def shortened(faults: list[str]) -> str:
    """The first faults of a list as one text, and how many more there are."""
    more = len(faults) - FAULTS_SHOWN
    return "\n".join([*faults[:FAULTS_SHOWN], *([f"and {more} more"] if more > 0 else [])])


def read_rows(file: Path, *, column: str) -> Iterator[tuple[int, Fields]]:
    """Line number and fields of each row of a list.

    Args:
        file: `.csv` (comma, semicolon or tab; UTF-8) or `.jsonl`/`.ndjson`.
        column: one that the heading of a CSV must have.

    Raises:
        ConfigError: if it cannot be read as such a list.
    """
    text = _read(file)
    if file.suffix.lower() in (".jsonl", ".ndjson"):
        yield from _json_rows(file, text)
    else:
        yield from _csv_rows(file, text, column)


def _call(manifest: Path, line: int, row: Fields, sources: Sources) -> CallRef:
    where = f"{manifest}:{line}"
    if None in row:
        raise ConfigError(f"{where}: more cells than the heading; put text that holds the separator in quotes")
    complaints = check_fields(dict(row), where)
    if complaints:
        raise ConfigError("\n".join(complaints))
    path = row.get("path")
    if not isinstance(path, str) or not path.strip():
        raise ConfigError(f"{where}: no path; a row needs the path of a recording")
    try:
        return describe_call(manifest.parent / path.strip(), sources, row, id_root=str(manifest.parent))
    except ConfigError as error:
        raise ConfigError(f"{where}: {error}") from error


def _read(manifest: Path) -> str:
    try:
        if manifest.stat().st_size > MANIFEST_BYTES:
            raise ConfigError(f"{manifest}: over {MANIFEST_BYTES:,} bytes; split it")
        return manifest.read_text("utf-8-sig")
    except OSError as error:
        raise ConfigError(f"{manifest}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{manifest}: not UTF-8 (byte {error.start}); save it as CSV UTF-8") from error


def _json_rows(manifest: Path, text: str) -> Iterator[tuple[int, Fields]]:
    for number, line in enumerate(text.split("\n"), start=1):  # not splitlines: JSON text may hold U+2028
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise ConfigError(f"{manifest}:{number}: not JSON ({error}); one object a line is wanted") from error
        if not isinstance(row, dict):
            raise ConfigError(f"{manifest}:{number}: one JSON object a line is wanted")
        yield number, row


def _csv_rows(manifest: Path, text: str, column: str) -> Iterator[tuple[int, Fields]]:
    heading = text.partition("\n")[0]
    delimiter = max(",;\t", key=heading.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    names = [name.strip() for name in reader.fieldnames or ()]
    if column not in names:
        told = {"path": "it names the recording of each row", "status": "it holds what the listener says"}
        raise ConfigError(f"{manifest}:1: no column {column!r} in the heading; {told.get(column, 'each row needs it')}")
    reader.fieldnames = names
    try:
        for row in reader:
            yield reader.line_num, {key: value for key, value in row.items() if key != "" and value is not None}
    except csv.Error as error:
        raise ConfigError(f"{manifest}:{reader.line_num}: not CSV ({error})") from error


def _repeated(manifest: Path, calls: list[CallRef]) -> list[str]:
    seen: set[str] = set()
    twice = [call.call_id for call in calls if call.call_id in seen or seen.add(call.call_id)]  # type: ignore[func-returns-value]
    return [f"{manifest}: call_id {name!r} stands twice; ids name one call each" for name in dict.fromkeys(twice)]
