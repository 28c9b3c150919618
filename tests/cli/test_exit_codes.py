"""What cron and scripts rely on: the exit code, and which stream says what."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

WHO = ("--agent", "Joan", "--started-at", "2024-03-04T09:12:00+00:00")
CHECK = ("check", "-s", "hr-en", *WHO)
FAULTS = ("empty.wav", "text.wav", "header.wav", "list.m3u8", "pipe.wav", "gone.wav")


def one_line(ran):
    return ran.err.count("\n") == 1 and "Traceback" not in ran.err


def script(scene, name):
    return {"VOICECHECK_ENGINE": f"scripted:{scene / name}"}


def test_a_call_in_order_is_0_and_speaks_on_stdout_only(run, scene):
    ran = run(*CHECK, scene / "good.wav")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith("1 call: 1 clean\n")


def test_a_call_not_in_order_is_1(run, scene):
    ran = run(*CHECK, scene / "good.wav", **script(scene, "bad.script"))
    assert (ran.code, ran.err) == (1, "")
    assert "error greeting.formula" in ran.out


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("check",), "no calls"),
        (("check", "good.wav"), "no service standard"),
        (("check", "good.wav", "-s", "hr-xx"), "hr-xx"),
        (("check", "good.wav", "-s", "hr-en", "--started-at", "2024-03-04T09:12"), "no offset"),
        (("check", "good.wav", "-s", "hr-en", "--timezone", "Mars/Olympus"), "not known"),
        (("check", "good.wav", "-s", "hr-en", "--name-pattern", "("), "name pattern"),
        (("check", "good.wav", "-s", "hr-en", "--raw", "what"), "raw"),
        (("check", "--no-such-option"), "no-such-option"),
        (("check", "good.wav", "good.wav", "-s", "hr-en", "--html", "page.html"), "a page shows one"),
        (("rejudge", "good.wav", "-s", "hr-en"), "good.wav"),
        (("rules", "show", "no.rule"), "no rule"),
        (("standard", "validate", "nothing.yaml"), "nothing.yaml"),
        (("nonsense",), "nonsense"),
    ],
)
def test_wrong_usage_is_2_with_one_plain_line(inside, scene, monkeypatch, arguments, word):
    named = [str(scene / each) if each == "good.wav" else each for each in arguments]
    ran = inside(*named)
    assert (ran.code, ran.out) == (2, "")
    assert word in ran.err
    assert "Traceback" not in ran.err


def test_every_fault_of_a_standard_is_2(inside, scene, tmp_path):
    (tmp_path / "x.yaml").write_text(
        "schema: 1\nid: x\nextends: base\nlanguage: en\nrules: {no.rule: {level: error}}\n"
    )
    ran = inside("check", scene / "good.wav", "-s", "x.yaml")
    assert (ran.code, ran.out) == (2, "")
    assert "no.rule" in ran.err
    assert "x.yaml:5" in ran.err


def make_faults(folder):
    (folder / "empty.wav").write_bytes(b"")
    (folder / "text.wav").write_text("this is no sound\n" * 20)
    (folder / "header.wav").write_bytes(b"RIFF\x24\x00\x00\x00WAVEfmt ")
    (folder / "list.m3u8").write_text("#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/x.wav\n")
    os.mkfifo(folder / "pipe.wav")
    (folder / "folder.wav").mkdir()
    return {
        name: folder / name for name in ("empty.wav", "text.wav", "header.wav", "list.m3u8", "pipe.wav", "gone.wav")
    }


@pytest.mark.parametrize("name", FAULTS)
def test_what_cannot_be_heard_is_3_and_one_clear_line(inside, tmp_path, name):
    file = make_faults(tmp_path)[name]
    ran = inside(*CHECK, file)
    first, last = ran.out.splitlines()
    assert (ran.code, ran.err) == (3, "")
    assert first.startswith(f"{name}: fault listen: ")
    assert last == "1 call: 1 not processed"


def test_a_video_without_sound_is_3(inside, tmp_path):
    if shutil.which("ffmpeg") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("ffmpeg is missing: apt-get install ffmpeg")
        pytest.skip("ffmpeg is missing: apt-get install ffmpeg")
    make = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "color=size=32x32:duration=1", "film.mp4"]
    subprocess.run(make, check=True, cwd=tmp_path)
    ran = inside(*CHECK, tmp_path / "film.mp4")
    assert ran.code == 3
    assert ran.out.splitlines()[0].startswith("film.mp4: fault listen: ")


def test_a_name_too_long_for_the_disk_is_a_fault_of_that_call(inside, scene, tmp_path):
    ran = inside(*CHECK, tmp_path / ("x" * 300 + ".wav"), scene / "good.wav")
    assert ran.code == 3
    assert ran.out.endswith("2 calls: 1 clean, 1 not processed\n")


def test_a_language_without_wordings_is_a_fault_of_that_call(inside, scene):
    ran = inside(*CHECK, scene / "good.wav", "--language", "fr")
    assert (ran.code, ran.err) == (3, "")
    assert "no wordings for language 'fr'" in ran.out


def test_a_fault_wins_over_findings_and_the_others_are_judged(inside, scene, tmp_path):
    make_faults(tmp_path)
    ran = inside(*CHECK, tmp_path / "empty.wav", scene / "good.wav", **script(scene, "bad.script"))
    assert ran.code == 3
    assert ran.out.endswith("2 calls: 1 with errors, 1 not processed\n")


def test_too_many_undecided_calls_are_1_with_a_line_even_when_quiet(inside, two_voices, tmp_path, scene):
    cut = tmp_path / "cut.wav"
    shutil.copy(scene / "good.wav", cut)
    ran = inside(*CHECK, cut, "--quiet", **script(scene, "deaf.script"))
    assert ran.code == 1
    assert "could not be judged" in ran.err
    again = inside(*CHECK, cut, "--quiet", "--max-undecided", "100", **script(scene, "deaf.script"))
    assert (again.code, again.out, again.err) == (0, "", "")


def test_quiet_says_nothing_at_all_when_all_is_well(run, scene, tmp_path):
    ran = run(*CHECK, scene / "good.wav", "--quiet", "--out", tmp_path / "reports")
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert len(list((tmp_path / "reports").iterdir())) == 2


def test_quiet_speaks_when_something_is_to_be_read(inside, scene):
    ran = inside(*CHECK, scene / "good.wav", "--quiet", **script(scene, "bad.script"))
    assert ran.code == 1
    assert "greeting.formula" in ran.out


@pytest.mark.parametrize(("fail_on", "code"), [("error", 1), ("warning", 1), ("review", 1), ("never", 0)])
def test_fail_on_says_what_counts(inside, scene, fail_on, code):
    ran = inside(*CHECK, scene / "good.wav", "--fail-on", fail_on, **script(scene, "bad.script"))
    assert ran.code == code


def test_a_fault_of_our_own_is_70_and_asks_to_be_reported(inside, monkeypatch):
    from voicecheck.cli import rules

    monkeypatch.setattr(rules.list_rules, "callback", lambda: 1 / 0)
    ran = inside("rules", "list")
    assert ran.code == 70
    assert "internal fault (ZeroDivisionError" in ran.err
    assert "Traceback" not in ran.err


def test_a_fault_of_our_own_in_one_call_does_not_stop_the_others(inside, scene, monkeypatch):
    from voicecheck.batch import run as running

    heard = running.listen_for

    def listen_for(call, standard, **options):
        return 1 / 0 if call.call_id == "one" else heard(call, standard, **options)

    monkeypatch.setattr(running, "listen_for", listen_for)
    ran = inside("check", "-s", "hr-en", "--manifest", manifest(scene), *WHO)
    assert ran.code == 3
    assert "voicecheck itself failed on this call (ZeroDivisionError)" in ran.out
    assert ran.out.endswith("2 calls: 1 clean, 1 not processed\n")


def manifest(scene):
    file = scene / "two.csv"
    file.write_text("path,call_id\ngood.wav,one\ngood.wav,two\n")
    return file


def test_what_cannot_be_written_is_74(inside, scene, tmp_path):
    (tmp_path / "taken").write_text("a file stands where the folder should be")
    ran = inside(*CHECK, scene / "good.wav", "--evidence", tmp_path / "taken" / "inner")
    assert ran.code == 74
    assert "taken" in ran.err
    assert one_line(ran)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_under_stdout_is_74(environment, scene):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "voicecheck", "rules", "list"],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment,
            check=False,
        )
    assert done.returncode == 74
    assert b"Traceback" not in done.stderr


def test_a_missing_model_is_78_before_any_recording_is_opened(run, tmp_path):
    os.mkfifo(tmp_path / "would_block.wav")
    ran = run(*CHECK, tmp_path / "would_block.wav", "--out", tmp_path / "out", VOICECHECK_ENGINE="")
    assert (ran.code, ran.out) == (78, "")
    assert "voicecheck models install base" in ran.err
    assert one_line(ran)
    assert not (tmp_path / "out").exists()


@pytest.mark.model
def test_a_model_with_one_flipped_byte_is_78(run, scene, tmp_path, model_home):
    copy = tmp_path / "home" / "models" / "base"
    shutil.copytree(model_home / "models" / "base", copy)
    with (copy / "model.bin").open("r+b") as weights:
        weights.seek(1_000_000)
        byte = weights.read(1)
        weights.seek(1_000_000)
        weights.write(bytes([byte[0] ^ 1]))
    ran = run(*CHECK, scene / "good.wav", VOICECHECK_ENGINE="")
    assert (ran.code, ran.out) == (78, "")
    assert "model.bin" in ran.err
    assert one_line(ran)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signals_have_their_codes_and_leave_what_was_done(environment, scene, tmp_path, number, code):
    out = tmp_path / "out"
    many = scene / "many.csv"
    many.write_text("path,call_id\n" + "".join(f"good.wav,{n}\n" for n in range(400)))
    command = [sys.executable, "-m", "voicecheck", "check", "-s", "hr-en", "--manifest", many, "--evidence", out]
    started = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    watch = threading.Timer(60, started.kill)
    watch.start()
    while not list(out.glob("*.json")) and started.poll() is None:
        threading.Event().wait(0.05)
    started.send_signal(number)
    _, told = started.communicate(timeout=60)
    watch.cancel()
    assert started.returncode == code
    assert b"Traceback" not in told
    assert [file.name for file in out.iterdir() if not file.name.endswith(".evidence.json")] == []


def test_a_reader_that_goes_away_is_no_fault(environment):
    command = f"{sys.executable} -m voicecheck rules show greeting.formula"
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(command.split(), stdout=write, stderr=subprocess.PIPE, env=environment, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")
