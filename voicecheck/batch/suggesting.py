"""Thresholds that would fit a team's labels better, one option at a time, and what they would change.

Nothing is suggested from too few labels, and nothing that fails a call in order or passes one that is not where
the present threshold does not. What a suggestion gains is also counted on calls that had no part in choosing it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from voicecheck.batch.agreement import Compared, RuleAgreement
from voicecheck.pipeline import judge
from voicecheck.shares import Share
from voicecheck.standard import Standard
from voicecheck.standard.model import RuleSetting
from voicecheck.types import Status

LEAST_LABELS, LEAST_OF_EACH = 20, 5
"""Labels of a rule, and those of them that say pass and that say fail, below which nothing is suggested."""
LEAST_GAIN = 2
"""Labels that a suggestion must win: one may be chance."""
STEPS = (0.5, 0.7, 0.8, 0.9, 1.1, 1.25, 1.5, 2.0)
"""Ratios to the present value at which a number is tried."""

Trial = tuple[str, object]
Statuses = tuple[Status, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An option's value that fits the labels better: agreement and wrong decisions before and after.

    `elsewhere` is the agreement on each label when the option's value is chosen without it.
    """

    option: str
    now: object
    value: object
    agreement: tuple[Share, Share]
    false_fails: tuple[Share, Share]
    false_passes: tuple[Share, Share]
    elsewhere: Share


@dataclass(frozen=True, slots=True)
class Advice:
    """What came of looking for better thresholds for one rule: suggestions, best first, or why there are none."""

    rule: str
    suggestions: tuple[Suggestion, ...] = ()
    refusal: str | None = None


def advise(found: RuleAgreement, standard: Standard) -> Advice:
    """Suggestions for one rule's options.

    Args:
        found: the labels of the rule beside its verdicts.
        standard: what judged; the rule is judged again with one option changed at a time.
    """
    refusal = too_few(found)
    if refusal:
        return Advice(found.rule, refusal=refusal)
    setting = next(one for one in standard.settings if one.rule.id == found.rule)
    trials = trials_of(setting)
    if not trials:
        return Advice(found.rule, refusal="none of its options is a threshold to be fitted")
    labels = tuple(one.label.status for one in found.compared)
    now = tuple(one.verdict.status for one in found.compared)
    tried = {trial: _again(found.compared, standard, found.rule, trial) for trial in trials}
    best = _best_by_option(labels, now, tried)
    suggestions = [_suggestion(setting.options, trial, labels, now, tried) for trial in best]
    if not suggestions:
        return Advice(found.rule, refusal=f"no other value of {_names(setting)} fits these labels better")
    return Advice(found.rule, tuple(sorted(suggestions, key=lambda one: -one.agreement[1].hits)))


def too_few(found: RuleAgreement) -> str | None:
    """Why these labels are too few to suggest anything; None where they are enough."""
    counts = {
        status: sum(one.label.status is status for one in found.compared) for status in (Status.PASS, Status.FAIL)
    }
    if len(found.compared) < LEAST_LABELS:
        return f"{len(found.compared)} labels, {LEAST_LABELS} are the least to suggest a threshold from"
    lacking = next((status for status, count in counts.items() if count < LEAST_OF_EACH), None)
    if lacking:
        return (
            f"{counts[lacking]} labels say {lacking.value}, {LEAST_OF_EACH} are the least to suggest a threshold from"
        )
    return None


def trials_of(setting: RuleSetting) -> tuple[Trial, ...]:
    """The option values to try: other choices of a word, steps around a number; only what the rule accepts."""
    found = []
    for one in setting.rule.tunable:
        now = getattr(setting.options, one.option)
        for value in one.values or _around(now):
            if value != now and _accepted(setting.options, one.option, value):
                found.append((one.option, value))
    return tuple(dict.fromkeys(found))


def _around(now: object) -> tuple[object, ...]:
    if isinstance(now, int):
        return tuple(value for value in (now - 1, now + 1, now + 2) if value >= 0)
    return tuple(round(now * step, 3) for step in STEPS) if isinstance(now, float) else ()


def _accepted(options: object, name: str, value: object) -> bool:
    try:
        replace(options, **{name: value})  # type: ignore[type-var]
    except ValueError:
        return False
    return True


def _again(pairs: Sequence[Compared], standard: Standard, rule: str, trial: Trial) -> Statuses:
    """What the rule says of each call with one option changed."""
    name, value = trial
    own = next(one for one in standard.settings if one.rule.id == rule)
    changed = replace(own, options=replace(own.options, **{name: value}))  # type: ignore[type-var]
    other = replace(standard, settings=(changed,))
    return tuple(judge(pair.call.evidence, other).verdicts[0].status for pair in pairs)


def _counts(labels: Statuses, statuses: Statuses) -> tuple[int, int, int]:
    """Agreement, false fails, false passes."""
    pairs = list(zip(labels, statuses, strict=True))
    wrong = [(Status.PASS, Status.FAIL), (Status.FAIL, Status.PASS)]
    return sum(a is b for a, b in pairs), pairs.count(wrong[0]), pairs.count(wrong[1])


def _better(labels: Statuses, now: Statuses, then: Statuses) -> bool:
    """Whether other verdicts fit so much better that it may be more than chance, and are wrong nowhere more."""
    before, after = _counts(labels, now), _counts(labels, then)
    return after[0] - before[0] >= LEAST_GAIN and after[1] <= before[1] and after[2] <= before[2]


def _best_by_option(labels: Statuses, now: Statuses, tried: Mapping[Trial, Statuses]) -> list[Trial]:
    """For each option the value that agrees most, of equals the one tried first."""
    best: dict[str, Trial] = {}
    for trial, then in tried.items():
        held = best.get(trial[0])
        if _better(labels, now, then) and (held is None or _gain(labels, then) > _gain(labels, tried[held])):
            best[trial[0]] = trial
    return list(best.values())


def _gain(labels: Statuses, then: Statuses) -> int:
    return _counts(labels, then)[0]


def _suggestion(
    options: object, trial: Trial, labels: Statuses, now: Statuses, tried: Mapping[Trial, Statuses]
) -> Suggestion:
    before, after = _counts(labels, now), _counts(labels, tried[trial])
    n, passes, fails = len(labels), labels.count(Status.PASS), labels.count(Status.FAIL)
    return Suggestion(
        option=trial[0],
        now=getattr(options, trial[0]),
        value=trial[1],
        agreement=(Share(before[0], n), Share(after[0], n)),
        false_fails=(Share(before[1], passes), Share(after[1], passes)),
        false_passes=(Share(before[2], fails), Share(after[2], fails)),
        elsewhere=Share(_elsewhere(labels, now, {t: s for t, s in tried.items() if t[0] == trial[0]}), n),
    )


def _elsewhere(labels: Statuses, now: Statuses, tried: Mapping[Trial, Statuses]) -> int:
    """Labels met when the value is chosen on all others: what the option may be worth on a call not yet heard."""
    met = 0
    for left in range(len(labels)):
        without = _without(left)
        chosen = _best_by_option(without(labels), without(now), {t: without(s) for t, s in tried.items()})
        met += (tried[chosen[0]] if chosen else now)[left] is labels[left]
    return met


def _without(left: int) -> Callable[[Statuses], Statuses]:
    return lambda statuses: statuses[:left] + statuses[left + 1 :]


def _names(setting: RuleSetting) -> str:
    return ", ".join(one.option for one in setting.rule.tunable)
