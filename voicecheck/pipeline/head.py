"""The head of a call: its rings, its speech, who the agent is, and the opening's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.audio.rings import answered, find_call_rings
from voicecheck.audio.speech import detect_speech, opening_speech
from voicecheck.intervals import subtract
from voicecheck.phrase import Phrase, say
from voicecheck.pipeline.roles import AGENT_AT, agent_channel, sounds_like_service
from voicecheck.signal import resample
from voicecheck.text.handover import awaited_from_s
from voicecheck.text.languages import language_of
from voicecheck.types import Audio, CallRef, Interval, Recognition, Rings, RolesBy

if TYPE_CHECKING:
    from voicecheck.asr.base import Recognizer
    from voicecheck.types import Samples

RATE_HZ = 16_000
"""What the recogniser, the VAD and the pitch tracker want."""
RING_EDGE_S = 0.2
"""Cut from speech regions around a ring: the VAD's own padding."""
SWAP_SUSPECTED = 1.0
"""Log-odds of service phrases on a given agent's channel under which the other channels are listened to as well: a
customer may say "good morning" too, an agent says more."""
HEARD_ON = 2
"""How many times an opening is heard on, `length_s` each time, where the greeting is still to come."""
GREETING_S = 15.0
"""So long after its beginning a greeting is over."""
SLIVER_S = 0.3
"""Speech shorter than this beside what was heard already holds no word."""
TRIES = 3
"""How many stretches of speech without a recognised word are passed over before the opening is given up."""


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """The first minutes of a call: sound a channel, speech on each, and the rings before the answer."""

    channels: tuple[Samples, ...]
    rate_hz: int
    speech: tuple[tuple[Interval, ...], ...]
    rings: Rings | None

    @property
    def rings_end_s(self) -> float | None:
        """Where the last ring ends."""
        return self.rings.answer_from_s if self.rings else None


@dataclass(frozen=True, slots=True)
class Opening:
    """Who the agent is and what was recognised at the start, a recognition a channel (None: not listened to).

    `note` says what speaks against the roles, where something does.
    """

    agent: int | None
    roles_by: RolesBy
    confidence: float
    heard: tuple[Recognition | None, ...]
    note: Phrase | None = None


def hear_head(sound: Audio, *, one_voice_track: bool, rings: int | None) -> Head:
    """Rings and speech in the head of a call.

    Args:
        sound: all channels, from the beginning of the recording.
        one_voice_track: all channels carry one signal, so that one is enough.
        rings: the count that came with the call's metadata.
    """
    tracks = sound.samples[:1] if one_voice_track else sound.samples
    channels = tuple(resample(np.ascontiguousarray(t), rate_hz=sound.rate_hz, to_hz=RATE_HZ) for t in tracks)
    found = find_call_rings(np.stack(channels), rate_hz=RATE_HZ)
    tones = found.intervals
    speech = tuple(
        subtract(detect_speech(channel, rate_hz=RATE_HZ), tones, pad_s=RING_EDGE_S if tones else 0.0)
        for channel in channels
    )
    return Head(channels, RATE_HZ, speech, _counted(found, speech, rings))


def _counted(heard: Rings, speech: Sequence[Sequence[Interval]], told: int | None) -> Rings | None:
    """The rings with the moment of the answer bounded by the first speech; None where there are none to count."""
    if heard.count:
        return answered(heard, sorted(chain.from_iterable(speech)))
    return Rings(count=told, by="metadata") if told is not None else None


def find_opening(head: Head, call: CallRef, language: str, recognizer: Recognizer, length_s: float) -> Opening:
    """The opening's words, and the channel on which the agent says them.

    One channel: all that is said, roles to be assumed from it. A given agent's channel: that one alone.
    Otherwise every channel with speech is listened to, and who says the opening is the agent.
    """
    spoken = [index for index, own in enumerate(head.speech) if own]
    nothing = tuple(None for _ in head.speech)
    if not spoken:
        given = call.agent_channel if len(head.channels) > 1 else None
        return Opening(given, RolesBy.NONE, 0.0, nothing)
    if len(head.channels) == 1:
        heard = _hear(head, 0, language, recognizer, length_s)
        return Opening(0, RolesBy.ASSUMED, 0.5, (heard,))
    if call.agent_channel is not None:
        heard = _hear(head, call.agent_channel, language, recognizer, length_s)
        return _given(head, call.agent_channel, heard, language, recognizer, length_s)
    every = {index: _hear(head, index, language, recognizer, length_s) for index in spoken}
    best, confidence, by_words = agent_channel([every[index] for index in spoken], call.direction, language)
    by = RolesBy.OPENING if by_words else RolesBy.FIRST_SPEAKER
    return Opening(spoken[best], by, confidence, _placed(nothing, every))


def _given(
    head: Head, given: int, heard: Recognition, language: str, recognizer: Recognizer, length_s: float
) -> Opening:
    """The opening on the channel that is said to be the agent's; swapped channels are noted.

    The other channels are listened to only where no service phrase was heard on the given one.
    """
    every = {given: heard}
    note = None
    if sounds_like_service(heard, language) < SWAP_SUSPECTED:
        others = [index for index, own in enumerate(head.speech) if own and index != given]
        every |= {index: _hear(head, index, language, recognizer, length_s) for index in others}
        odds = {index: sounds_like_service(one, language) for index, one in every.items()}
        best = max(odds, key=lambda index: odds[index])
        if odds[best] >= AGENT_AT and odds[best] - odds[given] >= AGENT_AT:
            note = say(
                "roles.swapped",
                "channel {given} was given as the agent's, but the service phrases are said on channel {heard}",
                given=given + 1,
                heard=best + 1,
            )
    return Opening(given, RolesBy.GIVEN, 1.0, _placed(tuple(None for _ in head.speech), every), note)


def hear_closely(head: Head, opening: Opening, recognizer: Recognizer) -> Opening:
    """The opening with the doubtful windows of the agent's channel heard again in other ways.

    It costs more than the first hearing did, so it is for openings that left a rule in doubt.
    """
    first = opening.heard[opening.agent] if opening.agent is not None else None
    if opening.agent is None or first is None:
        return opening
    again = recognizer.hear_again(_mono(head, opening.agent), first)
    return replace(opening, heard=tuple(again if one is first else one for one in opening.heard))


def _mono(head: Head, channel: int) -> Audio:
    return Audio(head.channels[channel][None, :], head.rate_hz)


def _placed(empty: tuple[None, ...], heard: dict[int, Recognition]) -> tuple[Recognition | None, ...]:
    return tuple(heard.get(index) for index in range(len(empty)))


def _hear(head: Head, channel: int, language: str, recognizer: Recognizer, length_s: float) -> Recognition:
    """What is said on a channel from its first speech on; stretches without a word are passed over."""
    regions = _after_rings(head, channel)
    windows: tuple[Interval, ...] = ()
    heard = Recognition((), language, None, ())
    for _ in range(TRIES):
        if not regions:
            break
        fine = _opening_regions(head, channel, regions[0], length_s)
        heard = recognizer.transcribe(_mono(head, channel), fine, language=language)
        windows += heard.windows
        if heard.words or not fine:
            break
        regions = tuple(region for region in regions if region.start_s > fine[-1].end_s)
    return _heard_on(replace(heard, windows=windows), head, channel, recognizer, length_s)


def _heard_on(heard: Recognition, head: Head, channel: int, recognizer: Recognizer, length_s: float) -> Recognition:
    """The opening with what follows it where its greeting is still to come: behind announcements, of a second agent."""
    for _ in range(HEARD_ON):
        until_s = max((window.end_s for window in heard.windows), default=0.0)
        awaited_s = awaited_from_s(heard.words, language_of(heard.language))
        left = subtract(head.speech[channel], [Interval(0.0, until_s)])
        first = next((region for region in left if region.length_s >= SLIVER_S), None)
        if awaited_s is None or first is None or awaited_s + GREETING_S < until_s:
            break
        fine = opening_speech(
            head.channels[channel], rate_hz=head.rate_hz, first=first, not_before_s=until_s, length_s=length_s
        )
        heard = _joined(heard, recognizer.transcribe(_mono(head, channel), fine, language=heard.language))
    return heard


def _joined(one: Recognition, more: Recognition) -> Recognition:
    return replace(
        one,
        segments=one.segments + more.segments,
        windows=one.windows + more.windows,
        regions=one.regions + more.regions,
    )


def _after_rings(head: Head, channel: int) -> tuple[Interval, ...]:
    """The channel's speech after the last ring; speech before it is on the line of somebody who waits."""
    end_s = head.rings_end_s or 0.0
    return tuple(region for region in head.speech[channel] if region.end_s > end_s)


def _opening_regions(head: Head, channel: int, first: Interval, length_s: float) -> tuple[Interval, ...]:
    """Speech within `length_s` of a region's start, found again on a crop around it."""
    after_s = head.rings_end_s or 0.0
    return opening_speech(
        head.channels[channel], rate_hz=head.rate_hz, first=first, not_before_s=after_s, length_s=length_s
    )
