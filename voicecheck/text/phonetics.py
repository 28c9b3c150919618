"""How alike two names sound: one alphabet, a small sound key, and an edit distance that knows which letters mix up.

Latin and Cyrillic spellings of one name come out alike (Юлия, Yulia, Julia); so do Albanian, German and
English habits of writing one sound. It is kept small on purpose: comparing phonemes found no more names
than comparing letters with these few rules.
"""

from __future__ import annotations

import re
from functools import lru_cache

from voicecheck.text.normalise import fold

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u",
    "ф": "f", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch", "ъ": "", "ы": "y", "ь": "", "э": "e",
    "ю": "yu", "я": "ya", "і": "i", "ї": "yi", "є": "ye", "ґ": "g",
}  # fmt: skip

_SOUNDS: tuple[tuple[str, str], ...] = (
    (r"^(?:dzh|dj|xh|gj|dsch|g(?=e))", "J"),
    (r"dzh|dj|xh|gj|dsch", "J"),
    (r"^(?:y|j|i)(?=[aou])", "J"),
    (r"^ye", "e"),
    (r"tsch|tch|ch(?=[eiay])|c(?=h)", "C"),
    (r"sch|sh|zh", "S"),
    (r"j", "J"),
    (r"ph", "f"),
    (r"kh|ch|h(?=\b)", "h"),
    (r"th|dt", "t"),
    (r"dh", "d"),
    (r"ck|cq|q(?=u)|qu|q", "k"),
    (r"x", "ks"),
    (r"c(?=[eiy])", "s"),
    (r"c", "k"),
    (r"w", "v"),
    (r"tz|ts", "z"),
    (r"ij|iy|yi|ie|ee|ea(?!n$)|ey|y", "i"),
    (r"oa|oh|ou", "o"),
    (r"ae", "a"),
    (r"oe", "o"),
    (r"ue|oo", "u"),
    (r"(?<=[aeiou])h", ""),
    (r"(.)\1+", r"\1"),
    (r"(?<=[^aeiou])e$", ""),
)

_VOWELS = frozenset("aeiou")
_CLOSE = (
    frozenset("szS"), frozenset("SCJ"), frozenset("bpv"), frozenset("dt"), frozenset("gkh"), frozenset("fv"),
    frozenset("mn"), frozenset("lr"), frozenset("Jz"), frozenset("Ji"),
)  # fmt: skip
_VOWEL_COST = 0.5
"""Vowels are what telephone speech and the recogniser mix up most (alyssa for Elizabeth, Danny for Denis)."""
_CLOSE_COST = 0.5


def transliterate(text: str) -> str:
    """The text in plain Latin letters.

    >>> transliterate("Юлия"), transliterate("Джоан")
    ('yuliya', 'dzhoan')
    """
    return "".join(_CYRILLIC.get(char, char) for char in fold(text))


@lru_cache(maxsize=4096)
def sound_key(name: str) -> str:
    """The sounds of one name as a short string; capitals stand for sounds that two letters write.

    >>> sound_key("Юлия") == sound_key("Julia") == sound_key("Yulia")
    True
    """
    key = re.sub(r"[^a-z]", "", transliterate(name))
    for pattern, sound in _SOUNDS:
        key = re.sub(pattern, sound, key)
    return re.sub(r"(.)\1+", r"\1", re.sub(r"i(?=a$)", "i", key))


def _replace_cost(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if one in _VOWELS and other in _VOWELS:
        return _VOWEL_COST
    if any(one in close and other in close for close in _CLOSE):
        return _CLOSE_COST
    return 1.0


@lru_cache(maxsize=16384)
def sound_likeness(one: str, other: str) -> float:
    """Likeness 0 to 1 of two sound keys: 1 less the weighted edit distance over the longer key."""
    if not one or not other:
        return 0.0
    before = [0.0]
    for char in other:
        before.append(before[-1] + _leave_cost(char))
    for mine in one:
        row = [before[0] + _leave_cost(mine)]
        for place, theirs in enumerate(other):
            kept = before[place] + _replace_cost(mine, theirs)
            row.append(min(kept, before[place + 1] + _leave_cost(mine), row[place] + _leave_cost(theirs)))
        before = row
    return max(0.0, 1.0 - before[-1] / max(len(one), len(other)))


def _leave_cost(char: str) -> float:
    return 0.7 if char in _VOWELS else 1.0


def name_likeness(heard: str, expected: str, endings: tuple[str, ...] = ()) -> float:
    """Likeness 0 to 1 of two names in any of the alphabets; `endings` are case endings that a name may carry.

    >>> name_likeness("Julia", "Yulia")
    1.0
    >>> name_likeness("Mark", "Elizabeth") < 0.3
    True
    """
    forms = {heard} | {fold(heard).removesuffix(e) for e in endings if len(heard) - len(e) >= 2}
    stem = re.sub(r"[аяйaeë]$", "", fold(expected))
    alike = sound_likeness(sound_key(heard), sound_key(expected))
    if any(form != heard and form in (stem, fold(expected)) for form in forms):
        return max(alike, 0.95)
    return alike
