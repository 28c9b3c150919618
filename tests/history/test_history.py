"""The grid from the store: what counts, what does not, and what is left unsaid."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest

import voicecheck.history
from voicecheck.errors import ConfigError
from voicecheck.history.asking import Ask, read_history
from voicecheck.history.grid import By, Stands
from voicecheck.history.json_form import as_json
from voicecheck.history.page import as_html
from voicecheck.history.tables import COLUMNS, as_csv, as_parquet
from voicecheck.history.text import as_text
from voicecheck.types import Purpose

MARCH = {"since": date(2026, 3, 1), "until": date(2026, 3, 31)}
SCHEMA = json.loads((Path(voicecheck.history.__file__).parent / "history.schema.json").read_text("utf-8"))
HOSTILE = '=<script>document.title="canary"</script>'


def asked(store, **more):
    return read_history(store, Ask(**{**MARCH, **more}))


def cell(history, row, rule="greeting.formula"):
    return history.grid.cell(row, rule)


def test_only_what_passed_or_failed_makes_a_share(team):
    store = team.call(statuses="pppppppffrruun").stored()
    found = cell(asked(store), "Joan")
    assert (found.counts.passed, found.counts.failed, found.counts.judged, found.counts.calls) == (7, 2, 9, 14)
    assert (found.share.hits, found.share.calls) == (7, 9)
    assert (found.counts.review, found.counts.undecided, found.counts.not_applicable) == (2, 2, 1)


def test_too_few_calls_have_no_share_and_are_not_compared(team):
    store = team.call("Joan", "ppppf").call("Peter", "ppppuuuuuu").call("Ann", "p" * 6).stored()
    history = asked(store)
    assert cell(history, "Joan").share is not None
    assert cell(history, "Peter").share is None
    assert history.grid.spreads["greeting.formula"].people == 2
    assert "too few calls" in as_text(history)
    raised = asked(store, least=6)
    assert cell(raised, "Joan").share is None


def test_a_call_counts_once_whatever_judged_it_again(team):
    team.call(statuses="f", number=1)
    team.call(statuses="p", number=1, standard=team.scoring())
    store = team.stored()
    assert asked(store).grid.totals["greeting.formula"].counts.passed == 1
    assert asked(store).grid.totals["greeting.formula"].counts.calls == 1
    by_first = asked(store, standard="hr-en")
    assert (by_first.grid.totals["greeting.formula"].counts.failed, by_first.standards[0][0]) == (1, "hr-en")
    assert asked(store, standard=team.sheet.hash[:16]).standards == by_first.standards


def test_corrected_metadata_moves_a_call_to_the_right_person_and_back(team):
    for agent in ("Peter", "Joan", "Peter"):
        team.call(agent, "p", number=1)
        history = asked(team.stored())
        assert (history.grid.rows, history.grid.totals["greeting.formula"].counts.calls) == ((agent,), 1)


def test_days_are_those_of_the_calls_own_clock(team):
    team.call(statuses="p", at="2026-03-01T00:30:00+05:00")  # still February in UTC
    team.call(statuses="f", at="2026-03-31T23:30:00-08:00")  # April in UTC
    team.call(statuses="p", at="2026-04-01T00:10:00+02:00")  # March in UTC
    history = asked(team.stored(), by=By.DAY)
    assert history.grid.rows == ("2026-03-01", "2026-03-31")


def test_rows_by_department_rule_day_and_week(team):
    team.call("Joan", "ppp", at="2026-03-09T08:00:00+00:00", department="sales")
    team.call("Joan", "pf", at="2026-03-15T08:00:00+00:00", department="service", rule="answer.rings")
    team.call("Ann", "f", at="2026-03-16T08:00:00+00:00", department="service")
    store = team.stored()
    assert asked(store, by=By.DEPARTMENT).grid.rows == ("sales", "service")
    rules = asked(store, by=By.RULE).grid
    assert (rules.rows, rules.columns) == (("answer.rings", "greeting.formula"), ("all",))
    assert rules.cell("greeting.formula", "all").counts.calls == 4
    weeks = asked(store, by=By.WEEK).grid
    assert weeks.rows == ("2026-03-09", "2026-03-16")
    assert weeks.cell("2026-03-09", "greeting.formula").counts.passed == 3
    assert weeks.cell("2026-03-16", "greeting.formula").before.passed == 3
    assert asked(store, agents=("joan",)).grid.rows == ("Joan",)
    assert asked(store, rules=("answer.rings",)).grid.columns == ("answer.rings",)


def test_the_change_is_against_as_many_days_before(team):
    team.call(statuses="ppppp" + "f" * 15, at="2026-01-29T08:00:00+00:00")
    team.call(statuses="p" * 18 + "ff", at="2026-03-05T08:00:00+00:00")
    team.call(statuses="f" * 9, at="2026-01-20T08:00:00+00:00")  # before the period before
    found = cell(asked(team.stored()), "Joan")
    assert (found.before.passed, found.before.failed) == (5, 15)
    assert found.change.value == pytest.approx(0.65)
    assert found.change.sure


def test_who_stands_out_is_marked_and_who_does_not_is_not(lite):
    for number in range(6):
        lite.call(f"Agent {number}", "p" * 36 + "f" * 4)
    lite.call("Low", "p" * 12 + "f" * 28)
    history = asked(lite.stored())
    assert cell(history, "Low").stands is Stands.BELOW
    assert {cell(history, f"Agent {number}").stands for number in range(6)} == {Stands.AMONG}
    assert history.grid.spreads["greeting.formula"].differs
    assert "it matters who answers" in as_text(history)


@pytest.mark.parametrize(
    ("purpose", "counted"), [(Purpose.SCORE, True), (Purpose.REPORT, False), (Purpose.PRACTICE, False)]
)
def test_tone_is_compared_only_where_the_standard_says_that_it_counts(lite, purpose, counted):
    sheet = lite.scoring(purpose)
    lite.call("Joan", "pppppp", standard=sheet, also={"tone.pleasant": "f"})
    history = asked(lite.stored())
    assert ("tone.pleasant" in history.grid.columns) is counted
    assert (any(one.rule.startswith("tone") for one in history.drifts)) is counted
    assert bool(history.left_out) is not counted
    if not counted:
        assert history.left_out[0].calls == 6
        assert f"their standard's tone is for {purpose.value}" in as_text(history)
        assert "purpose: score" in as_html(history)
        assert not [key for key in history.curves if key[1].startswith("tone")]


def test_a_shift_ends_with_six_hours_of_quiet_and_not_at_midnight(team):
    team.call(statuses="p" * 5 + "p" * 14 + "f" * 6, at="2026-03-04T23:50:00+01:00")  # 25 calls over midnight
    team.call(statuses="f" * 10, at="2026-03-05T14:00:00+01:00")  # another, short shift
    history = asked(team.stored())
    (drift,) = history.drifts
    assert (drift.early.passed, drift.early.failed) == (5, 0)
    assert (drift.late.passed, drift.late.failed) == (0, 6)
    assert drift.change.value == -1
    assert drift.change.sure
    assert [hour.hour for hour in drift.hours] == [0]
    assert "from the 20th on 0 %" in as_text(history)


def test_hours_of_the_shift_count_from_its_first_call(team):
    for hour in range(3):
        team.call(statuses="pppppf" if hour else "pppppp", at=f"2026-03-04T{10 + hour}:10:00+01:00")
    (drift,) = asked(team.stored()).drifts
    assert [(hour.hour, hour.counts.judged) for hour in drift.hours] == [(0, 6), (1, 6), (2, 6)]
    assert drift.change is None


def test_calls_without_a_start_count_apart_and_have_no_shift(team):
    team.call(statuses="ppppp", at=None)
    store = team.stored()
    history = read_history(store, Ask(date(2000, 1, 1), date(2100, 1, 1)))
    assert history.untimed == 5
    assert history.drifts == ()
    assert "without a start" in as_text(history)


def test_faults_say_what_to_do(lite):
    with pytest.raises(ConfigError, match="no calls are stored"):
        asked(lite.store)
    store = lite.call(statuses="p").stored()
    with pytest.raises(ConfigError, match="did you mean Joan"):
        asked(store, agents=("Jon",))
    with pytest.raises(ConfigError, match="there are hr-en"):
        asked(store, standard="nobody")
    with pytest.raises(ConfigError, match="2026-03-14 to 2026-03-14"):
        read_history(store, Ask(date(2020, 1, 1), date(2020, 1, 31)))


@pytest.fixture
def rich(lite):
    """A history with everything in it, a hostile name too."""
    for number, agent in enumerate(("Joan", "Светлана", HOSTILE, "Ann")):
        lite.call(agent, "p" * (20 - 3 * number) + "f" * (3 * number + 5) + "run", at="2026-03-04T08:00:00+01:00",
                  also={"tone.pleasant": "p", "answer.rings": "p"})  # fmt: skip
        lite.call(agent, "ppppff", at="2026-02-10T08:00:00+01:00")
    lite.call(None, "pp")
    return lite.stored()


@pytest.mark.parametrize("by", By)
def test_the_json_follows_its_schema(rich, by):
    content = json.loads(as_json(asked(rich, by=by)))
    jsonschema.validate(content, SCHEMA)
    assert content["cells"]
    assert as_json(asked(rich, by=by)) == as_json(asked(rich, by=by))


def test_the_csv_opens_in_a_spreadsheet_and_runs_no_formula(rich):
    text = as_csv(asked(rich))
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text[1:])))
    assert tuple(rows[0]) == COLUMNS
    hostile = next(row for row in rows if "canary" in row["row"])
    assert hostile["row"] == f"'{HOSTILE}"
    joan = next(row for row in rows if (row["row"], row["rule"]) == ("Joan", "greeting.formula"))
    assert (joan["passed"], joan["failed"], joan["review"], joan["share"]) == ("20", "5", "1", "0.8")


def test_parquet_holds_the_same_as_json(rich):
    parquet = pytest.importorskip("pyarrow.parquet")
    history = asked(rich)
    table = parquet.read_table(io.BytesIO(as_parquet(history))).to_pylist()
    assert table == json.loads(as_json(history))["cells"]


def test_without_pyarrow_the_remedy_is_told(rich, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(ConfigError, match=r"pip install 'voicecheck-calls\[parquet\]'"):
        as_parquet(asked(rich))


def test_the_text_is_aligned_and_cut_where_it_is_too_wide(rich):
    wide, narrow = as_text(asked(rich), width=200), as_text(asked(rich), width=70)
    block = wide.split("\n\n")[1].splitlines()
    assert len(block) == 1 + 5 + 1
    begins = block[0].index("answer.rings")
    assert {(line[begins - 2 : begins], line[begins] != " ") for line in block} == {("  ", True)}
    assert max(map(len, narrow.split("\n\n")[1].splitlines())) <= 70
    assert "greeting.formula" not in narrow.split("\n\n")[1]
    assert "greeting.formula" in narrow.split("\n\n")[2]


@pytest.mark.parametrize("code", ["en", "de", "ru", "sq"])
def test_the_page_stands_alone_in_every_language(rich, code):
    page = as_html(asked(rich), code)
    assert f'<html lang="{code}">' in page
    assert "<script>document.title" not in page
    assert "&lt;script&gt;document.title" in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "style=" not in page.split("</style>")[1]


def test_the_page_speaks_the_standards_language(rich):
    assert '<html lang="en">' in as_html(asked(rich))
