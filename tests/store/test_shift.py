"""The voice through a shift: hours and calls counted from the agent's first call of her local day, sums added up."""

from datetime import datetime
from functools import reduce
from operator import add

import pytest
from store_making import made_call, saved

from voicecheck.store import open_store
from voicecheck.store.shift import By

BEGAN = {
    "2026-03-02T09:00:00+01:00": 20.0,
    "2026-03-02T09:59:59+01:00": 18.0,
    "2026-03-02T10:00:00+01:00": 16.0,
    "2026-03-02T16:30:00+01:00": 10.0,
    "2026-03-03T08:00:00+01:00": 22.0,
    "2026-03-03T09:10:00+01:00": 14.0,
}
"""Two shifts of one agent, and how her pitch moved."""


@pytest.fixture
def filled(store, standard, shown_standard):
    for number, (began, movement) in enumerate(BEGAN.items()):
        call = made_call(number, started_at=datetime.fromisoformat(began))
        saved(store, shown_standard, standard, call, movement=movement)
    return store


def movement(parts):
    return {part.place: part for part in parts if part.feature == "f0_movement"}


def test_hours_count_from_the_first_call_of_the_day(filled):
    found = movement(filled.shift_parts())
    assert {hour: (part.moments.count, part.moments.total) for hour, part in found.items()} == {
        0: (3, 60.0),
        1: (2, 30.0),
        7: (1, 10.0),
    }
    assert found[0].moments.mean == 20.0
    assert found[0].moments.squares == 20.0**2 + 18.0**2 + 22.0**2
    assert (found[0].unit, found[0].basis_s, found[0].codec, found[0].rate_hz) == ("st/s", 60.0, "pcm_mulaw", 8000)


def test_calls_are_numbered_from_one(filled):
    found = movement(filled.shift_parts(By.CALL))
    assert {number: part.moments.total for number, part in found.items()} == {1: 42.0, 2: 32.0, 3: 16.0, 4: 10.0}


def test_hours_and_calls_add_up_to_the_same(filled):
    sums = [reduce(add, (part.moments for part in movement(filled.shift_parts(by)).values())) for by in By]
    assert sums[0] == sums[1]
    assert sums[0].count == len(BEGAN)


def test_a_shift_that_began_before_keeps_its_beginning(filled):
    found = movement(
        filled.shift_parts(
            since=datetime.fromisoformat("2026-03-02T10:00:00+01:00"),
            until=datetime.fromisoformat("2026-03-03T00:00:00+01:00"),
        )
    )
    assert {hour: part.moments.total for hour, part in found.items()} == {1: 16.0, 7: 10.0}


def test_each_agent_by_herself_and_nobodys_calls_left_out(filled, standard, shown_standard):
    at = datetime.fromisoformat("2026-03-02T12:00:00+01:00")
    saved(filled, shown_standard, standard, made_call(50, agent="Peter", started_at=at), movement=99.0)
    saved(filled, shown_standard, standard, made_call(51, agent=None, started_at=at), movement=99.0)
    saved(filled, shown_standard, standard, made_call(52, started_at=None), movement=99.0)
    assert {part.place for part in filled.shift_parts(agent=" PETER")} == {0}
    assert movement(filled.shift_parts(agent="Joan"))[0].moments.total == 60.0
    assert len({part.agent for part in filled.shift_parts()}) == 2


@pytest.mark.parametrize(
    ("calls", "hours"),
    [
        # a shift over the night on which the clocks go back: from 01:30 to 04:30 by the clock it is four hours
        (["2026-10-25T01:30:00+02:00", "2026-10-25T04:30:00+01:00"], [0, 4]),
        # late in the evening and early in the morning are two shifts, whatever the day is in UTC
        (["2026-03-02T23:30:00-05:00", "2026-03-03T00:30:00-05:00"], [0, 0]),
        (["2026-03-02T23:30:00+00:00", "2026-03-02T23:59:59.999999+00:00"], [0, 0]),
    ],
)
def test_days_are_the_callers_own(store, standard, shown_standard, calls, hours):
    for number, began in enumerate(calls):
        saved(store, shown_standard, standard, made_call(number, started_at=datetime.fromisoformat(began)))
    counted = {hour: part.moments.count for hour, part in movement(store.shift_parts()).items()}
    assert counted == {hour: hours.count(hour) for hour in hours}


def test_both_databases_count_alike(postgres_url, tmp_path, standard, shown_standard):
    found = []
    for url in (postgres_url, str(tmp_path / "a.db")):
        with open_store(url, tmp_path) as store:
            for number, (began, value) in enumerate(BEGAN.items()):
                call = made_call(number, started_at=datetime.fromisoformat(began))
                saved(store, shown_standard, standard, call, movement=value)
            found.append((list(store.shift_parts()), list(store.shift_parts(By.CALL))))
    assert found[0] == found[1]
