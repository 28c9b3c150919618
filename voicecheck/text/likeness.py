"""How alike heard and wanted words are, whole words only, tolerant of words joined or split.

A share of the wanted words weighs by how much it tells: in "Harper Valley National Bank" the name weighs
1, "bank" a little. A part never stands for its whole, and shuffled words are not alike: words are aligned
in order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from voicecheck.text.language import Language
from voicecheck.text.patterns import Span
from voicecheck.text.phonetics import sound_key, sound_likeness

WORD_FLOOR = 0.5
"""Two words less alike than this have nothing to do with each other."""
JOINED_FLOOR = 0.7
"""A word split in two or two run together must be more alike to count."""
EXTRA_WORD_COST = 0.15
"""Taken off for a word between the wanted ones ("human uh resources")."""
SHORT = 3
"""Words up to this length are equal or not."""


@dataclass(frozen=True, slots=True)
class Window:
    """Tokens that resemble a wanted phrase, and how much, 0 to 1."""

    span: Span
    likeness: float


@lru_cache(maxsize=65536)
def word_likeness(one: str, other: str) -> float:
    """Likeness 0 to 1 of two normalised words, by letters or by sound, whichever is higher.

    >>> word_likeness("bank", "bank"), word_likeness("ann", "planning")
    (1.0, 0.0)
    """
    if one == other:
        return 1.0
    if min(len(one), len(other)) <= SHORT - 1 or max(len(one), len(other)) > 2 * min(len(one), len(other)):
        return 0.0
    letters = float(Levenshtein.normalized_similarity(one, other))
    alike = max(letters, 0.95 * sound_likeness(sound_key(one), sound_key(other)) if letters > 0.3 else 0.0)
    return alike if alike >= WORD_FLOOR else 0.0


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


def _pair_likeness(heard: Sequence[str], wanted: Sequence[str], language: Language) -> float:
    if len(heard) == 1 and len(wanted) == 1:
        return word_likeness(heard[0], wanted[0])
    one, other = "".join(heard), "".join(wanted)
    alike = word_likeness(one, other)
    spelled = _spelled(other, language) if len(wanted) == 1 else None
    if spelled is not None and word_likeness(one, spelled) >= JOINED_FLOOR:
        return word_likeness(one, spelled)
    shortest = min(len(part) for part in (*heard, *wanted))
    whole = 1.0 - 0.5 * shortest / max(len(one), len(other))
    return alike if alike >= max(JOINED_FLOOR, whole) else 0.0


_STEPS = ((1, 1), (2, 1), (3, 1), (1, 2), (1, 3))


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
    weights = word_weights(wanted, language) if weights is None else weights
    total = sum(weights)
    best: list[list[tuple[float, int]]] = [[(0.0, i)] + [(-1.0, i)] * len(wanted) for i in range(len(heard) + 1)]
    ends: dict[int, tuple[float, int]] = {}
    for i in range(len(heard) + 1):
        for j in range(len(wanted) + 1):
            score, start = best[i][j]
            if score < 0:
                continue
            if j == len(wanted):
                _keep(ends, start, score / total, i)
                continue
            _raise(best, i, j + 1, score, start)
            if i < len(heard) and score > 0:
                _raise(best, i + 1, j, score - EXTRA_WORD_COST, start)
            for a, b in _STEPS:
                if i + a <= len(heard) and j + b <= len(wanted):
                    alike = _pair_likeness(heard[i : i + a], wanted[j : j + b], language)
                    if alike > 0:
                        first = i if score == 0 else start
                        _raise(best, i + a, j + b, score + alike * sum(weights[j : j + b]), first)
    found = [Window(Span(start, end), min(1.0, alike)) for start, (alike, end) in ends.items() if alike >= floor]
    return _apart(sorted(found, key=lambda w: (-w.likeness, w.span)))


def _raise(best: list[list[tuple[float, int]]], i: int, j: int, score: float, start: int) -> None:
    if score > best[i][j][0]:
        best[i][j] = (score, start)


def _keep(ends: dict[int, tuple[float, int]], start: int, alike: float, end: int) -> None:
    if end > start and alike > ends.get(start, (0.0, 0))[0] + 1e-9:
        ends[start] = (alike, end)


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
