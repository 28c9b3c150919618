"""Reference ranges of the voice's features, from acted speech sent through a telephone line.

    python tests/benchmarks/tone_ranges.py FOLDER [--clips 12]

FOLDER is laid out as CREMA-D (Cao et al. 2014, ODbL): `clips.csv` with clip, speaker, sex, acted,
and `clips/CLIP.opus`. The clips of one speaker and one way of acting are sent through a telephone
line (300-3400 Hz, 8 kHz, mu-law) and measured together, as one call. Printed for each feature: the 5th,
50th and 95th percentile over speakers, women and men apart, for neutral and for happy speech.
The numbers go into `voicecheck/rules/reference.py` by hand, with what other corpora say.
"""

from __future__ import annotations

import argparse
import csv
import platform
import sys
import time
from collections import defaultdict
from pathlib import Path

import numpy as np

from voicecheck.signal import resample
from voicecheck.types import Interval
from voicecheck.voice.features import FEATURES
from voicecheck.voice.pitch import SwiftF0Tracker
from voicecheck.voice.profile import Talk, summarise
from voicecheck.voice.tracks import Tracks, track

LINE_HZ = 8000
GAP_S = 0.5
WAYS = ("neutral", "happy", "anger", "sad", "fear", "disgust")
"""Words of the data's own labels; voicecheck has no use for them outside this table."""


def decoded(path: Path) -> tuple[np.ndarray, int]:
    """The first channel of a file as float32, and its rate."""
    import av

    with av.open(str(path)) as container:
        found = list(container.decode(audio=0))
    sound = np.concatenate([frame.to_ndarray().reshape(-1) for frame in found])
    scale = 32768.0 if np.issubdtype(sound.dtype, np.integer) else 1.0
    return (sound / scale).astype(np.float32), found[0].rate


def over_the_line(sound: np.ndarray, rate_hz: int) -> np.ndarray:
    """The sound as a telephone line delivers it, at 8 kHz, peak 0.5."""
    narrow = resample(sound, rate_hz=rate_hz, to_hz=LINE_HZ)
    spectrum = np.fft.rfft(narrow)
    freq_hz = np.fft.rfftfreq(len(narrow), 1 / LINE_HZ)
    spectrum[(freq_hz < 300) | (freq_hz > 3400)] = 0
    passed = np.fft.irfft(spectrum, len(narrow))
    loud = 0.5 * passed / max(np.abs(passed).max(), 1e-9)
    steps = np.round(127 * np.sign(loud) * np.log1p(255 * np.abs(loud)) / np.log(256)) / 127
    return (np.sign(steps) * (256 ** np.abs(steps) - 1) / 255).astype(np.float32)


def measured(clips: list[Path], tracker: SwiftF0Tracker) -> dict[str, float]:
    """The features of several clips taken as one call."""
    pieces: list[Tracks] = []
    start_s = 0.0
    for clip in clips:
        line = over_the_line(*decoded(clip))
        whole = Interval(start_s, start_s + len(line) / LINE_HZ)
        pieces.append(track(line, rate_hz=LINE_HZ, start_s=start_s, speech=[whole], tracker=tracker))
        start_s = whole.end_s + GAP_S
    features = summarise(pieces, talk=Talk()).features
    return {name: one.value for name, one in features.items() if one.value is not None}


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--clips", type=int, default=12, help="clips a speaker and way of acting, about 0.6 s voiced each"
    )
    args = parser.parse_args()
    groups: dict[tuple[str, str, str], list[Path]] = defaultdict(list)
    with (args.folder / "clips.csv").open(encoding="utf-8") as table:
        for row in csv.DictReader(table):
            group = groups[row["acted"], row["sex"], row["speaker"]]
            group.append(args.folder / "clips" / f"{row['clip']}.opus")
    tracker = SwiftF0Tracker()
    found: dict[tuple[str, str], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    began = time.perf_counter()
    for (acted, sex, _), clips in sorted(groups.items()):
        for name, value in measured(clips[: args.clips], tracker).items():
            found[acted, sex][name].append(value)
    print(f"{platform.machine()}, {time.perf_counter() - began:.0f} s; 5th, 50th, 95th percentile over speakers")
    for name, unit in FEATURES.items():
        for acted in WAYS:
            cells = []
            for sex in ("female", "male"):
                values = found[acted, sex][name]
                if values:
                    low, middle, high = np.percentile(values, [5, 50, 95])
                    cells.append(f"{sex} {low:8.2f} {middle:8.2f} {high:8.2f} (n {len(values)})")
            if cells:
                print(f"{name:18} {unit:6} {acted:8} " + "  ".join(cells))
    return 0


if __name__ == "__main__":
    sys.exit(main())
