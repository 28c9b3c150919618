"""From a recording to evidence: everything that needs the sound.

The head of the call is listened to closely: rings, speech on every channel, who the agent is, the
opening's words. In scope `opening` that is all, and the voice is measured on the agent's first
minute of speech. In scope `call` the recording is then gone through in pieces, so that a day-long
one needs no more memory than a short one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from voicecheck.asr.base import Prober
from voicecheck.audio.damage import starts_in_speech
from voicecheck.audio.survey import survey
from voicecheck.errors import AudioError, ConfigError
from voicecheck.pipeline.changes import voice_changes
from voicecheck.pipeline.ears import OPENING_S, plan_listening
from voicecheck.pipeline.head import Head, Opening, find_opening, hear_closely, hear_head
from voicecheck.pipeline.transcript import (
    Hearing,
    heard_windows,
    opening_words,
    perhaps_agent,
    points_of,
    transcript_of,
)
from voicecheck.pipeline.voicing import agent_regions, voice_of
from voicecheck.pipeline.whole import channel_pieces, hear_rest
from voicecheck.text.languages import language_of
from voicecheck.types import (
    Audio,
    CallEvidence,
    CallRef,
    Listening,
    ProbeRequest,
    Recording,
    Scope,
    VoiceProfile,
)

if TYPE_CHECKING:
    from voicecheck.audio.raw import RawFormat
    from voicecheck.pipeline.ears import Ears
    from voicecheck.voice.speaker import Points

Wanted = Callable[[CallEvidence], Sequence[ProbeRequest]]
Doubted = Callable[[CallEvidence], bool]

HEAD_S = 180.0
"""How far into the call an opening is looked for: rings and hold music before it included."""


def listen(
    call: CallRef,
    *,
    language: str,
    ears: Ears,
    scope: Scope = Scope.OPENING,
    opening_s: float = OPENING_S,
    raw: RawFormat | None = None,
    wanted: Wanted | None = None,
    doubted: Doubted | None = None,
) -> CallEvidence:
    """All that can be heard and measured in one call.

    Args:
        call: the recording and what is known of it.
        language: ISO 639-1 code that the recogniser is told.
        ears: the recogniser and the pitch tracker.
        scope: how much is recognised.
        opening_s: seconds from the agent's first word that count as the opening.
        raw: how to read a headerless file.
        wanted: which probes to measure besides, given what was heard.
        doubted: whether a first hearing of the opening leaves a rule in doubt; then it is heard more closely.

    Raises:
        AudioError: if the recording cannot be read or holds no sound.
        ConfigError: if the language is one whose wordings are not known.
        EngineError: if the recogniser cannot do what is asked.
    """
    _check_language(call, language)
    recording, sound = survey(call.path, head_s=HEAD_S, raw=raw)
    _check_channel(call, recording)
    head = hear_head(sound, one_voice_track=recording.channels_equal, rings=call.rings)
    listening = plan_listening(call, ears.identity, scope=scope, language=language, opening_s=opening_s)
    opening = find_opening(head, call, language, ears.recognizer, opening_s)
    points = points_of(opening, head.speech, [(head.channels[0], 0.0)], head.rings_end_s)
    if doubted is not None and doubted(_draft(call, recording, listening, head, opening, points)):
        opening = hear_closely(head, opening, ears.recognizer)
    words, speech = opening_words(opening), head.speech
    if scope is Scope.CALL:
        words, speech = hear_rest(call.path, head, opening, language, ears.recognizer, raw)
        points = points_of(opening, speech, channel_pieces(call.path, 0, raw), head.rings_end_s)
    hearing = Hearing(call, opening, words, speech, points)
    transcript = transcript_of(hearing, language, heard_windows(opening, speech, scope))
    agent_speech = agent_regions(transcript, speech)
    first = perhaps_agent(transcript, speech)
    begun = starts_in_speech(head.channels[opening.agent or 0], rate_hz=head.rate_hz, speech=first)
    evidence = CallEvidence(
        call=call,
        recording=recording,
        listening=listening,
        transcript=transcript,
        rings=head.rings,
        voice=voice_of(call.path, head, transcript, speech, tracker=ears.tracker, scope=scope, raw=raw),
        speech=speech,
        agent_speech=agent_speech,
        clipped_start=bool(first) and begun,
        voice_changes=voice_changes(head, transcript, agent_speech),
    )
    return evidence if wanted is None else _probed(evidence, head, ears, wanted)


def _draft(
    call: CallRef, recording: Recording, listening: Listening, head: Head, opening: Opening, points: Points | None
) -> CallEvidence:
    """The evidence of the opening alone: enough to ask whether a rule is left in doubt by what was heard."""
    windows = heard_windows(opening, head.speech, Scope.OPENING)
    hearing = Hearing(call, opening, opening_words(opening), head.speech, points)
    transcript = transcript_of(hearing, listening.language, windows)
    return CallEvidence(
        call=call,
        recording=recording,
        listening=listening,
        transcript=transcript,
        rings=head.rings,
        voice=VoiceProfile({}, None),
        speech=head.speech,
        agent_speech=(speech := agent_regions(transcript, head.speech)),
        voice_changes=voice_changes(head, transcript, speech),
    )


def _probed(evidence: CallEvidence, head: Head, ears: Ears, wanted: Wanted) -> CallEvidence:
    """The evidence with the probes that were asked for; as it is where the recogniser cannot measure any."""
    if not isinstance(ears.recognizer, Prober) or not evidence.listening.language_served:
        return evidence
    agent = Audio(head.channels[evidence.transcript.agent_channel or 0][None, :], head.rate_hz)
    asked = wanted(evidence)
    probes = ears.recognizer.probe(agent, requests=asked, language=evidence.listening.language) if asked else ()
    return replace(evidence, probes=probes, listening=replace(evidence.listening, second_look=True))


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
