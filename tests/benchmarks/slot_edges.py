"""How well each slot of a greeting plays its own seconds, on made calls whose slot times are known to the sample.

    python tests/benchmarks/slot_edges.py FOLDER... [--cache DIR] [--look said] [--worst 10]

Each FOLDER is made by `make_calls.py --apart`: fillers are spoken by themselves, so that the start and end of every
slot are known. Counted are slots that are said in truth and found said; with `--look said` also those that the second
look alone decided, shown apart. An edge is wrong by the seconds between it and the truth, sign left out.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from measure import header, heard, load_one_thread, share, spread, table
from openings import GOOD_AUDIO, SLOT_NAMES, Judged, call_of, sheet

from voicecheck.pipeline import judge

WITHIN_S = 0.15
"""What a slot's seconds are to keep to."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One edge of one slot: found less true, in seconds."""

    call: str
    language: str
    condition: str
    slot: str
    edge: str
    error_s: float
    looked: bool
    heard: str


def edges(judged: Judged) -> Iterator[Edge]:
    """The edges of the slots that were said and found said."""
    truth = judged.truth
    for slot, known in truth["slot_times"].items():
        names = ("department|organisation", "department", "organisation") if slot == "dept" else (SLOT_NAMES[slot],)
        found = next((judged.verdict.slots[name] for name in names if name in judged.verdict.slots), None)
        if found is None or found.status != "said" or not truth["slots"][slot]:
            continue
        looked = "second look" in (found.note or "")
        for edge, at_s in (("start", found.start_s), ("end", found.end_s)):
            true_s = known[f"{edge}_s"]
            if true_s is not None and at_s is not None:
                error_s = at_s - true_s
                yield Edge(
                    truth["call"],
                    truth["language"],
                    judged.condition,
                    slot,
                    edge,
                    error_s,
                    looked,
                    found.heard or found.note or "",
                )


def row(name: str, found: Sequence[Edge]) -> list[object]:
    """Errors of both edges, and how many keep to the limit."""
    cells: list[object] = [name]
    for edge in ("start", "end"):
        own = [one.error_s for one in found if one.edge == edge]
        cells += [spread(own), share(sum(abs(error) <= WITHIN_S for error in own), len(own))]
    return cells


HEAD = ("slots", "start error s", f"start within {WITHIN_S} s", "end error s", f"end within {WITHIN_S} s")


def report(found: Sequence[Edge], worst: int) -> None:
    """Prints the tables: a slot, a condition, and where the second look decided."""
    plain = [one for one in found if not one.looked]
    good = [one for one in plain if one.condition in GOOD_AUDIO]
    rows = [row("all", plain), row("clean to medium", good)]
    rows += [row(f"{slot}, clean to medium", [one for one in good if one.slot == slot]) for slot in SLOT_NAMES]
    rows += [row(f"line {c}", [one for one in plain if one.condition == c]) for c in _kinds(plain, "condition")]
    rows += [row(f"language {n}", [one for one in plain if one.language == n]) for n in _kinds(plain, "language")]
    looked = [one for one in found if one.looked]
    rows += [row("by the second look", looked)] if looked else []
    print(table("Edges of slots: errors are median / 90 % / largest", HEAD, rows))
    for one in sorted(found, key=lambda one: -abs(one.error_s))[:worst]:
        print(f"{one.call} {one.condition} {one.slot} {one.edge} {one.error_s:+.2f} {one.heard!r}")


def _kinds(found: Sequence[Edge], name: str) -> list[str]:
    return list(dict.fromkeys(str(getattr(one, name)) for one in found))


def main() -> None:
    """Listens, judges, prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--look", choices=("off", "doubt", "said"), default="doubt", help="the second look")
    parser.add_argument("--worst", type=int, default=0, help="list so many of the largest errors")
    args = parser.parse_args()
    ears = load_one_thread()
    found: list[Edge] = []
    for folder in args.folders:
        truths = [json.loads(text) for text in (folder / "calls.jsonl").read_text("utf-8").splitlines()]
        print(header("Seconds of slots", folder, len(truths), ears.recognizer.name))
        for language in dict.fromkeys(truth["language"] for truth in truths):
            own = [truth for truth in truths if truth["language"] == language]
            standard = sheet(language, [truth["expected"]["name"] for truth in own], folder, args.look)
            for truth in own:
                evidence = heard(call_of(truth, folder), language, args.cache, ears, standard)
                found += edges(Judged(truth, evidence, judge(evidence, standard).verdicts[0]))
    report(found, args.worst)


if __name__ == "__main__":
    main()
