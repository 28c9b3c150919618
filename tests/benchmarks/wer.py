"""Word errors in a short context against Whisper's full context of 30 s, on the greetings of made openings.

    python tests/benchmarks/wer.py DIR [--language en] [--limit 40]

Both hear the same stretch of the agent's channel, the greeting with 0.5 s on either side, decoded
greedily by the same weights. CPU seconds are those of this process, one thread.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import soundfile
from measure import WordErrors, header, load_one_thread, table, word_errors

from voicecheck.asr.faster_whisper import FasterWhisper, with_hearing
from voicecheck.signal import resample
from voicecheck.types import Audio, Interval

RATE_HZ = 16_000
PAD_S = 0.5
FULL_S = 30.0


def greeting_sound(truth: dict[str, Any], folder: Path) -> Audio:
    """The greeting on the agent's channel at 16 kHz."""
    sound, rate_hz = soundfile.read(folder / truth["audio"], dtype="float32", always_2d=True)
    start_s = max(0.0, truth["greeting_start_s"] - PAD_S)
    cut = sound[round(start_s * rate_hz) : round((truth["greeting_end_s"] + PAD_S) * rate_hz), 0]
    return Audio(resample(cut, rate_hz=rate_hz, to_hz=RATE_HZ)[None], RATE_HZ)


def hearings(recognizer: FasterWhisper) -> dict[str, Callable[[Audio, str], str]]:
    """The ways of hearing that are compared."""
    padded = with_hearing(recognizer, replace(recognizer.hearing, grain_s=FULL_S, retry=False))
    once = with_hearing(recognizer, replace(recognizer.hearing, retry=False))

    def by(one: FasterWhisper) -> Callable[[Audio, str], str]:
        def hear(sound: Audio, language: str) -> str:
            found = one.transcribe(sound, [Interval(0, sound.duration_s)], language=language)
            return " ".join(segment.text for segment in found.segments)

        return hear

    return {"short, 30 s where doubtful": by(recognizer), "short only": by(once), "30 s": by(padded)}


def main() -> None:
    """Transcribes every greeting in every way and prints word error rates by condition."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--language", default="en")
    parser.add_argument("--limit", type=int)
    args = parser.parse_args()
    truths = [json.loads(text) for text in (args.folder / "calls.jsonl").read_text("utf-8").splitlines()]
    wanted = [t for t in truths if t["language"] == args.language and t["greeting"] and t["kind"] != "other_lang"]
    wanted = wanted[: args.limit]
    recognizer = load_one_thread().recognizer
    if not isinstance(recognizer, FasterWhisper):
        raise SystemExit("this benchmark compares contexts of faster-whisper; unset VOICECHECK_ENGINE")
    errors: dict[tuple[str, str], WordErrors] = defaultdict(lambda: WordErrors(0, 0))
    cpu_s: dict[str, float] = defaultdict(float)
    ways = hearings(recognizer)
    for truth in wanted:
        sound = greeting_sound(truth, args.folder)
        for name, hear in ways.items():
            start_s = time.process_time()
            found = word_errors(truth["greeting"], hear(sound, args.language))
            cpu_s[name] += time.process_time() - start_s
            for group in (truth["condition"]["level"], "all"):
                errors[name, group] += found
    groups = [*dict.fromkeys(truth["condition"]["level"] for truth in wanted), "all"]
    rows = [[n, *(f"{errors[n, g].rate:.3f}" for g in groups), f"{cpu_s[n] / len(wanted):.2f}"] for n in ways]
    print(header("Word errors by context", args.folder, len(wanted), recognizer.name))
    print(table("WER", ("context", *groups, "CPU s a greeting"), rows))


if __name__ == "__main__":
    main()
