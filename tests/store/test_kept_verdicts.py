"""A verdict that judging again could only repeat is not reached again: with and without, all is the same."""

import sys
from collections import Counter
from pathlib import Path

import pytest

from voicecheck.batch import rejudging
from voicecheck.batch.rejudging import rejudge
from voicecheck.pipeline import judge_and_ask, judging, rule_keys
from voicecheck.reports.json_report import render
from voicecheck.standard import load_standard, show
from voicecheck.store import open_store, tables, work_key
from voicecheck.store.engine import writing
from voicecheck.store.evidence import pack
from voicecheck.store.saving import Result

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
from same_verdicts import invented

CALLS = tuple(invented(40))
RULES = ("answer.rings", "greeting.formula", "tone.pleasant")


@pytest.fixture(scope="module")
def sheets(tmp_path_factory):
    """A standard as it was and as it may become: what is changed, from and to."""
    folder = tmp_path_factory.mktemp("sheets")
    first = load_standard("hr-en")
    changes = {
        "rings": ("max_rings: 3", "max_rings: 2"),
        "greeting": ("within_s: 15.0", "within_s: 4.0"),
        "level": ("level: error", "level: warning"),
        "slots": ("HR department", "the people's team"),
        "source": ("Service standard 3.4", "Service standard 3.5"),
    }
    found = {}
    for name, (before, after) in changes.items():
        assert before in show(first), show(first)
        file = folder / f"{name}.yaml"
        text = show(first).replace(before, after)
        file.write_text(text.replace("id: hr-en", f"id: {name}"), "utf-8")
        found[name] = load_standard(str(file))
    return first, found


def filled(store, standard):
    """The made-up calls, judged by a standard as the night does."""
    save(store, standard, CALLS)


def save(store, standard, calls):
    """Calls as if just heard, judged and stored."""
    store.keep_standard(hash=standard.hash, id=standard.id, effective=show(standard), agreement=standard.agreement)
    store.save_many(
        [
            Result(
                judge_and_ask(one, standard, keys=rule_keys(standard)),
                work_key(one.call, one.recording.sha256, one.listening, standard.hash),
                one.recording.sha256,
            )
            for one in calls
        ]
    )


@pytest.fixture
def reached(monkeypatch):
    """How often each rule is really asked."""
    count = Counter()
    ask = judging._judged

    def counted(case, setting):
        count[setting.rule.id] += 1
        return ask(case, setting)

    monkeypatch.setattr(judging, "_judged", counted)
    return count


def everything(store, standard):
    """All that judging again told and stored."""
    told = list(rejudge(store, standard))
    reports = [render(report) for report in store.reports(standard=standard.hash)]
    with store.engine.connect() as connection:
        rows = connection.execute(tables.verdicts.select().order_by(tables.verdicts.c.report)).all()
    return told, reports, rows


@pytest.mark.parametrize("change", ["rings", "greeting", "level", "slots", "source"])
def test_with_and_without_what_was_kept_all_is_the_same(tmp_path, sheets, change, monkeypatch):
    first, later = sheets
    with open_store(str(tmp_path / "kept.db"), tmp_path) as store:
        filled(store, first)
        kept = everything(store, later[change])
    monkeypatch.setattr(rejudging, "rule_keys", lambda standard: {})
    with open_store(str(tmp_path / "anew.db"), tmp_path) as store:
        filled(store, first)
        anew = everything(store, later[change])
    assert kept == anew
    assert len(kept[1]) == len(CALLS)


@pytest.mark.parametrize(
    ("change", "asked"),
    [("rings", {"answer.rings"}), ("greeting", {"greeting.formula"}), ("level", set()), ("slots", set(RULES))],
)
def test_only_the_rules_that_changed_are_asked(tmp_path, sheets, change, asked, reached):
    first, later = sheets
    with open_store(str(tmp_path / "night.db"), tmp_path) as store:
        filled(store, first)
        list(rejudge(store, later["source"]))  # now what is known of usual voices is in every report
        reached.clear()
        list(rejudge(store, later[change]))
    assert reached == dict.fromkeys(asked, len(CALLS))


def test_a_rule_that_compares_is_asked_where_the_usual_voice_is_another_one(tmp_path, sheets, reached):
    first, later = sheets
    with open_store(str(tmp_path / "night.db"), tmp_path) as store:
        filled(store, first)  # compared with nothing
        reached.clear()
        list(rejudge(store, later["source"]))
        compared = sum(report.baseline is not None for report in store.reports(standard=later["source"].hash))
    assert 0 < compared < len(CALLS)
    assert reached == {"tone.pleasant": compared}


def test_other_code_asks_every_rule(tmp_path, sheets, reached, monkeypatch):
    first, later = sheets
    with open_store(str(tmp_path / "night.db"), tmp_path) as store:
        filled(store, first)
        reached.clear()
        newer = {rule: f"{key}x" for rule, key in rule_keys(later["source"]).items()}
        monkeypatch.setattr(rejudging, "rule_keys", lambda standard: newer)
        list(rejudge(store, later["source"]))
    assert reached == dict.fromkeys(RULES, len(CALLS))


def test_other_evidence_asks_every_rule(tmp_path, sheets, reached):
    first, later = sheets
    with open_store(str(tmp_path / "night.db"), tmp_path) as store:
        filled(store, first)
        (one,) = [heard for heard in store.heard_calls() if heard.call.call_id == CALLS[7].call.call_id]
        with writing(store.engine) as connection:
            row = tables.evidence.update().where(tables.evidence.c.key == one.evidence_key)
            connection.execute(row.values(heard=pack(CALLS[8])[0]))
        reached.clear()
        told = {again.call_id: again for again in rejudge(store, later["level"])}
        (report,) = [r for r in store.reports(standard=later["level"].hash) if r.call.call_id == one.call.call_id]
    assert reached["greeting.formula"] == reached["answer.rings"] == 1
    assert told[one.call.call_id].fault is None
    assert report.evidence.transcript == CALLS[8].transcript


def test_a_report_whose_evidence_was_not_the_stored_one_has_no_grounds(tmp_path, sheets, reached):
    first, later = sheets
    with open_store(str(tmp_path / "night.db"), tmp_path) as store:
        filled(store, first)
        save(store, later["source"], CALLS[:1])  # heard again: what is stored stays
        assert [report.grounds for report in store.reports(standard=later["source"].hash)] == [None]
        reached.clear()
        list(rejudge(store, later["rings"]))
    assert reached["greeting.formula"] == 1
