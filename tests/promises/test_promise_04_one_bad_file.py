"""Promise 4: one bad file costs one file."""

import pytest

POISON = {"segfault": "crash", "hang": "hang", "oom": "memory", "raise": "bug"}


@pytest.mark.parametrize("count", [12, pytest.param(40, marks=pytest.mark.long)])
def test_poison_files_cost_themselves_and_the_others_are_done_once(box, count):
    ids = box.many(count)
    ill = dict(zip(POISON, ids[1::3], strict=False))
    box.env["VOICECHECK_TEST_POISON"] = ",".join(f"{kind}:{name}" for kind, name in ill.items())
    done = box.batch("--time-limit", "8", "--workers", "2")
    assert done.code == 3, done.err
    reports = box.reports()
    faults = {name: report["faults"][0]["kind"] for name, report in reports.items() if report["faults"]}
    assert faults == {name: POISON[kind] for kind, name in ill.items()}
    assert sorted(reports) == ids
    assert box.listened() == count
    box.assert_whole(ids)
    text = (box.out / "summary.txt").read_text()
    assert all(f"{name}.wav" in text for name in faults), "poison is listed with its cause"


def test_a_bad_file_is_tried_three_times_and_then_only_when_told(box):
    box.call("ill")
    box.env["VOICECHECK_TEST_POISON"] = "raise:ill"
    tried = []
    for _ in range(4):
        assert box.batch().code == 3
        tried.append(box.listened())
    assert tried == [1, 1, 1, 0]
    assert "tried 3 times" in (box.out / "summary.txt").read_text()
    del box.env["VOICECHECK_TEST_POISON"]
    assert box.batch("--retry-failed").code == 0
    assert box.listened() == 1
    box.assert_whole(["ill"])


def test_a_broken_sidecar_is_one_calls_fault(box):
    box.many(2)
    (box.calls / "c000.json").write_text("{")
    assert box.batch().code == 3
    assert [name for name, report in box.reports().items() if report["faults"]] == ["c000"]
