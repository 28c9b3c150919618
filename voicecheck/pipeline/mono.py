"""Who speaks when in a recording of one channel: voices, service phrases and turn-taking, weighed together."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

import numpy as np

from voicecheck.text.roles import service_marks
from voicecheck.types import ROLE_SURE, Direction, Interval, Role, Turn, Word
from voicecheck.voice.speaker import Points
from voicecheck.voice.two_voices import UNKNOWN, Chain, agent_posterior, sharpened

GAPS_S = (0.15, 0.3, 0.6)
SWITCH = (0.05, 0.2, 0.45, 0.7)
"""Probability that the speaker changes over a pause shorter than 0.15 s, than 0.3 s, than 0.6 s, and longer."""
AT_SENTENCE_END, WITHIN_SENTENCE = 1.3, 0.5
"""Factors of it where the recogniser set a full stop or question mark before the pause, and where it set none."""
WITHIN_GREETING = 0.6
"""Factor of it between the first and the last service phrase of the opening, "good morning" and "how can I help"."""
GREETING_S, GREETING_PAUSE_S = 12.0, 1.5
"""No greeting is longer, and no pause in it."""
END_MARKS = (".", "?", "!")
FIRST_IS_AGENT, LONG_FIRST_IS_AGENT = 0.85, 0.97
"""Prior for an inbound call: who answers speaks first. A customer who does says little more than "hello"."""
LONG_S, FIRST_PAUSE_S = 2.0, 0.3
"""The first turn is long from so many seconds on, and over at such a pause."""
PHRASE_GAP_S = 0.25
"""Pause at which words outside all speech regions are cut into stretches of their own."""
WORDS_TRUST = 2.5
"""Weight of the phrases' log-odds: they were set to be careful with a single channel's words alone."""
PHRASE_BREAK_S = 0.8
"""No service phrase goes on over so long a pause."""
WORDS_MOST = 6.0
"""Most that the words of one stretch may tell, in natural log-odds."""
FULL_S = 2.0
"""From so many seconds a turn is told by more than one utterance's manner; a shorter one's role is less sure."""
EDGE_S = 0.15
"""A turn reaches so far beyond its loud frames, as speech regions do, but not into the next one's half of a pause."""


def turns_of_mono(
    words: Sequence[Word], points: Points, direction: Direction, language: str
) -> tuple[tuple[Turn, ...], float]:
    """The turns of a recording in which all speak in one channel, and how sure the roles are (0 to 1).

    The confidence is that of the turns with words, weighed by their length (of all turns, where no words are).

    Args:
        words: what was recognised, in order; speech without words makes turns too, told by voice and pauses.
        points: the speech as stretches in the speaker space.
        direction: of the call: who answers speaks first.
        language: whose service phrases to look for.
    """
    stretches, own = _with_words(points, words)
    if not stretches:
        return (), 0.0
    posterior = agent_posterior(_chain(stretches, own, points, words, direction, language))
    less_sure = _by_length(stretches, posterior)
    turns = _widened(list(_turns(stretches, [[words[i] for i in indices] for indices in own], less_sure)))
    telling = [turn for turn in turns if turn.words] or list(turns)
    lengths = [turn.end_s - turn.start_s for turn in telling]
    return turns, float(np.average([turn.role_confidence or 0.0 for turn in telling], weights=lengths))


def _with_words(points: Points, words: Sequence[Word]) -> tuple[list[Interval], list[list[int]]]:
    """The stretches in order, with the indices of the words in each; words outside all make stretches of their own."""
    stretches = sorted([*points.stretches, *_outside(points.stretches, words)], key=lambda one: one.start_s)
    own: list[list[int]] = [[] for _ in stretches]
    if stretches:
        starts, ends = np.array([(one.start_s, one.end_s) for one in stretches]).T
        for index, word in enumerate(words):
            middle_s = (word.start_s + word.end_s) / 2
            own[int(np.maximum(starts - middle_s, middle_s - ends).argmin())].append(index)
    return stretches, own


def _outside(stretches: Sequence[Interval], words: Sequence[Word]) -> Iterator[Interval]:
    """Phrases of words that are nowhere near a stretch: where the voices were not described."""
    near = [any(one.widened(PHRASE_GAP_S).overlap_s(word.interval) > 0 for one in stretches) for word in words]
    phrase: Interval | None = None
    for word in (word for word, covered in zip(words, near, strict=True) if not covered):
        if phrase and word.start_s - phrase.end_s < PHRASE_GAP_S:
            phrase = Interval(phrase.start_s, max(phrase.end_s, word.end_s))
        else:
            if phrase:
                yield phrase
            phrase = word.interval
    if phrase:
        yield phrase


def _chain(
    stretches: Sequence[Interval],
    own: Sequence[Sequence[int]],
    points: Points,
    words: Sequence[Word],
    direction: Direction,
    language: str,
) -> Chain:
    """All that is known of the stretches, for `agent_posterior`."""
    place = {stretch: row for row, stretch in enumerate(points.stretches)}
    rows = np.array([place.get(stretch, -1) for stretch in stretches])
    shape = (len(stretches), len(points.spread))
    voice, variance = np.zeros(shape), np.full(shape, UNKNOWN)
    voice[rows >= 0], variance[rows >= 0] = points.voice[rows[rows >= 0]], points.variance[rows[rows >= 0]]
    breaks = {i + 1 for i, (a, b) in enumerate(pairwise(words)) if b.start_s - a.end_s > PHRASE_BREAK_S}
    marks = service_marks([word.text for word in words], language, breaks=breaks)
    odds = WORDS_TRUST * np.array([sum(marks[i] for i in indices) for indices in own])
    answers = _first_is_agent(stretches)
    first = answers if direction is Direction.INBOUND else 1 - answers
    switch = np.array(list(_switches(stretches, own, words)))
    begin, end = _greeting(stretches, odds)
    switch[begin:end] *= WITHIN_GREETING
    return Chain(voice, variance, points.spread, switch, np.clip(odds, -WORDS_MOST, WORDS_MOST), first)


def _first_is_agent(stretches: Sequence[Interval]) -> float:
    """The prior that who speaks first is who answers, from the length of the first turn."""
    pauses = (i for i, (a, b) in enumerate(pairwise(stretches)) if b.start_s - a.end_s > FIRST_PAUSE_S)
    last = stretches[next(pauses, len(stretches) - 1)]
    return LONG_FIRST_IS_AGENT if last.end_s - stretches[0].start_s >= LONG_S else FIRST_IS_AGENT


def _greeting(stretches: Sequence[Interval], odds: np.ndarray) -> tuple[int, int]:
    """First and last (excluded) boundary between the opening's first and last service phrases; (0, 0) without two.

    A customer's phrase or a long pause between them ends it: people pause in a greeting, and are rarely cut short.
    """
    marked = np.flatnonzero(odds > 0)
    if len(marked) == 0 or stretches[marked[0]].start_s - stretches[0].start_s > GREETING_S:
        return 0, 0
    first = last = int(marked[0])
    for index in range(first + 1, len(stretches)):
        waited = stretches[index].start_s - stretches[index - 1].end_s > GREETING_PAUSE_S
        late = stretches[index].end_s - stretches[first].start_s > GREETING_S
        if waited or late or odds[index] < 0:
            break
        if odds[index] > 0:
            last = index
    return first, last


def _switches(stretches: Sequence[Interval], own: Sequence[Sequence[int]], words: Sequence[Word]) -> Iterator[float]:
    """The probability that the speaker changes, for each two neighbouring stretches."""
    punctuated = any(word.text.endswith(END_MARKS) for word in words)
    for (before, after), (left, right) in zip(pairwise(stretches), pairwise(own), strict=True):
        gap_s = after.start_s - before.end_s
        chance = next((p for limit_s, p in zip(GAPS_S, SWITCH, strict=False) if gap_s < limit_s), SWITCH[-1])
        if punctuated and left and right:
            chance *= AT_SENTENCE_END if words[left[-1]].text.endswith(END_MARKS) else WITHIN_SENTENCE
        yield min(chance, SWITCH[-1])


def _by_length(stretches: Sequence[Interval], posterior: np.ndarray) -> np.ndarray:
    """The posterior, its log-odds smaller by the root of the turn's share of `FULL_S` where the turn is short."""
    turn = np.concatenate(([0], np.cumsum(np.diff(posterior >= 0.5))))
    length_s = np.bincount(turn, [stretch.length_s for stretch in stretches])[turn]
    return sharpened(posterior, np.sqrt(np.minimum(1.0, length_s / FULL_S)))


def _widened(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """The turns with the pauses around them that are theirs."""
    middles = [(a.end_s + b.start_s) / 2 for a, b in pairwise(turns)]
    starts = [max(turn.start_s - EDGE_S, least) for turn, least in zip(turns, [0.0, *middles], strict=True)]
    ends = [min(turn.end_s + EDGE_S, most) for turn, most in zip(turns, [*middles, math.inf], strict=True)]
    return tuple(
        replace(turn, start_s=min(turn.start_s, start_s), end_s=max(turn.end_s, end_s))
        for turn, start_s, end_s in zip(turns, starts, ends, strict=True)
    )


def _turns(stretches: Sequence[Interval], words: Sequence[Sequence[Word]], posterior: np.ndarray) -> Iterator[Turn]:
    """Turns of stretches: one until the other role takes over, or the role becomes sure or unsure."""
    every = [(Role.AGENT if p >= 0.5 else Role.CUSTOMER, max(p, 1 - p)) for p in posterior.tolist()]
    pieces = zip(stretches, words, every, strict=True)
    for (role, _), run in groupby(pieces, key=lambda piece: (piece[2][0], piece[2][1] >= ROLE_SURE)):
        parts = list(run)
        said = tuple(word for _, spoken, _ in parts for word in spoken)
        start_s = min([parts[0][0].start_s, *(word.start_s for word in said)])
        end_s = max([parts[-1][0].end_s, *(word.end_s for word in said)])
        confidence = sum(word.confidence for word in said) / len(said) if said else None
        lengths = [max(stretch.length_s, 1e-3) for stretch, _, _ in parts]
        certainty = float(np.average([sure for _, _, (_, sure) in parts], weights=lengths))
        yield Turn(role, start_s, end_s, " ".join(word.text for word in said), confidence, said, round(certainty, 3))
