"""Killed in the middle, two at once, no room: the database stays whole and nothing is there twice."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from store_making import made_call, saved

from voicecheck.errors import StoreError
from voicecheck.store import open_store
from voicecheck.store.engine import connect, writing

HERE = Path(__file__).parent

WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from store_making import made_call, saved
from voicecheck.standard import load_standard, show
from voicecheck.store import open_store
from voicecheck.store.engine import connect, writing

standard = load_standard("hr-en")
shown = {"hash": standard.hash, "id": standard.id, "effective": show(standard), "agreement": standard.agreement}
with open_store(sys.argv[2], Path(sys.argv[3])) as store:
    for number in range(int(sys.argv[4]), int(sys.argv[5])):
        saved(store, shown, standard, made_call(number))
        print(number, flush=True)
"""


def start_writer(url, home, first, last):
    command = [sys.executable, "-c", WRITER, str(HERE), url, str(home), str(first), str(last)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def rows_of(store):
    found = store.size()
    return found.calls, found.reports, found.evidence, found.recordings, found.verdicts


@pytest.mark.parametrize("kills", [4, pytest.param(100, marks=pytest.mark.long)])
def test_promise_5_a_killed_writer_leaves_whole_calls_or_none(url, tmp_path, kills):
    """Killed at moments spread over its work: each time what is there is whole, and the next goes on."""
    for attempt in range(kills):
        writer = start_writer(url, tmp_path, 0, 100_000)
        said = [writer.stdout.readline() for _ in range(1 + attempt % 10)]
        time.sleep(0.0007 * (attempt % 13))  # another place within a write each time
        writer.send_signal(signal.SIGKILL)
        writer.communicate(timeout=60)
        with open_store(url, tmp_path) as store:
            assert store.check() == []
            calls, reports, evidence, recordings, verdicts = rows_of(store)
            assert calls == reports == evidence == recordings
            assert verdicts == 3 * reports
            assert calls >= len(said)
            names = [one.call.call_id for one in store.reports()]
            assert len(set(names)) == len(names) == calls
    with open_store(url, tmp_path) as store:
        assert store.size().calls >= min(kills, 10)


def test_two_writers_at_once_store_each_call_once(url, tmp_path):
    open_store(url, tmp_path).close()
    writers = [start_writer(url, tmp_path, *span) for span in ((0, 60), (30, 90), (0, 90))]
    for writer in writers:
        _, errors = writer.communicate(timeout=300)
        assert writer.returncode == 0, errors
    with open_store(url, tmp_path) as store:
        assert rows_of(store) == (90, 90, 90, 90, 270)
        assert store.check() == []


def test_two_that_make_the_database_at_once_make_it_once(url, tmp_path):
    writers = [start_writer(url, tmp_path, 0, 1) for _ in range(3)]
    for writer in writers:
        _, errors = writer.communicate(timeout=300)
        assert writer.returncode == 0, errors
    with open_store(url, tmp_path) as store:
        assert rows_of(store) == (1, 1, 1, 1, 3)


@pytest.fixture
def small_disk(tmp_path):
    """A disk of two megabytes; needs root."""
    place = tmp_path / "disk"
    place.mkdir()
    system = ctypes.CDLL(None, use_errno=True)
    if os.geteuid() != 0 or system.mount(b"tmpfs", os.fsencode(place), b"tmpfs", 0, b"size=2m") != 0:
        pytest.skip("mounting a small disk needs root: run the suite as root in a container")
    yield place
    system.umount2(os.fsencode(place), 2)


def test_promise_8_a_full_disk_is_a_fault_and_nothing_is_corrupt(small_disk, tmp_path, standard, shown_standard):
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(1_000_000))
    done = 0
    with open_store(None, small_disk) as store:
        fault = None
        while fault is None:
            try:
                saved(store, shown_standard, standard, made_call(done))
                done += 1
            except StoreError as error:
                fault = error
        assert "free some space" in str(fault)
        assert store.check() == []
        ballast.unlink()
        saved(store, shown_standard, standard, made_call(done))
    with open_store(None, small_disk) as store:
        assert store.check() == []
        assert rows_of(store)[:2] == (done + 1, done + 1)


def test_promise_8_a_disk_that_is_read_only_is_a_fault(small_disk, standard, shown_standard):
    with open_store(None, small_disk) as store:
        saved(store, shown_standard, standard, made_call(1))
    system = ctypes.CDLL(None, use_errno=True)
    read_only, again = 1, 32
    assert system.mount(b"tmpfs", os.fsencode(small_disk), b"tmpfs", again | read_only, b"size=2m") == 0
    with pytest.raises(StoreError, match="may write"), open_store(None, small_disk) as store:
        saved(store, shown_standard, standard, made_call(2))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_waits_for_the_transaction_and_locks_nobody_out(tmp_path, number):
    class EndedError(Exception):
        pass

    def end(*_):
        raise EndedError

    def write(engine):
        with writing(engine) as connection:
            signal.raise_signal(number)
            connection.exec_driver_sql("INSERT INTO words VALUES ('kept')")

    engine = connect(None, tmp_path)
    with writing(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE words (word TEXT)")
    before = signal.signal(number, end)
    try:
        with pytest.raises(EndedError):
            write(engine)
        assert signal.getsignal(number) is end
        with writing(engine) as connection:
            assert connection.exec_driver_sql("SELECT word FROM words").scalars().all() == ["kept"]
    finally:
        signal.signal(number, before)
        engine.dispose()


def test_on_postgresql_runs_share_the_database_and_forgetting_has_it_alone(postgres_url, tmp_path):
    from voicecheck.store.engine import at_work, connect

    mine, yours = (connect(postgres_url, tmp_path) for _ in range(2))
    with at_work(mine, alone=False), at_work(yours, alone=False):
        pass
    for first, second in ((False, True), (True, False), (True, True)):
        with at_work(mine, alone=first), pytest.raises(BlockingIOError), at_work(yours, alone=second):
            pass
    mine.dispose()
    yours.dispose()
