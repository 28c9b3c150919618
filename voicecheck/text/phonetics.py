"""How alike two names sound: one alphabet, a small sound key, and an edit distance that knows which letters mix up.

Latin and Cyrillic spellings of one name come out alike (Юлия, Yulia, Julia); so do Albanian, German and
English habits of writing one sound. It is kept small on purpose: comparing phonemes found no more names
than comparing letters with these few rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import product
from operator import itemgetter

from rapidfuzz.distance import Levenshtein

from voicecheck.text.normalise import fold

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u",
    "ф": "f", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch", "ъ": "", "ы": "y", "ь": "", "э": "e",
    "ю": "yu", "я": "ya", "і": "i", "ї": "yi", "є": "ye", "ґ": "g",
}  # fmt: skip

_SOUNDS: tuple[tuple[str, str, str], ...] = (
    ("dzh dj xh gj dsch ge", r"^(?:dzh|dj|xh|gj|dsch|g(?=e))", "J"),
    ("dzh dj xh gj dsch", r"dzh|dj|xh|gj|dsch", "J"),
    ("y j i", r"^(?:y|j|i)(?=[aou])", "J"),
    ("ye", r"^ye", "e"),
    ("tch sch ch", r"tsch|tch|ch(?=[eiay])|c(?=h)", "C"),
    ("sch sh zh", r"sch|sh|zh", "S"),
    ("j", r"j", "J"),
    ("ph", r"ph", "f"),
    ("h", r"kh|ch|h(?=\b)", "h"),
    ("th dt", r"th|dt", "t"),
    ("dh", r"dh", "d"),
    ("ck q", r"ck|cq|q(?=u)|qu|q", "k"),
    ("x", r"x", "ks"),
    ("ce ci cy", r"c(?=[eiy])", "s"),
    ("c", r"c", "k"),
    ("w", r"w", "v"),
    ("tz ts", r"tz|ts", "z"),
    ("ij ie ee ea y", r"ij|iy|yi|ie|ee|ea(?!n$)|ey|y", "i"),
    ("oa oh ou", r"oa|oh|ou", "o"),
    ("ae", r"ae", "a"),
    ("oe", r"oe", "o"),
    ("ue oo", r"ue|oo", "u"),
    ("h", r"(?<=[aeiou])h", ""),
    ("", r"(.)\1+", r"\1"),
    ("e", r"(?<=[^aeiou])e$", ""),
)
"""Letters of which some stand wherever the rule has something to do (none: always), what it replaces, the sound."""
_RULES = tuple(
    (tuple(letters.split()), re.compile(pattern), itemgetter(1) if sound == r"\1" else sound)
    for letters, pattern, sound in _SOUNDS
)
_LATIN = str.maketrans(_CYRILLIC)

_VOWELS = frozenset("aeiou")
_CLOSE = (
    frozenset("szS"), frozenset("SCJ"), frozenset("bpv"), frozenset("dt"), frozenset("gkh"), frozenset("fv"),
    frozenset("mn"), frozenset("lr"), frozenset("Jz"), frozenset("Ji"),
)  # fmt: skip
_VOWEL_COST = 0.5
"""Vowels are what telephone speech and the recogniser mix up most (alyssa for Elizabeth, Danny for Denis)."""
_CLOSE_COST = 0.5
_LEAVE_VOWEL = 0.7
_ROUNDING = 1e-6


def transliterate(text: str) -> str:
    """The text in plain Latin letters.

    >>> transliterate("Юлия"), transliterate("Джоан")
    ('yuliya', 'dzhoan')
    """
    return fold(text).translate(_LATIN)


_OTHER = re.compile(r"[^a-z]")
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=65536)
def sound_key(name: str) -> str:
    """The sounds of one name as a short string; capitals stand for sounds that two letters write.

    >>> sound_key("Юлия") == sound_key("Julia") == sound_key("Yulia")
    True
    """
    key = name if name.isascii() and name.isalpha() and name.islower() else _OTHER.sub("", transliterate(name))
    for needed, pattern, sound in _RULES:
        for some in needed:
            if some in key:
                key = pattern.sub(sound, key)
                break
        else:
            if not needed:
                key = pattern.sub(sound, key)
    return _DOUBLED.sub(itemgetter(1), key)


def _replace_cost(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if one in _VOWELS and other in _VOWELS:
        return _VOWEL_COST
    if any(one in close and other in close for close in _CLOSE):
        return _CLOSE_COST
    return 1.0


def _leave_cost(char: str) -> float:
    return _LEAVE_VOWEL if char in _VOWELS else 1.0


_SIGNS = "abcdefghijklmnopqrstuvwxyzCJS"
_LEAVE = {sign: _leave_cost(sign) for sign in _SIGNS}
_REPLACE = {(one, other): _replace_cost(one, other) for one, other in product(_SIGNS, repeat=2)}


@lru_cache(maxsize=65536)
def sound_likeness(one: str, other: str) -> float:
    """Likeness 0 to 1 of two sound keys: 1 less the weighted edit distance over the longer key."""
    if not one or not other:
        return 0.0
    leaving = [_LEAVE[theirs] for theirs in other]
    before = [0.0]
    for leave in leaving:
        before.append(before[-1] + leave)
    for mine in one:
        leave = _LEAVE[mine]
        last = before[0] + leave
        row = [last]
        for place, theirs in enumerate(other):
            last = min(before[place] + _REPLACE[mine, theirs], before[place + 1] + leave, last + leaving[place])
            row.append(last)
        before = row
    return max(0.0, 1.0 - before[-1] / max(len(one), len(other)))


def may_sound(one: str, other: str, least: float) -> bool:
    """Whether two sound keys can be at least so alike: a quick bound, true for all that are, 0.5 being the least cost.

    >>> may_sound("Jon", "Jan", 0.8), may_sound("Jon", "elizabet", 0.8)
    (True, False)
    """
    room = (1.0 - least) * max(len(one), len(other)) + _ROUNDING
    most = int(room / min(_CLOSE_COST, _VOWEL_COST))
    if _LEAVE_VOWEL * abs(len(one) - len(other)) > room:
        return False
    return one == other if most == 0 else Levenshtein.distance(one, other, score_cutoff=most) <= most


@lru_cache(maxsize=4096)
def _stem(name: str) -> str:
    return re.sub(r"[аяйaeë]$", "", fold(name))


@lru_cache(maxsize=65536)
def name_likeness(heard: str, expected: str, endings: tuple[str, ...] = ()) -> float:
    """Likeness 0 to 1 of two names in any of the alphabets; `endings` are case endings that a name may carry.

    >>> name_likeness("Julia", "Yulia")
    1.0
    >>> name_likeness("Mark", "Elizabeth") < 0.3
    True
    """
    forms = {heard} | {fold(heard).removesuffix(e) for e in endings if len(heard) - len(e) >= 2}
    stem = _stem(expected)
    alike = sound_likeness(sound_key(heard), sound_key(expected))
    if any(form != heard and form in (stem, fold(expected)) for form in forms):
        return max(alike, 0.95)
    return alike


def may_be_named(heard: Iterable[str], names: Sequence[str], least: float) -> list[bool]:
    """For each text whether `name_likeness` can be `least` or more for one of the names, whatever the case endings.

    A bound: true for all that are, and for few others.
    """
    stems = tuple(map(_stem, names))
    keys = [(key, len(key)) for key in dict.fromkeys(map(sound_key, names))]
    return [text.startswith(stems) or _may_sound_any(sound_key(text), keys, least) for text in heard]


def _may_sound_any(key: str, others: Sequence[tuple[str, int]], least: float) -> bool:
    """Whether `may_sound` is true of one of the keys, given with their lengths: most differ by too much in that."""
    size = len(key)
    unlike = (1.0 - least) / _LEAVE_VOWEL
    return any(
        abs(size - length) <= unlike * max(size, length) + _ROUNDING and may_sound(key, other, least)
        for other, length in others
    )
