"""The parts of the formula laid along the words: the best candidate for each, in order or in any order."""

from __future__ import annotations

from collections.abc import Sequence

from voicecheck.rules.greeting_candidates import Candidate, Grade
from voicecheck.text.formula import Formula

Choice = tuple[Candidate | None, ...]
"""One candidate, or none, for each part of the formula."""

_WORTH = {Grade.SAID: 10.0, Grade.NEAR: 3.0, Grade.WRONG: 1.0}
_OPTIONAL = 0.4
"""An optional part never pushes a demanded one out."""
_PER_TOKEN = 0.002
"""Of two equal choices the earlier one."""
_ROUNDING = 1e-6


def _worth(candidate: Candidate, *, optional: bool) -> float:
    worth = _WORTH[candidate.grade] + candidate.likeness - _PER_TOKEN * candidate.whole.end
    return worth * _OPTIONAL if optional else worth


def align(candidates: Sequence[Sequence[Candidate]], formula: Formula, *, in_order: bool) -> Choice:
    """The choice of most worth in which no two candidates share a word; in the formula's order if so asked."""
    best: tuple[float, Choice] = (-1.0, (None,) * len(candidates))
    worths = [
        [_worth(candidate, optional=part.optional) for candidate in some]
        for some, part in zip(candidates, formula.parts, strict=True)
    ]
    most = [0.0]
    for some in reversed(worths):  # what the parts from one on can add at most, the last first
        most.append(most[-1] + max(some, default=0.0))

    def go(part: int, worth: float, chosen: list[Candidate | None]) -> None:
        nonlocal best
        if part == len(candidates):
            if worth > best[0]:
                best = (worth, tuple(chosen))
            return
        if worth + most[len(candidates) - part] < best[0] - _ROUNDING:
            return
        for candidate, gain in zip(candidates[part], worths[part], strict=True):
            if all(_agree(other, candidate, in_order=in_order) for other in chosen if other is not None):
                go(part + 1, worth + gain, [*chosen, candidate])
        go(part + 1, worth, [*chosen, None])

    go(0, 0.0, [])
    return best[1]


def _agree(one: Candidate, later: Candidate, *, in_order: bool) -> bool:
    if in_order:
        return one.span.end <= later.span.start
    return not one.span.overlaps(later.span)


def said(choice: Choice, formula: Formula) -> int:
    """How many of the demanded parts were said."""
    return sum(
        1
        for candidate, part in zip(choice, formula.parts, strict=True)
        if candidate is not None and candidate.grade is Grade.SAID and not part.optional
    )
