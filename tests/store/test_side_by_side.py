"""Several processes judge again what one would, and tell it in the same order."""

import multiprocessing

import pytest
from store_making import made_call, saved

from voicecheck.batch import side_by_side
from voicecheck.batch.rejudging import rejudge
from voicecheck.batch.side_by_side import plan, rejudge_by
from voicecheck.errors import ConfigError, StoreError
from voicecheck.reports.json_report import render
from voicecheck.standard import load_standard, show
from voicecheck.store import open_store

CALLS = 11


@pytest.fixture
def stricter(tmp_path, standard):
    """The standard with one ring allowed where two are heard."""
    file = tmp_path / "next.yaml"
    file.write_text(show(standard).replace("max_rings: 3", "max_rings: 1").replace("id: hr-en", "id: next"), "utf-8")
    return load_standard(str(file))


@pytest.fixture
def filled(url, tmp_path, standard, shown_standard):
    """A database with calls that were judged by hr-en."""
    with open_store(url, tmp_path) as store:
        for number in range(CALLS):
            saved(store, shown_standard, standard, made_call(number))
        yield store


@pytest.fixture
def small_blocks(monkeypatch):
    monkeypatch.setattr(side_by_side, "AT_ONCE", 3)


def reports(store, standard):
    return sorted(render(report) for report in store.reports(standard=standard.hash))


@pytest.mark.usefixtures("small_blocks")
def test_two_processes_tell_and_store_what_one_does(filled, standard, stricter):
    told = list(rejudge_by("2", filled, stricter))
    stored = reports(filled, stricter)
    assert [one.call_id for one in told] == [f"call-{number:05}" for number in range(CALLS)]
    assert {move.after for one in told for move in one.moves} == {"fail"}
    assert told == list(rejudge(filled, stricter))
    assert stored == reports(filled, stricter)
    assert len(stored) == CALLS
    assert filled.check() == []


@pytest.mark.usefixtures("small_blocks")
def test_a_process_that_dies_is_told_with_what_to_do(filled, stricter, monkeypatch):
    told = side_by_side._told

    def told_after_death(line):
        for child in multiprocessing.active_children():
            child.kill()
            child.join()
        return told(line)

    monkeypatch.setattr(side_by_side, "_told", told_after_death)
    with pytest.raises(StoreError, match="run again"):
        list(rejudge_by("2", filled, stricter))
    assert multiprocessing.active_children() == []


def test_few_calls_are_not_worth_a_second_process():
    assert [plan("auto", blocks) for blocks in (0, 1, 19)] == [1, 1, 1]
    assert plan("3", 2) == 2
    for wrong in ("0", "many", "-1", "1000"):
        with pytest.raises(ConfigError, match="auto or a number"):
            plan(wrong, 5)
