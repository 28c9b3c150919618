"""Many calls from one list, and every fault of the list with its line."""

import json

import pytest

from voicecheck.batch.manifest import read_manifest
from voicecheck.batch.metadata import Sources, load_zone
from voicecheck.errors import ConfigError


@pytest.fixture
def listed(tmp_path):
    """A function: the calls of a manifest with this content."""

    def read(content, name="calls.csv", **sources):
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return read_manifest(file, Sources(**sources))

    return read


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_csv_as_spreadsheets_write_it(listed, tmp_path, mark, bom, end):
    rows = [["path", "agent", "rings"], ["a.wav", "Zoë", "2"], ["sub/b.wav", f'"Li{mark} Wei"', ""]]
    calls = listed(bom + end.join(mark.join(row) for row in rows) + end)
    assert [call.path for call in calls] == [str(tmp_path / "a.wav"), str(tmp_path / "sub/b.wav")]
    assert [(call.agent, call.rings) for call in calls] == [("Zoë", 2), (f"Li{mark} Wei", None)]
    assert [call.call_id for call in calls] == ["a", "sub/b"]


def test_headings_and_cells_may_have_blanks_around_them(listed):
    (call,) = listed("path , agent, agent_channel\n a.wav , Joan , 1 \n")
    assert (call.agent, call.agent_channel) == ("Joan", 1)
    (call,) = listed("path,agent_channel,started_at\na.wav, ,\n")
    assert (call.agent_channel, call.started_at) == (None, None)


def test_json_lines(listed, tmp_path):
    rows = [{"path": "a.wav", "agent": "Joan\u2028Barlow", "rings": 1}, {"path": "/abs/b.wav", "language": "ru"}]
    content = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n\n"
    calls = listed(content, "calls.jsonl")
    assert [call.path for call in calls] == [str(tmp_path / "a.wav"), "/abs/b.wav"]
    assert (calls[0].agent, calls[0].rings, calls[1].language) == ("Joan\u2028Barlow", 1, "ru")


def test_a_row_may_name_its_standard_and_times_take_the_zone(listed):
    (call,) = listed("path,standard,started_at\na.wav,hr-de,2024-07-01T09:00\n", zone=load_zone("Europe/Berlin"))
    assert (call.standard, call.started_at.isoformat()) == ("hr-de", "2024-07-01T09:00:00+02:00")


def test_all_faults_are_listed_each_with_its_line(listed):
    with pytest.raises(ConfigError) as refused:
        listed("path,agent_channel,direction\na.wav,x,\n,0,\nb.wav,0,up\nc.wav,0,in\n")
    lines = str(refused.value).splitlines()
    assert [line.split(": ")[0].rsplit(":", 1)[1] for line in lines] == ["2", "3", "4"]
    assert ["agent_channel" in lines[0], "no path" in lines[1], "direction" in lines[2]] == [True] * 3


def test_a_flood_of_faults_is_cut_short(listed):
    with pytest.raises(ConfigError) as refused:
        listed("path,rings\n" + "a.wav,x\n" * 50)
    assert len(str(refused.value).splitlines()) == 21
    assert str(refused.value).endswith("and 30 more")


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        ("", "calls.csv", "no column 'path'"),
        ("file,agent\na.wav,Joan\n", "calls.csv", "calls.csv:1: no column 'path'"),
        ("path,agnet\na.wav,Joan\n", "calls.csv", "did you mean agent"),
        ("path\n", "calls.csv", "no calls in it"),
        ('path\n"a.wav\n', "calls.csv", "not CSV"),
        (b"path\ncaf\xe9.wav\n", "calls.csv", "not UTF-8"),
        (b"\xff\xfep\0a\0t\0h\0\n\0", "calls.csv", "not UTF-8"),
        ("path,call_id\na.wav,1\nb.wav,1\n", "calls.csv", "'1' stands twice"),
        ('{"path": "a.wav"}\n{"path": \n', "calls.jsonl", "calls.jsonl:2: not JSON"),
        ("[" * 100_000, "calls.jsonl", "calls.jsonl:1: not JSON"),
        ('["a.wav"]\n', "calls.jsonl", "calls.jsonl:1: one JSON object"),
        ('{"path": 7}\n', "calls.jsonl", "no path"),
    ],
)
def test_a_list_that_cannot_be_used_says_why(listed, content, name, words):
    with pytest.raises(ConfigError, match=words):
        listed(content, name)


def test_a_list_that_is_not_there(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read"):
        read_manifest(tmp_path / "gone.csv", Sources())
    with pytest.raises(ConfigError, match="cannot be read"):
        read_manifest(tmp_path, Sources())


def test_a_column_more_than_the_heading_is_a_fault_of_that_line(listed):
    with pytest.raises(ConfigError, match=r"calls.csv:3: .*more cells than the heading"):
        listed("path,agent\na.wav,Joan\nb.wav,Joan,Barlow\n")
