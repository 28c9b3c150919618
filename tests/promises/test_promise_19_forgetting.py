"""Promise 19: forget and retention leave no trace of a canary word in output, database, logs, temporary folder."""

import contextlib
import json
import os
import signal
import subprocess
import time
import zlib
from pathlib import Path

import pytest

CANARIES = {"said": "Xyloquorp", "agent": "Zwarbelin", "customer": "Quintefax", "file": "Vlorbenstam"}
DAYS_S = 86_400


def unpacked(content):
    """What is packed in some bytes, however deep in a database's page it begins, as far as it goes."""
    found, at = [], content.find(b"\x78\x9c")
    while at >= 0:
        stream = zlib.decompressobj()
        with contextlib.suppress(zlib.error):
            for start in range(at, min(at + 60_000, len(content)), 64):
                found.append(stream.decompress(content[start : start + 64]))
        at = content.find(b"\x78\x9c", at + 1)
    return b"".join(found)


def spellings(word):
    return [word.lower().encode(code) for code in ("utf-8", "utf-16-le")]


def traces(*roots):
    """Each canary that stands in a file or its name, plain or packed, with the file."""
    found = set()
    for file in [file for root in roots for file in Path(root).rglob("*")]:
        content = b""
        with contextlib.suppress(OSError):
            content = file.read_bytes() if file.is_file() and not file.is_symlink() else b""
        whole = b"\n".join([os.fsencode(file.name), content, unpacked(content)]).lower()
        found |= {(name, file.name) for name, word in CANARIES.items() for one in spellings(word) if one in whole}
    return found


def kinds(found):
    return {name for name, _ in found}


@pytest.fixture
def talking(box):
    """A night whose words, names and file names are canaries, and beside it a call that stays."""
    words = json.loads(box.script.read_text())[0]
    said = [[{"resources": CANARIES["said"]}.get(word[0], word[0]), *word[1:]] for word in words["words"]]
    box.script = box.root / "script.json"
    box.script.write_text(json.dumps([{**words, "words": said, "alternatives": [said[::2]]}]))
    for number in range(2):
        file = box.call(f"{CANARIES['file']}{number}")
        about = {"agent": CANARIES["agent"], "customer": CANARIES["customer"]}
        file.with_suffix(".json").write_text(json.dumps(about))
    (box.calls / f"{CANARIES['file']}broken.wav").write_bytes(b"RIFF")
    (box.calls / f"{CANARIES['file']}broken.json").write_text(json.dumps(about))
    (box.root / "tmp").mkdir()
    box.env["TMPDIR"] = str(box.root / "tmp")
    return box


def places(box):
    return [folder for folder in (box.out, box.home, box.root / "tmp", box.root / "pages") if folder.exists()]


def everywhere(talking):
    """The calls as a batch, a rejudge and a check store and write them."""
    given = ("--standard", "hr-en", "--out", talking.out, "--settle", "0", "--min-free", "1", "--workers", "1")
    assert talking.run("batch", talking.calls, *given).code == 3
    pages = talking.root / "pages"
    db = ("--db", talking.env.get("VOICECHECK_DB", talking.db))
    talking.run("rejudge", "--standard", "greeting-en")
    talking.run("check", talking.calls, "--standard", "hr-en", "--out", pages, "--evidence", pages / "heard", *db)
    one = next(talking.calls.glob("*0.wav"))
    talking.run("check", one, "--standard", "hr-en", "--html", pages / "single.html", *db)


def batch_again(box, *more):
    given = ("--standard", "hr-en", "--out", box.out, "--settle", "0", "--min-free", "1", "--workers", "1")
    return box.run("batch", box.calls, *given, *more)


def test_forget_leaves_no_trace_of_a_canary_in_sqlite(talking):
    everywhere(talking)
    assert kinds(traces(*places(talking))) == set(CANARIES), "they are there before, or the search finds nothing"
    assert {("said", "voicecheck.db"), ("said", "single.html")} <= traces(*places(talking))
    listed = talking.run("forget", "--customer", CANARIES["customer"].upper(), "--dry-run")
    assert listed.code == 0
    assert "single.html" in listed.out
    assert kinds(traces(*places(talking))) == set(CANARIES), "a dry run changes nothing"
    refused = talking.run("forget", "--customer", CANARIES["customer"])
    assert refused.code == 2
    assert "--yes" in refused.err
    done = talking.run("forget", "--customer", CANARIES["customer"].upper(), "--yes")
    assert done.code == 0, done.err
    assert done.out.startswith("4 call(s)"), "the broken one is known twice: with and without its hash"
    assert traces(*places(talking)) == set()
    assert [word for word in CANARIES.values() if word.lower() in (done.out + done.err).lower()] == []
    assert len(list(talking.calls.glob("*.wav"))) == 3, "the recordings are left alone"
    again = batch_again(talking)
    assert talking.listened() == 0
    assert "forgotten before" in (talking.out / "summary.txt").read_text()
    assert traces(talking.home, talking.root / "tmp") == set(), again.err


def test_a_forgotten_call_is_heard_again_only_when_it_is_asked_for(talking):
    talking.call("stays")
    assert batch_again(talking).code == 3
    done = talking.run("forget", f"{CANARIES['file']}0", "--recordings", "--yes")
    assert done.out.startswith("1 call(s)"), done.err
    assert not (talking.calls / f"{CANARIES['file']}0.wav").exists()
    assert talking.run("forget", f"{CANARIES['file']}1", "--yes").code == 0
    index = (talking.out / "index.html").read_text()
    assert "stays" in index
    assert f"{CANARIES['file']}1" not in index
    assert batch_again(talking).code == 3
    assert talking.listened() <= 1, "the broken one is tried again"
    assert batch_again(talking, "--again").code == 3
    assert f"{CANARIES['file']}1" in {report["call"]["id"] for report in talking.reports().values()}
    assert talking.run("forget", "nobody", "--yes").code == 2


def test_retention_forgets_what_is_older_and_only_that(talking):
    talking.call("stays")
    assert batch_again(talking).code == 3
    old = time.time() - 100 * DAYS_S
    for file in talking.calls.glob(f"{CANARIES['file']}*"):
        os.utime(file, (old, old))
    talking.env["VOICECHECK_RETENTION"] = "90d"
    dry = batch_again(talking, "--dry-run")
    assert dry.out.count("call ") == 3
    assert dry.out.count("call(s)") == 1
    done = batch_again(talking)
    assert done.code == 0, done.err
    assert kinds(traces(*places(talking))) == {"said"}, "the call that stays has the same script"
    assert set(talking.reports()) == {"stays"}
    assert batch_again(talking).code == 0
    assert kinds(traces(*places(talking))) == {"said"}
    (talking.calls / "stays.wav").unlink()
    assert talking.run("forget", "--older-than", "90d", "--yes").out.startswith("0 call(s)")
    assert talking.run("forget", "stays", "--yes").code == 0
    assert traces(*places(talking)) == set()


def test_forgetting_is_refused_while_a_batch_runs(talking, until):
    talking.env["VOICECHECK_TEST_POISON"] = f"hang:{CANARIES['file']}1"
    running = talking.start("--workers", "1")
    until(lambda: talking.written())
    refused = talking.run("forget", f"{CANARIES['file']}0", "--yes")
    os.killpg(running.pid, signal.SIGTERM)
    running.communicate()
    assert refused.code == 75


@pytest.mark.parametrize("kills", [4, pytest.param(60, marks=pytest.mark.long)])
def test_forgetting_that_was_killed_is_finished_by_asking_again(talking, kills):
    everywhere(talking)
    command = ("forget", "--customer", CANARIES["customer"], "--yes")
    begun = time.monotonic()
    assert talking.run("forget", "--customer", CANARIES["customer"], "--dry-run").code == 0
    whole_s = time.monotonic() - begun
    for number in range(kills):
        running = subprocess.Popen(talking.command(*command), env=talking.environment, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=talking.root)  # fmt: skip
        with contextlib.suppress(subprocess.TimeoutExpired):
            running.wait(timeout=whole_s * (0.6 + 0.6 * number / kills))
        running.kill()
        running.wait()
    assert talking.run(*command).code == 0
    assert traces(*places(talking)) == set()
    assert talking.run("db", "check").code == 0


def test_forget_leaves_no_trace_of_a_canary_in_postgresql(talking, database):
    import psycopg

    talking.env["VOICECHECK_DB"] = database
    with psycopg.connect(database, autocommit=True) as connection:
        folder = Path(connection.execute("SHOW data_directory").fetchone()[0])
        everywhere(talking)
        connection.execute("ANALYZE")
        connection.execute("CHECKPOINT")
        assert kinds(kept_by(folder)) >= {"agent", "customer", "file"}
        done = talking.run("forget", "--customer", CANARIES["customer"], "--yes")
        assert done.code == 0, done.err
        assert "WAL" in done.err
        connection.execute("CHECKPOINT")
    assert traces(*places(talking)) == set()
    assert kept_by(folder) == set()
    print("still in pg_wal, as the README says:", sorted(kinds(traces(folder / "pg_wal"))))


def kept_by(folder):
    """What a server's folder holds, its write-ahead log apart: the log is reused, never wiped."""
    return traces(*(place for place in folder.iterdir() if place.name != "pg_wal"), folder.parent / "log")
