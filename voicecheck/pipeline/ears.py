"""What listening needs: a verified recogniser and a pitch tracker, loaded once for many calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicecheck.asr.engine import Identity
from voicecheck.config import Settings, load_settings
from voicecheck.types import CallRef, Listening, Scope

if TYPE_CHECKING:
    from voicecheck.asr.base import Recognizer
    from voicecheck.voice.pitch import PitchTracker

OPENING_S = 20.0
"""Seconds from the agent's first word that are recognised as the opening; `within_s` is at most 15 in the sheets
that ship, and a greeting that ends later must be seen to end later."""


@dataclass(frozen=True, slots=True)
class Ears:
    """A recogniser and a pitch tracker."""

    recognizer: Recognizer
    tracker: PitchTracker

    @property
    def identity(self) -> Identity:
        """What evidence names the recogniser by."""
        one = self.recognizer
        return Identity(one.name, one.sha256, one.compute_type)


def load_ears(settings: Settings | None = None) -> Ears:
    """Ears for this machine; the model is verified before it is loaded and no network is touched.

    Raises:
        EngineError: where the model is missing or damaged.
    """
    from voicecheck.asr.engine import load_recognizer
    from voicecheck.voice.pitch import SwiftF0Tracker

    chosen = settings or load_settings()
    recognizer = load_recognizer(
        chosen.model,
        home=chosen.home,
        threads=chosen.threads,
        compute_type=chosen.compute_type,
        engine=chosen.engine,
        device=chosen.device,
    )
    return Ears(recognizer, SwiftF0Tracker())


def identify_engine(settings: Settings) -> Identity:
    """Which recogniser would listen with these settings; its model is verified, not loaded.

    Raises:
        EngineError: where the model is missing or damaged.
    """
    from voicecheck.asr.engine import identify

    return identify(
        settings.model,
        home=settings.home,
        compute_type=settings.compute_type,
        engine=settings.engine,
        device=settings.device,
    )


def plan_listening(
    call: CallRef, engine: Identity, *, scope: Scope, language: str, opening_s: float = OPENING_S
) -> Listening:
    """How a call would be listened to: with its sha256 the key of the evidence, known before anybody listens."""
    from voicecheck.asr.manifest import Served, catalogue, serves

    entry = next((one for one in catalogue() if one.name == engine.name), None)
    return Listening(
        scope=scope,
        language=language,
        model=engine.name,
        model_sha256=engine.sha256,
        compute_type=engine.compute_type,
        opening_s=opening_s,
        agent_channel=call.agent_channel,
        language_served=entry is None or serves(entry, language) is not Served.NOT,
    )
