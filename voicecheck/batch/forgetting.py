"""Forgetting calls: what would go is listed, then just that goes, in an order that can be broken off anywhere.

First the files, last the rows by which they are found, then the bytes that rows leave behind: whoever is
stopped in between finds the rest by asking again.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from voicecheck.batch.naming import report_name
from voicecheck.batch.outputs import CALL_DIGITS, CALLS, INDEX, SUMMARY_JSON, SUMMARY_TEXT, TABLE, Outputs
from voicecheck.store.forgetting import Doomed, Request, Written

if TYPE_CHECKING:
    from voicecheck.store.database import Store

NIGHT, REPORTS, EVIDENCE, PAGE = "night", "reports", "evidence", "page"
_LISTED = re.compile(rf"{CALLS}/([0-9a-f]{{20}}-[0-9a-f]{{10}})\.html")


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a request changes: the calls, files that go, files that are written anew without them.

    `recordings` go only where they were asked for; `absent` are places of reports that cannot be reached from here.
    """

    doomed: tuple[Doomed, ...]
    files: tuple[Path, ...] = ()
    rewritten: tuple[Path, ...] = ()
    recordings: tuple[Path, ...] = ()
    left: tuple[tuple[str, str], ...] = ()
    absent: tuple[str, ...] = ()
    nights: tuple[Path, ...] = field(default=())

    def lines(self) -> Iterator[str]:
        """Every call and every file, a line each."""
        yield from (f"call {one.call_id} ({one.path})" for one in self.doomed)
        yield from (f"remove {file}" for file in (*self.files, *self.recordings))
        yield from (f"rewrite {file}" for file in self.rewritten)
        yield from (f"leave {path}: {why}" for path, why in self.left)
        yield from (f"not here {path}: run this where it is" for path in self.absent)


def make_plan(store: Store, request: Request, *, recordings: bool, also: Iterable[Path] = ()) -> Plan:
    """What a request changes; nothing is changed yet.

    Args:
        store: the database.
        request: which calls.
        recordings: whether also the recordings go.
        also: folders of a batch that the database does not know of.
    """
    doomed = tuple(store.graves.doomed(request))
    places = store.graves.places()
    nights = {Path(one.path) for one in places if one.kind == NIGHT} | {path.absolute() for path in also}
    here = tuple(sorted(path for path in nights if path.is_dir()))
    keys = {one.key[:CALL_DIGITS] for one in doomed} | {key[:CALL_DIGITS] for key in store.graves.tombstones()}
    touched = [(folder, *_of_night(folder, keys)) for folder in here] if keys else []
    found = [file for _, files, _ in touched for file in files]
    found += _of_check(places, doomed)
    sounds, left = _recordings(doomed) if recordings else ((), [(one.path, "a recording") for one in doomed])
    absent = [one.path for one in places if one.kind != PAGE and not Path(one.path).parent.is_dir()]
    return Plan(
        doomed,
        files=tuple(dict.fromkeys(found)),
        rewritten=tuple(file for _, _, files in touched for file in files),
        recordings=tuple(sounds),
        left=tuple(dict.fromkeys(left)),
        absent=tuple(absent),
        nights=tuple(folder for folder, files, anew in touched if files or anew),
    )


def carry_out(plan: Plan, store: Store, request: Request, name: str) -> None:
    """Do what a plan lists.

    Raises:
        OSError: where a file cannot be removed or written.
        StoreError: where the database cannot be written, or another program keeps it from being scrubbed.
    """
    for folder in plan.nights:
        _rewrite(folder, store, plan)
    for file in (*plan.files, *plan.recordings):
        file.unlink(missing_ok=True)
    if plan.doomed or request.before is not None:
        store.graves.forget(plan.doomed, request, name)
    if plan.doomed or store.graves.unscrubbed():
        store.graves.scrub()


def _of_night(folder: Path, keys: set[str]) -> tuple[list[Path], list[Path]]:
    """A batch's files that go for the calls `keys`, and those that are written anew; none where it knows none."""
    calls = folder / CALLS
    listed = sorted(calls.iterdir()) if calls.is_dir() else []
    gone = [file for file in listed if file.name.partition("-")[0] in keys and file.is_file()]
    if not gone and not any(name.partition("-")[0] in keys for name in _index_names(folder)):
        return [], []
    gone += [folder / name for name in (SUMMARY_TEXT, SUMMARY_JSON) if (folder / name).is_file()]
    return gone, [folder / name for name in (INDEX, TABLE) if (folder / name).is_file()]


def _index_names(folder: Path) -> list[str]:
    try:
        return list(dict.fromkeys(_LISTED.findall((folder / INDEX).read_text("utf-8"))))
    except OSError:
        return []


def _rewrite(folder: Path, store: Store, plan: Plan) -> None:
    """Write a batch's index and table anew without the calls of a plan, where they are there."""
    if not any(folder == file.parent for file in plan.rewritten):
        return
    gone = {one.key[:CALL_DIGITS] for one in plan.doomed}
    names = [name for name in _index_names(folder) if name.partition("-")[0] not in gone]
    stored = store.reports_named(names, digits=CALL_DIGITS)
    Outputs(folder).write_tables([(stored[name], name) for name in names if name in stored])


def _of_check(places: Sequence[Written], doomed: Sequence[Doomed]) -> list[Path]:
    """Files that `check --db` wrote for calls: in its folders, the index that names them, and single pages."""
    keys = {one.key for one in doomed}
    found = [Path(one.path) for one in places if one.kind == PAGE and one.call_key in keys]
    names = {report_name(one.call_id, audio) for one in doomed for audio in (one.sha256, one.path) if audio}
    for place in places:
        if place.kind in (REPORTS, EVIDENCE):
            own = [file for name in names for file in _written(Path(place.path), name)]
            found += [*own, Path(place.path) / INDEX] if own else []
    return [file for file in found if file.is_file()]


def _written(folder: Path, name: str) -> Iterator[Path]:
    files = (folder / f"{name}{ending}" for ending in (".html", ".json", ".evidence.json"))
    return (file for file in files if file.is_file())


def _recordings(doomed: Sequence[Doomed]) -> tuple[list[Path], list[tuple[str, str]]]:
    """The recordings of calls that are still what was listened to, and those that are left alone with the reason."""
    own, left = [], []
    for one in {call.path: call for call in doomed}.values():
        why = _not_the_recording(one)
        if why:
            left.append((one.path, why))
        else:
            own.append(Path(one.path))
    return own, left


def _not_the_recording(call: Doomed) -> str:
    try:
        looked = os.lstat(call.path)
        if not stat.S_ISREG(looked.st_mode):
            return "a link, or no regular file"
        with open(call.path, "rb") as file:  # noqa: PTH123 a path of any bytes
            same = hashlib.file_digest(file, "sha256").hexdigest() == call.sha256
    except (OSError, ValueError):
        return "not there, or not to be read"
    return "" if same else "not the recording that was listened to"
