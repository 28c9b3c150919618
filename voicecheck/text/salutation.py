"""Salutations heard, and which of them suit a local hour.

Who says "приветствую вас" greets; who says "вас приветствует банк" tells that somebody does, and has wished no good
morning; nor has who thanks for the call. These are courtesies (`SalutationKind.COURTESY`, `Language.welcomes`), to
some ears salutations: they are where a standard lists them, and otherwise for a person to decide. None is taken for a
salutation that sounds nearly the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from voicecheck.text.language import Language, Salutation, SalutationKind
from voicecheck.text.likeness import find_phrases
from voicecheck.text.normalise import Token, Tokens, as_tokens, normalise
from voicecheck.text.patterns import Span, find_patterns

RIVAL_MARGIN = 0.02
"""Two salutations as alike as this cannot be told apart; the one that suits the hour gets the benefit."""

COURTESY = 0.7
"""Likeness given to a courtesy: something like a salutation, and not one."""


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
    every = (*language.salutations, *language.variants)
    if not values:
        full = (SalutationKind.TIMED, SalutationKind.REGIONAL, *([SalutationKind.NEUTRAL] if neutral else ()))
        return tuple(s for s in every if s.kind in full)
    known = {normalise(s.text, language): s for s in every}
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

    A courtesy that is none of them is found with the likeness of something near, and nothing else in its place.
    """
    heard = as_tokens(tokens).texts
    wanted = tuple([normalise(salutation.text, language) for salutation in salutations])
    found = [
        HeardSalutation(salutation, window.span, window.likeness)
        for salutation, windows in zip(salutations, find_phrases(heard, wanted, language, floor=floor), strict=True)
        for window in windows
        if _stands(salutation, window.span, as_tokens(tokens), language)
    ]
    for span in find_patterns(tokens, language.welcomes, language):
        found = [one for one in found if not one.span.overlaps(span) or _as_listed(one, heard, language)]
        if floor <= COURTESY and not any(one.span.overlaps(span) for one in found):
            said = Salutation(" ".join(heard[span.start : span.end]), SalutationKind.COURTESY)
            found.append(HeardSalutation(said, span, COURTESY))
    return tuple(sorted(found, key=lambda one: (one.span.start, -one.likeness, one.span.start - one.span.end)))


def whole_salutation(tokens: Sequence[Token], span: Span, language: Language) -> Span:
    """The salutation with the words that belong to it: "a very good morning to you"."""
    start, end = span
    while start > 0 and tokens[start - 1].text in language.salutation_leads and not tokens[start - 1].ends:
        start -= 1
    behind = "" if tokens[end - 1].ends else " ".join(token.text for token in tokens[end:]) + " "
    closing = next((words for words in language.salutation_ends if behind.startswith(f"{words} ")), "")
    return Span(start, end + len(closing.split()))


def _stands(salutation: Salutation, span: Span, tokens: Tokens, language: Language) -> bool:
    """Whether these words can be the salutation.

    No everyday word is a mishearing of another one ("mein Name" of "Moin"); a clipped salutation stands by itself.
    """
    wanted = normalise(salutation.text, language)
    heard = tokens.texts[span.start : span.end]
    if salutation.clipped:
        begins = span.start == 0 or tokens[span.start - 1].ends
        return heard == wanted and begins and tokens[span.end - 1].ends
    return heard == wanted or not (len(heard) == len(wanted) == 1 and heard[0] in language.common)


def _as_listed(one: HeardSalutation, heard: Sequence[str], language: Language) -> bool:
    """Whether every word of the salutation was said just so."""
    return set(normalise(one.salutation.text, language)) <= set(heard[one.span.start : one.span.end])
