"""Promise 5: kill -9 at any moment, then run again: every call has exactly one result, nothing is left over."""

import contextlib
import os
import random
import signal
import subprocess

import pytest


@pytest.mark.parametrize("kills, calls", [(5, 10), pytest.param(100, 40, marks=pytest.mark.long)])
def test_killed_again_and_again_and_then_resumed(box, kills, calls):
    ids = box.many(calls)
    chance = random.Random(5)
    for _ in range(kills):
        running = box.start("--workers", "2", "--limit", str(max(1, calls // 4)))
        with contextlib.suppress(subprocess.TimeoutExpired):
            running.communicate(timeout=chance.uniform(0.3, 6.0))
        with contextlib.suppress(ProcessLookupError):
            os.kill(running.pid, signal.SIGKILL)
        running.communicate()
        if box.db.exists() and box.db.stat().st_size:
            stored = set(box.rows()) if has_tables(box) else set()
            assert stored <= set(box.reports()), "a row without its report"
    done = box.batch("--workers", "2")
    assert done.code == 0, done.err
    box.assert_whole(ids)


def test_killed_after_the_first_report_it_goes_on_and_does_nothing_twice(box, until):
    ids = box.many(8)
    running = box.start("--workers", "1")
    until(lambda: len(box.written()) >= 2)
    os.kill(running.pid, signal.SIGKILL)
    running.communicate()
    until(lambda: not box.processes(), "a listener outlived its parent")
    before = len(box.rows())
    assert 1 <= before < len(ids)
    assert box.batch().code == 0
    assert box.listened() == len(ids) - before
    box.assert_whole(ids)


def test_a_listener_that_hangs_in_foreign_code_dies_with_its_parent(box, until):
    box.call("ill")
    box.env["VOICECHECK_TEST_POISON"] = "hang:ill"
    running = box.start("--workers", "1")
    until(lambda: len(box.processes()) == 2)
    os.kill(running.pid, signal.SIGKILL)
    running.communicate()
    until(lambda: not box.processes(), "an orphan")


def has_tables(box):
    import sqlite3

    with contextlib.closing(sqlite3.connect(box.db)) as database:
        return bool(database.execute("select 1 from sqlite_master where name = 'reports'").fetchall())
