"""What tells the agent from the customer in words alone: service phrases, customers' phrases, announcements."""

from __future__ import annotations

from collections.abc import Sequence

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


def find_announcements(tokens: Sequence[Token], language: Language) -> tuple[Span, ...]:
    """Wordings of recorded announcements and menus ("this call may be recorded", "press one")."""
    return find_patterns(tokens, language.announcements, language)


def language_votes(tokens: Sequence[str], languages: Sequence[Language]) -> dict[str, int]:
    """How many words are everyday words of one language and of none of the others, by language code."""
    votes = {language.code: 0 for language in languages}
    for word in tokens:
        owners = [language.code for language in languages if word in language.common]
        if len(owners) == 1:
            votes[owners[0]] += 1
    return votes
