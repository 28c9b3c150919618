"""Loading, merging, switching off, and what stands in the result."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from voicecheck.errors import StandardError
from voicecheck.rules import RULES
from voicecheck.standard import load_standard, shipped
from voicecheck.types import Level, Person, Purpose, SlotSpec


def setting(standard, rule="answer.rings"):
    return next(one for one in standard.settings if one.rule.id == rule)


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_standard_loads(name):
    standard = load_standard(name)
    assert standard.id == name
    assert standard.hash.startswith("sha256:")
    assert len(standard.hash) == 7 + 64
    assert all(isinstance(one.options, one.rule.options) for one in standard.settings)
    assert all(one.source for one in standard.settings if one.level is Level.ERROR)


@pytest.mark.parametrize("language", ["en", "de", "ru", "sq"])
@pytest.mark.parametrize("kind", ["hr", "greeting"])
def test_every_language_has_both_standards(kind, language):
    standard = load_standard(f"{kind}-{language}")
    assert standard.language == language
    assert standard.agreement.language == language


@pytest.mark.parametrize("language", ["en", "de", "ru", "sq"])
def test_the_sheet_stands_in_every_hr_standard(language):
    standard = load_standard(f"hr-{language}")
    clauses = {one.rule.id: (one.level, one.source) for one in standard.settings}
    sheet = {
        "en": "Service standard",
        "de": "Servicestandard",
        "ru": "Стандарт обслуживания",
        "sq": "Standardi i shërbimit",
    }
    assert clauses["answer.rings"] == (Level.ERROR, f"{sheet[language]} 1.1")
    assert clauses["greeting.formula"] == (Level.ERROR, f"{sheet[language]} 2.1")
    assert clauses["tone.pleasant"] == (Level.WARNING, f"{sheet[language]} 3.4")
    assert len(standard.agreement.manual) >= 3


def test_a_path_is_a_file_and_not_an_id(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StandardError, match="no such file"):
        load_standard(Path("hr-en"))


def test_an_unknown_id_names_the_nearest():
    with pytest.raises(StandardError, match="there is no standard 'hr-eng'; did you mean hr-en"):
        load_standard("hr-eng")


def test_a_file_that_is_not_there():
    with pytest.raises(StandardError, match=r"nowhere/my\.yaml: there is no such file"):
        load_standard("nowhere/my.yaml")


def test_options_are_merged_key_by_key(written):
    written("house.yaml", "{language: en, rules: {answer.rings: {max_rings: 5, max_seconds: 20}}, schema: 1}")
    path = written("my.yaml", "extends: house.yaml\nrules:\n  answer.rings: {max_seconds: 30}\n")
    options = setting(load_standard(path)).options
    assert (options.max_rings, options.max_seconds) == (5, 30.0)


def test_later_wins_over_three_files(written):
    written("a.yaml", "language: en\nrules: {answer.rings: {max_rings: 5, level: info}}")
    written("b.yaml", "extends: a.yaml\nlanguage: de\nrules: {answer.rings: {max_rings: 4}}")
    standard = load_standard(written("c.yaml", "id: house\nextends: b.yaml"))
    assert (standard.id, standard.language) == ("house", "de")
    assert (setting(standard).options.max_rings, setting(standard).level) == (4, Level.INFO)


def test_the_id_is_not_inherited(written):
    written("a.yaml", "id: theirs\nlanguage: en")
    assert load_standard(written("b.yaml", "extends: a.yaml")).id == "b"


def test_extending_a_file_is_relative_to_the_file_that_extends(written, tmp_path, monkeypatch):
    (tmp_path / "sub").mkdir()
    written("sub/house.yaml", "extends: ../ground.yaml\nlanguage: de")
    written("ground.yaml", "language: en\nrules: {answer.rings: {max_rings: 7}}")
    path = written("my.yaml", "extends: sub/house.yaml")
    monkeypatch.chdir("/")
    assert setting(load_standard(path)).options.max_rings == 7


@pytest.mark.parametrize("off", ["off", "Off", "no", "false", '"off"'])
def test_off_switches_off(written, off):
    standard = load_standard(written("my.yaml", f"extends: base\nrules:\n  answer.rings: {off}\n"))
    assert "answer.rings" not in {one.rule.id for one in standard.settings}


def test_what_was_off_starts_afresh(written):
    written("a.yaml", "language: en\nrules: {answer.rings: {max_rings: 7}}")
    written("b.yaml", "extends: a.yaml\nrules: {answer.rings: off}")
    standard = load_standard(written("c.yaml", "extends: b.yaml\nrules: {answer.rings: {level: info}}"))
    assert setting(standard).options.max_rings == 3


def test_no_is_norwegian(written):
    assert load_standard(written("my.yaml", "language: no")).language == "no"


def test_words_that_yaml_takes_for_something_else_stay_words(written):
    path = written("my.yaml", "language: en\nslots: {department: [off, 12:30, 007, Null, 1_000]}\nroster: [Yes, On]")
    agreement = load_standard(path).agreement
    assert agreement.slots == (SlotSpec("department", "organisation", ("off", "12:30", "007", "Null", "1_000")),)
    assert [person.name for person in agreement.roster] == ["Yes", "On"]


def test_slots_in_their_three_forms(written):
    path = written(
        "my.yaml",
        """
        language: en
        slots:
          department: human resources
          wish: [have a nice day, enjoy your day]
          agent: {kind: person}
        """,
    )
    assert load_standard(path).agreement.slots == (
        SlotSpec("department", "organisation", ("human resources",)),
        SlotSpec("wish", "phrase", ("have a nice day", "enjoy your day")),
        SlotSpec("agent", "person"),
    )


def test_a_slot_of_a_later_file_replaces_the_earlier_one(written):
    written("a.yaml", "language: en\nslots: {department: [sales], wish: [bye]}")
    standard = load_standard(written("b.yaml", "extends: a.yaml\nslots: {department: [support]}"))
    assert [(slot.name, slot.values) for slot in standard.agreement.slots] == [
        ("department", ("support",)),
        ("wish", ("bye",)),
    ]


def test_a_manual_item_of_the_same_id_is_replaced_in_its_place(written):
    written("a.yaml", "language: en\nmanual: [{id: desk, text: old}, {id: mail, text: letters}]")
    path = written("b.yaml", "extends: a.yaml\nmanual: [{id: desk, text: new, source: '4.1'}, {id: tie, text: a tie}]")
    assert [(item.id, item.text, item.source) for item in load_standard(path).agreement.manual] == [
        ("desk", "new", "4.1"),
        ("mail", "letters", None),
        ("tie", "a tie", None),
    ]


def test_tone_as_a_score_states_its_legal_basis(written):
    path = written("my.yaml", "language: en\ntone: {purpose: score, legal_basis: works agreement 7}")
    standard = load_standard(path)
    assert standard.agreement.tone_purpose is Purpose.SCORE
    assert standard.legal_basis == "works agreement 7"


def test_a_roster_in_the_standard(written):
    path = written("my.yaml", "language: en\nroster:\n- Joan\n- {name: Yulia, spellings: [Julia, Юлия], languages: ru}")
    assert load_standard(path).agreement.roster == (Person("Joan"), Person("Yulia", ("Julia", "Юлия"), ("ru",)))


@pytest.mark.parametrize(
    "text",
    [
        "name,spellings,languages\nYulia,Julia; Юлия,ru;en\n\nJoan,,\n",
        "\ufeffname;spellings;languages\r\nYulia;Julia, Юлия;ru,en\r\nJoan;;\r\n",
        'languages,name,spellings\n"ru;en",Yulia,"Julia;Юлия"\n,Joan\n',
    ],
    ids=["commas", "semicolons with a byte order mark", "columns in another order"],
)
def test_a_roster_in_a_file(written, text):
    written("people.csv", text, whole=True)
    standard = load_standard(written("my.yaml", "language: en\nroster: people.csv"))
    assert standard.agreement.roster == (Person("Yulia", ("Julia", "Юлия"), ("ru", "en")), Person("Joan"))


def test_the_rules_come_in_the_order_of_the_registry():
    order = [one.rule.id for one in load_standard("hr-en").settings]
    assert order == [rule for rule in RULES if rule in order]


@pytest.mark.parametrize("name", shipped())
def test_a_standard_goes_to_another_process_and_is_the_same_there(name):
    standard = load_standard(name)
    assert pickle.loads(pickle.dumps(standard)) == standard
