"""Promises 12 to 14: names of all kinds, sizes of all kinds, and files that are still being written."""

import os
import socket
import struct
import time

import pytest


def test_names_of_all_kinds_are_calls_and_nothing_odd_blocks(box):
    names = [b"caf\xe9.wav", b"x" * 251 + b".wav", b"two\nlines.wav", b"-rf.wav", b"http:x.wav", b"a...wav"]
    names.append(b"$(id).WAV")
    made = box.call("plain")
    for name in names:  # bytes after the data chunk: another recording, the same sound
        (box.calls / os.fsdecode(name)).write_bytes(made.read_bytes() + name)
    (box.calls / "loop").symlink_to(box.calls, target_is_directory=True)
    (box.calls / "alias.wav").symlink_to(made)
    (box.calls / "gone.wav").symlink_to(box.root / "nowhere.wav")
    os.mkfifo(box.calls / "pipe.wav")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(box.calls / "s.wav"))
    elsewhere = box.root / "elsewhere"
    box.call("linked", folder=elsewhere)
    (box.calls / "more").symlink_to(elsewhere, target_is_directory=True)
    done = box.batch()
    assert done.code == 3, done.err  # the link to nowhere cannot be read, and that is said
    assert "gone.wav" in done.err
    summary = box.summary()
    assert len(summary["odd"]) == 2
    assert summary["outcomes"] == {"pass": len(names) + 2}
    assert "more/linked" in box.reports()
    assert all(file.name.isascii() and len(file.name) < 50 for file in (box.out / "calls").iterdir())
    assert box.batch().code == 3
    assert box.listened() == 0
    (box.calls / "gone.wav").unlink()
    assert box.batch().code == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every folder; run as another user")
def test_a_folder_that_cannot_be_read_is_said(box):
    box.many(1)
    (box.calls / "shut").mkdir(mode=0)
    done = box.batch()
    assert done.code == 3
    assert "shut" in done.err


def test_rows_without_a_file_and_files_without_a_row_are_listed(box):
    box.many(2)
    listed = box.calls / "list.csv"
    listed.write_text("path,agent\nc000.wav,Joan\nmissing.wav,Joan\n")
    done = box.batch("--manifest", listed, folder=False)
    assert done.code == 3
    summary = (box.out / "summary.txt").read_text()
    assert "missing.wav" in summary.partition("Recordings without a row")[0]
    assert "c001.wav" in summary.partition("Recordings without a row")[2]
    assert sorted(box.reports()) == ["c000", "missing"]


def test_empty_files_and_bare_headers_are_faults(box):
    (box.calls / "empty.wav").write_bytes(b"")
    (box.calls / "header.wav").write_bytes(box.call("good").read_bytes()[:44])
    assert box.batch().code == 3
    faults = {name for name, report in box.reports().items() if report["faults"]}
    assert faults == {"empty", "header"}


@pytest.mark.parametrize("gigabytes", [pytest.param(4.2, marks=pytest.mark.long)])
def test_a_sparse_rf64_of_over_4_gb(box, gigabytes):
    size = round(gigabytes * 1e9) // 4 * 4
    head = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 2, 48000, 192000, 4, 16)
    with (box.calls / "huge.wav").open("wb") as file:
        file.write(b"RF64\xff\xff\xff\xffWAVEds64" + struct.pack("<IQQQI", 28, size + 80, size, size // 4, 0))
        file.write(head + b"data\xff\xff\xff\xff")
        file.truncate(file.tell() + size)
    assert box.batch("--time-limit", "900").code in (0, 1)
    assert box.reports()["huge"]["call"]["duration_s"] == pytest.approx(size / 192000, abs=1)


def test_a_file_that_is_still_written_to_is_left_for_the_next_run(box):
    old, new = box.call("old"), box.call("new")
    os.utime(old, (time.time() - 600,) * 2)
    assert box.batch("--settle", "300").code == 0
    assert sorted(box.reports()) == ["old"]
    assert box.summary()["unsettled"] == [str(new)]
    os.utime(new, (time.time() - 600,) * 2)
    assert box.batch("--settle", "300").code == 0
    box.assert_whole(["old", "new"])
