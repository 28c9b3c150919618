"""What rules and measurements say, in the words of each language: complete, with the same places, in every format."""

from __future__ import annotations

import ast
import csv
import html
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from voicecheck import reports
from voicecheck.phrase import Phrase, also, either, named, number, say
from voicecheck.reports import strings
from voicecheck.rules.base import SLOT_KINDS
from voicecheck.rules.tone_model import load_model
from voicecheck.rules.tone_usual import WORDINGS
from voicecheck.text.languages import LANGUAGES
from voicecheck.types import Finding, RolesBy, Verdict

ROOT = Path(strings.__file__).parents[2]
FILES = sorted(ROOT.rglob("*.py"))
SPEAKING = [path for path in FILES if path.relative_to(ROOT).parts[0] in ("rules", "pipeline", "voice")]
ENGLISH = strings.load("en").words
OTHERS = sorted(set(strings.languages()) - {"en"})
PLACE = re.compile(r"\{(\w+)")
FORMS = re.compile(r"\{\w+:([^{}]*\|[^{}]*)\}")
PREFIXES = ("answer.", "decided.", "greeting.", "lacking.", "measure.", "roles.", "tone.")
"""The first words of the keys of sentences; those of names (`unit.`, `language.`, ...) belong to the vocabulary."""
SENTENCE_OF = {
    "Verdict": (2, "message"),
    "Finding": (0, "message"),
    "Measurement": (3, "reason"),
    "SlotResult": (6, "note"),
    "Doubt": (0, "reason"),
    "undecided": (1, "reason"),
    "not_applicable": (1, "reason"),
    "replace": (None, "message", "note", "reason", "caveat", "doubt", "decided_by"),
}
"""Where a message goes: the place among the arguments, and the names of those that may also come by name."""


def said() -> Iterator[tuple[str, str, str]]:
    """Where a sentence is said, its key and its English wording; both are literals, so that grep finds them."""
    for path in FILES:
        text = path.read_text("utf-8")
        if "voicecheck.phrase import" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say":
                key, english = (ast.literal_eval(one) for one in node.args)
                yield f"{path.name}:{node.lineno}", key, english


SAID = sorted(said())
FAMILIES = {
    **{f"part.{name}": name for name in SLOT_KINDS},
    **{f"language.{one.code}": one.name for one in LANGUAGES},
    **{f"roles.by.{one.value}": one.value for one in RolesBy},
    **{f"tone.{name}": words.name for name, words in WORDINGS.items()},
    **{f"tone.{name}.under": words.under for name, words in WORDINGS.items()},
    **{f"tone.{name}.over": words.over for name, words in WORDINGS.items()},
    "tone.articulation_rate": "articulation rate",
    **{f"number.{decimals}": f"{{value:.{decimals}f}}" for decimals in range(4)},
    **{f"unit.{one.unit}": one.unit for one in load_model().features},
}


def test_many_sentences_are_found():
    assert len(SAID) > 80


@pytest.mark.parametrize(("where", "key", "english"), SAID, ids=[f"{key} {where}" for where, key, _ in SAID])
def test_a_sentence_has_its_wordings(where, key, english):
    """en.json repeats the English of the code, for those who translate."""
    assert ENGLISH.get(key) == english, f"{where}: put it into voicecheck/reports/strings/*.json"


@pytest.mark.parametrize(("key", "english"), FAMILIES.items(), ids=FAMILIES)
def test_a_name_that_sentences_use_has_its_word(key, english):
    assert ENGLISH.get(key) == english


def test_no_wording_is_left_that_nobody_says():
    known = {key for _, key, _ in SAID} | set(FAMILIES)
    assert [key for key in ENGLISH if key.startswith(PREFIXES) and key not in known] == []


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("key", [key for key, english in ENGLISH.items() if "{" in english])
def test_a_wording_has_the_places_of_the_english_one(key, code):
    assert set(PLACE.findall(strings.load(code).words[key])) == set(PLACE.findall(ENGLISH[key]))


@pytest.mark.parametrize(("code", "forms"), [("en", 2), ("de", 2), ("ru", 3), ("sq", 2)])
def test_a_counted_word_has_the_forms_of_its_language(code, forms):
    counted = [(key, found) for key, text in strings.load(code).words.items() for found in FORMS.findall(text)]
    assert counted
    assert [key for key, found in counted if len(found.split("|")) != forms] == []


def spoken(node: ast.expr, sentences: set[str]) -> bool:
    """Whether an expression is English text rather than a phrase: a literal, put together, or a name for one."""
    if isinstance(node, ast.IfExp):
        return spoken(node.body, sentences) or spoken(node.orelse, sentences)
    if isinstance(node, ast.BoolOp):
        return any(spoken(one, sentences) for one in node.values)
    if isinstance(node, ast.Name):
        return node.id in sentences
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and node.func.attr in ("join", "format")
    plain = isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(node.value)
    return plain or isinstance(node, (ast.JoinedStr, ast.BinOp))


def messages(call: ast.Call) -> Iterator[ast.expr]:
    """The arguments of a call that a reader of the report will see."""
    name = getattr(call.func, "id", "")
    if name in SENTENCE_OF:
        place, *names = SENTENCE_OF[name]
        if isinstance(place, int) and len(call.args) > place:
            yield call.args[place]
        yield from (given.value for given in call.keywords if given.arg in (*names, "decided_by"))


def unphrased(source: str) -> list[int]:
    """The lines of a module on which a message is given as English text."""
    tree = ast.parse(source)
    given = [node for node in ast.walk(tree) if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)]
    sentences = {
        node.targets[0].id for node in given if spoken(node.value, set()) and isinstance(node.targets[0], ast.Name)
    }
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return sorted({one.lineno for call in calls for one in messages(call) if spoken(one, sentences)})


@pytest.mark.parametrize("path", SPEAKING, ids=lambda path: str(path.relative_to(ROOT)))
def test_messages_are_phrases(path):
    assert unphrased(path.read_text("utf-8")) == [], "say it with voicecheck.phrase.say"


@pytest.mark.parametrize(
    "line",
    [
        'Verdict("a.b", status, "no name said")',
        'Verdict("a.b", status, say("k", "v"), decided_by="chance")',
        'Finding(f"{count} rings heard")',
        'undecided("a.b", "; ".join(reasons))',
        'replace(first, message=f"{first.message}; {why}")',
        'note = "of its own"\nSlotResult(status, note=note)',
        'Measurement(None, "s", 0.0, "too little" if few else reason)',
    ],
)
def test_a_message_that_is_no_phrase_is_seen(line):
    assert unphrased(line)


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (1, "1 гудок"),
        (2, "2 гудка"),
        (5, "5 гудков"),
        (11, "11 гудков"),
        (12, "12 гудков"),
        (21, "21 гудок"),
        (22, "22 гудка"),
    ],
)
def test_russian_counts_as_russians_do(count, shown):
    assert strings.load("ru").say(say("answer.rings", "{count} {count:ring|rings}", count=count)) == shown


def test_numbers_have_the_decimal_sign_of_the_language():
    fact = say("tone.signed", "{value:+.1f} {unit}", value=-1.25, unit=named("unit", "st"))
    assert [strings.load(code).say(fact) for code in ("en", "de", "ru")] == ["-1.2 st", "−1,2 HT", "−1,2 пт"]
    assert strings.load("sq").say(number(3.456, 2)) == "3,46"


def test_words_that_were_heard_stay_as_they_were_heard():
    heard = say("greeting.instead", "heard {heard!r}, {expected} expected", heard="St. Mary-Ann 1.5", expected="Jo")
    assert strings.load("de").say(heard) == "„St. Mary-Ann 1.5“ gehört, Jo erwartet"


def test_sentences_in_a_row_and_choices_are_worded_one_by_one():
    row = also([say("greeting.absent", "no {part} said", part=named("part", "agent")), say("greeting.cut", "x")])
    assert strings.load("de").say(row) == "Name fehlt; die Aufnahme beginnt mitten darin"
    assert strings.load("ru").say(either(["Ольга", "Оля"])) == "Ольга или Оля"


@pytest.mark.parametrize(
    "text",
    [
        "stored long ago, without a key",
        Phrase("of a later version", "greeting.not_yet_known", {}),
        Phrase("a value is missing", "greeting.absent", {}),
        Phrase("a value is no number", "number.1", {"value": "inf"}),
        "",
    ],
)
@pytest.mark.parametrize("code", strings.languages())
def test_what_cannot_be_worded_is_shown_in_english(text, code):
    shown = strings.load(code).say(text)
    assert shown == str(text) or text.key == "number.1"


def german(made):
    """A report by a German standard, with sentences as rules say them."""
    absent = say("greeting.absent", "no {part} said", part=named("part", "department"))
    rings = say("answer.rings", "{count} {count:ring|rings}", count=5)
    verdict = Verdict(
        "answer.rings",
        made.verdicts[0].status,
        absent,
        findings=(Finding(absent, 1.0, 2.0, heard=rings, expected=either(["Personal", "HR"])),),
        decided_by=say("decided.tones", "ring tones heard"),
    )
    return replace(made, verdicts=(verdict,), agreement=replace(made.agreement, language="de"))


def test_text_is_in_the_language_of_the_standard(made):
    first = reports.render(german(made["defective"]), "text").splitlines()[0]
    assert first.endswith(':1-2: error answer.rings: Abteilung fehlt [gehört: "5 Rufzeichen"]')


def test_a_table_is_in_the_language_of_the_standard(made):
    shown = reports.render(german(made["defective"]), "csv").removeprefix("\ufeff")
    (row,) = csv.DictReader(io.StringIO(shown))
    told = (row["message"], row["heard"], row["expected"], row["decided_by"])
    assert told == ("Abteilung fehlt", "5 Rufzeichen", "Personal oder HR", "gehörte Rufzeichen")


def test_a_page_is_in_the_language_of_the_standard(made):
    shown = html.unescape(reports.render(german(made["defective"]), "html"))
    for german_text in ("Abteilung fehlt", "5 Rufzeichen", "Personal oder HR", "gehörte Rufzeichen"):
        assert f">{german_text}<" in shown
    assert "no department said" not in shown


@pytest.mark.parametrize("form", ["json", "sarif", "junit"])
def test_what_programs_read_is_english(made, form):
    shown = reports.render(german(made["defective"]), form)
    assert "no department said" in shown
    assert "Abteilung fehlt" not in shown


def test_json_says_key_and_values_beside_the_sentence(made):
    shown = json.loads(reports.render(german(made["defective"]), "json"))["verdicts"][0]
    assert shown["says"]["message"] == {
        "key": "greeting.absent",
        "values": {"part": {"key": "part.department", "text": "department", "values": {}}},
    }
    assert shown["findings"][0]["says"]["heard"] == {"key": "answer.rings", "values": {"count": 5}}
