"""Heard words that may stand for wanted ones: single words, words split or run together, letters by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from voicecheck.text.language import Language
from voicecheck.text.phonetics import may_sound, sound_key, sound_likeness
from voicecheck.text.remembered import Remembered
from voicecheck.text.runs import Run, find_runs, run_together

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


Piece = tuple[int, int, int, int, float]
"""Heard words from and up to, the wanted words from and up to that they stand for, and how alike: a bare tuple,
for there are some hundred in every opening."""
Match = tuple[int, int, int, float]
"""A phrase of the set, its words from, up to, and how alike."""
Matches = tuple[Match, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Target:
    """Wanted words, or several run together: where they stand in the phrases, and the names of their letters."""

    text: str
    shortest: int
    letters: str | None
    places: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """Phrases made ready to be looked for together.

    `words` says where one heard word may stand for one wanted word, and for several run together; `joined`
    where heard words run together may stand for one wanted word, or for the names of its letters.
    """

    phrases: tuple[tuple[str, ...], ...]
    words: Remembered[str, tuple[Matches, ...]]
    joined: Remembered[Run, Matches]


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
    # Letters that words run together have at least and at most, to be compared with each of `written`.
    shortest = np.array([min(lengths) for lengths in fitting] + [0] * len(spelled), np.int64)
    longest = np.array([max(lengths) for lengths in fitting] + [2 * len(text) for text, _ in spelled], np.int64)
    written = (*((t.text, t) for t in singles), *spelled)

    def about_words(asked: Sequence[str]) -> list[tuple[Matches, ...]]:
        return _word_matches(asked, (*singles, *runs), len(singles))

    def about_runs(asked: Sequence[Run]) -> list[Matches]:
        return _run_matches(asked, written, len(singles), shortest, longest)

    return Wanted(phrases, Remembered(about_words), Remembered(about_runs))


def _word_matches(words: Sequence[str], targets: Sequence[_Target], singles: int) -> list[tuple[Matches, ...]]:
    """Where each heard word may stand for one wanted word, and for several run together; empty where for none.

    Args:
        words: heard.
        targets: single wanted words, then several run together.
        singles: how many are single words.
    """
    found: list[tuple[list[tuple[_Target, float]], list[tuple[_Target, float]]]] = [([], []) for _ in words]
    for row, column in _somewhat_alike(words, [target.text for target in targets]):
        word, target = words[row], targets[column]
        if column < singles:
            found[row][0].append((target, word_likeness(word, target.text)))
        elif _lengths_fit(len(word), len(target.text)):
            found[row][1].append((target, _joined_likeness(word, target.text, min(len(word), target.shortest))))
    both = [(_matches(alone), _matches(split)) for alone, split in found]
    return [one if any(one) else () for one in both]


def _somewhat_alike(heard: Sequence[str], wanted: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The pairs, by place, that share letters enough to be compared at all (see `word_likeness`)."""
    if heard and wanted:
        yield from zip(*(places.tolist() for places in _letters_alike(heard, wanted).nonzero()), strict=True)


def _letters_alike(heard: Sequence[str], wanted: Sequence[str]) -> NDArray[np.float32]:
    """Likeness by letters of each heard text to each wanted one, 0 where it is not worth a closer look."""
    found: NDArray[np.float32] = process.cdist(
        heard, wanted, scorer=Levenshtein.normalized_similarity, score_cutoff=LETTERS_FLOOR, dtype=np.float32
    )
    return found


def _run_likeness(run: tuple[str, int], target: _Target, *, spelled: bool) -> float:
    """Likeness of words run together to one wanted word, or to the names of its letters."""
    text, shortest = run
    if spelled:
        return word_likeness(text, target.letters or "", JOINED_FLOOR)
    return _joined_likeness(text, target.text, min(shortest, target.shortest))


def _run_matches(
    runs: Sequence[Run],
    written: Sequence[tuple[str, _Target]],
    singles: int,
    shortest: NDArray[np.int64],
    longest: NDArray[np.int64],
) -> list[Matches]:
    """Where each run may stand for one wanted word.

    All are compared by letters at once: without some likeness there none counts (see `word_likeness`).
    """
    best: list[dict[tuple[int, int, int], float]] = [{} for _ in runs]
    if written:
        together = [run_together(run) for run in runs]
        texts, wanted = [text for text, _ in together], [text for text, _ in written]
        alike = _letters_alike(texts, wanted)
        lengths = np.array([[len(text)] for text in texts], np.int64)
        alike *= (lengths >= shortest) & (lengths <= longest)
        for row, column in zip(*(places.tolist() for places in alike.nonzero()), strict=True):
            target = written[column][1]
            found = _run_likeness(together[row], target, spelled=column >= singles)
            if found > 0:
                for place in target.places:
                    best[row][place] = max(found, best[row].get(place, 0.0))
    return [tuple([(*place, found) for place, found in one.items()]) for one in best]


def _matches(found: Sequence[tuple[_Target, float]]) -> Matches:
    """The places of the targets found, in the order of their words."""
    alike = [(*place, alike) for target, alike in found if alike > 0 for place in target.places]
    return tuple(sorted(alike, key=lambda one: (one[2] - one[1], one)))


@lru_cache(maxsize=32)
def find_pieces(heard: tuple[str, ...], wanted: Wanted) -> Mapping[int, Sequence[Piece]]:
    """The pieces of an alignment with each phrase that has any, by its number.

    Single words, and words split in two or three or run together.
    """
    found: dict[int, list[Piece]] = {}
    matches = wanted.words.about(heard)
    for i, (alone, _) in matches:
        for number, j, j_end, alike in alone:
            found.setdefault(number, []).append((i, i + 1, j, j_end, alike))
    runs = find_runs(heard)
    for place, together in wanted.joined.about(runs.joined):
        i, i_end = runs.spans[place]
        for number, j, j_end, alike in together:
            found.setdefault(number, []).append((i, i_end, j, j_end, alike))
    for i, (_, split) in matches:
        for number, j, j_end, alike in split:
            found.setdefault(number, []).append((i, i + 1, j, j_end, alike))
    return found
