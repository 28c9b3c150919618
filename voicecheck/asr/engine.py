"""Which recogniser listens: the one place where an engine's name becomes an engine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from voicecheck.asr.models import verified_dir
from voicecheck.errors import EngineError

if TYPE_CHECKING:
    from voicecheck.asr.base import Recognizer

FASTER_WHISPER = "faster-whisper"
SCRIPTED = "scripted:"
CPU = "cpu"


@dataclass(frozen=True, slots=True)
class Identity:
    """Which recogniser it is: what evidence names it by, and the size of the model's files in bytes (0: not asked)."""

    name: str
    sha256: str
    compute_type: str
    size: int = 0


def identify(
    model: str, *, home: Path, compute_type: str = "int8", engine: str = FASTER_WHISPER, device: str = CPU
) -> Identity:
    """What `load_recognizer` would load, its model verified but not loaded.

    Raises:
        EngineError: as `load_recognizer`.
    """
    if engine.startswith(SCRIPTED):
        from voicecheck.asr.scripted import read_script

        script = read_script(Path(engine.removeprefix(SCRIPTED)))
        return Identity(script.name, script.sha256, script.compute_type)
    _refuse_unknown(engine)
    folder, sha256 = verified_dir(model, home)
    return Identity(
        model, sha256, arithmetic(compute_type, device), sum(file.stat().st_size for file in folder.iterdir())
    )


def load_recognizer(
    model: str,
    *,
    home: Path,
    threads: int,
    compute_type: str = "int8",
    engine: str = FASTER_WHISPER,
    device: str = CPU,
) -> Recognizer:
    """A recogniser ready to listen, its model verified and in memory; no network is touched.

    Args:
        model: name in the manifest.
        home: the folder that holds `models/`.
        threads: processor threads that it may use.
        compute_type: CTranslate2's arithmetic.
        engine: "faster-whisper", or "scripted:FILE" for tests (`asr.scripted`).
        device: CTranslate2's: "cpu", or "cuda" for a graphics card.

    Raises:
        EngineError: where the model is unknown, missing or damaged, or the engine is unknown.
    """
    if engine.startswith(SCRIPTED):
        from voicecheck.asr.scripted import read_script

        return read_script(Path(engine.removeprefix(SCRIPTED)))
    _refuse_unknown(engine)
    folder, sha256 = verified_dir(model, home)
    from voicecheck.asr.faster_whisper import load

    return load(folder, name=model, sha256=sha256, threads=threads, compute_type=compute_type, device=device)


def arithmetic(compute_type: str, device: str) -> str:
    """What evidence names the arithmetic by: a graphics card rounds otherwise, so its evidence is kept apart.

    >>> arithmetic("int8", "cpu"), arithmetic("int8_float16", "cuda")
    ('int8', 'cuda int8_float16')
    """
    return compute_type if device == CPU else f"{device} {compute_type}"


def _refuse_unknown(engine: str) -> None:
    if engine != FASTER_WHISPER:
        raise EngineError(f"no engine is called {engine!r}: use {FASTER_WHISPER}, or unset VOICECHECK_ENGINE")
