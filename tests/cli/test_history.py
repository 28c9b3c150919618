"""From a checked call to its history, a sample, a review and the report that shows both, on the command line."""

import csv
import io
import json
import stat

import pytest

WHO = ("--agent", "Joan", "--started-at", "2024-03-04T09:12:00+00:00")
MARCH = ("--since", "2024-03-01", "--until", "2024-03-31")


@pytest.fixture
def heard(inside, scene, tmp_path):
    """A database with one call that is in order and one that is not."""
    inside("check", "-s", "hr-en", *WHO, scene / "good.wav", "--db", "team.db")
    bad = str(scene / "bad.script")
    (tmp_path / "second.wav").write_bytes((scene / "good.wav").read_bytes())
    inside("check", "-s", "hr-en", *WHO, "second.wav", "--db", "team.db", VOICECHECK_ENGINE=f"scripted:{bad}")
    return "team.db"


def test_history_of_what_was_checked(inside, heard):
    told = inside("history", "--db", heard, *MARCH)
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith("2024-03-01 to 2024-03-31 by agent, judged by hr-en")
    assert "too few calls" in told.out
    content = json.loads(inside("history", "--db", heard, *MARCH, "-f", "json", "--by", "rule").out)
    assert {one["row"] for one in content["cells"]} == {"answer.rings", "greeting.formula"}
    assert [one["rule"] for one in content["left_out"]] == ["tone.pleasant"]


def test_the_page_is_written_whole_and_for_its_owner_alone(inside, heard, tmp_path):
    told = inside("history", "--db", heard, *MARCH, "-f", "html", "--language", "de", "-o", "team.html")
    assert (told.code, told.out, told.err) == (0, "", "team.html\n")
    assert stat.S_IMODE((tmp_path / "team.html").stat().st_mode) == 0o600
    assert '<html lang="de">' in (tmp_path / "team.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--since", "yesterday"), "a day is wanted"),
        (("--since", "2024-04-01", "--until", "2024-03-01"), "swap them"),
        ((*MARCH, "-f", "parquet"), "name a file with --out"),
        ((*MARCH, "--agent", "Jon"), "did you mean Joan?"),
        (("--since", "2020-01-01", "--until", "2020-01-31"), "the stored calls are of 2024-03-04 to 2024-03-04"),
    ],
)
def test_what_cannot_be_asked_is_told(inside, heard, arguments, told):
    ran = inside("history", "--db", heard, *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err


def test_a_sample_filled_in_comes_back_and_is_shown(inside, heard, tmp_path):
    drawn = inside("sample", "--db", heard, *MARCH, "--share", "100", "--seed", "s", "-o", "listen.csv")
    assert drawn.err == "2 of 2 calls drawn with seed s; recorded\n"
    rows = list(csv.DictReader(io.StringIO((tmp_path / "listen.csv").read_text("utf-8-sig"))))
    for row in rows:
        row["agree"] = "yes" if row["machine"] in ("pass", "fail") and row["call"] == "good" else ""
    with (tmp_path / "filled.csv").open("w", encoding="cp1252", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    for told in ("new, 0 changed, 0 as before", "0 new, 0 changed"):
        back = inside("review", "import", "filled.csv", "--reviewer", "Jörg", "--db", heard)
        assert (back.code, told in back.out) == (0, True), back.err
    shown = inside("report", "good", "--db", heard)
    assert "reviewed greeting.formula: Jörg says pass, agrees" in shown.out
    assert "greeting.formula: agreed too few calls of 1" in inside("review", "agreement", "--db", heard, "--random").out
    page = inside("report", "good", "--db", heard, "-f", "html").out
    assert "A person listened: Jörg" in page


def test_a_faulty_sheet_keeps_nothing(inside, heard, tmp_path):
    (tmp_path / "bad.csv").write_text(
        "call,rule,agree,reviewer\ngood,greeting.formula,yes,A\nx,greeting.formula,yes,A\n"
    )
    ran = inside("review", "import", "bad.csv", "--db", heard)
    assert ran.code == 2
    assert "bad.csv:3: no stored call 'x'" in ran.err
    assert "no reviews are stored" in inside("review", "agreement", "--db", heard).out


def test_a_report_that_is_not_there_is_told(inside, heard):
    assert "no stored calls are 'nobody'" in inside("report", "nobody", "--db", heard).err
    assert "has no report by hr-de; there are hr-en" in inside("report", "good", "-s", "hr-de", "--db", heard).err
