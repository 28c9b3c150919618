"""Models on this machine: which are installed, whether they are what the manifest says, and the way to install one.

A model lives in `<home>/models/<name>/`. It appears there whole, by one rename, after every file was
verified; nothing is loaded that was not hashed in the same process.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicecheck.asr.manifest import WEIGHTS, ModelEntry, ModelFile, catalogue, entry
from voicecheck.errors import EngineError

if TYPE_CHECKING:
    from pathlib import Path

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class FileFault:
    """One file of a model that is not as it must be."""

    name: str
    fault: str


def model_dir(name: str, home: Path) -> Path:
    """Where a model of that name lives."""
    return home / "models" / name


def installed(home: Path, manifest: Path | None = None) -> tuple[str, ...]:
    """Names of the models that have a folder here, in the catalogue's order; not verified."""
    return tuple(one.name for one in catalogue(manifest) if (model_dir(one.name, home) / WEIGHTS).is_file())


def sha256_of(file: Path) -> str:
    """sha256 of a file's content."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def file_fault(path: Path, wanted: ModelFile) -> str | None:
    """What is wrong with a file: missing, of another size, of another content; None where nothing is."""
    if not path.is_file():
        return "is missing"
    size = path.stat().st_size
    if size != wanted.size:
        return f"has {size:,} bytes, {wanted.size:,} expected"
    if sha256_of(path) != wanted.sha256:
        return "has another sha256 than the manifest"
    return None


def faults_of(one: ModelEntry, folder: Path) -> tuple[FileFault, ...]:
    """Every file in the folder that is not what the manifest says, by a full hash."""
    found = ((file.name, file_fault(folder / file.name, file)) for file in one.files)
    return tuple(FileFault(name, fault) for name, fault in found if fault is not None)


def verify(name: str, home: Path, manifest: Path | None = None) -> tuple[FileFault, ...]:
    """Every fault of an installed model, by a full hash of each file; empty where it is in order.

    Raises:
        EngineError: where no such model is known, pinned or installed.
    """
    one = pinned(name, manifest)
    folder = model_dir(name, home)
    if not folder.is_dir():
        raise EngineError(f"model {name} is not installed in {folder}: run: voicecheck models install {name}")
    return faults_of(one, folder)


def verified_dir(name: str, home: Path, manifest: Path | None = None) -> tuple[Path, str]:
    """The folder of an installed model and its weights' sha256, after hashing every file.

    Hashing is done once a process, when the model is loaded (base: a few tenths of a second), and
    remembered nowhere, so that there is no memory that could be stale.

    Raises:
        EngineError: where the model is unknown, not installed, or damaged; the message has the remedy.
    """
    faults = verify(name, home, manifest)
    if faults:
        listed = "; ".join(f"{fault.name} {fault.fault}" for fault in faults)
        raise EngineError(f"model {name} is damaged: {listed}: run: voicecheck models install {name} --force")
    weights = next(file for file in pinned(name, manifest).files if file.name == WEIGHTS)
    return model_dir(name, home), weights.sha256


def pinned(name: str, manifest: Path | None = None) -> ModelEntry:
    """The catalogue's entry, which must be pinned.

    Raises:
        EngineError: where it is unknown or not pinned.
    """
    one = entry(name, manifest)
    if not one.pinned:
        usable = ", ".join(other.name for other in catalogue(manifest) if other.pinned)
        raise EngineError(f"model {name} cannot be used until it is pinned: {one.unpinned_why}; pinned are: {usable}")
    return one
