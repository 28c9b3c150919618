"""The words of the reports, one file a language: a new language is one file with the keys of `en.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

FALLBACK = "en"

_COMMA_LANGUAGES = frozenset({"de", "ru", "sq"})


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

    @property
    def point(self) -> str:
        """The decimal sign."""
        return "," if self.code in _COMMA_LANGUAGES else "."


def languages() -> tuple[str, ...]:
    """Codes of the languages that reports can be written in."""
    names = (each.name for each in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".json") for name in names if name.endswith(".json")))


def load(language: str | None) -> Strings:
    """The words of a language ("de", "de-AT"); English where there are none."""
    wanted = (language or FALLBACK).replace("_", "-").split("-")[0].lower()
    code = wanted if wanted in languages() else FALLBACK
    words = json.loads((files(__name__) / f"{code}.json").read_text("utf-8"))
    return Strings(code, words)
