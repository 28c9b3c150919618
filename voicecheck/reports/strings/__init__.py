"""The words of the reports, one file a language: a new language is one file with the keys of `en.json`.

A wording may hold places, `{took_s:.1f}`, to be filled with the values of a phrase: a format for numbers, the
forms that go with a whole number (`{count:гудок|гудка|гудков}`), or what stands between several (`{parts:; }`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from voicecheck.phrase import Phrase, Value
from voicecheck.reports.numbers import local
from voicecheck.types import CallReport

FALLBACK = "en"

_COMMA_LANGUAGES = frozenset({"de", "ru", "sq"})
_PLACE = re.compile(r"\{(\w+)(?:!r)?(?::([^{}]*))?\}")


def _of_two(count: int) -> int:
    """Singular, or plural."""
    return 0 if count == 1 else 1


def _of_three(count: int) -> int:
    """As the Slavonic languages count: 1 and 21; 2 to 4 and 22 to 24; the others (Unicode CLDR, plural rules of ru)."""
    if count % 10 == 1 and count % 100 != 11:
        return 0
    return 1 if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14) else 2


_PLURALS: Mapping[str, Callable[[int], int]] = {"ru": _of_three}


@dataclass(frozen=True, slots=True)
class Strings:
    """The words of one language, `code` being the language that they really are in."""

    code: str
    words: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        return self.words[key]

    def named(self, kind: str, name: str) -> str:
        """The word for a name that may be new: `feature.f0_spread`, else the name itself, made readable."""
        return self.words.get(f"{kind}.{name}", name.replace("_", " "))

    def known(self, kind: str, name: str) -> bool:
        """Whether there is a word for this name."""
        return f"{kind}.{name}" in self.words

    def unit(self, unit: str) -> str:
        """The unit as this language writes it."""
        return self.words.get(f"unit.{unit}", unit)

    def say(self, text: str) -> str:
        """A sentence of a rule or a measurement in this language.

        As it stands, in English, where it came without a key or has one that is not known here: it may have been
        stored by another version.
        """
        wording = self.words.get(text.key) if isinstance(text, Phrase) and self.code != FALLBACK else None
        if wording is None or not isinstance(text, Phrase):
            return text
        values = text.values
        try:
            return _PLACE.sub(lambda place: self._filled(values[place[1]], place[2] or ""), wording)
        except (KeyError, ValueError, IndexError):
            return text

    def _filled(self, value: Value, form: str) -> str:
        """A value in its place: counted, put in a row, or with the language's own decimal sign."""
        if isinstance(value, tuple):
            return form.join(self._filled(one, "") for one in value)
        if isinstance(value, str):
            return self.say(value)
        if "|" in form:
            return form.split("|")[_PLURALS.get(self.code, _of_two)(int(value))]
        return format(value, form).replace(".", self.point).replace("-", "\N{MINUS SIGN}")

    def span_s(self, start_s: float, end_s: float | None = None) -> str:
        """Seconds as the language writes them: "8.2–12.5 s"."""
        first = local(start_s, 2, point=self.point)
        last = "" if end_s is None else f"–{local(end_s, 2, point=self.point)}"
        return f"{first}{last} {self.unit('s')}"

    @property
    def point(self) -> str:
        """The decimal sign."""
        return "," if self.code in _COMMA_LANGUAGES else "."


@cache
def languages() -> tuple[str, ...]:
    """Codes of the languages that reports can be written in."""
    names = (each.name for each in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".json") for name in names if name.endswith(".json")))


def load(language: str | None) -> Strings:
    """The words of a language ("de", "de-AT"); English where there are none."""
    wanted = (language or FALLBACK).replace("_", "-").split("-")[0].lower()
    return _read(wanted if wanted in languages() else FALLBACK)


def for_report(report: CallReport) -> Strings:
    """The words of a report: in the language of its standard, else of its call."""
    return load(report.agreement.language if report.agreement else report.call.language)


@cache
def _read(code: str) -> Strings:
    """The words of a file; a table of a night's calls asks for the same ones thousands of times."""
    return Strings(code, json.loads((files(__name__) / f"{code}.json").read_text("utf-8")))
