"""Recordings without a header: Dialogic `.vox` and raw G.711, GSM or PCM, read as the caller says they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicecheck.audio.place import shown
from voicecheck.errors import AudioError, ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voicecheck.types import Samples

ENCODINGS = {
    "vox": "VOX_ADPCM",
    "mulaw": "ULAW",
    "alaw": "ALAW",
    "pcm16": "PCM_16",
    "gsm": "GSM610",
}
"""The encodings that `--raw` takes, and libsndfile's names for them."""

HEADERLESS = frozenset({".vox", ".raw", ".pcm", ".ul", ".ulaw", ".al", ".alaw", ".sln", ".sln16"})
"""File name endings that promise sound without a header."""

_ONE_CHANNEL = frozenset({"vox", "gsm"})
_BLOCK_FRAMES = 65_536


@dataclass(frozen=True, slots=True)
class RawFormat:
    """What a recording without a header holds: encoding (one of `ENCODINGS`), rate in Hz, channels."""

    encoding: str
    rate_hz: int
    channels: int = 1

    def __post_init__(self) -> None:
        if self.encoding not in ENCODINGS:
            raise ValueError(f"encoding {self.encoding!r} is not one of {', '.join(ENCODINGS)}")
        if self.rate_hz <= 0 or self.channels <= 0:
            raise ValueError(f"{self.rate_hz} Hz and {self.channels} channels are not a recording")
        if self.channels > 1 and self.encoding in _ONE_CHANNEL:
            raise ValueError(f"{self.encoding} holds one channel, not {self.channels}")


def parse_raw(text: str) -> RawFormat:
    """The format that `ENCODING:RATE[:CHANNELS]` names.

    >>> parse_raw("vox:8000:1")
    RawFormat(encoding='vox', rate_hz=8000, channels=1)

    Raises:
        ConfigError: where the text is not of that form.
    """
    encoding, _, rest = text.strip().lower().partition(":")
    try:
        numbers = [int(part) for part in rest.split(":")]
        return RawFormat(encoding, *numbers)
    except (TypeError, ValueError) as error:
        known = ", ".join(ENCODINGS)
        raise ConfigError(
            f"--raw {shown(text)}: not a raw format ({error}); write ENCODING:RATE:CHANNELS, for example"
            f" vox:8000:1, with one of {known}"
        ) from error


def raw_blocks(path: str, raw: RawFormat) -> Iterator[Samples]:
    """The file's sound as float32 blocks of shape (channels, n), read as `raw` says.

    Raises:
        AudioError: where libsndfile cannot read the file so.
    """
    import soundfile

    try:
        with (
            open(path, "rb") as stream,  # noqa: PTH123 (a path may hold bytes that are no characters)
            soundfile.SoundFile(
                stream,
                samplerate=raw.rate_hz,
                channels=raw.channels,
                format="RAW",
                subtype=ENCODINGS[raw.encoding],
                endian="LITTLE",
            ) as sound,
        ):
            while len(block := sound.read(_BLOCK_FRAMES, dtype="float32", always_2d=True)):
                yield block.T
    except (soundfile.SoundFileError, OSError) as error:
        raise AudioError(
            f"{shown(path)}: cannot be read as {raw.encoding} at {raw.rate_hz} Hz, {raw.channels} channel(s);"
            " check --raw"
        ) from error
