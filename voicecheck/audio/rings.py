"""The ringback before the answer, counted by ear.

The exchange sends one or two steady tones in a cadence of its country: 2 s of 440 + 480 Hz every 6 s in
North America, 1 s of 425 Hz every 4 to 5 s in most of Europe, two short bursts of 400 + 450 Hz every 3 s in
the United Kingdom (ITU-T E.180, Supplement 2). Tone alone is not enough, since music and voices have such
tones too: bursts are rings when they form a chain of equal tones, lengths and distances with long
silences between, and one burst alone only when it is one of these exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicecheck.audio.tones import Burst, tone_bursts
from voicecheck.signal import require
from voicecheck.types import Interval, Rings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from voicecheck.types import Samples

_SINGLE_S = (0.65, 2.7)
"""Length of a ring in one piece: 0.67 s (Sweden's shortest neighbours) to 2 s, with the window's blur."""

_SHORT_S = (0.25, 0.6)
_SHORT_PAUSE_S = (0.1, 0.4)
"""The two bursts of a double ring, 0.4 s each with 0.2 s between."""

_PERIOD_S = (2.2, 7.0)
_LEAST_PAUSE_S = 1.2
_PAUSE_TO_RING = 1.2
"""Busy tones sound as long as they pause; rings pause at least twice as long."""

_SAME_HZ = 10.0
_SAME_DB = 6.0
_SAME_LENGTH_S = 0.3
_CUT_S = 0.1
_EARLY_S = 0.25
"""How far from its due time a ring may begin and end; E.180 allows the cadence 10 per cent."""

_LOST = 2
"""So many rings that were not heard in a row may mean that it no longer rings."""
_MOST_MISSING = 2
_BESIDE_DB = 12.0

_SURE_UNSTEADY_DB = 1.5
"""Rings in babble at 5 dB waver by 1.1 dB; notes of an instrument fade, and waver by more."""

_ALONE_UNSTEADY_DB = 1.2
_ALONE = (((440.0, 480.0), (1.6, 2.4)), ((425.0,), (0.8, 1.3)))
"""A single ring that is believed without a second: lines in Hz and length in seconds."""
_ALONE_HZ = 8.0
_DOUBLE_HZ = (390.0, 460.0)


@dataclass(frozen=True, slots=True)
class _Ring:
    """One ring: its (steadier) tone, when it begins and ends, and whether it is a double one."""

    tone: Burst
    start_s: float
    end_s: float
    double: bool

    @property
    def length_s(self) -> float:
        """Seconds from its beginning to its end."""
        return self.end_s - self.start_s


def find_rings(samples: Samples, *, rate_hz: int, start_s: float = 0.0, speech: Sequence[Interval] = ()) -> Rings:
    """The rings heard in one channel before the answer; `count` is 0 where there are none.

    The chain that begins first counts: rings on hold or of a transfer later in the call are not the answer's.

    Args:
        samples: shape (n,), one channel, from the beginning of the recording.
        rate_hz: their rate in Hz.
        start_s: where they begin in the recording.
        speech: speech regions in seconds of the recording; the first one after the last ring bounds the answer.
    """
    bursts = tone_bursts(require(samples), rate_hz=rate_hz)
    chain = _first_chain(_rings(bursts), bursts)
    if not chain:
        return Rings(count=0)
    intervals = tuple(Interval(start_s + ring.start_s, start_s + ring.end_s) for _, ring in sorted(chain.items()))
    count = max(chain) - min(chain) + 1  # those in between that were drowned out rang all the same
    return answered(Rings(count, intervals, answer_from_s=intervals[-1].end_s), speech)


def find_call_rings(samples: Samples, *, rate_hz: int, start_s: float = 0.0) -> Rings:
    """The rings of the channel with the most of them, since the tone may be on one side of the line only.

    Args:
        samples: shape (channels, n).
        rate_hz: their rate in Hz.
        start_s: where they begin in the recording.
    """
    heard = [find_rings(channel, rate_hz=rate_hz, start_s=start_s) for channel in require(samples, ndim=2)]
    return max(heard, key=lambda rings: rings.count)


def answered(rings: Rings, speech: Sequence[Interval]) -> Rings:
    """The same rings with the answer bounded by the first speech after the last of them."""
    last_s = rings.answer_from_s
    if last_s is None:
        return rings
    first_s = next((max(region.start_s, last_s) for region in speech if region.end_s > last_s), None)
    return Rings(rings.count, rings.intervals, last_s, first_s, rings.by)


def _rings(bursts: Sequence[Burst]) -> list[_Ring]:
    """Bursts that could be rings by their length, double ones joined."""
    rings: list[_Ring] = []
    index = 0
    while index < len(bursts):
        burst = bursts[index]
        follower = bursts[index + 1] if index + 1 < len(bursts) else None
        if follower is not None and _is_double(burst, follower):
            steadier = min(burst, follower, key=lambda half: half.unsteady_db)  # a lost packet tears at one of them
            rings.append(_Ring(steadier, burst.start_s, follower.end_s, double=True))
            index += 2
            continue
        if burst.length_s <= _SINGLE_S[1]:
            rings.append(_Ring(burst, burst.start_s, burst.end_s, double=False))
        index += 1
    return rings


def _is_double(burst: Burst, follower: Burst) -> bool:
    """Whether two bursts are the halves of a double ring."""
    pause_s = follower.start_s - burst.end_s
    return (
        _within(burst.length_s, _SHORT_S)
        and _within(follower.length_s, _SHORT_S)
        and _within(pause_s, _SHORT_PAUSE_S)
        and burst.like(follower, within_hz=_SAME_HZ, within_db=_SAME_DB)
    )


def _within(value: float, bounds: tuple[float, float]) -> bool:
    """Whether a value lies inside the bounds."""
    return bounds[0] <= value <= bounds[1]


def _first_chain(rings: Sequence[_Ring], bursts: Sequence[Burst]) -> dict[int, Interval]:
    """The first rings that follow each other in one cadence, or the first single one that is beyond doubt."""
    for index, ring in enumerate(rings):
        for later in rings[index + 1 :]:
            period_s = later.start_s - ring.start_s
            if period_s > _PERIOD_S[1]:
                break
            if _follows(ring, later, period_s) and not _between(ring, later, bursts):
                return _cadence(ring, later, bursts)
    alone = next((ring for ring in rings if _believed_alone(ring, bursts)), None)
    return {0: Interval(alone.start_s, alone.end_s)} if alone is not None else {}


def _between(ring: _Ring, later: _Ring, bursts: Sequence[Burst]) -> bool:
    """Whether any tone nearly as loud sounds between two rings: then it is a melody or a busy tone."""
    least_db = ring.tone.level_db - _SAME_DB
    return any(b.level_db > least_db and ring.end_s <= b.start_s and b.end_s <= later.start_s for b in bursts)


def _follows(ring: _Ring, later: _Ring, period_s: float) -> bool:
    """Whether two rings are of one kind and their distance is a ring's; the recording may begin inside the first."""
    pause_s = later.start_s - ring.end_s
    begins_cut = ring.start_s < _CUT_S and ring.length_s < later.length_s
    return (
        max(ring.tone.unsteady_db, later.tone.unsteady_db) <= _SURE_UNSTEADY_DB
        and _within(period_s, _PERIOD_S)
        and pause_s >= max(_LEAST_PAUSE_S, _PAUSE_TO_RING * later.length_s)
        and (begins_cut or abs(ring.length_s - later.length_s) <= _SAME_LENGTH_S)
        and (later.double or _within(later.length_s, _SINGLE_S))
        and ring.tone.like(later.tone, within_hz=_SAME_HZ, within_db=_SAME_DB)
    )


def _cadence(ring: _Ring, later: _Ring, bursts: Sequence[Burst]) -> dict[int, Interval]:
    """All rings of the cadence that two of them show, by their number counted from the first of the two.

    What noise or lost packets have left of a ring where one is due is enough.
    """
    cut = ring.start_s < _CUT_S  # it may have begun before the recording; its end is sure
    period_s = later.end_s - ring.end_s if cut else later.start_s - ring.start_s
    same = [burst for burst in bursts if burst.like(later.tone, within_hz=_SAME_HZ, within_db=_SAME_DB)]
    whole = Interval(later.start_s, later.end_s)
    after = dict(_due(whole, period_s, same))
    before = dict(_due(whole, -period_s, same))
    return (
        {0: Interval(ring.start_s, ring.end_s), 1: whole}
        | {1 + n: i for n, i in after.items()}
        | {1 - n: i for n, i in before.items() if n > 1}
    )


def _due(whole: Interval, period_s: float, bursts: Sequence[Burst]) -> Iterator[tuple[int, Interval]]:
    """The rings after (before, where the period is negative) a whole one, numbered; a few may be drowned out.

    Where several in a row were not heard, a scrap of tone that happens to be due is none: somebody speaks by then.
    """
    number, missing, anchor_s = 0, 0, whole.start_s
    while missing <= _MOST_MISSING:
        number += 1
        due_s = anchor_s + (missing + 1) * period_s
        heard = [b for b in bursts if due_s - _EARLY_S <= b.start_s and b.end_s <= due_s + whole.length_s + _EARLY_S]
        interval = Interval(heard[0].start_s, heard[-1].end_s) if heard else None
        if interval is None or (missing >= _LOST and interval.length_s < whole.length_s / 2):
            missing += 1
            continue
        yield number, interval
        missing = 0
        anchor_s = interval.start_s if abs(interval.length_s - whole.length_s) < _EARLY_S else due_s


def _believed_alone(ring: _Ring, bursts: Sequence[Burst]) -> bool:
    """Whether one burst without a second is a ring: a double one, or a tone and length that only exchanges send."""
    if ring.tone.unsteady_db > _ALONE_UNSTEADY_DB:
        return False
    loud = [burst for burst in bursts if burst.level_db > ring.tone.level_db - _BESIDE_DB]
    beside = [b for b in loud if b.end_s <= ring.start_s or b.start_s >= ring.end_s]
    if any(max(b.start_s - ring.end_s, ring.start_s - b.end_s) < _LEAST_PAUSE_S for b in beside):
        return False
    if ring.double:
        return all(_within(line, _DOUBLE_HZ) for line in ring.tone.lines_hz)
    return any(
        len(lines) == len(ring.tone.lines_hz)
        and all(abs(a - b) <= _ALONE_HZ for a, b in zip(lines, ring.tone.lines_hz, strict=True))
        and _within(ring.length_s, length)
        for lines, length in _ALONE
    )
