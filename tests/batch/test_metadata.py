"""Who and when: the four sources, which wins, and what is refused."""

import json
import os
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecheck.batch.discover import find_recordings
from voicecheck.batch.metadata import Sources, compile_pattern, describe_call, load_zone, read_sidecar
from voicecheck.errors import ConfigError
from voicecheck.types import Direction

PATTERN = compile_pattern(r"(?P<agent>[a-z]+)_(?P<started_at>\d{8}T\d{4})_(?P<call_id>\d+)")


def described(path, **sources):
    return describe_call(path, Sources(**sources))


class TestWhichSourceWins:
    def test_the_name_tells_where_nothing_else_does(self, tmp_path):
        call = described(tmp_path / "joan_20240304T0912_77.wav", pattern=PATTERN, zone=load_zone("Europe/Tirane"))
        assert (call.agent, call.call_id) == ("joan", "77")
        assert call.started_at.isoformat() == "2024-03-04T09:12:00+01:00"

    def test_sidecar_over_name_row_over_sidecar_command_line_over_all(self, tmp_path):
        path = tmp_path / "joan_20240304T0912_77.wav"
        path.with_suffix(".json").write_text(json.dumps({"agent": "Side", "department": "Side", "customer": "Side"}))
        sources = Sources(PATTERN, UTC, {"customer": "Given"})
        call = describe_call(path, sources, {"department": "Row", "customer": "Row"})
        assert (call.call_id, call.agent, call.department, call.customer) == ("77", "Side", "Row", "Given")

    def test_an_empty_cell_takes_nothing_away(self, tmp_path):
        row = {"agent": "", "department": None, "customer": "  "}
        call = describe_call(tmp_path / "x.wav", Sources(given={"language": "de-AT"}), row)
        assert (call.agent, call.department, call.customer, call.language) == (None, None, None, "de")

    def test_a_name_that_does_not_fit_the_pattern_says_nothing(self, tmp_path):
        call = described(tmp_path / "other.wav", pattern=PATTERN)
        assert (call.call_id, call.agent, call.started_at) == ("other", None, None)

    def test_both_names_of_a_sidecar_are_found(self, tmp_path):
        (tmp_path / "a.wav.json").write_text('{"agent": "long"}')
        (tmp_path / "b.json").write_bytes(b'\xef\xbb\xbf{"agent": "short", "somebody_elses": 1}')
        assert read_sidecar(str(tmp_path / "a.wav")) == {"agent": "long"}
        assert read_sidecar(str(tmp_path / "b.wav")) == {"agent": "short"}
        assert read_sidecar(str(tmp_path / "c.wav")) == {}


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"agent": ["a"]}, "agent is"),
            ({"agent": True}, "agent is"),
            ({"agent_channel": "first"}, "agent_channel is 'first'; a whole number"),
            ({"agent_channel": -1}, "agent_channel is -1"),
            ({"rings": 2.5}, "rings is 2.5"),
            ({"rings": True}, "rings is True"),
            ({"direction": "sideways"}, "inbound or outbound"),
            ({"language": "English please"}, "a code such as en"),
            ({"started_at": "yesterday"}, "ISO 8601"),
            ({"started_at": "2024-13-04T09:12:00Z"}, "ISO 8601"),
            ({"started_at": "2024-03-04T09:12:00"}, "no offset"),
        ],
    )
    def test_a_field_without_use_is_named(self, tmp_path, fields, words):
        with pytest.raises(ConfigError, match=words) as refused:
            describe_call(tmp_path / "x.wav", Sources(), fields)
        assert "x.wav" in str(refused.value)

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"{", "cannot be read as JSON"),
            (b"[1]", "one JSON object"),
            (b"[" * 100_000, "cannot be read as JSON"),
            (b'\xff\xfe{"agent": 1}', "cannot be read"),
            (b'{"agnet": "Joan"}', "did you mean agent"),
            (b'{"agent": "' + b"x" * 1_000_001 + b'"}', "over 1,000,000 bytes"),
        ],
    )
    def test_a_sidecar_that_cannot_be_used(self, tmp_path, content, words):
        (tmp_path / "x.json").write_bytes(content)
        with pytest.raises(ConfigError, match=words):
            described(tmp_path / "x.wav")

    @pytest.mark.parametrize(
        ("pattern", "words"),
        [("(", "name pattern"), ("abc", "no named group"), ("(?P<agnet>.)", "'agnet' is no field")],
    )
    def test_a_pattern_without_use(self, pattern, words):
        with pytest.raises(ConfigError, match=words):
            compile_pattern(pattern)

    @pytest.mark.parametrize("name", ["Mars/Olympus", "", "../../etc/passwd", "Europe", "a\0b"])
    def test_a_zone_that_is_none(self, name):
        with pytest.raises(ConfigError, match="time zone"):
            load_zone(name)


class TestTimes:
    @pytest.mark.parametrize(
        ("text", "wanted"),
        [
            ("2024-03-04T09:12:00+01:00", "2024-03-04T09:12:00+01:00"),
            ("2024-03-04 09:12:00Z", "2024-03-04T09:12:00+00:00"),
            ("2024-03-04T09:12:00.250-05:30", "2024-03-04T09:12:00.250000-05:30"),
        ],
    )
    def test_an_offset_is_kept(self, text, wanted):
        call = describe_call("/x.wav", Sources(zone=load_zone("Europe/Berlin")), {"started_at": text})
        assert call.started_at.isoformat() == wanted

    @pytest.mark.parametrize(
        "text",
        ["20240304T091253", "20240304_091253", "20240304-091253", "20240304091253", "2024-03-04T09:12:53",
         "2024-03-04 09.12.53", "2024-03-04_09-12-53"],
    )  # fmt: skip
    def test_compact_times_take_the_zone(self, text):
        call = describe_call("/x.wav", Sources(zone=load_zone("Europe/Berlin")), {"started_at": text})
        assert call.started_at.isoformat() == "2024-03-04T09:12:53+01:00"

    @pytest.mark.parametrize(
        ("text", "wanted"),
        [
            ("2024-03-31T01:59:00", "2024-03-31T01:59:00+01:00"),
            ("2024-03-31T03:00:00", "2024-03-31T03:00:00+02:00"),
            ("2024-10-27T01:59:00", "2024-10-27T01:59:00+02:00"),
            ("2024-10-27T02:30:00", "2024-10-27T02:30:00+02:00"),
            ("2024-10-27T03:00:00", "2024-10-27T03:00:00+01:00"),
        ],
    )
    def test_both_clock_changes(self, text, wanted):
        call = describe_call("/x.wav", Sources(zone=load_zone("Europe/Berlin")), {"started_at": text})
        assert call.started_at.isoformat() == wanted

    def test_the_hour_that_no_clock_showed_keeps_the_time_that_was_written(self):
        """The salutation goes by the time on the wall; a device that never changed its clock wrote this."""
        call = describe_call("/x.wav", Sources(zone=load_zone("Europe/Berlin")), {"started_at": "20240331T0230"})
        assert call.started_at.isoformat() == "2024-03-31T02:30:00+01:00"

    @given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)), st.integers(-23 * 60, 23 * 60))
    def test_every_time_with_an_offset_comes_back(self, moment, minutes):
        there = moment.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
        assert describe_call("/x.wav", Sources(), {"started_at": there.isoformat()}).started_at == there


class TestNames:
    @pytest.mark.parametrize(
        "name",
        [b"line\nbreak.wav", b"-rf.wav", b"caf\xe9.wav", b"x" * 251 + b".wav", b"..wav", b"http:x.wav", b" .wav"],
    )
    def test_odd_names_are_ids_and_paths_as_they_are(self, tmp_path, name):
        file = tmp_path / os.fsdecode(name)
        file.write_bytes(b"")
        call = described(file)
        assert os.fsencode(call.path) == os.fsencode(tmp_path) + b"/" + name
        assert call.call_id == Path(os.fsdecode(name)).stem

    def test_a_fault_of_a_name_that_is_no_utf8_can_be_printed(self, tmp_path):
        with pytest.raises(ConfigError) as refused:
            describe_call(tmp_path / os.fsdecode(b"caf\xe9.wav"), Sources(), {"rings": "x"})
        str(refused.value).encode("utf-8")

    def test_directions_have_short_names(self):
        short = [
            describe_call("/x.wav", Sources(), {"direction": word}).direction for word in ("in", "OUT", "outbound")
        ]
        assert short == [Direction.INBOUND, Direction.OUTBOUND, Direction.OUTBOUND]


class TestFolders:
    def test_recordings_are_found_in_order_and_nothing_else(self, tmp_path):
        for name in ("b.wav", "a.MP3", "notes.txt", ".hidden.wav", "deep/er/c.opus", ".trash/d.wav", "a.json"):
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(b"")
        (tmp_path / "loop").symlink_to(tmp_path)
        assert [str(file.relative_to(tmp_path)) for file in find_recordings(tmp_path)] == [
            "a.MP3", "b.wav", "deep/er/c.opus"]  # fmt: skip

    def test_a_folder_without_any_says_what_was_looked_for(self, tmp_path):
        with pytest.raises(ConfigError, match=r"no recordings in it.*\.wav"):
            find_recordings(tmp_path)

    @pytest.mark.skipif(os.geteuid() == 0, reason="root reads every folder")
    def test_a_folder_that_cannot_be_read_is_said(self, tmp_path):
        (tmp_path / "shut").mkdir(mode=0)
        with pytest.raises(ConfigError, match=r"shut.*cannot be read"):
            find_recordings(tmp_path)

    def test_ids_of_a_folder_tell_same_names_apart(self, tmp_path):
        ids = [
            describe_call(tmp_path / day / "1.wav", Sources(), id_root=str(tmp_path)).call_id for day in ("mon", "tue")
        ]
        assert ids == ["mon/1", "tue/1"]
