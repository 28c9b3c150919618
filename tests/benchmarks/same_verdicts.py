"""Whether a change of the code changed a verdict: canonical reports before and after, byte for byte.

    python tests/benchmarks/same_verdicts.py keep before.json [EVIDENCE_FOLDER...] [--calls 600]
    python tests/benchmarks/same_verdicts.py compare before.json [EVIDENCE_FOLDER...] [--calls 600]

`keep` judges made-up calls in four languages (greetings of every kind, words misheard, joined and split, second
hearings, one channel for both, times of day, rosters) and all evidence files in the folders, by several standards,
and keeps a hash of each report and of the probes that it would still want. `compare` judges the same again and
names the calls that differ. Run it with the older code first (PYTHONPATH=OLD), then with the newer.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from rejudge import SENTENCES, made_call, spoken

from voicecheck.batch.rejudging import missing_probes
from voicecheck.pipeline import judge
from voicecheck.reports.json_report import render
from voicecheck.standard import Standard, load_standard
from voicecheck.store.evidence import load_evidence, to_plain
from voicecheck.types import CallEvidence, Interval, Person, RolesBy, SlotSpec

HERE = Path(__file__).parent
LANGUAGES = ("en", "de", "ru", "sq")
NAMES = ("Joan", "Yulia", "Denis", "Elizabeth", "Arben", "Jürgen Groß", "Юлия", "Martha Baker", None)
PLACES = ("Harper Valley National Bank", "HR", "IT department", "front desk", "Personalabteilung", "отдел кадров", None)
ALIKE = str.maketrans("aeioudtbpszmnfv", "eaouitdpbzsnmvf")
"""Letters that a recogniser takes for others."""


def texts(language: str) -> list[str]:
    """What agents say: whole lines of the rule's cases, and wordings of greetings."""
    cases = yaml.safe_load((HERE.parent / "rules/cases/greeting.formula.yaml").read_text("utf-8"))["cases"]
    said = [case["agent"] for case in cases if case.get("language", "en") == language and case.get("agent")]
    held = yaml.safe_load((HERE.parent / "text/held_out.yaml").read_text("utf-8"))[language]
    lists = [one for one in held.values() if isinstance(one, list)]
    return [line.replace("[5.0]", "").replace("[24.0]", "") for line in said] + [
        str(line).replace("X", "Joan") for one in lists for line in one
    ]


def misheard(words: list[str], rng: random.Random) -> list[str]:
    """The words with some of them garbled, joined to the next, split, or left out."""
    heard: list[str] = []
    for word in words:
        luck = rng.random()
        if luck < 0.04 and heard:
            heard[-1] = heard[-1].rstrip(".,?!") + word
        elif luck < 0.08 and len(word) > 3:
            cut = rng.randrange(1, len(word) - 1)
            heard += [word[:cut], word[cut:]]
        elif luck < 0.16:
            heard.append(word.translate(ALIKE))
        elif luck > 0.04 and luck < 0.97:
            heard.append(word)
    return heard or ["um"]


def talk(rng: random.Random, lines: list[str]) -> str:
    """A greeting of one or two lines and what may follow."""
    words = " ".join(rng.choices(lines, k=rng.randint(1, 3)) + rng.choices(SENTENCES, k=rng.randint(0, 5))).split()
    words = [word.split("<")[0] for word in words if word.split("<")[0]]
    return " ".join(misheard(words, rng) if rng.random() < 0.7 else words)


def invented(count: int) -> Iterator[CallEvidence]:
    """Made-up calls with everything that a rule may meet."""
    rng = random.Random(11)
    lines = {language: texts(language) for language in LANGUAGES}
    for number in range(count):
        base, language = made_call(number, rng), rng.choice(LANGUAGES)
        at_s = rng.choice((0.0, 0.4, 6.0))
        mine = spoken(talk(rng, lines[language]), at_s, rng)
        other = spoken(talk(rng, lines[language]), mine[len(mine) // 2].end_s + 0.4, rng)
        again = tuple(spoken(talk(rng, lines[language]), at_s, rng) for _ in range(rng.choice((0, 0, 1, 2))))
        turns = [
            replace(turn, start_s=words[0].start_s, end_s=words[-1].end_s, words=words, text="",
                    role_confidence=rng.choice((None, 0.6, 0.95)))
            for turn, words in zip(base.transcript.turns, (mine, other), strict=True)
        ]  # fmt: skip
        span = Interval(mine[0].start_s, mine[-1].end_s)
        probed = rng.random() < 0.5
        yield replace(
            base,
            call=replace(
                base.call, agent=rng.choice(NAMES), department=rng.choice(PLACES), organisation=rng.choice(PLACES),
                started_at=rng.choice((None, datetime.fromisoformat("2026-03-02T00:00+01:00")
                                       + timedelta(minutes=rng.randrange(1440)))),
            ),
            listening=replace(base.listening, language=language, second_look=probed),
            transcript=replace(
                base.transcript, turns=tuple(turns), language=language, alternatives=again,
                roles_by=rng.choice(tuple(RolesBy)), roles_confidence=rng.choice((0.4, 0.7, 0.95)),
                heard=(Interval(0.0, rng.choice((3.0, 60.0))),), roles_note=rng.choice((None, None, "swapped?")),
            ),
            agent_speech=(span,) if rng.random() < 0.8 else (Interval(span.start_s, span.end_s + 3.0),),
            clipped_start=rng.random() < 0.1,
        )  # fmt: skip


def standards() -> dict[str, list[Standard]]:
    """The shipped standards by language, and each with a roster and slots of its own."""
    found: dict[str, list[Standard]] = {}
    people = (*(Person(name, (name[:-1] + "y",)) for name in NAMES if name), Person("Mark"), Person("Marta"))
    for language in LANGUAGES:
        for prefix in ("hr", "greeting"):
            shipped = load_standard(f"{prefix}-{language}")
            own = [SlotSpec("salutation", "salutation", ("hello", "good morning", "guten Tag", "тungjatjeta"))]
            own += [slot for slot in shipped.agreement.slots if slot.name != "salutation"]
            agreement = replace(shipped.agreement, roster=people, slots=tuple(own))
            found.setdefault(language, []).extend([shipped, replace(shipped, agreement=agreement)])
    return found


def digests(folders: list[Path], count: int) -> dict[str, str]:
    """The hash of each call's canonical report and wanted probes, by call and standard."""
    by_language, found = standards(), {}
    files = sorted(file for folder in folders for file in folder.glob("*.json"))
    stored = ((file.stem, load_evidence(file.read_text("utf-8"), where=str(file))) for file in files)
    calls = (*((f"made {n}", one) for n, one in enumerate(invented(count))), *stored)
    for name, evidence in calls:
        for number, standard in enumerate(by_language.get(evidence.listening.language, by_language["en"])):
            found[f"{name} {number} {standard.id}"] = digest(evidence, standard)
    return found


def digest(evidence: CallEvidence, standard: Standard) -> str:
    """A hash of what judging gives."""
    report = judge(evidence, standard)
    said: Any = [to_plain(verdict) for verdict in report.verdicts]
    whole = (render(report), json.dumps(said, sort_keys=True), missing_probes(evidence, standard))
    return hashlib.sha256(repr(whole).encode("utf-8", "surrogatepass")).hexdigest()


def main() -> int:
    """Keeps, or compares; 1 where a verdict differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("way", choices=("keep", "compare"))
    parser.add_argument("file", type=Path)
    parser.add_argument("folders", type=Path, nargs="*")
    parser.add_argument("--calls", type=int, default=600)
    chosen = parser.parse_args()
    now = digests(chosen.folders, chosen.calls)
    if chosen.way == "keep":
        chosen.file.write_text(json.dumps(now))
        print(f"{len(now)} reports kept")
        return 0
    before = json.loads(chosen.file.read_text())
    other = [name for name in now if before.get(name) != now[name]]
    print(f"{len(now)} reports compared, {len(other)} differ" + "".join(f"\n  {name}" for name in sorted(other)[:20]))
    return 1 if other else 0


if __name__ == "__main__":
    sys.exit(main())
