"""`voicecheck rejudge`: judge what was heard by another standard, without opening a recording."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voicecheck import __version__
from voicecheck.cli.db import db_option, open_database
from voicecheck.cli.exits import FAIL_ON, NOT_PROCESSED, night_code, run_code
from voicecheck.cli.outputs import print_reports
from voicecheck.errors import ConfigError
from voicecheck.types import CallReport

if TYPE_CHECKING:
    from voicecheck.batch.rejudging import Tally
    from voicecheck.standard import Standard

SUFFIX = ".evidence.json"


@click.command(name="rejudge", short_help="Judge what was heard again, without listening.")
@click.argument("evidence", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--standard", "-s", envvar="VOICECHECK_STANDARD", required=True, help="Service standard: id or file.")
@db_option
@click.option("--since", metavar="TIME", help="Only stored calls from then on: 2026-03-14, 2026-03-14T22:00, 36h, 1d.")
@click.option("--timezone", envvar="VOICECHECK_TIMEZONE", help="Zone of --since without offset: Europe/Berlin.")
@click.option(
    "--format",
    "-f",
    "form",
    type=click.Choice(["text", "json", "jsonl", "csv"]),
    default="text",
    show_default=True,
    help="What is printed on stdout; of the database: text or json.",
)
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
@click.option(
    "--workers",
    "-j",
    default="auto",
    show_default=True,
    metavar="auto|N",
    envvar="VOICECHECK_WORKERS",
    help="Processes at once, for stored calls; auto: by their number and the processors.",
)
@click.option("--quiet", "-q", is_flag=True, help="Print nothing when all is well.")
@click.option("--verbose", "-v", is_flag=True, help="Also print the rules that passed.")
def command(evidence: tuple[Path, ...], standard: str, **options: Any) -> int:  # fmt: skip
    """Judge all stored calls by a standard and print what moved; or EVIDENCE, files that `check --evidence` wrote.

    Both results of a stored call are kept. What is compared rests on the same evidence and the same
    metadata, so what moved, moved because of the rule.

    \b
    Examples:
      voicecheck rejudge --standard new.yaml --since 2026-01-01
      voicecheck rejudge --standard new.yaml --db postgresql://qa@db/voicecheck --format json
      voicecheck rejudge heard/ --standard new.yaml
    """
    from voicecheck.standard import load_standard

    sheet = load_standard(standard)
    return _files_again(evidence, sheet, options) if evidence else _store_again(sheet, options)


def _files_again(evidence: tuple[Path, ...], sheet: Standard, options: dict[str, Any]) -> int:
    reports = [_judged(file, sheet) for file in _files(evidence)]
    code = run_code(reports, fail_on=options["fail_on"], max_undecided_pct=options["max_undecided"])
    quiet = options["quiet"]
    print_reports(reports, options["form"], verbose=options["verbose"], quiet=quiet, well=code == 0)
    return code


def _store_again(sheet: Standard, options: dict[str, Any]) -> int:
    from voicecheck.batch.moved import as_json, as_text

    if options["form"] not in ("text", "json"):
        raise ConfigError(f"--format {options['form']}: of the database, what moved is printed as text or json")
    tally = _tally(sheet, options)
    code = night_code(tally.standings, fail_on=options["fail_on"], max_undecided_pct=options["max_undecided"])
    code = NOT_PROCESSED if tally.faults else code
    if not (options["quiet"] and code == 0 and not tally.moves):
        shown = as_json(tally) if options["form"] == "json" else as_text(tally, base=str(Path.cwd()))
        click.echo(shown, nl=False)
    return code


def _tally(sheet: Standard, options: dict[str, Any]) -> Tally:
    from voicecheck.batch.metadata import load_zone
    from voicecheck.batch.rejudging import Tally
    from voicecheck.batch.side_by_side import rejudge_by
    from voicecheck.batch.since import parse_since

    zone = load_zone(options["timezone"]) if options["timezone"] else None
    since = parse_since(options["since"], zone=zone, now=datetime.now(UTC)) if options["since"] else None
    tally = Tally(sheet.id, sheet.hash)
    with open_database(options["db"]) as store:
        run = store.begin_run("rejudge", version=__version__)
        for again in rejudge_by(options["workers"], store, sheet, since=since, run=run):
            tally.count(again)
        store.end_run(run, {"calls": tally.calls, "moves": len(tally.moves), "faults": len(tally.faults)})
    return tally


def _files(named: tuple[Path, ...]) -> list[Path]:
    files = [f for path in named for f in (sorted(path.glob(f"*{SUFFIX}")) if path.is_dir() else [path])]
    if not files:
        raise ConfigError(f"no evidence there; `voicecheck check --evidence FOLDER` writes files that end in {SUFFIX}")
    return files


def _judged(file: Path, sheet: Any) -> CallReport:
    from voicecheck.pipeline import judge
    from voicecheck.store.evidence import load_evidence

    try:
        return judge(load_evidence(file.read_text("utf-8"), where=str(file)), sheet)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: cannot be read ({error})") from error
