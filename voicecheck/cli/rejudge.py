"""`voicecheck rejudge`: judge kept evidence by another standard, without opening a recording."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from voicecheck.cli.exits import FAIL_ON, run_code
from voicecheck.cli.outputs import print_reports
from voicecheck.errors import ConfigError
from voicecheck.types import CallReport

SUFFIX = ".evidence.json"


@click.command(name="rejudge", short_help="Judge kept evidence again, without listening.")
@click.argument("evidence", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--standard", "-s", envvar="VOICECHECK_STANDARD", required=True, help="Service standard: id or file.")
@click.option(
    "--format",
    "-f",
    "form",
    type=click.Choice(["text", "json", "jsonl", "csv"]),
    default="text",
    show_default=True,
    help="What is printed on stdout.",
)
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    default="error",
    show_default=True,
    help="Least level of a failed rule that makes the exit code 1.",
)
@click.option(
    "--max-undecided",
    type=click.FloatRange(0, 100),
    default=20.0,
    show_default=True,
    metavar="PERCENT",
    help="Share of calls that may stay undecided before the exit code is 1.",
)
@click.option("--quiet", "-q", is_flag=True, help="Print nothing when all is well.")
@click.option("--verbose", "-v", is_flag=True, help="Also print the rules that passed.")
def command(evidence: tuple[Path, ...], standard: str, form: str, **options: Any) -> int:  # fmt: skip
    """Judge EVIDENCE (files or folders that `check --evidence` wrote) by a standard.

    \b
    Example:
      voicecheck check calls/ -s hr-en --evidence heard/
      voicecheck rejudge heard/ --standard new.yaml
    """
    from voicecheck.standard import load_standard

    sheet = load_standard(standard)
    reports = [_judged(file, sheet) for file in _files(evidence)]
    code = run_code(reports, fail_on=options["fail_on"], max_undecided_pct=options["max_undecided"])
    print_reports(reports, form, verbose=options["verbose"], quiet=options["quiet"], well=code == 0)
    return code


def _files(named: tuple[Path, ...]) -> list[Path]:
    files = [f for path in named for f in (sorted(path.glob(f"*{SUFFIX}")) if path.is_dir() else [path])]
    if not files:
        raise ConfigError(f"no evidence there; `voicecheck check --evidence FOLDER` writes files that end in {SUFFIX}")
    return files


def _judged(file: Path, sheet: Any) -> CallReport:
    from voicecheck.pipeline import judge
    from voicecheck.store.evidence import load_evidence

    try:
        return judge(load_evidence(file.read_text("utf-8"), where=str(file)), sheet)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: cannot be read ({error})") from error
