"""Promise 20: a call is compared with its agent's earlier calls, and neither order, workers nor runs change a word."""

import json
import os
import signal
import subprocess
from pathlib import Path

import numpy as np
import pytest

BEGAN = "2026-03-{day:02}T09:00:00+01:00"


def resampled(voice, factor):
    """The voice faster and higher, or slower and lower."""
    count = round(voice.shape[1] / factor)
    return np.interp(np.arange(count) * factor, np.arange(voice.shape[1]), voice[0])[None, :].astype(np.float32)


@pytest.fixture
def talker(box):
    """The box with calls long enough to be judged: the opening three times over."""
    voice = np.tile(box.voice, 3)

    def talk(name, day, *, folder=None, factor=1.0, agent="Joan", seed=None):
        said = resampled(voice, factor)
        box.voice = np.concatenate([said, np.zeros_like(said)])  # a channel for the customer, who is silent
        path = box.call(name, seed=day if seed is None else seed, folder=folder)
        path.with_suffix(".json").write_text(json.dumps({"agent": agent, "started_at": BEGAN.format(day=day)}))
        return path

    return talk


def sheet(box, purpose="report", tone="{min_voiced_s: 3, min_baseline_s: 10, max_band: 100}"):
    """A standard that is content with less speech than the shipped ones, so that the calls may be short."""
    path = box.root / "own.yaml"
    rules = f"rules:\n  tone.pleasant: {tone}\n"
    path.write_text(f"schema: 1\nid: own\nextends: hr-en\ntone: {{purpose: {purpose}}}\n{rules}")
    return path


def batch(box, *more, folder=None):
    given = ("--standard", sheet(box), "--out", box.out, "--settle", "0", "--min-free", "1")
    done = box.run("batch", folder or box.calls, *given, *more)
    assert done.code in (0, 1), done.err  # Peter is called Joan


def judged(box):
    """The reports by day, without what a copy of the recording in another folder changes."""
    found = {}
    for report in box.reports().values():
        call = report["call"]
        call["path"] = Path(call["path"]).name
        call["id"] = Path(call["id"]).name
        found[call["id"]] = report
    return found


def tone(report):
    return next(one for one in report["verdicts"] if one["rule"] == "tone.pleasant")


DAYS = (4, 2, 5, 1, 3)


@pytest.fixture
def week(box, talker):
    """Five calls of Joan's whose names are in another order than their days."""
    for place, day in enumerate(DAYS):
        talker(f"c{place}-{day}", day, factor=1 + 0.01 * day)
    talker("peter", 8, agent="Peter")
    return box


def test_compared_with_earlier_calls_only_and_said_so(week):
    batch(week, "--workers", "2")
    found = judged(week)
    by_day = {int(name[-1]): report for name, report in found.items() if name != "peter"}
    assert {day: (one["baseline"] or {}).get("calls") for day, one in by_day.items()} == {
        1: None, 2: 1, 3: 2, 4: 3, 5: 4,
    }  # fmt: skip
    assert found["peter"]["baseline"] is None
    assert tone(by_day[1])["decided_by"] == "reference ranges"
    assert tone(by_day[5])["decided_by"] == "this agent's usual delivery"
    low, high = by_day[5]["voice"]["f0_movement"]["usual"]
    assert low <= high
    assert by_day[1]["voice"]["f0_movement"]["usual"] is None
    batch(week)
    assert (week.listened(), week.summary()["judged"], week.summary()["known"]) == (0, 0, 6)
    assert judged(week) == found
    given = ("--out", week.out, "--settle", "0", "--min-free", "1")
    week.run("batch", week.calls, "--standard", sheet(week, "practice"), *given)
    assert tone(judged(week)["c2-5"])["decided_by"] == "this agent's usual delivery", "her own earlier takes"
    week.run("batch", week.calls, "--standard", sheet(week, tone="off"), *given)
    assert [report["baseline"] for report in judged(week).values()] == [None] * 6
    assert week.listened() == 0


def test_the_order_the_workers_and_the_number_of_runs_change_nothing(week, another):
    batch(week, "--workers", "1")
    whole = judged(week)
    names = sorted(path.stem for path in week.calls.glob("*.wav"))
    for name, rounds in (("late", [names[:3], names]), ("early", [names[3:], names])):
        other = another(name)
        for some in rounds:
            for stem in some:
                for end in (".wav", ".json"):
                    source = week.calls / f"{stem}{end}"
                    if not (other.calls / source.name).exists():
                        os.link(source, other.calls / source.name)
            batch(other, "--workers", "2")
        assert judged(other) == whole
        assert len(other.written()) == len(names)
    assert (other.out / "verdicts.csv").read_text().count("\n") == (week.out / "verdicts.csv").read_text().count("\n")


def test_a_call_that_turns_up_late_judges_later_ones_again_also_where_they_are_not_named(week, talker, another):
    late = list(week.calls.glob("c*-[12].*"))
    aside = week.root / "aside"
    aside.mkdir()
    for path in late:
        path.rename(aside / path.name)
    batch(week)
    batch(week, folder=aside)
    once = another("once")
    for path in (*week.calls.iterdir(), *aside.iterdir()):
        os.link(path, once.calls / path.name)
    batch(once)
    assert judged(week) == judged(once)
    assert week.leftovers() == []


def test_stopped_between_hearing_and_comparing_it_goes_on(week, another, until):
    given = ("--standard", sheet(week), "--out", week.out, "--settle", "0", "--min-free", "1")
    running = subprocess.Popen(week.command("batch", week.calls, *given), env=week.environment, start_new_session=True,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
    until(lambda: len(week.written()) >= 4)
    os.killpg(running.pid, signal.SIGKILL)
    running.communicate()
    batch(week)
    other = another("other")
    other.calls = week.calls
    batch(other)
    assert week.reports() == other.reports()
    assert (week.out / "verdicts.csv").read_bytes() == (other.out / "verdicts.csv").read_bytes()


def test_check_with_a_database_compares_too_and_rejudging_finds_the_same(week, another):
    batch(week)
    whole = judged(week)
    order = sorted(week.calls.glob("*.wav"), key=lambda path: path.name[::-1])
    other = another("other")
    first = other.run("check", *order[:3], "--standard", sheet(week), "--db", other.db, "--format", "json")
    last = other.run("check", *order[3:], "--standard", sheet(week), "--db", other.db, "--out", other.root / "pages")
    assert {first.code, last.code} <= {0, 1}, first.err + last.err
    shown = {report["call"]["id"]: report for report in json.loads(first.out)}
    assert any(report["baseline"] for report in shown.values())
    written = [json.loads(file.read_text()) for file in (other.root / "pages").glob("*.json")]
    assert len(written) == 3
    for report in written:
        same = whole[report["call"]["id"]]
        assert (report["baseline"], tone(report)) == (same["baseline"], tone(same))
    done = other.run("rejudge", "--standard", sheet(week), "--db", other.db)
    assert done.code in (0, 1), done.err
    batch(other, "--db", other.db, folder=week.calls)
    assert other.listened() == 0
    assert judged(other) == whole
