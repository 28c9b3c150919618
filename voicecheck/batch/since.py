"""Moments that a run is told: from when on calls count, and until when it takes new ones.

Compared in UTC: two local times of one zone compare by the clock on the wall, which goes back
once a year. A local time that occurs twice means the earlier moment, one that does not occur the
moment before the gap: rather a known call looked at again than a call left out.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta, tzinfo

from voicecheck.errors import ConfigError

_AGO = re.compile(r"(\d+)\s*([dhm])")
_UNITS = {"h": "hours", "m": "minutes"}


def parse_since(text: str, *, zone: tzinfo | None, now: datetime) -> datetime:
    """The moment in UTC of "2026-03-14", "2026-03-14T22:00", "2026-03-14T22:00+01:00", "36h", "90m" or "1d".

    `1d` is the same time on the clock one day ago (23 to 25 hours), so that two nightly runs meet.

    Args:
        text: what was asked for.
        zone: of times without offset; None: the machine's.
        now: the present moment, with any zone.

    Raises:
        ConfigError: where it is none of these.
    """
    ago = _AGO.fullmatch(text.strip())
    if ago and ago[2] == "d":
        return _earliest(_local(now, zone).replace(tzinfo=None) - timedelta(days=int(ago[1])), zone)
    if ago:
        return now.astimezone(UTC) - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ConfigError(f"--since {text!r}: a date, a time (2026-03-14T22:00), 36h or 1d is wanted") from None
    return moment.astimezone(UTC) if moment.tzinfo else _earliest(moment, zone)


def parse_deadline(text: str, *, zone: tzinfo | None, now: datetime) -> datetime:
    """The next moment, in UTC, at which the clock shows "06:00".

    Raises:
        ConfigError: where it is no time of day.
    """
    try:
        at = time.fromisoformat(text.strip())
    except ValueError:
        raise ConfigError(f"--deadline {text!r}: a time of day such as 06:00 is wanted") from None
    today = _local(now, zone).date()
    walls = (datetime.combine(today + timedelta(days=days), at.replace(tzinfo=None)) for days in (0, 1, 2))
    return next(moment for moment in (_earliest(wall, zone) for wall in walls) if moment > now)


def _local(now: datetime, zone: tzinfo | None) -> datetime:
    return now.astimezone(zone)


def _earliest(wall: datetime, zone: tzinfo | None) -> datetime:
    """The earliest moment in UTC that a time on the wall can mean."""
    both = (wall.replace(fold=fold) for fold in (0, 1))
    return min((one.replace(tzinfo=zone) if zone else one).astimezone(UTC) for one in both)
