"""Which of two speakers says each stretch: the chain and its EM on made points whose answer is known."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicecheck.types import ROLE_SURE
from voicecheck.voice import two_voices
from voicecheck.voice.two_voices import Chain, agent_posterior, forward_backward


def made(*, apart, roles="aaaccaaccacca", error=0.5, odds=(), first=0.9, seed=3, dims=4):
    """Stretches of an agent (`a`) and a customer (`c`), `apart` apart on the first axis; and who said each."""
    rng = np.random.default_rng(seed)
    agent = np.array([role == "a" for role in roles])
    voice = rng.normal(0, math.sqrt(error), (len(roles), dims))
    voice[:, 0] += np.where(agent, apart / 2, -apart / 2)
    log_odds = np.zeros(len(roles))
    log_odds[: len(odds)] = odds
    switch = np.full(len(roles) - 1, 0.4)
    spread = np.array([4.0] + [0.5] * (dims - 1))
    return Chain(voice, np.full(voice.shape, error), spread, switch, log_odds, first), agent


class TestTheChain:
    def test_agrees_with_counting_every_path(self):
        rng = np.random.default_rng(5)
        chain = replace(made(apart=0, roles="acac")[0], switch=np.array([0.1, 0.5, 0.3]))
        fit = rng.normal(0, 2, (4, 2))
        found, log_total = forward_backward(fit, chain)
        total, agent = 0.0, np.zeros(4)
        for code in range(16):
            path = [code >> bit & 1 for bit in range(4)]
            p = (chain.first_is_agent, 1 - chain.first_is_agent)[path[0]]
            for change, a, b in zip(chain.switch, path, path[1:], strict=False):
                p *= change if a != b else 1 - change
            p *= math.exp(sum(fit[i, side] for i, side in enumerate(path)))
            total += p
            agent += p * (1 - np.array(path))
        assert found == pytest.approx(agent / total, abs=1e-9)
        assert log_total == pytest.approx(math.log(total), abs=1e-9)

    def test_nothing_known_keeps_the_first_speakers_prior_and_forgets_it(self):
        chain = replace(made(apart=0, roles="a" * 30)[0], switch=np.full(29, 0.3))
        found, log_total = forward_backward(np.zeros((30, 2)), chain)
        assert found[0] == pytest.approx(0.9)
        assert found[-1] == pytest.approx(0.5, abs=1e-6)
        assert log_total == pytest.approx(0, abs=1e-9)


class TestVoicesAndWords:
    def test_two_voices_far_apart_are_told_and_the_words_say_which_is_the_agents(self):
        chain, agent = made(apart=6, odds=(3.0,))
        assert ((agent_posterior(chain) > 0.5) == agent).all()
        assert (np.abs(agent_posterior(chain) - 0.5) > 0.4).all()

    def test_words_late_in_the_call_turn_all_of_it_round(self):
        chain, agent = made(apart=6, roles="cacacaaccac", odds=(-3.0, 3.0))
        assert ((agent_posterior(chain) > 0.5) == agent).all()

    def test_without_words_the_first_speakers_prior_names_the_roles_and_is_all_the_certainty_there_is(self):
        found = agent_posterior(made(apart=6)[0])
        agent = made(apart=6)[1]
        assert ((found > 0.5) == agent).all()
        assert np.median(np.maximum(found, 1 - found)) < 0.95

    def test_without_any_hint_of_roles_nothing_is_said(self):
        found = agent_posterior(made(apart=6, first=0.5)[0])
        assert found == pytest.approx(np.full(len(found), 0.5), abs=0.02)

    def test_one_voice_is_never_surely_two(self):
        chain, _ = made(apart=0, roles="a" * 12, odds=(3.0, 0, 0, 3.0))
        chain = replace(chain, switch=np.full(11, 0.3))
        assert (agent_posterior(chain)[:4] > 1 - ROLE_SURE).all()

    def test_an_outlier_is_no_third_voice_to_be_sure_of(self):
        chain, agent = made(apart=4, odds=(3.0,))
        voice = chain.voice.copy()
        voice[2, 1:] += 8
        found = agent_posterior(replace(chain, voice=voice))
        assert ((found > 0.5) == agent)[[0, 1, 3, 4, 5, 6]].all()

    def test_voices_that_vary_more_than_people_do_make_nothing_so_sure(self):
        chain, _ = made(apart=6, roles="aaccaaccacca" * 3, odds=(6.0,))
        rough = replace(chain, variance=chain.variance / 4)
        sure = [np.abs(agent_posterior(one) - 0.5)[5:].mean() for one in (chain, rough)]
        assert sure[1] < sure[0]

    def test_no_stretches_are_no_probabilities(self):
        empty = np.empty((0, 4))
        assert agent_posterior(Chain(empty, empty, np.ones(4), np.empty(0), np.empty(0), 0.9)).shape == (0,)

    def test_one_stretch_alone(self):
        chain, _ = made(apart=0, roles="a")
        assert agent_posterior(chain) == pytest.approx([0.9], abs=0.05)

    def test_the_rest_of_a_long_call_is_told_by_the_voices_of_its_beginning(self, monkeypatch):
        monkeypatch.setattr(two_voices, "LEARNED", 20)
        chain, agent = made(apart=6, roles="aaaccaaccacca" * 8, odds=(3.0,))
        assert ((agent_posterior(chain) > 0.5) == agent).mean() > 0.98


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 10_000), apart=st.floats(0, 6), shift=st.floats(-20, 20))
def test_swapping_the_roles_swaps_the_probabilities_and_moving_the_line_moves_nothing(seed, apart, shift):
    chain, _ = made(apart=apart, seed=seed, odds=(1.0, 0.5))
    found = agent_posterior(chain)
    swapped = replace(chain, log_odds=-chain.log_odds, first_is_agent=1 - chain.first_is_agent)
    assert agent_posterior(swapped) == pytest.approx(1 - found, abs=0.02)
    assert agent_posterior(replace(chain, voice=chain.voice + shift)) == pytest.approx(found, abs=0.02)
    assert ((found >= 0) & (found <= 1)).all()
