"""`voicecheck calibrate`: hold the verdicts against a team's own labelled calls."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voicecheck.cli.db import open_database
from voicecheck.cli.exits import NOT_PROCESSED, OK
from voicecheck.cli.progress import tracked, waiting, watched

if TYPE_CHECKING:
    from voicecheck.batch.agreement import Judged
    from voicecheck.batch.labels import Labelled
    from voicecheck.batch.metadata import Sources
    from voicecheck.standard import Standard
    from voicecheck.types import CallRef, Failed

Answer = tuple["Judged | None", "tuple[Failed, ...]"]


@click.command(name="calibrate", short_help="Hold the verdicts against your own labelled calls.")
@click.argument("labels", type=click.Path(path_type=Path))
@click.option("--standard", "-s", envvar="VOICECHECK_STANDARD", required=True, help="Service standard: id or file.")
@click.option("--db", metavar="URL", help="Take what was heard from this database instead of listening.")
@click.option("--timezone", envvar="VOICECHECK_TIMEZONE", help="Zone of times without offset: Europe/Berlin.")
@click.option(
    "--format",
    "-f",
    "form",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    show_default=True,
    help="What is printed on stdout; csv: a row a label.",
)
@click.option("--model", help="Model to listen with (`voicecheck models list`).")
@click.option("--threads", type=click.IntRange(1), help="Processor threads; default: those that may be used.")
@click.option("--quiet", "-q", is_flag=True, help="No progress on the terminal.")
def command(labels: Path, standard: str, **options: Any) -> int:  # fmt: skip
    """Say how often the verdicts are right on LABELS, calls that people have listened to.

    LABELS is a CSV with a row for each rule of each call: path, rule, status (pass, fail, review, undecided,
    not_applicable), and where wanted agent, started_at and the other columns of a manifest, and slot.agent and its
    like (said, not_said). Printed are agreement, false fails with their upper bound, what to listen to again, and
    thresholds that fit better. Nothing is stored, and no standard is changed.

    \b
    Examples:
      voicecheck calibrate labels.csv --standard hr.yaml
      voicecheck calibrate labels.csv --standard hr.yaml --db night.db --format json
    """
    from voicecheck.batch.calibrating import calibration
    from voicecheck.batch.labels import read_labels
    from voicecheck.batch.metadata import Sources, load_zone
    from voicecheck.standard import load_standard

    sheet = load_standard(standard)
    labelled = read_labels(labels, [setting.rule.id for setting in sheet.settings])
    sources = Sources(zone=load_zone(options["timezone"]) if options["timezone"] else None)
    answers = _stored(labelled, sheet, sources, options) if options["db"] else _heard(labelled, sheet, sources, options)
    judged = [one for one, _ in answers if one is not None]
    faults = [fault for _, some in answers for fault in some]
    _print(calibration(judged, faults, sheet), options["form"])
    return NOT_PROCESSED if faults else OK


def _stored(labelled: tuple[Labelled, ...], sheet: Standard, sources: Sources, options: dict[str, Any]) -> list[Answer]:
    from voicecheck.batch.calibrating import heard_before

    with open_database(options["db"]) as store:
        return list(heard_before(labelled, store, sheet, sources))


def _heard(labelled: tuple[Labelled, ...], sheet: Standard, sources: Sources, options: dict[str, Any]) -> list[Answer]:
    from voicecheck.batch.calibrating import heard_now, to_hear
    from voicecheck.batch.run import Task
    from voicecheck.config import load_settings
    from voicecheck.pipeline import load_ears

    calls, shown = to_hear(labelled, sources), watched(options["quiet"])
    with waiting("loading the model", shown=shown):
        ears = load_ears(load_settings(model=options["model"], threads=options["threads"]))
    task = Task(partial(_always, sheet), ears)
    return list(tracked(heard_now(labelled, calls, task), total=len(calls), what="listening", shown=shown))


def _always(sheet: Standard, call: CallRef) -> Standard:
    del call
    return sheet


def _print(found: Any, form: str) -> None:
    from voicecheck.batch import agreed

    text = {"json": agreed.as_json, "csv": agreed.as_csv}.get(form)
    click.echo(text(found) if text else agreed.as_text(found, base=str(Path.cwd())), nl=False)
