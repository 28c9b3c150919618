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
    if kind == "wav" and not _is_rf64(path):
        return _wav_claim(path, _duration_s(container, stream))
    if kind == "mp3" and not _mp3_claims(path):
        return None
    return _duration_s(container, stream)


def _duration_s(container: InputContainer, stream: AudioStream) -> float | None:
    """The length that FFmpeg read from the container."""
    if stream.duration is not None and stream.time_base is not None:
        return _positive(float(stream.duration * stream.time_base))
    return _positive(container.duration / 1e6) if container.duration else None


def _positive(seconds: float) -> float | None:
    """The seconds, or None where they are no claim."""
    return seconds if seconds > 0 else None


def _is_rf64(path: str) -> bool:
    """Whether a WAV file has 64-bit sizes."""
    with open(path, "rb") as file:  # noqa: PTH123 (a path may hold bytes that are no characters)
        return file.read(4) in (b"RF64", b"BW64")


def _wav_claim(path: str, duration_s: float | None) -> float | None:
    """Seconds that a WAV file's header claims: a recorder that died leaves 0 or -1 bytes there, which is no claim.

    FFmpeg counts the bytes that are there; where the header claims more, its own figure holds.
    """
    with open(path, "rb") as file:  # noqa: PTH123 (a path may hold bytes that are no characters)
        file.seek(12)
        rate, claimed = _rate_and_bytes(file)
        there = file.seek(0, 2)
    if not 0 < claimed < _UNKNOWN_FROM:
        return None
    return claimed / rate if rate and claimed > there else duration_s


def _rate_and_bytes(file: BinaryIO) -> tuple[int, int]:
    """Bytes a second and size of the first `data` chunk of a RIFF file, read from behind its first 12 bytes."""
    rate = 0
    for _ in range(_MOST_CHUNKS):
        header = file.read(8)
        size = int.from_bytes(header[4:], "little")
        if len(header) < 8 or header[:4] == b"data":
            return rate, size if len(header) == 8 else 0
        body = file.read(16) if header[:4] == b"fmt " else b""
        rate = int.from_bytes(body[8:12], "little") if body else rate
        file.seek(size + size % 2 - len(body), 1)
    return rate, 0


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
