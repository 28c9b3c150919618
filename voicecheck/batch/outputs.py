"""The folder that a night writes: a page and a JSON file a call, and the run's index, table and summary."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from voicecheck.batch.files import sweep, write_together, write_whole
from voicecheck.reports import csv_table, html, json_report
from voicecheck.reports.index import IndexRow, render_index
from voicecheck.store import WorkKey
from voicecheck.types import CallReport

CALLS = "calls"
INDEX = "index.html"
TABLE = "verdicts.csv"
SUMMARY_TEXT, SUMMARY_JSON = "summary.txt", "summary.json"
CALL_DIGITS, WORK_DIGITS = 20, 10


@dataclass(frozen=True, slots=True)
class Outputs:
    """The output folder; `sound` says whether a page links to its recording."""

    folder: Path
    sound: bool = True

    @property
    def calls(self) -> Path:
        """The folder of the calls' own reports."""
        return self.folder / CALLS

    def written(self) -> set[str]:
        """The names of the reports that are there in full."""
        if not self.calls.is_dir():
            return set()
        found = {entry.name for entry in os.scandir(self.calls)}
        return {name[:-5] for name in found if name.endswith(".json") and f"{name[:-5]}.html" in found}

    def write(self, report: CallReport, name: str) -> None:
        """Write a call's page and its JSON; each appears whole or not at all.

        Raises:
            OSError: where they cannot be written.
        """
        page, data = self._page(report), json_report.render(report)
        write_together(self.calls, {f"{name}.html": page, f"{name}.json": data})

    def _page(self, report: CallReport) -> str:
        if report.evidence is None or not self.sound:
            return html.render_html(report, index_href=f"../{INDEX}")
        link = quote(os.fsencode(os.path.relpath(report.call.path, self.calls)))
        return html.render_html(report, audio_href=link, index_href=f"../{INDEX}")

    def write_tables(self, rows: Sequence[tuple[CallReport, str]]) -> None:
        """Write the index and the table of a run; a row is a report and the name of its files."""
        index = render_index([IndexRow(report, f"{CALLS}/{name}.html") for report, name in rows])
        write_whole(self.folder / INDEX, index)
        write_whole(self.folder / TABLE, csv_table.render_many([report for report, _ in rows]))

    def tidy(self) -> int:
        """Remove what killed runs left half written; how many files."""
        return sweep(self.folder) + sweep(self.calls)

    def drop_superseded(self, names: set[str], earlier: frozenset[str]) -> None:
        """Remove earlier reports of the calls `names`: by another standard, other metadata, another recording.

        Args:
            names: the files of the calls as they are now.
            earlier: keys of calls whose recording lay where theirs lies now.
        """
        old = {key[:CALL_DIGITS] for key in earlier} | {name.partition("-")[0] for name in names}
        for entry in list(os.scandir(self.calls)) if self.calls.is_dir() else []:
            stem = entry.name.partition(".")[0]
            if stem not in names and stem.partition("-")[0] in old:
                Path(entry.path).unlink(missing_ok=True)


def file_name(key: WorkKey) -> str:
    """The name of a call's files: its key and that of the work, so that nothing of the recording's name is in it."""
    return name_of(key.call, key.report)


def name_of(call: str, report: str) -> str:
    """The name of a call's files from its key and that of the report."""
    return f"{call[:CALL_DIGITS]}-{report[:WORK_DIGITS]}"
