"""Shared options that say which calls, and what is known of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from voicecheck.batch.discover import find_recordings
from voicecheck.batch.manifest import read_manifest
from voicecheck.batch.metadata import Sources, compile_pattern, describe_call, load_zone
from voicecheck.errors import ConfigError
from voicecheck.types import CallRef

Command = TypeVar("Command", bound=Callable[..., Any])

GIVEN = ("agent", "department", "organisation", "customer", "started_at", "direction", "language", "agent_channel",
         "rings")  # fmt: skip

_OPTIONS = (
    click.option("--manifest", type=click.Path(path_type=Path), help="CSV or JSONL, a row a call: path, agent, ..."),
    click.option("--agent", help="Name of the person who answers."),
    click.option("--department", help="Department that she answers for."),
    click.option("--organisation", help="Organisation that she answers for."),
    click.option("--customer", help="Name of the other person."),
    click.option("--started-at", help="When the call began, ISO 8601 with offset: 2026-03-14T09:26:53+01:00."),
    click.option("--timezone", envvar="VOICECHECK_TIMEZONE", help="Zone of times without offset: Europe/Berlin."),
    click.option("--direction", type=click.Choice(["inbound", "outbound"]), help="Who placed the call."),
    click.option("--language", help="Language spoken (en, de, ru, sq, ...); default: the standard's."),
    click.option("--agent-channel", type=click.IntRange(0), help="Channel of the agent, counted from 0."),
    click.option("--rings", type=click.IntRange(0), help="Rings that the exchange counted."),
    click.option("--name-pattern", envvar="VOICECHECK_NAME_PATTERN", metavar="REGEX",
                 help="File-name pattern with named groups: (?P<agent>[a-z]+)_(?P<started_at>\\d{8}T\\d{6})."),
)  # fmt: skip


def call_options(command: Command) -> Command:
    """The options of this module on a command; `gather_calls` takes what they give."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def gather_calls(paths: Sequence[Path], options: dict[str, Any]) -> tuple[CallRef, ...]:
    """The calls that were asked for: the named recordings, those of named folders, those of the manifest.

    Raises:
        ConfigError: where there are none, or their metadata cannot be used.
    """
    sources = sources_of(options)
    calls: list[CallRef] = []
    for path in paths:
        folder = os.path.isdir(path)  # noqa: PTH112 (unlike Path.is_dir, false for a name that is too long)
        inside = find_recordings(path) if folder else (path,)
        root = str(path.absolute()) if folder else ""
        calls += [describe_call(recording, sources, id_root=root) for recording in inside]
    if options["manifest"]:
        calls += read_manifest(options["manifest"], sources)
    if not calls:
        raise ConfigError("no calls: name recordings or folders, or give --manifest FILE")
    return tuple(calls)


def sources_of(options: dict[str, Any]) -> Sources:
    """Where the metadata of calls comes from, as the options of `call_options` say.

    Raises:
        ConfigError: for a pattern or a zone that cannot be used.
    """
    pattern, zone = options["name_pattern"], options["timezone"]
    return Sources(
        pattern=compile_pattern(pattern) if pattern else None,
        zone=load_zone(zone) if zone else None,
        given={name: options[name] for name in GIVEN if options[name] is not None},
    )
