"""Judged again by another standard: no recording is opened, both results stay, and what moved is told."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner
from store_making import made_call, made_evidence, saved

from voicecheck.batch.rejudging import Tally, missing_probes, rejudge
from voicecheck.cli.db import command as db
from voicecheck.cli.rejudge import command as rejudge_command
from voicecheck.standard import load_standard, show
from voicecheck.store import open_store, tables
from voicecheck.store.engine import connect, writing
from voicecheck.types import Interval, Probe, ProbeRequest


@pytest.fixture
def stricter(tmp_path, standard):
    """The standard with one ring allowed where two are heard, and without a rule."""
    file = tmp_path / "next.yaml"
    text = show(standard).replace("max_rings: 3", "max_rings: 1").replace("id: hr-en", "id: next")
    file.write_text(text, "utf-8")
    return load_standard(str(file))


@pytest.fixture
def filled(url, tmp_path, standard, shown_standard):
    """A database with five calls, each judged by hr-en."""
    with open_store(url, tmp_path) as store:
        for number in range(5):
            saved(store, shown_standard, standard, made_call(number))
    return url


def test_what_moved_moved_because_of_the_rule(filled, tmp_path, standard, stricter):
    tally = Tally(stricter.id, stricter.hash)
    with open_store(filled, tmp_path) as store:
        for again in rejudge(store, stricter):
            tally.count(again)
        assert {(one.rule, one.before, one.after) for one in tally.moves} == {
            ("outcome", "pass", "fail"),
            ("answer.rings", "pass", "fail"),
        }
        assert (tally.calls, tally.unchanged, len(tally.moves)) == (5, 0, 10)
        assert tally.compared_with == {"hr-en": 5}
        assert tally.ways["answer.rings"] == {"pass -> fail": 5}
        assert len(list(store.reports(standard=standard.hash))) == 5
        assert len(list(store.reports(standard=stricter.hash))) == 5
        assert store.check() == []


def test_judged_again_by_the_same_standard_nothing_moves_and_nothing_is_added(filled, tmp_path, standard):
    with open_store(filled, tmp_path) as store:
        before = store.size()
        assert [one.moves for one in rejudge(store, standard)] == [()] * 5
        assert store.size().reports == before.reports


def test_a_report_judged_again_is_the_one_that_listening_would_give(filled, tmp_path, stricter):
    from voicecheck.pipeline import judge

    with open_store(filled, tmp_path) as store:
        list(rejudge(store, stricter))
        found = list(store.reports(standard=stricter.hash))
    assert found == [judge(made_evidence(made_call(number)), stricter) for number in range(5)]


def test_evidence_that_cannot_be_read_is_a_fault_of_one_call(filled, tmp_path, stricter):
    engine = connect(filled, tmp_path)
    with writing(engine) as connection:
        key = connection.exec_driver_sql("SELECT evidence_key FROM calls WHERE id = 3").scalar_one()
        broken = tables.evidence.update().where(tables.evidence.c.key == key).values(heard=b"no zlib")
        connection.execute(broken)
    engine.dispose()
    tally = Tally(stricter.id, stricter.hash)
    with open_store(filled, tmp_path) as store:
        for again in rejudge(store, stricter):
            tally.count(again)
    assert (tally.calls, len(tally.faults), len(tally.standings)) == (5, 1, 4)
    assert tally.faults[0].call_id == "call-00002"


def test_calls_whose_probes_are_missing_are_listed(standard):
    evidence = made_evidence(made_call())
    setting = standard.settings[0]
    names = (ProbeRequest("agent", name, "{} speaking", Interval(8, 9)) for name in ("joan", "jan"))
    asked = tuple(names)
    wanting = replace(setting, rule=replace(setting.rule, needs=(), wanted=lambda case, options: asked))
    asking = replace(standard, settings=(wanting,))
    assert missing_probes(evidence, asking) == ("jan", "joan")
    probed = replace(evidence, probes=(Probe("joan", "{} speaking", Interval(8, 9), 1.0, -2.0),))
    assert missing_probes(probed, asking) == ("jan",)


def run(command, *arguments):
    return CliRunner().invoke(command, [str(one) for one in arguments], standalone_mode=False)


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("VOICECHECK_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


def test_the_command_says_what_moved(filled, tmp_path, stricter):
    ran = run(rejudge_command, "--db", filled, "--standard", tmp_path / "next.yaml")
    lines = ran.stdout.splitlines()
    assert ran.return_value == 1
    assert lines[0] == "/calls/00000.wav: outcome: pass -> fail"
    assert lines[-3:] == [
        "outcome: 5 pass -> fail",
        "answer.rings: 5 pass -> fail",
        "5 calls judged by next: 5 moved, 0 as before (before: 5 by hr-en)",
    ]


def test_the_command_gives_the_same_as_json(filled, tmp_path, stricter):
    content = json.loads(run(rejudge_command, "--db", filled, "-s", tmp_path / "next.yaml", "-f", "json").stdout)
    assert content["standard"] == {"id": "next", "hash": stricter.hash}
    assert (content["calls"], content["unchanged"], len(content["moved"])) == (5, 0, 10)
    assert content["ways"]["answer.rings"] == {"pass -> fail": 5}
    assert content["missing_probes"] == content["faults"] == []


def test_quiet_prints_nothing_where_nothing_moved(filled):
    ran = run(rejudge_command, "--db", filled, "--standard", "hr-en", "--quiet")
    assert (ran.return_value, ran.stdout) == (0, "")


def test_since_leaves_earlier_calls_out(filled):
    ran = run(rejudge_command, "--db", filled, "-s", "hr-en", "--since", "2026-03-15", "--timezone", "Europe/Berlin")
    assert ran.stdout.startswith("0 calls judged")


def test_no_recording_is_opened(filled, tmp_path, monkeypatch, stricter):
    def refuse(*args, **kwargs):
        raise AssertionError("a recording was opened")

    monkeypatch.setattr("voicecheck.audio.survey.survey", refuse)
    monkeypatch.setattr("voicecheck.pipeline.listen", refuse)
    assert run(rejudge_command, "--db", filled, "-s", tmp_path / "next.yaml").exception is None


def test_the_database_is_looked_after(filled):
    assert "already schema" in run(db, "upgrade", "--db", filled).stdout
    assert run(db, "check", "--db", filled).stdout.endswith(": whole\n")
    sizes = dict(line.split() for line in run(db, "size", "--db", filled).stdout.splitlines()[1:])
    assert (sizes["calls"], sizes["reports"], sizes["failed"]) == ("5", "5", "0")


def test_a_damaged_reference_is_found(filled, tmp_path):
    engine = connect(filled, tmp_path)
    with writing(engine) as connection:
        connection.exec_driver_sql("DELETE FROM verdicts")
        connection.exec_driver_sql("DELETE FROM reports")
    engine.dispose()
    ran = run(db, "check", "--db", filled)
    assert ran.return_value == 74
    assert "5 call(s) without a report" in ran.stdout
