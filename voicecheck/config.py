"""Machine settings: where things are kept and how much of the machine may be used.

Nothing here changes a verdict; what does is in the standard. Every setting also reads a
`VOICECHECK_*` variable.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from voicecheck.errors import ConfigError

DEFAULT_MODEL = "base"
CGROUP_QUOTA = Path("/sys/fs/cgroup/cpu.max")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the machine is told: folder for models and data, model, arithmetic, threads, scripted engine for tests."""

    home: Path
    model: str = DEFAULT_MODEL
    compute_type: str = "int8"
    threads: int = 1
    engine: str = "faster-whisper"


def load_settings(*, model: str | None = None, threads: int | None = None) -> Settings:
    """The settings in force: an argument wins over a `VOICECHECK_*` variable, which wins over the default.

    Raises:
        ConfigError: for a variable that cannot be used.
    """
    return Settings(
        home=home(),
        model=model or os.environ.get("VOICECHECK_MODEL") or DEFAULT_MODEL,
        compute_type=os.environ.get("VOICECHECK_COMPUTE_TYPE") or "int8",
        threads=threads or _whole_number("VOICECHECK_THREADS") or usable_cores(),
        engine=os.environ.get("VOICECHECK_ENGINE") or "faster-whisper",
    )


def home() -> Path:
    """The folder that holds models and data: `VOICECHECK_HOME`, else the platform's user data folder."""
    named = os.environ.get("VOICECHECK_HOME")
    if named:
        return Path(named).expanduser().absolute()
    from platformdirs import user_data_path

    return user_data_path("voicecheck")


def usable_cores() -> int:
    """Processors that this process may use: its affinity, cut to the control group's quota."""
    affinity = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(affinity, _quota_cores(CGROUP_QUOTA) or affinity))


def _quota_cores(file: Path) -> int | None:
    """Whole processors of a cgroup v2 quota file ("200000 100000" is 2), None where there is no limit."""
    try:
        quota, period = file.read_text().split()[:2]
        return max(1, int(quota) // int(period))
    except (OSError, ValueError):
        return None


def _whole_number(variable: str) -> int | None:
    """The value of an environment variable as a number from 1 up, None where it is not set."""
    text = os.environ.get(variable)
    if not text:
        return None
    if not text.isdecimal() or int(text) < 1:
        raise ConfigError(f"{variable}={text!r}: a whole number from 1 up is wanted")
    return int(text)
