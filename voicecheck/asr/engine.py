"""Which recogniser listens: the one place where an engine's name becomes an engine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from voicecheck.asr.models import verified_dir
from voicecheck.errors import EngineError

if TYPE_CHECKING:
    from voicecheck.asr.base import Recognizer

FASTER_WHISPER = "faster-whisper"
SCRIPTED = "scripted:"


def load_recognizer(
    model: str, *, home: Path, threads: int, compute_type: str = "int8", engine: str = FASTER_WHISPER
) -> Recognizer:
    """A recogniser ready to listen, its model verified and in memory; no network is touched.

    Args:
        model: name in the manifest.
        home: the folder that holds `models/`.
        threads: processor threads that it may use.
        compute_type: CTranslate2's arithmetic.
        engine: "faster-whisper", or "scripted:FILE" for tests (`asr.scripted`).

    Raises:
        EngineError: where the model is unknown, missing or damaged, or the engine is unknown.
    """
    if engine.startswith(SCRIPTED):
        from voicecheck.asr.scripted import read_script

        return read_script(Path(engine.removeprefix(SCRIPTED)))
    if engine != FASTER_WHISPER:
        raise EngineError(f"no engine is called {engine!r}: use {FASTER_WHISPER}, or unset VOICECHECK_ENGINE")
    folder, sha256 = verified_dir(model, home)
    from voicecheck.asr.faster_whisper import load

    return load(folder, name=model, sha256=sha256, threads=threads, compute_type=compute_type)
