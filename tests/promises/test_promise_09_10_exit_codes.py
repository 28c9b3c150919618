"""Promises 9 and 10: what the code of a night means; quiet is silent, stdout is data."""

import json

import pytest


@pytest.mark.parametrize("more, code", [
    (("--expect-min", "2"), 3),
    (("--expect-min", "1"), 0),
    (("--since", "nonsense"), 2),
    (("--deadline", "25:00"), 2),
    (("--workers", "none"), 2),
    (("--webhook", "file:///etc/passwd"), 2),
])  # fmt: skip
def test_codes_of_a_night_with_one_good_call(box, more, code):
    box.call("good")
    assert box.batch(*more).code == code


def test_no_folder_is_2_and_an_empty_one_is_an_alarm_where_calls_are_expected(box):
    assert box.run("batch", box.root / "missing", "-s", "hr-en", "-o", box.out).code == 2
    assert box.batch().code == 0
    assert box.batch("--expect-min", "1").code == 3


def test_quiet_prints_nothing_when_all_is_well(box):
    box.many(2)
    done = box.batch("--quiet")
    assert (done.code, done.out, done.err) == (0, "", "")


def test_findings_are_1_and_quiet_speaks(box):
    box.many(1)
    done = box.batch("--quiet", "--agent", "Bartholomew")
    assert done.code in (0, 1)
    done = box.batch("--quiet", "--fail-on", "never", "--expect-min", "5")
    assert done.code == 3
    assert "--expect-min" in done.err


def test_too_many_undecided_is_1_also_with_quiet(box):
    foreign = box.root / "foreign.json"
    foreign.write_text(json.dumps([{**json.loads(box.script.read_text())[0], "language_prob": 0.01}]))
    box.script = foreign
    box.many(2)
    done = box.batch("--quiet")
    outcomes = {report["outcome"] for report in box.reports().values()}
    assert outcomes == {"undecided"}
    assert done.code == 1
    assert "could not be judged" in done.err


@pytest.mark.parametrize("form", ["json", "csv", "junit", "sarif", "text"])
def test_stdout_is_data_alone(box, form):
    box.many(1)
    done = box.batch("--format", form)
    assert done.code == 0
    if form in ("json", "sarif"):
        json.loads(done.out)
    elif form == "junit":
        assert done.out.startswith("<?xml")
    else:
        assert "c000" in done.out
    assert str(box.out / "index.html") in done.err
