"""What the product says describes a voice: no words for feelings in code, templates, strings or standards."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import voicecheck

PACKAGE = Path(voicecheck.__file__).parent
SUFFIXES = {".py", ".json", ".yaml", ".yml", ".j2", ".html", ".css", ".js", ".toml"}
OTHERS_WORDS = (PACKAGE / "text", PACKAGE / "standards")
"""What agents say ("I'd be happy to help") and what an organisation writes on its sheet; the product says neither."""
DISCLAIMERS = ('"voice.note"',)
"""Strings that say what is not measured."""
FEELINGS = {
    "en": "anger angry annoy* bored* cheerful* disgust* emotion* fear* friendl* frustrat* grumpy happier happiness"
    " happy impatien* irritat* mood* nervous* rude* sad sadly sadness sentiment* smil* sulk* unfriendl* unhapp*"
    " unpleasant* unsmil* upset",
    "de": "ängstlich* ärgerlich* emotion* freundlich* fröhlich* gefühl* gelangweilt* genervt* gereizt* glücklich*"
    " stimmungslage traurig* unfreundlich* wütend* zornig*",
    "ru": "весёл* гнев* груб* дружелюб* злост* злой настроени* недовол* печал* радост* раздраж* скук* сердит* счастлив*"
    " эмоци*",
    "sq": "emocion* frik* gëzim* mërzitur zemëruar lumtur* miqësor* trisht* zemërim*",
}


def files() -> list[Path]:
    every = (path for path in PACKAGE.rglob("*") if path.suffix in SUFFIXES)
    return sorted(path for path in every if not any(room in path.parents for room in OTHERS_WORDS))


def found_in(text: str) -> list[str]:
    words = "|".join(word.replace("*", r"\w*") for words in FEELINGS.values() for word in words.split())
    return [match.group(0) for match in re.finditer(rf"\b({words})\b", text.lower())]


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_feeling_is_named(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    said = [line for line in lines if not any(key in line for key in DISCLAIMERS)]
    assert found_in("\n".join(said)) == []


@pytest.mark.parametrize("path", sorted((PACKAGE / "standards").rglob("*.yaml")), ids=lambda path: path.name)
def test_the_rules_of_the_shipped_standards_name_none_either(path):
    """Comments quote clauses, and manual items are what a reviewer sees with her own eyes: no rule hears them."""
    lines = [line.partition("#")[0] for line in path.read_text(encoding="utf-8").splitlines()]
    rules = "\n".join(lines).partition("\nmanual:")
    rest = [line for line in rules[2].splitlines() if not line.startswith((" ", "-"))]
    assert found_in(rules[0] + "\n".join(rest)) == []


def test_the_search_finds_what_it_looks_for():
    assert found_in("The agent sounds angry; Sie klingt gereizt; голос раздражён; zë i zemëruar") == [
        "angry",
        "gereizt",
        "раздражён",
        "zemëruar",
    ]
    assert found_in("pitch movement 9 st/s, reference 10-34") == []
    assert len(files()) > 20
