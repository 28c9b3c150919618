"""What an agent says in a made call: drawn from the wordings of a part, with the defect that is wished for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from numpy.random import Generator

HERE = Path(__file__).parent
SLOTS = ("salutation", "dept", "name", "offer")
HOURS = {"m": (6.5, 10.75), "a": (13.0, 16.5), "e": (19.0, 21.75)}
"""Local hours in which a salutation is right beyond dispute, half an hour and more from every boundary."""
OTHER_LANGUAGE = {"en": "de", "de": "en", "ru": "en", "sq": "en"}


@dataclass(frozen=True, slots=True)
class Wish:
    """Which call to make."""

    part: str
    language: str
    kind: str
    number: int
    seed: int
    mono: bool
    apart: bool = False
    """Whether a slot's filler is spoken by itself, so that its times are known."""
    rounds: int = 3


@dataclass(frozen=True, slots=True)
class Phrase:
    """One slot as worded: the carrier with its filler; `filler` is `whole`, `first`, `last` or `inside`.

    `parts` are the words before the filler, the filler, and the words after it.
    """

    slot: str
    text: str
    filler: str
    parts: tuple[str, str, str]


@cache
def wordings(part: str) -> Mapping[str, Any]:
    """The part's wordings by language."""
    return yaml.safe_load((HERE / f"wordings_{part}.yaml").read_text("utf-8"))


def pick(rng: Generator, options: Sequence[Any]) -> Any:
    """One of the options."""
    return options[int(rng.integers(len(options)))]


def other(rng: Generator, options: Sequence[Any], than: Any) -> Any:
    """One of the options that is another."""
    return pick(rng, [option for option in options if option != than])


def plan(wish: Wish, rng: Generator) -> dict[str, Any]:
    """What is agreed for this call: name, department or organisation, local time."""
    words = wordings(wish.part)[wish.language]
    part_of_day = pick(rng, tuple(HOURS))
    hour = rng.uniform(*HOURS[part_of_day])
    dept_kind = "organisation" if wish.kind == "wrong_comp" else pick(rng, ("department", "department", "organisation"))
    time = f"{int(hour):02d}:{int(hour % 1 * 60):02d}"
    return {
        "person": pick(rng, words["names"]),
        "place": pick(rng, words[dept_kind]),
        "place_kind": dept_kind,
        "tod": part_of_day,
        "local_time": time,
        "started_at": f"2024-03-{1 + wish.number % 28:02d}T{time}:00{words['offset']}",
    }


def greeting(wish: Wish, agreed: Mapping[str, Any], rng: Generator) -> list[Phrase]:
    """The phrases that the agent says, defect included."""
    words = wordings(wish.part)[wish.language]
    if wish.kind == "hold":
        return []
    if wish.kind == "other_lang":
        foreign = wordings(wish.part)[OTHER_LANGUAGE[wish.language]]
        stranger = {**agreed, "place": pick(rng, foreign["department"])}
        return phrases(foreign, stranger, agreed["tod"], rng)
    said = dict(agreed)
    day = agreed["tod"]
    if wish.kind == "wrong_tod":
        day = other(rng, tuple(HOURS), day)
    elif words["salutation"]["any"] and rng.random() < 0.15:
        day = "any"
    if wish.kind == "wrong_comp":
        said["place"] = other(rng, words["organisation"], agreed["place"])
    if wish.kind == "wrong_name":
        names = [person["name"] for person in words["names"] if person != agreed["person"]]
        said["person"] = {"name": pick(rng, [*agreed["person"]["rivals"], *names])}
    all_four = phrases(words, said, day, rng)
    if wish.kind == "swapped":
        return [all_four[k] for k in pick(rng, ((2, 3, 0, 1), (3, 0, 1, 2), (1, 2, 0, 3), (2, 0, 1, 3)))]
    left_out = wish.kind.removeprefix("no_")
    return [phrase for phrase in all_four if phrase.slot != left_out]


def phrases(words: Mapping[str, Any], said: Mapping[str, Any], day: str, rng: Generator) -> list[Phrase]:
    """The four slots in order, worded at random."""
    carrier, introduction = pick(rng, words["carrier"]), pick(rng, words["introduction"])
    return [
        _phrase("salutation", pick(rng, words["salutation"][day]), {}),
        _phrase("dept", carrier, said["place"]),
        _phrase("name", introduction, {"name": said["person"]["name"]}),
        _phrase("offer", pick(rng, words["offer"]), {}),
    ]


FIELD = re.compile(r"\{(\w+)\}")


def _phrase(slot: str, carrier: str, fillers: Mapping[str, str]) -> Phrase:
    """The carrier with its filler put in, an article before a place's name left outside it; whole without a field."""
    field = FIELD.search(carrier)
    if field is None:
        return Phrase(slot, carrier, "whole", ("", carrier, ""))
    filled = fillers[field[1]]
    place = fillers.get("place", filled)
    filler = place if filled.endswith(place) else filled
    article = filled.removesuffix(filler)
    parts = (f"{carrier[: field.start()]}{article}".strip(), filler, carrier[field.end() :].strip())
    return Phrase(slot, carrier.format(**fillers), _filler(carrier), parts)


def _filler(carrier: str) -> str:
    starts, ends = carrier.startswith("{"), carrier.endswith("}")
    return {(True, True): "whole", (True, False): "first", (False, True): "last"}.get((starts, ends), "inside")
