"""How alike heard and wanted words are, whole words only, tolerant of words joined or split.

A share of the wanted words weighs by how much it tells: in "Harper Valley National Bank" the name weighs
1, "bank" a little. A part never stands for its whole, and shuffled words are not alike: words are aligned
in order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter, mul

from voicecheck.text.language import Language
from voicecheck.text.normalise import normalise
from voicecheck.text.patterns import Span
from voicecheck.text.pieces import Piece, find_pieces, make_wanted

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
    if weights is None:
        if floor >= USUAL_FLOOR and (places := _usual_places(phrases, language)) is not None:
            usual = _usual_windows(tuple(heard), language)
            return tuple([_from(usual[place], floor) for place in places])
        weights = _usual_weights(phrases, language)
    found = find_pieces(tuple(heard), make_wanted(phrases, language))
    return _all_windows(found, weights, floor)


def _all_windows(
    found: Mapping[int, Sequence[Piece]], weights: Sequence[Sequence[float]], floor: float
) -> tuple[tuple[Window, ...], ...]:
    """The windows of each phrase, made where its pieces may come to the floor at all."""
    windows: list[tuple[Window, ...]] = [()] * len(weights)
    for number, pieces in found.items():
        mine = weights[number]
        if _most(pieces, mine) >= floor * sum(mine) - _ROUNDING:
            windows[number] = _windows(pieces, mine, floor)
    return tuple(windows)


USUAL_FLOOR = 0.55
"""What is less like a phrase that the language itself lists is never asked for; the windows above are found at once."""


@lru_cache(maxsize=16)
def _usual_windows(heard: tuple[str, ...], language: Language) -> tuple[tuple[Window, ...], ...]:
    """The windows of all phrases that the language lists: every opening is asked for several of them."""
    usual = _usual(language)
    return _all_windows(find_pieces(heard, make_wanted(usual, language)), _usual_weights(usual, language), USUAL_FLOOR)


def _from(windows: tuple[Window, ...], floor: float) -> tuple[Window, ...]:
    """Windows, the best first, without those below the floor: what is kept does not depend on what is worse."""
    return windows and tuple([window for window in windows if window.likeness >= floor])


@lru_cache(maxsize=512)
def _usual_places(phrases: tuple[tuple[str, ...], ...], language: Language) -> tuple[int, ...] | None:
    """Where the phrases stand among those that the language lists; None where one does not."""
    places = {phrase: place for place, phrase in enumerate(_usual(language))}
    return tuple(places[phrase] for phrase in phrases) if places.keys() >= set(phrases) else None


@lru_cache(maxsize=16)
def _usual(language: Language) -> tuple[tuple[str, ...], ...]:
    listed = (*(salutation.text for salutation in language.salutations), *language.offer_samples)
    return tuple(dict.fromkeys(normalise(one, language) for one in listed))


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
