"""What makes a night run by itself: a line for cron, a service and a timer for systemd."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from voicecheck.errors import ConfigError

NAME = "voicecheck-night"
_AT = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Schedule:
    """A nightly command with absolute paths: when, what, and the folders that it reads and writes."""

    at: str
    program: tuple[str, ...]
    arguments: tuple[str, ...]
    home: Path
    writes: tuple[Path, ...]
    reads: tuple[Path, ...] = ()
    database: str | None = None
    user: str = "voicecheck"

    def __post_init__(self) -> None:
        if not _AT.fullmatch(self.at):
            raise ConfigError(f"--at {self.at!r}: a time of day such as 02:00 is wanted")
        odd = [word for word in (*self.program, *self.arguments, *map(str, self._paths)) if not word.isprintable()]
        if odd:
            raise ConfigError(f"{odd[0]!r} cannot stand in a crontab or a unit; name a path of printable characters")

    @property
    def _paths(self) -> tuple[Path, ...]:
        return (self.home, *self.writes, *self.reads)

    @property
    def clock(self) -> tuple[int, int]:
        """Hour and minute."""
        hour, _, minute = self.at.partition(":")
        return int(hour), int(minute)


def crontab(schedule: Schedule) -> str:
    """The line for `crontab -e`: silent when all is well, so that cron mails only what there is to read.

    >>> crontab(Schedule("2:05", ("/opt/v/voicecheck",), ("batch", "/srv/100% calls"), Path("/srv/v"), ()))
    "5 2 * * * VOICECHECK_HOME=/srv/v /opt/v/voicecheck batch '/srv/100\\\\% calls'"
    """
    hour, minute = schedule.clock
    command = shlex.join((*schedule.program, *schedule.arguments))
    home = shlex.quote(str(schedule.home))
    # cron ends a command at a bare percent sign
    return f"{minute} {hour} * * * " + f"VOICECHECK_HOME={home} {command}".replace("%", "\\%")


def service_unit(schedule: Schedule) -> str:
    """The systemd service: one run, seeing nothing that it needs not, without network but for a database."""
    words = " ".join(_unit_word(word) for word in (*schedule.program, *schedule.arguments))
    network = "yes" if _is_local(schedule.database) else "no"
    families = "AF_UNIX" if _is_local(schedule.database) else "AF_UNIX AF_INET AF_INET6"
    lines = [
        "[Unit]",
        "Description=voicecheck: check last night's calls",
        f"RequiresMountsFor={_unit_words(schedule.reads + schedule.writes)}",
        "",
        "[Service]",
        "Type=oneshot",
        f"User={schedule.user}",
        f"ExecStart={words}",
        f"Environment={_unit_word(f'VOICECHECK_HOME={schedule.home}')}",
        "# 1: findings, which are results; 3, 70, 74, 75, 78 leave the unit failed",
        "SuccessExitStatus=1",
        "TimeoutStopSec=15",
        "Nice=10",
        "IOSchedulingClass=idle",
        "UMask=0077",
        "NoNewPrivileges=yes",
        "CapabilityBoundingSet=",
        "LockPersonality=yes",
        "PrivateDevices=yes",
        f"PrivateNetwork={network}",
        "PrivateTmp=yes",
        "ProtectClock=yes",
        "ProtectControlGroups=yes",
        "ProtectHome=read-only",
        "ProtectHostname=yes",
        "ProtectKernelLogs=yes",
        "ProtectKernelModules=yes",
        "ProtectKernelTunables=yes",
        "ProtectProc=invisible",
        "ProtectSystem=strict",
        f"ReadWritePaths={_unit_words((schedule.home, *schedule.writes))}",
        f"RestrictAddressFamilies={families}",
        "RestrictNamespaces=yes",
        "RestrictRealtime=yes",
        "RestrictSUIDSGID=yes",
        "SystemCallArchitectures=native",
        "SystemCallFilter=@system-service",
    ]
    return "\n".join(lines) + "\n"


def timer_unit(schedule: Schedule) -> str:
    """The systemd timer; a night that the machine slept through is made up for."""
    hour, minute = schedule.clock
    lines = [
        "[Unit]",
        "Description=voicecheck: every night",
        "",
        "[Timer]",
        f"OnCalendar=*-*-* {hour:02}:{minute:02}:00",
        "Persistent=true",
        "RandomizedDelaySec=60",
        "",
        "[Install]",
        "WantedBy=timers.target",
    ]
    return "\n".join(lines) + "\n"


def _is_local(database: str | None) -> bool:
    return not database or "://" not in database or database.startswith("sqlite")


def _unit_words(paths: Sequence[Path]) -> str:
    return " ".join(_unit_word(str(path)) for path in dict.fromkeys(paths))


def _unit_word(word: str) -> str:
    """A word as systemd reads it: percent and dollar doubled, quoted where it must be (systemd.service(5))."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"' if escaped != word or re.search(r"[\s';#]", word) else word
