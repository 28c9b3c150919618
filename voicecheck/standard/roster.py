"""The roster: the people who may answer, from a CSV file or a list in the standard."""

from __future__ import annotations

import csv
import unicodedata
from pathlib import Path

from voicecheck.errors import StandardError
from voicecheck.standard.marked import Faults, Items, Mark, Node, Scalar, Table, nearest, read_text
from voicecheck.standard.typed import read_fields
from voicecheck.types import Person

COLUMNS = ("name", "spellings", "languages")


def read_roster(node: Node, faults: Faults) -> tuple[Person, ...]:
    """The people of a roster, in their order.

    Args:
        node: a list of names or of {name, spellings, languages}, or the path of a CSV file with
            these columns, relative to the file in which it stands; several spellings are separated by `;`.
        faults: receives what is wrong.
    """
    if isinstance(node, Scalar):
        people = _from_csv(node, faults)
    elif isinstance(node, Items):
        people = [(item.mark, person) for item in node.items if (person := _listed(item, faults))]
    else:
        faults.add(node.mark, "roster", "a CSV file or a list of people wanted")
        return ()
    _require_unique(people, faults)
    return tuple(person for _, person in people)


def _listed(item: Node, faults: Faults) -> Person | None:
    """One entry of a list."""
    if isinstance(item, Table):
        return read_fields(Person, item, "roster", faults)
    if isinstance(item, Scalar) and item.text.strip():
        return Person(item.text.strip())
    faults.add(item.mark, "roster", "a name or {name, spellings, languages} wanted")
    return None


def _from_csv(node: Scalar, faults: Faults) -> list[tuple[Mark, Person]]:
    """The people of a CSV file, each with its line."""
    if not node.text.strip():
        faults.add(node.mark, "roster", "is empty; give a CSV file or a list of people, or leave the key out")
        return []
    path = Path(node.mark.file).parent / node.text.strip()
    try:
        text = unicodedata.normalize("NFC", read_text(path))
    except StandardError as error:
        faults.add(node.mark, "roster", str(error))
        return []
    lines = text.splitlines(keepends=True)
    separators = (";", ",") if lines and ";" in lines[0] and "," not in lines[0] else (",", ";")
    return _rows(path, lines, separators, faults)


def _rows(path: Path, lines: list[str], separators: tuple[str, str], faults: Faults) -> list[tuple[Mark, Person]]:
    """The rows as people; `separators` are those of columns and, inside one, of spellings."""
    reader = csv.reader(lines, delimiter=separators[0], strict=True)
    people: list[tuple[Mark, Person]] = []
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        if not _header_is_sound(header, Mark(str(path), 1), faults):
            return []
        for row in reader:
            mark = Mark(str(path), reader.line_num)
            if any(cell.strip() for cell in row) and (person := _person(header, row, separators[1], mark, faults)):
                people.append((mark, person))
    except csv.Error as error:
        faults.add(Mark(str(path), reader.line_num), "roster", f"not valid CSV: {error}")
    return people


def _header_is_sound(header: list[str], mark: Mark, faults: Faults) -> bool:
    """Whether the first line names the columns."""
    if "name" not in header:
        faults.add(mark, "roster", f"the first line must name the columns: {', '.join(COLUMNS)}")
        return False
    for column in header:
        if column not in COLUMNS:
            faults.add(mark, "roster", f"unknown column {column!r}{nearest(column, COLUMNS)}")
    return True


def _person(header: list[str], row: list[str], separator: str, mark: Mark, faults: Faults) -> Person | None:
    """One row as a person."""
    if len(row) > len(header):
        faults.add(mark, "roster", f"{len(row)} cells in a table of {len(header)} columns; quote cells with a comma")
        return None
    cells = dict(zip(header, (cell.strip() for cell in row), strict=False))
    if not cells["name"]:
        faults.add(mark, "roster", "the name is missing")
        return None
    spellings, languages = (
        tuple(part.strip() for part in cells.get(column, "").split(separator) if part.strip())
        for column in ("spellings", "languages")
    )
    return Person(cells["name"], spellings, languages)


def _require_unique(people: list[tuple[Mark, Person]], faults: Faults) -> None:
    """Notes names that stand twice."""
    lines: dict[str, Mark] = {}
    for mark, person in people:
        key = person.name.casefold()
        if key in lines:
            faults.add(mark, "roster", f"{person.name} stands twice, first in line {lines[key].line}")
        lines.setdefault(key, mark)
