"""`voicecheck sample`: which calls a person listens to."""

from __future__ import annotations

import secrets
from datetime import date
from pathlib import Path
from typing import Any

import click

from voicecheck.cli.db import db_option, open_database
from voicecheck.cli.history import parse_day, standard_name


@click.command(name="sample", short_help="Draw calls for people to listen to.")
@click.option("--share", "share_pct", type=click.FloatRange(0, 100), default=2.0, show_default=True, metavar="PERCENT",
              help="Share of each agent's calls, at least one call each.")  # fmt: skip
@click.option(
    "--per-agent", type=click.IntRange(0), metavar="N", help="So many calls of each agent, instead of a share."
)
@click.option("--unsure", type=click.IntRange(0), default=20, show_default=True, metavar="N",
              help="So many more calls whose verdict is least sure.")  # fmt: skip
@click.option("--seed", help="Any text; the same on the same calls draws the same list. Default: a new one, printed.")
@click.option("--since", metavar="DAY", default="7d", show_default=True,
              help="First day, by the calls' own clocks: 2026-03-01, 28d or 4w.")  # fmt: skip
@click.option("--until", metavar="DAY", help="Last day, itself counted; default: today.")
@click.option("--agent", "agents", multiple=True, help="Only this agent; may be repeated.")
@click.option("--department", "departments", multiple=True, help="Only this department; may be repeated.")
@click.option("--standard", "-s", help="Verdicts of this standard: id, file, or the beginning of a hash.")
@click.option("--blind", is_flag=True, help="Leave out what the machine said, so that it does not lead the listener.")
@click.option("--out", "-o", type=click.Path(path_type=Path, dir_okay=False), help="File to write instead of stdout.")
@db_option
def command(db: str | None, out: Path | None, seed: str | None, **options: Any) -> None:  # fmt: skip
    """Draw calls for people to listen to, record the draw, and write the sheet to be filled in as CSV.

    Of every agent the same share is drawn by lot, so that nobody is watched more than another; then the calls that
    the machine is least sure of: left to a person, near a limit, words only half like the agreed ones, unsure who
    speaks. Fill in `agree` (yes or no) or `status` (pass, fail, ...) and give the sheet to `voicecheck review import`.

    \b
    Examples:
      voicecheck sample --since 7d --out listen.csv
      voicecheck sample --per-agent 5 --unsure 0 --seed march --since 2026-03-01 --until 2026-03-31 --blind
    """
    from voicecheck.history.asking import Ask
    from voicecheck.history.plan import as_sheet, draw
    from voicecheck.history.sampling import Plan

    until = parse_day(options["until"], date.today(), "--until") if options["until"] else date.today()
    since = parse_day(options["since"], until, "--since")
    ask = Ask(since, until, agents=tuple(options["agents"]), departments=tuple(options["departments"]),
              standard=standard_name(options["standard"]))  # fmt: skip
    plan = Plan(options["share_pct"], options["per_agent"], options["unsure"])
    with open_database(db) as store:
        sample = draw(store, ask, plan, seed or secrets.token_hex(4))
    content = as_sheet(sample, blind=options["blind"])
    if out is None:
        click.echo(content, nl=False)
    else:
        from voicecheck.batch.files import write_whole

        write_whole(out.absolute(), content)
    told = "recorded" if sample.new else "drawn before, nothing new recorded"
    click.echo(f"{len(sample.drawn)} of {sample.calls} calls drawn with seed {sample.seed}; {told}", err=True)
