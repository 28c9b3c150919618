"""The number words of every language."""

from __future__ import annotations

from voicecheck.text.languages import language_of
from voicecheck.text.languages.de.numbers import NUMBERS as GERMAN
from voicecheck.text.languages.en.numbers import NUMBERS as ENGLISH
from voicecheck.text.languages.ru.numbers import NUMBERS as RUSSIAN
from voicecheck.text.languages.sq.numbers import NUMBERS as ALBANIAN
from voicecheck.text.spoken_numbers import SpokenNumbers

NUMBERS = {"en": ENGLISH, "de": GERMAN, "ru": RUSSIAN, "sq": ALBANIAN}


def numbers_of(code: str) -> SpokenNumbers:
    """The number words of an ISO 639-1 code, region left off.

    Raises:
        ValueError: where no folder serves the language.
    """
    return NUMBERS[language_of(code).code]
