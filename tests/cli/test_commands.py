"""Every command: help with an example, quick, and doing what it says."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from voicecheck.cli import cli

HEAVY = ("faster_whisper", "librosa", "onnxruntime", "ctranslate2", "av", "scipy", "numba", "swift_f0", "soxr", "numpy")


def commands(group=cli, path=()):
    """Every command that does something, by the words that call it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


COMMANDS = dict(commands())


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_help_has_an_example_that_the_command_takes(inside, words):
    ran = inside(*words, "--help")
    assert (ran.code, ran.err) == (0, "")
    examples = [line.strip() for line in ran.out.splitlines() if line.strip().startswith("voicecheck ")]
    called = f"voicecheck {' '.join(words)}"
    own = [example for example in examples if example.startswith(called)]
    assert own
    for example in own:
        arguments = shlex.split(example.split(" > ")[0].split(" >> ")[0])[1 + len(words) :]
        COMMANDS[words].make_parser(click.Context(COMMANDS[words])).parse_args(arguments)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_option_says_what_it_does(words):
    options = [p for p in COMMANDS[words].params if isinstance(p, click.Option)]
    assert [o.name for o in options if not o.help and o.metavar is None] == []


@pytest.mark.parametrize("arguments", [["--help"], ["check", "--help"], ["--version"], ["rules", "list", "--help"]])
def test_help_imports_nothing_heavy(arguments):
    script = (
        "import sys\nfrom voicecheck.cli import cli\n"
        f"try:\n    cli.main({arguments!r}, standalone_mode=True)\nexcept SystemExit:\n    pass\n"
        f"heavy = [n for n in {HEAVY!r} if n in sys.modules]\nassert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_groups_list_every_command(inside):
    out = inside("--help").out
    assert [words[0] for words in COMMANDS if f"  {words[0]} " not in out] == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_a_script_of_that_shell(inside, shell):
    ran = inside("completion", shell)
    assert (ran.code, ran.err) == (0, "")
    assert "_VOICECHECK_COMPLETE" in ran.out


def test_the_completion_script_is_bash_and_completes(environment, inside, tmp_path):
    (tmp_path / "complete.bash").write_text(inside("completion", "bash").out)
    assert subprocess.run(["bash", "-n", "complete.bash"], cwd=tmp_path, check=False).returncode == 0
    asked = {**environment, "_VOICECHECK_COMPLETE": "bash_complete", "COMP_WORDS": "voicecheck ch", "COMP_CWORD": "1"}
    command = [sys.executable, "-c", "import sys; sys.argv = ['voicecheck']; from voicecheck.cli import main; main()"]
    done = subprocess.run(command, env=asked, capture_output=True, text=True, check=False)
    assert done.stdout == "plain,check\n"


def test_doctor_says_what_is_missing_and_how_to_mend_it(inside):
    ran = inside("doctor", VOICECHECK_ENGINE="")
    assert ran.code == 78
    bad = [line for line in ran.out.splitlines() if line.startswith("MEND")]
    assert len(bad) == 1
    assert "voicecheck models install base" in bad[0]
    assert ran.out.endswith("1 to mend\n")


@pytest.mark.model
def test_doctor_is_content_where_the_model_is_in_place(run, model_home):
    ran = run("doctor", VOICECHECK_ENGINE="", VOICECHECK_HOME=str(model_home))
    assert ran.code == 0, ran.out
    assert "verified" in ran.out
    assert ran.out.endswith("all is well\n")


def test_rules_are_listed_and_each_has_its_manual_page(inside):
    names = [line.split()[0] for line in inside("rules", "list").out.splitlines()]
    assert {"greeting.formula", "answer.rings", "tone.pleasant"} <= set(names)
    for name in names:
        page = inside("rules", "show", name).out
        assert page.startswith(f"{name}\n\n")
        assert len(page.splitlines()) > 5


@pytest.mark.parametrize("language", ["en", "de", "ru", "sq"])
def test_a_new_standard_validates_and_is_never_written_over(inside, tmp_path, language):
    made = inside("standard", "new", "--language", language, "-o", "mine.yaml")
    assert (made.code, made.out) == (0, "")
    assert inside("standard", "validate", "mine.yaml").code == 0
    before = (tmp_path / "mine.yaml").read_bytes()
    assert inside("standard", "new", "-o", "mine.yaml").code == 2
    assert (tmp_path / "mine.yaml").read_bytes() == before


def test_what_a_standard_shows_has_the_same_effect(inside, tmp_path):
    shown = inside("standard", "show", "hr-en").out
    (tmp_path / "copy.yaml").write_text(shown)
    assert inside("standard", "validate", "copy.yaml").code == 0
    assert "hr-en" in inside("standard", "list").out


def test_models_are_listed_and_a_missing_one_is_78(inside):
    listed = inside("models", "list")
    assert (listed.code, listed.err) == (0, "")
    assert any(line.startswith("base ") for line in listed.out.splitlines())
    assert inside("models", "verify").code == 78
    assert inside("models", "install", "no-such-model").code == 78


README = Path(__file__).parents[2] / "README.md"


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_the_readme_names_every_command_and_its_options(words):
    manual = README.read_text("utf-8")
    grouped = rf"voicecheck {words[0]} .*`{words[-1]}`"  # `voicecheck models list`, `install`, `verify`
    assert f"voicecheck {' '.join(words)}" in manual or re.search(grouped, manual)
    options = [p for p in COMMANDS[words].params if isinstance(p, click.Option)]
    assert [o.opts[0] for o in options if not re.search(rf"(?<![\w-]){re.escape(o.opts[0])}(?![\w-])", manual)] == []
