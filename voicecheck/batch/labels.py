"""A team's own verdicts on calls it has listened to: what the tool's verdicts are held against.

A row labels one rule of one call. The call is named by `path`, or by `call` where its evidence is stored; the
columns of a manifest say what is known of it. `slot.agent` and its like say of a part whether it was said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from voicecheck.batch.manifest import read_rows, shortened
from voicecheck.batch.metadata import FIELDS, Fields, check_fields
from voicecheck.errors import ConfigError
from voicecheck.types import SlotStatus, Status

SLOT = "slot."
SLOT_LABELS = (SlotStatus.SAID, SlotStatus.NOT_SAID)


@dataclass(frozen=True, slots=True)
class Label:
    """What somebody who listened says of one rule on one call; `slots` by the slot's name."""

    line: int
    rule: str
    status: Status
    slots: Mapping[str, SlotStatus]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A call with its labels: named by path, by id, or by both, and what else its rows say of it."""

    path: str | None
    call_id: str | None
    row: Fields
    labels: tuple[Label, ...]

    @property
    def name(self) -> str:
        """What the call is called in messages."""
        return self.call_id or self.path or ""


def read_labels(file: str | Path, rules: Sequence[str]) -> tuple[Labelled, ...]:
    """The labelled calls of a list, in its order.

    Args:
        file: `.csv` (comma, semicolon or tab; UTF-8) or `.jsonl`; a relative path counts from its folder.
        rules: ids that may be labelled: those of the standard.

    Raises:
        ConfigError: with every fault of the list, each with its line.
    """
    place = Path(file).absolute()
    calls: dict[str, Labelled] = {}
    faults: list[str] = []
    for line, row in read_rows(place, column="status"):
        try:
            _add(calls, _labelled(place, line, row, rules), f"{place}:{line}")
        except ConfigError as error:
            faults.append(str(error))
    if faults:
        raise ConfigError(shortened(faults))
    if not calls:
        raise ConfigError(f"{place}: no labels in it; a row needs a path (or a call), a rule and a status")
    return tuple(calls.values())


def _labelled(place: Path, line: int, row: Fields, rules: Sequence[str]) -> Labelled:
    where = f"{place}:{line}"
    if None in row:
        raise ConfigError(f"{where}: more cells than the heading; put text that holds the separator in quotes")
    known = {key: value for key, value in row.items() if key not in ("rule", "status", "call")}
    complaints = check_fields([key for key in known if not str(key).startswith(SLOT)], where)
    if complaints:
        raise ConfigError("\n".join(complaints))
    path, call_id = _text(row, "path"), _text(row, "call") or _text(row, "call_id")
    if path is None and call_id is None:
        raise ConfigError(f"{where}: no path and no call; a label belongs to a call")
    label = Label(line, _rule(row, rules, where), _status(row, where), _slots(row, where))
    told = {key: value for key, value in known.items() if key in FIELDS and str(value).strip()}
    return Labelled(str(place.parent / path) if path else None, call_id, told, (label,))


def _text(row: Fields, name: str) -> str | None:
    value = row.get(name)
    return str(value).strip() or None if value is not None else None


def _rule(row: Fields, rules: Sequence[str], where: str) -> str:
    rule = _text(row, "rule")
    if rule not in rules:
        wrong = f"rule {rule!r} is not in the standard" if rule else "no rule"
        raise ConfigError(f"{where}: {wrong}; its rules are {', '.join(rules)}")
    return str(rule)


def _status(row: Fields, where: str) -> Status:
    try:
        return Status(str(row.get("status", "")).strip().lower())
    except ValueError:
        words = ", ".join(status.value for status in Status)
        raise ConfigError(f"{where}: status {row.get('status')!r}; one of {words} is wanted") from None


def _slots(row: Fields, where: str) -> dict[str, SlotStatus]:
    slots = {}
    for name, value in row.items():
        word = str(value or "").strip().lower()
        if not str(name).startswith(SLOT) or not word:
            continue
        if word not in SLOT_LABELS:
            raise ConfigError(f"{where}: {name} is {value!r}; said or not_said is wanted, or nothing")
        slots[str(name).removeprefix(SLOT)] = SlotStatus(word)
    return slots


def _add(calls: dict[str, Labelled], new: Labelled, where: str) -> None:
    """Put a row's label to those of its call."""
    key = new.path or f"call {new.call_id}"
    old = calls.get(key)
    if old is None:
        calls[key] = new
        return
    if any(label.rule == new.labels[0].rule for label in old.labels):
        raise ConfigError(f"{where}: {new.labels[0].rule} of {new.name} is labelled twice")
    torn = [name for name, value in new.row.items() if old.row.get(name, value) != value]
    if torn:
        raise ConfigError(
            f"{where}: {torn[0]} of {new.name} is {new.row[torn[0]]!r} here and {old.row[torn[0]]!r} above"
        )
    calls[key] = Labelled(old.path, old.call_id or new.call_id, {**old.row, **new.row}, (*old.labels, *new.labels))
