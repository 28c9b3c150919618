"""`voicecheck doctor`: what is in order, what is missing, and the command that mends it."""

from __future__ import annotations

import importlib.metadata
import platform
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voicecheck import __version__
from voicecheck.cli.exits import NO_MODEL, OK
from voicecheck.config import Settings, chosen_database, effective_settings, load_settings, usable_cores
from voicecheck.errors import ConfigError, EngineError, StoreError

if TYPE_CHECKING:
    from voicecheck.asr.manifest import ModelEntry

LIBRARIES = ("faster-whisper", "ctranslate2", "onnxruntime", "av", "soundfile", "swift-f0", "librosa", "rapidfuzz")
SPARE_BYTES = 1_000_000_000


@click.command(name="doctor", short_help="Say what is in order and what is missing.")
def command() -> int:
    """Say in plain words what is in order, what is missing, and the command that mends it.

    \b
    Example:
      voicecheck doctor
    """
    faults = 0
    for good, line in (*_settings(), *_findings()):
        click.echo(f"{'ok  ' if good else 'MEND'}  {line}")
        faults += not good
    click.echo("all is well" if not faults else f"{faults} to mend")
    return OK if not faults else NO_MODEL


def _settings() -> Iterator[tuple[bool, str]]:
    """Every setting in force and where it came from; a file that cannot be used is one thing to mend."""
    try:
        for one in effective_settings():
            value = " ".join(one.value) if isinstance(one.value, tuple) else one.value
            yield True, f"setting {one.name} = {_without_password(str(value)) if value else '-'} ({one.origin})"
    except ConfigError as error:
        yield False, str(error)


def _without_password(text: str) -> str:
    """A URL without its password."""
    return re.sub(r"(://[^:/@]*):[^@/]*@", r"\1:***@", text)


def _findings() -> Iterator[tuple[bool, str]]:
    try:
        settings = load_settings()
    except ConfigError:
        return
    yield (
        True,
        f"voicecheck {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}",
    )
    for name in LIBRARIES:
        yield _library(name)
    yield True, f"{usable_cores()} processor(s) may be used, {settings.threads} thread(s) a recogniser"
    yield _home(settings.home)
    yield _database(settings.home)
    yield _model(settings)
    yield _standards()
    yield _encoding()


def _library(name: str) -> tuple[bool, str]:
    try:
        return True, f"{name} {importlib.metadata.version(name)}"
    except importlib.metadata.PackageNotFoundError:
        return False, f"{name} is not installed: run: pip install voicecheck-calls"


def _home(folder: Path) -> tuple[bool, str]:
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    free = shutil.disk_usage(existing).free
    line = f"data folder {folder} ({free / 1e9:.1f} GB free)"
    if free < SPARE_BYTES:
        return False, f"{line}: make room, or set VOICECHECK_HOME to another disk"
    return True, line


def _database(home: Path) -> tuple[bool, str]:
    """The database's place and schema; one that is not there yet is in order: the first run makes it."""
    from voicecheck.store.engine import connect, database_url, shown
    from voicecheck.store.schema import revision
    from voicecheck.store.tables import SCHEMA

    try:
        place = database_url(chosen_database(None), home)
        if place.get_backend_name() == "sqlite" and not Path(place.database or "").exists():
            return True, f"database {place.database}: not there yet, the first run makes it"
        engine = connect(chosen_database(None), home)
        found = revision(engine)
        engine.dispose()
    except (ConfigError, StoreError) as error:
        return False, str(error)
    if found in (SCHEMA, None):
        return True, f"database {shown(engine)}, schema {found or 'not made yet'}"
    return False, f"database {shown(engine)}: schema {found}, {SCHEMA} wanted: run: voicecheck db upgrade"


def _model(settings: Settings) -> tuple[bool, str]:
    from voicecheck.asr.models import pinned, verified_dir

    try:
        folder, sha256 = verified_dir(settings.model, settings.home)
    except EngineError as error:
        return False, str(error)
    return (
        True,
        f"model {settings.model} in {folder}, sha256 {sha256[:12]} verified; {_languages(pinned(settings.model))}",
    )


def _languages(entry: ModelEntry) -> str:
    never = f", does not serve {' '.join(entry.not_served)}" if entry.not_served else ""
    return f"serves well {' '.join(entry.served_well)}{never}"


def _standards() -> tuple[bool, str]:
    from voicecheck.standard import shipped

    return True, f"standards that ship: {', '.join(shipped())}"


def _encoding() -> tuple[bool, str]:
    encoding = (sys.stdout.encoding or "ascii").lower()
    if encoding.startswith("utf"):
        return True, f"output is {encoding}"
    return False, f"output is {encoding}, which cannot show every language: set PYTHONUTF8=1"
