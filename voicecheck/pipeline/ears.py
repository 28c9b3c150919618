"""What listening needs: a verified recogniser and a pitch tracker, loaded once for many calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicecheck.config import Settings, load_settings

if TYPE_CHECKING:
    from voicecheck.asr.base import Recognizer
    from voicecheck.asr.manifest import ModelEntry
    from voicecheck.voice.pitch import PitchTracker


@dataclass(frozen=True, slots=True)
class Ears:
    """A recogniser, a pitch tracker, and the model's entry in the catalogue (None: it is not in it)."""

    recognizer: Recognizer
    tracker: PitchTracker
    model: ModelEntry | None = None

    def serves(self, language: str) -> bool:
        """Whether a verdict may rest on what the model hears in a language."""
        from voicecheck.asr.manifest import Served, serves

        return self.model is None or serves(self.model, language) is not Served.NOT


def load_ears(settings: Settings | None = None) -> Ears:
    """Ears for this machine; the model is verified before it is loaded and no network is touched.

    Raises:
        EngineError: where the model is missing or damaged.
    """
    from voicecheck.asr.engine import load_recognizer
    from voicecheck.asr.manifest import catalogue
    from voicecheck.voice.pitch import SwiftF0Tracker

    chosen = settings or load_settings()
    recognizer = load_recognizer(
        chosen.model,
        home=chosen.home,
        threads=chosen.threads,
        compute_type=chosen.compute_type,
        engine=chosen.engine,
    )
    entry = next((one for one in catalogue() if one.name == recognizer.name), None)
    return Ears(recognizer, SwiftF0Tracker(), entry)
