"""Where results go: stdout for data, files that appear whole or not at all, pages with their sound."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import click

from voicecheck.batch import naming
from voicecheck.batch.files import write_whole
from voicecheck.errors import AudioError
from voicecheck.reports import html, render_many, text
from voicecheck.reports.index import IndexRow, render_index
from voicecheck.types import CallReport

if TYPE_CHECKING:
    from voicecheck.audio.raw import RawFormat

INDEX = "index.html"

EMBED_MOST_S = 3600.0
"""Longer calls are linked instead: an hour is 11 MB of Opus, the most that a page opens with pleasure."""


def report_name(report: CallReport) -> str:
    """The name of a call's files; see `naming.report_name`."""
    audio = report.evidence.recording.sha256 if report.evidence else report.call.path
    return naming.report_name(report.call.call_id, audio)


def print_reports(reports: Sequence[CallReport], form: str, *, verbose: bool, quiet: bool, well: bool) -> None:
    """Results on stdout; with `quiet` nothing at all where all is well."""
    if quiet and well:
        return
    if form == "text":
        click.echo(text.render_many(reports, verbose=verbose, base=str(Path.cwd())), nl=False)
    elif (form == "json" and len(reports) == 1) or form == "html":
        from voicecheck.reports import render

        click.echo(render(reports[0], form), nl=False)
    else:
        click.echo(render_many(reports, form), nl=False)


def page(
    report: CallReport,
    audio: str,
    folder: Path,
    *,
    raw: RawFormat | None,
    index_href: str | None = None,
    silenced: bool = False,
) -> str:
    """A call's page, its sound embedded, linked or left out.

    Args:
        report: the call.
        audio: `embed`, `link` or `none`.
        folder: where the page will lie.
        raw: how to read a headerless file.
        index_href: the run's index, relative to the page.
        silenced: whether words that were taken out are silent in the embedded sound, too; then it is never linked.
    """
    if audio == "none" or report.evidence is None:
        return html.render_html(report, index_href=index_href)
    if audio == "embed" and report.evidence.recording.decoded_s <= EMBED_MOST_S:
        return html.render_html(report, audio=_opus(report, raw, silenced=silenced), index_href=index_href)
    if silenced:
        return html.render_html(report, index_href=index_href)
    link = quote(os.fsencode(os.path.relpath(report.call.path, folder)))
    return html.render_html(report, audio_href=link, index_href=index_href)


def write_index(folder: Path, reports: Sequence[CallReport]) -> Path:
    """The index of a run's pages in `folder`, written; its path."""
    rows = [IndexRow(report, f"{report_name(report)}.html") for report in reports]
    write_whole(folder / INDEX, render_index(rows))
    return folder / INDEX


def _opus(report: CallReport, raw: RawFormat | None, *, silenced: bool) -> bytes | None:
    """The call as Opus; None where it can no longer be read: a page without sound is better than none."""
    from voicecheck.audio.encode import encode_opus
    from voicecheck.audio.silence import silenced_blocks
    from voicecheck.audio.stream import blocks
    from voicecheck.pipeline.redacting import silent_intervals

    evidence = report.evidence
    if evidence is None:
        return None
    gaps = silent_intervals(evidence.transcript) if silenced else ()
    rate_hz = evidence.recording.rate_hz
    try:
        return encode_opus(silenced_blocks(blocks(report.call.path, raw=raw), gaps, rate_hz=rate_hz), rate_hz=rate_hz)
    except AudioError:
        return None
