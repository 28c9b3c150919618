"""Whether another person goes on after a pause of the agent's: measured where the words leave it open."""

from __future__ import annotations

from collections.abc import Sequence

from voicecheck.intervals import total_s
from voicecheck.pipeline.head import Head
from voicecheck.text.handover import landmarks, pause_before
from voicecheck.text.languages import language_of
from voicecheck.types import Interval, Role, Transcript, VoiceChange
from voicecheck.voice.speaker import change_log_odds, describe_speech

COMPARED_S = 10.0
"""Speech on either side of a pause that is compared: enough to know a voice by, little enough to be one person's."""
LEAST_S = 0.7
"""Less speech than this tells nothing of whose it is."""
MOST = 12


def voice_changes(head: Head, transcript: Transcript, agent_speech: Sequence[Interval]) -> tuple[VoiceChange, ...]:
    """The pauses of the agent's in the head of the call, each with the odds that somebody else goes on after it.

    Nothing is measured where the words name no second person, no announcement and no handing on.

    Args:
        head: the sound.
        transcript: who said what.
        agent_speech: the speech that is taken for the agent's.
    """
    length_s = len(head.channels[0]) / head.rate_hz
    words = [word for word in transcript.words(Role.AGENT) if word.end_s < length_s]
    found = landmarks(words, language_of(transcript.language))
    if not found.doubtful:
        return ()
    changes = (_change(head, transcript, agent_speech, pause_before(i, words)) for i in found.pauses[:MOST])
    return tuple(change for change in changes if change is not None)


def _change(head: Head, transcript: Transcript, speech: Sequence[Interval], pause: Interval) -> VoiceChange | None:
    """The odds at one pause; None where there is too little speech beside it."""
    middle_s = (pause.start_s + pause.end_s) / 2
    before, after = _before(speech, middle_s), _after(speech, middle_s)
    if min(total_s(before), total_s(after)) < LEAST_S:
        return None
    regions = [*before, *after]
    first_s, last_s = regions[0].start_s, regions[-1].end_s
    channel = head.channels[transcript.agent_channel or 0]
    sound = channel[round(first_s * head.rate_hz) : round(last_s * head.rate_hz)]
    points = describe_speech([(sound, first_s)], rate_hz=head.rate_hz, speech=regions)
    odds = change_log_odds(points, middle_s)
    return VoiceChange(pause, round(odds, 2), round(total_s(before), 2), round(total_s(after), 2))


def _before(speech: Sequence[Interval], at_s: float) -> list[Interval]:
    """The last `COMPARED_S` of speech before a moment, in order."""
    kept: list[Interval] = []
    left_s = COMPARED_S
    for one in reversed([region for region in speech if region.start_s < at_s]):
        end_s = min(one.end_s, at_s)
        kept.insert(0, Interval(max(one.start_s, end_s - left_s), end_s))
        left_s -= kept[0].length_s
        if left_s <= 0:
            break
    return kept


def _after(speech: Sequence[Interval], at_s: float) -> list[Interval]:
    """The first `COMPARED_S` of speech after a moment, in order."""
    kept: list[Interval] = []
    left_s = COMPARED_S
    for one in (region for region in speech if region.end_s > at_s):
        start_s = max(one.start_s, at_s)
        kept.append(Interval(start_s, min(one.end_s, start_s + left_s)))
        left_s -= kept[-1].length_s
        if left_s <= 0:
            break
    return kept
