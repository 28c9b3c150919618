"""The sampling plan: which calls a person listens to, the same for everybody, and the doubtful ones beside.

Chance is a hash of the seed and the call's key. So the same seed on the same calls gives the same list in every
database, whatever the order of its rows, and a call that comes later moves no other one out by more than its place.
"""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from voicecheck.store.sampling import Callee, Heard
from voicecheck.types import ROLE_SURE, Level, SlotResult, SlotStatus, Status, Verdict

NEAR = 0.15
"""A value is near its threshold within this share of it: 3 of at most 3 rings, 13 of 15 s."""
ALIKE = 0.9
"""Words that count as said and are less like the agreed ones than this are worth a person's ear."""
UNLIKE = 0.4
"""Words that count as not said and are more like the agreed ones than this are, too."""


class Kind(StrEnum):
    """Why a call is drawn."""

    RANDOM = "random"
    REVIEW = "review"
    UNDECIDED = "undecided"
    NEAR = "near"
    LIKENESS = "likeness"
    ROLES = "roles"


DOUBTS = (Kind.REVIEW, Kind.NEAR, Kind.LIKENESS, Kind.ROLES, Kind.UNDECIDED)
"""Kinds of doubt in the order in which they take turns: what a person can settle soonest comes first."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is drawn: of each agent `share_pct` of the calls, at least one, or `per_agent`; and `unsure` more."""

    share_pct: float = 2.0
    per_agent: int | None = None
    unsure: int = 20

    def of(self, calls: int) -> int:
        """How many of an agent's calls are drawn."""
        wanted = math.ceil(calls * self.share_pct / 100) if self.per_agent is None else self.per_agent
        return min(calls, wanted)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a verdict is unsure; `amount` orders doubts of one kind, the largest first."""

    kind: Kind
    rule: str | None
    amount: float
    reason: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A call that was drawn, with the first reason for it."""

    callee: Callee
    kind: Kind
    rule: str | None
    reason: str


def chance(seed: str, key: str) -> str:
    """A call's lot: who has the lowest is drawn first."""
    return hashlib.sha256(f"{seed}\n{key}".encode("utf-8", "surrogatepass")).hexdigest()


def draw_random(callees: Iterable[Callee], plan: Plan, seed: str) -> list[Drawn]:
    """The random share of each agent, agents by key, calls by lot."""
    by_agent: dict[str, list[Callee]] = defaultdict(list)
    for one in callees:
        by_agent[one.agent_key or ""].append(one)
    drawn = []
    for key in sorted(by_agent):
        lots = sorted(by_agent[key], key=lambda one: (chance(seed, one.key), one.key))
        drawn += [Drawn(one, Kind.RANDOM, None, "drawn at random") for one in lots[: plan.of(len(lots))]]
    return drawn


def draw_unsure(doubts: Mapping[Callee, Sequence[Doubt]], plan: Plan, seed: str) -> list[Drawn]:
    """The least sure calls: the kinds of doubt take turns, within one the largest doubt is first, equal ones by lot."""
    queues = {kind: _queue(doubts, kind, seed) for kind in DOUBTS}
    drawn: dict[str, Drawn] = {}
    while len(drawn) < plan.unsure and any(queues.values()):
        for kind in DOUBTS:
            while queues[kind] and queues[kind][-1].callee.key in drawn:
                queues[kind].pop()
            if queues[kind] and len(drawn) < plan.unsure:
                one = queues[kind].pop()
                drawn[one.callee.key] = one
    return list(drawn.values())


def _queue(doubts: Mapping[Callee, Sequence[Doubt]], kind: Kind, seed: str) -> list[Drawn]:
    """The calls of one kind of doubt, the first to be drawn last."""
    found = [
        ((-doubt.amount, chance(seed, callee.key), callee.key, doubt.rule or ""), callee, doubt)
        for callee, several in doubts.items()
        for doubt in several
        if doubt.kind is kind
    ]
    found.sort(key=lambda one: one[0], reverse=True)
    return [Drawn(callee, kind, doubt.rule, doubt.reason) for _, callee, doubt in found]


def doubts_of(heard: Heard) -> list[Doubt]:
    """Everything in a call that the machine is not sure of."""
    found = [doubt for verdict in heard.verdicts for doubt in _doubts(verdict)]
    if heard.roles_confidence < ROLE_SURE:
        said = f"who speaks is sure to {heard.roles_confidence:.2f} only"
        found.append(Doubt(Kind.ROLES, None, 1 - heard.roles_confidence, said))
    return found


_WEIGHT = {Level.ERROR: 1.0, Level.WARNING: 0.5, Level.INFO: 0.25}


def _doubts(verdict: Verdict) -> Iterable[Doubt]:
    weight = _WEIGHT[verdict.level]
    if verdict.status is Status.REVIEW:
        yield Doubt(Kind.REVIEW, verdict.rule, weight, "left to a person")
    elif verdict.status is Status.UNDECIDED:
        yield Doubt(Kind.UNDECIDED, verdict.rule, weight, "could not be judged")
    elif verdict.status in (Status.PASS, Status.FAIL):
        yield from _near(verdict)
        for name, slot in verdict.slots.items():
            yield from _unlike(verdict.rule, name, slot)


def _near(verdict: Verdict) -> Iterable[Doubt]:
    value, limit = verdict.value, verdict.threshold
    if value is None or limit is None or not (math.isfinite(value) and math.isfinite(limit)):
        return
    away = abs(value - limit) / max(abs(limit), 1e-9)
    if away <= NEAR:
        unit = f" {verdict.unit}" if verdict.unit else ""
        yield Doubt(Kind.NEAR, verdict.rule, 1 - away, f"{value:.4g}{unit} is near the limit of {limit:.4g}{unit}")


def _unlike(rule: str, name: str, slot: SlotResult) -> Iterable[Doubt]:
    likeness = slot.likeness
    if likeness is None:
        return
    if slot.status is SlotStatus.SAID and likeness < ALIKE:
        yield Doubt(Kind.LIKENESS, rule, 1 - likeness, f"{name} counts as said at a likeness of {likeness:.2f}")
    elif slot.status is SlotStatus.NOT_SAID and likeness > UNLIKE:
        yield Doubt(Kind.LIKENESS, rule, likeness, f"{name} counts as not said at a likeness of {likeness:.2f}")
