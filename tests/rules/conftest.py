"""The builder of cases: evidence of a whole call from one line of data.

A case is a mapping, as it stands in `tests/rules/cases/<rule id>.yaml`:

    {name: half a greeting, agent: "good morning", expect: fail}

What was heard
    agent, customer   words with automatic times, the agent first. `[3.5]` sets the clock, `word<0.3>` the
                      confidence of one word; a comma is a pause of 0.3 s, a full stop one of 0.5 s.
    alternatives      other hearings of the agent's words, a list of texts like `agent`
    second_look       true where a standard's rules were asked which probes they want
    voices            [[6.5, 4.2]]: at the agent's pause around 6.5 s the log-odds that another person goes on
    turns             [{customer: "hello?"}, {agent: "good morning"}] where the order matters
    rings             a count; or {count: 2, by: call}; or a list of intervals [[0, 2], [6, 8]]
    voice             {f0_movement: 14.5}; a text instead of a number is the reason there is none
    voiced_s          seconds that the voice facts rest on (30)
    baseline          {calls: 8, voiced_s: 200, mean: {f0_movement: 14}, spread: {f0_movement: 2}}
    confidence, language, language_prob, language_served, roles_by, roles_confidence,
    clipped_start, duration_s, heard, agent_speech
    recording         fields of `Recording`: {decode_errors: 3}
    scope             opening or call
What is known and agreed
    call              fields of `CallRef`: {agent: Joan, department: sales, started_at: "2026-03-02T09:15:00+01:00"}
    slots, roster     as in a standard
    options           the rule's options
What is expected
    expect            the status; also `message`, `finding` (parts of the texts), `value`, `score`, `decided_by`,
                      `slots_are: {agent: not_said}`, `plays: [start_s, end_s]` (the first finding's, within 0.05 s)
    near_miss         true for a case that lies just on this side of the line
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import pytest

from voicecheck.types import (
    Agreement,
    Baseline,
    CallEvidence,
    CallRef,
    Case,
    Direction,
    Interval,
    Listening,
    Measurement,
    Person,
    Recording,
    Rings,
    Role,
    RolesBy,
    Scope,
    SlotSpec,
    Transcript,
    Turn,
    VoiceChange,
    VoiceProfile,
    Word,
)

Line = Mapping[str, Any]

FIRST_WORD_S = 1.0
KINDS = {
    "salutation": "salutation",
    "department": "organisation",
    "organisation": "organisation",
    "agent": "person",
    "customer": "person",
    "offer": "offer",
}
UNITS = {
    "f0_median": "st",
    "f0_spread": "st",
    "f0_movement": "st/s",
    "f0_final": "st/s",
    "centroid": "Hz",
    "tilt": "dB/oct",
    "articulation_rate": "syl/s",
    "speech_rate": "syl/s",
}
MARK = re.compile(r"\[(?P<at>\d+(?:\.\d+)?)\]|(?P<word>[^\s<\[]+)(?:<(?P<conf>\d?\.?\d+)>)?")


def spoken(text: str, *, start_s: float, confidence: float) -> tuple[Word, ...]:
    """The words of a text, one after the other, at about four syllables a second."""
    words: list[Word] = []
    now_s = start_s
    for mark in MARK.finditer(text):
        if mark["at"]:
            now_s = float(mark["at"])
            continue
        end_s = now_s + 0.1 + 0.05 * len(mark["word"])
        words.append(Word(mark["word"], round(now_s, 3), round(end_s, 3), float(mark["conf"] or confidence)))
        pause_s = {",": 0.3, ".": 0.5, "?": 0.5, "!": 0.5}.get(mark["word"][-1], 0.03)
        now_s = end_s + pause_s
    return tuple(words)


def spoken_turns(line: Line, confidence: float) -> tuple[Turn, ...]:
    """The turns of a case, each after the one before."""
    said = line.get("turns") or [{role: line[role]} for role in ("agent", "customer") if line.get(role)]
    turns: list[Turn] = []
    for one in said:
        ((role, text),) = one.items()
        start_s = turns[-1].end_s + 0.6 if turns else FIRST_WORD_S
        words = spoken(text, start_s=start_s, confidence=confidence)
        plain = " ".join(word.text for word in words)
        turns.append(Turn(Role(role), words[0].start_s, words[-1].end_s, plain, confidence, words))
    return tuple(sorted(turns, key=lambda turn: turn.start_s))


def heard_rings(given: Any, first_s: float | None) -> Rings | None:
    """The rings of a case; a bare count means that many tones of 2 s every 6 s that ended before the answer."""
    if given is None:
        return None
    if isinstance(given, Mapping):
        return Rings(
            **{
                key: tuple(Interval(*pair) for pair in value) if key == "intervals" else value
                for key, value in given.items()
            }
        )
    tones = given if isinstance(given, list) else [[6.0 * i, 6.0 * i + 2] for i in range(given)]
    intervals = tuple(Interval(*pair) for pair in tones)
    last_s = intervals[-1].end_s if intervals else 0.0
    return Rings(len(intervals), intervals, last_s, max(last_s, first_s or last_s))


def measured(line: Line) -> VoiceProfile:
    """The voice facts of a case."""
    basis_s = float(line.get("voiced_s", 30.0))
    features = {
        name: Measurement(None, UNITS.get(name, "dB"), basis_s, value)
        if isinstance(value, str)
        else Measurement(float(value), UNITS.get(name, "dB"), basis_s)
        for name, value in line.get("voice", {}).items()
    }
    return VoiceProfile(features, None, (Interval(0.0, basis_s),) if features else ())


def known_call(line: Line) -> CallRef:
    """The call's metadata."""
    fields = dict(line.get("call", {}))
    if "started_at" in fields:
        fields["started_at"] = datetime.fromisoformat(str(fields["started_at"]))
    if "direction" in fields:
        fields["direction"] = Direction(fields["direction"])
    return CallRef(path="/calls/case.wav", call_id=str(line.get("name", "case")), **fields)


def agreed(line: Line) -> Agreement:
    """The agreement of a case: language, slots and roster."""
    slots = []
    for name, given in line.get("slots", {}).items():
        given = given if isinstance(given, Mapping) else {"values": [given] if isinstance(given, str) else given}
        values = tuple(str(value) for value in given.get("values", ()))
        slots.append(SlotSpec(name, given.get("kind", KINDS.get(name, "phrase")), values))
    people = tuple(
        Person(one)
        if isinstance(one, str)
        else Person(one["name"], tuple(one.get("spellings", ())), tuple(one.get("languages", ())))
        for one in line.get("roster", ())
    )
    return Agreement(line.get("language", "en"), tuple(slots), people)


def heard_call(line: Line) -> CallEvidence:
    """All that was heard in the call of a case."""
    turns = spoken_turns(line, float(line.get("confidence", 0.9)))
    language = line.get("language", "en")
    duration_s = float(line.get("duration_s", max([30.0] + [turn.end_s + 2 for turn in turns])))
    roles_by = RolesBy(line.get("roles_by", "given" if turns else "none"))
    heard = tuple(Interval(*pair) for pair in line.get("heard", [[0.0, duration_s]]))
    agent = tuple(Interval(t.start_s, t.end_s) for t in turns if t.role is Role.AGENT)
    customer = tuple(Interval(t.start_s, t.end_s) for t in turns if t.role is Role.CUSTOMER)
    first_s = next((turn.start_s for turn in turns), None)
    call = known_call(line)
    recording = {"sha256": "0" * 64, "codec": "pcm_s16le", "rate_hz": 8000, "channels": 2, "decoded_s": duration_s}
    transcript = Transcript(
        turns=turns,
        language=line.get("heard_language", language),
        language_prob=line.get("language_prob"),
        roles_by=roles_by,
        roles_confidence=float(line.get("roles_confidence", 1.0 if turns else 0.0)),
        agent_channel=0 if turns else None,
        heard=heard,
        alternatives=tuple(
            spoken(text, start_s=FIRST_WORD_S, confidence=float(line.get("confidence", 0.9)))
            for text in line.get("alternatives", ())
        ),
    )
    return CallEvidence(
        call=call,
        recording=Recording(**recording | line.get("recording", {})),
        listening=Listening(
            scope=Scope(line.get("scope", "opening")),
            language=language,
            model="base",
            model_sha256="0" * 64,
            compute_type="int8",
            opening_s=20.0,
            language_served=bool(line.get("language_served", True)),
            second_look=bool(line.get("second_look", False)),
        ),
        transcript=transcript,
        rings=heard_rings(line.get("rings"), first_s),
        voice=measured(line),
        speech=(agent, customer),
        agent_speech=tuple(Interval(*pair) for pair in line["agent_speech"]) if "agent_speech" in line else agent,
        clipped_start=bool(line.get("clipped_start", False)),
        voice_changes=tuple(
            VoiceChange(Interval(at_s - 0.2, at_s + 0.2), odds, 5.0, 5.0) for at_s, odds in line.get("voices", ())
        ),
    )


def build(line: Line) -> Case:
    """The case that a line of data describes."""
    baseline = Baseline(**line["baseline"]) if "baseline" in line else None
    return Case(heard_call(line), agreed(line), baseline)


@pytest.fixture
def build_case() -> Callable[[Line], Case]:
    """The builder, for tests that stand beside the tables: `build_case({"agent": "good morning"})`."""
    return build
