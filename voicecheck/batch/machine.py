"""How much of this machine a run may use: listeners, threads a listener, memory, disk."""

from __future__ import annotations

import os
from pathlib import Path

from voicecheck.config import usable_cores
from voicecheck.errors import ConfigError

AUTO = "auto"
LISTENER_BYTES = 350_000_000
"""Planned a listener beside its model's files: base (145 MB) then has the 0.5 GB that is planned for it."""
CGROUP_MEMORY = Path("/sys/fs/cgroup/memory.max")
CGROUP_USED = Path("/sys/fs/cgroup/memory.current")
MEMORY = Path("/proc/meminfo")


def plan_workers(asked: str, *, model_bytes: int, calls: int) -> int:
    """How many listeners to start: the number asked for, or as many as processors, memory and calls allow.

    Args:
        asked: a number, or "auto".
        model_bytes: size of the model's files.
        calls: how many there are to listen to.

    Raises:
        ConfigError: where it is neither.
    """
    if asked != AUTO:
        if not asked.isdecimal() or not 1 <= int(asked) <= 1024:
            raise ConfigError(f"--workers {asked!r}: auto or a number from 1 up is wanted")
        return min(int(asked), max(1, calls))
    free = free_memory()
    by_memory = free // (LISTENER_BYTES + model_bytes) if free is not None else usable_cores()
    return max(1, min(usable_cores(), by_memory, calls))


def plan_threads(workers: int) -> int:
    """Processor threads a listener, so that all together use what may be used."""
    return max(1, usable_cores() // workers)


def free_memory(memory: Path = MEMORY, limit: Path = CGROUP_MEMORY, used: Path = CGROUP_USED) -> int | None:
    """Bytes that may still be taken: what the machine has, cut to the control group's limit; None: not known."""
    known = [one for one in (_available(memory), _left(limit, used)) if one is not None]
    return min(known, default=None)


def free_disk(folder: Path) -> int:
    """Bytes that may be written where `folder` is or will be.

    Raises:
        OSError: where the disk cannot be asked.
    """
    existing = next(place for place in (folder.absolute(), *folder.absolute().parents) if place.exists())
    disk = os.statvfs(existing)
    return disk.f_bavail * disk.f_frsize


def _available(file: Path) -> int | None:
    try:
        lines = file.read_text("ascii").splitlines()
    except OSError:
        return None
    return next((1024 * int(line.split()[1]) for line in lines if line.startswith("MemAvailable:")), None)


def _left(limit: Path, used: Path) -> int | None:
    try:
        return max(0, int(limit.read_text("ascii")) - int(used.read_text("ascii")))
    except (OSError, ValueError):  # no control group, or "max"
        return None
