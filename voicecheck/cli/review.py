"""`voicecheck review`: people's judgement beside the machine's."""

from __future__ import annotations

from pathlib import Path

import click

from voicecheck.cli.db import db_option, open_database
from voicecheck.cli.history import standard_name


@click.group(name="review", short_help="Bring people's judgement back, and see how far they agree.")
def command() -> None:
    """Keep people's judgement beside the machine's verdicts, never over them."""


@command.command(name="import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--reviewer", help="Who judged, where the sheet does not say.")
@click.option("--encoding", help="Encoding of the sheet, such as cp1251; default: found out.")
@db_option
def import_file(file: Path, reviewer: str | None, encoding: str | None, db: str | None) -> None:
    """Import a sheet: CSV with call (or path), rule, agree (yes, no) or status, reviewer, note.

    All rows are kept or, where one is at fault, none. The same sheet again changes nothing; another word of the
    same person on the same rule of the same call takes the earlier one's place.

    \b
    Example:
      voicecheck review import listen.csv --reviewer Anna
    """
    from voicecheck.history.reviewing import import_reviews

    with open_database(db) as store:
        done = import_reviews(store, file, reviewer=reviewer, encoding=encoding)
    kept = done.kept
    blank = f", {done.blank} not filled in" if done.blank else ""
    click.echo(f"{file}: {kept.new} new, {kept.changed} changed, {kept.same} as before{blank}")


@command.command(name="agreement")
@click.option("--standard", "-s", help="Verdicts of this standard: id, file, or the beginning of a hash.")
@click.option("--random", "drawn_only", is_flag=True,
              help="Only calls drawn at random; doubtful ones make agreement look worse than it is.")  # fmt: skip
@click.option("--min-calls", type=click.IntRange(5), default=5, show_default=True,
              help="Calls below which no share is given.")  # fmt: skip
@click.option("--format", "-f", "form", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True,
              help="What is printed.")  # fmt: skip
@db_option
def show_agreement(standard: str | None, drawn_only: bool, min_calls: int, form: str, db: str | None) -> None:
    """Print how far people agree with the machine's present verdicts, rule by rule, with 95 % intervals.

    \b
    Example:
      voicecheck review agreement --random
    """
    from voicecheck.history.agreement import agreements, as_csv, as_json, as_text
    from voicecheck.history.asking import standing_of

    with open_database(db) as store:
        cohorts, rank = standing_of(store, standard_name(standard))
        pairs = store.agreements(cohorts, rank)
    found = agreements((one for one in pairs if one.drawn or not drawn_only), least=min_calls)
    if form == "json":
        click.echo(as_json(found, least=min_calls, drawn_only=drawn_only), nl=False)
    else:
        click.echo(as_csv(found) if form == "csv" else as_text(found, least=min_calls), nl=False)
