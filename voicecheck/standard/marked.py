"""YAML whose every value knows its file and line, and the faults that are found in it.

Nothing is constructed: PyYAML composes a graph of nodes and this module copies it into frozen values,
within bounds. So no tag can run code, a scalar keeps the text that stands in the file (`no` is not
false until somebody asks for a truth value), and a fault can name its line.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import TypeAlias

import yaml

from voicecheck.errors import StandardError

MAX_BYTES = 1_000_000
"""A standard is a page or two; a roster of ten thousand people is half of this."""
MAX_VALUES = 50_000
"""Values after aliases are followed: bounds what a few lines of nested aliases can grow to."""
MAX_DEPTH = 12
MAX_FAULTS = 100
"""Faults that are printed; more come from one cause, such as a file that is no standard."""
_PLAIN_TAGS = {f"tag:yaml.org,2002:{name}": name for name in ("str", "int", "float", "bool", "null", "timestamp")}
_CONTAINER_TAGS = {"tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"}


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """Where something stands: a file as the user knows it, and a line counted from 1."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value as it is written (NFC), with what YAML takes it for: str, int, float, bool, null, timestamp."""

    text: str
    tag: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Node, ...]
    mark: Mark


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping by the text of its keys, in order; `keys` says where each key stands."""

    entries: Mapping[str, Node]
    keys: Mapping[str, Mark]
    mark: Mark


Node: TypeAlias = Scalar | Items | Table


@dataclass(slots=True)
class Faults:
    """All that is wrong with a standard, collected so that it can be said at once."""

    found: dict[tuple[Mark, str], None] = field(default_factory=dict)

    def add(self, mark: Mark, where: str, what: str) -> None:
        """Notes a fault at a line; `where` is the dotted path of the value in the standard."""
        self.found[mark, f"{where}: {what}" if where else what] = None

    def raise_if_any(self) -> None:
        """Raises `StandardError` with one fault a line, file by file in the order of lines."""
        lines = [f"{mark.file}:{mark.line}: {text}" for mark, text in sorted(self.found)]
        if len(lines) > MAX_FAULTS:
            lines[MAX_FAULTS:] = [f"and {len(lines) - MAX_FAULTS} more"]
        if lines:
            raise StandardError("\n".join(lines))


def nearest(word: str, known: Iterable[str]) -> str:
    """What to say after an unknown word: the nearest known one, else all of them.

    >>> nearest("withn_s", ["formula", "within_s"])
    '; did you mean within_s?'
    """
    words = list(known)
    close = get_close_matches(word, words, n=1, cutoff=0.6)
    if close:
        return f"; did you mean {close[0]}?"
    return f"; known: {', '.join(words)}" if words else ""


def read_text(path: Path) -> str:
    """The text of a file of a standard, UTF-8 with or without a byte order mark.

    Raises:
        StandardError: where it cannot be read, is too large or is not UTF-8.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise StandardError(f"{path}: cannot be read: {error.strerror or error}; check the path") from None
    if len(raw) > MAX_BYTES:
        raise StandardError(f"{path}: larger than {MAX_BYTES:,} bytes; is this the right file?")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise StandardError(f"{path}:{line}: not UTF-8 text; save the file as UTF-8") from None


def parse(text: str, file: str, faults: Faults) -> Node | None:
    """The marked value of one YAML document; None, with a fault, where it is not YAML or is empty.

    Args:
        text: the document.
        file: its name, for the marks.
        faults: receives what is wrong with it.
    """
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        faults.add(Mark(file, line), "", f"not valid YAML: {error.problem or error}")
        return None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error).splitlines()[0]
        faults.add(Mark(file, 1), "", f"not valid YAML: {reason}")
        return None
    if root is None:
        faults.add(Mark(file, 1), "", "the file is empty; `voicecheck standard new` writes one to start from")
        return None
    return _Copier(file, faults).copied(root, "", 0)


@dataclass(slots=True)
class _Copier:
    """Copies PyYAML's nodes into ours and counts them."""

    file: str
    faults: Faults
    values: int = 0
    refused: bool = False

    def copied(self, node: yaml.Node, where: str, depth: int) -> Node | None:
        """The node as a frozen value; None where it is refused."""
        mark = Mark(self.file, node.start_mark.line + 1)
        self.values += 1
        if depth > MAX_DEPTH or self.values > MAX_VALUES:
            if not self.refused:
                self.faults.add(mark, "", "too deep or too large once its aliases are followed; write it out plainly")
            self.refused = True
            return None
        if isinstance(node, yaml.ScalarNode) and node.tag in _PLAIN_TAGS:
            return Scalar(unicodedata.normalize("NFC", node.value), _PLAIN_TAGS[node.tag], mark)
        if isinstance(node, yaml.SequenceNode) and node.tag in _CONTAINER_TAGS:
            copies = [self.copied(item, where, depth + 1) for item in node.value]
            return Items(tuple(item for item in copies if item is not None), mark)
        if isinstance(node, yaml.MappingNode) and node.tag in _CONTAINER_TAGS:
            return self._table(node, where, depth, mark)
        self.faults.add(mark, where, f"the tag {node.tag} is not allowed in a standard")
        return None

    def _table(self, node: yaml.MappingNode, where: str, depth: int, mark: Mark) -> Table:
        """The mapping with plain text keys, each once."""
        entries: dict[str, Node] = {}
        keys: dict[str, Mark] = {}
        for key, value in node.value:
            at = Mark(self.file, key.start_mark.line + 1)
            if not isinstance(key, yaml.ScalarNode) or key.tag not in _PLAIN_TAGS:
                self.faults.add(at, where, "a key must be plain text (`<<` is not supported, use extends)")
                continue
            name = unicodedata.normalize("NFC", key.value)
            path = f"{where}.{name}" if where else name
            if name in keys:
                self.faults.add(at, path, f"stands twice, first in line {keys[name].line}")
                continue
            copy = self.copied(value, path, depth + 1)
            keys[name] = at
            if copy is not None:
                entries[name] = copy
        return Table(entries, keys, mark)
