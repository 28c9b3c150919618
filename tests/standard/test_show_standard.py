"""The hash and the effective standard as YAML: the same for the same agreement, another for another."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voicecheck.errors import StandardError
from voicecheck.standard import load_standard, shipped, show, template

MINE = """
    id: mine
    extends: base
    language: en
    roster: people.csv
    slots: {department: [sales, selling], agent: {kind: person}}
    rules: {answer.rings: {level: error, max_rings: 4, source: "1.1"}}
    manual: [{id: tie, text: A tie}]
"""


@pytest.fixture
def mine(written):
    written("people.csv", "name,spellings\nJoan,Jo\nMark,\n", whole=True)
    return load_standard(written("mine.yaml", MINE))


def again(text, written):
    return load_standard(written("again.yaml", text, whole=True))


@pytest.mark.parametrize("name", shipped())
def test_what_is_shown_loads_to_the_same_standard(name, written):
    standard = load_standard(name)
    shown = again(show(standard), written)
    assert (shown.id, shown.hash, shown.agreement.manual) == (name, standard.hash, standard.agreement.manual)
    assert shown.settings == standard.settings


def test_what_is_shown_has_the_roster_inside_and_extends_nothing(mine, written):
    shown = yaml.safe_load(show(mine))
    assert [person["name"] for person in shown["roster"]] == ["Joan", "Mark"]
    assert "extends" not in shown
    assert again(show(mine), written).hash == mine.hash


def test_remarks_places_and_the_order_of_keys_do_not_move_the_hash(mine, written, tmp_path):
    (tmp_path / "deep").mkdir()
    written("deep/people.csv", "spellings,name\n,Mark\nJo,Joan\n", whole=True)
    text = """
        # another order
        manual: [{text: A tie, id: tie}]
        rules: {answer.rings: {source: "1.1", max_rings: 4, level: error}}
        slots: {agent: {kind: person}, department: {values: [sales, selling]}}
        roster: people.csv
        extends: base
        language: "en"
    """
    assert load_standard(written("deep/other.yaml", text)).hash == mine.hash


def test_a_default_that_is_written_out_does_not_move_the_hash(written):
    bare = load_standard(written("a.yaml", "language: en\nrules: {answer.rings: {}}"))
    full = load_standard(
        written("b.yaml", "language: en\nrules: {answer.rings: {max_rings: 3, level: warning, max_seconds: null}}")
    )
    assert bare.hash == full.hash


@pytest.mark.parametrize(
    "old, new",
    [
        ("max_rings: 4", "max_rings: 5"),
        ("level: error", "level: info"),
        ('"1.1"', '"1.2"'),
        ("selling", "sells"),
        ("[sales, selling]", "[selling, sales]"),
        ("language: en", "language: de"),
        ("A tie", "A suit"),
        ("manual:", "tone: {purpose: practice}\n    manual:"),
        ("answer.rings: {", "answer.rings: {max_seconds: 9, "),
    ],
)
def test_what_is_agreed_moves_the_hash(mine, written, old, new):
    assert old in MINE
    assert load_standard(written("other.yaml", MINE.replace(old, new))).hash != mine.hash


def test_a_name_on_the_roster_moves_the_hash(mine, written):
    written("people.csv", "name,spellings\nJoan,Jo\nMarc,\n", whole=True)
    assert load_standard(written("mine.yaml", MINE)).hash != mine.hash


def test_composed_and_decomposed_letters_have_one_hash(written):
    one = load_standard(written("a.yaml", "language: de\nslots: {department: [B\u00fcro]}"))
    two = load_standard(written("b.yaml", "language: de\nslots: {department: [Bu\u0308ro]}"))
    assert one.hash == two.hash


def test_the_hash_is_the_same_in_another_process():
    code = "from voicecheck.standard import load_standard; print(load_standard('hr-ru').hash)"
    root = Path(__file__).parents[2]
    hashes = set()
    for seed in ("1", "2"):
        env = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, env=env, cwd=root, check=True
        )
        hashes.add(done.stdout.strip())
    assert hashes == {load_standard("hr-ru").hash}


PHRASES = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\ufeff"),
    min_size=1,
    max_size=20,
).filter(lambda text: text.strip() == text)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wordings=st.lists(PHRASES, min_size=1, max_size=4), names=st.lists(PHRASES, max_size=3, unique_by=str.casefold))
def test_any_wording_survives_being_shown(wordings, names, written):
    whole = {"schema": 1, "language": "en", "slots": {"wish": wordings}, "roster": names}
    first = again(yaml.safe_dump(whole, allow_unicode=True), written)
    second = again(show(first), written)
    assert second.hash == first.hash
    assert second.agreement.slots == first.agreement.slots


@pytest.mark.parametrize("language", ["en", "de", "ru", "sq"])
def test_a_new_standard_is_valid_as_it_stands(language, written):
    standard = again(template(language), written)
    example = load_standard(f"hr-{language}")
    assert standard.language == language
    assert {one.rule.id for one in standard.settings} == {one.rule.id for one in example.settings}
    assert [slot.values for slot in standard.agreement.slots if slot.name == "department"] == [
        slot.values for slot in example.agreement.slots if slot.name == "department"
    ]


def test_a_new_standard_in_a_language_that_does_not_ship():
    with pytest.raises(StandardError, match="there is no example in 'fr'"):
        template("fr")
