"""The agent's opening as tokens that know their words, times and confidences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from voicecheck.text.language import Language
from voicecheck.text.normalise import Tokens, says_anything, tokenise
from voicecheck.text.patterns import Span
from voicecheck.text.roles import find_announcements
from voicecheck.types import Interval, Word

ANNOUNCEMENT_PAUSE_S = 0.8
"""A recorded announcement is followed by a pause at least this long before a person speaks."""
USUAL_WORD_S = 0.3
USUAL_LETTER_S = 0.11
"""A slowly spoken word takes at most about so long: a fixed part and so much a letter."""
STRETCHED_S = 0.6
"""A word longer than usual by this was stretched over silence, or over speech that was not recognised."""
BADLY = 0.3
"""Confidence below which the recogniser all but guessed a word."""
JOINED_S = 0.15
"""A shorter pause between two words is none."""
HORIZON_S = 15.0
"""Beyond the time allowed, so long is the greeting still looked for: late is not the same as left out."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The words in which a greeting is looked for, and their tokens."""

    words: tuple[Word, ...]
    tokens: Tokens
    language: Language

    def word_range(self, span: Span) -> tuple[Word, ...]:
        """The recognised words under some tokens."""
        if span.end <= span.start:
            return ()
        return self.words[self.tokens[span.start].word : self.tokens[span.end - 1].word + 1]

    def interval(self, span: Span) -> Interval:
        """When these tokens were said."""
        words = self.word_range(span)
        return Interval(words[0].start_s, max(words[-1].end_s, words[0].start_s))

    def heard(self, span: Span) -> str:
        """The words as the recogniser wrote them."""
        return " ".join(word.text.strip() for word in self.word_range(span)).strip(" ,.;:!?")

    def confidence(self, span: Span) -> float:
        """Mean confidence of the words; 0 where there are none."""
        words = self.word_range(span)
        return sum(word.confidence for word in words) / len(words) if words else 0.0

    def pause_after_s(self, index: int) -> float:
        """Silence after one token; 0 inside a word, endless after the last."""
        if index + 1 >= len(self.tokens):
            return float("inf")
        one, other = self.tokens[index].word, self.tokens[index + 1].word
        return 0.0 if one == other else max(0.0, self.words[other].start_s - self.words[one].end_s)


def steadied(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words with those cut short that last longer than anybody speaks: a recogniser stretches a word over silence.

    The side next to a pause is cut; a word that runs on into the next keeps its end.
    """
    kept: list[Word] = []
    for index, word in enumerate(words):
        if word.end_s - word.start_s <= USUAL_WORD_S + STRETCHED_S:  # no word is that long
            kept.append(word)
            continue
        usual_s = USUAL_WORD_S + USUAL_LETTER_S * len(word.text.strip())
        if word.end_s - word.start_s <= usual_s + STRETCHED_S:
            kept.append(word)
        elif index + 1 < len(words) and words[index + 1].start_s - word.end_s < JOINED_S:
            kept.append(replace(word, start_s=word.end_s - usual_s))
        else:
            kept.append(replace(word, end_s=word.start_s + usual_s))
    return tuple(kept)


def make_opening(words: Sequence[Word], language: Language, within_s: float) -> Opening:
    """The opening: from the first word that says anything, up to the horizon after the time allowed."""
    spoken = steadied([word for word in words if says_anything(word.text, language)])
    until_s = (spoken[0].start_s if spoken else 0.0) + within_s + HORIZON_S
    kept = tuple(word for word in spoken if word.start_s <= until_s)
    return Opening(kept, tokenise((word.text for word in kept), language), language)


def after_announcements(words: Sequence[Word], language: Language, within_s: float) -> Opening:
    """The opening behind recorded announcements and menus at its beginning; the whole one where there are none."""
    return behind(make_opening(words, language, within_s), words, within_s)


def behind(opening: Opening, words: Sequence[Word], within_s: float) -> Opening:
    """The opening of the words that follow the announcements in one; the very same where there are none."""
    while True:
        last = _announced_until(opening)
        if last is None:
            return opening
        rest = [word for word in words if word.start_s >= opening.words[last].end_s]
        opening = make_opening(rest, opening.language, within_s)


def _announced_until(opening: Opening) -> int | None:
    """Index of the last word of an announcement that a pause ends, where one is spoken in the opening."""
    for span in find_announcements(opening.tokens, opening.language):
        for index in range(span.end - 1, len(opening.tokens)):
            if opening.pause_after_s(index) >= ANNOUNCEMENT_PAUSE_S:
                return opening.tokens[index].word
    return None
