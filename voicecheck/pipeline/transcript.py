"""Who said what, when: turns with roles from what was recognised, whatever tells the speakers apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from voicecheck.intervals import merged
from voicecheck.pipeline.head import RATE_HZ, Opening
from voicecheck.pipeline.mono import turns_of_mono
from voicecheck.pipeline.roles import turns_of_channels
from voicecheck.pipeline.voicing import agent_regions
from voicecheck.types import CallRef, Interval, Role, RolesBy, Scope, Transcript, Turn, Word
from voicecheck.voice.speaker import Points, describe_speech

if TYPE_CHECKING:
    from voicecheck.types import Samples


@dataclass(frozen=True, slots=True)
class Hearing:
    """What was heard: the opening, words and speech a channel, and `points` where all speak in one channel."""

    call: CallRef
    opening: Opening
    words: Sequence[Sequence[Word]]
    speech: Sequence[tuple[Interval, ...]]
    points: Points | None


def opening_words(opening: Opening) -> tuple[tuple[Word, ...], ...]:
    """The words of the opening, a tuple a channel."""
    return tuple(heard.words if heard else () for heard in opening.heard)


def points_of(
    opening: Opening,
    speech: Sequence[tuple[Interval, ...]],
    sound: Iterable[tuple[Samples, float]],
    rings_end_s: float | None,
) -> Points | None:
    """The speech of a recording of one channel as points in the speaker space; None where channels tell.

    Args:
        opening: says whether the roles have to be found in one channel.
        speech: regions a channel; what lies before the end of the rings is nobody's of this call.
        sound: the channel in pieces, each with the second at which it begins.
        rings_end_s: end of the last ring in seconds of the recording.
    """
    if opening.roles_by is not RolesBy.ASSUMED:
        return None
    regions = [region for region in speech[0] if region.end_s > (rings_end_s or 0.0)]
    return describe_speech(sound, rate_hz=RATE_HZ, speech=regions, noisy=True)


def transcript_of(hearing: Hearing, language: str, windows: tuple[Interval, ...]) -> Transcript:
    """Turns with roles, from channels where there are several, from voices, words and pauses where there is one.

    Args:
        hearing: what was heard.
        language: ISO 639-1 code that the recogniser was told.
        windows: the stretches of the agent's channel that were recognised.
    """
    opening = hearing.opening
    heard = opening.heard[opening.agent or 0]
    turns, confidence = _turns(hearing, hearing.words, language)
    return Transcript(
        turns=turns,
        language=language,
        language_prob=heard.language_prob if heard else None,
        roles_by=opening.roles_by,
        roles_confidence=confidence,
        agent_channel=opening.agent,
        heard=windows,
        alternatives=_alternatives(hearing, language),
        roles_note=opening.note,
    )


def _turns(hearing: Hearing, words: Sequence[Sequence[Word]], language: str) -> tuple[tuple[Turn, ...], float]:
    if hearing.points is not None:
        return turns_of_mono(words[0], hearing.points, hearing.call.direction, language)
    return _channel_turns(hearing.opening.agent, words, hearing.speech), hearing.opening.confidence


def _alternatives(hearing: Hearing, language: str) -> tuple[tuple[Word, ...], ...]:
    """The agent's words in the other hearings of the opening; what was heard after it is the same in all."""
    agent = hearing.opening.agent or 0
    heard = hearing.opening.heard[agent]
    if heard is None or not heard.alternatives:
        return ()
    until_s = heard.windows[-1].end_s
    rest = tuple(word for word in hearing.words[agent] if word.start_s >= until_s)
    whole = [(*own, *rest) for own in heard.alternatives]
    if hearing.points is None:
        return tuple(whole)
    every = [_turns(hearing, [own], language)[0] for own in whole]
    return tuple(tuple(w for turn in turns if turn.role is Role.AGENT for w in turn.words) for turns in every)


def heard_windows(opening: Opening, speech: Sequence[Sequence[Interval]], scope: Scope) -> tuple[Interval, ...]:
    """The stretches of the agent's channel that were recognised: the opening's, and the rest's in scope `call`."""
    heard = opening.heard[opening.agent or 0]
    windows = heard.windows if heard else ()
    if scope is Scope.OPENING:
        return windows
    return merged([*windows, *speech[opening.agent or 0]])


def perhaps_agent(transcript: Transcript, speech: Sequence[tuple[Interval, ...]]) -> tuple[Interval, ...]:
    """Speech that may be the agent's: hers, and in one channel that of unsure turns."""
    unsure = tuple(replace(t, role=Role.AGENT, role_confidence=None) for t in transcript.turns if not t.sure)
    return agent_regions(replace(transcript, turns=transcript.turns + unsure), speech)


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
