"""Where one person's opening ends and another's may begin: announcements, a caller handed on, a second introduction."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from voicecheck.text.introduction import find_introductions
from voicecheck.text.language import Language, SalutationKind
from voicecheck.text.normalise import Token, tokenise
from voicecheck.text.patterns import Span
from voicecheck.text.roles import find_announcements, find_handovers
from voicecheck.text.salutation import find_salutations
from voicecheck.types import Interval, Word

TURNOVER_PAUSE_S = 0.5
"""A pause after which somebody else may be on the line: nobody takes over a line faster."""
TALK_WORDS = 3
"""Fewer words than this before a pause are a salutation or a "hello?", and nobody's talk."""
GREETING_TOKENS = 8
"""A greeting shows within so many words of its beginning."""
ALIKE = 0.8
"""Likeness of a salutation that counts."""


@dataclass(frozen=True, slots=True)
class Landmarks:
    """What a talk holds that bears on who speaks; indices are those of its words.

    `pauses` are words before which there is a pause, `greets` those of them at which somebody greets or gives a name,
    `handed_on` and `announced` the first and last word of each such wording.
    """

    pauses: tuple[int, ...]
    greets: frozenset[int]
    handed_on: tuple[tuple[int, int], ...]
    announced: tuple[tuple[int, int], ...]
    greetings: tuple[int, ...]
    """The words at which a salutation or an introduction begins, wherever it stands."""

    @property
    def doubtful(self) -> bool:
        """Whether more than one person may be the one who answers."""
        return bool(self.handed_on or self.announced or any(index >= TALK_WORDS for index in self.greets))


def landmarks(words: Sequence[Word], language: Language) -> Landmarks:
    """The landmarks of a talk in one channel or by one role."""
    tokens = tokenise((word.text for word in words), language)
    pauses = tuple(
        i + 1 for i, (one, other) in enumerate(pairwise(words)) if other.start_s - one.end_s >= TURNOVER_PAUSE_S
    )
    starts = _greetings(tokens, language)
    return Landmarks(
        pauses=pauses,
        greets=frozenset(index for index in pauses if _soon(index, starts, tokens)),
        handed_on=_worded(find_handovers(tokens, language), tokens),
        announced=_worded(find_announcements(tokens, language), tokens),
        greetings=tuple(tokens[start].word for start in starts),
    )


def hands_on(words: Sequence[Word], language: Language) -> bool:
    """Whether a talk holds a wording that hands the caller on."""
    return bool(find_handovers(tokenise([word.text for word in words], language), language))


def _greetings(tokens: Sequence[Token], language: Language) -> list[int]:
    """The tokens at which somebody greets by the time of day or gives a name; "hello" alone is said at any time."""
    greeted = [s for s in language.salutations if s.kind in (SalutationKind.TIMED, SalutationKind.REGIONAL)]
    found = {one.span.start for one in find_salutations(tokens, greeted, language, floor=ALIKE)}
    found |= {one.whole.start for one in find_introductions(tokens, language) if one.strong}
    return sorted(found)


def _soon(word: int, starts: Sequence[int], tokens: Sequence[Token]) -> bool:
    first = next((i for i, token in enumerate(tokens) if token.word >= word), len(tokens))
    return any(first <= start < first + GREETING_TOKENS for start in starts)


def _worded(spans: Sequence[Span], tokens: Sequence[Token]) -> tuple[tuple[int, int], ...]:
    return tuple((tokens[span.start].word, tokens[span.end - 1].word) for span in spans)


def awaited_from_s(words: Sequence[Word], language: Language) -> float | None:
    """The second at which a greeting begins behind an announcement or a handing on; None without either.

    It is endless where nobody has greeted yet.
    """
    found = landmarks(words, language)
    last = max((end for _, end in (*found.handed_on, *found.announced)), default=None)
    if last is None:
        return None
    return next((words[index].start_s for index in found.greetings if index > last), math.inf)


def pause_before(index: int, words: Sequence[Word]) -> Interval:
    """The silence before a word."""
    before_s = words[index - 1].end_s
    return Interval(before_s, max(before_s, words[index].start_s))
