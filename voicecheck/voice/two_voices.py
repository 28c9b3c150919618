"""Which of two speakers says each stretch of one channel, from voices, words and turn-taking together.

Two speakers, agent and customer, take turns along a chain of stretches. Each has a voice, a point in the
speaker space (`speaker.py`) whose spread among people is known; each stretch is that point and an error that
shrinks with its length. A speaker is the likelier to change the longer the pause. Words add their log-odds to
the agent. The voices are learnt from the call itself by variational EM, from several beginnings, and the
results are weighed by their evidence, so that swapped roles compete on equal terms. One person alone stays one:
a second voice that explains nothing costs more than it is worth. How much neighbouring stretches err alike is not
known, so that the whole is done with several weights of the voices, and the answers are averaged; how far the call's
stretches lie from its voices then says how much the answer is worth.

Source: Landini, Profant, Diez and Burget, "Bayesian HMM clustering of x-vector sequences (VBx)", 2022, for
two speakers of which one is known to be the agent.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

ROUNDS = 30
CLOSE = 1e-3
"""Change of the posteriors at which the rounds end."""
VOICE_TRUST = (0.3, 0.6, 1.0)
"""Weights of the voices' log-likelihoods, each tried: neighbouring stretches err alike, by an unknown measure."""
VOICE_MOST = 3.0
"""Most that one stretch's voice may tell, in natural log-odds: a laugh or a shouted word is like nobody's voice."""
SCALE_PRIOR = 20.0
"""So many stretches' worth of belief that errors are as in the space; noise makes all sounds alike, so they shrink."""
LEARNED = 400
"""Stretches from which the voices are learnt, some five minutes of speech; the rest of a long call is told by them."""
DOUBT = 0.3
"""Share of a voice's own uncertainty that is held against it; all of it (the variational bound's) would make whoever
speaks most the likelier speaker of everything, none would let two voices split what one person says."""
OUTLIER = 3.0
"""Points further than so many standard deviations from the call's median are drawn back to there."""
SAME = 0.1
"""Results that differ less everywhere are one."""
MISFIT_PRIOR = 5.0
"""So many stretches' worth of belief that they lie about their voices as the space has it."""
SHARPNESS, MISFIT_POWER = 3.2, 1.9
"""Factor of the averaged log-odds, over this power of the misfit: an average is more cautious than it need be."""
MISFIT_LEAST = 0.7
"""No call's voices tell more than this misfit lets them."""
FEW = 10.0
"""With much fewer stretches than this next to nothing is sharpened: the rest of the log-odds is prior belief."""
ROLES_SHARPNESS = 1.2
"""Factor of the log-odds once both ways round are weighed against each other."""
CERTAIN = 1e-6
"""Nothing is surer than this."""
UNKNOWN = 1e4
"""Variance of a stretch that says nothing of the voice."""


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """What is known of the stretches of a call, in order of time.

    `voice` is shape (n, d), points in the speaker space, `variance` (n, d) the square of their errors,
    `spread` (d,) the variance among people; `switch` (n - 1,) the probability that the speaker changes
    between two neighbours; `log_odds` (n,) how much the words are the agent's, natural log; `first_is_agent`
    the probability that the first one is; `trust` the weight of the voices' log-likelihoods.
    """

    voice: Floats
    variance: Floats
    spread: Floats
    switch: Floats
    log_odds: Floats
    first_is_agent: float
    trust: float = 1.0

    def until(self, count: int) -> Chain:
        """The first `count` stretches."""
        return replace(
            self,
            voice=self.voice[:count],
            variance=self.variance[:count],
            switch=self.switch[: max(0, count - 1)],
            log_odds=self.log_odds[:count],
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Voices:
    """The two voices as learnt: places and certainties, shape (2, d), around `middle`; what learning them cost.

    `scale` (d,) is the variance of this call's errors over that of the space.
    """

    middle: Floats
    place: Floats
    certainty: Floats
    scale: Floats
    cost: float


@dataclass(frozen=True, slots=True, eq=False)
class _Told:
    """One result: the agent's probabilities, its weight among those of its trust, and how badly its voices fit."""

    agent: Floats
    weight: float
    misfit: float


def agent_posterior(chain: Chain) -> Floats:
    """The probability that the agent says each stretch, shape (n,).

    Where the stretches lie further from the call's voices than people do who were recorded to learn the space, the
    voices tell less than they seem to, and the log-odds are drawn in by as much; where noise makes all sounds alike
    they lie nearer. That is of the voices alone: which of them is the agent stays as sure as words and turns make it.
    """
    if len(chain.log_odds) == 0:
        return np.empty(0)
    tamed = replace(chain, voice=_tamed(chain))
    told = [one for trust in VOICE_TRUST for one in _weighed(replace(tamed, trust=trust))]
    misfit = sum(one.weight * one.misfit for one in told) / len(VOICE_TRUST)
    known = float((chain.variance < UNKNOWN).any(axis=1).sum())
    many = known**2 / (known**2 + FEW**2)
    voices, roles = SHARPNESS / max(misfit, MISFIT_LEAST) ** MISFIT_POWER, ROLES_SHARPNESS
    lead = max(told, key=lambda one: one.weight).agent - 0.5
    total = np.zeros(len(lead))
    for way in (True, False):
        own = [one for one in told if (float(lead @ (one.agent - 0.5)) >= 0) is way]
        if own:
            mass = sum(one.weight for one in own)
            mean = np.sum([one.weight * one.agent for one in own], axis=0) / mass
            total += mass / len(VOICE_TRUST) * sharpened(mean, voices**many)
    return sharpened(total, roles**many)


def sharpened(probability: Floats, factor: float | Floats) -> Floats:
    """The probabilities with their log-odds times a factor; none nearer to 0 or 1 than `CERTAIN` beforehand."""
    held = np.clip(probability, CERTAIN, 1 - CERTAIN)
    return np.asarray(1 / (1 + ((1 - held) / held) ** factor))


def _weighed(chain: Chain) -> list[_Told]:
    """What the call may be at one trust, by all beginnings, weighed by the evidence.

    Beginnings: the words and pauses alone, and the two sides of the voices' main axes both ways round.
    """
    known = chain.until(LEARNED)
    found: list[tuple[Floats, _Voices, float]] = []
    for guess in _beginnings(known):
        one = _settled(known, guess)
        if all(np.abs(one[0] - other[0]).max() >= SAME for other in found):
            found.append(one)
    evidence = np.array([one[2] for one in found])
    weights = np.exp(evidence - evidence.max()) / np.exp(evidence - evidence.max()).sum()
    whole = len(chain.log_odds) <= LEARNED
    return [
        _Told(
            posterior if whole else forward_backward(_fit(chain, voices), chain)[0],
            float(weight),
            _misfit(known, voices, posterior),
        )
        for (posterior, voices, _), weight in zip(found, weights, strict=True)
    ]


def _misfit(chain: Chain, voices: _Voices, agent: Floats) -> float:
    """Mean square of the stretches' distances from their voices over the variance of their errors in the space."""
    apart = (chain.voice - voices.middle - voices.place[:, None, :]) ** 2 / chain.variance
    square = (np.stack([agent, 1 - agent]) * apart.mean(axis=2)).sum(axis=0)
    known = (chain.variance < UNKNOWN).any(axis=1)
    # The two voices were placed by the same stretches, which takes two off their number.
    return float((MISFIT_PRIOR + square[known].sum()) / (MISFIT_PRIOR + max(1, known.sum() - 2)))


def _beginnings(chain: Chain) -> list[Floats]:
    """First guesses of the probability of the agent, each shape (n,)."""
    words, _ = forward_backward(np.stack([chain.log_odds, np.zeros(len(chain.log_odds))], axis=1), chain)
    centred = chain.voice - _middle(chain)
    scaled = centred * np.sqrt(chain.spread / (chain.spread + chain.variance))
    _, _, axes = np.linalg.svd(scaled, full_matrices=False)
    guesses = [words]
    for axis in axes[:2]:
        side = scaled @ axis
        half = 1 / (1 + np.exp(-3 * side / max(float(side.std()), 1e-9)))
        guesses += [half, 1 - half]
    return guesses


def _tamed(chain: Chain) -> Floats:
    """The points, held within what people and errors make likely around the call's median: one cough is no voice."""
    middle = np.median(chain.voice, axis=0)
    reach = OUTLIER * np.sqrt(chain.spread + chain.variance)
    return np.clip(chain.voice, middle - reach, middle + reach)


def _middle(chain: Chain) -> Floats:
    """The call's mean point: the line colours both voices alike."""
    return np.asarray((chain.voice / chain.variance).sum(axis=0) / (1 / chain.variance).sum(axis=0))


def _settled(chain: Chain, agent: Floats) -> tuple[Floats, _Voices, float]:
    """The posterior that the rounds come to from a first guess, its voices, and its evidence (variational bound)."""
    for _ in range(ROUNDS):
        voices = _learn(chain, agent)
        before = agent
        agent, log_total = forward_backward(_fit(chain, voices), chain)
        if np.abs(agent - before).max() < CLOSE:
            break
    return agent, voices, log_total - voices.cost


def _learn(chain: Chain, agent: Floats) -> _Voices:
    """The two voices, given who says what: their posterior, and how much smaller errors are than in the space."""
    middle = _middle(chain)
    centred = chain.voice - middle
    shares = np.stack([agent, 1 - agent])
    scale = _scale(chain, centred, shares)
    precision = chain.trust / (chain.variance * scale)
    spread = chain.spread * scale
    certainty = 1 / spread + shares @ precision
    place = shares @ (precision * centred) / certainty
    own = (place**2 + 1 / certainty) / spread
    cost = 0.5 * float((own - 1 + np.log(spread * certainty)).sum())
    return _Voices(middle, place, certainty, scale, cost)


def _scale(chain: Chain, centred: Floats, shares: Floats) -> Floats:
    """Variance of the errors around the two voices over the space's own, at most 1, shape (d,)."""
    precision = 1 / chain.variance
    certainty = 1 / chain.spread + chain.trust * (shares @ precision)
    place = chain.trust * (shares @ (precision * centred)) / certainty
    total = np.zeros(centred.shape[1])
    for share, where, sure in zip(shares, place, certainty, strict=True):
        total += share @ (precision * ((centred - where) ** 2 + 1 / sure))
    return np.asarray(np.minimum(1.0, (SCALE_PRIOR + total) / (SCALE_PRIOR + centred.shape[0])))


def _fit(chain: Chain, voices: _Voices) -> Floats:
    """Log-likelihoods of the stretches, voice and words, under agent and customer, shape (n, 2)."""
    precision = chain.trust / (chain.variance * voices.scale)
    centred = chain.voice - voices.middle
    sides = zip(voices.place, voices.certainty, strict=True)
    fit = np.stack([-0.5 * (precision * ((centred - p) ** 2 + DOUBT / c)).sum(axis=1) for p, c in sides], axis=1)
    # The likelier side keeps its likelihood; the other is not let fall further below it than one stretch may tell.
    fit = np.maximum(fit, fit.max(axis=1, keepdims=True) - VOICE_MOST)
    fit[:, 0] += chain.log_odds
    return np.asarray(fit)


def forward_backward(fit: Floats, chain: Chain) -> tuple[Floats, float]:
    """The probability of the agent for each stretch, shape (n,), and the log-likelihood of them all.

    Args:
        fit: log-likelihoods under agent and customer, shape (n, 2).
        chain: whose `switch` and `first_is_agent` make the turns.
    """
    top = fit.max(axis=1)
    likely = np.exp(fit - top[:, None]).tolist()
    switch = chain.switch.tolist()
    forward, log_total = _forward(likely, switch, chain.first_is_agent)
    backward = _backward(likely, switch)
    both = np.array(forward) * np.array(backward)
    return np.asarray(both / (both + (1 - np.array(forward)) * (1 - np.array(backward)))), float(top.sum()) + log_total


def _forward(likely: Sequence[Sequence[float]], switch: Sequence[float], first: float) -> tuple[list[float], float]:
    """The agent's probability given all up to each stretch, and the log-likelihood."""
    out: list[float] = []
    log_total, agent = 0.0, first
    for index, (as_agent, as_customer) in enumerate(likely):
        if index:
            agent += switch[index - 1] * (1 - 2 * agent)
        total = agent * as_agent + (1 - agent) * as_customer
        log_total += math.log(total)
        agent = agent * as_agent / total
        out.append(agent)
    return out, log_total


def _backward(likely: Sequence[Sequence[float]], switch: Sequence[float]) -> list[float]:
    """How likely all after each stretch is if the agent says it, over the same for agent and customer."""
    out, agent = [0.5], 0.5
    for (as_agent, as_customer), change in zip(reversed(likely[1:]), reversed(switch), strict=True):
        ahead, other = agent * as_agent, (1 - agent) * as_customer
        agent = (ahead * (1 - change) + other * change) / (ahead + other)
        out.append(agent)
    return out[::-1]
