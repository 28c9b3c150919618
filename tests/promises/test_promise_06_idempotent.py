"""Promise 6: what is known is not done again, whatever the file's name; what did change is, and only that."""

import json
import os
import shutil


def test_a_second_run_does_nothing(box):
    ids = box.many(3)
    assert box.batch().code == 0
    first = box.reports()
    index = (box.out / "index.html").stat().st_mtime_ns
    assert box.batch().code == 0
    assert (box.listened(), box.summary()["judged"], box.summary()["known"]) == (0, 0, 3)
    assert box.reports() == first
    assert (box.out / "index.html").stat().st_mtime_ns == index
    box.assert_whole(ids)


def test_a_touched_a_renamed_and_a_copied_file_are_not_listened_to_again(box):
    box.many(2)
    box.batch()
    os.utime(box.calls / "c000.wav", (1_600_000_000, 1_600_000_000))
    (box.calls / "c001.wav").rename(box.calls / "renamed.wav")
    shutil.copy(box.calls / "c000.wav", box.calls / "copy.wav")
    assert box.batch().code == 0
    assert box.listened() == 0
    assert {"c000", "renamed", "copy"} <= set(box.reports()), "two calls with one recording stay two calls"


def test_twins_in_one_run_are_listened_to_once(box):
    box.call("first", seed=1)
    box.call("second", seed=1)
    assert box.batch("--workers", "2").code == 0
    assert box.listened() == 1
    box.assert_whole(["first", "second"])


def test_a_corrected_name_and_a_changed_standard_only_judge_again(box):
    ids = box.many(2)
    box.batch()
    (box.calls / "c000.json").write_text(json.dumps({"agent": "Joanna"}))
    given = ["batch", box.calls, "--standard", "hr-en", "--out", box.out, "--settle", "0", "--min-free", "1"]
    box.run(*given)
    assert (box.listened(), box.summary()["judged"]) == (0, 2)
    assert box.reports()["c000"]["call"]["agent"] == "Joanna"
    sheet = box.root / "sheet.yaml"
    sheet.write_text("schema: 1\nid: own\nextends: hr-en\nrules:\n  tone.pleasant: off\n")
    given[3] = sheet
    box.run(*given)
    assert (box.listened(), box.summary()["judged"]) == (0, 2)
    assert {report["standard"]["id"] for report in box.reports().values()} == {"own"}
    assert len(box.written()) == len(ids), "the earlier reports are superseded"


def test_another_model_listens_again(box):
    box.many(1)
    box.batch()
    other = box.root / "other.json"
    other.write_text(box.script.read_text() + "\n")
    box.script = other
    box.batch()
    assert box.listened() == 1
    box.assert_whole(["c000"])


def test_a_report_that_was_deleted_is_written_again_without_listening(box):
    ids = box.many(2)
    box.batch()
    before = box.reports()
    box.written()[0].unlink()
    assert box.batch().code == 0
    assert box.listened() == 0
    assert box.reports() == before
    box.assert_whole(ids)


def test_a_recording_that_is_replaced_replaces_its_report(box):
    (box.calls / "late.wav").write_bytes(b"")
    assert box.batch().code == 3
    box.call("late")
    assert box.batch().code == 0
    assert box.listened() == 1
    assert box.reports()["late"]["faults"] == []
