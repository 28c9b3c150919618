"""Promise 8: a full or read-only disk is exit 74; nothing is corrupt, and the run ends well once there is room."""

import os
import shutil
import subprocess

import pytest

SMALL = "6m"


@pytest.fixture
def small_disk(box):
    """The output folder and the database on a small disk of their own."""
    disk = box.root / "disk"
    disk.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", disk], capture_output=True)
    if made.returncode:
        if os.environ.get("CI") == "true":
            pytest.fail("a small tmpfs cannot be mounted: run as root with CAP_SYS_ADMIN")
        pytest.skip("a small tmpfs cannot be mounted: run as root with CAP_SYS_ADMIN")
    box.out, box.home = disk / "out", disk / "home"
    box.db = box.home / "voicecheck.db"
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


@pytest.mark.parametrize("room", [60_000, 500_000, *(pytest.param(kb * 1000, marks=pytest.mark.long) for kb in
                                                       range(100, 900, 50))])  # fmt: skip
def test_a_full_disk_is_74_and_the_run_goes_on_once_there_is_room(box, small_disk, room):
    ids = box.many(5)
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * (shutil.disk_usage(small_disk).free - room))
    done = box.batch("--min-free", "0")
    assert done.code == 74, done.err
    assert done.err.count("\n") <= 2, "a line, no traceback"
    ballast.unlink()
    assert box.batch("--min-free", "0").code == 0
    box.assert_whole(ids)


def test_a_disk_that_is_nearly_full_is_not_filled(box, small_disk):
    ids = box.many(2)
    done = box.batch("--min-free", "50")
    assert done.code == 74
    assert "--min-free" in done.err
    assert box.reports() == {}
    assert box.batch("--min-free", "0").code == 0
    box.assert_whole(ids)


def test_a_read_only_disk_is_74(box, small_disk):
    box.many(1)
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    done = box.batch()
    assert done.code == 74
    assert "Read-only" in done.err or "read-only" in done.err
