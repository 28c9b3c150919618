"""Promises 15, 16, 20, 21 and 22: no network, a whole model, the same answers, clean signals, a dry run that is dry."""

import hashlib
import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest


def test_15_a_night_needs_no_network(box):
    ids = box.many(2)
    alone = ["unshare", "--net", *box.command(*box.batch_arguments())]
    if subprocess.run(["unshare", "--net", "true"], capture_output=True).returncode:
        if os.environ.get("CI") == "true":
            pytest.fail("a network namespace cannot be made: run as root")
        pytest.skip("a network namespace cannot be made: run as root")
    done = subprocess.run(alone, env=box.environment, capture_output=True, text=True, cwd=box.root)
    assert done.returncode == 0, done.stderr
    box.assert_whole(ids)


@pytest.mark.model
@pytest.mark.parametrize("damage", ["flip", "cut"])
def test_16_a_damaged_model_is_78_before_any_file(box, damage, model_home):
    folder = box.home / "models" / "base"
    shutil.copytree(model_home / "models" / "base", folder)
    weights = folder / "model.bin"
    with weights.open("r+b") as file:
        if damage == "cut":
            file.truncate(weights.stat().st_size - 1)
        else:
            file.seek(1_000_000)
            one = file.read(1)
            file.seek(1_000_000)
            file.write(bytes([one[0] ^ 1]))
    box.many(1)
    box.env["VOICECHECK_ENGINE"] = "faster-whisper"
    done = box.batch()
    assert done.code == 78
    assert "models install" in done.err
    assert box.written() == []


def test_20_the_same_answers_with_one_worker_and_with_two(box, another):
    ids = box.many(5)
    assert box.batch("--workers", "1").code == 0
    other = another("other")
    other.calls, other.out = box.calls, other.out
    assert other.batch("--workers", "2").code == 0
    assert box.reports() == other.reports()
    assert sorted(box.reports()) == ids
    assert (box.out / "verdicts.csv").read_bytes() == (other.out / "verdicts.csv").read_bytes()


def test_20_a_resumed_night_gives_the_same_files_as_one_without_a_break(box, another, until):
    box.many(5)
    running = box.start("--workers", "1")
    until(lambda: box.written())
    os.kill(running.pid, signal.SIGKILL)
    running.communicate()
    assert box.batch().code == 0
    other = another("other")
    other.calls = box.calls
    assert other.batch().code == 0
    assert box.reports() == other.reports()
    for name in ("verdicts.csv", "index.html"):
        assert (box.out / name).read_bytes() == (other.out / name).read_bytes()


@pytest.mark.parametrize("number, code", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("moment", ["listening", "starting"])
def test_21_a_signal_ends_it_with_its_code_and_it_can_be_resumed(box, until, number, code, moment):
    ids = box.many(6)
    running = box.start("--workers", "2")
    until(lambda: box.written() if moment == "listening" else len(box.processes()) >= 2)
    os.killpg(running.pid, number)  # as a terminal and systemd do: everybody gets it
    _, err = running.communicate(timeout=60)
    assert running.returncode == code, err
    assert b"Traceback" not in err
    assert not [fault for report in box.reports().values() for fault in report["faults"]], "nobody was blamed"
    until(lambda: not box.processes())
    assert box.batch().code == 0
    box.assert_whole(ids)


def fingerprint(root):
    return {
        path: (path.lstat().st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None)
        for path in sorted(root.rglob("*"))
    }


def test_22_a_dry_run_changes_nothing(box):
    box.many(3)
    before = fingerprint(box.root)
    done = box.batch("--dry-run")
    assert done.code == 0
    assert done.out.splitlines()[-1] == "3 calls: 3 to listen to"
    assert fingerprint(box.root) == before
    box.batch("--limit", "2")
    out = fingerprint(box.out)
    done = box.batch("--dry-run")
    assert done.out.splitlines()[-1] == "3 calls: 2 known, 1 to listen to"
    assert fingerprint(box.out) == out


def test_22_limit_and_deadline_leave_the_rest_for_the_next_run(box):
    ids = box.many(4)
    assert box.batch("--limit", "1", "--workers", "2").code == 0
    assert box.listened() == 1
    assert box.summary()["left"] == 3
    assert box.batch().code == 0
    assert box.listened() == 3
    box.assert_whole(ids)


@pytest.mark.model
def test_a_night_with_the_real_model_gives_the_samples_verdicts(box, model_home):
    box.home.mkdir()
    (box.home / "models").symlink_to(model_home / "models")
    samples = Path(__file__).parents[2] / "samples"
    for name in ("pass", "no_department", "german"):
        for file in samples.glob(f"{name}.*"):
            shutil.copy(file, box.calls)
    box.env["VOICECHECK_ENGINE"] = "faster-whisper"
    done = box.run("batch", box.calls, "--out", box.out, "--settle", "0", "--min-free", "1", "--standard", "hr-en")
    assert done.code == 1, done.err
    assert {name: report["outcome"] for name, report in box.reports().items()} == {
        "pass": "pass", "no_department": "fail", "german": "pass",
    }  # fmt: skip
    box.assert_whole(["german", "no_department", "pass"])
