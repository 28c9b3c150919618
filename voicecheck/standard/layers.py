"""A standard and what it extends, merged into one table; later wins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from voicecheck.rules import RULES
from voicecheck.standard.marked import Faults, Items, Mark, Node, Scalar, Table, nearest, parse, read_text

SHIPPED = Path(__file__).parent.parent / "standards"
KEYS = ("schema", "id", "extends", "language", "roster", "tone", "slots", "rules", "manual")
SCHEMA = 1
MAX_EXTENDS = 8
OFF = ("off", "no", "false")


def shipped() -> tuple[str, ...]:
    """The ids of the standards that come with the program, in order."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.yaml")))


def is_file_name(text: str) -> bool:
    """Whether `text` means a file and not the id of a shipped standard."""
    return text.endswith((".yaml", ".yml")) or "/" in text or "\\" in text


def read_layers(path: Path, faults: Faults) -> Table | None:
    """The effective table of the standard at `path`; None, with the faults noted, where there is none.

    Raises:
        StandardError: where the file itself cannot be read.
    """
    layers: list[Table] = []
    seen: list[Path] = []
    here: Path | None = path
    while here is not None:
        seen.append(here.resolve())
        table = parse(read_text(here), str(here), faults)
        if not isinstance(table, Table):
            if table is not None:
                faults.add(table.mark, "", "a standard is a list of `key: value` lines")
            break
        _check_layer(table, faults)
        layers.append(table)
        here = _extended(table, seen, faults)
    merged: Table | None = None
    for layer in reversed(layers):
        merged = layer if merged is None else _overlaid(merged, layer)
    return None if merged is None else _without_off(merged)


def _extended(table: Table, seen: list[Path], faults: Faults) -> Path | None:
    """The file that a layer extends; None where it extends nothing or what it names cannot be used."""
    node = table.entries.get("extends")
    if node is None:
        return None
    if not isinstance(node, Scalar) or not node.text.strip():
        faults.add(node.mark, "extends", "one id or file wanted")
        return None
    name = node.text.strip()
    if not is_file_name(name) and name not in shipped():
        faults.add(node.mark, "extends", f"there is no standard {name!r}{nearest(name, shipped())}")
        return None
    path = Path(node.mark.file).parent / name if is_file_name(name) else SHIPPED / f"{name}.yaml"
    if not path.is_file():
        faults.add(node.mark, "extends", f"there is no file {path}")
    elif path.resolve() in seen:
        faults.add(node.mark, "extends", f"{name} extends itself, by way of {len(seen)} file(s)")
    elif len(seen) > MAX_EXTENDS:
        faults.add(node.mark, "extends", f"more than {MAX_EXTENDS} standards one upon the other")
    else:
        return path
    return None


def _check_layer(table: Table, faults: Faults) -> None:
    """Notes what is wrong with one file's outline: schema, unknown keys and rules, sections of another form."""
    for key, mark in table.keys.items():
        if key not in KEYS:
            faults.add(mark, key, f"unknown key{nearest(key, KEYS)}")
    schema = table.entries.get("schema")
    if not isinstance(schema, Scalar) or schema.text != str(SCHEMA) or schema.tag != "int":
        mark = table.keys.get("schema", Mark(table.mark.file, 1))
        faults.add(mark, "schema", f"`schema: {SCHEMA}` wanted")
    for section in ("tone", "slots", "rules"):
        node = table.entries.get(section)
        if node is not None and not isinstance(node, Table):
            faults.add(node.mark, section, "`name: value` lines wanted")
    rules = table.entries.get("rules")
    if isinstance(rules, Table):
        _check_rules(rules, faults)


def _check_rules(rules: Table, faults: Faults) -> None:
    """Notes unknown rules and rules that are neither off nor a list of options."""
    for name, mark in rules.keys.items():
        if name not in RULES:
            faults.add(mark, f"rules.{name}", f"unknown rule{nearest(name, RULES)}")
        elif not isinstance(rules.entries.get(name), Table) and not _is_off(rules.entries.get(name)):
            faults.add(mark, f"rules.{name}", "options or `off` wanted")


def _is_off(node: Node | None) -> bool:
    """Whether a rule is switched off; YAML reads a bare `off` as false, both are meant."""
    return isinstance(node, Scalar) and node.text.lower() in OFF


def _overlaid(below: Table, above: Table) -> Table:
    """Both tables in one: sections by name, rules option by option, manual items by id, all else replaced."""
    sections: dict[str, Node] = {}
    for name in ("tone", "slots"):
        lower, upper = below.entries.get(name), above.entries.get(name)
        if isinstance(lower, Table) and isinstance(upper, Table):
            sections[name] = _joined(lower, upper)
    lower, upper = below.entries.get("rules"), above.entries.get("rules")
    if isinstance(lower, Table) and isinstance(upper, Table):
        sections["rules"] = _joined(lower, upper, _rules(lower, upper))
    lower, upper = below.entries.get("manual"), above.entries.get("manual")
    if isinstance(lower, Items) and isinstance(upper, Items):
        sections["manual"] = _manual(lower, upper)
    inherited = {name: node for name, node in below.entries.items() if name not in ("id", "extends")}
    return _joined(replace(below, entries=inherited), above, sections)


def _joined(below: Table, above: Table, merged: Mapping[str, Node] | None = None) -> Table:
    """The entries of both, `above` over `below`, `merged` over both."""
    entries = {**below.entries, **above.entries, **(merged or {})}
    return Table(entries, {**below.keys, **above.keys}, above.mark)


def _rules(below: Table, above: Table) -> dict[str, Node]:
    """The rules that both layers set, option by option; what was off and is set again starts afresh."""
    both: dict[str, Node] = {}
    for name in below.entries.keys() & above.entries.keys():
        lower, upper = below.entries[name], above.entries[name]
        if isinstance(lower, Table) and isinstance(upper, Table):
            both[name] = _joined(lower, upper)
    return both


def _manual(below: Items, above: Items) -> Items:
    """The manual items of both layers; one of the same id replaces the lower one in its place."""
    ids = {_id(item): item for item in above.items}
    kept = [ids.pop(_id(item), item) if _id(item) else item for item in below.items]
    return Items((*kept, *(item for item in above.items if _id(item) is None or _id(item) in ids)), above.mark)


def _id(item: Node) -> str | None:
    """The id of a manual item."""
    node = item.entries.get("id") if isinstance(item, Table) else None
    return node.text if isinstance(node, Scalar) else None


def _without_off(table: Table) -> Table:
    """The table without the rules that are switched off."""
    rules = table.entries.get("rules")
    if not isinstance(rules, Table):
        return table
    kept = {name: node for name, node in rules.entries.items() if not _is_off(node)}
    return replace(table, entries={**table.entries, "rules": replace(rules, entries=kept)})
