"""How often the greeting verdict is right, on a folder of made openings.

    python tests/benchmarks/openings.py DIR [--cache DIR [--kept]] [--mono] [--language en] [--limit N]

DIR holds `calls.jsonl` and the recordings, as `make_calls.py` writes them; `roster.csv` in it is the
roster, without it the names of the calls are. Every call is judged by one rule, the complete greeting
(salutation, department or organisation, agent, offer) within 10 s. With --cache, evidence is kept, and
a second run only judges: with another --look, or after a change of rules. --kept takes only the calls
that are in the cache, so that a long run can be looked at while it goes on. --mono sums the channels first.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import line
import numpy as np
import soundfile
import soxr
import yaml
from measure import (
    WordErrors,
    header,
    heard,
    kept_file,
    load_one_thread,
    share,
    spread,
    table,
    word_errors,
)

from voicecheck.pipeline import judge
from voicecheck.shares import upper_bound
from voicecheck.standard import Standard, load_standard
from voicecheck.types import CallEvidence, CallRef, Role, SlotStatus, Verdict

OUTCOMES = ("pass", "fail", "review", "undecided", "not_applicable")
SLOT_NAMES = {"salutation": "salutation", "dept": "place", "name": "agent", "offer": "offer"}
GOOD_AUDIO = ("clean", "mild", "medium")
FORMULA = "{salutation}, {department|organisation}, {agent} speaking, {offer}"
WITHIN_S = 10
MOST_CAUSES = 15
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|\d+\.\d+")
"""Words and seconds in a reason, which are another in every call."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One call: the truth, what was heard, and the verdict on the greeting."""

    truth: dict[str, Any]
    evidence: CallEvidence
    verdict: Verdict

    @property
    def condition(self) -> str:
        """The line's condition."""
        return str(self.truth["condition"]["level"])


def call_of(truth: dict[str, Any], folder: Path) -> CallRef:
    """The call with the metadata that a sheet beside it would give."""
    expected, channels = truth["expected"], truth.get("channels") or {}
    started = truth.get("started_at") or f"2024-03-04T{expected['local_time']}:00+00:00"
    return CallRef(
        path=str((folder / truth["audio"]).resolve()),
        call_id=truth["call"],
        agent=expected["name"],
        department=expected["dept"] if expected["dept_kind"] == "department" else None,
        organisation=expected["dept"] if expected["dept_kind"] != "department" else None,
        started_at=datetime.fromisoformat(started),
        language=truth["language"],
        agent_channel=channels.get("agent"),
    )


def sheet(language: str, names: Sequence[str], folder: Path, look: str = "said") -> Standard:
    """The standard of this benchmark: the complete greeting, nothing else."""
    roster = folder / "roster.csv"
    rule = {"level": "error", "formula": FORMULA, "within_s": WITHIN_S, "second_look": look, "source": "benchmark"}
    content = {
        "schema": 1,
        "id": f"openings-{language}",
        "language": language,
        "roster": str(roster.resolve()) if roster.exists() else sorted(set(names)),
        "rules": {"greeting.formula": rule},
    }
    with tempfile.TemporaryDirectory() as temporary:
        file = Path(temporary) / "standard.yaml"
        file.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
        return load_standard(file)


def asked_of_calls(language: str, folder: Path) -> str:
    """What names the kept evidence: all that the listening was told of what the calls are judged by."""
    roster = folder / "roster.csv"
    names = roster.read_bytes() if roster.exists() else b""
    return f"{language} {FORMULA} {WITHIN_S} {hashlib.sha256(names).hexdigest()}"


def slot_said(verdict: Verdict, slot: str) -> str:
    """The status of a slot of the truth in the verdict's own slots; `cannot_tell` where it was not judged."""
    names = ("department|organisation", "department", "organisation") if slot == "dept" else (SLOT_NAMES[slot],)
    statuses = [verdict.slots[name].status for name in names if name in verdict.slots]
    if not statuses:
        return str(SlotStatus.CANNOT_TELL)
    return str(SlotStatus.SAID) if SlotStatus.SAID in statuses else str(statuses[0])


def verdict_table(calls: Sequence[Judged], title: str) -> str:
    """Truth against verdict, by kind of call."""
    kinds = dict.fromkeys(call.truth["kind"] for call in calls)
    rows = []
    for kind in kinds:
        own = [call for call in calls if call.truth["kind"] == kind]
        counts = Counter(str(call.verdict.status) for call in own)
        rows.append([kind, own[0].truth["verdict"], len(own), *(counts[o] for o in OUTCOMES)])
    return table(title, ("kind", "truth", "n", *OUTCOMES), rows)


def summary_row(name: str, calls: Sequence[Judged]) -> list[object]:
    """Right passes, false fails, missed defects and the share decided, of some calls."""
    complete = [c for c in calls if c.truth["verdict"] == "pass"]
    defective = [c for c in calls if c.truth["verdict"] == "fail"]
    passed = [c for c in calls if c.verdict.status == "pass"]
    failed = sum(c.verdict.status == "fail" for c in complete)
    decided = sum(c.verdict.status in ("pass", "fail") for c in calls)
    return [
        name,
        len(calls),
        f"{failed}/{len(complete)}, at most {100 * upper_bound(failed, len(complete)):.1f} %",
        share(sum(c.truth["verdict"] == "pass" for c in passed), len(passed)),
        share(sum(c.verdict.status == "fail" for c in defective), len(defective)),
        sum(c.verdict.status == "pass" for c in defective),
        share(decided, len(calls)),
    ]


SUMMARY = ("calls", "n", "complete failed", "pass is right", "defect failed", "defect passed", "decided")


def slot_table(calls: Sequence[Judged]) -> str:
    """Precision and recall a slot: `said` against the truth."""
    rows = []
    for slot in SLOT_NAMES:
        pairs = [(call.truth["slots"][slot], slot_said(call.verdict, slot)) for call in calls]
        both = sum(true and found == "said" for true, found in pairs)
        found = sum(found == "said" for _, found in pairs)
        spoken = sum(true for true, _ in pairs)
        open_ = sum(found == "cannot_tell" for _, found in pairs)
        rows.append([slot, share(both, found), share(both, spoken), found - both, open_])
    return table("Slots", ("slot", "precision", "recall", "said but not so", "cannot tell"), rows)


def open_table(calls: Sequence[Judged]) -> str:
    """What keeps calls on clean to medium audio from being decided: which part, and for what reason."""
    open_ = [c for c in calls if c.condition in GOOD_AUDIO and c.verdict.status not in ("pass", "fail")]
    causes = Counter(
        (str(c.verdict.status), name, QUOTED.sub("..", slot.note or "no reason told"))
        for c in open_
        for name, slot in c.verdict.slots.items()
        if slot.status == SlotStatus.CANNOT_TELL
    )
    other = Counter(
        (str(c.verdict.status), "whole", QUOTED.sub("..", c.verdict.message))
        for c in open_
        if all(slot.status != SlotStatus.CANNOT_TELL for slot in c.verdict.slots.values())
    )
    rows = [[*cause, n] for cause, n in (causes + other).most_common(MOST_CAUSES)]
    return table("Why it stays open, clean to medium", ("verdict", "part", "reason", "n"), rows)


def times(call: Judged) -> dict[str, float]:
    """Errors in seconds: greeting start and end as found against the truth, slot edges where both are known."""
    slots = [slot for slot in call.verdict.slots.values() if slot.status == "said" and slot.start_s is not None]
    errors: dict[str, float] = {}
    if all(call.truth["slots"].values()) and len(slots) >= len(SLOT_NAMES):
        errors["start"] = min(s.start_s or 0.0 for s in slots) - call.truth["greeting_start_s"]
        errors["end"] = max(s.end_s or 0.0 for s in slots) - call.truth["greeting_end_s"]
    for name, known in call.truth.get("slot_times", {}).items():
        own = call.verdict.slots.get(SLOT_NAMES[name])
        if own is not None and own.status == "said":
            for edge, value in (("start_s", own.start_s), ("end_s", own.end_s)):
                if known[edge] is not None and value is not None:
                    errors[f"{name} {edge}"] = value - known[edge]
    return errors


def greeting_errors(call: Judged) -> WordErrors:
    """Word errors between the greeting's words and the agent's words heard while it was said."""
    if not call.truth["greeting"]:
        return WordErrors(0, 0)
    start_s, end_s = call.truth["greeting_start_s"] - 0.3, call.truth["greeting_end_s"] + 0.3
    words = call.evidence.transcript.words(Role.AGENT)
    said = " ".join(w.text for w in words if start_s <= (w.start_s + w.end_s) / 2 <= end_s)
    return word_errors(call.truth["greeting"], said)


def line_table(calls: Sequence[Judged]) -> str:
    """Rings, times and words by the line's condition."""
    rows = []
    for condition in dict.fromkeys(call.condition for call in calls):
        own = [call for call in calls if call.condition == condition]
        rings = sum((c.evidence.rings.count if c.evidence.rings else 0) == c.truth["rings"] for c in own)
        found = [times(call) for call in own]
        words = sum((greeting_errors(call) for call in own), WordErrors(0, 0))
        edges = [v for errors in found for k, v in errors.items() if k.endswith("_s")]
        starts, ends = ([e[key] for e in found if key in e] for key in ("start", "end"))
        wer = "-" if words.rate is None else f"{words.rate:.2f}"
        rows.append([condition, len(own), share(rings, len(own)), spread(starts), spread(ends), spread(edges), wer])
    head = ("condition", "n", "rings exact", "start error s", "end error s", "slot edge error s", "greeting WER")
    return table("Line: errors are median / 90 % / largest", head, rows)


def summed(truth: dict[str, Any], folder: Path, out: Path) -> dict[str, Any]:
    """The call with its channels averaged into one, in `out`; without a channel map."""
    sound, rate_hz = soundfile.read(folder / truth["audio"], dtype="float32", always_2d=True)
    mono = soxr.resample(sound.mean(axis=1), rate_hz, line.RATE_HZ)[None]
    line.write_call(out / f"{truth['call']}.opus", np.asarray(mono, dtype=np.float32))
    return {**truth, "channels": None, "audio": f"{truth['call']}.opus"}


def main() -> None:
    """Listens, judges, prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--language")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--look", choices=("off", "doubt", "said"), default="said", help="the second look")
    parser.add_argument("--mono", action="store_true")
    parser.add_argument("--kept", action="store_true", help="only calls whose evidence is in the cache")
    parser.add_argument("--wrong", action="store_true", help="list the calls that were judged wrongly")
    args = parser.parse_args()
    truths = [json.loads(text) for text in (args.folder / "calls.jsonl").read_text("utf-8").splitlines()]
    truths = [truth for truth in truths if args.language in (None, truth["language"])][: args.limit]
    ears = load_one_thread()
    print(header("Greeting verdicts", args.folder, len(truths), ears.recognizer.name))
    for language in dict.fromkeys(truth["language"] for truth in truths):
        own = [truth for truth in truths if truth["language"] == language]
        names = [truth["expected"]["name"] for truth in own]
        standard, listening = (sheet(language, names, args.folder, look) for look in (args.look, "said"))
        asked = asked_of_calls(language, args.folder)
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary) if args.mono else args.folder
            if args.mono:
                own = [summed(truth, args.folder, folder) for truth in own]
            calls = []
            for truth in own:
                call = call_of(truth, folder)
                if args.kept and not kept_file(call, language, args.cache, ears, asked).exists():
                    continue
                evidence = heard(call, language, args.cache, ears, listening, asked=asked)
                calls.append(Judged(truth, evidence, judge(evidence, standard).verdicts[0]))
        report(language, calls, wrong=args.wrong)


def report(language: str, calls: Sequence[Judged], *, wrong: bool) -> None:
    """Prints one language's tables."""
    groups = {"all": calls, "clean to medium": [c for c in calls if c.condition in GOOD_AUDIO]}
    groups |= {name: [c for c in calls if c.condition == name] for name in dict.fromkeys(c.condition for c in calls)}
    print(f"\n## Language {language}")
    print(verdict_table(calls, "Verdict by kind, all conditions"))
    print(verdict_table(groups["clean to medium"], "Verdict by kind, clean to medium"))
    print(table("By condition", SUMMARY, [summary_row(name, own) for name, own in groups.items() if own]))
    print(slot_table(calls))
    print(open_table(calls))
    print(line_table(calls))
    for call in calls if wrong else ():
        if call.verdict.status in ("pass", "fail") and call.verdict.status != call.truth["verdict"]:
            said = " ".join(word.text for word in call.evidence.transcript.words(Role.AGENT)[:30])
            print(f"\n{call.truth['call']} {call.condition} {call.truth['kind']}: {call.verdict.message}")
            print(f"  said  {call.truth['greeting']}\n  heard {said}")


if __name__ == "__main__":
    main()
