"""`voicecheck check`: listen to calls and judge them."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voicecheck.batch.files import write_whole
from voicecheck.cli.exits import FAIL_ON, run_code, too_many_undecided
from voicecheck.cli.outputs import INDEX, page, print_reports, report_name, write_index
from voicecheck.cli.progress import tracked, waiting, watched
from voicecheck.cli.redaction import check_silence, redact_option
from voicecheck.cli.sources import call_options, gather_calls
from voicecheck.config import load_settings
from voicecheck.errors import ConfigError
from voicecheck.types import CallRef, CallReport, Scope

if TYPE_CHECKING:
    from voicecheck.batch.run import Task
    from voicecheck.standard import Standard
    from voicecheck.store.database import Store

FORMATS = ("text", "json", "jsonl", "csv", "html", "junit", "sarif")


@click.command(name="check", short_help="Listen to calls and judge them.")
@click.argument("calls", nargs=-1, type=click.Path(path_type=Path))
@click.option("--standard", "-s", envvar="VOICECHECK_STANDARD", help="Service standard: a shipped id or a YAML file.")
@call_options
@click.option(
    "--scope",
    type=click.Choice([s.value for s in Scope]),
    default="opening",
    show_default=True,
    help="Recognise the opening, or the whole call.",
)
@click.option(
    "--format",
    "-f",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="What is printed on stdout.",
)
@click.option(
    "--out",
    "-o",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for a page (HTML) and a JSON file a call.",
)
@click.option(
    "--html", "html_file", type=click.Path(path_type=Path, dir_okay=False), help="File for the page of a single call."
)
@click.option(
    "--audio",
    type=click.Choice(["embed", "link", "none"]),
    default="embed",
    show_default=True,
    help="The call's sound in its page.",
)
@click.option(
    "--evidence",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for what was heard, to be judged again with `voicecheck rejudge`.",
)
@click.option(
    "--db", metavar="URL", help="Also store the calls there: a file or postgresql://...; see `voicecheck db`."
)
@click.option(
    "--raw", metavar="ENCODING:RATE:CHANNELS", help="How to read a headerless file: vox:8000:1, mulaw:8000:2."
)
@redact_option
@click.option("--redact-audio", is_flag=True, help="Silence what is taken out in the sound of the page, too.")
@click.option("--model", help="Model to listen with (`voicecheck models list`).")
@click.option("--threads", type=click.IntRange(1), help="Processor threads; default: those that may be used.")
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    default="error",
    show_default=True,
    help="Least level of a failed rule that makes the exit code 1.",
)
@click.option(
    "--max-undecided",
    type=click.FloatRange(0, 100),
    default=20.0,
    show_default=True,
    metavar="PERCENT",
    help="Share of calls that may stay undecided before the exit code is 1.",
)
@click.option("--quiet", "-q", is_flag=True, help="Print nothing when all is well.")
@click.option("--verbose", "-v", is_flag=True, help="Also print the rules that passed.")
def command(calls: tuple[Path, ...], **options: Any) -> int:  # fmt: skip
    """Listen to CALLS (recordings or folders of them) and hold them against a service standard.

    \b
    Examples:
      voicecheck check 0142.wav --standard hr-en --agent Joan --started-at 2026-03-14T09:26:53+01:00
      voicecheck check calls/ --standard hr-en --out reports/
      voicecheck check --manifest calls.csv --standard hr.yaml --format csv > verdicts.csv
    """
    refs = gather_calls(calls, options)
    _check_outputs(refs, options)
    check_silence(options)
    with _store(options["db"]) as store:
        with waiting("loading the model", shown=watched(options["quiet"])):
            task = _task(refs, options)
        reports = _run(refs, task, options, store)
    code = run_code(reports, fail_on=options["fail_on"], max_undecided_pct=options["max_undecided"])
    print_reports(reports, options["form"], verbose=options["verbose"], quiet=options["quiet"], well=code == 0)
    if too_many_undecided(reports, options["max_undecided"]):
        click.echo(f"voicecheck: more than {options['max_undecided']:g} % of the calls could not be judged", err=True)
    _say_where(reports, options, quiet=options["quiet"] and code == 0)
    return code


def _say_where(reports: list[CallReport], options: dict[str, Any], *, quiet: bool) -> None:
    """The index of several calls, and on stderr, last, the page to open."""
    out, place = options["out"], options["html_file"]
    if out:
        place = write_index(out, reports) if len(reports) > 1 else out / f"{report_name(reports[0])}.html"
    if place and not quiet:
        click.echo(str(place), err=True)


def _check_outputs(refs: tuple[CallRef, ...], options: dict[str, Any]) -> None:
    if len(refs) > 1 and (options["html_file"] or options["form"] == "html"):
        raise ConfigError(f"{len(refs)} calls: a page shows one; give --out FOLDER for a page a call")


def _task(refs: tuple[CallRef, ...], options: dict[str, Any]) -> Task:
    """How every call is listened to; standards are loaded first, so that their faults cost no listening."""
    from voicecheck.audio.raw import parse_raw
    from voicecheck.batch.run import Task
    from voicecheck.pipeline import load_ears
    from voicecheck.standard import load_standard

    known = cache(load_standard)

    def standard_of(call: CallRef) -> Standard:
        named = call.standard or options["standard"]
        if not named:
            raise ConfigError(
                f"{call.call_id}: no service standard; give --standard hr-en, a file, or set VOICECHECK_STANDARD"
            )
        return known(named)

    for call in refs:
        standard_of(call)
    raw = parse_raw(options["raw"]) if options["raw"] else None
    ears = load_ears(load_settings(model=options["model"], threads=options["threads"]))
    return Task(standard_of, ears, Scope(options["scope"]), raw, options["redact"])


def _store(named: str | None) -> AbstractContextManager[Store | None]:
    """The store where one was asked for by name; neither a variable nor the settings file makes a check store calls."""
    if named is None:
        return nullcontext()
    from voicecheck.cli.db import open_database

    return open_database(named)


def _run(refs: tuple[CallRef, ...], task: Task, options: dict[str, Any], store: Store | None) -> list[CallReport]:
    from voicecheck.batch.keeping import compare_again, keep, remember_folders, remember_page
    from voicecheck.batch.run import check_calls

    reports, refused = [], 0
    if store is not None:
        remember_folders(store, out=options["out"], evidence=options["evidence"])
    shown = watched(options["quiet"])
    for report in tracked(check_calls(refs, task), total=len(refs), what="listening", shown=shown):
        if store is not None:
            refused += not keep(store, report, task.standard_of(report.call), raw=options["raw"] or "")
            remember_page(store, options["html_file"], report.call)
        _keep(report, task, options, many=len(refs) > 1)
        reports.append(report)
    if refused:
        click.echo(f"voicecheck: {refused} call(s) were forgotten before and are not stored again", err=True)
    if store is None:
        return reports
    compared = list(compare_again(store, reports, task.standard_of, raw=options["raw"] or ""))
    for report in compared:
        if report.baseline:
            _keep(report, task, options, many=len(refs) > 1)
    return compared


def _keep(report: CallReport, task: Task, options: dict[str, Any], *, many: bool) -> None:
    """Write what was asked for as soon as a call is judged: a run that is stopped keeps what it did."""
    from voicecheck.reports import render
    from voicecheck.store.evidence import dump_evidence

    out, html_file, evidence, audio = (options[name] for name in ("out", "html_file", "evidence", "audio"))
    silenced = options["redact_audio"]
    if out:
        index = INDEX if many or (out / INDEX).exists() else None
        write_whole(
            out / f"{report_name(report)}.html",
            page(report, audio, out, raw=task.raw, index_href=index, silenced=silenced),
        )
        write_whole(out / f"{report_name(report)}.json", render(report, "json"))
    if html_file:
        write_whole(html_file, page(report, audio, html_file.parent, raw=task.raw, silenced=silenced))
    if evidence and report.evidence:
        write_whole(evidence / f"{report_name(report)}.evidence.json", dump_evidence(report.evidence) + "\n")
