"""What a language brings to finding dictated numbers: its number words, and the phrases that ask for one.

Words are written folded (`normalise.fold`: no case, no diacritics). A phrase is a line of words; one that ends
in * stands for every word that begins so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SpokenNumbers:
    """Number words of one language.

    `ones` are 0 to 9, `teens` 10 to 19, `tens` 20 to 90, `hundreds` 100 to 900 where they are single words;
    `hundred` follows a one. `compound` joins ones and tens in one word, ones first (German "und"). `joiners`
    stand between tens and ones. `repeats` say how often the next digit comes. `fillers` may stand between the
    digits of one number, `large` (thousand, million) make an amount. `units` after a number say that it is
    one of something. `asking` are phrases that ask for a number, `birth` those that ask for a date of birth;
    `months`, `ordinals` (prefixes), `date_words` make up a date.
    """

    ones: Mapping[str, int]
    teens: Mapping[str, int]
    tens: Mapping[str, int]
    hundreds: Mapping[str, int] = field(default_factory=dict)
    hundred: tuple[str, ...] = ()
    compound: str = ""
    joiners: tuple[str, ...] = ()
    repeats: Mapping[str, int] = field(default_factory=dict)
    fillers: tuple[str, ...] = ()
    large: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    asking: tuple[str, ...] = ()
    birth: tuple[str, ...] = ()
    months: tuple[str, ...] = ()
    ordinals: tuple[str, ...] = ()
    date_words: tuple[str, ...] = ()


def counted(words: str, first: int = 0, step: int = 1) -> dict[str, int]:
    """Words with the numbers that they stand for, from `first` on; several words of one number are divided by |.

    >>> counted("zero|oh one", 0)
    {'zero': 0, 'oh': 0, 'one': 1}
    """
    numbers = ((word, first + place * step) for place, some in enumerate(words.split()) for word in some.split("|"))
    return dict(numbers)


def listed(words: str) -> tuple[str, ...]:
    """Words or phrases that are divided by |.

    >>> listed("date of birth|born")
    ('date of birth', 'born')
    """
    return tuple(words.split("|"))
