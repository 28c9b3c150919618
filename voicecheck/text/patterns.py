"""A small pattern language over tokens, for the grammars of the languages.

One element a blank: `word`; `one|other`; `stem*` (any ending); `<class>` (a set of wordings, also of
several words, named by the language); `~3` (up to three words of any kind). A `?` after an element
makes it optional. A match always begins and ends between words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from voicecheck.text.language import Language
from voicecheck.text.normalise import Token, fold


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Tokens `start` up to, not including, `end`."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Whether they share a token."""
        return self.start < other.end and other.start < self.end


def _alternatives(text: str) -> str:
    wordings = (" ".join(re.escape(w).replace(r"\*", r"\S*") for w in one.split()) for one in text.split("|"))
    return "(?:" + "|".join(sorted(wordings, key=len, reverse=True)) + ") "


def _element(text: str, classes: Mapping[str, str]) -> str:
    optional = text.endswith("?")
    body = text.removesuffix("?")
    if body.startswith("~"):
        return rf"(?:\S+ ){{0,{int(body[1:])}}}?"
    body = "|".join(classes[one[1:-1]] if one.startswith("<") else one for one in body.split("|"))
    regex = _alternatives(fold(body))
    return f"(?:{regex})?" if optional else regex


def compile_pattern(text: str, classes: Mapping[str, str]) -> re.Pattern[str]:
    """The regular expression of one pattern, over tokens joined by blanks with a blank after the last."""
    return re.compile(r"(?<!\S)" + "".join(_element(part, classes) for part in text.split()))


@lru_cache(maxsize=4096)
def _compiled(text: str, language: Language) -> re.Pattern[str]:
    return compile_pattern(text, language.classes)


def find_patterns(tokens: Sequence[Token], patterns: Iterable[str], language: Language) -> tuple[Span, ...]:
    """Where any of the patterns stands, from left to right, the longest of those that begin together."""
    return _find(tuple(tokens), tuple(patterns), language)


@lru_cache(maxsize=256)
def _find(tokens: tuple[Token, ...], patterns: tuple[str, ...], language: Language) -> tuple[Span, ...]:
    line = "".join(f"{token.text} " for token in tokens)
    lengths = accumulate((len(token.text) + 1 for token in tokens), initial=0)
    at = {place: index for index, place in enumerate(lengths)}
    longest: dict[int, int] = {}
    for pattern in patterns:
        for match in _compiled(pattern, language).finditer(line):
            if match.end() > match.start():
                start, end = at[match.start()], at[match.end()]
                longest[start] = max(longest.get(start, 0), end)
    return tuple(Span(start, end) for start, end in sorted(longest.items()))
