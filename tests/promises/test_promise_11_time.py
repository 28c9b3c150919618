"""Promise 11: `--since` is safe across both clock changes, in two zones."""

import os
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from voicecheck.batch.since import parse_deadline, parse_since

BERLIN, SYDNEY = ZoneInfo("Europe/Berlin"), ZoneInfo("Australia/Sydney")


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize("zone, local, first", [
    (BERLIN, "2026-10-25T02:30", "2026-10-25T00:30"),  # occurs twice: the first
    (BERLIN, "2026-03-29T02:30", "2026-03-29T00:30"),  # does not occur: before the gap
    (SYDNEY, "2026-04-05T02:30", "2026-04-04T15:30"),
    (SYDNEY, "2026-10-04T02:30", "2026-10-03T15:30"),
    (BERLIN, "2026-07-01", "2026-06-30T22:00"),
])  # fmt: skip
def test_a_local_time_never_leaves_a_call_out(zone, local, first):
    assert parse_since(local, zone=zone, now=utc("2026-12-01T00:00")) == utc(first)


@pytest.mark.parametrize("now, hours", [
    (datetime(2026, 10, 25, 12, tzinfo=BERLIN), 25), (datetime(2026, 3, 29, 12, tzinfo=BERLIN), 23),
    (datetime(2026, 4, 5, 12, tzinfo=SYDNEY), 25), (datetime(2026, 10, 4, 12, tzinfo=SYDNEY), 23),
    (datetime(2026, 7, 1, 12, tzinfo=BERLIN), 24),
])  # fmt: skip
def test_nights_that_look_a_day_back_meet(now, hours):
    assert now.astimezone(UTC) - parse_since("1d", zone=now.tzinfo, now=now) == timedelta(hours=hours)
    assert now.astimezone(UTC) - parse_since("24h", zone=now.tzinfo, now=now) == timedelta(hours=24)


@pytest.mark.parametrize("now, at, then", [
    ("2026-10-24T22:00", "02:30", "2026-10-25T00:30"),
    ("2026-10-25T00:45", "02:30", "2026-10-26T01:30"),
    ("2026-03-28T23:00", "06:00", "2026-03-29T04:00"),
    ("2026-07-01T10:00", "06:00", "2026-07-02T04:00"),
])  # fmt: skip
def test_a_deadline_is_the_next_time_that_the_clock_shows_it(now, at, then):
    assert parse_deadline(at, zone=BERLIN, now=utc(now)) == utc(then)


def test_calls_of_the_repeated_hour_are_told_apart(box):
    """02:40 summer time is before 02:20 winter time, whatever the clock on the wall shows."""
    for name in ("20261025T0240+0200", "20261025T0220+0100"):
        box.call(name)
        moment = datetime.strptime(name, "%Y%m%dT%H%M%z")
        (box.calls / f"{name}.json").write_text('{"started_at": "%s"}' % moment.isoformat())  # noqa: UP031
    assert box.batch("--since", "2026-10-25T01:00+00:00", "--timezone", "Europe/Berlin").code in (0, 1)
    assert sorted(box.reports()) == ["20261025T0220+0100"]
    assert box.summary()["older"] == 1


def test_a_file_without_a_known_start_counts_by_its_time(box):
    for name, moment in (("old", 1_700_000_000), ("new", 1_800_000_000)):
        box.call(name)
        os.utime(box.calls / f"{name}.wav", (moment, moment))
    assert box.batch("--since", "2026-01-01", "--timezone", "UTC").code == 0
    assert sorted(box.reports()) == ["new"]
