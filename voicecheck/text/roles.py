"""What tells the agent from the customer in words alone: service phrases, customers' phrases, announcements."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache

from voicecheck.text.language import Language
from voicecheck.text.languages import language_of
from voicecheck.text.normalise import Token, tokenise
from voicecheck.text.patterns import Span, find_patterns


def service_log_odds(text: str, language: str) -> float:
    """Natural-log odds that these words are the agent's: positive agent, negative customer, 0 no telling.

    Phrases add up as if they were independent; each counts once.

    Args:
        text: any stretch of talk.
        language: ISO 639-1 code of a language with a folder.

    Raises:
        ValueError: where the language has no folder.
    """
    spoken = language_of(language)
    tokens = tokenise(text.split(), spoken)
    return sum(odds for phrase, odds in spoken.service + spoken.customer if find_patterns(tokens, (phrase,), spoken))


def service_marks(words: Sequence[str], language: str, *, breaks: Collection[int] = ()) -> tuple[float, ...]:
    """Natural-log odds that each word is the agent's, those of a phrase shared evenly among its words.

    Args:
        words: as recognised, of whoever speaks.
        language: ISO 639-1 code of a language with a folder.
        breaks: indices of words before which there is so long a pause that no phrase goes on over it.

    Raises:
        ValueError: where the language has no folder.

    >>> service_marks(["how", "can", "I", "help"], "en")
    (0.5, 0.5, 0.5, 0.5)
    """
    spoken = language_of(language)
    tokens = tokenise(words, spoken)
    marks = [0.0] * len(words)
    for phrase, odds in spoken.service + spoken.customer:
        for span in find_patterns(tokens, (phrase,), spoken):
            own = sorted({token.word for token in tokens[span.start : span.end]})
            if not any(own[0] < index <= own[-1] for index in breaks):
                for index in own:
                    marks[index] += odds / len(own)
    return tuple(marks)


def find_announcements(tokens: Sequence[Token], language: Language) -> tuple[Span, ...]:
    """Wordings of recorded announcements and menus ("this call may be recorded", "press one")."""
    return find_patterns(tokens, language.announcements, language)


def find_handovers(tokens: Sequence[Token], language: Language) -> tuple[Span, ...]:
    """Wordings by which somebody hands the caller on to somebody else ("I'll put you through")."""
    return find_patterns(tokens, language.handovers, language)


def language_votes(tokens: Sequence[str], languages: Sequence[Language]) -> dict[str, int]:
    """How many words are everyday words of one language and of none of the others, by language code."""
    votes = {language.code: 0 for language in languages}
    among = tuple(languages)
    for word in tokens:
        owner = _owner(word, among)
        if owner is not None:
            votes[owner] += 1
    return votes


@lru_cache(maxsize=16384)
def _owner(word: str, languages: tuple[Language, ...]) -> str | None:
    """The code of the only language that a word is an everyday word of."""
    owners = [language.code for language in languages if word in language.common]
    return owners[0] if len(owners) == 1 else None
