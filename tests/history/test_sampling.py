"""Draws: the same for everybody, the same for the same seed, and recorded."""

import csv
import io
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from team_making import Team

from voicecheck.errors import ConfigError
from voicecheck.history.asking import Ask
from voicecheck.history.plan import COLUMNS, as_sheet, draw
from voicecheck.history.sampling import DOUBTS, Kind, Plan, doubts_of, draw_random, draw_unsure
from voicecheck.store import open_store
from voicecheck.store.sampling import Callee, Heard
from voicecheck.types import Level, Purpose, SlotResult, SlotStatus, Status, Verdict

MARCH = Ask(date(2026, 3, 1), date(2026, 3, 31))
CHANCE_ONLY = Plan(share_pct=10, unsure=0)


def callee(number, agent="joan"):
    return Callee(number, f"key-{number:04}", f"call-{number}", f"/calls/{number}.wav", agent, agent, 1, number)


def verdict(status=Status.PASS, **more):
    return Verdict("greeting.formula", status, "made", **more)


def rows(sample, **options):
    return list(csv.DictReader(io.StringIO(as_sheet(sample, **options)[1:])))


def test_every_agent_has_the_same_share():
    calls = [callee(number, agent) for agent, count in (("a", 100), ("b", 40), ("c", 3)) for number in range(count)]
    calls = [replace(one, key=f"{one.agent}-{one.key}") for one in calls]
    by_share = Counter(one.callee.agent for one in draw_random(calls, Plan(share_pct=10), "seed"))
    assert by_share == {"a": 10, "b": 4, "c": 1}
    by_number = Counter(one.callee.agent for one in draw_random(calls, Plan(per_agent=5), "seed"))
    assert by_number == {"a": 5, "b": 5, "c": 3}


def test_the_draw_depends_on_seed_and_calls_and_not_on_their_order():
    calls = [callee(number) for number in range(200)]
    first = draw_random(calls, CHANCE_ONLY, "march")
    renumbered = [replace(one, number=999 - one.number, report=999 - one.report) for one in reversed(calls)]
    keys = [one.callee.key for one in first]
    assert [one.callee.key for one in draw_random(renumbered, CHANCE_ONLY, "march")] == keys
    assert [one.callee.key for one in draw_random(calls, CHANCE_ONLY, "april")] != keys


def test_every_call_is_drawn_about_as_often_as_any_other():
    calls = [callee(number) for number in range(20)]
    drawn = Counter(one.callee.number for seed in range(2000) for one in draw_random(calls, CHANCE_ONLY, str(seed)))
    assert sum(drawn.values()) == 4000
    # 200 expected of each, standard deviation 13.4: 5 of them leave a false alarm once in 80,000 runs
    assert all(abs(drawn[number] - 200) < 67 for number in range(20))


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        (verdict(Status.REVIEW), {Kind.REVIEW}),
        (verdict(Status.UNDECIDED), {Kind.UNDECIDED}),
        (verdict(value=3, threshold=3), {Kind.NEAR}),
        (verdict(Status.FAIL, value=4, threshold=3), set()),
        (verdict(value=14.0, threshold=15.0), {Kind.NEAR}),
        (verdict(value=None, threshold=3), set()),
        (verdict(Status.REVIEW, value=3, threshold=3), {Kind.REVIEW}),
        (verdict(slots={"agent": SlotResult(SlotStatus.SAID, likeness=0.82)}), {Kind.LIKENESS}),
        (verdict(slots={"agent": SlotResult(SlotStatus.SAID, likeness=0.97)}), set()),
        (verdict(Status.FAIL, slots={"agent": SlotResult(SlotStatus.NOT_SAID, likeness=0.7)}), {Kind.LIKENESS}),
        (verdict(Status.NOT_APPLICABLE), set()),
        (verdict(), set()),
    ],
)
def test_what_counts_as_doubt(said, kinds):
    assert {one.kind for one in doubts_of(Heard((said,), 1.0))} == kinds


def test_unsure_roles_are_a_doubt():
    (doubt,) = doubts_of(Heard((verdict(),), 0.6))
    assert (doubt.kind, doubt.rule, doubt.amount) == (Kind.ROLES, None, pytest.approx(0.4))


def test_kinds_of_doubt_take_turns_and_the_largest_comes_first():
    doubts = {
        callee(number): doubts_of(Heard((verdict(Status.REVIEW, level=Level.WARNING),), 1.0)) for number in range(9)
    }
    doubts[callee(10)] = doubts_of(Heard((verdict(Status.REVIEW),), 1.0))
    doubts[callee(11)] = doubts_of(Heard((verdict(value=3, threshold=3),), 1.0))
    doubts[callee(12)] = doubts_of(Heard((verdict(value=3.2, threshold=3),), 1.0))
    drawn = draw_unsure(doubts, Plan(unsure=5), "seed")
    assert [one.callee.number for one in drawn[:3]] == [10, 11, drawn[2].callee.number]
    assert [one.kind for one in drawn] == [Kind.REVIEW, Kind.NEAR, Kind.REVIEW, Kind.NEAR, Kind.REVIEW]
    assert len({one.callee.key for one in drawn}) == 5
    assert len(draw_unsure(doubts, Plan(unsure=50), "seed")) == 12
    assert set(DOUBTS) | {Kind.RANDOM} == set(Kind)


def test_a_draw_is_recorded_once_with_seed_plan_and_reasons(team):
    team.call("Joan", "p" * 30 + "rr").call("Ann", "p" * 10, roles=0.5)
    store = team.stored()
    sample = draw(store, MARCH, Plan(share_pct=10, unsure=3), "march")
    assert (sample.new, sample.calls) == (True, 42)
    again = draw(store, MARCH, Plan(share_pct=10, unsure=3), "march")
    assert (again.new, again.drawn) == (False, sample.drawn)
    ((seed, plan, places),) = store.samples()
    assert (seed, plan["share_pct"], plan["from_calls"], plan["since"]) == ("march", 10, 42, "2026-03-01")
    assert Counter(place.kind for place in places)["random"] == 5
    assert all(place.reason for place in places)
    assert store.check() == []


def test_the_order_of_rows_in_the_database_does_not_matter(tmp_path):
    """The same calls, stored the other way round in a second database, give the same sheet."""
    sheets = []
    for name in ("one", "other"):
        with open_store(str(tmp_path / f"{name}.db"), tmp_path) as opened:
            team = Team(opened).call("Joan", "p" * 30 + "rrr").call("Ann", "p" * 10, roles=0.5)
            if name == "other":
                team.pending.reverse()
                team.pending = [team.pending[0], *team.pending[5:], *team.pending[1:5]]
            for result in team.pending:
                opened.save_many([result])
            sheets.append(as_sheet(draw(opened, MARCH, Plan(share_pct=10, unsure=4), "march")))
    assert sheets[0] == sheets[1]
    assert len(sheets[0].splitlines()) == 1 + 5 + 4


def test_the_sheet_asks_for_what_it_should(lite):
    lite.call(
        "=Joan", "p" * 3, also={"answer.rings": "p", "tone.pleasant": "p"}, standard=lite.scoring(Purpose.PRACTICE)
    )
    lite.call("Ann", "r", also={"answer.rings": "p"})
    store = lite.stored()
    everything = draw(store, MARCH, Plan(share_pct=1, unsure=9), "s")
    found = rows(everything)
    assert tuple(found[0]) == COLUMNS
    assert {row["rule"] for row in found} == {"greeting.formula", "answer.rings"}  # tone for practice stays out
    assert {row["agent"] for row in found} == {"'=Joan", "Ann"}
    assert {row["reason"] for row in found} == {"random"}
    unsure = rows(draw(store, MARCH, Plan(per_agent=0, unsure=9), "s"))
    assert [(row["agent"], row["rule"], row["machine"]) for row in unsure] == [("Ann", "greeting.formula", "review")]
    assert {(row["machine"], row["reason"]) for row in rows(everything, blind=True)} == {("", "")}


def test_nothing_to_draw_from_is_told(lite):
    with pytest.raises(ConfigError, match="give --since"):
        draw(lite.store, MARCH, Plan(), "s")
