"""Salutations heard, and which of them suit a local hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from voicecheck.text.language import Language, Salutation, SalutationKind
from voicecheck.text.likeness import find_phrases
from voicecheck.text.normalise import Token, as_tokens, normalise
from voicecheck.text.patterns import Span

RIVAL_MARGIN = 0.02
"""Two salutations as alike as this cannot be told apart; the one that suits the hour gets the benefit."""


@dataclass(frozen=True, slots=True)
class HeardSalutation:
    """A salutation found among the tokens, and how alike it is, 0 to 1."""

    salutation: Salutation
    span: Span
    likeness: float


def local_hour(moment: datetime) -> float:
    """Hour of the day, 0 to 24, on the clock of the moment's own zone."""
    return moment.hour + moment.minute / 60 + moment.second / 3600


@lru_cache(maxsize=256)
def listed_salutations(values: tuple[str, ...], language: Language, *, neutral: bool) -> tuple[Salutation, ...]:
    """The salutations that count: those a standard lists, else the language's timed and regional ones.

    A listed wording that the language knows as bound to the clock stays bound to it. `neutral` admits the
    language's "hello" as well.
    """
    if not values:
        return tuple(s for s in language.salutations if neutral or s.kind is not SalutationKind.NEUTRAL)
    known = {normalise(s.text, language): s for s in language.salutations}
    listed = []
    for value in values:
        same = known.get(normalise(value, language))
        timed = same if same is not None and same.kind is SalutationKind.TIMED else None
        listed.append(timed or Salutation(value, SalutationKind.REGIONAL))
    return tuple(listed)


def find_salutations(
    tokens: Sequence[Token], salutations: Sequence[Salutation], language: Language, *, floor: float
) -> tuple[HeardSalutation, ...]:
    """Every place where one of the salutations stands, left to right; at one place the most alike first.

    Another common word of the language is no misheard salutation, however alike: "mein" is not "Moin".
    """
    heard = as_tokens(tokens).texts
    wanted = tuple([normalise(salutation.text, language) for salutation in salutations])
    found = [
        HeardSalutation(salutation, window.span, window.likeness)
        for salutation, words, windows in zip(
            salutations, wanted, find_phrases(heard, wanted, language, floor=floor), strict=True
        )
        for window in windows
        if not _another_word(heard[window.span.start : window.span.end], words, language)
    ]
    return tuple(sorted(found, key=lambda one: (one.span.start, -one.likeness, one.span.start - one.span.end)))


def whole_salutation(tokens: Sequence[Token], span: Span, language: Language) -> Span:
    """The salutation with the words that belong to it: "a very good morning to you"."""
    start, end = span
    while start > 0 and tokens[start - 1].text in language.salutation_leads and not tokens[start - 1].ends:
        start -= 1
    behind = "" if tokens[end - 1].ends else " ".join(token.text for token in tokens[end:]) + " "
    closing = next((words for words in language.salutation_ends if behind.startswith(f"{words} ")), "")
    return Span(start, end + len(closing.split()))


def _another_word(heard: Sequence[str], wanted: Sequence[str], language: Language) -> bool:
    """Whether a single word was heard that people say all the time, and it is none of those wanted."""
    return len(heard) == 1 and heard[0] in language.common and heard[0] not in wanted
