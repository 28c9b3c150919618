"""Whose greeting is judged where more than one person answers: the last one's to whom the caller is handed on.

A first agent who hands the caller on does not greet for the second. A wording ("I'll put you through") and a second
greeting after a pause are enough; another voice after the pause speaks for it, the same voice against it. Without
such a wording another voice alone leaves it to a person whether the words belong together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voicecheck.phrase import Phrase, say
from voicecheck.text.handover import Landmarks, hands_on, landmarks, pause_before
from voicecheck.text.language import Language
from voicecheck.types import CallEvidence, Interval, Role, VoiceChange, Word

ANOTHER = 3.0
"""Log-odds from which another person is taken to speak: on six real calls one agent's own speech came to at most 1.4,
agent against customer to at least 4.1 (tests/benchmarks/voice_changes.py)."""
SAME = -1.0
"""Log-odds up to which the same person rather goes on."""
HANDED_ON_WITHIN_S = 45.0
"""Who hands the caller on later than this after the first word has answered the call herself."""
HELD_S = 4.0
"""A silence in the middle of a greeting that nobody makes; callers wait so long for somebody else."""
FIRST_TALK_S = 1.5
"""Another voice that spoke for less than this before the greeting is a cough, or cannot be told from the agent's."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """From which second on the greeting is looked for, and why; `sure` is false where one person may speak throughout.

    `phrase` is the wording that handed the caller on, `words` its text; None where another voice alone tells.
    """

    at_s: float
    why: Phrase
    sure: bool
    phrase: Interval | None = None
    words: str | None = None


def beginning(words: Sequence[Word], evidence: CallEvidence, language: Language) -> Beginning | None:
    """Where the second agent begins, the last one if there are several; None where one person answers alone."""
    found: Beginning | None = None
    rest = tuple(words)
    while rest:
        after = _next(rest, evidence, language)
        if after is None:
            break
        found = after
        rest = tuple(word for word in rest if word.start_s >= after.at_s)
    return found


def _next(words: Sequence[Word], evidence: CallEvidence, language: Language) -> Beginning | None:
    if not evidence.voice_changes and not hands_on(words, language):
        return None  # neither a wording nor a voice that was compared: nobody is known to take over
    marks = landmarks(words, language)
    for phrase in marks.handed_on:
        if words[phrase[0]].start_s - words[0].start_s <= HANDED_ON_WITHIN_S:
            handed = _handed_on(words, marks, phrase, evidence)
            if handed is not None:
                return handed
    return _another_voice(words, marks, evidence)


def _handed_on(
    words: Sequence[Word], marks: Landmarks, phrase: tuple[int, int], evidence: CallEvidence
) -> Beginning | None:
    """Where somebody begins to speak after a wording that hands the caller on."""
    later = [index for index in marks.pauses if index > phrase[1]]
    odds = {index: odds_at(index, words, evidence) for index in later}
    greets = [index for index in later if index in marks.greets]
    fresh = next((i for i in greets if (known := odds[i]) is None or known > SAME), None)
    other = next((i for i in later if (known := odds[i]) is not None and known >= ANOTHER), None)
    chosen = fresh if fresh is not None else other if other is not None else next(iter(greets), None)
    if chosen is None:
        return None
    text = " ".join(word.text.strip() for word in words[phrase[0] : phrase[1] + 1]).strip(" ,.;:!?")
    change = odds[chosen]
    other_voice = change is not None and change >= ANOTHER
    sure = fresh is not None or other is not None
    why = _why(text, greets=chosen in marks.greets, other_voice=other_voice, sure=sure)
    at = Interval(words[phrase[0]].start_s, max(words[phrase[0]].start_s, words[phrase[1]].end_s))
    return Beginning(words[chosen].start_s, why, sure, at, text)


def _why(text: str, *, greets: bool, other_voice: bool, sure: bool) -> Phrase:
    """Why the second agent's words are judged, after the wording `text`."""
    if not sure:
        return say(
            "greeting.handed_on.same_voice",
            'judged from the greeting after "{words}", though it sounds like the same voice',
            words=text,
        )
    if not greets:
        return say(
            "greeting.handed_on.other_voice",
            'judged from the second agent\'s first words: after "{words}" another voice goes on',
            words=text,
        )
    if other_voice:
        return say(
            "greeting.handed_on.other_greets",
            'judged from the second agent\'s first words: after "{words}" another voice greets',
            words=text,
        )
    return say(
        "greeting.handed_on.greets",
        'judged from the second agent\'s first words: after "{words}" somebody greets',
        words=text,
    )


def _another_voice(words: Sequence[Word], marks: Landmarks, evidence: CallEvidence) -> Beginning | None:
    """Where another voice greets after a pause, or somebody after the line was held, without a wording that says so."""
    for index in marks.pauses:
        change = change_at(index, words, evidence)
        other = change is not None and change.log_odds >= ANOTHER and change.before_s >= FIRST_TALK_S
        if other and index in marks.greets and not _announced(index, marks):
            why = say("greeting.other_voice", "judged from where another voice greets")
            return Beginning(words[index].start_s, why, sure=False)
        if index in marks.greets and not _announced(index, marks) and _held(index, words, evidence):
            why = say("greeting.held", "judged from where somebody greets after the line was held")
            return Beginning(words[index].start_s, why, sure=False)
    return None


def _held(index: int, words: Sequence[Word], evidence: CallEvidence) -> bool:
    """Whether the caller waited before a word without anybody speaking, and the voice does not say it is hers again."""
    pause = pause_before(index, words)
    odds = odds_at(index, words, evidence)
    others = [turn for turn in evidence.transcript.turns if turn.role is not Role.AGENT]
    talk_s = sum(pause.overlap_s(Interval(turn.start_s, turn.end_s)) for turn in others)
    waited = pause.length_s >= HELD_S and talk_s < pause.length_s / 2
    return waited and odds is not None and odds > SAME


def _announced(index: int, marks: Landmarks) -> bool:
    """Whether what was said before is a recorded announcement, which is never the greeting anyhow."""
    return any(last < index for _, last in marks.announced)


def change_at(index: int, words: Sequence[Word], evidence: CallEvidence) -> VoiceChange | None:
    """What is known of the voices on either side of the pause before a word; None where they were not compared."""
    at = pause_before(index, words)
    return next((change for change in evidence.voice_changes if change.pause.overlap_s(at) > 0), None)


def odds_at(index: int, words: Sequence[Word], evidence: CallEvidence) -> float | None:
    """The log-odds that another person goes on at a word; None where it is not known."""
    change = change_at(index, words, evidence)
    return None if change is None else change.log_odds
