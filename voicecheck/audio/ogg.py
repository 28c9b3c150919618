"""Ogg pages that never reached the decoder: FFmpeg drops a page with a wrong checksum without an error."""

from __future__ import annotations

from typing import BinaryIO

_MARK = b"OggS"
_HEADER = 27
_WINDOW = 1 << 16


def payload_bytes(path: str) -> int | None:
    """Bytes of sound that the file's Ogg pages hold; None where several streams share the file.

    Header pages (granule position 0) are not counted. Only page headers are read; where one is damaged
    the next one is looked for.
    """
    total = at = 0
    serials: set[bytes] = set()
    with open(path, "rb") as file:  # noqa: PTH123 (a path may hold bytes that are no characters)
        while True:
            file.seek(at)
            header = file.read(_HEADER + 255)
            if len(header) < _HEADER:
                return total if len(serials) == 1 else None
            if header[:4] != _MARK:
                found = _next_mark(file, at)
                if found is None:
                    return total if len(serials) == 1 else None
                at = found
                continue
            lacing = header[_HEADER : _HEADER + header[26]]
            serials.add(header[14:18])
            if int.from_bytes(header[6:14], "little") != 0:
                total += sum(lacing)
            at += _HEADER + len(lacing) + sum(lacing)


def _next_mark(file: BinaryIO, at: int) -> int | None:
    """Where the next page begins after `at`; None where there is none."""
    at += 1
    while True:
        file.seek(at)
        window = file.read(_WINDOW)
        found = window.find(_MARK)
        if found >= 0:
            return at + found
        if len(window) < _WINDOW:
            return None
        at += _WINDOW - len(_MARK)
