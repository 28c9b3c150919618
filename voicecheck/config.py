"""Machine settings: where things are kept and how much of the machine may be used.

Nothing here changes a verdict; what does is in the standard. A setting comes from an option, else
from its `VOICECHECK_*` variable, else from the settings file, else it has its default. The file is
the one that VOICECHECK_CONFIG names, else `voicecheck.toml` in the working folder, else the one in
the user's configuration folder.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from voicecheck.errors import ConfigError

DEFAULT_MODEL = "base"
FILE_NAME = "voicecheck.toml"
CGROUP_QUOTA = Path("/sys/fs/cgroup/cpu.max")
MOST = 1024
"""Workers or threads: more is a slip of the keyboard."""

_SPAN = re.compile(r"(\d{1,5})\s*([dw])")

Value: TypeAlias = "str | int | tuple[str, ...]"


@dataclass(frozen=True, slots=True)
class Key:
    """A setting: its name in the file, its variable, and what it is: text, place, number, list, workers, days ..."""

    name: str
    variable: str
    kind: str
    default: Value | None = None


KEYS: Mapping[str, Key] = MappingProxyType(
    {
        key.name: key
        for key in (
            Key("home", "VOICECHECK_HOME", "place"),
            Key("folder", "VOICECHECK_FOLDER", "place"),
            Key("out", "VOICECHECK_OUT", "place"),
            Key("database", "VOICECHECK_DB", "database"),
            Key("standard", "VOICECHECK_STANDARD", "standard"),
            Key("model", "VOICECHECK_MODEL", "text", DEFAULT_MODEL),
            Key("compute_type", "VOICECHECK_COMPUTE_TYPE", "text", "int8"),
            Key("device", "VOICECHECK_DEVICE", "text", "cpu"),
            Key("threads", "VOICECHECK_THREADS", "number"),
            Key("workers", "VOICECHECK_WORKERS", "workers", "auto"),
            Key("timezone", "VOICECHECK_TIMEZONE", "text"),
            Key("name_pattern", "VOICECHECK_NAME_PATTERN", "text"),
            Key("include", "VOICECHECK_INCLUDE", "list"),
            Key("exclude", "VOICECHECK_EXCLUDE", "list"),
            Key("retention", "VOICECHECK_RETENTION", "days"),
            Key("redact", "VOICECHECK_REDACT", "text", "numbers"),
        )
    }
)
"""All that a settings file may hold."""

_OPTIONS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "check": {"standard": "standard", "timezone": "timezone", "name_pattern": "name_pattern", "redact": "redact"},
        "batch": {"folder": "folder", "out": "out", "db": "database", "standard": "standard", "workers": "workers",
                  "timezone": "timezone", "name_pattern": "name_pattern", "include": "include", "exclude": "exclude",
                  "retention": "retention", "redact": "redact"},
        "rejudge": {"standard": "standard", "timezone": "timezone"},
        "calibrate": {"standard": "standard", "timezone": "timezone"},
    }
)  # fmt: skip
"""For each command, the options that a key of the settings file stands in for."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the machine is told: folder for models and data, model, arithmetic, threads, scripted engine for tests.

    `device` is CTranslate2's: "cpu", or "cuda" for a graphics card.
    """

    home: Path
    model: str = DEFAULT_MODEL
    compute_type: str = "int8"
    threads: int = 1
    engine: str = "faster-whisper"
    device: str = "cpu"


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting in force and where it came from: its variable, the file with its line, or "default"."""

    name: str
    value: Value | None
    origin: str


def load_settings(*, model: str | None = None, threads: int | None = None) -> Settings:
    """The settings in force: an argument wins over a variable, that over the settings file, that over the default.

    Raises:
        ConfigError: for a variable or a file that cannot be used.
    """
    known = {one.name: one.value for one in effective_settings()}
    return Settings(
        home=Path(str(known["home"])),
        model=model or str(known["model"]),
        compute_type=str(known["compute_type"]),
        threads=threads or int(str(known["threads"])),
        engine=os.environ.get("VOICECHECK_ENGINE") or "faster-whisper",
        device=str(known["device"]),
    )


def effective_settings() -> tuple[Setting, ...]:
    """Every setting, its value in force before any option, and where that came from.

    Raises:
        ConfigError: for a variable or a file that cannot be used.
    """
    file = settings_file()
    written = read_settings(file) if file else {}
    return tuple(_effective(key, file, written) for key in KEYS.values())


def home() -> Path:
    """The folder that holds models and data: `VOICECHECK_HOME`, the settings file's, else the user's data folder.

    Raises:
        ConfigError: for a variable or a file that cannot be used.
    """
    return load_settings().home


def chosen_database(option: str | None) -> str | None:
    """The database that an option, a variable or the settings file names; None: the one in the data folder.

    Raises:
        ConfigError: for a variable or a file that cannot be used.
    """
    named = option or next(one.value for one in effective_settings() if one.name == "database")
    return str(named) if named else None


def option_defaults() -> dict[str, dict[str, Value]]:
    """For each command, what the settings file says in place of options; variables win over it elsewhere.

    Raises:
        ConfigError: for a file that cannot be used.
    """
    file = settings_file()
    written = read_settings(file) if file else {}
    return {
        command: {option: written[key][0] for option, key in options.items() if key in written}
        for command, options in _OPTIONS.items()
    }


def settings_file() -> Path | None:
    """The settings file in force, None where there is none.

    Raises:
        ConfigError: if VOICECHECK_CONFIG names a file that is not there.
    """
    named = os.environ.get("VOICECHECK_CONFIG")
    if named:
        file = Path(named).expanduser().absolute()
        if not file.is_file():
            raise ConfigError(f"VOICECHECK_CONFIG={named}: there is no such file")
        return file
    from platformdirs import user_config_path

    places = (Path.cwd() / FILE_NAME, user_config_path("voicecheck") / FILE_NAME)
    return next((file for file in places if file.is_file()), None)


def read_settings(file: Path) -> dict[str, tuple[Value, int]]:
    """Each key of a settings file with its value and its line; relative places count from the file's folder.

    Raises:
        ConfigError: listing every fault with its line, and the nearest known key.
    """
    import tomllib

    try:
        text = file.read_text("utf-8")
        content = tomllib.loads(text)
    except (OSError, ValueError) as error:
        raise ConfigError(f"{file}: cannot be read as TOML ({error}); see the README, 'Settings'") from error
    faults, settings = [], {}
    for name, value in content.items():
        line = _line_of(name, text)
        try:
            settings[name] = (_checked(name, value, file.parent), line)
        except ValueError as error:
            faults.append(f"{file}:{line}: {error}")
    if faults:
        raise ConfigError("\n".join(faults))
    return settings


def _effective(key: Key, file: Path | None, written: Mapping[str, tuple[Value, int]]) -> Setting:
    text = os.environ.get(key.variable)
    if text:
        try:
            return Setting(key.name, _parsed(key, text), key.variable)
        except ValueError as error:
            raise ConfigError(f"{key.variable}={text!r}: {error}") from error
    if key.name in written:
        value, line = written[key.name]
        return Setting(key.name, value, f"{file}:{line}")
    return Setting(key.name, _default(key), "default")


def _default(key: Key) -> Value | None:
    """What holds where nothing is said; for some keys it depends on the machine."""
    if key.name == "home":
        from platformdirs import user_data_path

        return str(user_data_path("voicecheck"))
    return usable_cores() if key.name == "threads" else key.default


def _parsed(key: Key, text: str) -> Value:
    """The value of a variable's text."""
    if key.kind == "list":
        return tuple(part for part in text.split(os.pathsep) if part)
    if key.kind == "number" or (key.kind == "workers" and text != "auto"):
        return _from_1_up(int(text) if text.isdecimal() else text)
    if key.kind == "days":
        _days(text)
    return str(Path(text).expanduser().absolute()) if key.kind == "place" else text


def _checked(name: str, value: object, folder: Path) -> Value:
    """The value of a key of the file, which lies in `folder`."""
    key = KEYS.get(name)
    if key is None:
        raise ValueError(_unknown(name))
    if key.kind == "list":
        if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
            raise ValueError(f'{name}: a list of texts is wanted, as ["*.wav"]')
        return tuple(value)
    if key.kind == "number" or (key.kind == "workers" and value != "auto"):
        return _from_1_up(value, name)
    if not isinstance(value, str) or not value:
        raise ValueError(f"{name} is {value!r}; text in quotes is wanted")
    if key.kind == "days":
        _days(value)
    return _placed(key.kind, value, folder)


def _placed(kind: str, text: str, folder: Path) -> str:
    """Text as it is, and a place that is relative as one below the file's folder."""
    file = kind == "place" or (kind == "database" and "://" not in text)
    if file or (kind == "standard" and (text.endswith((".yaml", ".yml")) or "/" in text)):
        return str((folder / Path(text).expanduser()).absolute())
    return text


def days_of(text: str) -> int:
    """The number of days of "90d" or "12w".

    Raises:
        ConfigError: where it is neither.

    >>> days_of("12w")
    84
    """
    try:
        return _days(text)
    except ValueError as error:
        raise ConfigError(f"{text!r}: {error}") from error


def _days(text: str) -> int:
    found = _SPAN.fullmatch(text.strip())
    if not found or not int(found[1]):
        raise ValueError("a number of days or weeks from 1 up is wanted, as 90d or 12w")
    return int(found[1]) * (7 if found[2] == "w" else 1)


def _from_1_up(value: object, name: str = "") -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST:
        said = f"{name} is {value!r}; " if name else ""
        raise ValueError(
            f"{said}a whole number from 1 up is wanted" + (f", at most {MOST}" if _is_large(value) else "")
        )
    return value


def _is_large(value: object) -> bool:
    return isinstance(value, int) and value > MOST


def _unknown(name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, KEYS, n=1, cutoff=0.5)
    return f"unknown key {name!r}; " + (f"did you mean {near[0]}?" if near else f"keys are {', '.join(KEYS)}")


def _line_of(name: str, text: str) -> int:
    """The line on which a top-level key or table stands, counted from 1."""
    found = re.search(rf"^[ \t]*\[*[ \t]*[\"']?{re.escape(name)}[\"']?[ \t]*[=.\]]", text, re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else 1


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
