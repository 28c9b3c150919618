"""Files that appear whole or not at all, and locks that a dead run does not leave behind."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from voicecheck.private import make_folder, open_own

PART = ".part"
LOCK = ".voicecheck.lock"
AGAIN_S = 0.2
"""How often a run that waits for another asks again."""


def sha256_of(path: str) -> str:
    """The sha256 of a file's bytes, in hex.

    Raises:
        OSError: if it cannot be read.
    """
    with open(path, "rb") as file:  # noqa: PTH123 a path of any bytes
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_whole(file: Path, content: str | bytes) -> None:
    """Write a file so that nobody ever sees half of it: beside its place, synced, then renamed; mode 0600.

    Raises:
        OSError: if it cannot be written; nothing is left behind.
    """
    _write_beside(file, content)
    _sync_folder(file.parent)


def write_together(folder: Path, contents: Mapping[str, str | bytes]) -> None:
    """Write several files of one folder, each as `write_whole` does, and see once that all are on the disk.

    Raises:
        OSError: if one cannot be written; those before it are whole.
    """
    for name, content in contents.items():
        _write_beside(folder / name, content)
    _sync_folder(folder)


def _write_beside(file: Path, content: str | bytes) -> None:
    """Write and sync a file beside its place, then rename it."""
    make_folder(file.parent)
    payload = content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content
    beside = file.with_name(f".{file.name[:40]}.{os.getpid()}{PART}")
    try:
        with os.fdopen(open_own(beside, os.O_WRONLY | os.O_TRUNC), "wb") as stream:
            stream.write(payload)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(file)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def sweep(folder: Path) -> int:
    """Remove what killed runs left half written in a folder; how many files there were. Only under the lock."""
    left = [file for file in folder.glob(f".*{PART}") if file.is_file()] if folder.is_dir() else []
    for file in left:
        file.unlink(missing_ok=True)
    return len(left)


@contextmanager
def locked(file: Path, *, wait: bool) -> Iterator[None]:
    """Nobody else holds the lock `file` inside; the system lets go of it when this process ends, however it ends.

    Raises:
        BlockingIOError: where another run holds it and `wait` is false.
        OSError: where the lock file cannot be made.
    """
    make_folder(file.parent)
    handle = open_own(file, os.O_RDWR)
    try:
        _take(handle, file, wait=wait)
        yield
    finally:
        os.close(handle)


def _take(handle: int, file: Path, *, wait: bool) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not wait:
                raise BlockingIOError(
                    errno.EWOULDBLOCK, f"another run is at work here ({file.parent}); wait for it, or give --wait"
                ) from None
            time.sleep(AGAIN_S)
        else:
            return


def _sync_folder(folder: Path) -> None:
    """See that the new name is on the disk, too."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
