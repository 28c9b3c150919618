"""Numbers that somebody dictates: which words of a conversation are the digits of a card, an account, a telephone.

A number is redacted where

1. six or more digits follow one another in one person's words, in figures or as number words, whatever short
   words ("uh", "dash") or a listener's "yes" stand between them;
2. or three or more, where a phrase just before asks for a number ("your PIN", "last four digits");
3. or a date, where a phrase just before asks for a date of birth.

It stays where it is one of something ("2 000 000 euros"), a date, years, a house number with a postal code, or a
microphone test; unless it is a valid card number (Luhn, ISO/IEC 7812-1) or IBAN (ISO 13616, mod 97). Single
numbers of up to five digits stay: "two minutes", "number 24", "10115 Berlin".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from voicecheck.text.normalise import fold
from voicecheck.text.spoken_numbers import SpokenNumbers

LEAST, LEAST_ASKED = 6, 3
GAP_S = 8.0
"""Longest pause inside a dictated number."""
ASKED_WORDS, ASKED_S = 14, 20.0
"""How far before a number the phrase that asks for it may stand."""
SAID_AFTER = 3
"""How many words after a date "born" may follow."""
BETWEEN_OWN, BETWEEN_THEIRS = 2, 4
"""Short words of the speaker's, and words of the listener's, that do not end a number."""

_FIGURES = re.compile(r"\+?\(?\d[\d()/.\-–]*")
_MIXED = re.compile(r"(?=(?:.*\d){4})[a-z]{0,4}\d[a-z\d\-]{4,}|[a-z]{2}\d{2,}")
_AMOUNT = re.compile(r"\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?|\d+,\d{1,2}|\d+\.\d")
_DATE = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})|(\d{4})-(\d{2})-(\d{2})")
_ORDINAL = re.compile(r"\d{1,2}(?:st|nd|rd|th|-?го|-?е)")
_AROUND = " \t.,;:!?…\"'„“”«»()[]"


@dataclass(frozen=True, slots=True)
class Said:
    """One word of a conversation: who said it (any number), when."""

    text: str
    start_s: float
    end_s: float
    speaker: int = 0


@dataclass(frozen=True, slots=True)
class _Group:
    """Digits that one or several words stand for, by the places of the words in the conversation."""

    words: tuple[int, ...]
    digits: str
    kind: str = "digits"


def find_dictated(words: Sequence[Said], numbers: SpokenNumbers) -> frozenset[int]:
    """The places of the words to be redacted, in a conversation in order of time."""
    plain = [fold(word.text).strip(_AROUND) for word in words]
    found: set[int] = set()
    for speaker in sorted({word.speaker for word in words}):
        own = [place for place, word in enumerate(words) if word.speaker == speaker]
        groups = list(_groups(own, plain, words, numbers))
        for run in _runs(groups, words, plain, numbers):
            if _to_redact(run, words, plain, numbers):
                found.update(place for group in run for place in group.words)
                found.update(_iban_letters(run, plain, own))
        found.update(_birth(own, groups, words, plain, numbers))
    return frozenset(found)


def luhn(digits: str) -> bool:
    """Whether digits end in the check digit of ISO/IEC 7812-1, annex B.

    >>> luhn("4111111111111111"), luhn("4111111111111112")
    (True, False)
    """
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def is_iban(text: str) -> bool:
    """Whether two letters and digits are an IBAN (ISO 13616).

    >>> is_iban("DE89370400440532013000")
    True
    """
    turned = text[4:].upper() + text[:4].upper()
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z\d]{11,30}", text.upper()):
        return False
    return int("".join(str(int(char, 36)) for char in turned)) % 97 == 1


# -- words to digits ---------------------------------------------------------------------------------


def _groups(
    own: Sequence[int], plain: Sequence[str], words: Sequence[Said], numbers: SpokenNumbers
) -> Iterator[_Group]:
    """The numbers in one speaker's words, in order."""
    at = 0
    while at < len(own):
        group = _figure(own[at], plain) or _repeated(at, own, plain, numbers) or _spoken(at, own, plain, numbers)
        if group is None:
            at += 1
            continue
        at += len(group.words)
        after = plain[own[at]] if at < len(own) else ""
        yield replace(group, kind="amount") if _like(after, numbers.large) else group


def _figure(place: int, plain: Sequence[str]) -> _Group | None:
    """The number that one word holds in figures."""
    text = plain[place]
    digits = re.sub(r"\D", "", text)
    if not digits:
        return None
    if _AMOUNT.fullmatch(text):
        return _Group((place,), digits, "amount")
    if _is_date(text):
        return _Group((place,), digits, "date")
    if _ORDINAL.fullmatch(text):
        return _Group((place,), digits, "ordinal")
    return _Group((place,), digits) if _FIGURES.fullmatch(text) or _MIXED.fullmatch(text) else None


def _is_date(text: str) -> bool:
    found = _DATE.fullmatch(text)
    if not found:
        return False
    if found[4]:
        return _day_and_month(found[6], found[5])
    return _day_and_month(found[1], found[2]) or _day_and_month(found[2], found[1])


def _day_and_month(day: str, month: str) -> bool:
    return 1 <= int(day) <= 31 and 1 <= int(month) <= 12


def _repeated(at: int, own: Sequence[int], plain: Sequence[str], numbers: SpokenNumbers) -> _Group | None:
    """The digits of "double four"."""
    times = numbers.repeats.get(plain[own[at]])
    if times is None or at + 1 >= len(own) or plain[own[at + 1]] not in numbers.ones:
        return None
    return _Group((own[at], own[at + 1]), str(numbers.ones[plain[own[at + 1]]]) * times)


def _spoken(at: int, own: Sequence[int], plain: Sequence[str], numbers: SpokenNumbers) -> _Group | None:
    """The number below a thousand that begins at a word, with the words that it takes."""
    text = plain[own[at]]
    hyphened = _compound(text, numbers)
    if hyphened is not None:
        return _Group((own[at],), str(hyphened))
    taken, value = 0, 0
    if text in numbers.hundreds:
        taken, value = 1, numbers.hundreds[text]
    elif text in numbers.ones and _word(at + 1, own, plain) in numbers.hundred:
        taken, value = 2, 100 * numbers.ones[text]
    rest, more = _below_hundred(at + taken, own, plain, numbers)
    if taken and more and rest < 10 and _word(at + taken, own, plain) not in numbers.ones:
        more = 0
    if taken + more == 0:
        return None
    value += rest if more else 0
    return _Group(tuple(own[at : at + taken + more]), str(value))


def _below_hundred(at: int, own: Sequence[int], plain: Sequence[str], numbers: SpokenNumbers) -> tuple[int, int]:
    """A number below a hundred and how many words it takes; 0 words where there is none."""
    text = _word(at, own, plain)
    for table in (numbers.teens, numbers.ones):
        if text in table:
            return table[text], 1
    if text not in numbers.tens:
        compound = _compound(text, numbers)
        return (compound, 1) if compound is not None else (0, 0)
    joined = 1 if _word(at + 1, own, plain) in numbers.joiners else 0
    one = numbers.ones.get(_word(at + 1 + joined, own, plain), 0)
    return (numbers.tens[text] + one, 2 + joined) if one else (numbers.tens[text], 1)


def _word(at: int, own: Sequence[int], plain: Sequence[str]) -> str:
    return plain[own[at]] if at < len(own) else ""


def _compound(text: str, numbers: SpokenNumbers) -> int | None:
    """The number of "dreiundzwanzig" or "twenty-three"."""
    for ten, value in numbers.tens.items():
        if numbers.compound and text.endswith(numbers.compound + ten):
            one = text.removesuffix(numbers.compound + ten)
            return value + numbers.ones[one] if one in numbers.ones else None
        if text.startswith(f"{ten}-") and text.removeprefix(f"{ten}-") in numbers.ones:
            return value + numbers.ones[text.removeprefix(f"{ten}-")]
    return None


# -- digits to numbers -------------------------------------------------------------------------------


def _runs(
    groups: Sequence[_Group], words: Sequence[Said], plain: Sequence[str], numbers: SpokenNumbers
) -> Iterator[list[_Group]]:
    """Groups that one dictation holds together; amounts, dates and ordinals belong to none."""
    run: list[_Group] = []
    for group in groups:
        if run and not (group.kind == "digits" and _goes_on(run[-1], group, words, plain, numbers)):
            yield run
            run = []
        if group.kind == "digits":
            run.append(group)
    if run:
        yield run


def _goes_on(
    before: _Group, after: _Group, words: Sequence[Said], plain: Sequence[str], numbers: SpokenNumbers
) -> bool:
    first, last = before.words[-1], after.words[0]
    if words[last].start_s - words[first].end_s > GAP_S or _is_address(words[first].text, before, after):
        return False
    speaker = words[first].speaker
    own = [place for place in range(first + 1, last) if words[place].speaker == speaker]
    theirs = [place for place in range(first + 1, last) if words[place].speaker != speaker]
    talk = [place for place in theirs if not _is_number(plain[place], numbers)]
    mine = len(own) <= BETWEEN_OWN and all(plain[place] in numbers.fillers for place in own)
    return mine and len(talk) <= BETWEEN_THEIRS


def _is_number(text: str, numbers: SpokenNumbers) -> bool:
    return text in numbers.ones or text in numbers.tens or text in numbers.teens or text.isdigit()


def _is_address(text: str, before: _Group, after: _Group) -> bool:
    """Whether a comma divides a house number from a postal code."""
    house = len(before.digits) <= 3 and not before.digits.startswith("0") and text.rstrip().endswith(",")
    return house and len(after.words) == 1 and len(after.digits) == 5


def _to_redact(run: Sequence[_Group], words: Sequence[Said], plain: Sequence[str], numbers: SpokenNumbers) -> bool:
    digits = "".join(group.digits for group in run)
    if len(digits) < LEAST_ASKED:
        return False
    if (13 <= len(digits) <= 19 and luhn(digits)) or len(digits) >= 20:
        return True
    asked = _asked(run[0].words[0], words, plain, numbers.asking)
    if _counts_something(run, words, plain, numbers):
        return False
    if len(digits) < LEAST:
        return asked
    return asked or not (_is_calendar(run, digits) or re.fullmatch(r"(?:123)+", digits))


def _counts_something(
    run: Sequence[_Group], words: Sequence[Said], plain: Sequence[str], numbers: SpokenNumbers
) -> bool:
    """Whether a unit follows: so many euros, minutes, people."""
    last = run[-1].words[-1]
    after = next((place for place in range(last + 1, len(words)) if words[place].speaker == words[last].speaker), None)
    soon = after is not None and words[after].start_s - words[last].end_s < 2.0
    return (
        soon and after is not None and _like(plain[after], numbers.units) and not words[last].text.strip().endswith(".")
    )


def _is_calendar(run: Sequence[_Group], digits: str) -> bool:
    """Whether eight digits are a date, or all groups are years."""
    years = all(re.fullmatch(r"(?:19|20)\d\d", group.digits) for group in run)
    if years and len(run) <= 2:
        return True
    if len(digits) != 8:
        return False
    forms = ((digits[:2], digits[2:4], digits[4:]), (digits[6:], digits[4:6], digits[:4]))
    return any(year[:2] in ("19", "20") and _day_and_month(day, month) for day, month, year in forms)


def _iban_letters(run: Sequence[_Group], plain: Sequence[str], own: Sequence[int]) -> tuple[int, ...]:
    """The places of two letters before the digits of an IBAN, where they were said one by one or apart."""
    digits = "".join(group.digits for group in run)
    before = [place for place in own if place < run[0].words[0]][-2:]
    spelled = "".join(plain[place] for place in before)
    if len(before) == 2 and len(spelled) == 2 and is_iban(spelled + digits):
        return tuple(before)
    if before and len(plain[before[-1]]) == 2 and is_iban(plain[before[-1]] + digits):
        return (before[-1],)
    return ()


# -- phrases -----------------------------------------------------------------------------------------


def _asked(place: int, words: Sequence[Said], plain: Sequence[str], phrases: Sequence[str]) -> bool:
    """Whether one of the phrases ends among the words just before a place, whoever says it."""
    near = [at for at in range(max(0, place - ASKED_WORDS), place) if words[place].start_s - words[at].end_s < ASKED_S]
    return bool(near) and any(_ends(plain, near[0], place, phrase.split()) is not None for phrase in phrases)


def _ends(plain: Sequence[str], first: int, last: int, phrase: Sequence[str]) -> int | None:
    """The place after the last time that a phrase stands between two places; None where it does not."""
    for at in range(last - len(phrase), first - 1, -1):
        if all(_like(plain[at + step], (word,)) for step, word in enumerate(phrase)):
            return at + len(phrase)
    return None


def _like(text: str, patterns: Sequence[str]) -> bool:
    return any(text.startswith(one[:-1]) if one.endswith("*") else text == one for one in patterns if text)


def _birth(
    own: Sequence[int],
    groups: Sequence[_Group],
    words: Sequence[Said],
    plain: Sequence[str],
    numbers: SpokenNumbers,
) -> set[int]:
    """The places of the dates in one speaker's words that a question for a date of birth stands before."""
    named = {place: group for group in groups for place in group.words}
    found: set[int] = set()
    run: list[int] = []
    for place in [*own, len(words)]:
        if place < len(words) and (place in named or _dates(plain[place], numbers)):
            run.append(place)
        elif place == len(words) or plain[place] not in numbers.date_words:
            found |= set(run) if run and _is_birth(run, named, words, plain, numbers) else set()
            run = []
    return found


def _dates(text: str, numbers: SpokenNumbers) -> bool:
    listed = (numbers.months, numbers.ordinals, numbers.large)
    return any(_like(text, some) for some in listed) or _is_long_year(text, numbers)


def _is_long_year(text: str, numbers: SpokenNumbers) -> bool:
    """Whether one word is a year, as in German: "neunzehnhundertachtzig"."""
    large = (*numbers.hundred, *numbers.large)
    return bool(numbers.compound) and any(one in text and one != text for one in large)


def _is_birth(
    run: Sequence[int],
    named: dict[int, _Group],
    words: Sequence[Said],
    plain: Sequence[str],
    numbers: SpokenNumbers,
) -> bool:
    digits = sum(len(group.digits) for group in {id(named[p]): named[p] for p in run if p in named}.values())
    digits += 4 * any(_is_long_year(plain[place], numbers) for place in run)
    month = any(_like(plain[place], numbers.months) for place in run)
    full = digits >= 4 or (month and len(run) >= 2)
    after = plain[run[-1] + 1 : run[-1] + 1 + SAID_AFTER]
    said = any(_ends(after, 0, len(after), phrase.split()) is not None for phrase in numbers.birth)
    return full and (said or _asked(run[0], words, plain, numbers.birth))
