"""From a file to a service standard: every fault in one message, or a standard without any."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path

from voicecheck.errors import StandardError
from voicecheck.rules import RULES
from voicecheck.rules.base import SLOT_KINDS, Need, Rule, slots_in
from voicecheck.standard.layers import SHIPPED, is_file_name, read_layers, shipped
from voicecheck.standard.marked import Faults, Items, Mark, Node, Scalar, Table, nearest
from voicecheck.standard.model import RuleSetting, Standard
from voicecheck.standard.roster import read_roster
from voicecheck.standard.showing import digest
from voicecheck.standard.typed import read_fields
from voicecheck.text.languages import LANGUAGES
from voicecheck.types import Agreement, Level, ManualItem, Purpose, SlotSpec

KINDS = tuple(dict.fromkeys((*SLOT_KINDS.values(), "phrase")))
"""The kinds of slots."""
GENERAL = frozenset(("level", "source"))
"""The keys that every rule has; the others are its options."""
MAX_PHRASE = 200
"""Characters of one wording; a greeting of ten seconds has about 150."""


@dataclass(frozen=True, slots=True)
class _Setting:
    """The keys of a rule that are the standard's and not the rule's own."""

    level: Level = Level.WARNING
    source: str | None = None


@dataclass(frozen=True, slots=True)
class _Tone:
    """The section `tone`."""

    purpose: Purpose = Purpose.REPORT
    legal_basis: str | None = None

    def __post_init__(self) -> None:
        if self.purpose is Purpose.SCORE and self.legal_basis is None:
            raise ValueError('legal_basis: is required where tone counts as a score; see "The law" in the README')


@dataclass(frozen=True, slots=True)
class _Slot:
    """A slot as it is written."""

    kind: str = ""
    values: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.kind and self.kind not in KINDS:
            raise ValueError(f"kind: unknown kind {self.kind!r}{nearest(self.kind, KINDS)}")
        if any(len(value) > MAX_PHRASE for value in self.values):
            raise ValueError(f"values: a wording is longer than {MAX_PHRASE} characters")


def load_standard(id_or_path: str | Path) -> Standard:
    """The service standard of that id, or in that file.

    Args:
        id_or_path: the id of a shipped standard (`shipped()`), or a YAML file.

    Raises:
        StandardError: with all faults, one a line: file, line, rule, option, the nearest known word.

    >>> load_standard("hr-en").language
    'en'
    """
    path = _located(id_or_path)
    faults = Faults()
    table = read_layers(path, faults)
    standard = _standard(table, path, faults) if table is not None else None
    faults.raise_if_any()
    if standard is None:
        raise StandardError(f"{path}: holds no standard")
    return standard


def _located(id_or_path: str | Path) -> Path:
    """The file of a standard."""
    if isinstance(id_or_path, str) and id_or_path in shipped():
        return SHIPPED / f"{id_or_path}.yaml"
    path = Path(id_or_path)
    if path.is_file():
        return path
    if isinstance(id_or_path, Path) or is_file_name(id_or_path) or path.exists():
        raise StandardError(f"{id_or_path}: there is no such file; `voicecheck standard new` writes one")
    raise StandardError(f"there is no standard {id_or_path!r}{nearest(id_or_path, shipped())}")


def _standard(table: Table, path: Path, faults: Faults) -> Standard:
    """The standard of a merged table; worth nothing where faults were noted."""
    tone = _tone(table.entries.get("tone"), faults)
    agreement = Agreement(
        language=_language(table, faults),
        slots=_slots(table.entries.get("slots"), faults),
        roster=read_roster(table.entries["roster"], faults) if "roster" in table.entries else (),
        manual=_manual(table.entries.get("manual"), faults),
        tone_purpose=tone.purpose,
    )
    settings = _settings(table.entries.get("rules"), agreement, faults)
    _check_language(table, agreement.language, settings, faults)
    named = table.entries.get("id")
    return Standard(
        id=named.text.strip() if isinstance(named, Scalar) and named.text.strip() else path.stem,
        hash=digest(agreement, settings, tone.legal_basis),
        agreement=agreement,
        settings=settings,
        path=str(path),
        legal_basis=tone.legal_basis,
    )


def _language(table: Table, faults: Faults) -> str:
    """The language code; `no` is Norwegian, not false."""
    node = table.entries.get("language")
    if isinstance(node, Scalar) and re.fullmatch(r"[a-z]{2,3}", node.text):
        return node.text
    mark = table.keys.get("language", Mark(table.mark.file, 1))
    faults.add(mark, "language", "a language code of two letters wanted, such as en")
    return ""


def _check_language(table: Table, code: str, settings: Sequence[RuleSetting], faults: Faults) -> None:
    """Notes a language that has no folder where a rule listens to words."""
    wordy = [setting.rule.id for setting in settings if Need.AGENT_WORDS in setting.rule.needs]
    known = [language.code for language in LANGUAGES]
    if code and wordy and code not in known:
        what = f"{wordy[0]} has no wordings for {code!r}{nearest(code, known)}"
        faults.add(table.keys["language"], "language", what)


def _tone(node: Node | None, faults: Faults) -> _Tone:
    """What tone is for."""
    if not isinstance(node, Table):
        return _Tone()
    return read_fields(_Tone, node, "tone", faults) or _Tone()


def _slots(node: Node | None, faults: Faults) -> tuple[SlotSpec, ...]:
    """The slots that the standard fills."""
    if not isinstance(node, Table):
        return ()
    specs = (_slot(name, value, faults) for name, value in node.entries.items())
    return tuple(spec for spec in specs if spec is not None)


def _slot(name: str, node: Node, faults: Faults) -> SlotSpec | None:
    """One slot: a list of wordings, one wording, or {kind, values}."""
    where = f"slots.{name}"
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        faults.add(node.mark, where, "a slot's name is small Latin letters, digits and _")
        return None
    written = node if isinstance(node, Table) else Table({"values": node}, {"values": node.mark}, node.mark)
    slot = read_fields(_Slot, written, where, faults)
    if slot is None:
        return None
    kind = slot.kind or SLOT_KINDS.get(name, "phrase")
    if kind == "phrase" and not slot.values:
        faults.add(node.mark, where, "a phrase needs at least one wording")
    return SlotSpec(name, kind, slot.values)


def _manual(node: Node | None, faults: Faults) -> tuple[ManualItem, ...]:
    """The clauses that no microphone hears."""
    if node is None:
        return ()
    if not isinstance(node, Items):
        faults.add(node.mark, "manual", "a list of {id, text, source} wanted")
        return ()
    items: dict[str, ManualItem] = {}
    for entry in node.items:
        if not isinstance(entry, Table):
            faults.add(entry.mark, "manual", "{id, text, source} wanted")
            continue
        item = read_fields(ManualItem, entry, "manual", faults)
        if item is not None and item.id in items:
            faults.add(entry.mark, f"manual.{item.id}", "stands twice")
        elif item is not None:
            items[item.id] = item
    return tuple(items.values())


def _settings(node: Node | None, agreement: Agreement, faults: Faults) -> tuple[RuleSetting, ...]:
    """The rules in the order of the registry."""
    if not isinstance(node, Table):
        return ()
    chosen = ((rule, node.entries.get(name), node.keys.get(name)) for name, rule in RULES.items())
    settings = (
        _setting(rule, replace(given, mark=mark), agreement, faults)
        for rule, given, mark in chosen
        if isinstance(given, Table) and mark is not None
    )
    return tuple(setting for setting in settings if setting is not None)


def _setting(rule: Rule, given: Table, agreement: Agreement, faults: Faults) -> RuleSetting | None:
    """One rule as the standard sets it."""
    where = f"rules.{rule.id}"
    general = read_fields(_Setting, _part(given, GENERAL), where, faults)
    options = read_fields(rule.options, _part(given, given.entries.keys() - GENERAL), where, faults)
    if general is not None and general.level is Level.ERROR and general.source is None:
        at = given.keys.get("level", given.mark)
        faults.add(at, f"{where}.source", "is required for level error: the clause of the agreed sheet")
    _check_formula(given, where, agreement, faults)
    if general is None or options is None:
        return None
    return RuleSetting(rule, general.level, options, general.source)


def _part(table: Table, names: Set[str]) -> Table:
    """The entries of those names."""
    return replace(table, entries={name: node for name, node in table.entries.items() if name in names})


def _check_formula(given: Table, where: str, agreement: Agreement, faults: Faults) -> None:
    """Notes slots of a formula that nobody defined."""
    node = given.entries.get("formula")
    if not isinstance(node, Scalar):
        return
    known = (*(slot.name for slot in agreement.slots), *SLOT_KINDS)
    for name in slots_in(node.text):
        if name not in known:
            faults.add(
                node.mark, f"{where}.formula", f"the slot {{{name}}} is not defined in slots{nearest(name, known)}"
            )
