"""Acted speech over made telephone lines: the frames of every clip, measured by the voice room and kept on disk.

A corpus is a folder laid out as CREMA-D (Cao et al. 2014, ODbL): `clips.csv` with clip, speaker, sex,
age, acted, sentence and the listeners' votes, and `clips/CLIP.opus`. Its labels are the data's own words;
voicecheck has no use for them outside the fitting.
"""

from __future__ import annotations

import csv
import io
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from line import RATE_HZ, Sound, gsm, mu_law, noise, telephone_band
from numpy.random import Generator
from numpy.typing import NDArray

from voicecheck.signal import resample, to_db
from voicecheck.types import Interval
from voicecheck.voice.pitch import PitchTracker, SwiftF0Tracker
from voicecheck.voice.tracks import ALL_FRAMES, COLOURS, track

LINES = ("mu-law", "GSM", "AMR", "Opus", "noise 20 dB", "noise 12 dB")
"""The first carries all clips, each other one half of them."""
LEVEL_DBFS = (-38.0, -18.0)
COLUMNS = ("f0_hz", "confidence", "level_dbfs", *COLOURS, *ALL_FRAMES)
VOTES = ("anger", "disgust", "fear", "happy", "neutral", "sad")


@dataclass(frozen=True)
class Clip:
    """One row of the table."""

    name: str
    speaker: str
    sex: str
    age: int
    acted: str
    sentence: str
    votes: tuple[int, ...]


@dataclass(frozen=True)
class Frames:
    """The frames of one clip over one line: the columns of `Tracks`, each of shape (n,)."""

    clip: Clip
    line: str
    columns: dict[str, NDArray[np.float32]]


def clips_of(folder: Path) -> list[Clip]:
    """The clips of a corpus, in the order of the table."""
    with (folder / "clips.csv").open(encoding="utf-8") as table:
        return [
            Clip(
                row["clip"],
                row["speaker"],
                row["sex"],
                int(row["age"]),
                row["acted"],
                row["sentence"],
                tuple(int(row[f"votes_{vote}"]) for vote in VOTES),
            )
            for row in csv.DictReader(table)
        ]


def frames_of(folder: Path, cache: Path) -> list[Frames]:
    """The frames of all clips over all lines; measured once and kept in the folder `cache`."""
    tracker = SwiftF0Tracker()
    found: list[Frames] = []
    for line in LINES:
        kept = cache / f"{line.replace(' ', '-')}.npz"
        clips = [clip for clip in clips_of(folder) if line == LINES[0] or _draw(clip, line) % 2]
        if not kept.exists():
            _save(kept, [_measured(folder, clip, line, tracker) for clip in clips])
        found += _load(kept, clips, line)
    return found


def _draw(clip: Clip, line: str) -> int:
    """A number that stays the same for one clip on one line."""
    return zlib.crc32(f"{clip.name} {line}".encode())


def _measured(folder: Path, clip: Clip, line: str, tracker: PitchTracker) -> Frames:
    rng = np.random.default_rng(_draw(clip, line))
    sound = over_line(decoded(folder / "clips" / f"{clip.name}.opus"), line, rng)
    whole = Interval(0.0, len(sound) / RATE_HZ)
    found = track(sound, rate_hz=RATE_HZ, start_s=0.0, speech=[whole], tracker=tracker)
    return Frames(clip, line, {name: getattr(found, name) for name in COLUMNS})


def decoded(path: Path) -> Sound:
    """The first channel of a file at 8 kHz."""
    import av

    with av.open(str(path)) as container:
        found = list(container.decode(audio=0))
    sound = np.concatenate([frame.to_ndarray().reshape(-1) for frame in found])
    scale = 32768.0 if np.issubdtype(sound.dtype, np.integer) else 1.0
    return resample((sound / scale).astype(np.float32), rate_hz=found[0].rate, to_hz=RATE_HZ)


def over_line(sound: Sound, line: str, rng: Generator) -> Sound:
    """The sound as that line delivers it at 8 kHz, at a level drawn by chance."""
    band = telephone_band(sound - sound.mean())
    level_dbfs = rng.uniform(*LEVEL_DBFS)
    band = band * 10 ** ((level_dbfs - float(to_db(float(np.mean(band**2))))) / 20)
    if line.startswith("noise"):
        over_db = float(line.split()[1])
        kind = ("pink", "hum")[int(rng.integers(2))]
        band = band + noise(kind, len(band), rng) * 10 ** ((level_dbfs - over_db) / 20)
    band = np.clip(band, -0.97, 0.97).astype(np.float32)
    if line == "GSM":
        return gsm(band)
    if line == "AMR":
        return _coded(band, "libopencore_amrnb", "amr", int(rng.choice([4750, 7950, 12200])))
    if line == "Opus":
        return _coded(band, "libopus", "ogg", int(rng.choice([8000, 16000])))
    return mu_law(band)


def _coded(sound: Sound, codec: str, container: str, bit_rate: int) -> Sound:
    """The sound through a codec and back, of the same length."""
    import av

    file = io.BytesIO()
    with av.open(file, "w", format=container) as out:
        stream = out.add_stream(codec, rate=RATE_HZ, layout="mono")
        stream.bit_rate = bit_rate
        frame = av.AudioFrame.from_ndarray((sound * 32767).astype(np.int16)[None], format="s16", layout="mono")
        frame.sample_rate = RATE_HZ
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            out.mux(packet)
    file.seek(0)
    with av.open(file) as back:
        found = list(back.decode(audio=0))
    samples = np.concatenate([frame.to_ndarray().reshape(-1) for frame in found])
    scale = 32768.0 if np.issubdtype(samples.dtype, np.integer) else 1.0
    got = resample((samples / scale).astype(np.float32), rate_hz=found[0].rate, to_hz=RATE_HZ)
    return np.pad(got, (0, max(0, len(sound) - len(got))))[: len(sound)]


def _save(path: Path, found: list[Frames]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lengths = np.array([len(one.columns["f0_hz"]) for one in found])
    columns = {name: np.concatenate([one.columns[name] for one in found]) for name in COLUMNS}
    np.savez(path, lengths=lengths, **columns)


def _load(path: Path, clips: list[Clip], line: str) -> list[Frames]:
    kept = np.load(path)
    cuts = np.cumsum(kept["lengths"])[:-1]
    columns = {name: np.split(kept[name], cuts) for name in COLUMNS}
    return [Frames(clip, line, {name: columns[name][row] for name in COLUMNS}) for row, clip in enumerate(clips)]
