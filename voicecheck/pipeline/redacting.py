"""Taking dictated numbers and the customer's name out of evidence before anybody stores it.

What was measured stays; a word that is taken out keeps its seconds and its confidence. A mark has no letters, so
that no rule takes it for a word of a greeting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from voicecheck.text.dictated import Said, find_dictated
from voicecheck.text.languages import language_of
from voicecheck.text.languages.numbers import numbers_of
from voicecheck.text.named import find_name, kept_words
from voicecheck.types import CallEvidence, CallRef, Interval, Role, Transcript, Turn, Word

NUMBERS, NAMES = "numbers", "names"
KINDS = (NUMBERS, NAMES)
MARKS = {NUMBERS: "[###]", NAMES: "[***]"}
AROUND_S = 0.25
"""Added before and after a word that is silenced: a recogniser's times are that far off."""

Chosen = dict[int, str]


def redact(evidence: CallEvidence, kinds: Sequence[str]) -> CallEvidence:
    """The evidence without what is asked to be taken out; done twice it changes nothing.

    Args:
        evidence: what was heard.
        kinds: `numbers`: what is dictated (see `text.dictated`); `names`: the customer's, as the metadata give it.
    """
    transcript = evidence.transcript
    if not kinds or not transcript.turns:
        return evidence
    every = [(at, word) for at, turn in enumerate(transcript.turns) for word in turn.words]
    every.sort(key=lambda one: one[1].start_s)
    said = [_said(word, transcript.turns[at].role) for at, word in every]
    chosen = _chosen(said, evidence.call, transcript.language, kinds)
    marks = {id(every[place][1]): mark for place, mark in chosen.items()}
    agents = ((every[place], mark) for place, mark in chosen.items() if said[place].speaker == 0)
    taken = [(word.interval, mark) for (_, word), mark in agents]
    turns = tuple(_turn(turn, marks) for turn in transcript.turns)
    others = tuple(_words_of(words, evidence, kinds, taken) for words in transcript.alternatives)
    return replace(evidence, transcript=replace(transcript, turns=turns, alternatives=others))


def silent_intervals(transcript: Transcript) -> tuple[Interval, ...]:
    """The seconds of the words that were taken out, a little widened, for silencing the sound."""
    marks = set(MARKS.values())
    words = [word for turn in transcript.turns for word in turn.words if word.text in marks]
    return tuple(word.interval.widened(AROUND_S) for word in sorted(words, key=lambda word: word.start_s))


def _said(word: Word, role: Role) -> Said:
    return Said(word.text, word.start_s, word.end_s, int(role is Role.CUSTOMER))


def _chosen(said: Sequence[Said], call: CallRef, language: str, kinds: Sequence[str]) -> Chosen:
    """The places of the words to be taken out, each with its mark."""
    chosen: Chosen = {}
    if NUMBERS in kinds:
        chosen |= dict.fromkeys(find_dictated(said, numbers_of(language)), MARKS[NUMBERS])
    if NAMES in kinds and call.customer:
        spoken = language_of(language)
        keep = kept_words((call.agent, call.organisation, call.department), spoken)
        for speaker in (0, 1):
            own = [place for place, word in enumerate(said) if word.speaker == speaker]
            named = find_name([said[place].text for place in own], call.customer, spoken, keep=keep)
            chosen |= {own[place]: MARKS[NAMES] for place in named}
    return chosen


def _turn(turn: Turn, marks: dict[int, str]) -> Turn:
    if not any(id(word) in marks for word in turn.words):
        return turn
    words = tuple(replace(word, text=marks.get(id(word), word.text)) for word in turn.words)
    return replace(turn, words=words, text=_text(words))


def _text(words: Sequence[Word]) -> str:
    """The words as a line, with one mark for a number of many words."""
    marks = set(MARKS.values())
    texts = [word.text for word in words]
    return " ".join(text for at, text in enumerate(texts) if text not in marks or at == 0 or texts[at - 1] != text)


def _words_of(
    words: Sequence[Word], evidence: CallEvidence, kinds: Sequence[str], taken: Sequence[tuple[Interval, str]]
) -> tuple[Word, ...]:
    """Another hearing of the agent's words, without what is taken out of it or of the first hearing at its seconds."""
    said = [_said(word, Role.AGENT) for word in words]
    chosen = _chosen(said, evidence.call, evidence.transcript.language, kinds)
    for place, word in enumerate(words):
        over = [mark for interval, mark in taken if interval.overlap_s(word.interval) > 0]
        chosen |= {place: over[0]} if over else {}
    return tuple(replace(word, text=chosen.get(place, word.text)) for place, word in enumerate(words))
