"""What verdicts follow from beside the evidence, so that one need not be reached a second time.

A verdict is a pure function of a rule's code, its options, the agreement, the evidence with the call's metadata, and
the agent's usual voice where the rule compares. Where a kept verdict has all of that in common with the one asked
for, it is that verdict: only level and source, which the standard adds afterwards, may differ.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voicecheck.standard import Standard

JUDGING = ("rules", "text", "pipeline/judging.py", "types.py", "phrase.py", "errors.py")
"""Where all that can move a verdict is written, as seen from the package: whole rooms and single modules."""
COMPILED = (".pyc", ".pyo")


@lru_cache(maxsize=8)
def rule_keys(standard: Standard) -> Mapping[str, str]:
    """For each rule of a standard, a hash of its code, its options and the agreement; none where the code is not known.

    Level and source are not part of it: they do not move the status.
    """
    code = _code_key()
    if not code:
        return {}
    agreement = repr(standard.agreement)
    return {one.rule.id: _digest([code, one.rule.id, repr(one.options), agreement]) for one in standard.settings}


@cache
def _code_key() -> str:
    """A hash of the code that judges, and of what it computes with; empty where it cannot be read."""
    import numpy
    import rapidfuzz

    try:
        return code_key(Path(__file__).parents[1], [numpy.__version__, rapidfuzz.__version__])
    except OSError:
        return ""


def code_key(package: Path, versions: Iterable[str] = ()) -> str:
    """A hash of all files that can move a verdict; empty where the sources are not there.

    Args:
        package: the folder of the package.
        versions: of the libraries that it computes with; the interpreter's is added.

    Raises:
        OSError: if a file cannot be read.
    """
    files = [file for name in JUDGING for file in _files(package / name)]
    if not all(any(file.suffix == ".py" for file in _files(package / name)) for name in JUDGING):
        return ""
    named = [(file.relative_to(package).as_posix(), hashlib.sha256(file.read_bytes()).hexdigest()) for file in files]
    return _digest([platform.python_version(), *versions, *(part for one in sorted(named) for part in one)])


def _files(place: Path) -> list[Path]:
    """The files of a room, or the module itself, without what the interpreter makes of them."""
    found = place.rglob("*") if place.is_dir() else [place]
    return [file for file in found if file.is_file() and file.suffix not in COMPILED]


def _digest(parts: Iterable[str]) -> str:
    """Half a hash over parts, each with its length, so that no two lists of parts run into one another."""
    whole = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:32]
