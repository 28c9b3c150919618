"""`voicecheck completion`: the script that makes a shell complete commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from voicecheck.errors import ConfigError


@click.command(name="completion", short_help="Print a shell completion script.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print the completion script for SHELL.

    \b
    Example:
      voicecheck completion bash >> ~/.bashrc
    """
    from voicecheck.cli import cli

    kind = get_completion_class(shell)
    if kind is None:
        raise ConfigError(f"no completion for {shell!r}")
    click.echo(kind(cli, {}, "voicecheck", "_VOICECHECK_COMPLETE").source())
