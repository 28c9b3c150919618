"""Promise 3: whatever the file, a listener never takes 200 MB more than an idle loaded one."""

import struct

import numpy as np
import pytest

from voicecheck.batch.executor import Job, Setup
from voicecheck.batch.supervised import Listener
from voicecheck.config import Settings
from voicecheck.types import CallRef

MOST_BYTES = 200_000_000


def mulaw(path, hours):
    """A sparse mu-law WAV at 8 kHz of so many hours."""
    size = round(hours * 3600 * 8000)
    head = b"fmt " + struct.pack("<IHHIIHHH", 18, 7, 1, 8000, 8000, 1, 8, 0)
    with path.open("wb") as file:
        file.write(b"RIFF" + struct.pack("<I", 4 + len(head) + 8 + size) + b"WAVE" + head)
        file.write(b"data" + struct.pack("<I", size))
        file.truncate(file.tell() + size)
    return path


def flac(path, hours):
    """Silence as FLAC, which packs an hour into some hundred kilobytes."""
    import soundfile

    block = np.zeros(8000 * 360, dtype=np.int16)
    with soundfile.SoundFile(path, "w", 8000, 1, "PCM_16", format="FLAC") as file:
        for _ in range(round(hours * 10)):
            file.write(block)
    return path


def rate_one(path, hours):
    """32 KB that claim to be sampled once a second."""
    body = b"\x01\x00" * round(hours * 3600)
    head = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, 1, 2, 2, 16)
    path.write_bytes(b"RIFF" + struct.pack("<I", 4 + len(head) + 8 + len(body)) + b"WAVE" + head + b"data"
                     + struct.pack("<I", len(body)) + body)  # fmt: skip
    return path


@pytest.mark.parametrize("make, hours", [
    (mulaw, 0.5), (rate_one, 4.5), (flac, 1.0),
    pytest.param(mulaw, 10.0, marks=pytest.mark.long), pytest.param(flac, 100.0, marks=pytest.mark.long),
])  # fmt: skip
def test_a_long_recording_takes_no_more_memory_than_a_short_one(make, hours, spoken, tmp_path):
    path = make(tmp_path / "long.bin", hours)
    wav = path.rename(path.with_suffix(".flac" if make is flac else ".wav"))
    settings = Settings(home=tmp_path, engine=f"scripted:{spoken[1]}")
    listener = Listener(Setup(settings, floor_s=1800.0))
    try:
        heard = listener.listen(Job("long", CallRef(str(wav), "long"), "en", wav.stat().st_size))
        assert heard.peak_bytes, "the size of a process can be measured here"
        assert heard.peak_bytes - listener.idle_bytes <= MOST_BYTES
        assert (heard.evidence is None) == (make is rate_one or hours > 12)
        assert heard.fault is None or heard.fault.kind == "audio"
    finally:
        listener.end()
