"""What is taken out of evidence, and that no verdict moves for it."""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from voicecheck.audio.silence import silenced_blocks
from voicecheck.pipeline import judge
from voicecheck.pipeline.redacting import redact, silent_intervals
from voicecheck.standard import load_standard
from voicecheck.types import Interval, Role, Turn, Word

sys.path.insert(0, str(Path(__file__).parents[1] / "store"))
from store_making import AGENT_SAYS, made_call, made_evidence

CARD = "4242 4242 4242 4242"


def heard(*said, language="en", **fields):
    """Evidence of a call in which agent and customer say these lines in turn."""
    call = made_call(1, language=language, **fields)
    evidence = made_evidence(call)
    turns, at_s = [], 8.0
    for number, line in enumerate(said):
        words = tuple(Word(text, at_s + 0.4 * at, at_s + 0.4 * at + 0.3, 0.9) for at, text in enumerate(line.split()))
        role = Role.CUSTOMER if number % 2 else Role.AGENT
        turns.append(Turn(role, words[0].start_s, words[-1].end_s, line, 0.9, words))
        at_s = words[-1].end_s + 0.4
    transcript = replace(evidence.transcript, turns=tuple(turns), language=language)
    return replace(evidence, transcript=transcript)


def lines(evidence):
    return [turn.text for turn in evidence.transcript.turns]


def test_a_number_becomes_a_mark_and_keeps_its_seconds():
    before = heard(AGENT_SAYS, f"my card is {CARD} and it took two minutes")
    after = redact(before, ("numbers",))
    assert lines(after)[1] == "my card is [###] and it took two minutes"
    spans = [[(w.start_s, w.end_s, w.confidence) for t in one.transcript.turns for w in t.words]
             for one in (before, after)]  # fmt: skip
    assert spans[0] == spans[1]
    assert redact(after, ("numbers",)) == after
    assert redact(before, ()) == before
    assert silent_intervals(before.transcript) == ()
    assert len(silent_intervals(after.transcript)) == 4


@pytest.mark.parametrize("customer,line,wanted", [
    ("Anna Schmidt", "my name is Anna Schmid and I am Anna", "my name is [***] and I am [***]"),
    ("Dr. Jon Miller", "this is Jon Millar, a doctor", "this is [***] a doctor"),
    ("Mark Will", "I will ask about the market", "I [***] ask about the market"),
    ("Joan Baker", "Joan, this is Baker", "Joan, this is [***]"),
    ("Иванов Пётр", "Я Петр Иванова звонил", "Я [***] звонил"),
])  # fmt: skip
def test_the_customers_name_is_taken_out_as_it_was_recognised(customer, line, wanted):
    assert lines(redact(heard(AGENT_SAYS, line, customer=customer), ("names",)))[1] == wanted


def test_a_russian_name_is_found_in_its_cases():
    before = heard("здравствуйте", "Я Петр Иванов меня зовут Иванова", language="ru", customer="Иванов Пётр")
    assert lines(redact(before, ("names",)))[1] == "Я [***] меня зовут [***]"


def test_the_greeting_and_its_verdicts_stay_whatever_the_customer_is_called():
    standard = load_standard("hr-en")
    for customer in ("Joan Morning", "Resources Human", "Good Help"):
        before = heard(AGENT_SAYS, "hello", customer=customer, organisation="Acme")
        after = redact(before, ("numbers", "names"))
        assert "good morning" in lines(after)[0]
        assert "joan speaking" in lines(after)[0]
    before = heard(AGENT_SAYS, f"yes {CARD}", customer="Anna Schmidt")
    assert judge(redact(before, ("numbers", "names")), standard).outcome == judge(before, standard).outcome


def test_other_hearings_of_the_same_seconds_are_taken_out_too():
    before = heard(f"your card is {CARD}", "yes")
    words = before.transcript.turns[0].words
    other = tuple(replace(word, text="forty" if word.text == "4242" else word.text) for word in words)
    before = replace(before, transcript=replace(before.transcript, alternatives=(other,)))
    after = redact(before, ("numbers",))
    assert [word.text for word in after.transcript.alternatives[0]] == ["your", "card", "is", *["[###]"] * 4]


def test_silence_lies_over_the_gaps_and_nowhere_else():
    rate_hz = 100
    blocks = [np.ones((2, 150), np.float32), np.ones((2, 150), np.float32)]
    sound = np.concatenate(list(silenced_blocks(blocks, (Interval(1.0, 2.0), Interval(2.9, 9.0)), rate_hz=rate_hz)), 1)
    silent = np.zeros(300, bool)
    silent[100:200] = silent[290:] = True
    assert ((sound == 0).all(axis=0) == silent).all()
    assert (sound[:, ~silent] == 1).all()
    assert (blocks[0] == 1).all()
