"""How many calls a second are judged again: in memory, from packed evidence, and on the database.

    python tests/benchmarks/rejudge.py [--calls 2000] [--scrambled] [--workers 2] [--db URL]

Calls are made up: 25 to 90 words of agent and customer, a greeting of several kinds and sentences in any order,
and as many drawn steps as a three-minute call has. Every call is another one, so that none is quick because
it was just seen; but sentences recur, as they do in calls of one organisation, and what words run together are like
is remembered. `--scrambled` takes everyday words and names in any order instead, of which no two need recur: real talk
lies between. On the database one rule's limit is changed, then another's, then a wording that all rules share:
what a rule that stayed as it was said of the same evidence is kept. Prints the machine, and processor seconds
beside the clock's.
"""

from __future__ import annotations

import argparse
import hashlib
import platform
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from voicecheck.batch.rejudging import rejudge
from voicecheck.batch.side_by_side import rejudge_by
from voicecheck.pipeline import judge, judge_and_ask, rule_keys
from voicecheck.standard import Standard, load_standard, show
from voicecheck.store import open_store, work_key
from voicecheck.store.evidence import pack, unpack
from voicecheck.store.saving import Result
from voicecheck.text.languages import language_of
from voicecheck.types import (
    CallEvidence,
    CallRef,
    Interval,
    Listening,
    Measurement,
    Recording,
    Rings,
    Role,
    RolesBy,
    Scope,
    Transcript,
    Turn,
    VoiceProfile,
    VoiceSeries,
    Word,
)
from voicecheck.voice.features import FEATURES

Item = TypeVar("Item")

GREETINGS = ("good morning", "good afternoon", "hello", "hi there", "", "thank you for calling")
PLACES = ("human resources department", "human resources", "hr", "the sales office", "", "personnel")
NAMES = ("joan", "elizabeth", "peter", "alyssa", "mary", "john", "svetlana", "arben", "ingrid", "tom")
SENTENCES = (
    "yes of course",
    "one moment please",
    "i will look for your form",
    "the application was sent last week",
    "you will have the answer by friday",
    "could you tell me your number",
    "thank you very much",
    "goodbye",
    "is there anything else that i can do for you",
    "no that is all thanks",
    "have a nice day",
    "i see",
    "we close at five on wednesdays",
    "let me check that for you",
    "can you spell your last name",
    "that is right",
    "i am calling about my holiday",
    "the letter came this morning",
    "please hold the line",
    "what is the date",
    "my colleague is not at her desk",
    "may i call you back tomorrow",
    "it is on the second page",
    "all right then",
)


def spoken(text: str, start_s: float, rng: random.Random) -> tuple[Word, ...]:
    words, at_s = [], start_s
    for one in text.split():
        end_s = at_s + 0.1 + 0.05 * len(one)
        words.append(Word(one, round(at_s, 3), round(end_s, 3), round(rng.uniform(0.3, 1.0), 4)))
        at_s = end_s + rng.choice((0.02, 0.05, 0.3))
    return tuple(words)


def small_talk(rng: random.Random, words: Sequence[str]) -> str:
    """Some sentences; where words are given, so many of those in any order, so that nothing but a word recurs."""
    said = " ".join(rng.choices(SENTENCES, k=rng.randint(3, 8)))
    return " ".join(rng.choices(words, k=len(said.split()))) if words else said


def made_call(number: int, rng: random.Random, words: Sequence[str] = ()) -> CallEvidence:
    """Evidence of one call, another for each number; `words` as in `small_talk`."""
    greeting = f"{rng.choice(GREETINGS)} {rng.choice(PLACES)} {rng.choice(NAMES)} speaking how can i help you"
    agent = f"{greeting} {small_talk(rng, words)}"
    mine = spoken(agent, rng.uniform(4, 12), rng)
    other = spoken(small_talk(rng, words), mine[-1].end_s + 0.5, rng)
    turns = tuple(
        Turn(role, words[0].start_s, words[-1].end_s, " ".join(word.text for word in words), 0.8, words)
        for role, words in ((Role.AGENT, mine), (Role.CUSTOMER, other))
    )
    began = datetime(2026, 3, 2, 8, tzinfo=UTC) + timedelta(minutes=number)
    call = CallRef(f"/calls/{number:06}.wav", f"{number:06}", agent=rng.choice(NAMES).title(), started_at=began)
    span = Interval(mine[0].start_s, mine[-1].end_s)
    features = {name: Measurement(rng.uniform(1, 30), unit, 20.0) for name, unit in FEATURES.items()}
    series = [tuple(rng.uniform(-3, 30) for _ in range(60)) for _ in range(4)]
    return CallEvidence(
        call=call,
        recording=Recording(
            hashlib.sha256(str(number).encode()).hexdigest(), "pcm_mulaw", 8000, 2, 180.0, 180.0,
            envelope=tuple(tuple(rng.randint(0, 100) for _ in range(1800)) for _ in range(2)), envelope_step_s=0.1,
        ),
        listening=Listening(Scope.OPENING, "en", "base", "0" * 64, "int8", 20.0),
        transcript=Transcript(turns, "en", 0.98, RolesBy.OPENING, 0.9, 0, (span,)),
        rings=Rings(rng.randint(1, 6), tuple(Interval(i * 2.0, i * 2.0 + 1) for i in range(2)), 3.5, span.start_s),
        voice=VoiceProfile(features, VoiceSeries(span.start_s, 1.0, *series), (span,)),
        speech=((span,), (Interval(other[0].start_s, other[-1].end_s),)),
        agent_speech=(span,),
    )  # fmt: skip


def children_s() -> float:
    """Processor seconds of the processes that were started here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@contextmanager
def measured(what: str, calls: int) -> Iterator[None]:
    """Prints calls a second, by the processor's seconds (what one core does) and by the clock's."""
    clock_s, core_s = time.perf_counter(), time.process_time() + children_s()
    yield
    clock_s, core_s = time.perf_counter() - clock_s, time.process_time() + children_s() - core_s
    print(f"{what:<44} {calls / core_s:8.0f} calls/s/core  {calls / clock_s:8.0f} calls/s by the clock")


def filled(calls: list[CallEvidence], standard: Standard, url: str, home: Path) -> None:
    with open_store(url, home) as store:
        store.keep_standard(hash=standard.hash, id=standard.id, effective=show(standard), agreement=standard.agreement)
        for start in range(0, len(calls), 200):
            some = calls[start : start + 200]
            store.save_many([stored(one, standard) for one in some])


def stored(evidence: CallEvidence, standard: Standard) -> Result:
    sha256 = evidence.recording.sha256
    key = work_key(evidence.call, sha256, evidence.listening, standard.hash)
    return Result(judge_and_ask(evidence, standard, keys=rule_keys(standard)), key, sha256)


RINGS = ("max_rings: 3", "max_rings: 2")
GREETING = ("within_s: 15.0", "within_s: 12.0")
LATER = ("within_s: 12.0", "within_s: 11.0")
AGREED = ("- HR department", "- the people team")
"""What the next quarter may change: the limit of one rule or another, or wordings that all rules share."""


def changed(standard: Standard, name: str, before: str, after: str) -> Standard:
    """The standard as the next quarter may have it."""
    text = show(standard)
    if before not in text:
        raise SystemExit(f"the standard has no {before!r} to change")
    text = text.replace(before, after).replace(f"id: {standard.id}", f"id: {name}")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{name}.yaml"
        file.write_text(text, "utf-8")
        return load_standard(str(file))


def timed(what: str, items: list[Item], work: Callable[[Item], object]) -> None:
    """The work on each item; what it gives is let go, as in a real run."""
    with measured(what, len(items)):
        for one in items:
            work(one)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--calls", type=int, default=2000)
    asked.add_argument("--scrambled", action="store_true", help="everyday words in any order instead of sentences")
    asked.add_argument("--workers", default="2", help="processes that judge side by side in the last line")
    asked.add_argument("--db", help="database to fill and judge; default: a SQLite file that is thrown away")
    chosen = asked.parse_args()
    rng = random.Random(7)
    english = language_of("en")
    words = sorted(english.common | english.given_names) if chosen.scrambled else ()
    calls = [made_call(number, rng, words) for number in range(chosen.calls)]
    old = load_standard("hr-en")
    new = changed(old, "next-quarter", *RINGS)
    print(f"Python {platform.python_version()}, {platform.machine()}, {len(calls)} calls, standard {old.id}")
    for one in calls[:50]:
        judge(replace(one, call=replace(one.call, call_id="warm")), new)
    packed = [pack(one)[0] for one in calls]
    timed("unpack", packed, unpack)
    timed("judge", calls, lambda one: judge(one, new))
    timed("without the database: unpack and judge", packed, lambda one: judge(unpack(one), new))
    with tempfile.TemporaryDirectory() as folder:
        url = chosen.db or str(Path(folder) / "night.db")
        with measured("fill the database: judge and store", len(calls)):
            filled(calls, old, url, Path(folder))
        with open_store(url, Path(folder)) as store:
            sheet = old
            for what, change in (("rings", RINGS), ("greeting", GREETING), ("all rules", AGREED)):
                sheet = changed(sheet, f"{sheet.id}-{what[:5]}", *change)
                with measured(f"with the database, changed: {what}", len(calls)):
                    moved = sum(bool(again.moves) for again in rejudge(store, sheet))
                print(f"{moved} calls moved; {store.size().size_bytes / len(calls) / 1e3:.1f} kB a call on disk")
            sheet = changed(sheet, "next-later", *LATER)
            with measured(f"greeting, by {chosen.workers} processes and their start", len(calls)):
                sum(bool(again.moves) for again in rejudge_by(chosen.workers, store, sheet))


if __name__ == "__main__":
    sys.exit(main())
