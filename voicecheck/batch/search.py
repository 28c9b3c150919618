"""Everything in a folder that may be a recording, and what was passed over with the reason.

Nothing is opened: a FIFO would block, a device would not end. Links are followed, each folder is
entered once, and a recording that has several names through links is one recording.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

from voicecheck.batch.discover import SUFFIXES
from voicecheck.errors import ConfigError
from voicecheck.store.keys import FileMark


@dataclass(frozen=True, slots=True)
class Patterns:
    """Which names are recordings: shell patterns for the path below the folder or the name; none: by ending."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def fits(self, relative: str, name: str) -> bool:
        """Whether a file of that name is to be listened to."""
        if _any(self.exclude, relative, name):
            return False
        if self.include:
            return _any(self.include, relative, name)
        return os.path.splitext(name)[1].lower() in SUFFIXES and not name.startswith(".")  # noqa: PTH122 any bytes


@dataclass(slots=True)
class Search:
    """What a search found: recordings by path with their marks, odd things left alone, places not readable."""

    files: dict[str, FileMark] = field(default_factory=dict)
    odd: list[tuple[str, str]] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)


def search(folder: Path, patterns: Patterns) -> Search:
    """The recordings below a folder, in order of their paths.

    Raises:
        ConfigError: if the folder itself is not there or cannot be read.
    """
    root = str(folder.absolute())
    try:
        os.scandir(root).close()
    except OSError as error:
        raise ConfigError(f"{root}: the folder cannot be read ({error.strerror}); is it mounted?") from error
    found = Search()
    links: list[os.DirEntry[str]] = []
    entered: set[tuple[int, int]] = set()
    _walk(root, root, patterns, found, links, entered)
    while links:  # after all that lies here itself, so that the plain name of a recording wins
        _follow(links.pop(0), root, patterns, found, links, entered)
    found.files = dict(sorted(found.files.items(), key=lambda item: os.fsencode(item[0])))
    return found


def beside(paths: Sequence[str], patterns: Patterns) -> Iterator[str]:
    """Recordings in the folders of `paths` that are none of them."""
    listed = set(paths)
    for folder in sorted({os.path.dirname(path) for path in paths}):  # noqa: PTH120 any bytes
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: os.fsencode(entry.name))
        except OSError:
            continue
        for entry in entries:
            if entry.path not in listed and patterns.fits(entry.name, entry.name) and entry.is_file():
                yield entry.path


def _walk(
    place: str,
    root: str,
    patterns: Patterns,
    found: Search,
    links: list[os.DirEntry[str]],
    entered: set[tuple[int, int]],
) -> None:
    """Gather a folder and those below it; links are put off."""
    waiting = [place]
    while waiting:
        here = waiting.pop()
        try:
            looked = os.stat(here)  # noqa: PTH116 any bytes
            if (looked.st_dev, looked.st_ino) in entered:
                continue
            entered.add((looked.st_dev, looked.st_ino))
            entries = list(os.scandir(here))
        except OSError as error:
            found.unreadable.append((here, error.strerror or "cannot be read"))
            continue
        for entry in entries:
            if entry.is_symlink():
                links.append(entry)
            elif entry.is_dir(follow_symlinks=False):
                waiting += [entry.path] if not entry.name.startswith(".") else []
            else:
                _add(entry, root, patterns, found)


def _follow(
    link: os.DirEntry[str],
    root: str,
    patterns: Patterns,
    found: Search,
    links: list[os.DirEntry[str]],
    entered: set[tuple[int, int]],
) -> None:
    if link.name.startswith("."):
        return
    if link.is_dir():
        _walk(link.path, root, patterns, found, links, entered)
    elif os.path.realpath(link.path) not in found.files:
        _add(link, root, patterns, found)


def _add(entry: os.DirEntry[str], root: str, patterns: Patterns, found: Search) -> None:
    if not patterns.fits(os.path.relpath(entry.path, root) if patterns != _PLAIN else "", entry.name):
        return
    try:
        looked = entry.stat()
    except OSError as error:
        found.unreadable.append((entry.path, error.strerror or "cannot be read"))
        return
    if stat.S_ISREG(looked.st_mode):
        found.files[entry.path] = FileMark(entry.path, looked.st_size, looked.st_mtime_ns)
    else:
        found.odd.append((entry.path, "not a regular file"))


def _any(patterns: Sequence[str], relative: str, name: str) -> bool:
    return any(fnmatch(relative, one) or fnmatch(name, one) for one in patterns)


_PLAIN = Patterns()
