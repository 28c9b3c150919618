"""Sets the limits of the second look: as many spoken parts found as possible, none invented.

    python tests/benchmarks/calibrate_probes.py --dev DIR --test DIR [--cache DIR [--kept]] [--every N]

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
from measure import header, heard, kept_file, load_one_thread, share, table
from openings import GOOD_AUDIO, asked_of_calls, call_of, sheet

from voicecheck.asr.base import Prober
from voicecheck.audio.survey import survey
from voicecheck.pipeline import Ears, probes_wanted
from voicecheck.rules.greeting_look import Limits, hinted, spoken_in, strong
from voicecheck.shares import upper_bound
from voicecheck.signal import resample
from voicecheck.standard import Standard
from voicecheck.store.evidence import dump_evidence, load_evidence
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
HEAD_S, RATE_HZ = 180.0, 16_000


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


@dataclass(frozen=True, slots=True)
class Told:
    """How the calls of a folder are asked: the standard, the roster's names, where evidence is kept and named."""

    standard: Standard
    names: tuple[str, ...]
    cached: Path | None
    ears: Ears
    asked: str


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


def asked_of(evidence: CallEvidence, truth: dict[str, Any], told: Told, number: int) -> Iterator[Asked]:
    """The open parts of a call and of its variants, probed."""
    for call, absent in variants(evidence.call, told.names, number):
        own = evidence if absent is None else varied(evidence, call, absent, told)
        asked = probes_wanted(replace(own, call=call, probes=()), told.standard)
        wanted = {(request.filler, request.carrier, KINDS[request.slot]) for request in asked}
        probes = [p for p in own.probes if (p.text, p.carrier, KINDS[p.slot]) in wanted]
        for kind in dict.fromkeys(KINDS[p.slot] for p in probes if absent in (None, KINDS[p.slot])):
            these = tuple(p for p in probes if KINDS[p.slot] == kind)
            said = absent is None and bool(truth["slots"][TRUTH[kind]])
            yield Asked(truth["call"], kind, said, truth["condition"]["level"] in GOOD_AUDIO, these)


def varied(evidence: CallEvidence, call: CallRef, absent: str, told: Told) -> CallEvidence:
    """The evidence with the probes for the part that is expected otherwise; kept beside the call's own."""
    asked = f"{told.asked} variant {absent} {call.agent} {call.department} {call.organisation} {call.started_at}"
    file = kept_file(call, told.standard.language, told.cached, told.ears, asked) if told.cached else None
    if file is not None and file.exists():
        return load_evidence(file.read_text("utf-8"), where=str(file))
    assert isinstance(told.ears.recognizer, Prober)
    other = replace(evidence, call=call, probes=())
    requests = tuple(r for r in probes_wanted(other, told.standard) if KINDS[r.slot] == absent)
    _, sound = survey(call.path, head_s=HEAD_S)
    channel = sound.samples[evidence.transcript.agent_channel or 0]
    mono = Audio(resample(np.ascontiguousarray(channel), rate_hz=sound.rate_hz, to_hz=RATE_HZ)[None, :], RATE_HZ)
    probes = told.ears.recognizer.probe(mono, requests=requests, language=told.standard.language)
    other = replace(other, probes=tuple(probes))
    if file is not None:
        file.write_text(dump_evidence(other), "utf-8")
    return other


def measured(folder: Path, cached: Path | None, ears: Ears, every: int, *, kept: bool) -> list[Asked]:
    """Every open part of a folder's calls, or of each so-manyth; with `kept` of those that were listened to."""
    truths = [json.loads(text) for text in (folder / "calls.jsonl").read_text("utf-8").splitlines()][::every]
    names = [line.strip() for line in (folder / "roster.csv").read_text("utf-8").splitlines()[1:]]
    language = truths[0]["language"]
    asked = asked_of_calls(language, folder)
    told = Told(sheet(language, names, folder, "said"), tuple(names), cached, ears, asked)
    found: list[Asked] = []
    for number, truth in enumerate(truths):
        call = call_of(truth, folder)
        if kept and cached and not kept_file(call, language, cached, ears, asked).exists():
            continue
        evidence = heard(call, language, cached, ears, told.standard, asked=asked)
        found += asked_of(evidence, truth, told, number)
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
    parser.add_argument("--kept", action="store_true", help="only calls whose evidence is in the cache")
    parser.add_argument("--every", type=int, default=1, help="take each so-manyth call")
    args = parser.parse_args()
    ears, begun_s = load_one_thread(), time.process_time()
    folders = {"dev": args.dev, "test": args.test}
    parts = {name: measured(folder, args.cache, ears, args.every, kept=args.kept) for name, folder in folders.items()}
    limits = {k: best_limits([a for a in parts["dev"] if a.kind == k]) for k in TRUTH}
    for name, asked in parts.items():
        calls = len({a.call for a in asked})
        print(header(f"Second look, {name} part", getattr(args, name), calls, ears.recognizer.name))
        print(table("Open parts", COLUMNS, [row(kind, limits[kind], asked) for kind in TRUTH]))
    print(f"\n{time.process_time() - begun_s:.0f} CPU s")


if __name__ == "__main__":
    main()
