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

from voicecheck.text.language import Language
from voicecheck.text.normalise import normalise
from voicecheck.text.patterns import Span
from voicecheck.text.pieces import Piece, Wanted, find_pieces, make_wanted

EXTRA_WORD_COST = 0.15
"""Taken off for a word between the wanted ones ("human uh resources")."""


@dataclass(frozen=True, slots=True)
class Window:
    """Tokens that resemble a wanted phrase, and how much, 0 to 1."""

    span: Span
    likeness: float


def word_weights(wanted: Sequence[str], language: Language) -> tuple[float, ...]:
    """How much each wanted word tells: the language's weight for words that many share, else 1."""
    return tuple(language.generic.get(word, 1.0) for word in wanted)


def name_weights(wanted: Sequence[str], language: Language) -> tuple[float, ...]:
    """The same for the name of an organisation: beside an everyday word ("IT department") shared words tell as much."""
    telling = [word for word in wanted if word not in language.generic]
    if all(word in language.common for word in telling):
        return (1.0,) * len(wanted)
    return word_weights(wanted, language)


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
    weighed = _usual_weights(phrases, language) if weights is None else weights
    ready, numbers = _made_ready(phrases, language)
    found = find_pieces(tuple(heard), ready)
    windows: list[tuple[Window, ...]] = []
    for number, mine in zip(numbers, weighed, strict=True):
        pieces = found.get(number)
        enough = pieces is not None and _most(pieces, mine) >= floor * sum(mine) - _ROUNDING
        windows.append(_windows(pieces, mine, floor) if enough and pieces else ())
    return tuple(windows)


@lru_cache(maxsize=512)
def _made_ready(phrases: tuple[tuple[str, ...], ...], language: Language) -> tuple[Wanted, tuple[int, ...]]:
    """What the phrases are looked for with, and their numbers there.

    Those that the language itself lists are all looked for together: every opening is asked for several of them.
    """
    usual = tuple(dict.fromkeys(normalise(one, language) for one in _listed(language)))
    if all(phrase in usual for phrase in phrases):
        return make_wanted(usual, language), tuple(map(usual.index, phrases))
    return make_wanted(phrases, language), tuple(range(len(phrases)))


def _listed(language: Language) -> tuple[str, ...]:
    return (*(salutation.text for salutation in language.salutations), *language.offer_samples)


@lru_cache(maxsize=512)
def _usual_weights(phrases: tuple[tuple[str, ...], ...], language: Language) -> tuple[tuple[float, ...], ...]:
    return tuple([word_weights(wanted, language) for wanted in phrases])


_ROUNDING = 1e-6


def _most(pieces: Sequence[Piece], weights: Sequence[float]) -> float:
    """More than any window can score: each wanted word at its best, wherever that is."""
    best = [0.0] * len(weights)
    for _, _, j, j_end, alike in pieces:
        for place in range(j, j_end):
            if alike > best[place]:
                best[place] = alike
    return float(sum(map(mul, best, weights)))


def _windows(pieces: Sequence[Piece], weights: Sequence[float], floor: float) -> tuple[Window, ...]:
    chains: list[tuple[int, int, float, int]] = []
    best: dict[int, tuple[float, int]] = {}
    for i, i_end, j, j_end, alike in sorted(pieces, key=itemgetter(1, 3)):
        score, start = 0.0, i
        for before_end, before_j, reached, began in chains:
            if before_end > i:
                break
            if before_j <= j:
                carried = reached - EXTRA_WORD_COST * (i - before_end)
                if carried > score:
                    score, start = carried, began
        score += alike * (weights[j] if j_end == j + 1 else sum(weights[j:j_end]))
        chains.append((i_end, j_end, score, start))
        if score > best.get(start, (0.0, 0))[0]:
            best[start] = (score, i_end)
    total = sum(weights)
    found = [(min(1.0, score / total), start, end) for start, (score, end) in best.items()]
    ranked = sorted((-alike, start, end) for alike, start, end in found if alike >= floor)
    return _apart([Window(Span(start, end), -unlike) for unlike, start, end in ranked])


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
