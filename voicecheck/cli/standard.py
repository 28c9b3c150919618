"""`voicecheck standard`: begin, look at and validate a service standard."""

from __future__ import annotations

from pathlib import Path

import click

from voicecheck.batch.files import write_whole
from voicecheck.errors import ConfigError


@click.group(name="standard", short_help="Begin, show or validate a service standard.")
def command() -> None:
    """Begin, show or validate a service standard: the sheet that says how calls are answered."""


@command.command(name="list")
def list_standards() -> None:
    """Print the standards that ship.

    \b
    Example:
      voicecheck standard list
    """
    from voicecheck.standard import load_standard, shipped

    for name in shipped():
        sheet = load_standard(name)
        rules = ", ".join(setting.rule.id for setting in sheet.settings) or "no rules: to be extended"
        click.echo(f"{name:<14} {sheet.language}  {rules}")


@command.command(name="new")
@click.option("--language", default="en", show_default=True, help="Language of the agreed wording: en, de, ru, sq.")
@click.option("--output", "-o", type=click.Path(path_type=Path, dir_okay=False), help="File; default: stdout.")
def new_standard(language: str, output: Path | None) -> None:
    """Write a commented standard to begin with.

    \b
    Example:
      voicecheck standard new --language de --output hr.yaml
    """
    from voicecheck.standard import template

    content = template(language)
    if output is None:
        click.echo(content, nl=False)
        return
    if output.exists():
        raise ConfigError(f"{output} is there already; name another file")
    write_whole(output, content)
    click.echo(f"{output} written; edit it, then run: voicecheck standard validate {output}", err=True)


@command.command(name="show")
@click.argument("standard")
def show_standard(standard: str) -> None:
    """Print STANDARD as it takes effect, everything that it extends included.

    \b
    Example:
      voicecheck standard show hr-en
    """
    from voicecheck.standard import load_standard, show

    sheet = load_standard(standard)
    click.echo(f"# {sheet.hash}\n{show(sheet)}", nl=False)


@command.command(name="validate")
@click.argument("standards", nargs=-1, required=True)
def validate_standard(standards: tuple[str, ...]) -> None:
    """Say whether STANDARDS can be used; every fault is printed with its file and line.

    \b
    Example:
      voicecheck standard validate hr.yaml
    """
    from voicecheck.standard import load_standard

    for name in standards:
        sheet = load_standard(name)
        click.echo(f"{name}: in order ({len(sheet.settings)} rules, language {sheet.language}, {sheet.hash[:19]})")
