"""The rooms and their walls: imports, sizes, names, docstrings and what a bare import loads."""

from __future__ import annotations

import ast
import doctest
import importlib
import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "voicecheck"
FILES = sorted(ROOT.rglob("*.py"))
LONGEST = 400
LONGER = {"voicecheck/types.py": 740}
"""The vocabulary is one page on purpose: one place to look a word up. It holds no logic."""

GROUND = {"types", "errors", "phrase"}
SOUND = GROUND | {"signal", "intervals"}
OUTER = GROUND | {"private", "shares", "config", "pipeline", "standard", "reports", "store"}
ANYTHING = None
MAY_IMPORT: dict[str, set[str] | None] = {
    "types": {"errors", "phrase"},
    "errors": set(),
    "shares": set(),  # how sure a share is: whoever counts needs it
    "private": set(),  # what whoever writes a file or a log line keeps to
    "phrase": set(),  # a message as a value: whoever measures or judges makes them, reports word them
    "signal": GROUND,
    "intervals": GROUND,  # what two sets of seconds share: audio, asr and voice all ask, and never each other
    "audio": SOUND,
    "asr": SOUND,
    "voice": SOUND,
    "text": GROUND,
    "reports": GROUND,
    "store": GROUND | {"private"},
    "config": GROUND,
    "rules": GROUND | {"text"},
    "standard": GROUND | {"text", "rules"},
    # config: so that check_call(call, standard) knows where the model lies without being told
    "pipeline": SOUND | {"audio", "asr", "text", "voice", "rules", "standard", "config"},
    "batch": OUTER,
    # counts what the store holds and shows it in the reports' words; judges nothing, so it needs no pipeline
    "history": GROUND | {"store", "reports", "shares"},
    "web": OUTER,
    "cli": ANYTHING,
    "__init__": ANYTHING,
    "__main__": ANYTHING,
}
HEAVY = ("faster_whisper", "librosa", "onnxruntime", "ctranslate2", "av", "scipy", "numba", "swift_f0", "soxr")
LIGHT_ROOMS = ("voicecheck", "voicecheck.cli", "voicecheck.rules", "voicecheck.standard", "voicecheck.types")


def room(path: Path) -> str:
    """The room that a file stands in."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name of each module that a file imports, wherever in the file it does."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are absolute"
            yield node.lineno, node.module or ""
            if node.module == "voicecheck":
                yield from ((node.lineno, f"voicecheck.{alias.name}") for alias in node.names)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT.parent))


def public_functions(path: Path) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """The functions and methods of a file that are not private and not nested in a function."""
    for node in tree(path).body:
        members = node.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_") else [node]
        for member in members:
            if isinstance(member, (ast.FunctionDef, ast.AsyncFunctionDef)) and not member.name.startswith("_"):
                yield f"{named(path)}:{member.lineno} {member.name}", member


def test_there_is_something_to_read():
    assert len(FILES) > 10


@pytest.mark.parametrize("path", FILES, ids=named)
def test_imports_point_one_way(path):
    home = room(path)
    assert home in MAY_IMPORT, f"{home} is no room; add it here"
    allowed = MAY_IMPORT[home]
    if allowed is ANYTHING:
        return
    for line, name in imported(path):
        parts = name.split(".")
        if parts[0] == "voicecheck" and len(parts) > 1 and parts[1] not in ("__version__", home):
            assert parts[1] in allowed, f"{named(path)}:{line}: {home} may not import {name}"


@pytest.mark.parametrize("path", FILES, ids=named)
def test_heavy_packages_are_imported_inside_functions(path):
    """At the top of a module only for the type checker."""
    for node in tree(path).body:
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            assert name.split(".")[0] not in HEAVY, f"{named(path)}:{node.lineno}: {name} at the top"


@pytest.mark.parametrize("path", FILES, ids=named)
def test_a_file_fits_in_the_head(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGER.get(named(path), LONGEST)


@pytest.mark.parametrize("path", FILES, ids=named)
def test_names_say_what_a_file_is_about(path):
    words = {part.removesuffix(".py") for part in path.relative_to(ROOT).parts}
    assert not words & {"utils", "util", "helpers", "helper", "core", "common", "misc", "manager"}


@pytest.mark.parametrize("path", FILES, ids=named)
def test_public_functions_say_what_comes_back(path):
    bare = [where for where, function in public_functions(path) if not ast.get_docstring(function)]
    assert not bare
    assert ast.get_docstring(tree(path)), f"{named(path)} has no docstring"


@pytest.mark.parametrize("path", FILES, ids=named)
def test_functions_are_typed(path):
    untyped = []
    for node in ast.walk(tree(path)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            bare = [arg.arg for arg in given if arg.annotation is None and arg.arg not in ("self", "cls")]
            if node.returns is None or bare:
                untyped.append(f"{named(path)}:{node.lineno} {node.name} {bare}")
    assert not untyped


@pytest.mark.parametrize("path", FILES, ids=named)
def test_a_fault_is_not_swallowed(path):
    """`except Exception` stands around one call of a run and at the top of the command line, nowhere else."""
    if room(path) in ("batch", "cli"):
        return
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ExceptHandler):
            caught = ast.unparse(node.type) if node.type else "everything"
            assert caught not in ("everything", "Exception", "BaseException"), f"{named(path)}:{node.lineno}"


@pytest.mark.parametrize("path", [path for path in FILES if ">>> " in path.read_text(encoding="utf-8")], ids=named)
def test_examples_run(path):
    dotted = ".".join(path.relative_to(ROOT.parent).with_suffix("").parts).removesuffix(".__init__")
    result = doctest.testmod(importlib.import_module(dotted), optionflags=doctest.ELLIPSIS)
    assert result.failed == 0, f"{named(path)}: run `python -m doctest -v` on it"


@pytest.mark.parametrize("module", LIGHT_ROOMS)
def test_a_bare_import_loads_nothing_heavy(module):
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"{module} is not there")
    code = f"import sys, {module}; print(*sorted({{m.split('.')[0] for m in sys.modules}} & set({HEAVY!r})))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT.parent, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
