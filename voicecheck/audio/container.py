"""What a container claims about its sound: the declared length, where it claims one."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer

FORMATS = "wav,w64,aiff,au,caf,mp3,aac,mov,matroska,webm,ogg,flac,amr,gsm,asf,avi,ac3,wve,g722"
"""FFmpeg demuxers that may open a recording. Playlists and everything that opens further files are left out:
a `.m3u8` opened another local file and made an HTTP request even with `protocol_whitelist=file`."""

_SELF_TIMED = frozenset({"aac", "amr", "gsm", "g722", "ac3"})
"""Formats without a length of their own: FFmpeg's figure is a guess from size and bit rate."""

_UNKNOWN_FROM = 0x7FFF_0000
"""RIFF data sizes from here up are what writers put that could not seek back (sox 0x7FFFF000, ffmpeg -1)."""

_MOST_CHUNKS = 1_000


def declared_s(path: str, container: InputContainer, stream: AudioStream) -> float | None:
    """Seconds of sound that the container claims; None where it claims nothing.

    Args:
        path: absolute path of the file, for the claims that FFmpeg does not pass on.
        container: the open container.
        stream: its audio stream.
    """
    kind = container.format.name
    if kind in _SELF_TIMED:
        return None
    if kind == "wav" and not _wav_claims(path):
        return None
    if kind == "mp3" and not _mp3_claims(path):
        return None
    if stream.duration is not None and stream.time_base is not None:
        return _positive(float(stream.duration * stream.time_base))
    return _positive(container.duration / 1e6) if container.duration else None


def _positive(seconds: float) -> float | None:
    """The seconds, or None where they are no claim."""
    return seconds if seconds > 0 else None


def _wav_claims(path: str) -> bool:
    """Whether a WAV file's header says how much sound follows: a recorder that died leaves 0 or -1 there."""
    with open(path, "rb") as file:  # noqa: PTH123 (a path may hold bytes that are no characters)
        form = file.read(12)
        if form[:4] in (b"RF64", b"BW64"):
            return True
        return form[:4] == b"RIFF" and 0 < _data_bytes(file) < _UNKNOWN_FROM


def _data_bytes(file: BinaryIO) -> int:
    """Size of the first `data` chunk of a RIFF file whose first 12 bytes are read; 0 where there is none."""
    for _ in range(_MOST_CHUNKS):
        header = file.read(8)
        if len(header) < 8:
            return 0
        size = int.from_bytes(header[4:], "little")
        if header[:4] == b"data":
            return size
        file.seek(size + size % 2, 1)
    return 0


def _mp3_claims(path: str) -> bool:
    """Whether an MP3 file has a Xing, Info or VBRI frame: without one FFmpeg guesses from the bit rate."""
    with open(path, "rb") as file:  # noqa: PTH123 (a path may hold bytes that are no characters)
        head = file.read(10)
        if head[:3] == b"ID3":
            size = sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
            file.seek(10 + size)
            head = b""
        head += file.read(4096)
    return any(mark in head for mark in (b"Xing", b"Info", b"VBRI"))
