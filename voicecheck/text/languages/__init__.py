"""One folder a language, and the hand-written list of them."""

from __future__ import annotations

from voicecheck.text.language import Language
from voicecheck.text.languages.de import LANGUAGE as GERMAN
from voicecheck.text.languages.en import LANGUAGE as ENGLISH
from voicecheck.text.languages.ru import LANGUAGE as RUSSIAN
from voicecheck.text.languages.sq import LANGUAGE as ALBANIAN

LANGUAGES: tuple[Language, ...] = (ENGLISH, GERMAN, RUSSIAN, ALBANIAN)


def language_of(code: str) -> Language:
    """The language of an ISO 639-1 code, region left off ("en-GB" is English).

    Raises:
        ValueError: where no folder serves it.
    """
    plain = code.lower().replace("_", "-").split("-")[0]
    for language in LANGUAGES:
        if language.code == plain:
            return language
    served = ", ".join(language.code for language in LANGUAGES)
    raise ValueError(f"no wordings for language {code!r}; there are {served}")
