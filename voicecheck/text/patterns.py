"""A small pattern language over tokens, for the grammars of the languages.

One element a blank: `word`; `one|other`; `stem*` (any ending); `<class>` (a set of wordings, also of
several words, named by the language); `~3` (up to three words of any kind). A `?` after an element
makes it optional. A match always begins and ends between words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from voicecheck.text.language import Language
from voicecheck.text.normalise import Token, Tokens, as_tokens, fold

MOST_KNOWN = 16384
"""Words whose part in the patterns of a grammar is remembered at most."""


class Span(NamedTuple):
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


@dataclass(frozen=True, slots=True, eq=False)
class _Ready:
    """A pattern, and the words with which it begins where those can be listed: it is tried at them alone."""

    regex: re.Pattern[str]
    firsts: tuple[str, ...]

    def find(self, tokens: Tokens) -> list[re.Match[str]]:
        """Its matches from left to right, none overlapping."""
        if not self.firsts:
            return list(self.regex.finditer(tokens.line))
        found: list[re.Match[str]] = []
        free_from, line, match_at = 0, tokens.line, self.regex.match
        for place in self._places(tokens.where):
            if place >= free_from and (match := match_at(line, place)):
                free_from = match.end()
                found.append(match)
        return found

    def _places(self, where: Mapping[str, list[int]]) -> list[int]:
        if len(self.firsts) == 1:
            return where.get(self.firsts[0], [])
        return sorted([place for word in self.firsts if word in where for place in where[word]])


@dataclass(frozen=True, slots=True, eq=False)
class _Grammar:
    """Patterns made ready; one bit for each element that a pattern cannot match without.

    `needs` gives each pattern's bits, `words` the bits that a word of the talk sets, `stems` those of words that
    begin in one way. A pattern is tried only where the talk sets all of its bits: few are. `known` remembers the
    bits of the words that were heard.
    """

    needs: tuple[tuple[int, _Ready], ...]
    words: Mapping[str, int]
    stems: Mapping[str, int]
    stem_sizes: tuple[int, ...]
    known: dict[str, int] = field(default_factory=dict)

    def there(self, heard: Iterable[str]) -> int:
        """The bits that some words set."""
        bits, known = 0, self.known
        for word in heard:
            mine = known.get(word)
            bits |= self._learn(word) if mine is None else mine
        return bits

    def _learn(self, word: str) -> int:
        bits = self.words.get(word, 0)
        for size in self.stem_sizes:
            bits |= self.stems.get(word[:size], 0) if size <= len(word) else 0
        if len(self.known) >= MOST_KNOWN:
            self.known.clear()
        self.known[word] = bits
        return bits


def _first_words(element: str, classes: Mapping[str, str]) -> tuple[str, ...]:
    """The words with which what the element takes may begin; none where it may be left out."""
    if element.startswith("~") or element.endswith("?"):
        return ()
    body = "|".join(classes[one[1:-1]] if one.startswith("<") else one for one in element.split("|"))
    return tuple(one.split()[0] if one.split() else "*" for one in fold(body).split("|"))


def _ready(pattern: str, language: Language) -> _Ready:
    firsts = _first_words(pattern.split()[0], language.classes)
    listed = () if any("*" in word for word in firsts) else tuple(dict.fromkeys(firsts))
    return _Ready(compile_pattern(pattern, language.classes), listed)


@lru_cache(maxsize=256)
def _grammar(patterns: tuple[str, ...], language: Language) -> _Grammar:
    needs: list[tuple[int, _Ready]] = []
    words: dict[str, int] = {}
    stems: dict[str, int] = {}
    bit = 1
    for pattern in patterns:
        need = 0
        for first in filter(None, (_first_words(part, language.classes) for part in pattern.split())):
            for word in first:
                stem, star, _ = word.partition("*")
                bits = stems if star else words
                bits[stem] = bits.get(stem, 0) | bit
            need, bit = need | bit, bit << 1
        needs.append((need, _ready(pattern, language)))
    return _Grammar(tuple(needs), words, stems, tuple(sorted({len(stem) for stem in stems})))


def find_patterns(tokens: Sequence[Token], patterns: Iterable[str], language: Language) -> tuple[Span, ...]:
    """Where any of the patterns stands, from left to right, the longest of those that begin together."""
    return _find(as_tokens(tokens), _grammar(tuple(patterns), language))


@lru_cache(maxsize=64)
def _find(tokens: Tokens, grammar: _Grammar) -> tuple[Span, ...]:
    there = grammar.there(tokens.where)
    longest: dict[int, int] = {}
    for pattern in [pattern for need, pattern in grammar.needs if need & there == need]:
        for match in pattern.find(tokens):
            if match.end() > match.start():
                start, end = tokens.places[match.start()], tokens.places[match.end()]
                longest[start] = max(longest.get(start, 0), end)
    return tuple([Span(start, end) for start, end in sorted(longest.items())])
