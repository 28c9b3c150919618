"""Openings as calls really begin, made by flite and espeak-ng and heard by the real recogniser."""

import os
import shutil
import subprocess
from datetime import datetime

import numpy as np
import pytest
import soundfile

from voicecheck.config import Settings
from voicecheck.pipeline import judge, listen_for, load_ears
from voicecheck.signal import resample
from voicecheck.standard import load_standard
from voicecheck.types import CallRef, Direction, Role, SlotStatus, Status

pytestmark = pytest.mark.model

RATE_HZ = 16_000
GREETING = "Good morning, human resources department, Martin speaking. How can I help you?"
CALL = {
    "agent": "Martin",
    "department": "human resources department",
    "started_at": datetime.fromisoformat("2026-03-02T09:15:00+01:00"),
}
SECOND, FIRST, CUSTOMER = "flite:rms", "flite:slt", "flite:awb"


@pytest.fixture(scope="module")
def ears(model_home):
    return load_ears(Settings(home=model_home))


@pytest.fixture(scope="module")
def say(tmp_path_factory):
    """A function: samples of a text in a voice, `engine:name`, at 16 kHz, without the silence around it."""
    missing = [program for program in ("flite", "espeak-ng") if shutil.which(program) is None]
    if missing:
        message = f"not installed: {', '.join(missing)}"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    file = tmp_path_factory.mktemp("speech") / "said.wav"

    def speak(voice, text):
        engine, name = voice.split(":")
        commands = {
            "flite": ["flite", "-voice", name, "-t", text, "-o", str(file)],
            "espeak": ["espeak-ng", "-v", name, "-s", "150", "-w", str(file), text],
        }
        subprocess.run(commands[engine], check=True, capture_output=True)
        sound, rate_hz = soundfile.read(file, dtype="float32")
        sound = resample(sound, rate_hz=rate_hz, to_hz=RATE_HZ)
        loud = np.flatnonzero(np.abs(sound) > 0.02 * np.abs(sound).max())
        sound = sound[loud[0] : loud[-1] + 1]
        return sound * (0.08 / np.sqrt(np.mean(sound**2)))

    return speak


@pytest.fixture
def verdict_on(ears, say, tmp_path):
    """A function: evidence and verdict on a call of lines (channel, gap to the line before in s, voice, text)."""

    def check(*lines, mono=False, standard="hr-en", **known):
        placed, now_s = [], 0.6
        for channel, gap_s, voice, text in lines:
            sound = say(voice, text)
            placed.append((channel, round((now_s + gap_s) * RATE_HZ), sound))
            now_s += gap_s + len(sound) / RATE_HZ
        calls = np.random.default_rng(4).normal(0, 4e-4, (2, round((now_s + 1) * RATE_HZ))).astype(np.float32)
        for channel, first, sound in placed:
            calls[channel, first : first + len(sound)] += sound
        file = tmp_path / "call.flac"
        soundfile.write(file, (calls.sum(axis=0) if mono else calls.T), RATE_HZ)
        call = CallRef(path=str(file), call_id="made", **{**CALL, **known})
        sheet = load_standard(standard)
        evidence = listen_for(call, sheet, ears=ears)
        report = judge(evidence, sheet)
        return evidence, next(v for v in report.verdicts if v.rule == "greeting.formula")

    return check


FIRST_AGENT = (
    (0, 0.0, FIRST, "Acme limited, this is Mary speaking. Who would you like to talk to?"),
    (1, 0.5, CUSTOMER, "Hello, I would like to ask somebody about my holiday."),
    (0, 0.6, FIRST, "Of course. One moment please, I will put you through to them now."),
    (1, 0.4, CUSTOMER, "Thank you very much."),
)


def test_a_second_agent_is_judged_by_her_own_words(verdict_on):
    """She begins 25 s after the first agent's first word, where the opening would have been over."""
    evidence, verdict = verdict_on(*FIRST_AGENT, (0, 12.0, SECOND, GREETING), agent_channel=0)
    assert verdict.status is Status.PASS, verdict
    assert "second agent" in verdict.message
    assert any("put you through" in (finding.heard or "") for finding in verdict.findings)
    at_the_handover = [c for c in evidence.voice_changes if c.pause.length_s > 10]
    assert at_the_handover
    assert at_the_handover[0].log_odds > 3


def test_a_second_agent_who_greets_by_half_fails_though_the_first_said_the_rest(verdict_on):
    first = (0, 0.0, FIRST, "Good morning, human resources department. One moment please, I will put you through.")
    _, verdict = verdict_on(first, (0, 6.0, SECOND, "Martin speaking. How can I help you?"), agent_channel=0)
    assert verdict.status in (Status.FAIL, Status.REVIEW), verdict
    assert verdict.slots["salutation"].status is not SlotStatus.SAID


def test_a_menu_before_the_agent_is_passed_over(verdict_on):
    menu = (
        "Welcome to Acme limited. This call may be recorded for training purposes. For sales, press one. "
        "For human resources, press two. For everything else, please stay on the line. Your call is important to us. "
        "All our agents are busy at the moment. Please hold for the next available agent."
    )
    evidence, verdict = verdict_on((0, 0.0, FIRST, menu), (0, 4.0, SECOND, GREETING), agent_channel=0)
    assert evidence.transcript.turns[0].end_s > 20
    assert verdict.status is Status.PASS, verdict
    assert verdict.value < 8


def test_an_outbound_call(verdict_on):
    lines = (
        (1, 0.0, CUSTOMER, "Hello?"),
        (0, 0.5, SECOND, "Good morning, this is the human resources department, my name is Martin."),
        (1, 0.5, CUSTOMER, "Oh yes, I have been waiting for your call."),
    )
    evidence, verdict = verdict_on(*lines, direction=Direction.OUTBOUND)
    assert evidence.transcript.agent_channel == 0
    assert verdict.status is Status.PASS, verdict


def test_a_greeting_interrupted_and_finished(verdict_on):
    lines = (
        (0, 0.0, SECOND, "Good morning, human resources department."),
        (1, -0.2, CUSTOMER, "Hello? Can you hear me?"),
        (0, 0.3, SECOND, "Yes. Martin speaking. How can I help you?"),
    )
    _, verdict = verdict_on(*lines, agent_channel=0)
    assert verdict.status is Status.PASS, verdict


def test_a_greeting_in_english_and_the_call_in_german(verdict_on):
    lines = (
        (0, 0.0, SECOND, GREETING),
        (1, 0.5, "espeak:de+f3", "Guten Tag, sprechen Sie vielleicht auch Deutsch?"),
        (0, 0.5, "espeak:de", "Ja, natürlich. Einen Moment bitte, wie ist denn Ihr Name und Ihre Kundennummer?"),
    )
    _, verdict = verdict_on(*lines, agent_channel=0)
    assert verdict.status is Status.PASS, verdict


def test_the_wrong_channel_given_is_said(verdict_on):
    lines = (
        (0, 0.0, SECOND, GREETING),
        (1, 0.5, CUSTOMER, "Good morning, I would like to ask about my holiday."),
        (0, 0.5, SECOND, "Certainly, may I have your name please?"),
    )
    evidence, verdict = verdict_on(*lines, agent_channel=1)
    assert "said on channel 1" in evidence.transcript.roles_note
    assert verdict.status is Status.REVIEW, verdict
    assert "said on channel 1" in verdict.message


def test_the_name_corrected(verdict_on):
    text = "Good morning, human resources department, this is Steven, sorry, Martin speaking. How can I help you?"
    _, verdict = verdict_on((0, 0.0, SECOND, text), agent_channel=0)
    assert verdict.status is Status.PASS, verdict


def test_a_second_agent_in_one_channel(verdict_on):
    evidence, verdict = verdict_on(*FIRST_AGENT, (0, 6.0, SECOND, GREETING), mono=True)
    assert verdict.status in (Status.PASS, Status.REVIEW), verdict
    assert any(turn.role is Role.AGENT for turn in evidence.transcript.turns)
