"""Heard words that may stand for wanted ones: single words, words split or run together, letters by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from voicecheck.text.language import Language
from voicecheck.text.phonetics import may_sound, sound_key, sound_likeness

if TYPE_CHECKING:
    from numpy.typing import NDArray

WORD_FLOOR = 0.5
"""Two words less alike than this have nothing to do with each other."""
JOINED_FLOOR = 0.7
"""A word split in two or two run together must be more alike to count."""
SOUND_SHARE = 0.95
"""Words that merely sound the same are so alike."""
LETTERS_FLOOR = 0.3
"""Words that share fewer letters are not compared by sound."""
SHORT = 3
"""Shorter words are equal or not."""


def word_likeness(one: str, other: str, least: float = WORD_FLOOR) -> float:
    """Likeness 0 to 1 of two normalised words, by letters or by sound, whichever is higher; 0 below `least`.

    It is not cached here, for pairs of words are many; what a word is like in a set of phrases is.

    >>> word_likeness("bank", "bank"), word_likeness("ann", "planning")
    (1.0, 0.0)
    """
    if one == other:
        return 1.0
    shorter, longer = len(one), len(other)
    if shorter > longer:
        shorter, longer = longer, shorter
    if shorter < SHORT or longer > 2 * shorter:
        return 0.0
    alike = float(Levenshtein.normalized_similarity(one, other))
    if alike > LETTERS_FLOOR:
        mine, theirs = sound_key(one), sound_key(other)
        if may_sound(mine, theirs, max(alike, least) / SOUND_SHARE):
            alike = max(alike, SOUND_SHARE * sound_likeness(mine, theirs))
    return alike if alike >= least else 0.0


def _spelled(word: str, language: Language) -> str | None:
    if 2 <= len(word) <= 4 and all(char in language.letters for char in word):
        return "".join(language.letters[char] for char in word)
    return None


_LENGTHS = 0.34
"""Words whose lengths differ by a larger share are not the same run together."""


def _joined_likeness(one: str, other: str, shortest: int) -> float:
    """Likeness of words run together with words apart; dropping the shortest of them must cost more than it."""
    least = 1.0 - 0.5 * shortest / max(len(one), len(other))
    return word_likeness(one, other, least if least > JOINED_FLOOR else JOINED_FLOOR)


def _lengths_fit(one: int, other: int) -> bool:
    return abs(one - other) <= _LENGTHS * max(one, other)


class Piece(NamedTuple):
    """Heard words `i` to `i_end` that stand for wanted words `j` to `j_end`."""

    i: int
    i_end: int
    j: int
    j_end: int
    alike: float


_Match = tuple[int, int, int, float]
"""A phrase of the set, its words from, up to, and how alike."""


@dataclass(frozen=True, slots=True, eq=False)
class _Target:
    """Wanted words, or several run together: where they stand in the phrases, and the names of their letters."""

    text: str
    shortest: int
    letters: str | None
    places: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """Phrases made ready to be looked for together: their single words, and two or three of them run together.

    `written` is what words run together are compared with: the single words, then those spelled out.
    """

    phrases: tuple[tuple[str, ...], ...]
    singles: tuple[_Target, ...]
    runs: tuple[_Target, ...]
    written: tuple[tuple[str, _Target], ...]
    shortest: NDArray[np.int64]
    """Letters that words run together have at least, and `longest` at most, to be compared with each of `written`."""
    longest: NDArray[np.int64]


@lru_cache(maxsize=512)
def make_wanted(phrases: tuple[tuple[str, ...], ...], language: Language) -> Wanted:
    """Phrases made ready once; the very same object for the same phrases, for it is a key of caches."""
    places: dict[tuple[str, ...], list[tuple[int, int, int]]] = {}
    for number, words in enumerate(phrases):
        for size in (1, 2, 3):
            for j in range(len(words) - size + 1):
                places.setdefault(words[j : j + size], []).append((number, j, j + size))
    targets = [
        _Target("".join(w), min(map(len, w)), _spelled(w[0], language) if len(w) == 1 else None, tuple(at))
        for w, at in places.items()
    ]
    singles = tuple(t for w, t in zip(places, targets, strict=True) if len(w) == 1)
    runs = tuple(t for w, t in zip(places, targets, strict=True) if len(w) > 1)
    spelled = [(t.letters, t) for t in singles if t.letters]
    fitting = [[n for n in range(3 * len(t.text) + 2) if _lengths_fit(n, len(t.text))] for t in singles]
    shortest = np.array([min(lengths) for lengths in fitting] + [0] * len(spelled), np.int64)
    longest = np.array([max(lengths) for lengths in fitting] + [2 * len(text) for text, _ in spelled], np.int64)
    return Wanted(phrases, singles, runs, (*((t.text, t) for t in singles), *spelled), shortest, longest)


@lru_cache(maxsize=65536)
def _word_matches(word: str, wanted: Wanted) -> tuple[tuple[_Match, ...], tuple[_Match, ...]]:
    """Where one heard word may stand for one wanted word, and for several run together."""
    alone = [(target, word_likeness(word, target.text)) for target in wanted.singles]
    split = [
        (target, _joined_likeness(word, target.text, min(len(word), target.shortest)))
        for target in wanted.runs
        if _lengths_fit(len(word), len(target.text))
    ]
    return _matches(alone), _matches(split)


@lru_cache(maxsize=65536)
def _run_likeness(run: str, shortest: int, target: _Target, *, spelled: bool) -> float:
    """Likeness of words run together to one wanted word, or to the names of its letters."""
    if spelled:
        return word_likeness(run, target.letters or "", JOINED_FLOOR)
    return _joined_likeness(run, target.text, min(shortest, target.shortest))


@dataclass(frozen=True, slots=True, eq=False)
class _Runs:
    """Every two and three heard words run together: the text, the words from and up to, the length of the shortest."""

    texts: tuple[str, ...]
    spans: tuple[tuple[int, int, int], ...]
    lengths: NDArray[np.int64]
    """The texts' lengths, shape (runs, 1)."""


@lru_cache(maxsize=16)
def _runs(heard: tuple[str, ...]) -> _Runs:
    texts: list[str] = []
    spans: list[tuple[int, int, int]] = []
    for i, (one, two) in enumerate(pairwise(heard)):
        shortest = min(len(one), len(two))
        texts.append(one + two)
        spans.append((i, i + 2, shortest))
        if i + 2 < len(heard):
            texts.append(one + two + heard[i + 2])
            spans.append((i, i + 3, min(shortest, len(heard[i + 2]))))
    return _Runs(tuple(texts), tuple(spans), np.array([[len(text)] for text in texts], np.int64))


def _run_pieces(heard: tuple[str, ...], wanted: Wanted) -> list[tuple[int, Piece]]:
    """The pieces in which several heard words stand for one, each with the number of its phrase.

    All are compared by letters at once: without some likeness there none counts (see `word_likeness`).
    """
    runs = _runs(heard)
    if not runs.texts or not wanted.written:
        return []
    written = [text for text, _ in wanted.written]
    alike = process.cdist(
        runs.texts, written, scorer=Levenshtein.normalized_similarity, score_cutoff=LETTERS_FLOOR, dtype=np.float32
    )
    alike *= (runs.lengths >= wanted.shortest) & (runs.lengths <= wanted.longest)
    best: dict[tuple[int, int, int, int, int], float] = {}
    for row, column in zip(*(places.tolist() for places in alike.nonzero()), strict=True):
        i, i_end, shortest = runs.spans[row]
        target, spelled = wanted.written[column][1], column >= len(wanted.singles)
        found = _run_likeness(runs.texts[row], shortest, target, spelled=spelled)
        if found > 0:
            for number, j, j_end in target.places:
                key = (number, i, i_end, j, j_end)
                best[key] = max(found, best.get(key, 0.0))
    return [(number, Piece(i, i_end, j, j_end, found)) for (number, i, i_end, j, j_end), found in best.items()]


def _matches(found: Sequence[tuple[_Target, float]]) -> tuple[_Match, ...]:
    """The places of the targets found, in the order of their words."""
    alike = [(*place, alike) for target, alike in found if alike > 0 for place in target.places]
    return tuple(sorted(alike, key=lambda one: (one[2] - one[1], one)))


def find_pieces(heard: tuple[str, ...], wanted: Wanted) -> list[list[Piece]]:
    """All pieces of an alignment with each phrase: single words, and words split in two or three or run together."""
    found: list[list[Piece]] = [[] for _ in wanted.phrases]
    matches = [_word_matches(word, wanted) for word in heard]
    for i, (alone, _) in enumerate(matches):
        for number, j, j_end, alike in alone:
            found[number].append(Piece(i, i + 1, j, j_end, alike))
    for number, piece in _run_pieces(heard, wanted):
        found[number].append(piece)
    for i, (_, split) in enumerate(matches):
        for number, j, j_end, alike in split:
            found[number].append(Piece(i, i + 1, j, j_end, alike))
    return found
