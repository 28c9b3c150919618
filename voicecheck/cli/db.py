"""`voicecheck db`: keep the database well."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from voicecheck.cli.exits import CANNOT_WRITE, OK
from voicecheck.config import chosen_database, home

if TYPE_CHECKING:
    from voicecheck.store.database import Store

Command = TypeVar("Command", bound=Callable[..., Any])


def db_option(command: Command) -> Command:
    """The option that names the database."""
    text = "Database: a file or postgresql://...; default: VOICECHECK_DB, the settings file's, else the data folder's."
    return click.option("--db", metavar="URL", help=text)(command)


def open_database(named: str | None) -> Store:
    """The store that an option, a variable or the settings file names, else the one in the data folder."""
    from voicecheck.store import open_store

    return open_store(chosen_database(named), home())


@click.group(name="db", short_help="Upgrade, check, back up and measure the database.")
def command() -> None:
    """Keep the database of evidence and reports well."""


@command.command(name="upgrade")
@db_option
def upgrade_database(db: str | None) -> None:
    """Bring the database to this version's schema, in one transaction; make it if it is not there.

    \b
    Example:
      voicecheck db upgrade --db postgresql://qa@db/voicecheck
    """
    from voicecheck.store.engine import connect, shown
    from voicecheck.store.schema import upgrade
    from voicecheck.store.tables import SCHEMA

    engine = connect(chosen_database(db), home())
    try:
        before = upgrade(engine)
    finally:
        engine.dispose()
    done = "already" if before == SCHEMA else "new" if before is None else f"upgraded from {before},"
    click.echo(f"{shown(engine)}: {done} schema {SCHEMA}")


@command.command(name="check")
@db_option
def check_database(db: str | None) -> int:
    """Say whether the database is whole: its pages, its references, a report for every call.

    \b
    Example:
      voicecheck db check --db /srv/voicecheck.db
    """
    with open_database(db) as store:
        faults = store.check()
        for fault in faults:
            click.echo(f"{store.name}: {fault}")
        if not faults:
            click.echo(f"{store.name}: whole")
    return CANNOT_WRITE if faults else OK


@command.command(name="backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@db_option
def backup_database(file: Path, db: str | None) -> None:
    """Write a whole copy of a SQLite database to FILE, also while a run is writing.

    \b
    Example:
      voicecheck db backup /backup/voicecheck.db
    """
    with open_database(db) as store:
        store.backup(file.absolute())
        click.echo(f"{file} written", err=True)


@command.command(name="size")
@db_option
def size_database(db: str | None) -> None:
    """Print how much is stored.

    \b
    Example:
      voicecheck db size
    """
    with open_database(db) as store:
        size = store.size()
        click.echo(f"{store.name}: {size.size_bytes / 1e6:.1f} MB")
        for name in ("calls", "recordings", "evidence", "reports", "verdicts", "failed"):
            click.echo(f"{name:<12}{getattr(size, name):>10}")
