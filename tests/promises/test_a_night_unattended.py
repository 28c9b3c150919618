"""What a night is told and what it tells: the deadline, progress on a terminal, cron, systemd, webhook, summary."""

import hashlib
import hmac
import json
import os
import pty
import re
import shutil
import subprocess
import sys
import threading
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest


def test_after_the_deadline_no_call_is_begun_and_the_next_run_goes_on(box):
    """The first call holds the only listener until the deadline is over, by the clock that --deadline is read by."""
    box.call("a_ill")
    ids = [box.call(name).stem for name in ("b", "c")]
    box.env["VOICECHECK_TEST_POISON"] = "hang:a_ill"
    at = (datetime.now().astimezone() + timedelta(seconds=20)).strftime("%H:%M:%S")
    done = box.batch("--workers", "1", "--deadline", at, "--time-limit", "25")
    assert (done.code, box.summary()["left"]) == (3, 2), done.err
    assert "the deadline" in done.out
    del box.env["VOICECHECK_TEST_POISON"]
    assert box.batch().code == 0
    box.assert_whole(["a_ill", *ids])


def on_a_terminal(box, *more):
    """What a run writes to a terminal on stderr."""
    ours, theirs = pty.openpty()
    env = {**box.environment, "TERM": "xterm", "COLUMNS": "120"}
    run = subprocess.Popen(box.command(*box.batch_arguments(*more)), env=env, cwd=box.root, stdin=subprocess.DEVNULL,
                           stdout=subprocess.DEVNULL, stderr=theirs)  # fmt: skip
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 4096):
            shown += piece
    except OSError:  # the far end is closed
        pass
    finally:
        os.close(ours)
    assert run.wait(timeout=60) == 0
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode(errors="replace"))


def test_progress_has_count_rate_and_time_left_on_a_terminal_alone(box):
    box.many(6)
    shown = on_a_terminal(box, "--workers", "1")
    assert "listening" in shown
    assert re.search(r"[1-6]/6", shown)
    assert re.search(r"\d+\.\d a (second|minute)", shown)
    assert re.search(r"\d:\d\d:\d\d", shown)
    assert "listening" not in box.batch().err
    assert on_a_terminal(box, "--quiet") == ""


@pytest.fixture
def hook():
    """A server on the loopback that keeps what it is sent."""
    kept = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            kept.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *given):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hook", kept
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_webhook_gets_the_counts_signed_and_no_word_of_a_call(box, hook):
    url, kept = hook
    box.many(2)
    box.env["VOICECHECK_WEBHOOK_SECRET"] = "s3"
    assert box.batch("--webhook", url).code == 0
    ((headers, body),) = kept
    assert headers["X-Voicecheck-Signature"] == "sha256=" + hmac.new(b"s3", body, hashlib.sha256).hexdigest()
    told = json.loads(body)
    assert (told["event"], told["exit_code"], told["pass"], told["listened"]) == ("night", 0, 2, 2)
    assert all(isinstance(value, int | float) for name, value in told.items() if name != "event")


def test_a_webhook_that_nobody_answers_changes_nothing_but_a_line(box):
    box.many(1)
    done = box.batch("--webhook", "http://127.0.0.1:9/hook")
    assert done.code == 0
    assert "webhook" in done.err
    box.assert_whole(["c000"])


def test_the_summary_can_be_mailed(box):
    box.many(2)
    box.call("strange")
    (box.calls / "strange.wav").write_bytes(b"no sound")
    assert box.batch().code == 3
    text = (box.out / "summary.txt").read_text("utf-8")
    assert text.splitlines()[0].startswith("3 calls")
    assert "strange" in text
    assert "human resources" not in text.lower()
    assert "good morning" not in text.lower()
    assert max(map(len, text.splitlines())) < 998, "RFC 5322, 2.1.1"


def scheduled(box, *more):
    return box.run("schedule", box.calls, "--standard", "hr-en", "--out", box.out, *more)


def test_the_crontab_line_runs_the_night_and_is_silent(box):
    box.many(1)
    done = scheduled(box)
    assert done.code == 0, done.err
    line = next(line for line in done.out.splitlines() if "--quiet" in line)
    assert line.startswith("0 2 * * * ")
    command = line.removeprefix("0 2 * * * ").replace("\\%", "%")
    env = {name: value for name, value in box.environment.items() if name != "VOICECHECK_HOME"}
    ran = subprocess.run(["sh", "-c", f"{command} --settle 0 --min-free 1 --agent Joan"], env=env, cwd="/",
                         capture_output=True, text=True, check=False)  # fmt: skip
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    box.assert_whole(["c000"])


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is missing: apt-get install systemd")
def test_the_units_are_written_and_verified(box):
    units = box.root / "units"
    done = scheduled(box, "--units", units, "--at", "01:30")
    assert done.code == 0, done.err
    assert sorted(file.name for file in units.iterdir()) == ["voicecheck-night.service", "voicecheck-night.timer"]
    assert "OnCalendar=*-*-* 01:30:00" in (units / "voicecheck-night.timer").read_text()
    assert sys.executable.rpartition("/")[0] in (units / "voicecheck-night.service").read_text()


@pytest.mark.parametrize("more", [("--at", "25:00"), ("--db", "postgresql://qa:secret@db/x")])
def test_what_cannot_be_scheduled_is_2(box, more):
    done = scheduled(box, *more)
    assert done.code == 2
    assert "secret" not in done.err + done.out


def test_a_standard_that_is_none_is_2_also_where_no_call_lies(box):
    done = box.batch("--standard", "hr-xx")
    assert done.code == 2
    assert done.err.count("\n") == 1
    assert "hr-xx" in done.err
