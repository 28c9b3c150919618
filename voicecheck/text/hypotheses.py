"""Texts for the second look: how a name or a place is usually put, and decoys on nobody's list, by language.

A decoy stands where a filler that the standard does not know may have been said: without it the
expected one could win for lack of rivals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Hypotheses:
    """`introductions` put a name, `places` an organisation or a department, each with one `{}`; the rest are decoys."""

    introductions: tuple[str, ...]
    places: tuple[str, ...]
    names: tuple[str, ...]
    organisations: tuple[str, ...]
    offers: tuple[str, ...]


HYPOTHESES: Mapping[str, Hypotheses] = MappingProxyType(
    {
        "en": Hypotheses(
            introductions=("{} speaking.", "my name is {}."),
            places=("{}.",),
            names=("Steven", "Barbara", "Ann"),
            organisations=("customer service", "sales department", "the office", "technical support"),
            offers=("one moment please", "can you hear me", "thank you for calling", "who am I speaking to"),
        ),
        "de": Hypotheses(
            introductions=("mein Name ist {}.", "{} am Apparat."),
            places=("{}.",),
            names=("Stefan", "Barbara", "Anne"),
            organisations=("Kundendienst", "Verkaufsabteilung", "Zentrale", "technischer Dienst"),
            offers=("einen Moment bitte", "können Sie mich hören", "vielen Dank für Ihren Anruf", "wer spricht bitte"),
        ),
        "ru": Hypotheses(
            introductions=("меня зовут {}.", "у телефона {}."),
            places=("{}.",),
            names=("Степан", "Варвара", "Анна"),
            organisations=("отдел продаж", "служба поддержки", "приёмная", "бухгалтерия"),
            offers=("одну минуту пожалуйста", "вы меня слышите", "спасибо за звонок", "кто говорит"),
        ),
        "sq": Hypotheses(
            introductions=("unë jam {}.", "{} në telefon."),
            places=("{}.",),
            names=("Stefan", "Besa", "Ana"),
            organisations=("shërbimi i klientit", "departamenti i shitjeve", "zyra", "mbështetja teknike"),
            offers=("një moment ju lutem", "a më dëgjoni", "faleminderit që telefonuat", "kush flet"),
        ),
    }
)
