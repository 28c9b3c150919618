"""`voicecheck schedule`: what makes the night run by itself on this machine."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import click

from voicecheck.config import load_settings
from voicecheck.errors import ConfigError


@click.command(name="schedule", short_help="Print a crontab line and systemd units for a nightly run.")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--standard", "-s", envvar="VOICECHECK_STANDARD", required=True, help="Service standard: id or file.")
@click.option(
    "--out", "-o", required=True, type=click.Path(path_type=Path, file_okay=False), help="Folder for reports."
)
@click.option("--db", envvar="VOICECHECK_DB", help="Database: a file or postgresql://... without a password.")
@click.option("--at", default="02:00", show_default=True, metavar="HH:MM", help="When it begins.")
@click.option("--deadline", default="06:00", show_default=True, metavar="HH:MM", help="When it takes no new call.")
@click.option("--since", help="As for `batch`: 1d takes the calls since the same time yesterday.")
@click.option("--expect-min", default=1, show_default=True, type=click.IntRange(0), help="As for `batch`.")
@click.option(
    "--units",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to write the systemd units into, instead of printing them.",
)
def command(folder: Path, **options: Any) -> int:  # fmt: skip
    """Print what makes FOLDER be checked every night: a crontab line, or a systemd service and timer.

    \b
    Example:
      voicecheck schedule /srv/calls --standard /etc/voicecheck/hr.yaml --out /srv/reports
      voicecheck schedule /srv/calls -s hr-en -o /srv/reports --units /etc/systemd/system
    """
    from voicecheck.batch import schedule as made

    plan = made.Schedule(
        at=options["at"],
        program=_program(),
        arguments=_arguments(folder, options),
        home=load_settings().home,
        writes=_writes(options),
        reads=(folder.absolute(),),
        database=options["db"],
        user=getpass.getuser(),
    )
    units = {f"{made.NAME}.service": made.service_unit(plan), f"{made.NAME}.timer": made.timer_unit(plan)}
    if options["units"]:
        return _install(units, options["units"])
    click.echo(f"# crontab -e\n{made.crontab(plan)}")
    for name, content in units.items():
        click.echo(f"\n# /etc/systemd/system/{name}\n{content}", nl=False)
    return 0


def _program() -> tuple[str, ...]:
    """This installation's own program, so that cron's short PATH does not matter."""
    beside = Path(sys.executable).absolute().with_name("voicecheck")
    return (str(beside),) if os.access(beside, os.X_OK) else (str(Path(sys.executable).absolute()), "-m", "voicecheck")


def _arguments(folder: Path, options: dict[str, Any]) -> tuple[str, ...]:
    standard = options["standard"]
    given = [
        ("--standard", str(Path(standard).absolute()) if Path(standard).is_file() else standard),
        ("--out", str(options["out"].absolute())),
        ("--db", _database(options["db"])),
        ("--since", options["since"]),
        ("--deadline", options["deadline"]),
        ("--expect-min", str(options["expect_min"])),
    ]
    words = (word for name, value in given if value for word in (name, value))
    return ("batch", str(folder.absolute()), *words, "--quiet")


def _database(db: str | None) -> str | None:
    """The database as it may stand in a crontab.

    Raises:
        ConfigError: for a URL with a password.
    """
    if not db or "://" not in db:
        return str(Path(db).absolute()) if db else None
    from urllib.parse import urlsplit

    if urlsplit(db).password:
        raise ConfigError("--db: the URL holds a password, which a crontab would show; keep it in ~/.pgpass")
    return db


def _writes(options: dict[str, Any]) -> tuple[Path, ...]:
    db = options["db"]
    own = (Path(db).absolute().parent,) if db and "://" not in db else ()
    return (options["out"].absolute(), *own)


def _install(units: dict[str, str], folder: Path) -> int:
    """Write the units and have systemd read them, where it is there."""
    from voicecheck.batch.files import write_whole

    for name, content in units.items():
        write_whole(folder / name, content)
    program = shutil.which("systemd-analyze")
    if program:
        files = [str(folder / name) for name in units]
        done = subprocess.run([program, "verify", "--man=no", *files], capture_output=True, text=True, check=False)
        if done.returncode:
            raise ConfigError(f"systemd does not take the units: {done.stderr.strip()}")
    names = " ".join(str(folder / name) for name in units)
    click.echo(f"{names} written; now: systemctl daemon-reload && systemctl enable --now {next(reversed(units))}")
    return 0
