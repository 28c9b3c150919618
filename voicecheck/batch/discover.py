"""The recordings of a folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from voicecheck.errors import ConfigError

ENDINGS = (
    "wav w64 aif aiff au snd caf mp3 aac m4a mp4 mov mkv mka webm ogg oga opus flac amr awb gsm wma asf avi g722 wve"
    " vox raw ul al pcm"
)
SUFFIXES = frozenset(f".{ending}" for ending in ENDINGS.split())
"""Endings of the formats that are decoded; what else lies in a folder is left alone."""


def find_recordings(folder: Path) -> tuple[Path, ...]:
    """The recordings below a folder in order of their paths; links to folders are not followed.

    Raises:
        ConfigError: if there are none, or the folder cannot be read.
    """

    def refuse(error: OSError) -> None:
        raise ConfigError(f"{error.filename}: the folder cannot be read ({error.strerror})") from error

    found = sorted(_below(folder, refuse), key=os.fsencode)
    if not found:
        raise ConfigError(f"{folder}: no recordings in it; endings looked for: {' '.join(sorted(SUFFIXES))}")
    return tuple(found)


def _below(folder: Path, refuse: object) -> Iterator[Path]:
    for place, folders, names in os.walk(folder, onerror=refuse):  # type: ignore[arg-type]
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if Path(name).suffix.lower() in SUFFIXES and not name.startswith("."):
                yield Path(place) / name
