"""People's judgement coming back: a filled-in sheet, held against the stored calls before anything is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from voicecheck.errors import ConfigError
from voicecheck.history.sheet import Line, read_sheet
from voicecheck.reports.strings import languages, load
from voicecheck.store.reviews import Judgement, Kept, Known
from voicecheck.types import Status

if TYPE_CHECKING:
    from voicecheck.store.database import Store

FAULTS_SHOWN = 50
YES = frozenset({"yes", "y", "1", "true", "agree", "ja", "j", "да", "д", "po", "x", "✓"})
NO = frozenset({"no", "n", "0", "false", "disagree", "nein", "нет", "н", "jo"})
OTHER = {Status.PASS: Status.FAIL, Status.FAIL: Status.PASS}
"""What "no" means where the reviewer names no status of their own."""
CALL, AGREE = ("call", "call_id"), ("agree", "agreed")


class _WrongError(Exception):
    """What is wrong with a row, in words."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: judgements kept, and rows that nobody filled in."""

    kept: Kept
    blank: int


def import_reviews(store: Store, file: Path, *, reviewer: str | None = None, encoding: str | None = None) -> Imported:
    """Keep the judgements of a sheet beside the machine's verdicts; all of them, or none where a row is at fault.

    Args:
        store: the calls are there already.
        file: CSV with the columns `call` or `path`, `rule`, `agree` or `status`, and perhaps `reviewer` and `note`.
        reviewer: who judged, where the sheet does not say.
        encoding: see `read_sheet`.

    Raises:
        ConfigError: listing every faulty row with its line.
    """
    lines = read_sheet(file, encoding)
    _check_heading(file, lines)
    filled = [line for line in lines if _any(line, AGREE) or line.cells.get("status")]
    calls = store.known_calls(name for line in filled for name in (_any(line, CALL), line.cells.get("path")) if name)
    judged, faults = _judged(filled, calls, reviewer)
    if faults:
        more = [f"and {len(faults) - FAULTS_SHOWN} more"] if len(faults) > FAULTS_SHOWN else []
        told = [f"{file}:{number}: {what}" for number, what in faults[:FAULTS_SHOWN]]
        raise ConfigError("\n".join([*told, *more, "nothing was imported"]))
    return Imported(store.save_reviews(judged), len(lines) - len(filled))


def _check_heading(file: Path, lines: Sequence[Line]) -> None:
    if not lines:
        raise ConfigError(f"{file}: no rows in it; `voicecheck sample --out {file.name}` writes a sheet to fill in")
    names = set(lines[0].cells)
    if "rule" not in names or not names & {*CALL, "path"} or not names & {*AGREE, "status"}:
        raise ConfigError(
            f"{file}:1: the heading needs call or path, rule, and agree or status; it has {', '.join(sorted(names))}"
        )


def _judged(
    lines: Sequence[Line], calls: Mapping[str, Sequence[Known]], reviewer: str | None
) -> tuple[list[Judgement], list[tuple[int, str]]]:
    """The judgements, each once, and the faults by line."""
    judged: dict[str, tuple[int, Judgement]] = {}
    faults: list[tuple[int, str]] = []
    for line in lines:
        try:
            one = _judgement(line, calls, reviewer)
            number, earlier = judged.setdefault(one.key, (line.number, one))
            if earlier.status is not one.status:
                raise _WrongError(f"line {number} says {earlier.status.value} of the same rule in the same call")
        except _WrongError as wrong:
            faults.append((line.number, str(wrong)))
    return [one for _, one in judged.values()], faults


def _judgement(line: Line, calls: Mapping[str, Sequence[Known]], reviewer: str | None) -> Judgement:
    call = _call(line, calls)
    rule = line.cells.get("rule", "")
    if rule not in call.verdicts:
        near = get_close_matches(rule, call.verdicts, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]}?" if near else f"it has {', '.join(sorted(call.verdicts)) or 'none'}"
        raise _WrongError(f"call {call.call_id} has no verdict of rule {rule!r}; {hint}")
    who = line.cells.get("reviewer") or reviewer
    if not who:
        raise _WrongError("no reviewer; fill in the column or give --reviewer")
    machine = call.verdicts[rule]
    return Judgement(call.number, rule, _status(line, machine), machine, who, line.cells.get("note", ""))


def _call(line: Line, calls: Mapping[str, Sequence[Known]]) -> Known:
    name, path = _any(line, CALL), line.cells.get("path")
    found = list(calls.get(name or path or "", ()))
    if name and path and len(found) > 1:
        found = [one for one in found if one.path == path]
    if not found:
        raise _WrongError(f"no stored call {name or path!r}; see that it is the right database (--db)")
    if len(found) > 1:
        raise _WrongError(f"{len(found)} stored calls are {name or path!r}; name each by its path")
    return found[0]


def _status(line: Line, machine: Status) -> Status:
    """What the reviewer says: an own status, or the machine's, agreed or not."""
    own, agree = line.cells.get("status", ""), _any(line, AGREE).casefold()
    if agree and agree not in YES | NO:
        raise _WrongError(f"agree is {agree!r}; yes or no is wanted")
    if own:
        status = _words().get(own.casefold())
        if status is None:
            raise _WrongError(f"status is {own!r}; pass, fail, undecided or not_applicable is wanted")
        if agree and (agree in YES) != (status is machine):
            raise _WrongError(f"agree is {agree!r}, but the own status is {own!r} and the machine's {machine.value}")
        return status
    if machine not in OTHER:
        raise _WrongError(f"the machine left it open ({machine.value}); write the own status, pass or fail")
    return machine if agree in YES else OTHER[machine]


@cache
def _words() -> Mapping[str, Status]:
    """The words for a status: its own, and those of the reports in every language; `review` is no answer."""
    found = {}
    for status in (Status.PASS, Status.FAIL, Status.UNDECIDED, Status.NOT_APPLICABLE):
        for word in (status.value, status.value.replace("_", " ")):
            found[word] = status
        for code in languages():
            found[load(code)[f"status.{status.value}"].casefold()] = status
    return {**found, "n/a": Status.NOT_APPLICABLE}


def _any(line: Line, names: Sequence[str]) -> str:
    return next((line.cells[name] for name in names if line.cells.get(name)), "")
