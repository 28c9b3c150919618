"""Who speaks when in one channel: words, pauses and voices, on made points and on two made voices."""

import numpy as np
import pytest

from voicecheck.pipeline import Ears, judge, listen
from voicecheck.pipeline.mono import EDGE_S, turns_of_mono
from voicecheck.standard import load_standard
from voicecheck.types import ROLE_SURE, CallRef, Direction, Interval, Outcome, Role, RolesBy, Scope, Word
from voicecheck.voice.pitch import PitchTrack
from voicecheck.voice.speaker import Points, describe_speech

GREETING = "good morning human resources department joan speaking how can i help you"
HELLO = "hello i would like to ask about my holiday"
NO_SOUND = Points((), np.empty((0, 3)), np.empty((0, 3)), np.ones(3))


def roles(turns):
    return [(turn.role, turn.text) for turn in turns]


def points(*stretches):
    """Stretches `(start, end, place)` as sure points on one axis, where people lie 2 apart."""
    voice = np.array([[place, 0.0, 0.0] for _, _, place in stretches], dtype=float)
    intervals = tuple(Interval(start_s, end_s) for start_s, end_s, _ in stretches)
    return Points(intervals, voice, np.full(voice.shape, 0.3), np.array([4.0, 0.3, 0.3]))


class TestWordsAndPausesAlone:
    def test_a_greeting_with_pauses_stays_the_agents(self, said):
        words, at_s = [], 1.0
        for part in ("good morning", "human resources department", "joan speaking", "how can i help you"):
            words += said(part, at_s)
            at_s = words[-1].end_s + 0.5
        turns, confidence = turns_of_mono(words, NO_SOUND, Direction.INBOUND, "en")
        assert {turn.role for turn in turns} == {Role.AGENT}
        assert " ".join(turn.text for turn in turns) == GREETING
        assert confidence > 0.7

    def test_the_customer_answers_after_a_pause(self, said):
        words = (*said(GREETING, 1.0), *said(HELLO, 7.0), *said("of course one moment please", 12.0))
        turns, _ = turns_of_mono(words, NO_SOUND, Direction.INBOUND, "en")
        assert roles(turns)[:2] == [(Role.AGENT, GREETING), (Role.CUSTOMER, HELLO)]
        assert (turns[0].start_s, turns[0].end_s) == pytest.approx((1.0 - EDGE_S, words[11].end_s + EDGE_S))

    def test_a_customer_who_speaks_first_is_told_by_the_greeting_after(self, said):
        turns, _ = turns_of_mono((*said("hello", 1.0), *said(GREETING, 2.5)), NO_SOUND, Direction.INBOUND, "en")
        assert turns[-1].role is Role.AGENT
        assert turns[-1].text.endswith(GREETING)

    def test_without_words_and_voices_nothing_is_sure(self):
        turns, confidence = turns_of_mono((), points((1, 2, 0), (5, 6, 0)), Direction.OUTBOUND, "en")
        assert confidence < 0.99
        assert all(turn.text == "" for turn in turns)

    def test_nothing_heard_is_no_turns(self):
        assert turns_of_mono((), NO_SOUND, Direction.INBOUND, "en") == ((), 0.0)

    def test_no_word_is_lost_and_none_is_said_twice(self, said):
        words = tuple(w for i in range(40) for w in said("one two", 1.0 + 1.1 * i, every_s=0.25))
        turns, confidence = turns_of_mono(words, NO_SOUND, Direction.OUTBOUND, "en")
        assert tuple(w for turn in turns for w in turn.words) == words
        assert 0.5 <= confidence <= 1


class TestVoices:
    TALK = (
        (1, 2, 2),
        (2.1, 3, 2),
        (3.6, 4.5, 2),
        (5.2, 6, -2),
        (6.1, 7, -2),
        (7.7, 9, 2),
        (9.8, 11, -2),
        (11.9, 13, 2),
    )

    def test_speech_without_words_goes_to_the_voice_that_greeted(self, said):
        turns, confidence = turns_of_mono(
            said(GREETING, 1.0, every_s=0.28), points(*self.TALK), Direction.INBOUND, "en"
        )
        assert [turn.role for turn in turns] == [Role.AGENT, Role.CUSTOMER, Role.AGENT, Role.CUSTOMER, Role.AGENT]
        assert [turn.start_s + EDGE_S for turn in turns] == pytest.approx([1, 5.2, 7.7, 9.8, 11.9])
        assert confidence > ROLE_SURE
        assert all(turn.sure for turn in turns)

    def test_a_customer_who_speaks_first_is_told_from_the_voice_that_greets(self, said):
        talk = ((0, 0.6, -2), *self.TALK)
        turns, _ = turns_of_mono(said(GREETING, 1.0, every_s=0.28), points(*talk), Direction.INBOUND, "en")
        assert [turn.role for turn in turns][:3] == [Role.CUSTOMER, Role.AGENT, Role.CUSTOMER]

    def test_a_stretch_between_the_voices_is_left_undecided(self, said):
        talk = (*self.TALK, (13.3, 14, 0))
        turns, _ = turns_of_mono(said(GREETING, 1.0, every_s=0.28), points(*talk), Direction.INBOUND, "en")
        assert not turns[-1].sure
        assert (turns[-1].start_s, turns[-1].end_s) == pytest.approx((13.15, 14 + EDGE_S))

    def test_turning_the_axis_round_changes_nothing(self, said):
        words = said(GREETING, 1.0, every_s=0.28)
        here, _ = turns_of_mono(words, points(*self.TALK), Direction.INBOUND, "en")
        there, _ = turns_of_mono(words, points(*[(a, b, -p) for a, b, p in self.TALK]), Direction.INBOUND, "en")
        assert here == there


class NoPitch:
    """A tracker for tests that do not ask about the voice."""

    def track(self, samples, *, rate_hz):
        count = len(samples) // 256
        return PitchTrack(np.full(count, np.nan, np.float32), np.zeros(count, np.float32))


@pytest.fixture
def conversation(voice):
    """Agent and customer in two voices in one channel: `(second, role, samples)` in turn, and the greeting's words."""
    agent, customer = "en-us+f3", "en-gb+m7"
    lines = [
        (1.0, Role.AGENT, voice("Good morning, human resources department, Joan speaking. How can I help you?", agent)),
        (7.5, Role.CUSTOMER, voice("Hello, I would like to ask about my holiday in the summer.", customer)),
        (12.0, Role.AGENT, voice("Of course. Please give me your name and your number.", agent)),
        (16.5, Role.CUSTOMER, voice("My name is Tom Baker, and the number is nine four one.", customer)),
        (21.5, Role.AGENT, voice("The holiday was granted on Monday, you will find a letter.", agent)),
        (26.5, Role.CUSTOMER, voice("That is wonderful, I will look for it at home.", customer)),
    ]
    greeting = lines[0][2]
    step_s = len(greeting) / 16_000 / 12
    words = [Word(w, 1 + i * step_s, 1 + (i + 0.9) * step_s, 0.95) for i, w in enumerate(GREETING.split())]
    return lines, words


def seconds_of(turns, start_s, end_s):
    """Seconds of agent and customer, surely, between two moments."""
    whole = Interval(start_s, end_s)
    sure = [turn for turn in turns if turn.sure]
    return [sum(whole.overlap_s(Interval(t.start_s, t.end_s)) for t in sure if t.role is role) for role in Role]


@pytest.mark.parametrize("gain", [1.0, 0.1])
@pytest.mark.parametrize("scope", Scope)
def test_two_voices_in_one_channel_are_told_apart(recorded, asked, conversation, scope, gain):
    lines, words = conversation
    path = recorded(31, 1, *[(0, at_s, gain * samples) for at_s, _, samples in lines])
    ears = Ears(asked(tuple(words)), NoPitch())
    evidence = listen(CallRef(path, "made"), language="en", scope=scope, ears=ears)
    transcript = evidence.transcript
    assert transcript.roles_by is RolesBy.ASSUMED
    assert transcript.roles_confidence > ROLE_SURE
    right = wrong = total = 0.0
    for at_s, role, samples in lines:
        end_s = at_s + len(samples) / 16_000
        agent_s, customer_s = seconds_of(transcript.turns, at_s, end_s)
        right += agent_s if role is Role.AGENT else customer_s
        wrong += customer_s if role is Role.AGENT else agent_s
        total += end_s - at_s
    assert right > 0.8 * total
    assert wrong < 0.05 * total
    agents = [Interval(at_s - 0.3, at_s + len(s) / 16_000 + 0.3) for at_s, role, s in lines if role is Role.AGENT]
    outside = [r for r in evidence.agent_speech if not any(r.overlap_s(own) > 0.5 * r.length_s for own in agents)]
    assert sum(region.length_s for region in outside) < 0.05 * total


def test_one_voice_alone_stays_one_agent(recorded, asked, voice):
    """A greeting with long pauses: three phrases, 0.7 s apart."""
    placed, words, at_s = [], [], 1.0
    for phrase in ("Good morning,", "human resources department, Joan speaking.", "How can I help you?"):
        samples = voice(phrase, "en-us+f3")
        placed.append((0, at_s, samples))
        length_s, spoken = len(samples) / 16_000, phrase.split()
        step_s = length_s / len(spoken)
        words += [Word(w, at_s + i * step_s, at_s + (i + 0.9) * step_s, 0.95) for i, w in enumerate(spoken)]
        at_s += length_s + 0.7
    evidence = listen(
        CallRef(recorded(12, 1, *placed), "made"), language="en", ears=Ears(asked(tuple(words)), NoPitch())
    )
    assert {turn.role for turn in evidence.transcript.turns} == {Role.AGENT}


def test_gain_moves_the_level_alone(voice):
    sound = np.concatenate([np.zeros(8000, np.float32), voice("The holiday was granted on Monday.")])
    speech = (Interval(0.4, len(sound) / 16_000),)
    loud, soft = (describe_speech([(g * sound, 0.0)], rate_hz=16_000, speech=speech) for g in (1.0, 0.1))
    assert loud.stretches == soft.stretches
    assert np.allclose(loud.voice[:, :-1], soft.voice[:, :-1], atol=1e-3)
    assert np.allclose(loud.voice[:, -1] - soft.voice[:, -1], 20.0, atol=0.01)


class TestSwappedChannels:
    @pytest.fixture
    def call(self, recorded, conversation, asked):
        lines, words = conversation
        path = recorded(12, 2, (1, 1.0, lines[0][2]), (0, 7.5, lines[1][2]))

        def hear(agent_channel):
            ears = Ears(asked(tuple(words)), NoPitch())
            return listen(CallRef(path, "made", agent_channel=agent_channel), language="en", ears=ears)

        return hear

    def test_are_noted_and_are_for_a_person_to_hear(self, call):
        evidence = call(0)
        assert evidence.transcript.roles_by is RolesBy.GIVEN
        assert "channel 1 was given" in (evidence.transcript.roles_note or "")
        assert "said on channel 2" in (evidence.transcript.roles_note or "")
        report = judge(evidence, load_standard("hr-en"))
        assert report.outcome is Outcome.REVIEW
        assert any("service phrases" in verdict.message for verdict in report.verdicts)

    def test_right_ones_are_not(self, call):
        assert call(1).transcript.roles_note is None
