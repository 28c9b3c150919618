"""The store's promises, on SQLite and on PostgreSQL."""

import hashlib
import stat
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_making import made_call, made_evidence, saved

from voicecheck.errors import ConfigError, StoreError
from voicecheck.pipeline import judge, report_fault
from voicecheck.reports import json_report
from voicecheck.store import FileMark, call_key, evidence_key, metadata_hash, open_store, work_key
from voicecheck.store.evidence import dump_evidence, fitted, load_evidence, pack, unpack
from voicecheck.types import Direction, Failed, Outcome

# any text that a name can hold: also NUL, backslashes, and bytes that are no UTF-8
ODD = st.text(st.one_of(st.characters(), st.sampled_from(["\0", "\\", "\udcff", "\n", "u", "0"])), min_size=1)


def test_a_stored_report_reads_as_it_was_made(store, standard, shown_standard):
    report, key = saved(store, shown_standard, standard, made_call())
    assert list(store.reports()) == [report]
    assert json_report.render(next(iter(store.reports()))) == json_report.render(report)
    assert store.find_evidence(key.evidence) == report.evidence
    assert store.known([key]) == {key}
    assert store.check() == []


def test_work_done_twice_is_stored_once(store, standard, shown_standard):
    for _ in range(2):
        saved(store, shown_standard, standard, made_call())
    size = store.size()
    assert (size.calls, size.reports, size.evidence, size.recordings) == (1, 1, 1, 1)


def test_two_calls_with_one_recording_stay_two_calls(store, standard, shown_standard):
    for number in (1, 2):
        saved(store, shown_standard, standard, made_call(number), audio="a" * 64)
    size = store.size()
    assert (size.calls, size.reports, size.evidence) == (2, 2, 1)


def test_a_renamed_recording_is_heard_already(store, standard, shown_standard):
    _, key = saved(store, shown_standard, standard, made_call(1), audio="a" * 64)
    listening = made_evidence(made_call()).listening
    renamed = work_key(made_call(1, call_id="other", path="/b.wav"), "a" * 64, listening, standard.hash)
    assert renamed.evidence == key.evidence
    assert store.find_evidence(renamed.evidence) is not None
    assert store.known([renamed]) == set()


def test_a_moved_recording_is_known(store, standard, shown_standard):
    _, key = saved(store, shown_standard, standard, made_call(1), audio="a" * 64)
    listening = made_evidence(made_call()).listening
    moved = work_key(made_call(1, path="/elsewhere/00001.wav"), "a" * 64, listening, standard.hash)
    assert store.known([moved]) == {key}


@pytest.mark.parametrize("change", [{"agent": "Peter"}, {"department": "sales"}, {"rings": 2}, {"language": "de"}])
def test_corrected_metadata_is_judged_again_but_not_heard_again(store, standard, shown_standard, change):
    _, before = saved(store, shown_standard, standard, made_call(1), audio="a" * 64)
    call = made_call(1, **change)
    after = work_key(call, "a" * 64, made_evidence(call).listening, standard.hash)
    assert (after.evidence, after.call) == (before.evidence, before.call)
    assert store.known([after]) == set()
    saved(store, shown_standard, standard, call, audio="a" * 64)
    assert store.known([before, after]) == {after}
    assert [one.call for one in store.reports()] == [call]
    assert len(list(store.reports(current=False))) == 2


def test_metadata_that_is_corrected_back_is_current_again(store, standard, shown_standard):
    _, first = saved(store, shown_standard, standard, made_call(1), audio="a" * 64)
    for agent in ("Peter", "Joan"):
        saved(store, shown_standard, standard, made_call(1, agent=agent), audio="a" * 64)
    assert store.known([first]) == {first}
    assert [one.call.agent for one in store.reports()] == ["Joan"]


@pytest.mark.parametrize(
    "change", [{"model_sha256": "cd" * 32}, {"language": "de"}, {"compute_type": "float32"}, {"agent_channel": 1},
               {"opening_s": 30.0}, {"analysis_version": 99}]
)  # fmt: skip
def test_another_way_of_listening_is_other_evidence(change):
    listening = made_evidence(made_call()).listening
    same = evidence_key("a" * 64, listening, direction=Direction.INBOUND)
    assert same == evidence_key("a" * 64, replace(listening), direction=Direction.INBOUND)
    assert same != evidence_key("a" * 64, replace(listening, **change), direction=Direction.INBOUND)
    assert same != evidence_key("b" * 64, listening, direction=Direction.INBOUND)
    assert same != evidence_key("a" * 64, listening, direction=Direction.OUTBOUND)


@given(first=st.tuples(ODD, ODD), second=st.tuples(ODD, ODD))
def test_keys_differ_where_calls_differ(first, second):
    keys = {(one, metadata_hash(made_call(call_id=one[0], agent=one[1]))) for one in (first, second)}
    assert len({key for _, key in keys}) == len({first, second})


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(call_id=ODD, agent=ODD, path=ODD, heard=st.text())
def test_text_of_any_kind_comes_back_as_it_was(store, standard, shown_standard, call_id, agent, path, heard):
    call = made_call(call_id=call_id, agent=agent, path="/" + path)
    audio = hashlib.sha256(repr((call, heard)).encode()).hexdigest()
    report, key = saved(store, shown_standard, standard, call, says=heard, audio=audio)
    assert store.known([key]) == {key}
    assert [one for one in store.reports() if one.call == call][-1] == report
    store.remember_files([(FileMark(call.path, 1, 2), "a" * 64)])
    assert store.known_files([FileMark(call.path, 1, 2)]) == {call.path: "a" * 64}


def test_a_name_of_any_length_is_stored(store, standard, shown_standard):
    call = made_call(call_id="i" * 20_000, agent="a" * 20_000, path="/" + "p" * 20_000)
    report, _ = saved(store, shown_standard, standard, call)
    assert list(store.reports()) == [report]


def test_a_file_is_unchanged_while_size_and_time_stay(store):
    marks = [FileMark(f"/calls/{number}.wav", number, 10**18 + number) for number in range(1000)]
    store.remember_files([(mark, f"{mark.size_bytes:064}") for mark in marks])
    assert len(store.known_files(marks)) == 1000
    assert store.known_files([replace(marks[0], mtime_ns=1), replace(marks[1], size_bytes=0)]) == {}
    store.remember_files([(replace(marks[0], mtime_ns=1), "f" * 64)])
    assert store.known_files([replace(marks[0], mtime_ns=1), marks[0]]) in ({}, {"/calls/0.wav": "f" * 64})


def test_a_fault_is_no_work_done_and_success_takes_it_off_the_ledger(store, standard, shown_standard):
    call = made_call(1)
    evidence = made_evidence(call)
    sha256 = evidence.recording.sha256
    key = work_key(call, sha256, evidence.listening, standard.hash)
    failed = Failed(call.call_id, "listen", "crashed", "the file cannot be decoded; look at it")
    store.keep_standard(**shown_standard)
    assert [store.note_failure(failed, call, key.call) for _ in range(3)] == [1, 2, 3]
    store.save(report_fault(call, standard, failed), key, sha256=sha256)
    assert store.known([key]) == set()
    assert [one.outcome for one in store.reports()] == [Outcome.FAULT]
    entry = store.attempts([key.call])[key.call]
    assert (entry.count, entry.kind, entry.message) == (3, "crashed", failed.message)
    store.save(judge(evidence, standard), key, sha256=sha256)
    assert store.attempts() == {}
    assert store.known([key]) == {key}
    assert [one.outcome for one in store.reports()] == [judge(evidence, standard).outcome]
    assert store.check() == []


def test_an_unreadable_recording_has_a_key_of_its_own():
    assert call_key(made_call(1), None) != call_key(made_call(1, path="/elsewhere.wav"), None)
    assert call_key(made_call(1), "a" * 64) == call_key(made_call(1, path="/elsewhere.wav"), "a" * 64)


def test_calls_are_taken_off_the_ledger(store):
    store.note_failure(Failed("a", "listen", "audio", "message"), made_call(1), "k1")
    store.note_failure(Failed("b", "listen", "audio", "message"), made_call(2), "k2")
    store.forgive(["k1"])
    assert list(store.attempts()) == ["k2"]


# both nights on which Berlin's clocks change, and New York's beside it
@pytest.mark.parametrize(
    "began,since,kept",
    [
        ("2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00", False),
        ("2026-10-25T02:30:00+01:00", "2026-10-25T02:30:00+02:00", True),
        ("2026-03-29T01:59:59+01:00", "2026-03-29T03:00:00+02:00", False),
        ("2026-03-29T03:00:00+02:00", "2026-03-29T01:59:59+01:00", True),
        ("2026-11-01T01:30:00-05:00", "2026-11-01T01:30:00-04:00", True),
        ("2026-03-14T09:26:53+01:00", "2026-03-14T08:26:53+00:00", True),
    ],
)
def test_since_counts_moments_and_not_clocks(store, standard, shown_standard, began, since, kept):
    saved(store, shown_standard, standard, made_call(started_at=datetime.fromisoformat(began)))
    found = list(store.reports(since=datetime.fromisoformat(since)))
    assert bool(found) is kept
    assert len(list(store.heard_calls(since=datetime.fromisoformat(since)))) == kept
    assert not found or found[0].call.started_at.isoformat() == began


def test_pages_hold_every_call_once(store, standard, shown_standard, monkeypatch):
    monkeypatch.setattr("voicecheck.store.finding.PAGE", 7)
    for number in range(20):
        saved(store, shown_standard, standard, made_call(number))
    assert [one.call.call_id for one in store.reports()] == [f"call-{number:05}" for number in range(20)]
    assert [one.call.call_id for one in store.heard_calls()] == [f"call-{number:05}" for number in range(20)]


def test_runs_are_counted(store):
    first, second = (store.begin_run("batch", version="1") for _ in range(2))
    assert second > first
    store.end_run(first, {"calls": 3})


def test_the_same_calls_make_the_same_rows_in_both_databases(postgres_url, tmp_path, standard, shown_standard):
    import sqlalchemy as sa

    from voicecheck.store import tables

    def rows(url):
        with open_store(url, tmp_path) as store:
            for number in range(12):
                saved(store, shown_standard, standard, made_call(number, agent=["Joan", "Ä\udcff", None][number % 3]))
            reports = [json_report.render(one) for one in store.reports()]
            with store.engine.connect() as connection:
                content = {
                    table.name: sorted(
                        repr([value for column, value in row._mapping.items() if not column.endswith("_at")])
                        for row in connection.execute(sa.select(table))
                    )
                    for table in tables.METADATA.sorted_tables
                }
            return reports, content

    assert rows(postgres_url) == rows(str(tmp_path / "a.db"))


@settings(max_examples=40, deadline=None)
@given(says=st.text(), agent=st.none() | ODD, movement=st.floats(allow_nan=False, allow_infinity=False))
def test_evidence_comes_back_as_it_was(says, agent, movement):
    evidence = made_evidence(made_call(agent=agent), says=says, movement=movement)
    assert load_evidence(dump_evidence(evidence)) == evidence
    assert load_evidence(dump_evidence(evidence).encode().decode()) == evidence
    heard, drawn = pack(evidence)
    assert unpack(heard, drawn) == evidence
    assert unpack(heard) == replace(evidence, recording=replace(evidence.recording, envelope=()))


def test_evidence_with_an_unknown_field_is_refused():
    text = dump_evidence(made_evidence(made_call())).replace('"clipped_start"', '"clipped_begin"')
    with pytest.raises(ConfigError, match="clipped_begin"):
        load_evidence(text)


def test_rings_of_one_calls_metadata_do_not_stay_with_anothers():
    told = made_evidence(made_call(rings=3))
    from voicecheck.types import Rings

    heard = replace(told, rings=Rings(3, by="metadata"))
    assert fitted(heard, made_call(rings=5)).rings == Rings(5, by="metadata")
    assert fitted(heard, made_call()).rings is None
    assert fitted(told, made_call(rings=5)).rings == told.rings


def test_a_sqlite_file_is_the_owners_alone(tmp_path, standard, shown_standard):
    home = tmp_path / "home"
    with open_store(None, home) as store:
        saved(store, shown_standard, standard, made_call())
        modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in home.iterdir()}
    assert set(modes.values()) == {0o600}
    assert "voicecheck.db-wal" in modes
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_a_backup_is_whole_and_private(tmp_path, standard, shown_standard):
    with open_store(None, tmp_path) as store:
        report, _ = saved(store, shown_standard, standard, made_call())
        store.backup(tmp_path / "kept" / "copy.db")
    copy = tmp_path / "kept" / "copy.db"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert [one.name for one in copy.parent.iterdir()] == ["copy.db"]
    with open_store(str(copy), tmp_path) as again:
        assert list(again.reports()) == [report]
        assert again.check() == []


@pytest.mark.parametrize(
    "url,named",
    [("mysql://qa@db/calls", "not served"), ("sqlite://", "name a file"), ("sqlite:///:memory:", "name a file"),
     ("postgresql://db:port/calls", "cannot be read")],
)  # fmt: skip
def test_a_url_that_cannot_be_used_is_refused(url, named, tmp_path):
    with pytest.raises(ConfigError, match=named):
        open_store(url, tmp_path)


def test_a_server_that_is_not_there_is_a_fault_without_the_password(tmp_path):
    with pytest.raises(StoreError) as fault:
        open_store("postgresql://qa:geheim@127.0.0.1:1/calls?connect_timeout=2", tmp_path)
    assert "geheim" not in str(fault.value)
    assert "\n" not in str(fault.value)


def test_a_file_that_is_no_database_is_a_fault(tmp_path):
    (tmp_path / "voicecheck.db").write_bytes(b"this is not a database, and long enough to be read as one" * 40)
    with pytest.raises(StoreError, match="backup"):
        open_store(None, tmp_path)


def test_a_folder_that_cannot_be_made_is_a_fault(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="another place"):
        open_store(None, tmp_path / "file" / "home")


def test_opening_the_store_room_loads_no_database_package():
    import subprocess
    import sys

    code = "import sys, voicecheck.store.evidence; print('sqlalchemy' in sys.modules, 'alembic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == ["False", "False"]


def test_opening_a_store_that_is_there_loads_no_alembic(tmp_path):
    import subprocess
    import sys

    open_store(None, tmp_path).close()
    code = (
        "import sys, pathlib; from voicecheck.store import open_store;"
        f"open_store(None, pathlib.Path({str(tmp_path)!r})).close(); print('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == ["False"]
    assert Path(tmp_path / "voicecheck.db").is_file()
