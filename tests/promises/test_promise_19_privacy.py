"""Promise 19: files are their owner's alone, and nothing that was said or who said it is in a log."""

import os
import shutil
import stat
import subprocess
import sys

import pytest

CANARIES = {"said": "Xyloquorp", "agent": "Zwarbelin", "customer": "Quintefax", "file": "Vlorbenstam"}


def modes(root):
    return {path: stat.S_IMODE(path.lstat().st_mode) for path in [root, *root.rglob("*")]}


@pytest.fixture(params=[0o000, 0o777], ids=oct)
def umask(request):
    before = os.umask(0o077)
    yield lambda: os.umask(request.param)
    os.umask(before)


def test_every_file_is_0600_and_every_folder_0700_whatever_the_umask(box, umask):
    box.many(2)
    (box.calls / "broken.wav").write_bytes(b"RIFF")
    box.out = box.root / "new" / "deep" / "out"
    heard, pages, db = box.root / "heard" / "it", box.root / "pages" / "here", box.root / "far" / "db" / "x.db"
    umask()
    assert box.batch("--workers", "2").code == 3
    given = ("--standard", "hr-en", "--agent", "Joan", "--out", pages, "--evidence", heard, "--db", db)
    box.run("check", box.calls, *given, "--html", box.root / "one" / "page.html")
    box.run("check", box.calls / "c000.wav", *given, "--html", box.root / "one" / "page.html")
    box.run("db", "backup", box.root / "kept" / "backup.db", "--db", db)
    os.umask(0o022)
    made = [box.root / "new", box.root / "heard", box.root / "pages", box.root / "far", box.root / "one",
            box.root / "kept", box.home]  # fmt: skip
    found = {path: mode for root in made for path, mode in modes(root).items()}
    names = {path.name for path in found}
    assert {".voicecheck.lock", "voicecheck.db", "voicecheck.db.lock", "index.html", "summary.txt", "verdicts.csv",
            "x.db", "page.html", "backup.db"} <= names  # fmt: skip
    wrong = {str(path): oct(mode) for path, mode in found.items() if mode != (0o700 if path.is_dir() else 0o600)}
    assert wrong == {}


def test_the_databases_log_is_the_owners_alone_while_a_run_is_on(box, until, umask):
    box.many(3)
    umask()
    running = box.start("--workers", "1")
    until(lambda: box.written())
    os.umask(0o022)
    found = {path.name: mode for path, mode in modes(box.home).items() if path.name.startswith("voicecheck.db")}
    running.communicate()
    assert {"voicecheck.db", "voicecheck.db-wal", "voicecheck.db-shm", "voicecheck.db.lock"} <= set(found)
    assert set(found.values()) == {0o600}


@pytest.fixture
def talking(box):
    """A night in which words, names and file names are canaries and every kind of fault happens."""
    script = box.script.read_text().replace("resources", CANARIES["said"])
    box.script = box.root / "script.json"
    box.script.write_text(script)
    for number in range(3):
        box.call(f"{CANARIES['file']}{number}")
    box.call(f"{CANARIES['file']}ill")
    (box.calls / f"{CANARIES['file']}broken.wav").write_bytes(b"RIFF")
    box.env["VOICECHECK_TEST_POISON"] = f"raise:{CANARIES['file']}ill"
    box.env["TMPDIR"] = str(box.root / "tmp")
    (box.root / "tmp").mkdir()
    return box


def told(text):
    return [word for word in CANARIES.values() if word.lower() in text.lower()]


def test_no_word_and_no_name_is_in_a_log_at_any_verbosity(talking):
    names = ("--agent", CANARIES["agent"], "--customer", CANARIES["customer"])
    for level in ("debug", "warning"):
        shutil.rmtree(talking.home, ignore_errors=True)
        done = talking.run("--log-level", level, *talking.batch_arguments(*names, "--workers", "1"))
        assert done.code == 3, done.err
        assert "RuntimeError" in done.err, "the fault itself is told"
        assert "poison\n" not in done.err, "without its message, which may quote a call"
        assert told(done.err) == []
    again = talking.run("--log-level", "debug", "rejudge", "--standard", "greeting-en")
    assert told(again.err) == []
    checked = talking.run("--log-level", "debug", "check", talking.calls, "--standard", "hr-en", *names)
    assert checked.code == 3
    assert told(checked.err) == []


def test_a_bug_of_ours_is_told_without_its_message(box):
    broken = (
        "import sys, voicecheck.store, voicecheck.cli as cli\n"
        "def broken(*_, **__):\n"
        f"    try:\n        raise KeyError({CANARIES['customer']!r})\n"
        f"    except KeyError as error:\n        raise ValueError('word ' + {CANARIES['said']!r}) from error\n"
        "voicecheck.store.open_store = broken\n"
        "sys.argv = ['voicecheck', '--log-level', 'debug', 'db', 'size']\n"
        "cli.main()\n"
    )
    done = subprocess.run([sys.executable, "-c", broken], env=box.environment, capture_output=True, text=True)
    assert done.returncode == 70
    assert "internal fault (ValueError in" in done.stderr
    assert "KeyError" in done.stderr
    assert [word for word in CANARIES.values() if word in done.stderr] == []
