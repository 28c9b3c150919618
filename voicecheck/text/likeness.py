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


def _joined_likeness(heard: tuple[str, ...], wanted: tuple[str, ...]) -> float:
    """Likeness of words run together with words apart; dropping the shortest of them must cost more than it."""
    one, other = "".join(heard), "".join(wanted)
    alike = word_likeness(one, other)
    shortest = min(len(part) for part in (*heard, *wanted))
    whole = 1.0 - 0.5 * shortest / max(len(one), len(other))
    return alike if alike >= max(JOINED_FLOOR, whole) else 0.0


_LENGTHS = 0.34
"""Words whose lengths differ by a larger share are not the same run together."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Heard words `i` to `i_end` that stand for wanted words `j` to `j_end`."""

    i: int
    i_end: int
    j: int
    j_end: int
    alike: float


def _pieces(heard: Sequence[str], wanted: Sequence[str], language: Language) -> list[_Piece]:
    """All pieces of an alignment: single words, and words split in two or three or run together."""
    found: list[_Piece] = []
    for i, one in enumerate(heard):
        for j, other in enumerate(wanted):
            alike = word_likeness(one, other)
            if alike > 0:
                found.append(_Piece(i, i + 1, j, j + 1, alike))
    targets = [
        (tuple(wanted[j : j + b]), j, b, _spelled(wanted[j], language) if b == 1 else None)
        for b in (1, 2, 3)
        for j in range(len(wanted) - b + 1)
    ]
    for i in range(len(heard)):
        for a in range(1, min(3, len(heard) - i) + 1):
            run = tuple(heard[i : i + a])
            found.extend(
                _Piece(i, i + a, j, j + b, alike)
                for target, j, b, letters in targets
                if (a == 1) != (b == 1) and (alike := _run_likeness(run, target, letters)) > 0
            )
    return found


@lru_cache(maxsize=65536)
def _run_likeness(run: tuple[str, ...], target: tuple[str, ...], letters: str | None) -> float:
    """Likeness of words run together or split, or of a word spelled by the names of its letters."""
    length, size = sum(map(len, run)), sum(map(len, target))
    alike = _joined_likeness(run, target) if abs(length - size) <= _LENGTHS * max(length, size) else 0.0
    spoken = word_likeness("".join(run), letters) if letters is not None else 0.0
    return max(alike, spoken if spoken >= JOINED_FLOOR else 0.0)


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
    chains: list[tuple[_Piece, float, int]] = []
    best: dict[int, tuple[float, int]] = {}
    for piece in sorted(_pieces(heard, wanted, language), key=lambda p: (p.i_end, p.j_end)):
        score, start = 0.0, piece.i
        for before, reached, began in chains:
            carried = reached - EXTRA_WORD_COST * (piece.i - before.i_end)
            if before.i_end <= piece.i and before.j_end <= piece.j and carried > score:
                score, start = carried, began
        score += piece.alike * sum(weights[piece.j : piece.j_end])
        chains.append((piece, score, start))
        if score > best.get(start, (0.0, 0))[0]:
            best[start] = (score, piece.i_end)
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
