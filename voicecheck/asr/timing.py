"""Word times: from the decoder's attention to seconds of the recording, held against the sound itself.

Attention puts pauses into the words beside them: the first word of a window always begins at its
start. So every word is clipped into the speech regions, words beside a pause are drawn back to where
the sound begins and ends, and a short pause at the seam of two words is given to neither of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.asr.windows import RATE_HZ, STEP_S, levels_db
from voicecheck.intervals import merged
from voicecheck.signal import FLOOR_DB
from voicecheck.types import Interval, Word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from voicecheck.asr.windows import Window
    from voicecheck.types import Samples

REACH_S = 0.3
"""How far outside a speech region a word may lie and still belong to it: attention is that coarse."""
SHORTEST_S = 0.06
_RISE = 0.25
"""Speech begins where the level is this share of the way from the noise to the peaks, in dB."""
_LEAST_RISE_DB = 5.0
_HOLD_STEPS = 4
_ONSET_STEPS = 15
"""An utterance's begin is the largest rise over 0.15 s: within words levels change more quickly and back again."""
_USUAL_S, _USUAL_LETTER_S = 0.3, 0.11
"""A slowly spoken word takes at most about so long: a fixed part and so much a letter."""
_SLACK_S = 0.1
"""How far outside a region the sound's own edge is looked for."""
_FAINT_DB = 35.0
"""Speech further below the peaks is not heard; a line that is silent between words has no noise to rise from."""
_CLICK_S, _AFTER_CLICK_S = 0.1, 0.05
"""A sound this short at most, without a voice in it and with so much quiet after it, is a click and no first sound:
the burst of a plosive is followed by its vowel at once."""
_VOICED_AT = 0.45
"""Normalised autocorrelation from which a sound is voiced (Boersma, 1993, proposes 0.45)."""
_PITCH_HZ = (65.0, 400.0)
_SEAM_S, _PAUSE_S = 0.12, 0.05
"""A pause of at least 50 ms this near the seam of two words parts them; closures of plosives are shorter or further."""
_FAR_SEAM_S = 0.25
"""So far from the seam a pause that no word may hold parts two words: attention errs by as much."""
_EARLY_S = 0.2
"""Attention lets go of a last word before its last sound, by as much at most."""
_INSIDE_S = 0.15
"""No word holds so long a silence: a closure takes at most 0.12 s. Another sound before it is not the word's."""


@dataclass(frozen=True, slots=True)
class Edge:
    """The level track of a window: dBFS every `STEP_S` from `start_s`, and the level that counts as sound.

    `flat` is true where the level hardly moves: silence, or a steady noise. `sound` is the track's own, shape (n,).
    """

    start_s: float
    levels: NDArray[np.float64]
    threshold_db: float
    flat: bool
    sound: Samples

    def loud(self, interval: Interval) -> tuple[float, float] | None:
        """First and last second inside `interval` at which sound holds for 40 ms; None where it never does.

        Clicks before the first sound are passed over.
        """
        runs = [run for run in self._runs(interval, loud=True) if run[1] - run[0] >= _HOLD_STEPS]
        while len(runs) > 1 and self._clicks(*runs[:2]):
            runs = runs[1:]
        return (self._at(runs[0][0]), self._at(runs[-1][1])) if runs else None

    def onset(self, interval: Interval) -> float | None:
        """The second inside `interval` at which the level rises most on average; None where it hardly rises there."""
        first = max(0, round((interval.start_s - self.start_s) / STEP_S))
        last = min(len(self.levels), max(first + 1, round((interval.end_s - self.start_s) / STEP_S)))
        width = _ONSET_STEPS
        # Silence is as faint as what is not heard: its own depth says nothing.
        known = np.maximum(self.levels, self.threshold_db - _FAINT_DB)
        places = range(max(1, first), last)
        rises = [known[at : at + width].mean() - known[max(0, at - width) : at].mean() for at in places]
        best = int(np.argmax(rises)) if rises else 0
        return self._at(places[best]) if best and rises[best] >= _LEAST_RISE_DB else None

    def quiet(self, interval: Interval, least_s: float) -> list[Interval]:
        """The stretches inside `interval` without sound that last `least_s` or more."""
        least = round(least_s / STEP_S)
        runs = self._runs(interval, loud=False)
        return [Interval(self._at(first), self._at(last)) for first, last in runs if last - first >= least]

    def _runs(self, interval: Interval, *, loud: bool) -> list[tuple[int, int]]:
        """First and last (excluded) step of each run above, or not above, the threshold."""
        first = max(0, round((interval.start_s - self.start_s) / STEP_S))
        last = max(first, round((interval.end_s - self.start_s) / STEP_S))
        wanted = ((self.levels[first:last] >= self.threshold_db) == loud).astype(int)
        edges = np.flatnonzero(np.diff(np.concatenate(([0], wanted, [0]))))
        return [(first + int(on), first + int(off)) for on, off in zip(edges[::2], edges[1::2], strict=True)]

    def _at(self, step: int) -> float:
        return self.start_s + step * STEP_S

    def _clicks(self, run: tuple[int, int], after: tuple[int, int]) -> bool:
        """Whether a run of sound is a click before the run after it."""
        short = (run[1] - run[0]) * STEP_S <= _CLICK_S
        return short and (after[0] - run[1]) * STEP_S >= _AFTER_CLICK_S and not self._voiced(run)

    def _voiced(self, run: tuple[int, int]) -> bool:
        """Whether the sound of a run repeats itself as a voice does."""
        part = self.sound[round(run[0] * STEP_S * RATE_HZ) : round(run[1] * STEP_S * RATE_HZ)].astype(np.float64)
        part = part - part.mean() if len(part) else part
        shortest, longest = (round(RATE_HZ / hz) for hz in reversed(_PITCH_HZ))
        if len(part) <= 2 * shortest or not part.any():
            return False
        spectrum = np.abs(np.fft.rfft(part, 2 * len(part))) ** 2
        likeness = np.fft.irfft(spectrum)[: len(part)]
        # What is left of a short part to compare shrinks with the lag: each lag is held against its own share.
        shares = likeness[0] * (1 - np.arange(len(part)) / len(part))
        until = min(longest, round(0.7 * len(part)))
        return bool((likeness[shortest:until] / shares[shortest:until]).max(initial=0.0) >= _VOICED_AT)


def edge_of(window: Window, sound: Samples) -> Edge:
    """The window's level track with its threshold, a quarter of the way from the noise to the peaks.

    The noise is the 10th percentile of the sound at hand, the peaks the 95th. Digital silence, which
    telephone lines put into pauses, is no noise and is not counted. Pauses that the window leaves out
    are silence on the track.
    """
    heard = levels_db(sound)
    real = heard[heard > FLOOR_DB]
    noise, peak = np.percentile(real, [10, 95]) if len(real) else (0.0, 0.0)
    track = np.full(round(window.interval.length_s / STEP_S) + 1, FLOOR_DB)
    laid = np.zeros(round(window.interval.length_s * RATE_HZ) + 1, dtype=np.float32)
    at_s = 0.0
    for piece in window.pieces:
        until_s = at_s + piece.length_s
        for whole, own, rate in ((track, heard, 1 / STEP_S), (laid, sound, RATE_HZ)):
            part = own[round(at_s * rate) : round(until_s * rate)]
            first = round((piece.start_s - window.interval.start_s) * rate)
            whole[first : first + len(part)] = part[: len(whole) - first]
        at_s = until_s
    threshold = max(float(noise + max(_LEAST_RISE_DB, _RISE * (peak - noise))), float(peak - _FAINT_DB))
    return Edge(window.interval.start_s, track, threshold, flat=bool(peak - noise < _LEAST_RISE_DB), sound=laid)


def placed(words: Sequence[Word], window: Window, edge: Edge) -> tuple[Word, ...]:
    """The words that lie in the window's regions, clipped into them, in order, drawn to the sound beside pauses."""
    regions = merged(window.regions, gap_s=REACH_S)
    kept: list[tuple[Word, Interval]] = []
    for index, word in enumerate(words):
        home = _home(word.interval if index else _latter(word), regions)
        if home is not None:
            kept.append((_clipped(word, home, after_s=kept[-1][0].end_s if kept else 0.0), home))
    drawn = [
        _drawn(
            word,
            home,
            edge,
            first=i == 0 or kept[i - 1][1] != home,
            last=i == len(kept) - 1 or kept[i + 1][1] != home,
        )
        for i, (word, home) in enumerate(kept)
    ]
    return _parted(drawn, [home for _, home in kept], edge)


def _parted(words: Sequence[Word], homes: Sequence[Interval], edge: Edge) -> tuple[Word, ...]:
    """The words with the short pauses between them in neither of two neighbours, and the sound beside a pause in one.

    Attention gives up a word before its last sound and takes up the next one late: where it leaves a gap within a
    region, the gap holds that sound as well as the pause.
    """
    parted = list(words)
    for index in range(len(parted) - 1):
        one, other = parted[index], parted[index + 1]
        if other.start_s - one.end_s < _PAUSE_S:
            pause = _seam_pause(one, other, edge)
        else:
            pause = _gap_pause(one, other, edge) if homes[index] == homes[index + 1] else None
        if pause is not None:
            parted[index] = replace(one, end_s=max(one.start_s, pause.start_s))
            parted[index + 1] = replace(other, start_s=min(other.end_s, pause.end_s))
    return tuple(parted)


def _seam_pause(one: Word, other: Word, edge: Edge) -> Interval | None:
    """The longest pause near the seam of two words that touch."""
    low_s = one.start_s + SHORTEST_S
    both = Interval(low_s, max(low_s, other.end_s - SHORTEST_S))
    near = [pause for pause in edge.quiet(both, _PAUSE_S) if _at_seam(pause, one.end_s, both.end_s)]
    return max(near, key=lambda p: p.length_s, default=None)


def _gap_pause(one: Word, other: Word, edge: Edge) -> Interval | None:
    """The longest pause that reaches into the gap between two words, as far as the sound on either side lets it.

    Where nothing is quiet, the first word goes on until the next one begins: attention tells beginnings better.
    """
    low_s = max(one.start_s + SHORTEST_S, one.end_s - _SEAM_S)
    high_s = min(other.end_s - SHORTEST_S, other.start_s + _SEAM_S)
    if high_s <= low_s:
        return None
    gap = Interval(one.end_s, other.start_s)
    pauses = [pause for pause in edge.quiet(Interval(low_s, high_s), _PAUSE_S) if pause.overlap_s(gap) > 0]
    return max(pauses, key=lambda p: p.length_s, default=Interval(other.start_s, other.start_s))


def _at_seam(pause: Interval, seam_s: float, until_s: float) -> bool:
    """Whether a pause parts the words that meet at a seam: it lies there, or is too long to be inside either."""
    distance_s = max(0.0, pause.start_s - seam_s, seam_s - pause.end_s)
    long = pause.length_s >= _INSIDE_S and pause.end_s < until_s
    return distance_s <= (_FAR_SEAM_S if long else _SEAM_S)


def _latter(word: Word) -> Interval:
    """As much of a word, up to its end, as people take for it: attention lets a first word begin with its window."""
    usual_s = _USUAL_S + _USUAL_LETTER_S * len(word.text.strip())
    return Interval(max(word.start_s, word.end_s - usual_s), word.end_s)


def _home(interval: Interval, regions: Sequence[Interval]) -> Interval | None:
    """The region that a word belongs to: the one it overlaps most, else the nearest within reach."""
    best = max(regions, key=interval.overlap_s, default=None)
    if best is None or interval.overlap_s(best) > 0:
        return best
    best = min(regions, key=lambda region: _distance(interval, region))
    return best if _distance(interval, best) <= REACH_S else None


def _distance(one: Interval, other: Interval) -> float:
    """Seconds between two intervals, 0 where they touch."""
    return max(0.0, one.start_s - other.end_s, other.start_s - one.end_s)


def _clipped(word: Word, home: Interval, *, after_s: float) -> Word:
    """The word inside its region and after the word before it, at least `SHORTEST_S` long where the region allows."""
    low = min(max(home.start_s, after_s), max(home.end_s, after_s))
    high = max(home.end_s, low)
    start = min(max(word.start_s, low), max(low, high - SHORTEST_S))
    end = min(max(word.end_s, start + SHORTEST_S), high)
    return replace(word, start_s=start, end_s=max(start, end))


def _begin(word: Word, loud_s: float, edge: Edge) -> float:
    """Where a first word begins: at the first sound, or where that is too early for it, at the largest rise."""
    latest_s = max(0.0, word.end_s - SHORTEST_S)
    earliest_s = _latter(word).start_s
    late = edge.onset(Interval(earliest_s, max(earliest_s, latest_s))) if loud_s < earliest_s else None
    return max(0.0, min(loud_s if late is None else late, latest_s))


def _ends_word(silence: Interval, word: Word, start_s: float) -> bool:
    """Whether a silence is the end of a last word: too long for a consonant, or more than attention errs by."""
    long = silence.length_s >= 2 * _INSIDE_S or silence.end_s - word.end_s > _EARLY_S
    return long and silence.start_s - start_s > _FAR_SEAM_S


def _drawn(word: Word, home: Interval, edge: Edge, *, first: bool, last: bool) -> Word:
    """The word with its outer edge where the sound of its region begins or ends."""
    if not (first or last):
        return word
    search = Interval(
        max(0.0, home.start_s - _SLACK_S) if first else word.start_s,
        home.end_s + _SLACK_S if last else word.end_s,
    )
    found = edge.loud(search)
    if found is None:
        return word
    start = _begin(word, found[0], edge) if first else word.start_s
    end = max(found[1], word.start_s + SHORTEST_S) if last else word.end_s
    silences = edge.quiet(Interval(start, max(start, end)), _INSIDE_S)
    if first and silences and end - silences[-1].end_s >= 2 * SHORTEST_S:
        start = silences[-1].end_s
    elif last:
        over = (silence for silence in silences if _ends_word(silence, word, start))
        end = next((silence.start_s for silence in over), end)
    return replace(word, start_s=start, end_s=max(start, end))
