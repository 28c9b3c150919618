"""What is wrong with a standard: all of it at once, each with file, line, place and the nearest known word."""

from __future__ import annotations

import pytest

from voicecheck.errors import StandardError
from voicecheck.standard import load_standard

HEAD = "language: en\n"


def test_all_faults_at_once_in_the_order_of_lines(faults_of):
    text = """
        schema: 1
        languge: en
        tone: {purpose: scores}
        rules:
          answer.ring: {level: info}
          answer.rings:
            level: eror
            max_ring: 3
            max_seconds: soon
          """
    assert faults_of(text) == [
        "my.yaml:1: language: a language code of two letters wanted, such as en",
        "my.yaml:2: languge: unknown key; did you mean language?",
        "my.yaml:3: tone.purpose: 'scores' is not one of practice, report, score; did you mean score?",
        "my.yaml:5: rules.answer.ring: unknown rule; did you mean answer.rings?",
        "my.yaml:7: rules.answer.rings.level: 'eror' is not one of error, warning, info; did you mean error?",
        "my.yaml:8: rules.answer.rings.max_ring: unknown option; did you mean max_rings?",
        "my.yaml:9: rules.answer.rings.max_seconds: a number wanted, 'soon' given",
    ]


@pytest.mark.parametrize(
    "value, wanted",
    [
        ("31", "from 0 to 30 wanted"),
        ("-1", "from 0 to 30 wanted"),
        ("3.0", "a whole number wanted, '3.0' given"),
        ("yes", "a whole number wanted, 'yes' given"),
        ('"3"', "a whole number wanted, '3' given"),
        ("0x3", "a whole number wanted, '0x3' given"),
        ("1:30", "a whole number wanted, '1:30' given"),
        ("", "is empty"),
        ("[3]", "one value wanted, a list given"),
        ("{at: 3}", "one value wanted, name: value pairs given"),
    ],
)
def test_a_value_of_another_type_or_out_of_range(faults_of, value, wanted):
    found = faults_of(f"{HEAD}rules:\n  answer.rings:\n    level: info\n    max_rings: {value}\n")
    assert found == [f"my.yaml:6: rules.answer.rings.max_rings: {wanted}"]


@pytest.mark.parametrize("value", [".inf", ".nan", "1e999", "1_0"])
def test_a_number_is_finite_and_plain(faults_of, value):
    (found,) = faults_of(f"{HEAD}rules: {{answer.rings: {{max_seconds: {value}}}}}")
    assert found.endswith(f"max_seconds: a number wanted, {value!r} given")


def test_an_error_needs_its_clause(faults_of):
    found = faults_of(f"{HEAD}rules:\n  answer.rings: {{level: error}}")
    assert found == [
        "my.yaml:4: rules.answer.rings.source: is required for level error: the clause of the agreed sheet"
    ]


def test_a_fault_in_the_file_below_names_that_file(written, faults_of):
    written("house.yaml", "language: en\nrules: {answer.rings: {max_rings: 99}}")
    assert faults_of("extends: house.yaml") == ["house.yaml:3: rules.answer.rings.max_rings: from 0 to 30 wanted"]


@pytest.mark.parametrize("schema", ["", "schema: 2\n", 'schema: "1"\n', "schema: [1]\n"])
def test_the_schema_is_said(faults_of, schema):
    (found,) = faults_of(f"{schema}language: en\n", whole=True)
    assert found.endswith("schema: `schema: 1` wanted")


def test_a_key_stands_once(faults_of):
    found = faults_of(f"{HEAD}rules:\n  answer.rings: {{level: info}}\n  answer.rings: off\n")
    assert found == ["my.yaml:5: rules.answer.rings: stands twice, first in line 4"]


def test_extending_in_a_circle(written, faults_of):
    written("b.yaml", "extends: my.yaml")
    assert faults_of("language: en\nextends: b.yaml") == [
        "b.yaml:2: extends: my.yaml extends itself, by way of 2 file(s)"
    ]


def test_extending_too_many(written, faults_of):
    for number in range(12):
        written(f"{number}.yaml", f"language: en\nextends: {number + 1}.yaml")
    (found,) = faults_of("extends: 0.yaml")
    assert "more than 8 standards" in found


@pytest.mark.parametrize(
    "name, what",
    [
        ("bas", "there is no standard 'bas'; did you mean base?"),
        ("house.yaml", "there is no file"),
        ("[base]", "one id or file wanted"),
    ],
)
def test_extending_what_is_not_there(faults_of, name, what):
    found = faults_of(f"language: en\nextends: {name}")
    assert found[0].startswith(f"my.yaml:3: extends: {what}")


def test_a_rule_without_anything_after_it(faults_of):
    assert faults_of(f"{HEAD}rules:\n  answer.rings:\n") == ["my.yaml:4: rules.answer.rings: options or `off` wanted"]


def test_a_language_without_wordings_where_words_are_judged(faults_of):
    found = faults_of("extends: base\nlanguage: fr")
    assert found == ["my.yaml:3: language: greeting.formula has no wordings for 'fr'; known: en, de, ru, sq"]


def test_a_slot_of_the_formula_is_defined(faults_of):
    found = faults_of(
        """
        schema: 1
        language: en
        slots: {motto: [always there]}
        rules:
          greeting.formula:
            level: info
            formula: "{salutation}, {departmnt|organisation}, {moto}"
        """
    )
    where = "my.yaml:7: rules.greeting.formula.formula: the slot"
    assert found == [
        f"{where} {{departmnt}} is not defined in slots; did you mean department?",
        f"{where} {{moto}} is not defined in slots; did you mean motto?",
    ]


@pytest.mark.parametrize(
    "slot, what",
    [
        ("wish: {kind: phrase}", "slots.wish: a phrase needs at least one wording"),
        ("wish: []", "slots.wish: a phrase needs at least one wording"),
        ("wish: {kind: prase, values: [bye]}", "slots.wish.kind: unknown kind 'prase'; did you mean phrase?"),
        ("wish: {value: [bye]}", "slots.wish.value: unknown option; did you mean values?"),
        ("Wish: bye", "slots.Wish: a slot's name is small Latin letters, digits and _"),
        ("wish: [bye, '']", "slots.wish.values: is empty"),
        (f"wish: {'x' * 201}", "slots.wish.values: a wording is longer than 200 characters"),
    ],
)
def test_a_slot_that_cannot_be(faults_of, slot, what):
    assert faults_of(f"{HEAD}slots:\n  {slot}\n") == [f"my.yaml:4: {what}"]


@pytest.mark.parametrize(
    "csv, what",
    [
        ("Joan\nMark\n", "people.csv:1: roster: the first line must name the columns: name, spellings, languages"),
        ("name,speling\nJoan,x\n", "people.csv:1: roster: unknown column 'speling'; did you mean spellings?"),
        ("name,spellings\n,Jo\n", "people.csv:2: roster: the name is missing"),
        ("name,spellings\nJoan\nMark\nJOAN\n", "people.csv:4: roster: JOAN stands twice, first in line 2"),
        ("name,spellings\nJoan,Jo,Joanie\n", "people.csv:2: roster: 3 cells in a table of 2 columns"),
        ('name\n"Joan\n', "people.csv:2: roster: not valid CSV"),
    ],
)
def test_a_roster_that_cannot_be_used(written, faults_of, csv, what):
    written("people.csv", csv, whole=True)
    (found,) = faults_of(f"{HEAD}roster: people.csv")
    assert found.startswith(what)


def test_a_roster_that_is_not_there(faults_of):
    (found,) = faults_of(f"{HEAD}roster: people.csv")
    assert found.startswith("my.yaml:3: roster: people.csv: cannot be read")


def test_a_roster_that_is_not_utf_8(written, faults_of, tmp_path):
    (tmp_path / "people.csv").write_bytes("name\nJoan\nMüller\n".encode("latin-1"))
    (found,) = faults_of(f"{HEAD}roster: people.csv")
    assert "people.csv:3: not UTF-8 text" in found


def test_tone_as_a_score_without_a_legal_basis(faults_of):
    (found,) = faults_of(f"{HEAD}tone:\n  purpose: score\n")
    assert found.startswith("my.yaml:4: tone.legal_basis: is required where tone counts as a score")


@pytest.mark.parametrize(
    "manual, what",
    [
        ("[{id: tie}]", "manual.text: is missing"),
        ("[{id: tie, text: a, text2: b}]", "manual.text2: unknown option; did you mean text?"),
        ("[{id: tie, text: a}, {id: tie, text: b}]", "manual.tie: stands twice"),
        ("[tie]", "manual: {id, text, source} wanted"),
        ("tie", "manual: a list of {id, text, source} wanted"),
    ],
)
def test_manual_items_that_cannot_be(faults_of, manual, what):
    assert faults_of(f"{HEAD}manual: {manual}") == [f"my.yaml:3: {what}"]


@pytest.mark.parametrize(
    "text, what",
    [
        ("rules: [", "not valid YAML"),
        ("a: 1\n---\nb: 2\n", "not valid YAML"),
        ("", "the file is empty"),
        ("# only a remark\n", "the file is empty"),
        ("just words", "a standard is a list of `key: value` lines"),
        ("schema: 1\nlanguage: !!python/object/apply:os.system [ls]\n", "the tag"),
        ("schema: 1\nid: !secret x\nlanguage: en\n", "the tag !secret is not allowed"),
        ("schema: 1\nlanguage: en\nbase: &a {x: 1}\nslots:\n  <<: *a\n", "a key must be plain text"),
        ("schema: 1\nlanguage: en\n? [a, b]\n: 1\n", "a key must be plain text"),
        ("schema: 1\nid: a\0b\n", "not valid YAML"),
        ("[" * 5000, "not valid YAML"),
    ],
)
def test_what_is_no_standard_says_so(faults_of, text, what):
    assert any(what in line for line in faults_of(text, whole=True))


def test_a_few_lines_of_aliases_cannot_grow_without_bound(faults_of):
    lines = ["schema: 1", "language: en", "a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    assert any("once its aliases are followed" in line for line in faults_of("\n".join(lines), whole=True))


def test_thousands_of_faults_are_cut_short(faults_of):
    found = faults_of("".join(f"key{number}: 1\n" for number in range(3000)))
    assert len(found) == 101
    assert found[-1] == "and 2901 more"


def test_a_list_inside_itself(faults_of):
    assert any("once its aliases" in line for line in faults_of("schema: 1\nlanguage: en\nslots: &a {b: *a}\n"))


def test_a_file_beyond_all_size(written):
    path = written("my.yaml", "schema: 1\n# " + "x" * 1_000_001)
    with pytest.raises(StandardError, match="larger than 1,000,000 bytes"):
        load_standard(path)


def test_a_file_that_is_not_utf_8(tmp_path):
    path = tmp_path / "my.yaml"
    path.write_bytes(b"schema: 1\nlanguage: en\nslots: {department: [B\xfcro]}\n")
    with pytest.raises(StandardError, match=r"my\.yaml:3: not UTF-8 text; save the file as UTF-8"):
        load_standard(path)


def test_a_folder_is_no_standard(tmp_path):
    with pytest.raises(StandardError, match="there is no such file"):
        load_standard(str(tmp_path))
