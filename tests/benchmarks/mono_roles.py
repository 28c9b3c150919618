"""How often speech goes to the right speaker when both sides share one channel, and what that does to verdicts.

    python tests/benchmarks/mono_roles.py FOLDER... [--cache DIR] [--language en] [--limit N] [--no-verdicts]

Each FOLDER holds `calls.jsonl` with every turn's role and times, and stereo recordings (agent's channel first), as
`make_calls.py` writes them or as HarperValleyBank has them. The channels are summed; the truth is the turns'. Counted
is the time in which exactly one side speaks and the voice activity detector hears somebody: whether its role is
right, and how much of it is left undecided (under `types.ROLE_SURE`, or in no turn). Intervals are over calls
(bootstrap), since the seconds of one call stand or fall together. The greeting is judged in stereo and in mono.
With --cache what the recogniser answered is kept: voices, turns and roles are found anew each time, so that a change
of any of them shows at once.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import harper_valley
import numpy as np
import openings
import soundfile
from measure import header, heard, load_one_thread, share, table
from numpy.typing import NDArray
from remembered import remembering

from voicecheck.pipeline import Ears, judge
from voicecheck.standard import Standard
from voicecheck.types import ROLE_SURE, CallEvidence, CallRef, Role

STEP_S = 0.01
BOOTSTRAPS = 2000
LIMITS = (0.5, 0.75, 0.8, 0.85, ROLE_SURE, 0.95)


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """One call in mono: of each counted step whether the agent speaks and with which probability she was said to."""

    truth: Mapping[str, Any]
    agent: NDArray[np.bool_]
    probability: NDArray[np.float64]
    mono: str
    stereo: str
    message: str

    @property
    def condition(self) -> str:
        """The line's condition; HarperValley's is the real telephone's."""
        return str((self.truth.get("condition") or {"level": "telephone"})["level"])


def steps(intervals: Sequence[tuple[float, float]], count: int) -> NDArray[np.bool_]:
    """Which steps lie in any of the intervals."""
    inside = np.zeros(count, dtype=np.bool_)
    for start_s, end_s in intervals:
        inside[round(start_s / STEP_S) : round(end_s / STEP_S)] = True
    return inside


def compared(truth: Mapping[str, Any], evidence: CallEvidence) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Of the steps with one speaker and speech: whether it is the agent, and the probability given to her."""
    count = round(evidence.recording.decoded_s / STEP_S) + 1
    spoken = [turn for turn in truth["turns"] if not turn["text"].startswith("[")]
    agent = steps([(t["start_s"], t["end_s"]) for t in spoken if t["role"] == "agent"], count)
    customer = steps([(t["start_s"], t["end_s"]) for t in spoken if t["role"] != "agent"], count)
    counted = (agent ^ customer) & steps([(r.start_s, r.end_s) for r in evidence.speech[0]], count)
    found = np.full(count, 0.5)
    for turn in evidence.transcript.turns:
        sure = turn.role_confidence or 0.5
        inside = slice(round(turn.start_s / STEP_S), round(turn.end_s / STEP_S))
        found[inside] = sure if turn.role is Role.AGENT else 1 - sure
    return agent[counted], found[counted]


def listened(truth: Mapping[str, Any], folder: Path, cache: Path | None, ears: Ears, standard: Standard | None) -> Told:
    """The call heard in mono, and its greeting judged in mono and in stereo."""
    harper = "greeting_complete" in truth
    call_of = harper_valley.call_of if harper else openings.call_of
    language = truth.get("language", "en")
    with tempfile.TemporaryDirectory() as temporary:
        mono = summed(call_of(dict(truth), folder), folder / truth["audio"], Path(temporary))
        evidence = heard(mono, language, None, remembering(ears, cache), standard)
    agent, probability = compared(truth, evidence)
    if standard is None:
        return Told(truth, agent, probability, "-", "-", "")
    stereo = judge(
        heard(call_of(dict(truth), folder), language, None, remembering(ears, cache), standard), standard
    ).verdicts[0]
    verdict = judge(evidence, standard).verdicts[0]
    return Told(truth, agent, probability, str(verdict.status), str(stereo.status), verdict.message)


def summed(call: CallRef, source: Path, out: Path) -> CallRef:
    """The call with its channels averaged into one 16-bit file."""
    sound, rate_hz = soundfile.read(source, dtype="float32", always_2d=True)
    file = out / f"{call.call_id}.flac"
    soundfile.write(file, sound.mean(axis=1), rate_hz)
    return replace(call, path=str(file), agent_channel=None)


def counts(calls: Sequence[Told], limit: float) -> NDArray[np.float64]:
    """Counted, decided and rightly decided steps a call, shape (calls, 3)."""
    rows = []
    for call in calls:
        decided = np.maximum(call.probability, 1 - call.probability) >= max(limit, 0.5 + 1e-9)
        right = decided & ((call.probability > 0.5) == call.agent)
        rows.append([len(call.agent), decided.sum(), right.sum()])
    return np.array(rows, dtype=np.float64).reshape(-1, 3)


def interval(calls: Sequence[Told], limit: float) -> str:
    """The share right of what is decided with its 95 % interval over calls, and the share left undecided."""
    own = counts(calls, limit)
    total, decided, right = own.sum(axis=0)
    if decided == 0:
        return "nothing decided"
    rng = np.random.default_rng(1)
    drawn = own[rng.integers(len(own), size=(BOOTSTRAPS, len(own)))].sum(axis=1)
    low, high = np.percentile(drawn[:, 2] / np.maximum(drawn[:, 1], 1), [2.5, 97.5])
    return f"{right / decided:.3f} [{low:.3f}, {high:.3f}], undecided {100 * (1 - decided / total):.0f} %"


def speech_row(name: str, calls: Sequence[Told]) -> list[object]:
    """One row of the table of speech time."""
    seconds = counts(calls, 0.5)[:, 0].sum() * STEP_S
    return [name, len(calls), f"{seconds:.0f}", interval(calls, 0.5), interval(calls, ROLE_SURE)]


def verdict_rows(calls: Sequence[Told]) -> list[list[object]]:
    """What the greeting came to in stereo and in mono, complete and defective ones apart."""
    rows: list[list[object]] = []
    for kind, wanted in (("complete", "pass"), ("defective", "fail")):
        own = [c for c in calls if (c.truth.get("verdict") or "pass") == wanted]
        for side in ("stereo", "mono"):
            counted = Counter(getattr(call, side) for call in own)
            line = [share(counted[status], len(own)) for status in ("pass", "fail")]
            rows.append([kind, side, len(own), *line, counted["review"], counted["undecided"]])
    return rows


def report(name: str, calls: Sequence[Told], *, verdicts: bool) -> None:
    """Prints one folder's tables."""
    groups: dict[str, list[Told]] = {"all": list(calls)}
    for call in calls:
        groups.setdefault(f"line {call.condition}", []).append(call)
        groups.setdefault(f"language {call.truth.get('language', 'en')}", []).append(call)
    good = [call for call in calls if call.condition in openings.GOOD_AUDIO]
    groups |= {"clean to medium": good} if good else {}
    head = ("calls", "n", "seconds", "right, all decided", f"right, sure ({ROLE_SURE})")
    print(table(f"{name}: speech time with the right role", head, [speech_row(n, c) for n, c in groups.items()]))
    curve = [[limit, interval(calls, limit), interval(good, limit) if good else "-"] for limit in LIMITS]
    print(table(f"{name}: by confidence", ("at least", "all", "clean to medium"), curve))
    if not verdicts:
        return
    head = ("greeting", "heard in", "n", "pass", "fail", "review", "undecided")
    print(table(f"{name}: the greeting, stereo and mono", head, verdict_rows(calls)))
    for call in calls:
        if (call.truth.get("verdict") or "pass") == "pass" and call.mono == "fail":
            print(f"\ncomplete, failed in mono ({call.stereo} in stereo): {call.truth['call']}: {call.message}")


def standard_of(language: str, truths: Sequence[Mapping[str, Any]], folder: Path) -> Standard:
    """The sheet of the folder's own benchmark."""
    if "greeting_complete" in truths[0]:
        return harper_valley.sheet([truth["agent"] for truth in truths])
    return openings.sheet(language, [truth["expected"]["name"] for truth in truths], folder)


def main() -> None:
    """Listens to each folder's calls and prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--language")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--no-verdicts", action="store_true", help="speech time alone, without listening in stereo")
    args = parser.parse_args()
    ears = load_one_thread()
    for folder in args.folders:
        truths = [json.loads(text) for text in (folder / "calls.jsonl").read_text("utf-8").splitlines()]
        truths = [t for t in truths if args.language in (None, t.get("language", "en"))][: args.limit]
        began_s, calls = time.process_time(), []
        for language in dict.fromkeys(truth.get("language", "en") for truth in truths):
            own = [truth for truth in truths if truth.get("language", "en") == language]
            standard = None if args.no_verdicts else standard_of(language, own, folder)
            calls += [listened(truth, folder, args.cache, ears, standard) for truth in own]
        print(header("Roles in one channel", folder, len(calls), ears.recognizer.name))
        report(folder.name, calls, verdicts=not args.no_verdicts)
        print(f"\n{(time.process_time() - began_s) / max(1, len(calls)):.2f} CPU s a call, listening in all.")


if __name__ == "__main__":
    main()
