"""An agent's usual voice: what her earlier calls come to.

Only calls that began before the one to be judged count, the last twenty of them; so the order in which
calls are listened to changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import sqrt

from voicecheck.types import Baseline, Measurement

LAST_CALLS = 20


@dataclass(frozen=True, slots=True)
class Earlier:
    """One earlier call of the same agent on the same line: when it began (with its zone) and what was measured."""

    started_at: datetime
    call_id: str
    features: Mapping[str, Measurement]


def baseline_of(earlier: Iterable[Earlier], *, before: datetime, last: int = LAST_CALLS) -> Baseline | None:
    """The usual voice from the last calls that began before a time; None where no voice was measured in any.

    Each call weighs the same: the mean over calls, and the standard deviation (n - 1) between them, 0 for one.
    A feature is known from the calls that have it.

    Args:
        earlier: calls of one agent on one line, in any order.
        before: when the call to be judged began; calls of that very moment do not count.
        last: how many calls at most.
    """
    past = sorted(
        (call for call in earlier if call.started_at < before and _voiced_s(call) > 0),
        key=lambda call: (call.started_at, call.call_id),
    )[-last:]
    if not past:
        return None
    found: dict[str, list[float]] = {}
    for call in past:
        for name, one in call.features.items():
            if one.value is not None:
                found.setdefault(name, []).append(one.value)
    return Baseline(
        calls=len(past),
        voiced_s=sum(_voiced_s(call) for call in past),
        mean={name: _mean(values) for name, values in sorted(found.items())},
        spread={name: _spread(values) for name, values in sorted(found.items())},
    )


def _voiced_s(call: Earlier) -> float:
    found = call.features.get("voiced_s")
    return found.value or 0.0 if found else 0.0


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def _spread(values: list[float]) -> float:
    if len(values) < 2:
        return 0.0
    mean = _mean(values)
    return sqrt(sum((value - mean) ** 2 for value in values) / (len(values) - 1))
