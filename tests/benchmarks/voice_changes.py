"""How well another voice on the same line is told from the same one: log-odds across a pause, on stereo calls.

    python tests/benchmarks/voice_changes.py FOLDER... [--limit N]

Each FOLDER holds `calls.jsonl` with every turn's role and times, and stereo recordings. The agent's first turn is put
before her own later turns, and before the customer's: the same person goes on, or another.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import line
import numpy as np
import soundfile
import soxr
from measure import table
from numpy.typing import NDArray

from voicecheck.intervals import merged
from voicecheck.types import Interval
from voicecheck.voice.speaker import change_log_odds, describe_speech

COMPARED_S, LEAST_S, PAUSE_S = 6.0, 1.0, 0.5
LIMITS = (-3.0, -1.0, 1.0, 3.0, 5.0)


def speech(sound: NDArray[np.float32], turns: Sequence[tuple[float, float]]) -> NDArray[np.float32]:
    """The turns' sound, one after the other, at most `COMPARED_S` of it."""
    parts = [sound[round(a * line.RATE_HZ) : round(b * line.RATE_HZ)] for a, b in turns]
    joined = np.concatenate([line.seconds(0), *parts])
    return joined[: round(COMPARED_S * line.RATE_HZ)]


def odds(before: NDArray[np.float32], after: NDArray[np.float32]) -> float | None:
    """The log-odds that another person goes on; None where there is too little to compare."""
    if min(len(before), len(after)) < LEAST_S * line.RATE_HZ:
        return None
    sound = np.concatenate([before, line.seconds(PAUSE_S), after])
    end_s = len(before) / line.RATE_HZ
    regions = merged([Interval(0.0, end_s), Interval(end_s + PAUSE_S, len(sound) / line.RATE_HZ)])
    points = describe_speech([(sound, 0.0)], rate_hz=line.RATE_HZ, speech=regions)
    return change_log_odds(points, end_s + PAUSE_S / 2)


def compared(truth: dict[str, Any], folder: Path) -> tuple[float | None, float | None]:
    """The log-odds against herself and against the customer, of one call."""
    sound, rate_hz = soundfile.read(folder / truth["audio"], dtype="float32", always_2d=True)
    agent, customer = np.ascontiguousarray(soxr.resample(sound, rate_hz, line.RATE_HZ).T)[:2]
    spoken = [t for t in truth["turns"] if not t["text"].startswith("[") and t["end_s"] - t["start_s"] > PAUSE_S]
    hers = [(t["start_s"], t["end_s"]) for t in spoken if t["role"] == "agent"]
    others = [(t["start_s"], t["end_s"]) for t in spoken if t["role"] != "agent"]
    first = speech(agent, hers[:1])
    return odds(first, speech(agent, hers[1:])), odds(first, speech(customer, others))


def main() -> None:
    """Compares, prints a table a folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--limit", type=int)
    args = parser.parse_args()
    for folder in args.folders:
        truths = [json.loads(text) for text in (folder / "calls.jsonl").read_text("utf-8").splitlines()]
        truths = [truth for truth in truths if truth["channels"]][: args.limit]
        pairs = [compared(truth, folder) for truth in truths]
        rows = []
        for name, found in (("same", [a for a, _ in pairs]), ("another", [b for _, b in pairs])):
            known = sorted(value for value in found if value is not None)
            counts = [sum(value >= limit for value in known) for limit in LIMITS]
            edges = f"{known[0]:.1f} / {np.median(known):.1f} / {known[-1]:.1f}" if known else "-"
            rows.append([name, len(known), edges, *counts])
        head = ("voice", "n", "least / median / most", *(f">= {limit:g}" for limit in LIMITS))
        print(table(f"{folder.name}: log-odds that another person goes on", head, rows))


if __name__ == "__main__":
    main()
