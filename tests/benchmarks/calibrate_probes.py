"""Sets the limits of the second look: as many spoken parts found as possible, none invented.

    python tests/benchmarks/calibrate_probes.py --dev DIR --test DIR [--cache DIR] [--every N]

DIR as `make_calls.py` writes it. Each call is judged as it is, and again as if another person, place or hour
were expected, so that every part also occurs as one that was not said. Asked is exactly what the rule asks:
the parts that plain recognition left open. Limits are set on the dev part and measured on the test part,
whose voices, names and wordings are others.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from measure import header, heard, load_one_thread, share, table, upper_bound
from openings import GOOD_AUDIO, call_of, sheet

from voicecheck.asr.base import Prober
from voicecheck.audio.survey import survey
from voicecheck.pipeline import Ears, probes_wanted
from voicecheck.rules.greeting_look import Limits, hinted, spoken_in, strong
from voicecheck.types import Audio, CallEvidence, CallRef, Probe

KINDS = {
    "salutation": "salutation",
    "department": "organisation",
    "organisation": "organisation",
    "agent": "person",
    "offer": "offer",
}
TRUTH = {"salutation": "salutation", "organisation": "dept", "person": "name", "offer": "offer"}
PMI = (0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 6.0)
AHEAD = (0.0, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0)
OTHER_PLACES = ("legal department", "Silver Lake Insurance")
LEAST_LANGUAGE = 0.5


@dataclass(frozen=True, slots=True)
class Asked:
    """One open part of one call: whether it was said, under which condition, and its probes."""

    call: str
    kind: str
    said: bool
    good_audio: bool
    probes: tuple[Probe, ...]

    def found(self, limits: Limits) -> bool:
        """Whether the second look says that it was said."""
        return any(spoken_in(p, LEAST_LANGUAGE) and strong(p, limits) for p in self.probes)


def variants(call: CallRef, names: Sequence[str], number: int) -> Iterator[tuple[CallRef, str | None]]:
    """The call as it is, and with one expectation changed; with the kind of part that is then never said."""
    yield call, None
    others = [name for name in names if name != call.agent]
    yield replace(call, agent=others[number % len(others)]), "person"
    place = OTHER_PLACES[number % 2]
    field = "department" if call.department else "organisation"
    yield replace(call, **{field: place}), "organisation"  # type: ignore[arg-type]
    if call.started_at and number % 2:
        shift = timedelta(hours=(6, -6)[call.started_at.hour >= 12])
        yield replace(call, started_at=call.started_at + shift), "salutation"


def asked_of(truth: dict[str, Any], evidence: CallEvidence, folder: Path, number: int, ears: Ears) -> Iterator[Asked]:
    """The open parts of a call and of its variants, probed."""
    assert isinstance(ears.recognizer, Prober)
    names = [line.strip() for line in (folder / "roster.csv").read_text("utf-8").splitlines()[1:]]
    standard = sheet(truth["language"], names, folder, "said")
    _, sound = survey(evidence.call.path, head_s=60.0)
    channel = sound.samples[evidence.transcript.agent_channel or 0]
    mono = Audio(np.ascontiguousarray(channel)[None, :], sound.rate_hz)
    for call, absent in variants(evidence.call, names, number):
        requests = probes_wanted(replace(evidence, call=call), standard)
        requests = tuple(r for r in requests if absent in (None, KINDS[r.slot]))
        probes = ears.recognizer.probe(mono, requests=requests, language=truth["language"])
        for kind in dict.fromkeys(KINDS[r.slot] for r in requests):
            own = tuple(p for p in probes if KINDS[p.slot] == kind)
            said = absent is None and bool(truth["slots"][TRUTH[kind]])
            yield Asked(truth["call"], kind, said, truth["condition"]["level"] in GOOD_AUDIO, own)


def measured(folder: Path, cached: Path | None, ears: Ears, every: int) -> list[Asked]:
    """Every open part of a folder's calls, or of each so-manyth."""
    truths = [json.loads(text) for text in (folder / "calls.jsonl").read_text("utf-8").splitlines()][::every]
    found: list[Asked] = []
    for number, truth in enumerate(truths):
        evidence = heard(call_of(truth, folder), truth["language"], cached, ears)
        found += asked_of(truth, evidence, folder, number, ears)
    return found


def best_limits(asked: Sequence[Asked]) -> Limits:
    """The limits that find most said parts and invent none; of equals the strictest."""
    said, unsaid = [a for a in asked if a.said], [a for a in asked if not a.said]

    @cache
    def worth(limits: Limits) -> tuple[int, float]:
        if any(a.found(limits) for a in unsaid):
            return -1, 0.0
        return sum(a.found(limits) for a in said), sum(limits)

    return max(product(PMI, AHEAD, AHEAD), key=worth)


def row(kind: str, limits: Limits, asked: Sequence[Asked]) -> list[object]:
    """Found and invented, of the open parts of one kind."""
    own = [a for a in asked if a.kind == kind]
    said, unsaid = [a for a in own if a.said], [a for a in own if not a.said]
    good = [a for a in said if a.good_audio]
    invented = sum(a.found(limits) for a in unsaid)
    hints = sum(any(hinted(p, limits) for p in a.probes) for a in unsaid)
    return [
        kind,
        " ".join(f"{limit:g}" for limit in limits),
        share(sum(a.found(limits) for a in said), len(said)),
        share(sum(a.found(limits) for a in good), len(good)),
        f"{invented}/{len(unsaid)}, at most {100 * upper_bound(invented, len(unsaid)):.1f} %",
        share(hints, len(unsaid)),
    ]


COLUMNS = ("part", "pmi, rivpmi, riv", "said, found", "clean to medium", "not said, invented", "not said, doubted")


def main() -> None:
    """Measures both parts, sets the limits on one, prints the rates on both."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dev", type=Path, required=True)
    parser.add_argument("--test", type=Path, required=True)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--every", type=int, default=1, help="take each so-manyth call")
    args = parser.parse_args()
    ears, begun_s = load_one_thread(), time.process_time()
    folders = {"dev": args.dev, "test": args.test}
    parts = {name: measured(folder, args.cache, ears, args.every) for name, folder in folders.items()}
    limits = {k: best_limits([a for a in parts["dev"] if a.kind == k]) for k in TRUTH}
    for name, asked in parts.items():
        calls = len({a.call for a in asked})
        print(header(f"Second look, {name} part", getattr(args, name), calls, ears.recognizer.name))
        print(table("Open parts", COLUMNS, [row(kind, limits[kind], asked) for kind in TRUTH]))
    print(f"\n{time.process_time() - begun_s:.0f} CPU s")


if __name__ == "__main__":
    main()
