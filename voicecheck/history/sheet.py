"""A sheet that people filled in: CSV as spreadsheets of any country write it."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from voicecheck.errors import ConfigError

MOST_BYTES = 50_000_000
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEPARATORS = ";,\t|"
_RUNS = re.compile(rb"[\xa8\xb8\xc0-\xff]+")
_APOSTROPHE = re.compile(r"'(?=[=+\-@\t\r])")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a sheet: the line on which it ends, and its cells by the heading's names in small letters."""

    number: int
    cells: Mapping[str, str]


def read_sheet(file: Path, encoding: str | None = None) -> list[Line]:
    """The rows of a sheet that hold anything.

    Args:
        file: CSV with a heading; comma, semicolon, tab or bar between cells, a line `sep=;` before them or not.
        encoding: how it is encoded; None: by its byte order mark, else UTF-8, else the code page that its letters
            speak for (Windows-1251 or 1252).

    Raises:
        ConfigError: where it cannot be read, or is no CSV.
    """
    try:
        if file.stat().st_size > MOST_BYTES:
            raise ConfigError(f"{file}: over {MOST_BYTES:,} bytes; split it")
        content = file.read_bytes()
        text = content.decode(encoding or guessed_encoding(content))
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read ({error.strerror}); name another file") from error
    except (UnicodeDecodeError, LookupError) as error:
        raise ConfigError(f"{file}: cannot be read as {encoding or 'text'} ({error}); give --encoding") from error
    return list(_lines(file, text.lstrip("\ufeff")))


def guessed_encoding(content: bytes) -> str:
    """The encoding of a sheet: what its mark says, else UTF-8 where that fits, else a Windows code page.

    In a Cyrillic code page words are runs of high bytes; in a western one letters with accents stand alone.

    >>> guessed_encoding("Иванова".encode("cp1251")), guessed_encoding("Müller, gehört".encode("cp1252"))
    ('cp1251', 'cp1252')
    """
    for mark, name in _MARKS:
        if content.startswith(mark) and not (name == "utf-16" and content.startswith(codecs.BOM_UTF32_LE)):
            return name
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        runs = [len(run) for run in _RUNS.findall(content)]
        return "cp1251" if runs and sum(runs) / len(runs) >= 2 else "cp1252"
    return "utf-8"


def _lines(file: Path, text: str) -> Iterator[Line]:
    first, _, rest = text.partition("\n")
    told = re.fullmatch(r'"?sep=(.)"?', first.strip())
    body = rest if told else text
    separator = told[1] if told else max(_SEPARATORS, key=body.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=separator, strict=True)
    before = 1 if told else 0
    try:
        heading = [name.strip().casefold().replace(" ", "_") for name in next(reader, [])]
        for row in reader:
            if any(cell.strip() for cell in row):
                yield Line(reader.line_num + before, _cells(file, reader.line_num + before, heading, row))
    except csv.Error as error:
        raise ConfigError(f"{file}:{reader.line_num + before}: not CSV ({error}); save the sheet as CSV") from error


def _cells(file: Path, line: int, heading: list[str], row: list[str]) -> dict[str, str]:
    if len(row) > len(heading) and any(cell.strip() for cell in row[len(heading) :]):
        raise ConfigError(f"{file}:{line}: more cells than the heading; put text that holds the separator in quotes")
    return {name: _APOSTROPHE.sub("", cell.strip(), count=1) if cell.strip().startswith("'") else cell.strip()
            for name, cell in zip(heading, row, strict=False) if name}  # fmt: skip
