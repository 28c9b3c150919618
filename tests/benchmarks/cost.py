"""What a check costs beside the naive pipeline: CPU seconds, real-time factor, peak memory.

    python tests/benchmarks/cost.py DIR [--calls 8] [--seed 1] [--long-s 300]

DIR is a folder of made openings. English calls of any kind are drawn by the seed and judged with their
metadata by the complete greeting of `openings.py`. They, and the first of them repeated to 5 minutes, are
checked by the opening, by the whole call, and by the naive pipeline: faster-whisper on the whole call with
beam 5 and temperature fallback, then librosa.pyin on all of it. Each in a process of its own, on one
thread, one after the other. CPU is that of the calls alone; loading the model is printed beside it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from measure import header, load_one_thread, table, write_looped
from openings import call_of, sheet

WAYS = ("opening", "call", "naive")
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
RATE_HZ = 16_000
PYIN_HZ = (65.0, 500.0)


def ours(scope: str, truths: Mapping[str, dict[str, Any]]) -> Callable[[Path], object]:
    """Our check, ready to run; a file whose truth is not known is judged as Joan's at Acme."""
    from voicecheck.pipeline import check_call
    from voicecheck.standard import load_standard
    from voicecheck.types import CallRef, Scope

    ears = load_one_thread()
    names = [truth["expected"]["name"] for truth in truths.values()]
    standard = sheet("en", names, Path(os.devnull).parent) if truths else load_standard("greeting-en")

    def check(path: Path) -> object:
        call = CallRef(path=str(path), call_id=path.stem, agent="Joan", organisation="Acme", agent_channel=0)
        if str(path) in truths:
            call = replace(call_of(truths[str(path)], path.parent), path=str(path))
        return check_call(call, standard, scope=Scope(scope), ears=ears)

    return check


def naive() -> Callable[[Path], object]:
    """What a script of twenty lines does, ready to run."""
    import librosa
    from faster_whisper import WhisperModel

    from voicecheck.asr.models import model_dir
    from voicecheck.config import load_settings

    settings = load_settings()
    model = WhisperModel(
        str(model_dir(settings.model, settings.home)), device="cpu", compute_type=settings.compute_type, cpu_threads=1
    )

    def check(path: Path) -> object:
        segments, _ = model.transcribe(str(path), language="en", beam_size=5)
        words = [segment.text for segment in segments]
        sound, rate_hz = librosa.load(path, sr=RATE_HZ, mono=True)
        return words, librosa.pyin(sound, fmin=PYIN_HZ[0], fmax=PYIN_HZ[1], sr=rate_hz)

    return check


def run_child(way: str, files: list[Path], truths: Mapping[str, dict[str, Any]]) -> None:
    """Checks the files one after the other and prints CPU seconds and peak memory as JSON."""
    started_s = time.process_time()
    check = naive() if way == "naive" else ours(way, truths)
    loaded_s = time.process_time() - started_s
    started_s, wall_s = time.process_time(), time.perf_counter()
    for file in files:
        check(file)
    measured = {"cpu_s": time.process_time() - started_s, "wall_s": time.perf_counter() - wall_s, "load_s": loaded_s}
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**measured, "peak_mb": peak_mb}))


def measure(way: str, files: list[Path], truths: Mapping[str, dict[str, Any]] | None = None) -> dict[str, float]:
    """One way of checking, in a process of its own."""
    command = [sys.executable, __file__, "--child", way, json.dumps(truths or {}), *map(str, files)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, **ONE_THREAD})
    return {name: float(value) for name, value in json.loads(done.stdout.splitlines()[-1]).items()}


def compare(title: str, truths: Mapping[str, dict[str, Any]], audio_s: float) -> str:
    """The table of all ways on some recordings, given by path with what is true of them."""
    files = [Path(path) for path in truths]
    found = {way: measure(way, files, truths) for way in WAYS}
    base = found["naive"]["cpu_s"]
    rows = [
        [
            way,
            f"{one['cpu_s'] / len(files):.2f}",
            f"{one['wall_s'] / audio_s:.3f}",
            f"{one['peak_mb']:.0f}",
            f"{one['load_s']:.1f}",
            f"{base / one['cpu_s']:.1f}",
        ]
        for way, one in found.items()
    ]
    return table(title, ("way", "CPU s a call", "RTF", "peak MB", "CPU s to load", "naive / this"), rows)


def main() -> None:
    """Prints one table for short calls and one for long ones."""
    if sys.argv[1:2] == ["--child"]:
        run_child(sys.argv[2], [Path(name) for name in sys.argv[4:]], json.loads(sys.argv[3]))
        return
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--calls", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--long-s", type=float, default=300.0)
    args = parser.parse_args()
    english = [
        truth
        for text in (args.folder / "calls.jsonl").read_text("utf-8").splitlines()
        if (truth := json.loads(text))["language"] == "en"
    ]
    chosen = random.Random(args.seed).sample(english, min(args.calls, len(english)))
    short = {str((args.folder / truth["audio"]).resolve()): truth for truth in chosen}
    length_s = sum(truth["duration_s"] for truth in chosen)
    print(header("Cost, one thread", args.folder, len(short), load_one_thread().recognizer.name))
    print(compare(f"Short calls, {length_s / len(short):.0f} s on average", short, length_s))
    with tempfile.TemporaryDirectory() as folder:
        source, truth = next(iter(short.items()))
        long = Path(folder) / f"{Path(source).stem}.flac"
        write_looped(Path(source), long, args.long_s)
        print(compare(f"A call of {args.long_s:.0f} s", {str(long): truth}, args.long_s))


if __name__ == "__main__":
    main()
