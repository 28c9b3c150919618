"""`calibrate`: a team's labels beside the verdicts, listened to or stored, and lists that are wrong."""

import json

import pytest

HEAD = "path,rule,status,agent,started_at,slot.agent,slot.offer\n"
WHO = "Joan,2024-03-04T09:12:00+00:00"
RULE = "greeting.formula"


@pytest.fixture
def labels(tmp_path):
    """A function: a list of labels with these rows below the heading."""

    def write(*rows, head=HEAD, name="labels.csv"):
        file = tmp_path / name
        file.write_text(head + "".join(f"{row}\n" for row in rows), "utf-8")
        return file

    return write


def test_labels_are_held_against_what_is_heard(inside, scene, labels):
    file = labels(
        f"{scene / 'good.wav'},{RULE},fail,{WHO},said,not_said", f"{scene / 'good.wav'},answer.rings,pass,,,,"
    )
    ran = inside("calibrate", file, "-s", "hr-en")
    assert ran.code == 0, ran.err
    assert f"{RULE}: agrees with 0 of 1 = 0 % (95 % interval 0-79 %)" in ran.out
    assert "not in order and passed: 1 of 1, at most 100.0 % (95 %)" in ran.out
    assert "part agent: found 1 of 1" in ran.out
    assert "found though not said 1 of 1" in ran.out
    assert "no threshold suggested: 1 labels, 20 are the least" in ran.out
    (line,) = [line for line in ran.out.splitlines() if "labelled fail, verdict pass" in line]
    start_s, end_s = (float(second) for second in line.split("good.wav:")[1].split(":")[0].split("-"))
    assert 0.5 < start_s < 2 < end_s < 8


def test_json_and_csv_hold_the_same(inside, scene, labels):
    file = labels(f"{scene / 'good.wav'},{RULE},pass,{WHO},said,said")
    found = json.loads(inside("calibrate", file, "-s", "hr-en", "-f", "json").out)
    (rule,) = found["rules"]
    assert rule["agreement"] == {"hits": 1, "n": 1, "share": 1.0, "low": 0.2065, "high": 1.0, "at_most": 1.0}
    assert rule["false_fails"]["at_most"] == 0.95
    assert rule["confusion"] == [{"labelled": "pass", "n": 1, "verdict": "pass"}]
    table = inside("calibrate", file, "-s", "hr-en", "-f", "csv").out.lstrip("\ufeff").splitlines()
    assert table[0].startswith('"call_id","path","rule","labelled","verdict","agrees"')
    assert table[1].startswith('"good",')
    assert '"greeting.formula","pass","pass","yes"' in table[1]


def test_a_call_that_cannot_be_heard_is_told_and_the_others_count(inside, scene, labels):
    file = labels(f"{scene / 'good.wav'},{RULE},pass,{WHO},,", f"gone.wav,{RULE},pass,{WHO},,")
    ran = inside("calibrate", file, "-s", "hr-en")
    assert ran.code == 3
    assert "1 labelled calls" in ran.out
    assert "not judged gone: " in ran.out


def test_stored_evidence_is_judged_without_the_recording(inside, scene, labels, tmp_path):
    call, base = tmp_path / "call.wav", tmp_path / "night.db"
    call.write_bytes((scene / "good.wav").read_bytes())
    assert inside("check", call, "-s", "hr-en", "--agent", "Mark", "--db", base).code in (0, 1)
    call.unlink()
    file = labels(f"call.wav,{RULE},pass,{WHO},,", f"other.wav,{RULE},pass,{WHO},,")
    ran = inside("calibrate", file, "-s", "hr-en", "--db", base, VOICECHECK_ENGINE="scripted:gone")
    assert ran.code == 3
    assert f"{RULE}: agrees with 1 of 1" in ran.out  # Joan, as the label says, not Mark as was stored
    assert "not judged" in ran.out
    assert "it is not in the database" in ran.out
    named = labels(f"call,{RULE},pass", head="call,rule,status\n", name="named.csv")
    assert "agrees with 0 of 1" in inside("calibrate", named, "-s", "hr-en", "--db", base).out


def test_a_call_without_a_path_needs_the_database(inside, labels):
    ran = inside("calibrate", labels(f"0142,{RULE},pass", head="call,rule,status\n"), "-s", "hr-en")
    assert ran.code == 2
    assert "call 0142: no path; give --db" in ran.err


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([], "no labels in it"),
        ([f"a.wav,{RULE},good,,,,"], "labels.csv:2: status 'good'; one of pass, fail, review"),
        (["a.wav,greeting.formal,pass,,,,"], "labels.csv:2: rule 'greeting.formal' is not in the standard"),
        (["a.wav,,pass,,,,"], "labels.csv:2: no rule; its rules are"),
        ([f",{RULE},pass,,,,"], "labels.csv:2: no path and no call"),
        ([f"a.wav,{RULE},pass,,,yes,"], "labels.csv:2: slot.agent is 'yes'; said or not_said is wanted"),
        ([f"a.wav,{RULE},pass,,,,", f"a.wav,{RULE},fail,,,,"], "labels.csv:3: greeting.formula of"),
        ([f"a.wav,{RULE},pass,Joan,,,", "a.wav,answer.rings,pass,Mark,,,"], "agent of"),
        ([f"a.wav,{RULE},pass,,,,,,,"], "more cells than the heading"),
        ([f"a.wav,{RULE},pass,,2024-03-04T09:12,,"], "has no offset"),
        ([f'a.wav,{RULE},"pass'], "not CSV"),
        ([f"a.wav,{RULE},{x},,,," for x in range(40)], "and 20 more"),
    ],
)
def test_a_wrong_list_is_refused_with_its_lines(inside, labels, rows, told):
    ran = inside("calibrate", labels(*rows), "-s", "hr-en")
    assert ran.code == 2
    assert told in ran.err
    assert ran.out == ""


@pytest.mark.parametrize("head", ["path,rule\n", "path;rule;verdict\n", "\x00\n", ""])
def test_a_list_without_statuses_is_refused(inside, labels, head):
    ran = inside("calibrate", labels(head=head), "-s", "hr-en")
    assert ran.code == 2
    assert "no column 'status' in the heading" in ran.err


def test_a_misspelt_column_is_named(inside, labels):
    ran = inside("calibrate", labels(f"a.wav,{RULE},pass,x", head="path,rule,status,agnet\n"), "-s", "hr-en")
    assert ran.code == 2
    assert "unknown field 'agnet'; did you mean agent?" in ran.err


def test_bytes_that_are_no_text_are_refused(inside, tmp_path):
    file = tmp_path / "labels.csv"
    file.write_bytes(b"path,rule,status\n\xff\xfe.wav,greeting.formula,pass\n")
    ran = inside("calibrate", file, "-s", "hr-en")
    assert ran.code == 2
    assert "not UTF-8" in ran.err
    assert "cannot be read" in inside("calibrate", tmp_path / "none.csv", "-s", "hr-en").err


def test_names_do_not_break_a_line_or_a_spreadsheet(inside, scene, labels, tmp_path):
    evil = tmp_path / "=1+1\x1b[31m.wav"
    evil.write_bytes((scene / "good.wav").read_bytes())
    file = labels(f"{evil.name},{RULE},fail,{WHO},,")
    text = inside("calibrate", file, "-s", "hr-en").out
    assert "\x1b" not in text
    table = inside("calibrate", file, "-s", "hr-en", "-f", "csv").out
    assert '"\'=1+1\\x1b[31m"' in table
