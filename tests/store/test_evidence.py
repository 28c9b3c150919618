"""Evidence on disk: whatever was heard comes back equal, and nothing else is taken for it."""

import json
import zlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voicecheck.errors import ConfigError
from voicecheck.phrase import Phrase, say
from voicecheck.store.evidence import (
    EVIDENCE_SCHEMA,
    dump_evidence,
    from_plain,
    load_evidence,
    pack,
    to_plain,
    unpack,
)
from voicecheck.store.plain import shape_of
from voicecheck.store.quick import decoded
from voicecheck.types import (
    CallEvidence,
    CallRef,
    Direction,
    Finding,
    Interval,
    Listening,
    Measurement,
    Probe,
    Recording,
    Rings,
    Role,
    RolesBy,
    Scope,
    SlotResult,
    SlotStatus,
    Status,
    Transcript,
    Turn,
    Verdict,
    VoiceProfile,
    VoiceSeries,
    Word,
)

NUMBER = st.floats(-1e6, 1e6, allow_nan=False)
SECONDS = st.floats(0, 1e5, allow_nan=False)
SHARE = st.floats(0, 1)
COUNT = st.integers(0, 1000)
PLAIN = st.text(max_size=12)
NAME = st.one_of(PLAIN, st.binary(max_size=6).map(lambda b: b.decode("utf-8", "surrogateescape")))
"""Names come from the file system too: bytes that are no UTF-8 among them."""


def maybe(strategy):
    return st.one_of(st.none(), strategy)


def many(strategy, most=3):
    return st.lists(strategy, max_size=most).map(tuple)


@st.composite
def spans(draw):
    start_s = draw(SECONDS)
    return Interval(start_s, start_s + draw(st.floats(0, 100)))


@st.composite
def words(draw):
    span = draw(spans())
    return Word(draw(PLAIN), span.start_s, span.end_s, draw(SHARE))


MOMENTS = st.builds(
    lambda moment, minutes: moment.replace(tzinfo=timezone(timedelta(minutes=minutes))),
    st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1)),
    st.integers(-720, 840),
)
CALLS = st.builds(
    CallRef,
    path=NAME.map(lambda name: f"/{name}"),
    call_id=NAME.map(lambda name: f"c{name}"),
    agent=maybe(PLAIN),
    department=maybe(PLAIN),
    organisation=maybe(PLAIN),
    customer=maybe(PLAIN),
    started_at=maybe(MOMENTS),
    direction=st.sampled_from(Direction),
    language=maybe(st.sampled_from(["en", "ru"])),
    agent_channel=maybe(st.integers(0, 7)),
    standard=maybe(PLAIN),
    rings=maybe(COUNT),
)
RECORDINGS = st.builds(
    Recording,
    sha256=PLAIN,
    codec=PLAIN,
    rate_hz=st.integers(1, 192_000),
    channels=st.integers(1, 8),
    decoded_s=SECONDS,
    declared_s=maybe(SECONDS),
    decode_errors=COUNT,
    repaired_samples=COUNT,
    channels_equal=st.booleans(),
    clipping_pct=many(NUMBER),
    envelope=many(many(st.integers(0, 100))),
    envelope_step_s=SECONDS,
    filled_s=SECONDS,
)
TURNS = st.builds(Turn, st.sampled_from(Role), SECONDS, SECONDS, PLAIN, maybe(SHARE), many(words()))
TRANSCRIPTS = st.builds(
    Transcript, many(TURNS), PLAIN, maybe(SHARE), st.sampled_from(RolesBy), SHARE, maybe(COUNT), many(spans())
)
MEASURES = st.one_of(
    st.builds(Measurement, NUMBER, PLAIN, SECONDS), st.builds(Measurement, st.none(), PLAIN, SECONDS, PLAIN)
)
VALUES = many(maybe(NUMBER))
PROFILES = st.builds(
    VoiceProfile,
    st.dictionaries(PLAIN, MEASURES, max_size=3),
    maybe(st.builds(VoiceSeries, SECONDS, SECONDS, VALUES, VALUES, VALUES, VALUES)),
    many(spans()),
)
EVIDENCE = st.builds(
    CallEvidence,
    call=CALLS,
    recording=RECORDINGS,
    listening=st.builds(
        Listening,
        st.sampled_from(Scope),
        PLAIN,
        PLAIN,
        PLAIN,
        PLAIN,
        SECONDS,
        maybe(COUNT),
        st.booleans(),
        st.booleans(),
        COUNT,
    ),
    transcript=TRANSCRIPTS,
    rings=maybe(st.builds(Rings, COUNT, many(spans()), maybe(SECONDS), maybe(SECONDS), PLAIN)),
    voice=PROFILES,
    speech=many(many(spans())),
    agent_speech=many(spans()),
    clipped_start=st.booleans(),
    probes=many(st.builds(Probe, PLAIN, PLAIN, spans(), NUMBER, NUMBER)),
)
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SLOW
@given(EVIDENCE)
def test_evidence_comes_back_equal_and_is_written_alike(evidence):
    text = dump_evidence(evidence)
    assert load_evidence(text.encode("utf-8").decode("utf-8")) == evidence
    assert dump_evidence(load_evidence(text)) == text
    assert "\n" not in text


@pytest.fixture
def kept():
    """Evidence as its JSON object."""
    evidence = CallEvidence(
        CallRef("/a.wav", "a"),
        Recording("0" * 64, "pcm", 8000, 1, 3.0),
        Listening(Scope.OPENING, "en", "base", "0" * 64, "int8", 20.0),
        Transcript((), "en", None, RolesBy.NONE, 0.0, None, ()),
        None,
        VoiceProfile({"level": Measurement(None, "dB", 0.0, "silence")}, None),
    )
    return json.loads(dump_evidence(evidence))


def test_a_field_that_is_left_out_takes_its_default(kept):
    del kept["evidence"]["probes"], kept["evidence"]["listening"]["language_served"]
    read = load_evidence(json.dumps(kept))
    assert (read.probes, read.listening.language_served) == ((), True)


def test_a_whole_number_serves_where_seconds_are_wanted(kept):
    kept["evidence"]["recording"]["decoded_s"] = 3
    assert type(load_evidence(json.dumps(kept)).recording.decoded_s) is float


def spoil(*path, value):
    def change(content):
        place = content
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value

    return change


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (spoil("evidence", "mood", value=1), "no field 'mood'"),
        (spoil("evidence", "recording", "mood", value=1), "Recording has no field 'mood'"),
        (spoil("evidence_schema", value=EVIDENCE_SCHEMA - 1), "evidence_schema 1 wanted"),
        (spoil("evidence_schema", value=EVIDENCE_SCHEMA + 1), "evidence_schema 1 wanted"),
        (spoil("evidence_schema", value=True), "True"),
        (spoil("evidence", "transcript", "roles_by", value="guess"), "guess"),
        (spoil("evidence", "recording", "rate_hz", value="8000"), "str"),
        (spoil("evidence", "recording", "rate_hz", value=8000.5), "8000.5"),
        (spoil("evidence", "recording", "channels", value=True), "True"),
        (spoil("evidence", "recording", "decoded_s", value=True), "True"),
        (spoil("evidence", "recording", "decoded_s", value=None), "None"),
        (spoil("evidence", "recording", value=[]), "expected"),
        (spoil("evidence", "agent_speech", value=[{"start_s": 2, "end_s": 1}]), "not an interval"),
        (spoil("evidence", "voice", "features", "level", "reason", value=None), "either a value or a reason"),
        (spoil("evidence", "call", "started_at", value="2024-03-04T09:12:00"), "no UTC offset"),
        (spoil("evidence", "call", "started_at", value="yesterday"), "yesterday"),
    ],
)
def test_what_is_no_evidence_of_this_version_is_refused(kept, change, words):
    change(kept)
    with pytest.raises(ConfigError, match=words) as refused:
        load_evidence(json.dumps(kept), where="a.evidence.json")
    assert str(refused.value).startswith("a.evidence.json: not evidence of this version")


def test_a_part_that_is_missing_is_refused(kept):
    del kept["evidence"]["recording"]
    with pytest.raises(ConfigError, match="recording"):
        load_evidence(json.dumps(kept))


OTHER = ("", "{", "[]", "null", "1", '"x"', "{}", '{"evidence_schema": 1}', "[" * 100_000)


@pytest.mark.parametrize("text", OTHER, ids=range(len(OTHER)))
def test_other_text_is_refused(text):
    with pytest.raises(ConfigError, match="not evidence of this version"):
        load_evidence(text)


@given(spans())
def test_a_part_comes_back_too(span):
    assert from_plain(Interval, to_plain(span)) == span


REASON = say("measure.few", "{count} found, {least} needed", count=2, least=16)
ABSENT = say("greeting.absent", "no {part} said", part=say("part.agent", "agent"))
VERDICT = Verdict(
    "greeting.formula",
    Status.FAIL,
    ABSENT,
    findings=(Finding(ABSENT, 1.0, 2.0, heard="Joan", expected="as it was stored once"),),
    slots={"agent": SlotResult(SlotStatus.NOT_SAID, note=REASON)},
)


def told(text):
    return (str(text), text.key, text.values) if isinstance(text, Phrase) else text


def test_a_sentence_is_stored_as_english_with_key_and_values_beside_it():
    plain = json.loads(json.dumps(to_plain(Measurement(None, "dB", 1.0, REASON))))
    assert plain["reason"] == "2 found, 16 needed"
    assert plain["says"] == {"reason": {"key": "measure.few", "values": {"count": 2, "least": 16}}}
    assert told(from_plain(Measurement, plain).reason) == told(REASON)


def test_a_verdict_keeps_what_it_says():
    read = from_plain(Verdict, json.loads(json.dumps(to_plain(VERDICT))))
    assert read == VERDICT
    assert told(read.message) == told(ABSENT)
    assert told(read.message.values["part"]) == told(ABSENT.values["part"])
    assert told(read.slots["agent"].note) == told(REASON)
    assert type(read.findings[0].expected) is str


def test_what_was_stored_without_keys_is_read():
    old = {"value": None, "unit": "dB", "basis_s": 1.0, "reason": "2 found, 16 needed"}
    assert from_plain(Measurement, old) == Measurement(None, "dB", 1.0, "2 found, 16 needed")
    assert to_plain(from_plain(Measurement, old)) == old


@pytest.mark.parametrize("says", [[], {"reason": []}, {"reason": {"key": "a"}}, {"unit_": {"key": "a", "values": {}}}])
def test_keys_that_fit_no_sentence_are_refused(says):
    with pytest.raises(ValueError, match="expected"):
        from_plain(Measurement, {"value": None, "unit": "dB", "basis_s": 1.0, "reason": "r", "says": says})


def quickly(content):
    return decoded(content, EVIDENCE_SCHEMA, CallEvidence)


@SLOW
@given(EVIDENCE)
def test_the_quicker_reader_and_the_careful_one_agree(evidence):
    heard, drawn = pack(evidence)
    content = zlib.decompress(heard)
    quick, careful = quickly(content), load_evidence(content.decode())
    assert careful == replace(evidence, recording=replace(evidence.recording, envelope=()))
    assert quick in (None, careful)
    assert dump_evidence(unpack(heard, drawn)) == dump_evidence(evidence)


def test_what_these_types_wrote_is_read_the_quicker_way_with_its_sentences(kept):
    evidence = load_evidence(json.dumps(kept))
    reason = say("voice.short", "{seconds} s of voiced speech", seconds=1.5)
    voice = VoiceProfile({"level": Measurement(None, "dB", 0.0, reason)}, None)
    read = quickly(zlib.decompress(pack(replace(evidence, voice=voice))[0]))
    found = read.voice.features["level"].reason
    assert isinstance(found, Phrase)
    assert (found, found.key, dict(found.values)) == (reason, reason.key, dict(reason.values))


def test_what_other_types_wrote_is_read_with_care_and_an_unknown_field_is_refused(kept):
    kept["evidence"]["mood"] = "cheerful"
    other = json.dumps({"evidence_schema": EVIDENCE_SCHEMA, "shape": "0" * 16, **kept}).encode()
    assert quickly(other) is None
    with pytest.raises(ConfigError, match="mood"):
        unpack(zlib.compress(other))


def test_a_lone_surrogate_in_a_path_comes_back(kept):
    evidence = load_evidence(json.dumps(kept))
    odd = replace(evidence, call=replace(evidence.call, path="/a\udcff.wav"))
    assert unpack(pack(odd)[0]).call.path == "/a\udcff.wav"


@dataclass(frozen=True, slots=True)
class Inside:
    seconds: float


@dataclass(frozen=True, slots=True)
class Outside:
    held: tuple[Inside, ...]


@dataclass(frozen=True, slots=True)
class Grown:
    held: tuple[Inside, ...]
    more: int = 0


def test_a_shape_changes_with_every_field_inside(monkeypatch):
    shape = shape_of(Outside)
    assert shape == shape_of.__wrapped__(Outside)
    assert shape != shape_of(Grown)
    monkeypatch.setitem(Inside.__annotations__, "seconds", "int")
    assert shape != shape_of.__wrapped__(Outside)
