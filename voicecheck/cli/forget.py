"""`voicecheck forget`: remove what is known of calls, and see that it is gone."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voicecheck.cli.db import db_option, open_database
from voicecheck.config import chosen_database, days_of, home, load_settings
from voicecheck.errors import ConfigError

if TYPE_CHECKING:
    from voicecheck.batch.forgetting import Plan
    from voicecheck.store.database import Store
    from voicecheck.store.forgetting import Request

POSTGRES_KEEPS = (
    "PostgreSQL keeps what was written in its WAL until the segments are reused, and in archives and backups"
)


@click.command(name="forget", short_help="Remove what is known of calls, and see that it is gone.")
@click.argument("calls", nargs=-1)
@click.option("--agent", metavar="NAME", help="All calls that this person answered.")
@click.option("--customer", metavar="NAME", help="All calls of this customer.")
@click.option("--older-than", metavar="DAYS", help="All calls that began before that: 90d, 12w.")
@db_option
@click.option("--out", "-o", multiple=True, type=click.Path(path_type=Path, file_okay=False),
              help="An output folder of `batch` that the database does not know of; may be given again.")  # fmt: skip
@click.option("--recordings", is_flag=True, help="Remove the recordings, too, where they are as they were heard.")
@click.option("--dry-run", is_flag=True, help="List what would go; change nothing.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@click.option("--wait", is_flag=True, help="Wait for a run to end instead of leaving with code 75.")
def command(calls: tuple[str, ...], **options: Any) -> int:  # fmt: skip
    """Forget CALLS (ids, paths of recordings, or the keys that report files begin with): what was heard, the
    reports and the pages with their sound, reviews, rows of every table. A tombstone without content stays,
    so that a later run does not listen to them again unless it is told --again.

    The recordings themselves stay unless --recordings is given. A request that was broken off is finished by
    the same request, or by one without CALLS.

    \b
    Examples:
      voicecheck forget 0142 --dry-run
      voicecheck forget --customer "Anna Schmidt" --yes
      voicecheck forget --older-than 90d --recordings --db postgresql://qa@db/voicecheck
    """
    request, name = _request(calls, options)
    _check_there(options["db"])
    with open_database(options["db"]) as store:
        if options["dry_run"]:
            return _listed(_plan(store, request, options))
        return _forget(store, request, name, options)


def _request(calls: tuple[str, ...], options: dict[str, Any]) -> tuple[Request, str]:
    """What is asked for, and what stands on the tombstones.

    Raises:
        ConfigError: where more than one kind of calls is named.
    """
    from voicecheck.store.forgetting import Request

    given = [kind for kind in ("agent", "customer", "older_than") if options[kind] is not None]
    if len(given) + bool(calls) > 1:
        raise ConfigError("name calls, or one of --agent, --customer, --older-than")
    if options["older_than"] is not None:
        return older_than(options["older_than"]), f"forget --older-than {days_of(options['older_than'])}d"
    name = f"forget --{given[0]}" if given else "forget CALL"
    return Request(calls, options["agent"], options["customer"]), name


def older_than(text: str) -> Request:
    """The request to forget all calls that began so many days ago or earlier.

    Raises:
        ConfigError: where it is no number of days.
    """
    from datetime import timedelta

    from voicecheck.store.forgetting import Request

    return Request(before=datetime.now(UTC) - timedelta(days=days_of(text)))


def _check_there(named: str | None) -> None:
    """Refuse to make a database in order to forget something in it."""
    from voicecheck.store.engine import database_url

    place = database_url(chosen_database(named), home())
    if place.get_backend_name() == "sqlite" and not Path(place.database or "").is_file():
        raise ConfigError(f"{place.database}: there is no such database; name it with --db")


def _plan(store: Store, request: Request, options: dict[str, Any]) -> Plan:
    from voicecheck.batch.forgetting import make_plan
    from voicecheck.store.forgetting import unmatched

    plan = make_plan(store, request, recordings=options["recordings"], also=options["out"])
    missing = len(unmatched(plan.doomed, request.calls))
    if missing and not store.graves.unscrubbed():
        raise ConfigError(f"{missing} of {len(request.calls)} named calls are not stored in {store.name}; look at the "
                          "index for their ids, or name another database with --db")  # fmt: skip
    return plan


def _listed(plan: Plan) -> int:
    for line in plan.lines():
        click.echo(_shown(line))
    click.echo(_counted(plan))
    return 0


def _forget(store: Store, request: Request, name: str, options: dict[str, Any]) -> int:
    from voicecheck.batch.claims import claimed
    from voicecheck.batch.forgetting import carry_out

    folders = night_folders(store, options["out"])
    db = chosen_database(options["db"])
    with claimed(folders, db, load_settings().home, wait=options["wait"], alone=True):
        plan = _plan(store, request, options)
        if plan.doomed and not options["yes"] and not _agreed(plan):
            return 1
        carry_out(plan, store, request, name)
    click.echo(f"{_counted(plan)} forgotten")
    for path in plan.absent:
        click.echo(_shown(f"voicecheck: {path} is not here; run this again where it is"), err=True)
    if store.engine.dialect.name == "postgresql" and plan.doomed:
        click.echo(f"voicecheck: {POSTGRES_KEEPS}; see the README, 'Privacy'", err=True)
    return 0


def night_folders(store: Store, also: tuple[Path, ...] = ()) -> list[Path]:
    """The output folders of batches that are here."""
    from voicecheck.batch.forgetting import NIGHT

    known = [Path(place.path) for place in store.graves.places() if place.kind == NIGHT]
    return [folder for folder in {*known, *(path.absolute() for path in also)} if folder.is_dir()]


def _agreed(plan: Plan) -> bool:
    """Whether somebody at a terminal agrees to the list.

    Raises:
        ConfigError: where nobody can be asked.
    """
    if not sys.stdin.isatty():
        raise ConfigError("nobody can be asked here: look at --dry-run, then give --yes")
    _listed(plan)
    return click.confirm("Forget this? It cannot be brought back", default=False, err=True)


def _counted(plan: Plan) -> str:
    files = len(plan.files) + len(plan.recordings)
    return f"{len(plan.doomed)} call(s), {files} file(s)"


def _shown(line: str) -> str:
    """A line that can be written as UTF-8 and is one line."""
    from voicecheck.reports.escape import one_line

    return one_line(line).encode("utf-8", "backslashreplace").decode()


def retain_nothing_older(options: dict[str, Any]) -> None:
    """Before a batch: forget what is older than its `--retention`, or list it under `--dry-run`.

    Where others are at work it is left for the next run, with a line on stderr.
    """
    from voicecheck.batch.claims import claimed
    from voicecheck.batch.forgetting import carry_out, make_plan
    from voicecheck.store import open_store
    from voicecheck.store.engine import database_url

    if not options["retention"]:
        return
    place = database_url(options["db"], home())
    if place.get_backend_name() == "sqlite" and not Path(place.database or "").is_file():
        return
    request = older_than(options["retention"])
    with open_store(options["db"], home()) as store:
        if options["dry_run"]:
            _listed(make_plan(store, request, recordings=False, also=[options["out"]]))
            return
        try:
            with claimed(night_folders(store), options["db"], home(), wait=options["wait"], alone=True):
                plan = make_plan(store, request, recordings=False, also=[options["out"]])
                carry_out(plan, store, request, f"batch --retention {options['retention']}")
        except BlockingIOError as error:
            click.echo(f"voicecheck: nothing was forgotten for --retention: {error.strerror}", err=True)
            return
    if plan.doomed and not options["quiet"]:
        click.echo(f"{_counted(plan)} older than {options['retention']} forgotten", err=True)
