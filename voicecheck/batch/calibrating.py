"""Labelled calls with what is heard in them: listened to now, or taken from the store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from voicecheck.batch.agreement import Judged, RuleAgreement, compare
from voicecheck.batch.labels import Labelled
from voicecheck.batch.metadata import Sources, describe_call, make_call
from voicecheck.batch.run import Task, check_calls
from voicecheck.batch.suggesting import Advice, advise
from voicecheck.errors import ConfigError, VoicecheckError
from voicecheck.pipeline import judge
from voicecheck.types import CallRef, Failed

if TYPE_CHECKING:
    from voicecheck.standard import Standard
    from voicecheck.store.database import Store
    from voicecheck.store.finding import HeardCall


@dataclass(frozen=True, slots=True)
class Calibration:
    """What a team's labels say of a standard: agreement and advice a rule, and the calls that could not be taken."""

    standard: str
    hash: str
    calls: int
    models: tuple[str, ...]
    rules: tuple[RuleAgreement, ...]
    advice: tuple[Advice, ...]
    faults: tuple[Failed, ...] = field(default_factory=tuple)


def calibration(judged: Sequence[Judged], faults: Sequence[Failed], standard: Standard) -> Calibration:
    """The account of labelled calls that were judged by a standard."""
    rules = compare(judged)
    models = dict.fromkeys(one.evidence.listening.model for one in judged)
    advice = tuple(advise(rule, standard) for rule in rules)
    return Calibration(standard.id, standard.hash, len(judged), tuple(models), rules, advice, tuple(faults))


def to_hear(labelled: Sequence[Labelled], sources: Sources) -> tuple[CallRef, ...]:
    """The calls to listen to, in the order of their labels.

    Raises:
        ConfigError: where a call has no path, or its metadata cannot be used.
    """
    without = next((one for one in labelled if one.path is None), None)
    if without is not None:
        raise ConfigError(f"call {without.name}: no path; give --db where its evidence is stored, or add the path")
    return tuple(
        describe_call(one.path or "", sources, {**one.row, **({"call_id": one.call_id} if one.call_id else {})})
        for one in labelled
    )


def heard_now(
    labelled: Sequence[Labelled], calls: Sequence[CallRef], task: Task
) -> Iterator[tuple[Judged | None, tuple[Failed, ...]]]:
    """Each labelled call listened to and judged, or the faults that were in the way.

    Raises:
        EngineError: where the recogniser cannot do what is asked.
    """
    for one, report in zip(labelled, check_calls(calls, task), strict=True):
        yield Judged(one, report.evidence, report) if report.evidence else None, report.faults


def heard_before(
    labelled: Sequence[Labelled], store: Store, standard: Standard, sources: Sources
) -> Iterator[tuple[Judged | None, tuple[Failed, ...]]]:
    """Each labelled call as it is stored, judged by the standard; what its rows say counts before what is stored."""
    found = _stored(labelled, store.heard_calls())
    for one in labelled:
        own = found.get(id(one), [])
        if len(own) != 1:
            why = f"{len(own)} stored calls have that id; name it by its path" if own else "it is not in the database"
            yield None, (Failed(one.name, "find", "call", why),)
            continue
        try:
            evidence = own[0].evidence()
            evidence = replace(evidence, call=_as_labelled(own[0].call, one, sources))
            yield Judged(one, evidence, judge(evidence, standard)), ()
        except VoicecheckError as error:
            yield None, (Failed(one.name, "judge", "evidence", str(error)),)


def _stored(labelled: Sequence[Labelled], heard: Iterable[HeardCall]) -> dict[int, list[HeardCall]]:
    """The stored calls of each labelled one: by path where it has one, else by id."""
    by_path = {str(Path(one.path).absolute()): one for one in labelled if one.path}
    by_id = {one.call_id: one for one in labelled if one.call_id and not one.path}
    found: dict[int, list[HeardCall]] = {}
    for call in heard:
        one = by_path.get(call.call.path) or by_id.get(call.call.call_id)
        if one is not None:
            found.setdefault(id(one), []).append(call)
    return found


def _as_labelled(call: CallRef, labelled: Labelled, sources: Sources) -> CallRef:
    """The stored call with those fields that its labels give."""
    told = make_call(call.path, {"call_id": call.call_id, **labelled.row}, sources.zone)
    return replace(call, **{name: getattr(told, name) for name in labelled.row})
