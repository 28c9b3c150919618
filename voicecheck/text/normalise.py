"""Words as they are compared: folded, unpunctuated, contractions opened, each still knowing its word.

The steps are a visible list, `STEPS`; a language adds its contractions and numbers. Text from a
standard and text from the recogniser go through the same steps, so both sides always agree.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from voicecheck.text.language import Language

STEPS = (
    "words that a recogniser joined parted at their capitals (HarperValleyBank); McDonald is one word",
    "compatibility form of every character (NFKC), case folded (ß becomes ss)",
    "typographic apostrophes become plain ones",
    "diacritics and strokes dropped (ё is е, ë is e, ü is u, ł is l); й is a letter of its own and stays",
    "dotted abbreviations closed up (h.r. is hr)",
    "split at hyphens, slashes and other marks inside a word",
    "the language's contractions opened (what's is what is, t'ju is te ju)",
    "figures up to twenty as words",
)

_APOSTROPHES = str.maketrans(dict.fromkeys("’‘`´ʼ′", "'"))
_UNDIVIDED = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
"""Letters with a stroke or joined, which no decomposition parts."""
_ABBREVIATION = re.compile(r"(?:\w\.){1,}\w?\.?")
_PIECE = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_JOINED = re.compile(r"(?<=[^\W\d_]{2}[^\W\d_A-ZА-ЯЁ])(?=[A-ZÀ-ÖØ-ÞА-ЯЁ][^\W\d_A-ZА-ЯЁ])")
_PAUSE_MARK = re.compile(r"[.,;:!?…–—][\"'»”)]*$")


class Token(NamedTuple):
    """One comparable word; `word` is the index of the recognised word it comes from.

    `ends` is true where a punctuation mark closes a clause after it. A named tuple, for tokens are keys of caches.
    """

    text: str
    word: int
    ends: bool = False


class Tokens(tuple[Token, ...]):
    """The tokens of a talk, which many caches and patterns ask for: all that follows from them is made once.

    `texts` are their texts, `line` those with a blank after each; `places` gives the token that begins at a
    character of the line, and behind the last one their number, `where` the characters at which a text begins.
    """

    texts: tuple[str, ...]
    line: str
    places: dict[int, int]
    where: dict[str, list[int]]

    def __init__(self, tokens: Iterable[Token]) -> None:
        del tokens  # they were taken by the tuple
        self._hash = super().__hash__()
        self.texts = tuple([text for text, _, _ in self])
        self.line = " ".join((*self.texts, ""))
        starts = list(accumulate([len(text) + 1 for text in self.texts], initial=0))
        self.places = dict(zip(starts, range(len(starts)), strict=True))
        self.where = {}
        for place, text in zip(starts, self.texts, strict=False):
            if text in self.where:
                self.where[text].append(place)
            else:
                self.where[text] = [place]

    def __hash__(self) -> int:
        return self._hash


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """The text without case and diacritics; й is kept.

    >>> fold("Mirëmëngjes, Frau Müller! Ещё йод")
    'miremengjes, frau muller! еще йод'
    """
    if text.isascii():
        return text.lower().replace("`", "'")
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_APOSTROPHES).translate(_UNDIVIDED)
    kept: list[str] = []
    for char in plain:
        parts = char if char == "й" else unicodedata.normalize("NFD", char)
        kept.extend(part for part in parts if not unicodedata.combining(part))
    return "".join(kept)


def folded(text: str) -> frozenset[str]:
    """The words of a text, folded, as a set."""
    return frozenset(fold(text).split())


def _pieces(folded: str, language: Language) -> tuple[str, ...]:
    if _ABBREVIATION.fullmatch(folded):
        return (folded.replace(".", ""),)
    pieces: list[str] = []
    for piece in _PIECE.findall(folded):
        opened = piece
        for pattern, replacement in language.rewrites:
            opened = re.sub(pattern, replacement, opened)
        opened = opened.replace("'", "")
        pieces.extend(language.numbers.get(part, part) for part in opened.split())
    return tuple(pieces)


@lru_cache(maxsize=16384)
def _read_word(word: str, language: Language) -> tuple[tuple[str, bool], ...]:
    """The comparable pieces of one recognised word, each with whether a clause ends after it."""
    folded = fold(_JOINED.sub(" ", word)).strip()
    pieces = _pieces(folded, language)
    last = len(pieces) - 1
    ends = bool(_PAUSE_MARK.search(folded)) and not _ABBREVIATION.fullmatch(folded)
    return tuple((piece, ends and place == last) for place, piece in enumerate(pieces))


def tokenise(words: Iterable[str], language: Language) -> Tokens:
    """The tokens of recognised words, in order."""
    return _tokenised(tuple(words), language)


@lru_cache(maxsize=16)
def _tokenised(words: tuple[str, ...], language: Language) -> Tokens:
    """The very same tokens for the same words: a talk is asked for as a whole, and most of it again as an opening."""
    read, make = _read_word, tuple.__new__  # a named tuple's own way to be made costs twice as much
    return Tokens(
        [make(Token, (piece, index, ends)) for index, word in enumerate(words) for piece, ends in read(word, language)]
    )


def as_tokens(tokens: Sequence[Token]) -> Tokens:
    """The tokens as `Tokens`, themselves where they are that already."""
    return tokens if isinstance(tokens, Tokens) else Tokens(tokens)


def says_anything(word: str, language: Language) -> bool:
    """Whether a recognised word has anything to compare; a mark alone has not."""
    return bool(_read_word(word, language))


@lru_cache(maxsize=4096)
def normalise(text: str, language: Language) -> tuple[str, ...]:
    """The comparable words of a text, in order."""
    return tuple([piece for word in text.split() for piece, _ in _read_word(word, language)])


def joined(tokens: Sequence[Token]) -> str:
    """The tokens as one line."""
    return " ".join(token.text for token in tokens)
