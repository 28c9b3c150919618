"""`voicecheck history`: what many calls say of a team, with intervals."""

from __future__ import annotations

import re
import shutil
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voicecheck.cli.db import db_option, open_database
from voicecheck.errors import ConfigError

if TYPE_CHECKING:
    from voicecheck.history.asking import History

FORMATS = ("text", "csv", "json", "html", "parquet")
BY = ("agent", "department", "rule", "day", "week")
LANGUAGES = ("en", "de", "ru", "sq")
_AGO = re.compile(r"(\d{1,4})\s*([dw])")


@click.command(name="history", short_help="Shares by agent, department, rule, day or week, with intervals.")
@click.option("--by", type=click.Choice(BY), default="agent", show_default=True, help="What the rows are.")
@click.option("--since", metavar="DAY", default="28d", show_default=True,
              help="First day, by the calls' own clocks: 2026-03-01, 28d or 4w.")  # fmt: skip
@click.option("--until", metavar="DAY", help="Last day, itself counted; default: today.")
@click.option("--agent", "agents", multiple=True, help="Only this agent; may be repeated.")
@click.option("--department", "departments", multiple=True, help="Only this department; may be repeated.")
@click.option("--rule", "rules", multiple=True, help="Only this rule; may be repeated.")
@click.option("--standard", "-s", help="Only verdicts of this standard: id, file, or the beginning of a hash.")
@click.option("--min-calls", type=click.IntRange(5), default=5, show_default=True,
              help="Judged calls below which a cell says 'too few calls'.")  # fmt: skip
@click.option("--format", "-f", "form", type=click.Choice(FORMATS), default="text", show_default=True,
              help="What comes out.")  # fmt: skip
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of the page; default: the standard's.")
@click.option("--out", "-o", type=click.Path(path_type=Path, dir_okay=False),
              help="File to write instead of stdout; needed for parquet.")  # fmt: skip
@db_option
def command(db: str | None, form: str, out: Path | None, language: str | None, **asked: Any) -> None:  # fmt: skip
    """Print how often each rule was kept, by agent or another row, from the stored calls.

    Each share has its number of judged calls and a 95 % interval, and is held against as many days before. What was
    to review, undecided or not applicable is counted apart. Calls count on the day of their own clock.

    \b
    Examples:
      voicecheck history
      voicecheck history --by week --rule greeting.formula --since 2026-01-05
      voicecheck history --since 12w --format html --out team.html
    """
    from voicecheck.history.asking import read_history

    ask = _ask(asked, date.today())
    with open_database(db) as store:
        _give(read_history(store, ask, curves=form in ("json", "html")), form, out, language)


def _ask(asked: dict[str, Any], today: date) -> Any:
    from voicecheck.history.asking import Ask
    from voicecheck.history.grid import By

    until = parse_day(asked["until"], today, "--until") if asked["until"] else today
    since = parse_day(asked["since"], until, "--since")
    if since > until:
        raise ConfigError(f"--since {since} is after --until {until}; swap them")
    names = {name: tuple(asked[name]) for name in ("agents", "departments", "rules")}
    return Ask(since, until, By(asked["by"]), **names, standard=standard_name(asked["standard"]),
               least=asked["min_calls"])  # fmt: skip


def parse_day(text: str, until: date, option: str) -> date:
    """The day of "2026-03-01"; of "28d" or "4w" the first of so many days that end with `until`.

    >>> parse_day("4w", date(2026, 3, 28), "--since")
    datetime.date(2026, 3, 1)

    Raises:
        ConfigError: where it is neither.
    """
    ago = _AGO.fullmatch(text.strip())
    try:
        if ago:
            return until - timedelta(days=int(ago[1]) * (7 if ago[2] == "w" else 1) - 1)
        return date.fromisoformat(text.strip())
    except (ValueError, OverflowError):
        raise ConfigError(f"{option} {text!r}: a day is wanted, as 2026-03-01, 28d or 4w") from None


def standard_name(named: str | None) -> str | None:
    """What a standard is called in the store: an id or a hash as it is, a file by its content's hash."""
    if named is None or not (named.endswith((".yaml", ".yml")) or "/" in named):
        return named
    from voicecheck.standard import load_standard

    return load_standard(named).hash


def _give(history: History, form: str, out: Path | None, language: str | None) -> None:
    if form == "parquet" and out is None:
        raise ConfigError("--format parquet is no text: name a file with --out")
    content = _rendered(history, form, language, to_file=out is not None)
    if out is None:
        sys.stdout.flush()
        click.echo(content, nl=False)
        return
    from voicecheck.batch.files import write_whole

    write_whole(out.absolute(), content)
    click.echo(str(out), err=True)


def _rendered(history: History, form: str, language: str | None, *, to_file: bool) -> str | bytes:
    if form == "text":
        from voicecheck.history.text import as_text

        wide = to_file or not sys.stdout.isatty()
        return as_text(history, width=120 if wide else shutil.get_terminal_size().columns)
    if form == "json":
        from voicecheck.history.json_form import as_json

        return as_json(history)
    if form == "html":
        from voicecheck.history.page import as_html

        return as_html(history, language)
    from voicecheck.history.tables import as_csv, as_parquet

    return as_csv(history) if form == "csv" else as_parquet(history)
