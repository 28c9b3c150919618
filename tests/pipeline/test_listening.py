"""From a recording to evidence: channels of every kind, and what is measured of the voice."""

from itertools import groupby

import numpy as np
import pytest

from voicecheck.errors import AudioError, ConfigError
from voicecheck.pipeline import Ears, judge, listen
from voicecheck.pipeline.voicing import VOICE_S, _first, agent_regions
from voicecheck.standard import load_standard
from voicecheck.types import CallRef, Direction, Interval, Outcome, Role, RolesBy, Scope, Transcript, Turn, Word
from voicecheck.voice.pitch import SwiftF0Tracker

GREETING = "Good morning, human resources department, Joan speaking. How can I help you?"
HELLO = "Hello, I would like to ask about my holiday."


@pytest.fixture(scope="module")
def tracker():
    return SwiftF0Tracker()


@pytest.fixture
def hear(tracker, asked):
    """A function: the evidence of a call whose words are these."""

    def run(path, words, *, scope=Scope.OPENING, language="en", **known):
        ears = Ears(asked(tuple(words)), tracker)
        return listen(CallRef(path, "made", **known), language=language, scope=scope, ears=ears)

    return run


def timed(text, start_s, samples):
    """A text's words over the seconds of its samples."""
    words = text.split()
    step = len(samples) / 16_000 / len(words)
    return [Word(w, start_s + i * step, start_s + (i + 0.9) * step, 0.95) for i, w in enumerate(words)]


@pytest.fixture
def scene(voice):
    """The greeting at 1 s and the customer's first words at 7 s: samples of each, and all words."""
    greeting, hello = voice(GREETING), voice(HELLO, "en-gb")
    return greeting, hello, [*timed(GREETING, 1.0, greeting), *timed(HELLO, 7.0, hello)]


@pytest.mark.parametrize("agent", [0, 1])
def test_the_agents_channel_is_found(hear, recorded, scene, agent):
    greeting, hello, words = scene
    evidence = hear(recorded(12, 2, (agent, 1.0, greeting), (1 - agent, 7.0, hello)), words)
    transcript = evidence.transcript
    assert (transcript.agent_channel, transcript.roles_by) == (agent, RolesBy.OPENING)
    assert [turn.role for turn in transcript.turns] == [Role.AGENT, Role.CUSTOMER]
    assert transcript.turns[0].text == GREETING
    assert evidence.agent_speech == evidence.speech[agent]


def test_a_given_channel_is_listened_to_alone(hear, recorded, scene):
    greeting, hello, words = scene
    evidence = hear(recorded(12, 2, (0, 1.0, greeting), (1, 7.0, hello)), words, agent_channel=0)
    assert evidence.transcript.roles_by is RolesBy.GIVEN
    assert [(turn.role, bool(turn.words)) for turn in evidence.transcript.turns] == [
        (Role.AGENT, True),
        (Role.CUSTOMER, False),
    ]


def test_one_silent_channel_leaves_the_other_to_be_the_agents(hear, recorded, scene):
    greeting, _, words = scene
    evidence = hear(recorded(8, 2, (1, 1.0, greeting), noise=0), words[:12])
    assert (evidence.transcript.agent_channel, evidence.transcript.roles_by) == (1, RolesBy.OPENING)
    assert evidence.speech[0] == ()


def test_the_given_channel_may_be_silent(hear, recorded, scene):
    greeting, _, words = scene
    evidence = hear(recorded(8, 2, (1, 1.0, greeting)), words[:12], agent_channel=0)
    assert evidence.agent_speech == ()
    assert [turn.role for turn in evidence.transcript.turns] == [Role.CUSTOMER]
    assert judge(evidence, load_standard("hr-en")).outcome is not Outcome.PASS


@pytest.mark.parametrize("known", [{}, {"agent_channel": 0}, {"agent_channel": 1}])
def test_one_signal_on_both_channels_is_one_channel(hear, recorded, scene, known):
    greeting, hello, words = scene
    both = [(channel, at_s, s) for channel in (0, 1) for at_s, s in ((1.0, greeting), (7.0, hello))]
    evidence = hear(recorded(12, 2, *both, noise=0), words, **known)
    assert evidence.recording.channels_equal
    assert (evidence.transcript.roles_by, evidence.transcript.agent_channel) == (RolesBy.ASSUMED, 0)
    assert [role for role, _ in groupby(turn.role for turn in evidence.transcript.turns)] == [
        Role.AGENT,
        Role.CUSTOMER,
    ]


@pytest.mark.parametrize("known", [{}, {"agent_channel": 1}])
def test_one_signal_without_speech_on_both_channels(hear, recorded, known):
    tone = 0.1 * np.sin(2 * np.pi * 1000 * np.arange(16_000) / 16_000)
    evidence = hear(recorded(4, 2, (0, 1.0, tone), (1, 1.0, tone), noise=0), (), **known)
    assert evidence.transcript.roles_by is RolesBy.NONE
    assert judge(evidence, load_standard("hr-en")).outcome is not Outcome.PASS


def test_nobody_on_any_channel(hear, recorded):
    evidence = hear(recorded(4, 2), (), agent_channel=1)
    assert (evidence.transcript.turns, evidence.agent_speech, evidence.rings) == ((), (), None)
    assert all(feature.value is None or feature.basis_s == 0 for feature in evidence.voice.features.values())


def test_three_channels_have_one_agent_and_the_rest_are_customers(hear, recorded, scene, voice):
    greeting, hello, words = scene
    late = voice("And I am on the line as well.", "en-gb")
    words += timed("And I am on the line as well.", 7.5, late)
    made = recorded(12, 3, (2, 1.0, greeting), (0, 7.0, hello), (1, 7.5, late))
    evidence = hear(made, sorted(words, key=lambda word: word.start_s))
    assert (evidence.transcript.agent_channel, len(evidence.speech)) == (2, 3)
    assert [turn.role for turn in evidence.transcript.turns] == [Role.AGENT, Role.CUSTOMER]


def test_a_channel_that_is_not_there_is_said(hear, recorded):
    with pytest.raises(AudioError, match=r"agent_channel 2 was given, the recording has 2 channel\(s\)"):
        hear(recorded(2, 2), (), agent_channel=2)


def test_a_language_without_wordings_is_said_before_listening(hear):
    with pytest.raises(ConfigError, match=r"no wordings for language 'fr'; there are .*en"):
        hear("/never/opened.wav", (), language="fr")


def test_a_start_in_mid_word_is_seen(hear, recorded, scene):
    greeting, _, words = scene
    cut = recorded(6, 2, (0, 0.0, greeting[8_000:]))
    assert hear(cut, words[:12], agent_channel=0).clipped_start
    whole = recorded(8, 2, (0, 1.0, greeting), name="whole.wav")
    assert not hear(whole, words[:12], agent_channel=0).clipped_start


def test_an_overdriven_agent_is_measured_as_such(hear, recorded, scene):
    greeting, hello, words = scene
    loud = np.clip(40 * greeting, -1, 1)
    evidence = hear(recorded(12, 2, (0, 1.0, loud), (1, 7.0, hello)), words)
    assert evidence.recording.clipping_pct[0] > 5 > evidence.recording.clipping_pct[1]
    assert evidence.voice.features["clipping"].value > 5


def test_the_whole_call_counts_as_heard_in_scope_call_only(hear, recorded, scene, voice):
    greeting, hello, words = scene
    goodbye = voice("Thank you for calling. Goodbye.")
    made = recorded(50, 2, (0, 1.0, greeting), (1, 7.0, hello), (0, 40.0, goodbye))
    words += timed("Thank you for calling. Goodbye.", 40.0, goodbye)
    opening, whole = (hear(made, words, scope=scope) for scope in (Scope.OPENING, Scope.CALL))
    at_40 = Interval(40.2, 41.0)
    assert not any(region.overlap_s(at_40) for region in opening.transcript.heard)
    assert sum(region.overlap_s(at_40) for region in whole.transcript.heard) == pytest.approx(0.8)
    assert whole.transcript.turns[-1].text == "Thank you for calling. Goodbye."
    assert opening.transcript.turns[-1].words == ()


def test_scope_changes_no_word_of_the_opening(hear, recorded, scene):
    greeting, hello, words = scene
    made = recorded(12, 2, (0, 1.0, greeting), (1, 7.0, hello))
    opening, whole = (hear(made, words, scope=scope) for scope in (Scope.OPENING, Scope.CALL))
    assert whole.transcript.turns == opening.transcript.turns


def test_an_outbound_call_without_telling_words_is_the_second_speakers(hear, recorded, scene):
    greeting, hello, _ = scene
    words = [*timed("one two three", 1.0, greeting), *timed("four five six", 7.0, hello)]
    made = recorded(12, 2, (0, 1.0, greeting), (1, 7.0, hello))
    assert hear(made, words, direction=Direction.OUTBOUND).transcript.agent_channel == 1
    assert hear(made, words, direction=Direction.INBOUND).transcript.agent_channel == 0


class TestWhatIsMeasured:
    def transcript(self, roles_by, turns):
        return Transcript(turns, "en", None, roles_by, 1.0, 0, ())

    def test_of_one_channel_only_the_agents_turns(self):
        turns = (
            Turn(Role.AGENT, 1, 4, "", None),
            Turn(Role.CUSTOMER, 5, 8, "", None),
            Turn(Role.AGENT, 9, 10, "", None),
        )
        speech = ((Interval(0.5, 6), Interval(8.5, 12)),)
        assert agent_regions(self.transcript(RolesBy.ASSUMED, turns), speech) == (Interval(1, 4), Interval(9, 10))
        assert agent_regions(self.transcript(RolesBy.GIVEN, turns), speech) == speech[0]
        assert agent_regions(self.transcript(RolesBy.ASSUMED, ()), speech) == ()
        assert agent_regions(self.transcript(RolesBy.ASSUMED, ()), ((),)) == ()

    def test_the_first_minute_of_speech(self):
        regions = (Interval(0, 40), Interval(50, 90), Interval(95, 99))
        assert _first(regions, VOICE_S) == (Interval(0, 40), Interval(50, 70))
        assert _first(regions, 200) == regions

    def test_the_customers_voice_is_not_the_agents(self, hear, recorded, scene, voice):
        """The same agent beside a customer who talks over half of her greeting: what is left is hers alone."""
        greeting, _, words = scene
        over = voice(GREETING, "en-gb+f4")[: len(greeting) // 2]
        alone = hear(recorded(8, 2, (0, 1.0, greeting)), words[:12], agent_channel=0)
        talked = hear(recorded(8, 2, (0, 1.0, greeting), (1, 1.0, over), name="o.wav"), words[:12], agent_channel=0)
        assert alone.voice.features["overlap_share"].value == 0
        assert talked.voice.features["overlap_share"].value > 25
        assert talked.voice.features["voiced_s"].value < alone.voice.features["voiced_s"].value
