"""The second hearing: doubtful windows heard in other ways, told as little as the first time.

A greedy decode of one window is one sample of what may have been said. Another cut, more sound
before the speech, a longer context or a wider search often hears what the first missed, and as often
misses what it heard; so all hearings are kept, and who judges looks at all of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from voicecheck.asr import guards
from voicecheck.asr.windows import Window, plan
from voicecheck.types import Interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.types import Audio, Segment, Word

DOUBTFUL_WORD = 0.35
"""A window with a word of less confidence is heard again."""
MISSED_S = 1.5
"""Speech this long without a credible word is heard again, too: of loud babble some greetings came back empty."""
CLEARLY = 0.15
"""Mean log-probability by which a greedy hearing must be surer to take the first one's place.

A wide search is always surer of what it says: it prefers what is short. It never takes the first one's place.
"""
CREDIBLE = 0.5
"""A hearing this much less sure than the first one is no hearing."""


@dataclass(frozen=True, slots=True)
class Way:
    """One other way to hear a window.

    `limit_s` is the longest stretch of speech in one part (None: not cut), `lead_s` the sound before it,
    `mel_frames` the context in steps of 10 ms (0: as short as the part), `beam` the width of the search.
    """

    limit_s: float | None
    lead_s: float
    mel_frames: int
    beam: int

    @property
    def whole(self) -> bool:
        """Whether the window is heard in one part and in the longest context, as a doubtful first hearing is."""
        return self.limit_s is None and self.mel_frames > 0


WAYS = (
    Way(limit_s=None, lead_s=1.5, mel_frames=3000, beam=1),
    Way(limit_s=5.0, lead_s=0.4, mel_frames=0, beam=5),
)
"""Chosen by what they recovered on real telephone openings; the wide search does best in a short window."""


def segment_within(window: Window, segments: Sequence[Segment]) -> Segment | None:
    """What was heard in a window; None where nothing credible was said."""
    inside = window.interval
    return next((s for s in segments if inside.overlap_s(Interval(s.start_s, s.end_s)) > 0), None)


def doubtful(segment: Segment | None, language_prob: float | None) -> bool:
    """Whether a window deserves other hearings: a word was guessed, in a language that may well be spoken."""
    if segment is None:
        return False
    spoken = language_prob is None or language_prob >= guards.DOUBTFUL_LANGUAGE
    return spoken and any(word.confidence < DOUBTFUL_WORD for word in segment.words)


def missed(window: Window, segment: Segment | None, language_prob: float | None) -> bool:
    """Whether somebody speaks in a window at length and nothing credible was heard: other hearings may hold words."""
    spoken = language_prob is None or language_prob >= guards.DOUBTFUL_LANGUAGE
    return segment is None and spoken and sum(region.length_s for region in window.regions) >= MISSED_S


def windows(audio: Audio, window: Window, way: Way, *, pad_s: float) -> list[Window]:
    """The window as one way cuts it, with its lead before the first part."""
    parts = [window] if way.limit_s is None else plan(audio, window.regions, limit_s=way.limit_s, pad_s=pad_s)
    first = parts[0]
    start_s = max(audio.start_s, first.regions[0].start_s - way.lead_s)
    opened = Interval(min(start_s, first.pieces[0].start_s), first.pieces[0].end_s)
    return [replace(first, pieces=(opened, *first.pieces[1:])), *parts[1:]]


def combined(
    firsts: Sequence[Segment | None], again: Sequence[tuple[tuple[Segment, ...], ...]]
) -> tuple[list[Segment | None], tuple[tuple[Word, ...], ...]]:
    """The segments that count, and all words in every other hearing that differs.

    Args:
        firsts: one segment a window, None where nothing credible was said.
        again: for each window its other hearings in the order of `WAYS`; none where there was no reason for any.
    """
    chosen: list[Segment | None] = []
    others: list[list[tuple[Word, ...]]] = []
    for first, ways in zip(firsts, again, strict=True):
        main, rest = _sorted_out(first, ways)
        chosen.append(main)
        others.append(rest)
    plain = [segment.words if segment else () for segment in chosen]
    hearings = [
        tuple(word for own, rest in zip(plain, others, strict=True) for word in (rest[way] if rest else own))
        for way in range(len(WAYS))
    ]
    seen = {_text(tuple(word for own in plain for word in own))}
    kept: list[tuple[Word, ...]] = []
    for words in hearings:
        if words and _text(words) not in seen:
            seen.add(_text(words))
            kept.append(words)
    return chosen, tuple(kept)


def _sorted_out(
    first: Segment | None, ways: Sequence[tuple[Segment, ...]]
) -> tuple[Segment | None, list[tuple[Word, ...]]]:
    """The segment that counts, and the window's words in each way; a way that is not credible says the same.

    Where the first hearing came back empty, a greedy one that is sure takes its place; others stand beside it.
    """
    if not ways:
        return first, []
    if first is None:
        sure = (s for way, heard in zip(WAYS, ways, strict=True) if way.beam == 1 and len(heard) == 1 for s in heard)
        return next((s for s in sure if s.avg_logprob >= guards.DOUBTFUL_LOGPROB), None), [_words(h) for h in ways]
    main = first
    for way, heard in zip(WAYS, ways, strict=True):
        if way.beam == 1 and len(heard) == 1 and heard[0].avg_logprob > main.avg_logprob + CLEARLY:
            main = heard[0]
    credible = [_mean(heard) > first.avg_logprob - CREDIBLE for heard in ways]
    words = [_words(heard) if good else main.words for heard, good in zip(ways, credible, strict=True)]
    return main, [first.words if main is not first and own == main.words else own for own in words]


def _mean(heard: Sequence[Segment]) -> float:
    """Mean log-probability over the segments, by their number of words; endlessly little for none."""
    count = sum(len(segment.words) for segment in heard)
    return sum(s.avg_logprob * len(s.words) for s in heard) / count if count else float("-inf")


def _words(heard: Sequence[Segment]) -> tuple[Word, ...]:
    return tuple(word for segment in heard for word in segment.words)


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words).casefold()
