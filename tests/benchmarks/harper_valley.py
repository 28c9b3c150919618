"""The greeting verdict on real telephone calls with human transcripts (HarperValleyBank, CC BY 4.0).

    python tests/benchmarks/harper_valley.py DIR [--cache DIR]

DIR holds `calls.jsonl` (agent, started_at, human turns with times) and the recordings. The sheet is that
bank's own: "hello, this is Harper Valley National Bank, my name is NAME, how can I help you today".
"""

from __future__ import annotations

import argparse
import json
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from measure import header, heard, load_one_thread, share, spread, table, word_errors

from voicecheck.pipeline import judge
from voicecheck.standard import Standard, load_standard
from voicecheck.types import CallRef, Role, Verdict

BANK = "Harper Valley National Bank"
FORMULA = "{salutation}, {organisation}, {agent} speaking, {offer}"
OFFER_END = "help you today"


def sheet(names: list[str]) -> Standard:
    """The bank's greeting as a standard; its "hello" counts as a salutation."""
    rule = {"level": "error", "formula": FORMULA, "neutral_salutation": True, "source": "the bank's script"}
    content = {"schema": 1, "id": "harper", "language": "en", "roster": sorted(set(names))}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "harper.yaml"
        file.write_text(yaml.safe_dump({**content, "rules": {"greeting.formula": rule}}), "utf-8")
        return load_standard(file)


def call_of(truth: dict[str, Any], folder: Path) -> CallRef:
    """The call with its metadata."""
    return CallRef(
        path=str((folder / truth["audio"]).resolve()),
        call_id=truth["call"],
        agent=truth["agent"],
        organisation=BANK,
        customer=truth["customer"],
        started_at=datetime.fromisoformat(truth["started_at"]),
        language="en",
        agent_channel=truth["channels"]["agent"],
    )


def greeting_of(truth: dict[str, Any]) -> tuple[float, float, str]:
    """Start, end and words of the greeting in the human transcript: the agent's turns up to the offer's end."""
    turns = [t for t in truth["turns"] if t["role"] == "agent" and not t["text"].startswith("[")]
    last = next(number for number, turn in enumerate(turns) if OFFER_END in turn["text"])
    said = turns[: last + 1]
    return said[0]["start_s"], said[-1]["end_s"], " ".join(turn["text"] for turn in said)


def slot_times(verdict: Verdict) -> tuple[float, float] | None:
    """Start of the first and end of the last slot that was said."""
    said = [s for s in verdict.slots.values() if s.start_s is not None and s.end_s is not None and s.status == "said"]
    return (min(s.start_s or 0 for s in said), max(s.end_s or 0 for s in said)) if said else None


def main() -> None:
    """Listens, judges, prints a row a call and the sums."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cache", type=Path)
    args = parser.parse_args()
    truths = [json.loads(text) for text in (args.folder / "calls.jsonl").read_text("utf-8").splitlines()]
    ears, standard = load_one_thread(), sheet([truth["agent"] for truth in truths])
    rows, starts, ends, statuses = [], [], [], []
    for truth in truths:
        evidence = heard(call_of(truth, args.folder), "en", args.cache, ears, standard)
        verdict = judge(evidence, standard).verdicts[0]
        start_s, end_s, said = greeting_of(truth)
        found = slot_times(verdict)
        words = evidence.transcript.words(Role.AGENT)
        text = " ".join(w.text for w in words if start_s - 0.3 <= (w.start_s + w.end_s) / 2 <= end_s + 0.3)
        statuses.append(str(verdict.status))
        if found:
            starts.append(found[0] - start_s)
            ends.append(found[1] - end_s)
        errors = [f"{starts[-1]:+.2f}", f"{ends[-1]:+.2f}"] if found else ["-", "-"]
        slots = ", ".join(f"{name} {slot.status}" for name, slot in verdict.slots.items() if slot.status != "said")
        rate = word_errors(said, text).rate or 0.0
        rows.append([truth["call"], truth["agent"], verdict.status, *errors, f"{rate:.2f}", slots or "all said"])
    print(header("HarperValley greetings", args.folder, len(truths), ears.recognizer.name))
    print(table("Calls", ("call", "agent", "verdict", "start error s", "end error s", "WER", "slots"), rows))
    complete = [s for s, truth in zip(statuses, truths, strict=True) if truth["greeting_complete"]]
    sums = [
        ["complete greeting passed", share(complete.count("pass"), len(complete))],
        ["complete greeting failed", share(complete.count("fail"), len(complete))],
        ["start error s, median / 90 % / largest", spread(starts)],
        ["end error s, median / 90 % / largest", spread(ends)],
    ]
    print(table("Sums", ("what", "value"), sums))


if __name__ == "__main__":
    main()
