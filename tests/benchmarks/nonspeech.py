"""What is invented where nobody speaks: silence, rings, hold music, noise, busy tone.

    python tests/benchmarks/nonspeech.py DIR [--cache DIR]

DIR holds `clips.jsonl` (clip, kind, level) and the recordings. Wanted: no word and no greeting.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path

from measure import header, heard, load_one_thread, table

from voicecheck.pipeline import judge
from voicecheck.shares import upper_bound
from voicecheck.standard import load_standard
from voicecheck.types import CallRef, Outcome, SlotStatus

STANDARD = "greeting-en"


def main() -> None:
    """Listens to every clip and prints what was invented, by kind."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cache", type=Path)
    args = parser.parse_args()
    clips = [json.loads(text) for text in (args.folder / "clips.jsonl").read_text("utf-8").splitlines()]
    ears, standard = load_one_thread(), load_standard(STANDARD)
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
    for clip in clips:
        path = (args.folder / clip["clip"]).resolve()
        call = CallRef(path=str(path), call_id=path.stem, agent="Joan", organisation="Acme Travel", language="en")
        report = judge(evidence := heard(call, "en", args.cache, ears, standard), standard)
        words = sum(len(turn.words) for turn in evidence.transcript.turns)
        said = [s for v in report.verdicts for s in v.slots.values() if s.status is SlotStatus.SAID]
        verdict_wrong = report.outcome in (Outcome.PASS, Outcome.FAIL)
        for column, value in enumerate((1, words, words > 0, bool(said), verdict_wrong)):
            counts[clip["kind"]][column] += value
        if words:
            print(clip["clip"], [turn.text for turn in evidence.transcript.turns])
    print(header("Nobody speaks", args.folder, len(clips), ears.recognizer.name))
    columns = ("kind", "clips", "words invented", "clips with words", "clips with a slot said", "passed or failed")
    print(table("Invented", columns, [[kind, *row] for kind, row in counts.items()]))
    invented = sum(row[3] for row in counts.values())
    print(f"\nInvented greetings: {invented} of {len(clips)}, at most {100 * upper_bound(invented, len(clips)):.1f} %.")


if __name__ == "__main__":
    main()
