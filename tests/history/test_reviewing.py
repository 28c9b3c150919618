"""People's judgement: kept beside the machine's, whole or not at all, whatever a spreadsheet made of the sheet."""

import json
from dataclasses import replace
from datetime import date

import jsonschema
import pytest

from voicecheck.errors import ConfigError
from voicecheck.history.agreement import agreements, as_csv, as_json, as_text
from voicecheck.history.asking import Ask, standing_of
from voicecheck.history.plan import as_sheet, draw
from voicecheck.history.reviewing import import_reviews
from voicecheck.history.sampling import Plan
from voicecheck.history.sheet import guessed_encoding, read_sheet
from voicecheck.reports import html, json_report, text
from voicecheck.reports.json_report import report_object
from voicecheck.types import Status

RULE = "greeting.formula"


@pytest.fixture
def sheet(tmp_path):
    """A function: a sheet of rows as a file."""

    def write(*rows, heading="call,rule,agree,status,reviewer,note", encoding="utf-8"):
        file = tmp_path / "filled.csv"
        file.write_bytes("\r\n".join([heading, *rows, ""]).encode(encoding))
        return file

    return write


def said(store, call="call-00000"):
    (known,) = store.known_calls([call])[call]
    return [(one.rule, one.status, one.reviewer, one.note, one.machine)
            for one in store.reports_of(known.number)[-1].reviews]  # fmt: skip


def test_a_judgement_stands_beside_the_verdict_and_never_over_it(team, sheet):
    store = team.call(statuses="fp").stored()
    file = sheet(f"call-00000,{RULE},no,,Anna,heard it clearly", f"call-00001,{RULE},yes,,Anna,")
    assert import_reviews(store, file).kept.new == 2
    assert said(store) == [(RULE, Status.PASS, "Anna", "heard it clearly", Status.FAIL)]
    assert [one.verdicts[0].status for one in store.reports()] == [Status.FAIL, Status.PASS]
    assert store.check() == []


def test_the_same_sheet_again_changes_nothing_and_a_new_word_takes_the_olds_place(team, sheet):
    store = team.call(statuses="fp").stored()
    file = sheet(f"call-00000,{RULE},,pass,Anna,", f"call-00000,{RULE},,fail,Ben,")
    import_reviews(store, file)
    before = store.reports_of(1)[-1].reviews
    assert import_reviews(store, file).kept.same == 2
    assert store.reports_of(1)[-1].reviews == before
    done = import_reviews(store, sheet(f"call-00000,{RULE},,undecided,ANNA,"))
    assert (done.kept.new, done.kept.changed) == (0, 1)
    assert [(one[1], one[2]) for one in said(store)] == [(Status.UNDECIDED, "ANNA"), (Status.FAIL, "Ben")]


def test_every_fault_is_listed_with_its_line_and_nothing_is_kept(lite, sheet):
    store = lite.call(statuses="fpr").stored()
    file = sheet(
        f"call-00000,{RULE},yes,,Anna,",
        f"call-0000x,{RULE},yes,,Anna,",
        "call-00000,greting.formula,yes,,Anna,",
        f"call-00001,{RULE},perhaps,,Anna,",
        f"call-00001,{RULE},,fine,Anna,",
        f"call-00001,{RULE},yes,,,",
        f"call-00002,{RULE},yes,,Anna,",
        f"call-00000,{RULE},no,,Anna,",
        f"call-00001,{RULE},yes,fail,Anna,",
    )
    with pytest.raises(ConfigError) as caught:
        import_reviews(store, file)
    lines = str(caught.value).splitlines()
    assert [line.split(":")[1] for line in lines[:-1]] == ["3", "4", "5", "6", "7", "8", "9", "10"]
    parts = ("no stored call", "did you mean greeting.formula", "yes or no", "status is 'fine'", "no reviewer",
             "left it open", "line 2 says fail", "but the own status")  # fmt: skip
    for line, part in zip(lines[:-1], parts, strict=True):
        assert part in line
    assert lines[-1] == "nothing was imported"
    assert store.reports_of(1)[-1].reviews == ()


@pytest.mark.parametrize(
    ("encoding", "separator"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t"), ("cp1251", ";"), ("utf-8", "|"), ("utf-16-le", ",")],
)
def test_sheets_are_read_as_spreadsheets_write_them(lite, sheet, encoding, separator):
    store = lite.call(statuses="f").stored()
    row = separator.join(["call-00000", RULE, "да", "", "Анна Иванова", '"хорошо; ясно"'])
    heading = separator.join(["Call", "Rule", "Agree", "Status", "Reviewer", "Note"])
    heading = "\ufeff" + heading if encoding == "utf-16-le" else heading
    import_reviews(store, sheet(row, heading=heading, encoding=encoding))
    assert said(store) == [(RULE, Status.FAIL, "Анна Иванова", "хорошо; ясно", Status.FAIL)]


def test_a_western_code_page_is_known_by_its_lone_letters(sheet):
    file = sheet("1;r;ja;;Jörg Müller;gehört, schön", heading="call;rule;agree;status;reviewer;note", encoding="cp1252")
    assert guessed_encoding(file.read_bytes()) == "cp1252"
    assert read_sheet(file)[0].cells["reviewer"] == "Jörg Müller"


def test_a_line_that_names_the_separator_is_no_heading(sheet):
    file = sheet("call;rule;agree;status", "0142;r;yes;", heading="sep=;")
    (line,) = read_sheet(file)
    assert (line.number, line.cells["call"]) == (3, "0142")


@pytest.mark.parametrize(
    ("word", "status"),
    [("pass", Status.PASS), ("Not applicable", Status.NOT_APPLICABLE), ("n/a", Status.NOT_APPLICABLE),
     ("nicht in Ordnung", Status.FAIL), ("в порядке", Status.PASS)],
)  # fmt: skip
def test_the_reports_own_words_are_understood(lite, sheet, word, status):
    store = lite.call(statuses="r").stored()
    import_reviews(store, sheet(f"call-00000,{RULE},,{word},Anna,"))
    assert said(store)[0][1] is status


def test_a_sheet_that_was_drawn_and_filled_in_comes_back(lite, tmp_path):
    store = lite.call("=Joan", "pppff").stored()
    sample = draw(store, Ask(date(2026, 3, 1), date(2026, 3, 31)), Plan(share_pct=50, unsure=0), "s")
    rows = as_sheet(sample).splitlines()
    filled = [row.removesuffix('"","","",""') + '"yes","","",""' for row in rows[1:3]]
    file = tmp_path / "back.csv"
    file.write_text("\r\n".join([rows[0], *filled, rows[3]]), "utf-8")
    done = import_reviews(store, file, reviewer="Anna")
    assert (done.kept.new, done.blank) == (2, 1)
    pairs = store.agreements()
    assert sum(one.count for one in pairs) == 2
    assert all(one.drawn and one.machine is one.person for one in pairs)


def test_calls_of_one_id_are_told_apart_by_their_path(lite, sheet, tmp_path):
    lite.call(statuses="p")
    first = lite.pending[-1]
    lite.call(statuses="f", number=0)
    other = lite.pending[-1]
    moved = replace(other.report.call, path="/other/place.wav")
    lite.pending[-1] = replace(other, report=replace(other.report, call=moved), sha256="b" * 64,
                               key=replace(other.key, call="c" * 64))  # fmt: skip
    store = lite.stored()
    with pytest.raises(ConfigError, match="2 stored calls are 'call-00000'; name each by its path"):
        import_reviews(store, sheet(f"call-00000,{RULE},yes,,Anna,"))
    heading = "call,path,rule,agree,reviewer"
    import_reviews(store, sheet(f"call-00000,/other/place.wav,{RULE},yes,Anna", heading=heading))
    assert [one.machine for one in store.agreements()] == [Status.FAIL]
    assert first.report.call.path != moved.path


def test_agreement_has_intervals_and_a_confusion(team, sheet):
    store = team.call(statuses="p" * 10 + "f" * 5 + "r").stored()
    rows = [f"call-{number:05},{RULE},{'no' if number in (0, 10, 11) else 'yes'},,Anna," for number in range(15)]
    import_reviews(store, sheet(*rows, f"call-00015,{RULE},,pass,Anna,"))
    (found,) = agreements(store.agreements(), least=5)
    assert (found.agreed.hits, found.agreed.calls, found.settled) == (12, 15, 15)
    assert (found.confirmed_fails.hits, found.confirmed_fails.calls) == (3, 5)
    assert (found.confirmed_passes.hits, found.confirmed_passes.calls) == (9, 10)
    assert found.confusion[Status.REVIEW, Status.PASS] == 1
    shown = as_text([found], least=5)
    assert "agreed 80 % (55-93) of 15" in shown
    assert "review" in shown
    content = json.loads(as_json([found], least=5, drawn_only=False))
    assert content["rules"][0]["agreed"]["value"] == 0.8
    assert as_csv([found]).count("\r\n") == 1 + 5
    assert agreements((one for one in store.agreements() if one.drawn), least=5) == ()
    few = agreements(store.agreements(), least=20)[0]
    assert (few.agreed, few.settled) == (None, 15)


def test_agreement_is_with_the_present_verdict(team, sheet):
    team.call(statuses="f", number=1)
    store = team.stored()
    import_reviews(store, sheet(f"call-00001,{RULE},no,,Anna,"))
    team.call(statuses="p", number=1, standard=team.scoring())
    team.stored()
    assert [(one.machine, one.person) for one in store.agreements()] == [(Status.PASS, Status.PASS)]
    assert [one.machine for one in store.agreements(*standing_of(store, "hr-en"))] == [Status.FAIL]
    assert store.reports_of(1)[-1].reviews[0].machine is Status.FAIL


def test_the_reports_show_both(lite, sheet):
    store = lite.call(statuses="f").stored()
    import_reviews(store, sheet(f"call-00000,{RULE},no,,<b>Anna</b>,it's there"))
    (report,) = store.reports_of(1)
    assert 'reviewed greeting.formula: <b>Anna</b> says pass, machine says fail [note: "it\'s there"]' in text.render(
        report
    )
    found = json.loads(json_report.render(report))["verdicts"][0]
    assert (found["status"], found["reviews"][0]["status"], found["reviews"][0]["agrees"]) == ("fail", "pass", False)
    page = html.render(report)
    assert "A person listened: &lt;b&gt;Anna&lt;/b&gt;" in page
    assert "differs from the machine" in page


def test_the_json_with_reviews_follows_its_schema(lite, sheet):
    from importlib.resources import files

    store = lite.call(statuses="f").stored()
    import_reviews(store, sheet(f"call-00000,{RULE},no,,Anna,"))
    schema = json.loads((files("voicecheck.reports") / "call_report.schema.json").read_text("utf-8"))
    (report,) = store.reports_of(1)
    content = json.loads(json.dumps(report_object(replace(report, evidence=None))))
    assert content["verdicts"][0]["reviews"]
    jsonschema.validate(content, schema)


def test_what_is_forgotten_takes_its_reviews_and_samples_along(team, sheet):
    """Rows that point at a call go with it, on both databases."""
    import sqlalchemy as sa

    from voicecheck.store import tables as t
    from voicecheck.store.engine import writing

    store = team.call(statuses="f").stored()
    import_reviews(store, sheet(f"call-00000,{RULE},no,,Anna,"))
    draw(store, Ask(date(2026, 3, 1), date(2026, 3, 31)), Plan(), "s")
    with writing(store.engine) as connection:
        connection.execute(sa.delete(t.verdicts))
        connection.execute(sa.delete(t.reports))
        connection.execute(sa.delete(t.calls))
        for table in (t.reviews, t.sampled):
            assert connection.scalar(sa.select(sa.func.count()).select_from(table)) == 0
    assert all(one.agent is None for one in store.cohorts())
