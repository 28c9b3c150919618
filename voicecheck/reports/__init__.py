"""Reports: a judged call as text, JSON, CSV, JUnit, SARIF or a page. They show and decide nothing.

A new format is a module with `render(report) -> str` and one line here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from voicecheck.errors import ConfigError
from voicecheck.reports import csv_table, html, json_report, jsonl, junit, sarif, text
from voicecheck.types import CallReport

FORMATS: Mapping[str, Callable[[CallReport], str]] = MappingProxyType(
    {
        "text": text.render,
        "json": json_report.render,
        "jsonl": jsonl.render,
        "csv": csv_table.render,
        "html": html.render,
        "junit": junit.render,
        "sarif": sarif.render,
    }
)
"""One call in each format, by the name that `--format` takes."""

MANY: Mapping[str, Callable[[Sequence[CallReport]], str]] = MappingProxyType(
    {
        "text": text.render_many,
        "json": json_report.render_many,
        "jsonl": jsonl.render_many,
        "csv": csv_table.render_many,
        "junit": junit.render_many,
        "sarif": sarif.render_many,
    }
)
"""Several calls in one text, for the formats that can."""


def render(report: CallReport, format: str) -> str:
    """One call in a format of `FORMATS`.

    Raises:
        ConfigError: for an unknown format.
    """
    if format not in FORMATS:
        raise ConfigError(f"no report format {format!r}; there are {', '.join(FORMATS)}")
    return FORMATS[format](report)


def render_many(reports: Sequence[CallReport], format: str) -> str:
    """Several calls in a format of `MANY`.

    Raises:
        ConfigError: for an unknown format, or one that shows a single call.
    """
    if format in MANY:
        return MANY[format](reports)
    if format in FORMATS:
        raise ConfigError(f"{format} shows one call a file; write one for each of the {len(reports)} calls")
    raise ConfigError(f"no report format {format!r}; there are {', '.join(FORMATS)}")
