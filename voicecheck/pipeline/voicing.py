"""How the agent sounded: which seconds are measured, and what the voice room is told of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from voicecheck.intervals import subtract
from voicecheck.pipeline.head import Head
from voicecheck.pipeline.whole import channel_pieces
from voicecheck.text.syllables import count_syllables
from voicecheck.types import Interval, Role, RolesBy, Scope, Transcript, VoiceProfile
from voicecheck.voice.profile import Talk, measure_voice
from voicecheck.voice.quality import agent_only, overlap_share

if TYPE_CHECKING:
    from voicecheck.audio.raw import RawFormat
    from voicecheck.types import Samples
    from voicecheck.voice.pitch import PitchTracker

VOICE_S = 60.0
"""The agent's speech that is measured in scope `opening`; 8 s is the least that carries a judgement."""
NOISE_PAD_S = 0.3
"""Kept between speech or rings and what is taken for the line's noise."""


def agent_regions(transcript: Transcript, speech: Sequence[tuple[Interval, ...]]) -> tuple[Interval, ...]:
    """The agent's speech; in a recording of one channel those parts that are surely in her turns."""
    if transcript.agent_channel is None or not speech:
        return ()
    own = speech[transcript.agent_channel]
    if transcript.roles_by is not RolesBy.ASSUMED:
        return own
    turns = [Interval(turn.start_s, turn.end_s) for turn in transcript.turns if turn.role is Role.AGENT and turn.sure]
    return subtract(own, subtract([Interval(0.0, _last_s(own))], turns))


def voice_of(
    path: str,
    head: Head,
    transcript: Transcript,
    speech: Sequence[tuple[Interval, ...]],
    *,
    tracker: PitchTracker,
    scope: Scope,
    raw: RawFormat | None,
) -> VoiceProfile:
    """The agent's voice where nobody else speaks: the first minute of it, or all of it in scope `call`."""
    agent = transcript.agent_channel or 0
    own = agent_regions(transcript, speech)
    others = tuple(chain.from_iterable(regions for index, regions in enumerate(speech) if index != agent))
    sound: Iterable[tuple[Samples, float]]
    if scope is Scope.CALL:
        measured, sound = own, channel_pieces(path, agent, raw)
    else:
        measured, sound = _first(own, VOICE_S), [(head.channels[agent], 0.0)]
    return measure_voice(
        sound,
        rate_hz=head.rate_hz,
        speech=agent_only(measured, others=others),
        noise=_noise(head),
        talk=_talk(transcript, measured, others),
        tracker=tracker,
    )


def _talk(transcript: Transcript, speech: Sequence[Interval], others: Sequence[Interval]) -> Talk:
    """When the agent speaks, and her words with their syllables."""
    language = transcript.language
    turns = tuple(Interval(turn.start_s, turn.end_s) for turn in transcript.turns if turn.role is Role.AGENT)
    words = tuple((word.interval, count_syllables(word.text, language)) for word in transcript.words(Role.AGENT))
    one_channel = transcript.roles_by is RolesBy.ASSUMED
    share = None if one_channel else overlap_share(speech, others=others)
    until_s = _last_s(speech)
    return Talk(tuple(speech), tuple(turn for turn in turns if turn.start_s < until_s), words, share)


def _noise(head: Head) -> tuple[Interval, ...]:
    """Where in the head nobody speaks and nothing rings."""
    length_s = len(head.channels[0]) / head.rate_hz
    sounds = [*chain.from_iterable(head.speech), *(head.rings.intervals if head.rings else ())]
    return subtract([Interval(0.0, length_s)], sounds, pad_s=NOISE_PAD_S)


def _first(regions: Sequence[Interval], seconds: float) -> tuple[Interval, ...]:
    """Regions from the first on until they hold so many seconds."""
    kept: list[Interval] = []
    left_s = seconds
    for region in regions:
        if left_s <= 0:
            break
        kept.append(Interval(region.start_s, min(region.end_s, region.start_s + left_s)))
        left_s -= kept[-1].length_s
    return tuple(kept)


def _last_s(regions: Sequence[Interval]) -> float:
    return max((region.end_s for region in regions), default=0.0)
