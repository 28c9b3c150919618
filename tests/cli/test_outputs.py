"""What is printed and written: data that other programs read, pages that people open."""

import json
import os
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

WHO = ("--agent", "Joan", "--started-at", "2024-03-04T09:12:00+00:00")
CHECK = ("check", "-s", "hr-en", *WHO)


@pytest.fixture(scope="module")
def schema():
    return json.loads((files("voicecheck.reports") / "call_report.schema.json").read_text("utf-8"))


def without_run(report):
    return {key: value for key, value in report.items() if key != "run"}


def test_json_is_an_object_for_one_call_and_a_list_for_several(inside, scene, schema):
    one = json.loads(inside(*CHECK, scene / "good.wav", "--format", "json").out)
    several = json.loads(inside(*CHECK, scene / "good.wav", "gone.wav", "--format", "json").out)
    assert one["outcome"] == "pass"
    assert [each["outcome"] for each in several] == ["pass", "fault"]
    for report in (one, *several):
        jsonschema.validate(report, schema)


def test_every_json_line_is_a_report(inside, scene, schema):
    lines = inside(*CHECK, scene / "good.wav", "gone.wav", "--format", "jsonl").out.splitlines()
    assert len(lines) == 2
    for line in lines:
        jsonschema.validate(json.loads(line), schema)


def test_two_runs_differ_in_the_run_block_only(inside, scene):
    first, second = (json.loads(inside(*CHECK, scene / "good.wav", "-f", "json").out) for _ in range(2))
    assert json.dumps(without_run(first)) == json.dumps(without_run(second))


@pytest.mark.parametrize("form", ["text", "json", "jsonl", "csv", "html"])
def test_stdout_holds_the_data_and_stderr_nothing(inside, scene, form):
    ran = inside(*CHECK, scene / "good.wav", "--format", form)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith("</html>" if form == "html" else "\n")
    assert "good" in ran.out


@pytest.mark.parametrize("started", ["2024-03-04T09:12:00+00:00", "2024-03-04T11:12:00"])
def test_kept_evidence_gives_the_same_report_byte_for_byte(inside, scene, tmp_path, started):
    who = ("--agent", "Joan", "--started-at", started, "--timezone", "Europe/Tirane")
    kept = ("--evidence", tmp_path / "heard", "-f", "json")
    fresh = inside("check", "-s", "hr-en", *who, scene / "good.wav", *kept)
    again = inside("rejudge", tmp_path / "heard", "-s", "hr-en", "-f", "json")
    assert (fresh.code, again.code) == (0, 0)
    one, other = (json.dumps(without_run(json.loads(ran.out)), indent=2) for ran in (fresh, again))
    assert one == other


def test_kept_evidence_is_judged_by_another_standard_without_the_recording(inside, scene, tmp_path):
    inside(*CHECK, scene / "good.wav", "--evidence", tmp_path / "heard", "--rings", "3")
    strict = "schema: 1\nid: strict\nextends: hr-en\nlanguage: en\nrules:\n  answer.rings: {max_rings: 2}\n"
    (tmp_path / "strict.yaml").write_text(strict)
    ran = inside("rejudge", tmp_path / "heard", "-s", "strict.yaml")
    assert ran.code == 1
    assert "error answer.rings" in ran.out


def test_a_page_and_a_json_file_a_call_and_the_page_is_named_last(inside, scene, tmp_path):
    ran = inside(*CHECK, scene / "good.wav", "--out", "pages")
    page = tmp_path / ran.err.splitlines()[-1]
    assert page.name.startswith("good-")
    assert sorted(file.suffix for file in (tmp_path / "pages").iterdir()) == [".html", ".json"]
    text = page.read_text("utf-8")
    assert "data:audio/ogg;base64," in text
    assert "index.html" not in text


def test_several_calls_have_an_index_that_leads_to_each_and_back(inside, scene, tmp_path):
    ran = inside(*CHECK, scene / "good.wav", "gone.wav", "--out", "pages")
    assert ran.err.splitlines()[-1] == str(Path("pages", "index.html"))
    pages = sorted((tmp_path / "pages").glob("*.html"))
    index = (tmp_path / "pages" / "index.html").read_text("utf-8")
    others = [page for page in pages if page.name != "index.html"]
    assert len(others) == 2
    for page in others:
        assert f'href="{page.name}"' in index
        assert 'href="index.html"' in page.read_text("utf-8")


def test_a_call_done_anew_beside_an_index_keeps_its_way_back(inside, scene, tmp_path):
    inside(*CHECK, scene / "good.wav", "gone.wav", "--out", "pages")
    ran = inside(*CHECK, scene / "good.wav", "--out", "pages")
    assert 'href="index.html"' in (tmp_path / ran.err.splitlines()[-1]).read_text("utf-8")


def test_a_single_page_is_named_last(inside, scene, tmp_path):
    ran = inside(*CHECK, scene / "good.wav", "--html", "one.html", "--audio", "link")
    assert ran.err == "one.html\n"
    assert "good.wav" in (tmp_path / "one.html").read_text("utf-8")


def test_files_are_for_their_owner_only(inside, scene, tmp_path):
    inside(*CHECK, scene / "good.wav", "--out", "pages", "--evidence", "heard")
    assert {oct(p.stat().st_mode & 0o777) for p in tmp_path.glob("[ph]*/*.*")} == {"0o600"}
    assert {oct((tmp_path / name).stat().st_mode & 0o777) for name in ("pages", "heard")} == {"0o700"}


LONG = b"x" * 251 + b".wav"
ODD = (b"line\nbreak.wav", b"-dash.wav", b"caf\xe9.wav", b"=cmd.wav", b"http:x.wav", LONG, "\u0436.wav".encode())


@pytest.mark.parametrize("name", ODD)
def test_odd_names_are_heard_and_shown_harmlessly(inside, scene, tmp_path, schema, name):
    odd = os.fsencode(tmp_path) + b"/" + name
    os.link(scene / "good.wav", odd)
    ran = inside(*CHECK, odd, "--out", "pages", "--evidence", "heard", "--audio", "link")
    assert ran.code == 0, ran.out + ran.err
    assert [line.rpartition(": ")[2] for line in ran.out.splitlines()[1:]] == ["1 clean"]
    told = [inside("rejudge", "heard", "-s", "hr-en", "-f", form).out for form in ("text", "json", "jsonl", "csv")]
    assert told[0] == ran.out
    jsonschema.validate(json.loads(told[1]), schema)
    jsonschema.validate(json.loads(told[2]), schema)
    assert os.fsencode(json.loads(told[1])["call"]["path"]) == odd
    assert [file.name for file in tmp_path.glob("*/*") if not (file.name.isascii() and file.name.isprintable())] == []
    for text in (*told, *(file.read_text("utf-8") for file in tmp_path.glob("*/*.*"))):
        text.encode("utf-8")


def test_a_name_that_is_no_utf8_passes_through_a_real_terminal(run, scene, tmp_path):
    odd = os.fsencode(tmp_path) + b"/caf\xe9.wav"
    os.link(scene / "good.wav", odd)
    ran = run(*CHECK, odd, "--verbose", "--out", "pages")
    assert ran.code == 0
    assert "caf\\xe9.wav" in ran.out


def test_a_folder_is_searched_and_ids_tell_its_calls_apart(inside, scene, tmp_path):
    for day in ("day1", "day2"):
        (tmp_path / day).mkdir()
        os.link(scene / "good.wav", tmp_path / day / "0142.wav")
    (tmp_path / "notes.txt").write_text("no recording")
    listed = json.loads(inside(*CHECK, tmp_path, "-f", "json").out)
    assert [each["call"]["id"] for each in listed] == ["day1/0142", "day2/0142"]


def test_a_headerless_file_has_sound_in_its_page(inside, two_voices, tmp_path):
    sound, _ = two_voices
    (tmp_path / "call.raw").write_bytes((sound.T * 32767).astype("<i2").tobytes())
    ran = inside(*CHECK, "call.raw", "--raw", "pcm16:16000:2", "--out", "pages")
    assert ran.code == 0, ran.out + ran.err
    assert "data:audio/ogg;base64," in (tmp_path / ran.err.splitlines()[-1]).read_text("utf-8")
