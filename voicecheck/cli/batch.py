"""`voicecheck batch`: a night's run over a folder or a manifest, which can be stopped and goes on where it was."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voicecheck import __version__
from voicecheck.cli.clustered import chosen_cluster, executor_options, make_executor
from voicecheck.cli.exits import FAIL_ON, NOT_PROCESSED, night_code, undecided_share
from voicecheck.cli.forget import retain_nothing_older
from voicecheck.cli.progress import tracked, watched
from voicecheck.cli.redaction import redact_option
from voicecheck.cli.sources import call_options, sources_of
from voicecheck.config import days_of, load_settings
from voicecheck.errors import ConfigError
from voicecheck.types import CallRef, Scope

if TYPE_CHECKING:
    from voicecheck.batch.gather import Gathered
    from voicecheck.batch.night import Night, Orders
    from voicecheck.batch.summary import Summary
    from voicecheck.standard import Standard

FORMATS = ("summary", "text", "json", "csv", "junit", "sarif")
BYTES_A_CALL = 200_000
"""Disk planned a call: its page, its JSON and its rows."""


def _seconds(text: str) -> float:
    """Seconds of "60" or "60s"."""
    try:
        seconds = float(text.strip().removesuffix("s"))
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < float("inf"):
        raise click.BadParameter(f"{text!r}: seconds from 0 up are wanted, such as 60s")
    return seconds


@click.command(name="batch", short_help="Listen to a night's calls, unattended.")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--standard", "-s", envvar="VOICECHECK_STANDARD", help="Service standard: a shipped id or a YAML file.")
@click.option(
    "--out",
    "-o",
    required=True,
    envvar="VOICECHECK_OUT",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for reports, index and summary.",
)
@click.option("--db", envvar="VOICECHECK_DB", help="Database: a file or postgresql://...; default: the data folder's.")
@call_options
@click.option("--include", multiple=True, metavar="GLOB", help="Only such names or paths; may be given again.")
@click.option("--exclude", multiple=True, metavar="GLOB", help="Never such names or paths; may be given again.")
@click.option("--since", metavar="TIME", help="Only calls from then on: 2026-03-14, 2026-03-14T22:00, 36h, 1d.")
@click.option(
    "--settle",
    default="60s",
    show_default=True,
    metavar="SECONDS",
    callback=lambda ctx, param, value: _seconds(value),
    help="Leave files that were written to this lately.",
)
@click.option(
    "--scope",
    type=click.Choice([s.value for s in Scope]),
    default="opening",
    show_default=True,
    help="Recognise the opening, or the whole call.",
)
@click.option("--raw", metavar="ENCODING:RATE:CHANNELS", help="How to read headerless files: vox:8000:1.")
@click.option("--model", help="Model to listen with (`voicecheck models list`).")
@click.option(
    "--workers",
    "-j",
    default="auto",
    show_default=True,
    metavar="auto|N",
    envvar="VOICECHECK_WORKERS",
    help="Listeners at once; auto: as processors and memory allow.",
)
@executor_options
@click.option("--threads", type=click.IntRange(1), help="Processor threads a listener; default: shared out evenly.")
@click.option(
    "--time-limit",
    default=120.0,
    show_default=True,
    metavar="SECONDS",
    type=click.FloatRange(1),
    help="Least time limit a call; large files get more.",
)
@click.option("--limit", type=click.IntRange(1), help="Take at most so many calls that are not known yet.")
@click.option("--deadline", metavar="HH:MM", help="Take no new call from then on; the next run goes on.")
@click.option("--retry-failed", is_flag=True, help="Try calls again that failed in three runs.")
@click.option("--wait", is_flag=True, help="Wait for another run to end instead of leaving with code 75.")
@click.option("--again", is_flag=True, help="Listen again to calls that were forgotten.")
@click.option(
    "--retention",
    envvar="VOICECHECK_RETENTION",
    metavar="DAYS",
    callback=lambda ctx, param, value: value and f"{days_of(value)}d",
    help="First forget what began before that (90d, 12w), and leave such recordings out.",
)
@redact_option
@click.option("--dry-run", is_flag=True, help="Say what would be done; change nothing.")
@click.option(
    "--expect-min",
    default=0,
    metavar="N",
    type=click.IntRange(0),
    help="Fewer calls than this are an alarm (code 3): the folder may not be mounted.",
)
@click.option(
    "--min-free",
    default=200.0,
    show_default=True,
    metavar="MB",
    type=click.FloatRange(0),
    help="Free disk below which the run stops (code 74).",
)
@click.option(
    "--audio",
    type=click.Choice(["link", "none"]),
    default="link",
    show_default=True,
    help="Whether pages play the recording from where it lies.",
)
@click.option(
    "--format",
    "-f",
    "form",
    type=click.Choice(FORMATS),
    default="summary",
    show_default=True,
    help="What is printed on stdout.",
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
    "--webhook",
    envvar="VOICECHECK_WEBHOOK",
    metavar="URL",
    help="Send the counts there (signed with VOICECHECK_WEBHOOK_SECRET) when the run is over.",
)
@click.option("--quiet", "-q", is_flag=True, help="Print nothing when all is well.")
def command(folder: Path | None, **options: Any) -> int:  # fmt: skip
    """Listen to the calls in FOLDER or a manifest, judge them, and write a report a call and an index.

    What is known is not done again. A run that was stopped, even by force, goes on where it was when it
    is started again.

    \b
    Examples:
      voicecheck batch /srv/calls --standard hr-en --out /srv/reports
      voicecheck batch --manifest calls.csv --standard hr.yaml --out reports/ --deadline 06:00 --quiet
      voicecheck batch /srv/calls -s hr-en -o /srv/reports --since 1d --expect-min 20 --dry-run
      voicecheck batch /mnt/calls -s hr-en -o /mnt/reports --executor ray --address 10.0.0.5:6379
    """
    from voicecheck.batch.webhook import check_address

    if options["webhook"]:
        check_address(options["webhook"])
    chosen_cluster(options)
    begun, begun_s = datetime.now(UTC), time.monotonic()
    if options["dry_run"]:
        gathered = _gather(folder, options, begun)
        retain_nothing_older(options)
        return _dry_run(gathered, _orders(gathered, options, begun), options)
    retain_nothing_older(options)
    with _exclusive(options):
        gathered = _gather(folder, options, begun)
        night = _night(gathered, _orders(gathered, options, begun), options)
        _listen(night, options)
        summary = _summarise(night, gathered, begun_s)
        code = _code(night, gathered, options)
        _write(night, summary, code, begun)
        _tell(night, summary, code, gathered, options)
    return code


def _gather(folder: Path | None, options: dict[str, Any], now: datetime) -> Gathered:
    from voicecheck.batch.gather import Wanted, gather
    from voicecheck.batch.search import Patterns
    from voicecheck.batch.since import parse_since

    sources = sources_of(options)
    since = parse_since(options["since"], zone=sources.zone, now=now) if options["since"] else None
    if options["retention"]:
        kept = now - timedelta(days=days_of(options["retention"]))
        since = max(since, kept) if since else kept
    patterns = Patterns(options["include"], options["exclude"])
    wanted = Wanted(folder, options["manifest"], patterns, since, options["settle"])
    return gather(wanted, sources, now=now)


def _orders(gathered: Gathered, options: dict[str, Any], now: datetime) -> Orders:
    """How the night is done; standards and model are verified first, so that their faults cost no listening."""
    from voicecheck.batch.night import Orders
    from voicecheck.batch.since import parse_deadline
    from voicecheck.pipeline import identify_engine
    from voicecheck.standard import load_standard

    known = cache(load_standard)

    def standard_of(call: CallRef) -> Standard:
        named = call.standard or options["standard"]
        if not named:
            raise ConfigError("no service standard; give --standard hr-en, a file, or set VOICECHECK_STANDARD")
        return known(named)

    if options["standard"]:
        known(options["standard"])
    for found in gathered.calls:
        standard_of(found.call)
    zone = sources_of(options).zone
    return Orders(
        engine=identify_engine(load_settings(model=options["model"], threads=options["threads"])),
        standard_of=standard_of,
        scope=Scope(options["scope"]),
        raw=options["raw"] or "",
        retry_failed=options["retry_failed"],
        again=options["again"],
        limit=options["limit"],
        deadline=parse_deadline(options["deadline"], zone=zone, now=now) if options["deadline"] else None,
        least_free=int(options["min_free"] * 1e6),
    )


def _dry_run(gathered: Gathered, orders: Orders, options: dict[str, Any]) -> int:
    """Say what would be done; a database that is not there is not made."""
    from voicecheck.batch.dry import dry_run

    for line in dry_run(gathered, orders, options["db"], load_settings().home, options["out"]):
        click.echo(line)
    return NOT_PROCESSED if _alarm(gathered, options) else 0


@contextmanager
def _exclusive(options: dict[str, Any]) -> Iterator[None]:
    """No other run uses the output folder or the database file inside; asked before anything slow.

    Raises:
        BlockingIOError: where one does.
    """
    from voicecheck.batch.claims import claimed

    with claimed([options["out"]], options["db"], load_settings().home, wait=options["wait"]):
        yield


def _night(gathered: Gathered, orders: Orders, options: dict[str, Any]) -> Night:
    from voicecheck.batch.forgetting import NIGHT
    from voicecheck.batch.night import Night
    from voicecheck.batch.outputs import Outputs
    from voicecheck.store import open_store

    outputs = Outputs(options["out"], sound=options["audio"] == "link")
    outputs.tidy()
    store = open_store(options["db"], load_settings().home)
    store.remember_place(str(options["out"].absolute()), NIGHT)
    return Night(gathered.calls, orders, store, outputs)


def _listen(night: Night, options: dict[str, Any]) -> None:
    shown = watched(options["quiet"])
    night.run = night.store.begin_run("batch", version=__version__)
    work = night.work(make_executor(night, options))
    with closing(work):
        for _ in tracked(work, total=len(night.entries), what="listening", shown=shown):
            pass


def _summarise(night: Night, gathered: Gathered, begun_s: float) -> Summary:
    from voicecheck.batch.summary import summarise

    return summarise(night.entries, night.tally, gathered, took_s=time.monotonic() - begun_s)


def _alarm(gathered: Gathered, options: dict[str, Any]) -> str:
    """The complaint where there are fewer calls than expected; empty where there are enough."""
    found = len(gathered.calls) + len(gathered.unsettled)
    if found >= options["expect_min"]:
        return ""
    return f"{found} calls found, at least {options['expect_min']} expected (--expect-min); is the folder mounted?"


def _code(night: Night, gathered: Gathered, options: dict[str, Any]) -> int:
    if gathered.unreadable or _alarm(gathered, options):
        return NOT_PROCESSED
    standings = [entry.standing for entry in night.entries if entry.standing]
    return night_code(standings, fail_on=options["fail_on"], max_undecided_pct=options["max_undecided"])


def _write(night: Night, summary: Summary, code: int, begun: datetime) -> None:
    """Write the index and the table where anything in them changed, and the summary of this run."""
    from voicecheck.batch.finish import finish

    finish(night, summary, code=code, run={"begun_at": begun.isoformat(timespec="seconds"), "version": __version__})


def _tell(night: Night, summary: Summary, code: int, gathered: Gathered, options: dict[str, Any]) -> None:
    """The result on stdout, what needs attention on stderr, and the counts to the webhook."""
    from voicecheck.batch.finish import printed

    well = code == 0 and not summary.left
    if not (options["quiet"] and well):
        click.echo(printed(night, summary, options["form"], code=code), nl=False)
    if undecided_share([e.standing for e in night.entries if e.standing]) > options["max_undecided"]:
        click.echo(f"voicecheck: more than {options['max_undecided']:g} % of the calls could not be judged", err=True)
    for line in filter(None, (_alarm(gathered, options), *gathered.unreadable)):
        click.echo(f"voicecheck: {line}", err=True)
    if not (options["quiet"] and well):
        click.echo(str(options["out"] / "index.html"), err=True)
    if options["webhook"]:
        _notify(summary, code, options["webhook"])


def _notify(summary: Summary, code: int, url: str) -> None:
    import json

    from voicecheck.batch.webhook import notify

    body = json.dumps({"event": "night", "exit_code": code, **summary.counts}, sort_keys=True)
    complaint = notify(url, body, secret=os.environ.get("VOICECHECK_WEBHOOK_SECRET", ""))
    if complaint:
        click.echo(
            f"voicecheck: the webhook did not take the result: {complaint}; the run itself is complete", err=True
        )
