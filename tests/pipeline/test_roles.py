"""Who the agent is and who speaks when, from words, pauses and channels."""

import pytest

from voicecheck.pipeline.roles import agent_channel, turns_of_channels, turns_of_mono
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


class TestTurnsOfOneChannel:
    def roles(self, turns):
        return [(turn.role, turn.text) for turn in turns]

    def test_a_greeting_with_pauses_stays_the_agents(self, said):
        words, at_s = [], 1.0
        for part in ("good morning", "human resources department", "joan speaking", "how can i help you"):
            words += said(part, at_s)
            at_s = words[-1].end_s + 0.5
        turns, confidence = turns_of_mono(words, Direction.INBOUND, "en")
        assert self.roles(turns) == [(Role.AGENT, GREETING)]
        assert confidence > 0.7

    def test_the_customer_answers_after_a_pause(self, said):
        words = (*said(GREETING, 1.0), *said(HELLO, 7.0), *said("of course one moment please", 12.0))
        turns, _ = turns_of_mono(words, Direction.INBOUND, "en")
        assert self.roles(turns)[:2] == [(Role.AGENT, GREETING), (Role.CUSTOMER, HELLO)]
        assert (turns[0].start_s, turns[0].end_s) == (1.0, words[11].end_s)

    def test_a_customer_who_speaks_first_is_told_by_the_greeting_after(self, said):
        turns, _ = turns_of_mono((*said("hello", 1.0), *said(GREETING, 2.5)), Direction.INBOUND, "en")
        assert turns[-1].role is Role.AGENT
        assert turns[-1].text.endswith(GREETING)

    def test_no_words_are_no_turns(self):
        assert turns_of_mono((), Direction.INBOUND, "en") == ((), 0.0)

    def test_no_word_is_lost_and_none_is_said_twice(self, said):
        words = tuple(w for i in range(40) for w in said("one two", 1.0 + 1.1 * i, every_s=0.25))
        turns, confidence = turns_of_mono(words, Direction.OUTBOUND, "en")
        assert tuple(w for turn in turns for w in turn.words) == words
        assert 0.5 <= confidence <= 1


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
