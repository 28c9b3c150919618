"""What a kept verdict must have in common with the one asked for: code, options, agreement."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest

import voicecheck
from voicecheck.pipeline import rule_keys
from voicecheck.pipeline.grounds import JUDGING, code_key
from voicecheck.standard import load_standard
from voicecheck.types import Level, Person

PACKAGE = Path(voicecheck.__file__).parent


@pytest.fixture
def package(tmp_path):
    """A package with a file in each place that matters, and one elsewhere."""
    for name in (*JUDGING, "cli"):
        file = tmp_path / (name if name.endswith(".py") else f"{name}/deep/one.py")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"# {name}")
    return tmp_path


def test_any_change_of_what_judges_is_another_key(package):
    keys = [code_key(package)]
    for name in ("rules/deep/one.py", "text/deep/one.py", "types.py", "pipeline/judging.py"):
        (package / name).write_text("x = 1")
        keys.append(code_key(package))
    (package / "rules" / "model.json").write_text("{}")
    keys.append(code_key(package))
    (package / "text/deep/one.py").rename(package / "text/deep/two.py")
    keys += [code_key(package), code_key(package, ["2.1"])]
    assert len(set(keys)) == len(keys)


def test_what_does_not_judge_is_the_same_key(package):
    before = code_key(package)
    (package / "cli/deep/one.py").write_text("x = 1")
    (package / "rules/deep/one.cpython-311.pyc").write_bytes(b"made")
    assert code_key(package) == before


def test_without_sources_there_is_no_key(package):
    (package / "rules/deep/one.py").unlink()
    assert code_key(package) == ""


def test_all_that_judging_imports_is_in_the_key():
    """Whatever rules and text import of ours stands in what the key is made of."""
    files = [file for name in JUDGING for file in (PACKAGE / name).rglob("*.py")]
    files += [PACKAGE / name for name in JUDGING if name.endswith(".py")]
    named = {
        one.module
        for file in files
        for one in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(one, ast.ImportFrom) and one.module and one.module.startswith("voicecheck.")
    } - {"voicecheck.standard"}  # only for the types of annotations
    covered = {name.removesuffix(".py").replace("/", ".") for name in JUDGING}
    left = {name for name in named if not any(f"{name}.".startswith(f"voicecheck.{one}.") for one in covered)}
    assert left == set()


def test_a_rule_has_another_key_by_its_options_and_the_agreement_alone():
    standard = load_standard("hr-en")
    keys, first = rule_keys(standard), standard.settings[0]
    assert set(keys) == {setting.rule.id for setting in standard.settings}
    lighter = replace(standard, id="x", settings=(replace(first, level=Level.INFO, source="x"), *standard.settings[1:]))
    assert rule_keys(lighter) == keys
    staffed = replace(standard, agreement=replace(standard.agreement, roster=(Person("Joan"),)))
    assert not set(rule_keys(staffed).values()) & set(keys.values())


def test_other_options_are_another_key_of_that_rule_alone(tmp_path):
    file = tmp_path / "own.yaml"
    file.write_text("schema: 1\nid: own\nextends: hr-en\nrules:\n  answer.rings: {max_rings: 9}\n")
    keys, own = rule_keys(load_standard("hr-en")), rule_keys(load_standard(str(file)))
    assert {rule for rule in keys if keys[rule] != own[rule]} == {"answer.rings"}
