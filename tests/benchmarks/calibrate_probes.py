"""Fits the model of the second look: as many spoken parts found as possible, none invented, none denied.

    python tests/benchmarks/calibrate_probes.py --dev DIR.. --test DIR.. [--cache DIR [--kept]] [--write]

DIR as `make_calls.py` writes it. Each call is judged as it is, and again as if another person, place or hour
were expected, so that every part also occurs as one that was not said. Asked is exactly what the rule asks:
the parts that plain recognition left open. Weights and limits come from the dev folders, each call judged by
weights that have not seen it; the test folders, whose voices, names and wordings are others, are only measured.
With --write the model goes into `voicecheck/rules/greeting_look.json`.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from measure import header, heard, kept_file, load_one_thread, share, table
from openings import GOOD_AUDIO, asked_of_calls, call_of, sheet
from sklearn.linear_model import LogisticRegression

from voicecheck.asr.base import Prober
from voicecheck.audio.survey import survey
from voicecheck.pipeline import Ears, probes_wanted
from voicecheck.rules.base import answer
from voicecheck.rules.greeting_formula import looked_at
from voicecheck.rules.greeting_look import AUDIBLY, CLEARLY, deniable, sayable, spoken_in
from voicecheck.rules.greeting_odds import NAMES, Odds, Signs, model, signs
from voicecheck.shares import upper_bound
from voicecheck.signal import resample
from voicecheck.standard import Standard
from voicecheck.store.evidence import dump_evidence, load_evidence
from voicecheck.types import Audio, CallEvidence, CallRef, Case

KINDS = {
    "salutation": "salutation",
    "department": "organisation",
    "organisation": "organisation",
    "agent": "person",
    "offer": "offer",
}
TRUTH = {"salutation": "salutation", "organisation": "dept", "person": "name", "offer": "offer"}
OTHER_PLACES = ("legal department", "Silver Lake Insurance")
LEAST_LANGUAGE = 0.5
HEAD_S, RATE_HZ = 180.0, 16_000


FOLDS, PENALTY, MARGIN = 20, 0.3, 0.25
"""Groups of calls left out in turn, the inverse weight of the penalty, and what limits stand apart from the worst."""
MODEL = Path(__file__).parents[2] / "voicecheck/rules/greeting_look.json"


@dataclass(frozen=True, slots=True)
class Asked:
    """One open part of one call: whether it was said, under which condition, and what the model sees of it."""

    call: str
    language: str
    kind: str
    said: bool
    good_audio: bool
    signs: Signs
    sayable: bool
    """Whether the second look may say that it was said, and that it was not."""
    deniable: bool


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
        case = Case(evidence=replace(own, call=call), agreement=told.standard.agreement)
        for part in looked_at(case, told.standard.settings[0].options):
            probes = [kept for one in part.requests if (kept := answer(one, own.probes)) is not None]
            if absent not in (None, part.kind) or len(probes) < len(part.requests):
                continue
            yield Asked(
                call=truth["call"],
                language=truth["language"],
                kind=part.kind,
                said=absent is None and bool(truth["slots"][TRUTH[part.kind]]),
                good_audio=truth["condition"]["level"] in GOOD_AUDIO,
                signs=signs(probes),
                sayable=sayable(part.kind, probes)
                and part.clear >= AUDIBLY
                and any(spoken_in(p, LEAST_LANGUAGE) for p in probes),
                deniable=part.clear >= CLEARLY and deniable(part.kind, probes, part.outcome),
            )


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


def fitted(asked: Sequence[Asked]) -> Odds:
    """The model of one kind of part, limits not yet set; said and not said weigh the same."""
    model = LogisticRegression(C=PENALTY, class_weight="balanced", max_iter=5000)
    x = np.array([a.signs for a in asked])
    mean, scale = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-6)
    model.fit((x - mean) / scale, [a.said for a in asked])
    weights = model.coef_[0] / scale
    return Odds(float(model.intercept_[0] - weights @ mean), tuple(float(w) for w in weights), 0.0, 0.0)


def unseen(asked: Sequence[Asked]) -> list[float]:
    """Each part's odds by a model that was made without its call."""
    calls = sorted({a.call for a in asked})
    fold = {call: index % FOLDS for index, call in enumerate(calls)}
    models = {f: fitted([a for a in asked if fold[a.call] != f]) for f in sorted(set(fold.values()))}
    return [models[fold[a.call]].of(a.signs) for a in asked]


def with_limits(asked: Sequence[Asked]) -> Odds:
    """The model of one kind with the limits at which no part was taken wrongly by a model that had not seen it."""
    odds = unseen(asked)
    unsaid = [o for a, o in zip(asked, odds, strict=True) if not a.said and a.sayable]
    said = [o for a, o in zip(asked, odds, strict=True) if a.said and a.deniable]
    limits = max(unsaid, default=0.0) + MARGIN, min(said, default=0.0) - MARGIN
    return replace(fitted(asked), said=max(0.0, limits[0]), denied=min(0.0, limits[1]))


def row(kind: str, model: Odds, asked: Sequence[Asked]) -> list[object]:
    """Found, invented and denied, of the open parts of one kind."""
    own = [(a, model.of(a.signs)) for a in asked if a.kind == kind]
    said, unsaid = [o for o in own if o[0].said], [o for o in own if not o[0].said]
    found = [a for a, odds in said if a.sayable and odds >= model.said]
    good = [a for a, _ in said if a.good_audio]
    invented = sum(a.sayable and odds >= model.said for a, odds in unsaid)
    wronged = sum(a.deniable and odds <= model.denied for a, odds in said)
    denied = sum(a.deniable and odds <= model.denied for a, odds in unsaid)
    return [
        kind,
        share(len(found), len(said)),
        share(sum(a.good_audio for a in found), len(good)),
        f"{invented}/{len(unsaid)}, at most {100 * upper_bound(invented, len(unsaid)):.1f} %",
        f"{wronged}/{len(said)}, at most {100 * upper_bound(wronged, len(said)):.1f} %",
        share(denied, len(unsaid)),
    ]


COLUMNS = ("part", "said, found", "clean to medium", "not said, invented", "said, denied", "not said, denied")


def written(models: Mapping[str, Odds], asked: Sequence[Asked], folders: Sequence[Path]) -> str:
    """The file of the model."""
    kinds = {
        kind: {
            "intercept": round(one.intercept, 4),
            "weights": {name: round(weight, 4) for name, weight in zip(NAMES, one.weights, strict=True)},
            "said": round(one.said, 3),
            "denied": round(one.denied, 3),
            "parts_said": sum(a.kind == kind and a.said for a in asked),
            "parts_not_said": sum(a.kind == kind and not a.said for a in asked),
        }
        for kind, one in models.items()
    }
    calls = Counter(a.language for a in {a.call: a for a in asked}.values())
    content = {
        "schema": 1,
        "made": str(date.today()),
        "made_by": "tests/benchmarks/calibrate_probes.py",
        "data": "calls of make_calls.py --part dev with a part left open: "
        + ", ".join(f"{count} {language}" for language, count in sorted(calls.items())),
        "kinds": kinds,
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    """Measures both parts, fits the model on one, prints the rates on both."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dev", type=Path, nargs="*", default=[])
    parser.add_argument("--test", type=Path, nargs="*", default=[])
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--kept", action="store_true", help="only calls whose evidence is in the cache")
    parser.add_argument("--every", type=int, default=1, help="take each so-manyth call")
    parser.add_argument("--write", action="store_true", help="into the rule's own file")
    args = parser.parse_args()
    ears, begun_s = load_one_thread(), time.process_time()

    def all_of(folders: Sequence[Path]) -> list[Asked]:
        return [a for one in folders for a in measured(one, args.cache, ears, args.every, kept=args.kept)]

    dev = all_of(args.dev)
    models = {kind: with_limits([a for a in dev if a.kind == kind]) for kind in TRUTH} if dev else model()
    if args.dev and args.write:
        MODEL.write_text(written(models, dev, args.dev), "utf-8")
    for name, folders in (("dev", args.dev), ("test", args.test)):
        for folder in folders:
            asked = measured(folder, args.cache, ears, args.every, kept=args.kept)
            calls = len({a.call for a in asked})
            print(header(f"Second look, {name} part", folder, calls, ears.recognizer.name))
            print(table("Open parts", COLUMNS, [row(kind, models[kind], asked) for kind in TRUTH]))
    print(f"\n{time.process_time() - begun_s:.0f} CPU s")


if __name__ == "__main__":
    main()
