"""The command line: opens, calls, prints. Each command is one public function plus printing."""

from __future__ import annotations

import importlib
import logging
import os
import signal
import sys
import traceback
from pathlib import Path
from types import FrameType, MappingProxyType
from typing import Any, NoReturn

import click

from voicecheck import __version__
from voicecheck.cli.exits import BUG, CANNOT_WRITE, INTERRUPTED, OK, TERMINATED, exit_code
from voicecheck.errors import VoicecheckError
from voicecheck.private import keep_to_owner, log_to

COMMANDS = MappingProxyType(
    {
        "check": "voicecheck.cli.check",
        "batch": "voicecheck.cli.batch",
        "rejudge": "voicecheck.cli.rejudge",
        "calibrate": "voicecheck.cli.calibrate",
        "history": "voicecheck.cli.history",
        "sample": "voicecheck.cli.sample",
        "review": "voicecheck.cli.review",
        "report": "voicecheck.cli.report",
        "db": "voicecheck.cli.db",
        "forget": "voicecheck.cli.forget",
        "schedule": "voicecheck.cli.schedule",
        "rules": "voicecheck.cli.rules",
        "standard": "voicecheck.cli.standard",
        "models": "voicecheck.cli.models",
        "doctor": "voicecheck.cli.doctor",
        "completion": "voicecheck.cli.completion",
    }
)
"""Every command and the module that holds it, imported only when it is used."""


SHARED = ("models",)
"""Commands whose files are no secret: several users of a machine may share the models."""

FROM_FILE = ("check", "batch", "rejudge", "calibrate")
"""Commands whose options the settings file may stand in for."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are used, so that `--help` answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of `COMMANDS`."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(COMMANDS[cmd_name]), "command")  # noqa: B009
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]}, no_args_is_help=True)
@click.version_option(__version__, prog_name="voicecheck")
@click.option("--log-level", default="warning", show_default=True, help="What is logged on stderr: debug to error.",
              type=click.Choice(["debug", "info", "warning", "error"]))  # fmt: skip
@click.pass_context
def cli(ctx: click.Context, log_level: str) -> None:
    """Check how the telephone is answered: greeting, tone and the rest of the service standard.

    Recordings are transcribed on this machine; nothing leaves it.

    \b
    Begin with:
      voicecheck models install base
      voicecheck check CALL.wav --standard hr-en --agent Joan
      voicecheck doctor
    """
    if ctx.invoked_subcommand in FROM_FILE and not {"-h", "--help"} & set(sys.argv):
        from voicecheck.config import option_defaults

        ctx.default_map = {**option_defaults()}
    log_to(sys.stderr, log_level)
    if ctx.invoked_subcommand not in SHARED:
        keep_to_owner()


def main() -> NoReturn:
    """Run the command line and exit with the code that the README lists."""
    signal.signal(signal.SIGTERM, _terminate)
    sys.exit(_flushed(_run()))


def _run() -> int:
    told = sys.stdout
    try:
        result: Any = cli.main(standalone_mode=False, prog_name="voicecheck")
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except (VoicecheckError, OSError) as error:
        click.echo(f"voicecheck: {error}", err=True)
        return exit_code(error)
    except SystemExit as stop:
        if sys.stdout is not told:  # click replaces it where the reader has gone away: no fault of ours
            return OK
        return stop.code if isinstance(stop.code, int) else OK
    except Exception as error:
        logging.getLogger(__name__).debug("internal fault", exc_info=True)
        click.echo(f"voicecheck: internal fault ({type(error).__name__}{_place(error)}).", err=True)
        click.echo("Please report it with the output of: voicecheck --log-level debug ...", err=True)
        return BUG
    return result if isinstance(result, int) else OK


def _place(error: BaseException) -> str:
    """Where in the code a fault arose; its message is left out, it may quote a call."""
    frame = (traceback.extract_tb(error.__traceback__) or [None])[-1]
    return f" in {Path(frame.filename).name}:{frame.lineno}" if frame else ""


def _terminate(number: int, frame: FrameType | None) -> NoReturn:
    del number, frame
    sys.exit(TERMINATED)


def _flushed(code: int) -> int:
    """The code of a run whose output has all been taken; 74 where the disk under stdout is full."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python fails on it once more at exit
        return code or CANNOT_WRITE
    return code
