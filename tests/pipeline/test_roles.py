"""Who the agent is and who speaks when, from words, pauses and channels."""

import pytest

from voicecheck.pipeline.roles import agent_channel, turns_of_channels
from voicecheck.types import Direction, Interval, Role

GREETING = "good morning human resources department joan speaking how can i help you"
HELLO = "hello i would like to ask about my holiday"


class TestTheAgentsChannel:
    @pytest.mark.parametrize("swapped", [False, True])
    @pytest.mark.parametrize("direction", Direction)
    def test_is_told_by_words_whoever_speaks_first(self, recognised, said, swapped, direction):
        openings = [recognised(said(HELLO, 1.0)), recognised(said(GREETING, 6.0))]
        channel, confidence, by_words = agent_channel(openings[::-1] if swapped else openings, direction, "en")
        assert (channel, by_words) == (0 if swapped else 1, True)
        assert confidence > 0.8

    def test_is_the_first_speakers_where_words_do_not_tell(self, recognised, said):
        openings = [recognised(said("blue yellow green", 5.0)), recognised(said("one two three", 2.0))]
        assert agent_channel(openings, Direction.INBOUND, "en") == (1, 0.9, False)
        assert agent_channel(openings, Direction.OUTBOUND, "en") == (0, 0.9, False)

    def test_of_three_is_the_one_that_greets(self, recognised, said):
        openings = [recognised(said(text, 1.0 + i)) for i, text in enumerate((HELLO, "seven eight", GREETING))]
        assert agent_channel(openings, Direction.INBOUND, "en")[::2] == (2, True)

    def test_is_the_only_one_on_which_somebody_speaks(self, recognised, said):
        assert agent_channel([recognised(said(GREETING, 1.0))], Direction.INBOUND, "en")[::2] == (0, True)
        assert agent_channel([recognised(said("seven", 1.0))], Direction.OUTBOUND, "en")[::2] == (0, False)

    def test_is_hardly_sure_where_no_word_was_recognised(self, recognised):
        assert agent_channel([recognised(()), recognised(())], Direction.INBOUND, "en") == (0, 0.5, False)


class TestTurnsOfChannels:
    def test_talking_over_each_other_keeps_every_word_and_its_speaker(self, said):
        agent, customer = said("good morning this is joan speaking", 1.0), said("yes hello", 1.9)
        turns = turns_of_channels({Role.AGENT: agent, Role.CUSTOMER: customer}, {})
        assert {role: tuple(w for t in turns if t.role is role for w in t.words) for role in Role} == {
            Role.AGENT: agent,
            Role.CUSTOMER: customer,
        }
        assert [turn.start_s for turn in turns] == sorted(turn.start_s for turn in turns)

    def test_speech_that_was_not_recognised_is_a_turn_without_words(self, said):
        agent = said("good morning", 1.0)
        speech = {Role.AGENT: [Interval(0.9, 2.0), Interval(9, 11)], Role.CUSTOMER: [Interval(4, 6)]}
        turns = turns_of_channels({Role.AGENT: agent, Role.CUSTOMER: ()}, speech)
        assert [(t.role, t.start_s, t.end_s, t.text) for t in turns] == [
            (Role.AGENT, 1.0, agent[-1].end_s, "good morning"),
            (Role.CUSTOMER, 4, 6, ""),
            (Role.AGENT, 9, 11, ""),
        ]
        assert turns[1].confidence is None

    def test_one_turn_lasts_until_the_other_takes_over(self, said):
        agent = (*said("good morning", 1.0), *said("joan speaking", 4.0))
        turns = turns_of_channels({Role.AGENT: agent, Role.CUSTOMER: said("hello", 9.0)}, {})
        assert [turn.text for turn in turns] == ["good morning joan speaking", "hello"]
