"""Offers of help, found by their idea: a question or readiness, to help or do something, for the caller.

Not by a list: each language has a small grammar (`Language.offers`). A refusal ("I can't help you",
"nothing I can do") is never an offer, and neither is asking for help ("can you help me") or asking for something
else in the same words ("how may I address you").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from voicecheck.text.language import Language
from voicecheck.text.likeness import find_phrases
from voicecheck.text.normalise import Token, Tokens, as_tokens, normalise
from voicecheck.text.patterns import Span, find_patterns

GARBLED = 0.75
"""An offer that the grammar does not know is one all the same when it is this like a usual one."""
NEAR = 0.55
"""From here on something like an offer was heard."""


CLOSING_WORDS = 3
REFUSAL_WORDS = 5
"""So far before an offer a negation still belongs to it."""


@dataclass(frozen=True, slots=True)
class HeardOffer:
    """A stretch that offers help; `sure` is false for what may be one (a person should listen)."""

    span: Span
    likeness: float
    sure: bool


def _closed(tokens: Sequence[Token], span: Span, language: Language) -> Span:
    """The offer with the words that close it: "how can I help you today"."""
    end = span.end
    while end < min(len(tokens), span.end + CLOSING_WORDS) and tokens[end].text in language.offer_ends:
        if tokens[end - 1].ends:
            break
        end += 1
    return Span(span.start, end)


def _from_its_question(tokens: Tokens, span: Span, language: Language) -> Span:
    """The offer from the last word on that asks it: "with Stefan. With what can I help" begins at the second "with"."""
    for start in range(span.end - 1, span.start, -1):
        if tokens[start].text in language.questions:
            rest = find_patterns(tokens[start : span.end], language.offers, language)
            if Span(0, span.end - start) in rest:
                return Span(start, span.end)
    return span


def _first_clause(tokens: Tokens, span: Span, language: Language) -> Span:
    """The span without the clauses behind its first one, where that is an offer by itself."""
    end = next((i + 1 for i in range(span.start, span.end) if tokens[i].ends), span.end)
    if end == span.end:
        return span
    inside = find_patterns(tokens[span.start : end], language.offers, language)
    return next((Span(span.start, span.start + one.end) for one in inside if one.start == 0), span)


def _refused(tokens: Sequence[Token], span: Span, language: Language) -> bool:
    if any(tokens[i].text in language.negations for i in range(span.start, span.end)):
        return True
    if tokens[span.start].text in language.questions:
        return False
    for index in range(span.start - 1, max(-1, span.start - 1 - REFUSAL_WORDS), -1):
        if tokens[index].ends:
            return False
        if tokens[index].text in language.negations:
            return True
    return False


def _garbled(tokens: Tokens, language: Language) -> list[HeardOffer]:
    samples = tuple([normalise(sample, language) for sample in language.offer_samples])
    return [
        HeardOffer(window.span, window.likeness, window.likeness >= GARBLED)
        for windows in find_phrases(tokens.texts, samples, language, floor=NEAR)
        for window in windows
    ]


def find_offers(tokens: Sequence[Token], language: Language) -> tuple[HeardOffer, ...]:
    """Offers of help among the tokens, left to right, none overlapping; a sure one is preferred to a doubtful one."""
    return _find(as_tokens(tokens), language)


@lru_cache(maxsize=64)
def _find(tokens: Tokens, language: Language) -> tuple[HeardOffer, ...]:
    clauses = [_first_clause(tokens, span, language) for span in find_patterns(tokens, language.offers, language)]
    found = [HeardOffer(_from_its_question(tokens, span, language), 1.0, True) for span in clauses]
    found += _garbled(tokens, language)
    found += [HeardOffer(span, 0.6, False) for span in find_patterns(tokens, language.weak_offers, language)]
    others = find_patterns(tokens, language.no_offers, language)
    found = [offer for offer in found if not any(offer.span.overlaps(other) for other in others)]
    kept: list[HeardOffer] = []
    closed = [replace(offer, span=_closed(tokens, offer.span, language)) for offer in found]
    for offer in sorted(closed, key=lambda o: (not o.sure, -o.likeness, o.span.start - o.span.end)):
        if not _refused(tokens, offer.span, language) and not any(offer.span.overlaps(k.span) for k in kept):
            kept.append(offer)
    return _joined(sorted(kept, key=lambda o: o.span))


def _joined(offers: Sequence[HeardOffer]) -> tuple[HeardOffer, ...]:
    """The offers, sure ones that follow each other at once as one: "I'm listening, how can I help"."""
    joined: list[HeardOffer] = []
    for offer in offers:
        last = joined[-1] if joined else None
        if last is not None and last.sure and offer.sure and last.span.end == offer.span.start:
            likeness = max(last.likeness, offer.likeness)
            joined[-1] = HeardOffer(Span(last.span.start, offer.span.end), likeness, sure=True)
        else:
            joined.append(offer)
    return tuple(joined)
