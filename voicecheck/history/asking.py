"""The question put to the store, and everything that its answer says of a team."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from difflib import get_close_matches
from typing import TYPE_CHECKING

from voicecheck.errors import ConfigError
from voicecheck.history.drift import Drift, drifts
from voicecheck.history.grid import (
    ALL,
    TOO_FEW,
    By,
    Counts,
    Grid,
    Key,
    LeftOut,
    Point,
    compared,
    make_grid,
    share_of,
    summed,
)
from voicecheck.store.history import Cohort, Question, Span, Step, Tally
from voicecheck.store.rank import CURRENT_ONE, NEWEST, NEWEST_BY_NAME
from voicecheck.types import Purpose

if TYPE_CHECKING:
    from voicecheck.store.database import Store

EPOCH = date(1970, 1, 1)
DEFAULT_DAYS = 28
"""Four whole weeks, so that every weekday weighs the same in both periods."""
BY_DAY_UP_TO = 21
"""Days up to which the curves go by day, beyond by week."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked for: days `since` to `until`, both in; no names: all of them.

    `standard` is an id, or the beginning of a hash; None: the newest report of each call, whatever judged it.
    """

    since: date
    until: date
    by: By = By.AGENT
    agents: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    standard: str | None = None
    least: int = TOO_FEW

    @property
    def span(self) -> Span:
        """The days; weeks begin on the Monday."""
        first = self.since - timedelta(days=self.since.weekday() if self.by is By.WEEK else 0)
        return Span((first - EPOCH).days, (self.until - EPOCH).days + 1)


@dataclass(frozen=True, slots=True)
class History:
    """A team's history over some days, and beside it as many days before.

    `curves` holds for rows that are people or departments the share at each step of time, `step` says how long one
    is. `standards` are (id, hash) of what judged. `untimed` counts verdicts of calls whose start is not known; they
    count on the day (UTC) that they were stored. `language` is that of the standards, None where they differ.
    """

    ask: Ask
    grid: Grid
    drifts: tuple[Drift, ...]
    curves: Mapping[Key, tuple[Point, ...]]
    step: Step
    left_out: tuple[LeftOut, ...]
    standards: tuple[tuple[str, str], ...]
    untimed: int
    language: str | None


def day_of(number: int) -> date:
    """The date of a day counted from 1970-01-01."""
    return EPOCH + timedelta(days=number)


def read_history(store: Store, ask: Ask, *, curves: bool = True) -> History:
    """What the store knows of the days asked for.

    Args:
        store: verdicts, counted by the database.
        ask: which, and by what.
        curves: also the shares over time, which only a page and a program look at.

    Raises:
        ConfigError: for a name that no stored call has, or where no verdict falls on those days.
    """
    known = {one.id: one for one in store.cohorts()}
    question = asked_of(known, ask)
    now, left = compared(store.tallies(question, _step(ask.by)), known)
    if not now and not left:
        raise ConfigError(_nothing(store, ask))
    grid = make_grid(ask.by, _by_key(now, known, ask.by), _before(store, question, known, ask.by), least=ask.least)
    step = Step.DAY if ask.span.end - ask.span.first <= BY_DAY_UP_TO else Step.WEEK
    drawn = curves and ask.by in (By.AGENT, By.DEPARTMENT)
    seen = [known[number] for number in sorted({tally.cohort for tally in now})]
    languages = {cohort.language for cohort in seen}
    return History(
        ask=ask,
        grid=grid,
        drifts=_drifts(store, question, known, ask.least),
        curves=_curves(store, question, known, ask, step) if drawn else {},
        step=step,
        left_out=left,
        standards=tuple(sorted({(cohort.standard_id, cohort.standard_hash) for cohort in seen})),
        untimed=sum(tally.calls for tally in now if not known[tally.cohort].timed),
        language=languages.pop() if len(languages) == 1 else None,
    )


def asked_of(known: Mapping[int, Cohort], ask: Ask) -> Question:
    """The question that the store answers.

    Raises:
        ConfigError: for a name that no stored call has.
    """
    return Question(ask.span, _chosen(known, ask), ask.rules, _rank(known, ask.standard))


def standing_of(store: Store, standard: str | None) -> tuple[tuple[int, ...] | None, int]:
    """The cohorts and the least rank of what a standard judged; of everything for None.

    Raises:
        ConfigError: for a standard that judged no stored call.
    """
    known = {one.id: one for one in store.cohorts()}
    today = date.today()
    asked = asked_of(known, Ask(today, today, standard=standard))
    return asked.cohorts, asked.rank


def _step(by: By) -> Step:
    return {By.DAY: Step.DAY, By.WEEK: Step.WEEK}.get(by, Step.PERIOD)


def _chosen(known: Mapping[int, Cohort], ask: Ask) -> tuple[int, ...] | None:
    """The cohorts that were named; None: all."""
    if not (ask.agents or ask.departments or ask.standard):
        return None
    agents = _named("agent", ask.agents, {one.agent for one in known.values()})
    departments = _named("department", ask.departments, {one.department for one in known.values()})
    standards = {one.standard_hash for one in known.values() if _is_standard(one, ask.standard)}
    if ask.standard and not standards:
        ids = sorted({one.standard_id for one in known.values()})
        raise ConfigError(f"standard {ask.standard}: it judged no stored call; there are {', '.join(ids) or 'none'}")
    return tuple(
        one.id
        for one in known.values()
        if (not agents or (one.agent or "").casefold() in agents)
        and (not departments or (one.department or "").casefold() in departments)
        and one.standard_hash in standards
    )


def _is_standard(cohort: Cohort, wanted: str | None) -> bool:
    return wanted is None or cohort.standard_id == wanted or _hashed(cohort, wanted)


def _hashed(cohort: Cohort, wanted: str) -> bool:
    digest = cohort.standard_hash
    return len(wanted) >= 6 and (digest.startswith(wanted) or digest.rpartition(":")[2].startswith(wanted))


def _rank(known: Mapping[int, Cohort], standard: str | None) -> int:
    """The least rank that counts: of a call judged by several standards one report and no more."""
    if standard is None:
        return NEWEST
    by_name = any(one.standard_id == standard for one in known.values())
    return NEWEST_BY_NAME if by_name else CURRENT_ONE


def _named(kind: str, wanted: Sequence[str], known: set[str | None]) -> set[str]:
    """The wanted names in one case.

    Raises:
        ConfigError: for one that no call has.
    """
    names = {name.casefold(): name for name in known if name}
    for name in wanted:
        if name.casefold() not in names:
            near = get_close_matches(name.casefold(), names, n=1, cutoff=0.5)
            hint = f"did you mean {names[near[0]]}?" if near else "see: voicecheck history"
            raise ConfigError(f"--{kind} {name!r}: no stored call has it; {hint}")
    return {name.casefold() for name in wanted}


def _nothing(store: Store, ask: Ask) -> str:
    """Why there is no answer, and what to ask instead."""
    days = store.known_days()
    if days is None:
        return f"{store.name}: no calls are stored; `voicecheck batch` and `voicecheck check --db` store them"
    first, last = day_of(days.first), day_of(days.end - 1)
    return f"no verdicts from {ask.since} to {ask.until}; the stored calls are of {first} to {last}: give --since"


def _by_key(tallies: Sequence[Tally], known: Mapping[int, Cohort], by: By, later: int = 0) -> dict[Key, Counts]:
    """Counts by row and column; `later` moves days so that a step stands under the one that follows it."""

    def keyed(cohort: Cohort, tally: Tally) -> Key:
        if by is By.RULE:
            return tally.rule, ALL
        if by.of_time:
            return day_of(tally.day + later).isoformat(), tally.rule
        return (cohort.agent if by is By.AGENT else cohort.department) or "", tally.rule

    return summed(tallies, known, keyed)


def _before(store: Store, question: Question, known: Mapping[int, Cohort], by: By) -> dict[Key, Counts]:
    """What each cell is compared with: the period before, or of days and weeks the one before."""
    if not by.of_time:
        earlier = store.tallies(replace(question, span=question.span.before))
        return _by_key(compared(earlier, known)[0], known, by)
    days = 1 if by is By.DAY else 7
    span = Span(question.span.first - days, question.span.end)
    return _by_key(compared(store.tallies(replace(question, span=span), _step(by)), known)[0], known, by, days)


def _drifts(store: Store, question: Question, known: Mapping[int, Cohort], least: int) -> tuple[Drift, ...]:
    silent = tuple(one.id for one in known.values() if one.purpose is not Purpose.SCORE)
    return drifts(store.shift_tallies(replace(question, silent=silent)), least=least)


def _curves(
    store: Store, question: Question, known: Mapping[int, Cohort], ask: Ask, step: Step
) -> dict[Key, tuple[Point, ...]]:
    """The share of each cell at every step of both periods."""
    span = Span(question.span.before.first, question.span.end)
    by_day: dict[int, list[Tally]] = defaultdict(list)
    for tally in compared(store.tallies(replace(question, span=span), step), known)[0]:
        by_day[tally.day].append(tally)
    found: dict[Key, list[Point]] = defaultdict(list)
    for day in sorted(by_day):
        for key, counts in _by_key(by_day[day], known, ask.by).items():
            found[key].append(Point(day, counts.judged, share_of(counts, ask.least)))
    return {key: tuple(points) for key, points in found.items()}
