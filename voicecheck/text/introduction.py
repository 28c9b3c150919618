"""Introductions: places where somebody gives a name ("my name is ...", "... speaking", "у телефона ...")."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from voicecheck.text.language import Language
from voicecheck.text.normalise import Token
from voicecheck.text.patterns import Span, find_patterns

LONGEST_NAME = 3
"""First name, father's name, last name."""


@dataclass(frozen=True, slots=True)
class Introduction:
    """`name` is where the name stands, `whole` the name with its wording; a name may also be only its first words.

    `strong` is false where the wording also stands beside other things ("this is ...", "... at the desk").
    """

    name: Span
    whole: Span
    strong: bool


def _after(tokens: Sequence[Token], start: int, plain: Collection[str], language: Language) -> Span:
    while start < len(tokens) and tokens[start].text in language.titles:
        start += 1
    end = start
    while end < min(len(tokens), start + LONGEST_NAME) and tokens[end].text not in plain:
        end += 1
        if tokens[end - 1].ends:
            break
    return Span(start, end)


def _before(tokens: Sequence[Token], end: int, plain: Collection[str]) -> Span:
    start = end
    while start > max(0, end - LONGEST_NAME) and tokens[start - 1].text not in plain:
        if start < end and tokens[start - 1].ends:
            break
        start -= 1
    return Span(start, end)


def find_introductions(
    tokens: Sequence[Token], language: Language, names: Collection[str] = frozenset()
) -> tuple[Introduction, ...]:
    """Every introduction among the tokens, strong ones first, each group left to right.

    Args:
        tokens: what somebody says.
        language: its wordings, and the everyday words that are no names.
        names: words that may be names here though they are everyday words ("Will", "Frau Kurz").
    """
    plain = language.common - frozenset(names)
    found: list[Introduction] = []
    for patterns, strong in ((language.before_name, True), (language.weak_before_name, False)):
        for span in find_patterns(tokens, patterns, language):
            name = _after(tokens, span.end, plain, language)
            if name.end > name.start:
                found.append(Introduction(name, Span(span.start, name.end), strong))
    for patterns, strong in ((language.after_name, True), (language.weak_after_name, False)):
        for span in find_patterns(tokens, patterns, language):
            name = _before(tokens, span.start, plain)
            if name.end > name.start and (strong or _begins(tokens, name.start)):
                found.append(Introduction(name, Span(name.start, span.end if strong else name.end), strong))
    return tuple(sorted(found, key=lambda one: (not one.strong, one.name, one.whole)))


def _begins(tokens: Sequence[Token], start: int) -> bool:
    """Whether a clause begins here."""
    return start == 0 or tokens[start - 1].ends


def is_spoken_of(tokens: Sequence[Token], span: Span, language: Language) -> bool:
    """Whether these words only speak of somebody or something: "ask for Joan", "Joan is not in", "sales is closed"."""
    start = span.start
    while start > 0 and tokens[start - 1].text in language.titles:
        start -= 1
    if any(before.end == start for before in find_patterns(tokens, language.before_other, language)):
        return True
    following = find_patterns(tokens, language.after_other, language)
    return not tokens[span.end - 1].ends and any(after.start == span.end for after in following)
