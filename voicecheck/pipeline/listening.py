"""From a recording to evidence: everything that needs the sound.

The head of the call is listened to closely: rings, speech on every channel, who the agent is, the
opening's words. In scope `opening` that is all, and the voice is measured on the agent's first
minute of speech. In scope `call` the recording is then gone through in pieces, so that a day-long
one needs no more memory than a short one.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING

from voicecheck.audio.damage import starts_in_speech
from voicecheck.audio.intervals import merged
from voicecheck.audio.survey import survey
from voicecheck.errors import AudioError, ConfigError
from voicecheck.pipeline.head import Opening, find_opening, hear_head
from voicecheck.pipeline.roles import turns_of_channels, turns_of_mono
from voicecheck.pipeline.voicing import agent_regions, voice_of
from voicecheck.pipeline.whole import hear_rest
from voicecheck.text.languages import language_of
from voicecheck.types import (
    CallEvidence,
    CallRef,
    Interval,
    Listening,
    Recording,
    Role,
    RolesBy,
    Scope,
    Transcript,
    Turn,
    Word,
)

if TYPE_CHECKING:
    from voicecheck.audio.raw import RawFormat
    from voicecheck.pipeline.ears import Ears

HEAD_S = 180.0
"""How far into the call an opening is looked for: rings and hold music before it included."""
OPENING_S = 20.0
"""Seconds from the agent's first word that are recognised as the opening; `within_s` is at most 15 in the sheets
that ship, and a greeting that ends later must be seen to end later."""


def listen(
    call: CallRef,
    *,
    language: str,
    ears: Ears,
    scope: Scope = Scope.OPENING,
    opening_s: float = OPENING_S,
    raw: RawFormat | None = None,
) -> CallEvidence:
    """All that can be heard and measured in one call.

    Args:
        call: the recording and what is known of it.
        language: ISO 639-1 code that the recogniser is told.
        ears: the recogniser and the pitch tracker.
        scope: how much is recognised.
        opening_s: seconds from the agent's first word that count as the opening.
        raw: how to read a headerless file.

    Raises:
        AudioError: if the recording cannot be read or holds no sound.
        ConfigError: if the language is one whose wordings are not known.
        EngineError: if the recogniser cannot do what is asked.
    """
    _check_language(call, language)
    recording, sound = survey(call.path, head_s=HEAD_S, raw=raw)
    _check_channel(call, recording)
    head = hear_head(sound, one_voice_track=recording.channels_equal, rings=call.rings)
    opening = find_opening(head, call, language, ears.recognizer, opening_s)
    words, speech = _words(opening), head.speech
    if scope is Scope.CALL:
        words, speech = hear_rest(call.path, head, opening, language, ears.recognizer, raw)
    transcript = _transcript(call, opening, words, speech, language, _heard(opening, speech, scope))
    agent_speech = agent_regions(transcript, speech)
    begun = starts_in_speech(head.channels[opening.agent or 0], rate_hz=head.rate_hz, speech=agent_speech)
    return CallEvidence(
        call=call,
        recording=recording,
        listening=_listening(call, ears, scope, language, opening_s),
        transcript=transcript,
        rings=head.rings,
        voice=voice_of(call.path, head, transcript, speech, tracker=ears.tracker, scope=scope, raw=raw),
        speech=speech,
        agent_speech=agent_speech,
        clipped_start=bool(agent_speech) and begun,
    )


def _check_language(call: CallRef, language: str) -> None:
    try:
        language_of(language)
    except ValueError as error:
        raise ConfigError(f"{call.call_id}: {error}; correct the call's language") from error


def _check_channel(call: CallRef, recording: Recording) -> None:
    if call.agent_channel is not None and call.agent_channel >= recording.channels:
        raise AudioError(
            f"{call.path}: agent_channel {call.agent_channel} was given, the recording has {recording.channels} "
            "channel(s) and they count from 0; correct the call's metadata"
        )


def _listening(call: CallRef, ears: Ears, scope: Scope, language: str, opening_s: float) -> Listening:
    heard_by = ears.recognizer
    return Listening(
        scope=scope,
        language=language,
        model=heard_by.name,
        model_sha256=heard_by.sha256,
        compute_type=heard_by.compute_type,
        opening_s=opening_s,
        agent_channel=call.agent_channel,
        language_served=ears.serves(language),
    )


def _words(opening: Opening) -> tuple[tuple[Word, ...], ...]:
    return tuple(heard.words if heard else () for heard in opening.heard)


def _transcript(
    call: CallRef,
    opening: Opening,
    words: Sequence[Sequence[Word]],
    speech: Sequence[Sequence[Interval]],
    language: str,
    windows: tuple[Interval, ...],
) -> Transcript:
    """Turns with roles, from channels where there are several and from pauses where there is one."""
    agent = opening.agent
    heard = opening.heard[agent or 0]
    confidence = opening.confidence
    turns: tuple[Turn, ...]
    if len(words) == 1 and opening.roles_by is RolesBy.ASSUMED:
        turns, confidence = turns_of_mono(words[0], call.direction, language)
    else:
        turns = _channel_turns(agent, words, speech)
    return Transcript(
        turns=turns,
        language=language,
        language_prob=heard.language_prob if heard else None,
        roles_by=opening.roles_by,
        roles_confidence=confidence,
        agent_channel=agent,
        heard=windows,
    )


def _heard(opening: Opening, speech: Sequence[Sequence[Interval]], scope: Scope) -> tuple[Interval, ...]:
    """The stretches of the agent's channel that were recognised: the opening's, and the rest's in scope `call`."""
    heard = opening.heard[opening.agent or 0]
    windows = heard.windows if heard else ()
    if scope is Scope.OPENING:
        return windows
    return merged([*windows, *speech[opening.agent or 0]])


def _channel_turns(
    agent: int | None, words: Sequence[Sequence[Word]], speech: Sequence[Sequence[Interval]]
) -> tuple[Turn, ...]:
    if agent is None:
        return ()
    others = [index for index in range(len(words)) if index != agent]
    customer = sorted(chain.from_iterable(words[index] for index in others), key=lambda word: word.start_s)
    customer_speech = sorted(chain.from_iterable(speech[index] for index in others))
    return turns_of_channels(
        {Role.AGENT: words[agent], Role.CUSTOMER: customer},
        {Role.AGENT: speech[agent], Role.CUSTOMER: customer_speech},
    )
