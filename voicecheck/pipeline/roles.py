"""Who speaks when in a recording with a channel for each side; `mono.py` tells them apart in one."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from voicecheck.text.roles import service_log_odds
from voicecheck.types import Direction, Interval, Recognition, Role, Turn, Word

GAPS_S = (0.25, 0.6)
SWITCH = (0.1, 0.3, 0.5)
"""Probability that the speaker changes over a pause shorter than 0.25 s, than 0.6 s, and longer."""
FIRST_IS_AGENT = 0.9
"""Prior for an inbound call: who answers speaks first. Customers who speak first are told by their words."""
PHRASE_GAP_S = 0.25
"""Pause at which a channel's words are cut into phrases before the channels are put in order."""
AGENT_AT = 1.5
"""Log-odds of one service phrase; the least lead of one channel over the other that names it the agent's."""


def agent_channel(openings: Sequence[Recognition], direction: Direction, language: str) -> tuple[int, float, bool]:
    """The channel that sounds like the agent's opening.

    Args:
        openings: what was recognised at the start of each channel on which somebody speaks; at least one.
        direction: of the call; where the words do not tell, who answers speaks first.
        language: whose service phrases to look for.

    Returns:
        The channel, a confidence 0 to 1, and whether the words told (False: the direction did).
    """
    scores = [sounds_like_service(opening, language) for opening in openings]
    best = max(range(len(scores)), key=lambda index: scores[index])
    lead = scores[best] - max((score for index, score in enumerate(scores) if index != best), default=0.0)
    if lead >= AGENT_AT:
        return best, 1 / (1 + math.exp(-lead)), True
    starts = [opening.words[0].start_s if opening.words else math.inf for opening in openings]
    first = min(range(len(starts)), key=lambda index: starts[index])
    if direction is Direction.OUTBOUND:
        first = next((index for index in range(len(starts)) if index != first), first)
    return first, FIRST_IS_AGENT if math.isfinite(min(starts)) else 0.5, False


def sounds_like_service(opening: Recognition, language: str) -> float:
    """Natural-log odds that an opening's words are the agent's."""
    return service_log_odds(_text(opening.words), language)


def turns_of_channels(words: dict[Role, Sequence[Word]], speech: dict[Role, Sequence[Interval]]) -> tuple[Turn, ...]:
    """The turns of a call with a channel a role; speech that was not recognised is a turn without words.

    Args:
        words: each role's words in order.
        speech: each role's speech regions; those that hold recognised words add nothing.
    """
    pieces: list[tuple[Interval, Role, tuple[Word, ...]]] = []
    for role, spoken in words.items():
        pieces += [(_span(phrase), role, tuple(phrase)) for phrase in _phrases(spoken)]
        silent = [r for r in speech.get(role, ()) if not any(r.overlap_s(w.interval) > 0 for w in spoken)]
        pieces += [(region, role, ()) for region in silent]
    return _merge(sorted(pieces, key=lambda piece: (piece[0].start_s, piece[0].end_s)))


def _phrases(words: Sequence[Word]) -> list[list[Word]]:
    """Words in groups without a pause inside."""
    groups: list[list[Word]] = []
    for word in words:
        if groups and word.start_s - groups[-1][-1].end_s < PHRASE_GAP_S:
            groups[-1].append(word)
        else:
            groups.append([word])
    return groups


def _span(words: Sequence[Word]) -> Interval:
    return Interval(words[0].start_s, words[-1].end_s)


def _merge(pieces: Iterable[tuple[Interval, Role, tuple[Word, ...]]]) -> tuple[Turn, ...]:
    """Turns from pieces in order of time: one turn until the other role takes over."""
    runs: list[tuple[Role, list[tuple[Interval, tuple[Word, ...]]]]] = []
    for interval, role, words in pieces:
        if runs and runs[-1][0] is role:
            runs[-1][1].append((interval, words))
        else:
            runs.append((role, [(interval, words)]))
    return tuple(_turn(role, run) for role, run in runs)


def _turn(role: Role, run: list[tuple[Interval, tuple[Word, ...]]]) -> Turn:
    words = tuple(word for _, piece in run for word in piece)
    confidence = sum(word.confidence for word in words) / len(words) if words else None
    start_s, end_s = min(i.start_s for i, _ in run), max(i.end_s for i, _ in run)
    return Turn(role, start_s, end_s, _text(words), confidence, words)


def _text(words: Iterable[Word]) -> str:
    return " ".join(word.text for word in words)
