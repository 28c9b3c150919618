"""Other hearings and probes on their way from the recogniser through the evidence into the verdict."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from voicecheck.asr.scripted import read_script
from voicecheck.batch.run import Task, check_calls
from voicecheck.pipeline import Ears, check_call, judge, listen, listen_for
from voicecheck.standard import load_standard
from voicecheck.store.evidence import dump_evidence, load_evidence
from voicecheck.types import CallRef, SlotStatus, Status
from voicecheck.voice.pitch import SwiftF0Tracker

SAMPLE = Path(__file__).parents[2] / "samples" / "no_name.flac"
WITHOUT = "Good morning, human resources department, how can I help you?"
WHOLE = "Good morning, human resources department, Joan speaking, how can I help you?"
CALL = CallRef(str(SAMPLE), "call", agent="Joan", department="human resources department", agent_channel=0)


@pytest.fixture
def speech():
    """Where the agent speaks in the sample, as the pipeline itself finds it."""
    import numpy as np

    from voicecheck.audio.speech import detect_speech
    from voicecheck.audio.survey import survey
    from voicecheck.signal import resample

    _, sound = survey(str(SAMPLE), head_s=60.0, raw=None)
    mono = resample(np.ascontiguousarray(sound.samples[0]), rate_hz=sound.rate_hz, to_hz=16_000)
    return max(detect_speech(mono, rate_hz=16_000), key=lambda region: region.length_s)


@pytest.fixture
def ears_that_hear(tmp_path, speech):
    """A function: ears whose recogniser hears texts spread over the sample's speech, and answers probes."""

    def timed(text):
        words = text.split()
        step_s = (speech.length_s - 0.2) / len(words)
        starts = [speech.start_s + 0.1 + step_s * i for i in range(len(words))]
        return [[word, at, at + step_s, 0.9] for word, at in zip(words, starts, strict=True)]

    def made(text, *, alternatives=(), probes=None):
        take = {"words": timed(text), "alternatives": [timed(one) for one in alternatives], "probes": probes or {}}
        file = tmp_path / "script.json"
        file.write_text(json.dumps([take]))
        return Ears(read_script(file), SwiftF0Tracker())

    return made


def greeting(report):
    return next(verdict for verdict in report.verdicts if verdict.rule == "greeting.formula")


def test_another_hearing_is_kept_and_decides(ears_that_hear):
    report = check_call(CALL, "hr-en", ears=ears_that_hear(WITHOUT, alternatives=[WHOLE]))
    assert greeting(report).slots["agent"].status is SlotStatus.SAID
    assert greeting(report).decided_by == "second hearing"
    assert [word.text for word in report.evidence.transcript.alternatives[0]] == WHOLE.split()


def test_a_greeting_in_order_is_heard_once(ears_that_hear):
    report = check_call(CALL, "hr-en", ears=ears_that_hear(WHOLE, alternatives=[WITHOUT]))
    assert greeting(report).status is Status.PASS
    assert report.evidence.transcript.alternatives == ()


def test_probes_are_measured_kept_and_judged_again_alike(ears_that_hear):
    standard = load_standard("hr-en")
    ears = ears_that_hear(WITHOUT, probes={"Joan": [9.0, -5.0]})
    evidence = listen_for(CALL, standard, ears=ears)
    assert evidence.listening.second_look
    assert {probe.text for probe in evidence.probes} == {"Joan"}
    fresh = judge(evidence, standard)
    assert greeting(fresh).status is Status.REVIEW
    assert greeting(fresh).decided_by == "second look"
    assert judge(load_evidence(dump_evidence(evidence)), standard) == fresh
    assert greeting(check_call(CALL, standard, ears=ears)) == greeting(fresh)


def test_a_batch_looks_as_closely_as_a_single_check(ears_that_hear):
    standard = load_standard("hr-en")
    ears = ears_that_hear(WITHOUT, probes={"Joan": [9.0, -5.0]})
    (report,) = check_calls([CALL], Task(lambda _: standard, ears))
    assert report.evidence.probes
    assert greeting(report) == greeting(check_call(CALL, standard, ears=ears))


def test_listening_without_a_standard_asks_for_no_probes(ears_that_hear):
    evidence = listen(CALL, language="en", ears=ears_that_hear(WITHOUT))
    assert not evidence.listening.second_look
    assert evidence.probes == ()


def test_another_agent_than_the_kept_probes_were_for_is_for_a_person(ears_that_hear):
    standard = load_standard("hr-en")
    evidence = listen_for(CALL, standard, ears=ears_that_hear(WITHOUT))
    assert greeting(judge(evidence, standard)).status is Status.FAIL
    other = judge(replace(evidence, call=replace(CALL, agent="Elizabeth")), standard)
    assert greeting(other).status is Status.REVIEW
    assert "listen to the recording again" in greeting(other).message
