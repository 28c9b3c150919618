"""How alike heard and wanted words are, whole words only, tolerant of words joined or split.

A share of the wanted words weighs by how much it tells: in "Harper Valley National Bank" the name weighs
1, "bank" a little. A part never stands for its whole, and shuffled words are not alike: words are aligned
in order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter, mul
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from voicecheck.text.language import Language
from voicecheck.text.patterns import Span
from voicecheck.text.phonetics import may_sound, sound_key, sound_likeness

WORD_FLOOR = 0.5
"""Two words less alike than this have nothing to do with each other."""
JOINED_FLOOR = 0.7
"""A word split in two or two run together must be more alike to count."""
EXTRA_WORD_COST = 0.15
"""Taken off for a word between the wanted ones ("human uh resources")."""
SOUND_SHARE = 0.95
"""Words that merely sound the same are so alike."""
LETTERS_FLOOR = 0.3
"""Words that share fewer letters are not compared by sound."""
SHORT = 3
"""Shorter words are equal or not."""


@dataclass(frozen=True, slots=True)
class Window:
    """Tokens that resemble a wanted phrase, and how much, 0 to 1."""

    span: Span
    likeness: float


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


def word_weights(wanted: Sequence[str], language: Language) -> tuple[float, ...]:
    """How much each wanted word tells: the language's weight for words that many share, else 1."""
    return tuple(language.generic.get(word, 1.0) for word in wanted)


def name_weights(wanted: Sequence[str], language: Language) -> tuple[float, ...]:
    """The same for the name of an organisation: beside an everyday word ("IT department") shared words tell as much."""
    telling = [word for word in wanted if word not in language.generic]
    if all(word in language.common for word in telling):
        return (1.0,) * len(wanted)
    return word_weights(wanted, language)


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


def _lengths_fit(one: str, other: str) -> bool:
    return abs(len(one) - len(other)) <= _LENGTHS * max(len(one), len(other))


class _Piece(NamedTuple):
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
class _Wanted:
    """Phrases made ready to be looked for together: their single words, and two or three of them run together.

    `written` is what words run together are compared with: the single words, then those spelled out.
    """

    phrases: tuple[tuple[str, ...], ...]
    singles: tuple[_Target, ...]
    runs: tuple[_Target, ...]
    written: tuple[tuple[str, _Target], ...]


@lru_cache(maxsize=512)
def _wanted(phrases: tuple[tuple[str, ...], ...], language: Language) -> _Wanted:
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
    return _Wanted(phrases, singles, runs, (*((t.text, t) for t in singles), *spelled))


@lru_cache(maxsize=65536)
def _word_matches(word: str, wanted: _Wanted) -> tuple[tuple[_Match, ...], tuple[_Match, ...]]:
    """Where one heard word may stand for one wanted word, and for several run together."""
    alone = [(target, word_likeness(word, target.text)) for target in wanted.singles]
    split = [
        (target, _joined_likeness(word, target.text, min(len(word), target.shortest)))
        for target in wanted.runs
        if _lengths_fit(word, target.text)
    ]
    return _matches(alone), _matches(split)


@lru_cache(maxsize=65536)
def _run_likeness(run: str, shortest: int, target: _Target, *, spelled: bool) -> float:
    """Likeness of words run together to one wanted word, or to the names of its letters."""
    if spelled:
        return word_likeness(run, target.letters or "", JOINED_FLOOR)
    fits = _lengths_fit(run, target.text)
    return _joined_likeness(run, target.text, min(shortest, target.shortest)) if fits else 0.0


class _Run(NamedTuple):
    """Two or three heard words run together, and the length of the shortest."""

    text: str
    i: int
    i_end: int
    shortest: int


@lru_cache(maxsize=16)
def _runs(heard: tuple[str, ...]) -> tuple[_Run, ...]:
    return tuple(
        _Run("".join(heard[i:i_end]), i, i_end, min(map(len, heard[i:i_end])))
        for i in range(len(heard))
        for i_end in range(i + 2, min(i + 3, len(heard)) + 1)
    )


def _run_pieces(heard: tuple[str, ...], wanted: _Wanted) -> list[tuple[int, _Piece]]:
    """The pieces in which several heard words stand for one, each with the number of its phrase.

    All are compared by letters at once: without some likeness there none counts (see `word_likeness`).
    """
    runs = _runs(heard)
    if not runs or not wanted.written:
        return []
    written = [text for text, _ in wanted.written]
    alike = process.cdist(
        [run.text for run in runs], written, scorer=Levenshtein.normalized_similarity, score_cutoff=LETTERS_FLOOR
    )
    best: dict[tuple[int, int, int, int, int], float] = {}
    for row, column in zip(*(places.tolist() for places in alike.nonzero()), strict=True):
        text, i, i_end, shortest = runs[row]
        found = _run_likeness(text, shortest, wanted.written[column][1], spelled=column >= len(wanted.singles))
        if found > 0:
            for number, j, j_end in wanted.written[column][1].places:
                key = (number, i, i_end, j, j_end)
                best[key] = max(found, best.get(key, 0.0))
    return [(number, _Piece(i, i_end, j, j_end, found)) for (number, i, i_end, j, j_end), found in best.items()]


def _matches(found: Sequence[tuple[_Target, float]]) -> tuple[_Match, ...]:
    """The places of the targets found, in the order of their words."""
    alike = [(*place, alike) for target, alike in found if alike > 0 for place in target.places]
    return tuple(sorted(alike, key=lambda one: (one[2] - one[1], one)))


def _pieces(heard: tuple[str, ...], wanted: _Wanted) -> list[list[_Piece]]:
    """All pieces of an alignment with each phrase: single words, and words split in two or three or run together."""
    found: list[list[_Piece]] = [[] for _ in wanted.phrases]
    matches = [_word_matches(word, wanted) for word in heard]
    for i, (alone, _) in enumerate(matches):
        for number, j, j_end, alike in alone:
            found[number].append(_Piece(i, i + 1, j, j_end, alike))
    for number, piece in _run_pieces(heard, wanted):
        found[number].append(piece)
    for i, (_, split) in enumerate(matches):
        for number, j, j_end, alike in split:
            found[number].append(_Piece(i, i + 1, j, j_end, alike))
    return found


def find_phrase(
    heard: Sequence[str],
    wanted: Sequence[str],
    language: Language,
    *,
    floor: float,
    weights: Sequence[float] | None = None,
) -> tuple[Window, ...]:
    """Where the wanted words stand among the heard ones, best first, without overlaps, none below `floor`.

    Args:
        heard: normalised words.
        wanted: normalised words of the phrase, at least one.
        language: gives the weights of generic words and the names of letters.
        floor: least likeness, 0 to 1.
        weights: how much each wanted word tells; None: `word_weights`.

    Returns:
        Windows whose likeness is the weighted share of the wanted words that was found in order.
    """
    weighed = None if weights is None else (tuple(weights),)
    return find_phrases(heard, (tuple(wanted),), language, floor=floor, weights=weighed)[0]


def find_phrases(
    heard: Sequence[str],
    phrases: tuple[tuple[str, ...], ...],
    language: Language,
    *,
    floor: float,
    weights: Sequence[Sequence[float]] | None = None,
) -> tuple[tuple[Window, ...], ...]:
    """The windows of each of several phrases, as `find_phrase` gives them; much quicker than one at a time."""
    if weights is None:
        weights = [word_weights(wanted, language) for wanted in phrases]
    found = _pieces(tuple(heard), _wanted(phrases, language))
    return tuple(
        _windows(pieces, mine, floor) if _most(pieces, mine) >= floor * sum(mine) - _ROUNDING else ()
        for pieces, mine in zip(found, weights, strict=True)
    )


_ROUNDING = 1e-6


def _most(pieces: Sequence[_Piece], weights: Sequence[float]) -> float:
    """More than any window can score: each wanted word at its best, wherever that is."""
    best = [0.0] * len(weights)
    for _, _, j, j_end, alike in pieces:
        for place in range(j, j_end):
            if alike > best[place]:
                best[place] = alike
    return float(sum(map(mul, best, weights)))


def _windows(pieces: Sequence[_Piece], weights: Sequence[float], floor: float) -> tuple[Window, ...]:
    chains: list[tuple[int, int, float, int]] = []
    best: dict[int, tuple[float, int]] = {}
    for i, i_end, j, j_end, alike in sorted(pieces, key=itemgetter(1, 3)):
        score, start = 0.0, i
        for before_end, before_j, reached, began in chains:
            if before_end <= i and before_j <= j:
                carried = reached - EXTRA_WORD_COST * (i - before_end)
                if carried > score:
                    score, start = carried, began
        score += alike * sum(weights[j:j_end])
        chains.append((i_end, j_end, score, start))
        if score > best.get(start, (0.0, 0))[0]:
            best[start] = (score, i_end)
    total = sum(weights)
    found = [Window(Span(start, end), min(1.0, score / total)) for start, (score, end) in best.items()]
    return _apart(sorted((w for w in found if w.likeness >= floor), key=lambda w: (-w.likeness, w.span)))


def _apart(windows: Sequence[Window]) -> tuple[Window, ...]:
    kept: list[Window] = []
    for window in windows:
        if not any(window.span.overlaps(other.span) for other in kept):
            kept.append(window)
    return tuple(kept)


def phrase_likeness(heard: Sequence[str], wanted: Sequence[str], language: Language) -> float:
    """Likeness 0 to 1 of heard words to a wanted phrase, best window; 0 where nothing is alike."""
    windows = find_phrase(heard, wanted, language, floor=0.0)
    return windows[0].likeness if windows else 0.0
