"""A recording's place on disk: a regular file that may be opened, or one line that says why not."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from voicecheck.errors import AudioError

_KINDS = (
    (stat.S_ISDIR, "is a folder; name the recordings inside it"),
    (stat.S_ISFIFO, "is a named pipe; save the recording to a file first"),
    (stat.S_ISSOCK, "is a socket; save the recording to a file first"),
    (stat.S_ISCHR, "is a device; save the recording to a file first"),
    (stat.S_ISBLK, "is a device; save the recording to a file first"),
)


def shown(path: str) -> str:
    r"""The path on one printable line: control characters and undecodable bytes are escaped.

    >>> shown("calls/a\nb.wav")
    'calls/a\\nb.wav'
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in path)


def located(path: str) -> str:
    """The absolute path of a regular, readable, non-empty file.

    The path is made absolute because FFmpeg takes `http:x.wav` for an address and `-x.wav` is taken
    for an option elsewhere; the file is looked at before it is opened because opening a pipe blocks.

    Raises:
        AudioError: where there is no such file, it is not a regular file, it cannot be read or is empty.
    """
    absolute = os.path.abspath(path)  # noqa: PTH100 (Path.absolute keeps "..", Path loses nothing else)
    try:
        status = os.stat(absolute)  # noqa: PTH116 (a path may hold bytes that are no characters)
    except (OSError, ValueError) as error:
        raise AudioError(f"{shown(path)}: {_why(error)}") from error
    for is_kind, advice in _KINDS:
        if is_kind(status.st_mode):
            raise AudioError(f"{shown(path)}: {advice}")
    if status.st_size == 0:
        raise AudioError(f"{shown(path)}: the file is empty; copy the recording again")
    if not os.access(absolute, os.R_OK):
        raise AudioError(f"{shown(path)}: may not be read by this user; change its permissions")
    return absolute


def _why(error: OSError | ValueError) -> str:
    """The reason why a file cannot be looked at, with what to do."""
    if isinstance(error, FileNotFoundError):
        return "there is no such file; check the path"
    if isinstance(error, PermissionError):
        return "the folder may not be entered by this user; change its permissions"
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"cannot be opened ({reason}); check the path"


def suffix(path: str) -> str:
    """The file name's ending in lower case, with its dot."""
    return Path(path).suffix.lower()
