"""The calls of a night: what lies in the folder or stands in the manifest, and what was left out with the reason."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from voicecheck.batch.manifest import read_manifest
from voicecheck.batch.metadata import Sources, describe_call
from voicecheck.batch.search import Patterns, Search, beside, search
from voicecheck.errors import ConfigError
from voicecheck.store import FileMark
from voicecheck.types import CallRef, Failed

SETTLE_S = 60.0
"""A file that was written to this lately may not be whole yet."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which recordings are asked for: where, by which names, from when on, how long untouched."""

    folder: Path | None = None
    manifest: Path | None = None
    patterns: Patterns = field(default_factory=Patterns)
    since: datetime | None = None
    settle_s: float = SETTLE_S


@dataclass(frozen=True, slots=True)
class Found:
    """One call and its file; the fault where it cannot be processed for a reason that is known already."""

    call: CallRef
    mark: FileMark | None = None
    fault: Failed | None = None


@dataclass(frozen=True, slots=True)
class Gathered:
    """The calls, and the paths that were left out: still written to, without a row, odd, not readable."""

    calls: tuple[Found, ...]
    unsettled: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()
    odd: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()
    older: int = 0


def gather(wanted: Wanted, sources: Sources, *, now: datetime) -> Gathered:
    """The calls that are asked for.

    Raises:
        ConfigError: where neither a folder nor a manifest is named, or one cannot be read.
    """
    if wanted.folder is None and wanted.manifest is None:
        raise ConfigError("no calls: name a folder, or give --manifest FILE")
    inside = search(wanted.folder, wanted.patterns) if wanted.folder else Search()
    if wanted.manifest:
        found = [_listed(call) for call in read_manifest(wanted.manifest, sources)]
        unlisted = _without_row(found, inside, wanted)
    else:
        root = str(wanted.folder.absolute()) if wanted.folder else ""
        found = [_described(mark, sources, root) for mark in inside.files.values()]
        unlisted = []
    settled, unsettled = _apart(found, now.timestamp(), wanted.settle_s)
    recent = [one for one in settled if wanted.since is None or _is_since(one, wanted.since)]
    return Gathered(
        calls=tuple(recent),
        unsettled=tuple(unsettled),
        unlisted=tuple(unlisted),
        odd=tuple(f"{path}: {why}" for path, why in inside.odd),
        unreadable=tuple(f"{path}: {why}" for path, why in inside.unreadable),
        older=len(settled) - len(recent),
    )


def _described(mark: FileMark, sources: Sources, root: str) -> Found:
    """A call from a folder; metadata that cannot be used is this call's fault, not the night's."""
    try:
        return Found(describe_call(mark.path, sources, id_root=root), mark)
    except ConfigError as error:
        name = os.path.relpath(os.path.splitext(mark.path)[0], root)  # noqa: PTH122 any bytes
        return Found(CallRef(mark.path, name), mark, Failed(name, "metadata", "call", str(error)))


def _listed(call: CallRef) -> Found:
    """A call from a manifest, whose file may not be there."""
    try:
        mark = FileMark.of(call.path)
    except (OSError, ValueError):
        return Found(call, None, Failed(call.call_id, "find", "missing", "the manifest names it and it is not there"))
    if not os.path.isfile(call.path):  # noqa: PTH113 any bytes
        return Found(call, None, Failed(call.call_id, "find", "audio", "not a regular file"))
    return Found(call, mark)


def _without_row(found: Iterable[Found], inside: Search, wanted: Wanted) -> list[str]:
    """Recordings in the folder, or where the manifest's recordings lie, that the manifest does not name."""
    named = [one.call.path for one in found]
    if wanted.folder is None:
        return list(beside(named, wanted.patterns))
    real = {os.path.realpath(path) for path in named}
    return [path for path in inside.files if os.path.realpath(path) not in real]


def _apart(found: Iterable[Found], now_s: float, settle_s: float) -> tuple[list[Found], list[str]]:
    """Calls whose files are whole by now, and the paths of those that may still be written to."""
    settled, unsettled = [], []
    for one in found:
        if one.mark is not None and abs(now_s - one.mark.mtime_ns / 1e9) < settle_s:
            unsettled.append(one.call.path)
        else:
            settled.append(one)
    return settled, unsettled


def _is_since(one: Found, since: datetime) -> bool:
    """Whether a call began then or later; its file's time stands in where the beginning is not known."""
    if one.call.started_at is not None:
        return one.call.started_at.astimezone(UTC) >= since
    return one.mark is None or one.mark.mtime_ns >= since.timestamp() * 1e9
