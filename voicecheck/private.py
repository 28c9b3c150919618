"""What keeps recordings and words their owner's alone: modes of files and folders, faults that quote nobody.

Every file that a command writes is 0600 and every folder 0700, whatever the umask. Models are no
secret and may be shared by a machine's users, so installing them keeps the user's own umask.
"""

from __future__ import annotations

import logging
import os
import traceback
from pathlib import Path
from types import TracebackType
from typing import IO, TypeAlias

Caught: TypeAlias = "tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]"

UMASK = 0o077
FORMAT = "%(levelname)s %(name)s: %(message)s"
QUOTED_FRAMES = 12
"""Steps of a traceback that are shown, the last ones."""


def keep_to_owner() -> None:
    """Nothing: from here on what this process and its children make is readable by their user alone."""
    os.umask(UMASK)


def make_folder(folder: Path) -> None:
    """Nothing: a folder and those above it that are missing are made, each with mode 0700; what is there stays.

    `Path.mkdir` gives its mode to the last folder only.

    Raises:
        OSError: if one cannot be made.
    """
    missing = []
    while not folder.is_dir():
        missing.append(folder)
        if folder == folder.parent:
            break
        folder = folder.parent
    for one in reversed(missing):
        one.mkdir(mode=0o700, exist_ok=True)
        one.chmod(0o700)


def open_own(file: Path, flags: int) -> int:
    """A descriptor of a file with mode 0600 that is made where it is not there; a mode that it has stays.

    Raises:
        OSError: if it cannot be opened or made.
    """
    try:
        handle = os.open(file, flags | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        return os.open(file, flags | os.O_CLOEXEC)
    os.fchmod(handle, 0o600)
    return handle


class Discreet(logging.Formatter):
    """Log lines whose tracebacks say where a fault arose and of what kind, and never with which words.

    The message of an exception may quote a transcript, a name or a phrase; so may that of its cause.
    """

    def formatException(self, ei: Caught) -> str:  # noqa: N802 the name is logging's
        """The frames and the types of an exception and its causes, without their messages."""
        return where_of(ei[1]) if ei[1] is not None else ""


def where_of(error: BaseException) -> str:
    """Where an exception and its causes arose, a line a step, and their types; no message.

    >>> try:
    ...     int("Agatha")
    ... except ValueError as error:
    ...     print(where_of(error).splitlines()[-1])
    ValueError
    """
    lines: list[str] = []
    one: BaseException | None = error
    seen: set[int] = set()
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        frames = traceback.extract_tb(one.__traceback__)[-QUOTED_FRAMES:]
        own = [f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}' for frame in frames]
        lines = [*own, type(one).__name__, *(["caused"] if lines else []), *lines]
        one = one.__cause__ or one.__context__
    return "\n".join(lines)


def log_to(stream: IO[str], level: str = "WARNING") -> None:
    """Nothing: logs go to a stream, ours from `level` on, those of libraries from warnings on, all of them discreet."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Discreet(FORMAT))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.getLogger("voicecheck").setLevel(level.upper())
