"""The options that say what is taken out of a transcript before anything is stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from voicecheck.errors import ConfigError

Command = TypeVar("Command", bound=Callable[..., Any])

KINDS = ("numbers", "names")
NONE = "none"


def redact_option(command: Command) -> Command:
    """The option that names what is taken out."""
    return click.option(
        "--redact",
        default="numbers",
        show_default=True,
        envvar="VOICECHECK_REDACT",
        metavar="KINDS",
        callback=lambda ctx, param, value: _kinds(value),
        help="What is taken out of the transcript: numbers, names (the customer's), both (numbers,names), or none.",
    )(command)


def _kinds(text: str) -> tuple[str, ...]:
    kinds = tuple(part.strip() for part in text.split(",") if part.strip())
    if kinds == (NONE,):
        return ()
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown or not kinds:
        raise click.BadParameter(f"{text!r}: numbers, names, numbers,names or none is wanted")
    return kinds


def check_silence(options: dict[str, Any]) -> None:
    """See that everything that may have to be silenced is recognised, and that the sound is one of ours.

    Raises:
        ConfigError: where it is not.
    """
    if not options["redact_audio"]:
        return
    if options["scope"] != "call":
        raise ConfigError("--redact-audio silences what was recognised: add --scope call")
    if options["audio"] == "link":
        raise ConfigError("--redact-audio: a linked recording is as it is; give --audio embed or none")
    if not options["redact"]:
        raise ConfigError("--redact-audio: nothing is taken out with --redact none")
