"""The end of a night: the run's index, table and summary, and what is printed of it."""

from __future__ import annotations

import json
from pathlib import Path

from voicecheck.batch.files import write_whole
from voicecheck.batch.night import Night
from voicecheck.batch.outputs import INDEX, SUMMARY_JSON, SUMMARY_TEXT, TABLE
from voicecheck.batch.summary import SHOWN, Summary, render_json, render_text, worth_an_ear
from voicecheck.reports import render_many, text

SUMMARY = "summary"


def finish(night: Night, summary: Summary, *, code: int, run: dict[str, str]) -> None:
    """Write the run's files, index and table only where anything in them changed, and close the run in the store.

    Raises:
        OSError: where they cannot be written.
        StoreError: where the database cannot be written.
    """
    outputs = night.outputs
    if summary.digest != _last_digest(outputs.folder):
        rows = night.reports()
        outputs.write_tables(rows)
        fresh = night.store.calls_at(entry.call.path for entry in night.entries if entry.report)
        others = {entry.name for entry in night.others if entry.here}
        outputs.drop_superseded({name for _, name in rows} | others, fresh)
    worth = night.reports(worth_an_ear(night.entries)[:SHOWN])
    write_whole(outputs.folder / SUMMARY_TEXT, render_text(summary, [report for report, _ in worth]))
    write_whole(outputs.folder / SUMMARY_JSON, render_json(summary, code=code, run=run))
    if night.run is not None:
        night.store.end_run(night.run, summary.counts)


def printed(night: Night, summary: Summary, form: str, *, code: int) -> str:
    """What stands on stdout: the one line of the run, its summary as JSON, or the reports in another format."""
    if form == SUMMARY:
        return f"{summary.line}\n"
    if form == "json":
        return render_json(summary, code=code, run={})
    reports = [report for report, _ in night.reports()]
    if form == "text":
        return text.render_many(reports, base=str(Path.cwd()))
    return render_many(reports, form)


def _last_digest(folder: Path) -> str:
    """The digest of the run that wrote the index that is there; empty where it is not whole."""
    if not all((folder / name).is_file() for name in (INDEX, TABLE)):
        return ""
    try:
        return str(json.loads((folder / SUMMARY_JSON).read_text("utf-8"))["digest"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""
