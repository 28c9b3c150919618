import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicecheck import reports
from voicecheck.reports import csv_table


def rows_of(shown):
    assert shown.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(shown.encode("utf-8").decode("utf-8-sig"))))


def test_a_row_a_verdict_with_its_seconds_and_words(made):
    rows = rows_of(reports.render(made["defective"], "csv"))
    assert [row["rule"] for row in rows] == ["greeting.formula", "answer.rings", "tone.pleasant", "ending.farewell"]
    first = rows[0]
    assert (first["start_s"], first["end_s"], first["threshold"]) == ("8.2", "12.5", "15.0")
    assert first["heard"] == "Good morning, how can I help you?"
    assert first["outcome"] == "fail"


def test_every_alphabet_survives(made):
    assert rows_of(reports.render(made["russian"], "csv"))[0]["agent"] == "Джоан"


def test_a_call_that_could_not_be_processed_has_its_row(made):
    (row,) = rows_of(reports.render(made["fault"], "csv"))
    assert (row["status"], row["outcome"], row["rule"]) == ("fault", "fault", "decode")


def test_several_calls_share_one_header(made):
    rows = rows_of(reports.render_many([made["good"], made["fault"]], "csv"))
    assert [row["call_id"] for row in rows] == ["0142"] * 4 + ["0146"]


@pytest.mark.parametrize("name", ["good", "hostile", "russian", "fault"])
def test_no_text_cell_begins_a_formula(made, name):
    for row in rows_of(reports.render(made[name], "csv")):
        for cell in row.values():
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(st.sampled_from("=+-@\t\r\n '\"a;,\u202e"), max_size=6))
def test_no_text_makes_a_formula_or_a_second_line(text):
    cell = csv_table.safe(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert "\n" not in cell
    assert "\r" not in cell
