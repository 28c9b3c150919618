"""Makes call openings whose truth is known: wordings, voices, names and the line's condition from a seed.

    python tests/benchmarks/make_calls.py --out DIR --language en --complete 300 --defective 300 --seed 1 --part test

The folder gets one Opus file a call, `calls.jsonl` (what was said when, and what is right) and `roster.csv`.
A greeting is spoken phrase by phrase, so that the start and end of every slot are known to the sample.
The two parts have nothing in common but the language: `wordings_dev.yaml` may be read while rules are
written, `wordings_test.yaml` is for measuring alone.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from functools import cache, partial
from itertools import cycle, islice, zip_longest
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import line
import numpy as np
from numpy.random import Generator
from scene import AGENT, CUSTOMER, Condition, Ringing, Scene, Sound, Utterance, lay_out, through_line
from voices import speak
from wording import OTHER_LANGUAGE, SLOTS, Phrase, Wish, greeting, pick, plan, wordings

COMPLETE = ("ok", "ok", "ok", "clipped", "cust_first")
DEFECTIVE = (
    *("no_name", "wrong_tod", "no_dept", "wrong_comp", "no_offer", "wrong_name"),
    *("swapped", "late", "no_salutation", "hold", "other_lang"),
)
CONDITIONS = (
    Condition("clean", "mulaw", snr_db=30),
    Condition("mild", "mulaw", snr_db=20),
    Condition("medium", "gsm", snr_db=15, loss_pct=1),
    Condition("heavy", "gsm", snr_db=10, loss_pct=3),
    Condition("severe", "gsm", snr_db=5, loss_pct=5),
)
SHARES = (0.24, 0.24, 0.24, 0.2, 0.08)
IN_TIME_S, LATE_S = 9.5, (11.9, 13.5)
TEMPOS = (0.9, 1.0, 1.1)
AUDIBLE_DB = 25.0
"""What lies further below a word's loudest part is lost in the line's noise."""

speak_once = cache(speak)


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """The greeting's sound, each phrase's start and end in it, and those of its filler where they are known."""

    sound: Sound
    phrases: tuple[tuple[Phrase, float, float], ...]
    fillers: tuple[tuple[float | None, float | None], ...]

    @property
    def text(self) -> str:
        """The greeting as one sentence."""
        joined = ", ".join(phrase.text for phrase, _, _ in self.phrases)
        return joined[:1].upper() + joined[1:] + "." if joined else ""


def say(said: Sequence[Phrase], voice: str, tempo: float, rng: Generator, *, apart: bool = False) -> Spoken:
    """The phrases spoken one after the other with joins of 0.06 to 0.3 s.

    Where words are to be spoken `apart`, a filler and the words around it are joined without a pause, so that its
    start and end are known to the sample; it sounds a little less smooth.
    """
    sounds: list[Sound] = []
    placed: list[tuple[Phrase, float, float]] = []
    fillers: list[tuple[float | None, float | None]] = []
    now = 0
    for number, phrase in enumerate(said):
        if number:
            sounds.append(line.seconds(float(rng.uniform(0.06, 0.3))))
            now += len(sounds[-1])
        begin, texts = now, phrase.parts if apart else ("", phrase.text, "")
        last = max(index for index, text in enumerate(texts) if text)
        edges = []
        for index, text in enumerate(texts):
            edges.append(now)
            if text:
                end = ("?" if phrase.slot == "offer" else ".") if index == last else ""
                spoken = speak_once(voice, text + end, tempo=tempo)
                sounds.append(audible(spoken) if apart else spoken)
                now += len(sounds[-1])
        placed.append((phrase, begin / line.RATE_HZ, now / line.RATE_HZ))
        known = (apart or phrase.filler in ("whole", "first"), apart or phrase.filler in ("whole", "last"))
        inside = (edges[1] / line.RATE_HZ, edges[2] / line.RATE_HZ)
        fillers.append((inside[0] if known[0] else None, inside[1] if known[1] else None))
    return Spoken(np.concatenate([line.seconds(0), *sounds]), tuple(placed), tuple(fillers))


def audible(sound: Sound) -> Sound:
    """The sound without the ends that a telephone line does not carry: a nasal dies away below its band."""
    power = line.telephone_band(sound) ** 2
    width = line.RATE_HZ // 40
    level = np.convolve(power, np.ones(width) / width, mode="same")
    loud = np.flatnonzero(level > level.max(initial=0.0) * 10 ** (-AUDIBLE_DB / 10))
    return sound[loud[0] : loud[-1] + 1] if len(loud) else sound


def converse(wish: Wish, spoken: Spoken, voice: tuple[str, str], rng: Generator) -> tuple[list[Utterance], int]:
    """The whole conversation, and which utterance is the greeting (-1: none)."""
    words = wordings(wish.part)[wish.language]

    def turn(side: int, key: str, gap_s: float | None = None) -> Utterance:
        text = pick(rng, words[key])
        gap = float(rng.uniform(0.3, 0.9)) if gap_s is None else gap_s
        return Utterance(side, text, speak_once(voice[side], text), gap)

    before: list[Utterance] = []
    if wish.kind == "cust_first":
        before = [turn(CUSTOMER, "hello")]
    if wish.kind == "hold":
        before = [turn(AGENT, "hold"), turn(CUSTOMER, "customer", 6.0)]
    if wish.kind == "late":
        before = [turn(AGENT, "small_talk"), turn(CUSTOMER, "small_answer")]
    gap_s = _late_gap(before, spoken, rng) if wish.kind == "late" else float(rng.uniform(0.3, 0.9))
    opening = [Utterance(AGENT, spoken.text, spoken.sound, gap_s)] if spoken.phrases else []
    after = [turn(side, key) for _ in range(int(rng.integers(1, wish.rounds + 1))) for side, key in TALK]
    return [*before, *opening, *after], len(before) if opening else -1


TALK = ((CUSTOMER, "customer"), (AGENT, "agent"))


def _late_gap(before: Sequence[Utterance], spoken: Spoken, rng: Generator) -> float:
    """The gap that lets the greeting end `LATE_S` after the agent's first word."""
    used = sum(len(u.sound) / line.RATE_HZ + u.gap_s for u in before) - before[0].gap_s
    return max(0.3, float(rng.uniform(*LATE_S)) - used - len(spoken.sound) / line.RATE_HZ)


def make(wish: Wish, out: Path) -> dict[str, Any]:
    """One call in `out`; returns its line of `calls.jsonl`."""
    rng = np.random.default_rng([wish.seed, wish.part == "test", ord(wish.language[0]), wish.number])
    words = wordings(wish.part)[wish.language]
    agreed = plan(wish, rng)
    voice = (pick(rng, words["voices"]), pick(rng, words["customers"]))
    speaking = OTHER_LANGUAGE[wish.language] if wish.kind == "other_lang" else wish.language
    said = greeting(wish, agreed, rng)
    greeter = voice[AGENT] if speaking == wish.language else pick(rng, wordings(wish.part)[speaking]["voices"])
    spoken = say_in_time(said, greeter, float(pick(rng, TEMPOS)), rng, apart=wish.apart)
    conversation, greeted = converse(wish, spoken, voice, rng)
    ringing = Ringing(pick(rng, tuple(line.RINGBACK)), 0 if wish.kind == "clipped" else int(rng.integers(0, 7)))
    ringing = replace(ringing, pause_s=float(rng.uniform(0.1, 2.0)), lead_s=float(rng.uniform(0.3, 1.0)))
    scene = lay_out(conversation, ringing)
    condition = replace(pick_condition(rng), noise=pick(rng, ("hum", "pink", "babble")))
    talkers = tuple(speak_once(v, words["customer"][k]) for k, v in enumerate(words["customers"][:2]))
    heard = through_line(scene, condition, rng, talkers=talkers)
    cut_s = scene.placed[greeted].start_s + float(rng.uniform(0.06, 0.14)) if wish.kind == "clipped" else 0.0
    heard = heard[:, round(cut_s * line.RATE_HZ) :]
    name = f"{wish.part}_{wish.language}_{wish.number:03d}"
    line.write_call(out / f"{name}.opus", heard.mean(axis=0, keepdims=True) if wish.mono else heard)
    record = describe(wish, agreed, spoken, scene, greeted, cut_s)
    details = {"rings": ringing.count, "ring_kind": ringing.kind if ringing.count else None}
    details |= {"condition": asdict(condition), "voice": greeter, "duration_s": round(heard.shape[1] / line.RATE_HZ, 2)}
    return {"call": name, "audio": f"{name}.opus", **record, **details}


def say_in_time(said: Sequence[Phrase], voice: str, tempo: float, rng: Generator, *, apart: bool = False) -> Spoken:
    """The greeting at the wanted tempo, or as much faster as it takes to end in time."""
    spoken = say(said, voice, tempo, rng, apart=apart)
    while len(spoken.sound) > IN_TIME_S * line.RATE_HZ and tempo < 1.6:
        tempo += 0.1
        spoken = say(said, voice, tempo, rng, apart=apart)
    return spoken


def pick_condition(rng: Generator) -> Condition:
    """One of the five conditions by their shares."""
    return CONDITIONS[int(rng.choice(len(CONDITIONS), p=SHARES))]


def describe(
    wish: Wish, agreed: Mapping[str, Any], spoken: Spoken, scene: Scene, greeted: int, cut_s: float
) -> dict[str, Any]:
    """The truth about one call."""
    present = {phrase.slot for phrase, _, _ in spoken.phrases} if wish.kind != "other_lang" else set()
    wrong = {"wrong_tod": "salutation", "wrong_comp": "dept", "wrong_name": "name"}.get(wish.kind)
    start_s = scene.placed[greeted].start_s - cut_s if greeted >= 0 else None

    def at(time_s: float) -> float:
        return round(max(0.0, time_s - cut_s), 3)

    return {
        "channels": None if wish.mono else {"agent": AGENT, "customer": CUSTOMER},
        "language": wish.language,
        "kind": wish.kind,
        "verdict": "pass" if wish.kind in COMPLETE else "fail",
        "slots": {slot: slot in present and slot != wrong for slot in SLOTS},
        "slot_times": {
            phrase.slot: _times(start_s or 0.0, (a, b), filler)
            for (phrase, a, b), filler in zip(spoken.phrases, spoken.fillers, strict=True)
        },
        "order_ok": wish.kind != "swapped",
        "expected": {
            "lang": wish.language,
            "name": agreed["person"]["name"],
            "dept": agreed["place"]["place"],
            "dept_kind": {"department": "department", "organisation": "company"}[agreed["place_kind"]],
            "local_time": agreed["local_time"],
            "tod": agreed["tod"],
        },
        "started_at": agreed["started_at"],
        "greeting": spoken.text,
        "greeting_start_s": None if start_s is None else at(scene.placed[greeted].start_s),
        "greeting_end_s": None if start_s is None else at(scene.placed[greeted].end_s),
        "answer_s": at(scene.answer_s),
        "agent_first_word_s": at(next(p.start_s for p in scene.placed if p.channel == AGENT)),
        "turns": [
            {"role": ("agent", "customer")[p.channel], "start_s": at(p.start_s), "end_s": at(p.end_s), "text": p.text}
            for p in scene.placed
        ],
    }


def _times(
    at_s: float, phrase: tuple[float, float], filler: tuple[float | None, float | None]
) -> dict[str, float | None]:
    """The phrase's times, and those edges of the filler itself (the name in "this is NAME") that are known."""
    names = ("phrase_start_s", "phrase_end_s", "start_s", "end_s")
    edges = zip(names, (*phrase, *filler), strict=True)
    return {name: None if edge is None else round(max(0.0, at_s + edge), 3) for name, edge in edges}


def wishes(args: argparse.Namespace) -> Iterator[Wish]:
    """The calls to make, complete and defective in turn, so that the first hundred are as mixed as all."""
    complete, defective = islice(cycle(COMPLETE), args.complete), islice(cycle(DEFECTIVE), args.defective)
    kinds = [kind for pair in zip_longest(complete, defective) for kind in pair if kind]
    for number, kind in enumerate(kinds):
        yield Wish(args.part, args.language, kind, number, args.seed, args.mono, args.apart, args.rounds)


def write_roster(file: Path, words: Mapping[str, Any]) -> None:
    """Everybody who may answer: the agents and the people whose names sound like theirs."""
    people = dict.fromkeys(n for person in words["names"] for n in (person["name"], *person["rivals"]))
    with file.open("w", encoding="utf-8", newline="") as opened:
        rows = csv.writer(opened)
        rows.writerow(["name"])
        rows.writerows([name] for name in people)


def write_records(file: Path, records: Iterable[dict[str, Any]]) -> int:
    """How many records were written, each as soon as its call is made: listening may begin meanwhile."""
    count = 0
    with file.open("w", encoding="utf-8") as opened:
        for record in records:
            opened.write(json.dumps(record, ensure_ascii=False) + "\n")
            opened.flush()
            count += 1
    return count


def main() -> None:
    """Makes the folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--language", choices=("en", "de", "ru", "sq"), default="en")
    parser.add_argument("--part", choices=("dev", "test"), default="dev")
    parser.add_argument("--complete", type=int, default=20)
    parser.add_argument("--defective", type=int, default=22)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3, help="at most so many questions and answers afterwards")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--mono", action="store_true", help="both sides in one channel")
    parser.add_argument("--apart", action="store_true", help="fillers spoken by themselves: all slot times are known")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    write_roster(args.out / "roster.csv", wordings(args.part)[args.language])
    with ProcessPoolExecutor(args.jobs, mp_context=get_context("spawn")) as pool:
        records = pool.map(partial(make, out=args.out), wishes(args), chunksize=5)
        count = write_records(args.out / "calls.jsonl", records)
    print(f"{count} calls in {args.out}")


if __name__ == "__main__":
    main()
