"""Promise 7: two runs never overlap, and a dead one leaves no lock behind."""

import os
import signal

import pytest


@pytest.fixture
def at_work(box, until):
    """A run that hangs on its only call."""
    box.call("ill")
    box.env["VOICECHECK_TEST_POISON"] = "hang:ill"
    running = box.start("--workers", "1")
    until(lambda: len(box.processes()) == 2)
    yield running
    if running.poll() is None:
        os.killpg(running.pid, signal.SIGKILL)
    running.communicate()


def test_a_second_run_leaves_with_75(box, at_work):
    second = box.batch()
    assert second.code == 75
    assert "another run" in second.err
    assert second.out == ""
    assert at_work.poll() is None, "it did not wait for the first"


def test_a_second_run_into_another_folder_with_the_same_database_leaves_with_75(box, at_work):
    del at_work
    first, box.out = box.out, box.root / "elsewhere"
    assert box.batch().code == 75
    box.out = first


def test_a_killed_run_leaves_no_lock(box, at_work, until):
    os.kill(at_work.pid, signal.SIGKILL)
    at_work.communicate()
    until(lambda: not box.processes())
    del box.env["VOICECHECK_TEST_POISON"]
    assert box.batch().code == 0
    box.assert_whole(["ill"])


def test_with_wait_it_waits(box, at_work, until):
    del box.env["VOICECHECK_TEST_POISON"]
    second = box.start("--wait")
    until(lambda: len(box.processes()) == 3)
    assert second.poll() is None
    os.killpg(at_work.pid, signal.SIGKILL)
    second.communicate(timeout=240)
    assert second.returncode == 0
    box.assert_whole(["ill"])
