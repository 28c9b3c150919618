"""Pace: syllables over time, and the pauses between.

A pause is silence of at least 250 ms inside a turn. Speech rate has the pauses in, articulation
rate has them out. Syllables come from the transcript, so the rates rest on the words that were
recognised and on the time they took.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from voicecheck.types import Interval

MIN_PAUSE_S = 0.25
"""Shorter gaps are closures of consonants (Goldman-Eisler 1968)."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Components of the rates: syllables, seconds of the turns they were said in, and seconds of pauses therein."""

    syllables: int
    turns_s: float
    pauses_s: float

    @property
    def speaking_s(self) -> float:
        """Seconds of the turns without their pauses."""
        return self.turns_s - self.pauses_s

    @property
    def speech_rate(self) -> float:
        """Syllables a second, pauses in."""
        return self.syllables / self.turns_s

    @property
    def articulation_rate(self) -> float:
        """Syllables a second, pauses out."""
        return self.syllables / self.speaking_s


def pauses(speech: Iterable[Interval], *, turns: Iterable[Interval]) -> tuple[Interval, ...]:
    """The silences of at least 250 ms inside the turns, between one speech region and the next.

    Args:
        speech: one speaker's speech regions in order, overlap not cut out.
        turns: that speaker's turns in order.
    """
    found: list[Interval] = []
    regions = list(speech)
    first = 0
    for turn in turns:
        while first < len(regions) and regions[first].end_s <= turn.start_s:
            first += 1
        spoken_to_s: float | None = None
        for region in regions[first:]:
            if region.start_s >= turn.end_s:
                break
            if spoken_to_s is not None and region.start_s - spoken_to_s >= MIN_PAUSE_S:
                found.append(Interval(spoken_to_s, region.start_s))
            spoken_to_s = max(spoken_to_s or 0.0, region.end_s)
    return tuple(found)


def pace(words: Sequence[tuple[Interval, int]], *, turns: Sequence[Interval], silences: Sequence[Interval]) -> Pace:
    """Syllables and seconds over the stretches from the first to the last recognised word of each turn.

    Args:
        words: when each word was said, and its syllables.
        turns: the speaker's turns in order.
        silences: the pauses inside them, as `pauses` finds them.
    """
    syllables, turns_s, pauses_s = 0, 0.0, 0.0
    place = 0
    ordered = sorted(words, key=lambda word: word[0])
    for turn in turns:
        said: list[tuple[Interval, int]] = []
        while place < len(ordered) and _middle_s(ordered[place][0]) < turn.end_s:
            if _middle_s(ordered[place][0]) >= turn.start_s:
                said.append(ordered[place])
            place += 1
        if said:
            stretch = Interval(said[0][0].start_s, max(interval.end_s for interval, _ in said))
            syllables += sum(count for _, count in said)
            turns_s += stretch.length_s
            pauses_s += sum(silence.overlap_s(stretch) for silence in _near(silences, stretch=stretch))
    return Pace(syllables, turns_s, pauses_s)


def _near(silences: Sequence[Interval], *, stretch: Interval) -> Sequence[Interval]:
    """The part of an ordered list of disjoint silences that can touch the stretch."""
    first = bisect_left(silences, stretch.start_s, key=lambda silence: silence.end_s)
    last = bisect_left(silences, stretch.end_s, key=lambda silence: silence.start_s)
    return silences[first:last]


def _middle_s(interval: Interval) -> float:
    return (interval.start_s + interval.end_s) / 2
