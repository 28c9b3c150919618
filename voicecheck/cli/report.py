"""`voicecheck report`: a stored call's report, with what people said of it."""

from __future__ import annotations

from pathlib import Path

import click

from voicecheck.cli.db import db_option, open_database
from voicecheck.cli.history import standard_name
from voicecheck.cli.outputs import page
from voicecheck.errors import ConfigError
from voicecheck.types import CallReport


@click.command(name="report", short_help="Print a stored call's report, with its reviews.")
@click.argument("call")
@click.option("--standard", "-s", help="By this standard: id, file, or the beginning of a hash; default: the newest.")
@click.option("--format", "-f", "form", type=click.Choice(["text", "json", "html"]), default="text",
              show_default=True, help="What comes out.")  # fmt: skip
@click.option("--audio", type=click.Choice(["embed", "link", "none"]), default="none", show_default=True,
              help="The call's sound in its page, where the recording is still there.")  # fmt: skip
@click.option("--out", "-o", type=click.Path(path_type=Path, dir_okay=False), help="File to write instead of stdout.")
@db_option
def command(call: str, form: str, audio: str, out: Path | None, *, standard: str | None, db: str | None) -> None:
    """Print the report of CALL, an id or a path, from the database; people's judgement stands beside the machine's.

    \b
    Example:
      voicecheck report 0142 --format html --audio link --out 0142.html
    """
    from voicecheck.batch.files import write_whole
    from voicecheck.reports import render, text

    report = _stored(call, standard_name(standard), db)
    if form == "html":
        content = page(report, audio, (out or Path()).absolute().parent, raw=None)
    else:
        content = text.render(report, verbose=True) if form == "text" else render(report, form)
    if out is None:
        click.echo(content, nl=False)
    else:
        write_whole(out.absolute(), content)
        click.echo(str(out), err=True)


def _stored(call: str, standard: str | None, db: str | None) -> CallReport:
    """The newest present report of a call by a standard.

    Raises:
        ConfigError: where the name fits no call or several, or the standard judged it not.
    """
    names = {call, str(Path(call).absolute())}
    with open_database(db) as store:
        found = {one.number: one for each in store.known_calls(names).values() for one in each}
        if len(found) != 1:
            paths = ", ".join(sorted(one.path for one in found.values())[:5])
            hint = f"name one by its path: {paths}" if found else "see that it is the right database (--db)"
            raise ConfigError(f"{len(found) or 'no'} stored calls are {call!r}; {hint}")
        reports = store.reports_of(next(iter(found)))
    fitting = [one for one in reports if standard is None or _by(one, standard)]
    if not fitting:
        judged = ", ".join(sorted({one.standard.id for one in reports}))
        raise ConfigError(f"call {call!r} has no report by {standard}; there are {judged or 'none'}")
    return fitting[-1]


def _by(report: CallReport, standard: str) -> bool:
    digest = report.standard.hash
    return report.standard.id == standard or standard in (digest, digest.rpartition(":")[2][: len(standard)])
