"""Calls that `check --db` stores: found again by a later run, judged again without the recording."""

import json
import os

WHO = ("--agent", "Joan", "--started-at", "2024-03-04T09:12:00+00:00")
CHECK = ("check", "-s", "hr-en", *WHO)


def counts(inside, file):
    lines = inside("db", "size", "--db", file).out.splitlines()[1:]
    return {name: int(value) for name, value in (line.split() for line in lines)}


def test_check_stores_nothing_unless_it_is_told_to(inside, scene, tmp_path):
    (tmp_path / "voicecheck.toml").write_text('database = "night.db"\n', "utf-8")
    assert inside(*CHECK, scene / "good.wav", VOICECHECK_DB=str(tmp_path / "other.db")).code == 0
    assert list(tmp_path.glob("*.db")) == []


def test_a_call_and_a_fault_are_stored_once(inside, scene, tmp_path):
    file = str(tmp_path / "night.db")
    for _ in range(2):
        assert inside(*CHECK, scene / "good.wav", "gone.wav", "--db", file).code == 3
    found = counts(inside, file)
    assert (found["calls"], found["reports"], found["evidence"], found["failed"]) == (2, 2, 1, 1)
    assert inside("db", "check", "--db", file).code == 0


def test_a_stored_call_is_judged_again_without_its_recording(inside, scene, tmp_path):
    file = str(tmp_path / "night.db")
    (tmp_path / "call.wav").write_bytes((scene / "good.wav").read_bytes())
    assert inside(*CHECK, "call.wav", "--db", file).code == 0
    (tmp_path / "call.wav").unlink()
    again = json.loads(inside("rejudge", "--db", file, "-s", "greeting-en", "-f", "json").out)
    assert (again["calls"], again["compared_with"]) == (1, {"hr-en": 1})
    assert {one["rule"] for one in again["moved"]} >= {"outcome", "greeting.formula"}
    assert counts(inside, file)["reports"] == 2


def test_the_settings_file_names_database_and_standard(inside, scene, tmp_path):
    assert inside(*CHECK, scene / "good.wav", "--db", "night.db").code == 0
    (tmp_path / "voicecheck.toml").write_text('database = "night.db"\nstandard = "hr-en"\n', "utf-8")
    assert "1 calls judged by hr-en" in inside("rejudge").out
    assert "1 calls judged by hr-de" in inside("rejudge", VOICECHECK_STANDARD="hr-de").out


def test_doctor_shows_each_setting_and_where_it_came_from(inside, tmp_path):
    file = tmp_path / "voicecheck.toml"
    file.write_text('database = "postgresql://qa:geheim@localhost:1/x"\nmodel = "tiny"\n', "utf-8")
    told = inside("doctor", VOICECHECK_STANDARD="hr-de").out
    assert f"setting model = tiny ({file}:2)" in told
    assert "setting standard = hr-de (VOICECHECK_STANDARD)" in told
    assert "setting compute_type = int8 (default)" in told
    assert "geheim" not in told
    file.write_text("modle = 1\n", "utf-8")
    wrong = inside("doctor")
    assert wrong.code != 0
    assert f"MEND  {file}:1: unknown key 'modle'; did you mean model?" in wrong.out


def test_a_database_that_cannot_be_written_is_74(inside, scene, tmp_path):
    ran = inside(*CHECK, scene / "good.wav", "--db", "/proc/night.db")
    assert ran.code == 74
    assert ran.err.count("\n") == 1
    assert os.fspath(tmp_path) not in ran.out
