"""Where somebody's name is said, as recognisers write it: for taking a customer's name out of a transcript."""

from __future__ import annotations

import re
from collections.abc import Sequence

from voicecheck.text.language import Language
from voicecheck.text.normalise import fold, normalise
from voicecheck.text.phonetics import name_likeness

ALIKE = 0.85
"""Least likeness in sound of a capitalised word to a part of the name."""
ALIKE_INTRODUCED = 0.6
"""The same just after "my name is", where hardly anything else is said."""
INTRODUCED_WORDS = 3
LEAST_LETTERS = 3

_PIECES = re.compile(r"[^\W\d_]+")


def find_name(words: Sequence[str], name: str, language: Language, *, keep: frozenset[str]) -> frozenset[int]:
    """The places of the words that are a part of a name, spelt or misheard.

    A word that is spelt like a part counts in any case; one that only sounds like it must be capitalised and no
    everyday word. Parts of fewer than three letters and titles do not count.

    Args:
        words: one person's words in order.
        name: the name as it is known.
        language: its titles, endings and everyday words.
        keep: folded words that are never taken: the agent's name, the organisation's.
    """
    parts = [part for part in _PIECES.findall(name) if _telling(part, language, keep)]
    introduced = _introduced(words, language)
    return frozenset(
        place
        for place, word in enumerate(words)
        if any(
            _is_part(piece, part, language, keep, ALIKE_INTRODUCED if place in introduced else ALIKE)
            for piece in _PIECES.findall(word)
            for part in parts
        )
    )


def _telling(part: str, language: Language, keep: frozenset[str]) -> bool:
    folded = fold(part)
    return len(part) >= LEAST_LETTERS and folded not in language.titles and folded not in keep


def _is_part(piece: str, part: str, language: Language, keep: frozenset[str], least: float) -> bool:
    folded, wanted = fold(piece), fold(part)
    if folded in keep:
        return False
    if folded in (wanted, f"{wanted}s"):
        return True
    if not piece[0].isupper() or len(piece) < LEAST_LETTERS or folded in language.common:
        return False
    return name_likeness(folded, wanted, language.name_endings) >= least


def _introduced(words: Sequence[str], language: Language) -> frozenset[int]:
    """The places of the words just after somebody says that a name follows."""
    folded = [fold(word).strip(".,;:!?") for word in words]
    found: set[int] = set()
    for phrase in language.before_name:
        if phrase in language.weak_before_name:
            continue
        wanted = phrase.split()
        for at in range(len(folded) - len(wanted)):
            if folded[at : at + len(wanted)] == wanted:
                found.update(range(at + len(wanted), at + len(wanted) + INTRODUCED_WORDS))
    return frozenset(found)


def kept_words(texts: Sequence[str | None], language: Language) -> frozenset[str]:
    """The folded words of texts that stay whatever a customer is called, and those of all salutations."""
    greetings = [salutation.text for salutation in language.salutations]
    return frozenset(word for text in (*texts, *greetings) if text for word in normalise(text, language))
