"""The ringback before the answer, counted by ear.

The exchange sends one or two steady tones in a cadence of its country: 2 s of 440 + 480 Hz every 6 s in
North America, 1 s of 425 Hz every 4 to 5 s in most of Europe, two short bursts of 400 + 450 Hz every 3 s in
the United Kingdom (ITU-T E.180, Supplement 2). Tone alone is not enough, since music and voices have such
tones too: bursts are rings when they form a chain of equal tones, lengths and distances with long
silences between, and one burst alone only when it is one of these exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from voicecheck.audio.tones import Burst, tone_bursts
from voicecheck.signal import require
from voicecheck.types import Interval, Rings

if TYPE_CHECKING:
    from collections.abc import Sequence

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
_SAME_PERIOD_S = 0.3
_MOST_MISSING = 2

_ALONE_UNSTEADY_DB = 1.2
_ALONE = (((440.0, 480.0), (1.6, 2.4)), ((425.0,), (0.8, 1.3)))
"""A single ring that is believed without a second: lines in Hz and length in seconds."""
_ALONE_HZ = 8.0
_DOUBLE_HZ = (390.0, 460.0)


@dataclass(frozen=True, slots=True)
class _Ring:
    """One ring: its bursts from first to last, and whether it is a double one."""

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
    chain = _first_chain(_rings(tone_bursts(require(samples), rate_hz=rate_hz)))
    if not chain:
        return Rings(count=0)
    intervals = tuple(Interval(start_s + ring.start_s, start_s + ring.end_s) for ring in chain)
    return answered(Rings(_count(chain), intervals, answer_from_s=intervals[-1].end_s), speech)


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
            rings.append(_Ring(burst, burst.start_s, follower.end_s, double=True))
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


def _first_chain(rings: Sequence[_Ring]) -> list[_Ring]:
    """The first rings that follow each other in one cadence, or the first single one that is beyond doubt."""
    chains = [_chain(rings, first) for first in range(len(rings))]
    long = [chain for chain in chains if len(chain) > 1]
    if long:
        return min(long, key=lambda chain: (chain[0].start_s, -len(chain)))
    return next(([ring] for index, ring in enumerate(rings) if _believed_alone(ring, rings, index)), [])


def _chain(rings: Sequence[_Ring], first: int) -> list[_Ring]:
    """The longest chain that begins with ring `first`: every later ring is tried as the second."""
    best: list[_Ring] = []
    for second in range(first + 1, len(rings)):
        period_s = rings[second].start_s - rings[first].start_s
        if period_s > _PERIOD_S[1]:
            break
        if _follows(rings[first], rings[second], period_s):
            best = max(best, _extended(rings, first, second, period_s), key=len)
    return best


def _extended(rings: Sequence[_Ring], first: int, second: int, period_s: float) -> list[_Ring]:
    """The chain of `first` and `second` as far as rings follow at their distance; a few may be drowned out."""
    chain = [rings[first], rings[second]]
    for ring in rings[second + 1 :]:
        steps = round((ring.start_s - chain[-1].start_s) / period_s)
        if steps > 1 + _MOST_MISSING:
            break
        off_s = abs(ring.start_s - chain[-1].start_s - steps * period_s)
        if steps >= 1 and off_s <= _SAME_PERIOD_S and _follows(chain[0], ring, period_s):
            chain.append(ring)
    return chain


def _follows(ring: _Ring, later: _Ring, period_s: float) -> bool:
    """Whether two rings are of one kind and their distance is a ring's; the answer may cut the later one short."""
    pause_s = period_s - ring.length_s
    begins_cut = ring.start_s < 0.1 and ring.length_s < later.length_s
    same_length = abs(ring.length_s - later.length_s) <= _SAME_LENGTH_S
    return (
        _within(period_s, _PERIOD_S)
        and pause_s >= max(_LEAST_PAUSE_S, _PAUSE_TO_RING * ring.length_s)
        and (same_length or begins_cut)
        and (ring.double == later.double or begins_cut)
        and (ring.double or _within(max(ring.length_s, later.length_s), _SINGLE_S))
        and ring.tone.like(later.tone, within_hz=_SAME_HZ, within_db=_SAME_DB)
    )


def _count(chain: Sequence[_Ring]) -> int:
    """Rings from the first to the last, those in between that were drowned out included."""
    if len(chain) < 2:
        return len(chain)
    gaps_s = [later.start_s - ring.start_s for ring, later in pairwise(chain)]
    period_s = min(gaps_s)
    return 1 + sum(round(gap_s / period_s) for gap_s in gaps_s)


def _believed_alone(ring: _Ring, rings: Sequence[_Ring], index: int) -> bool:
    """Whether one burst without a second is a ring: a double one, or a tone and length that only exchanges send."""
    beside = [*rings[max(0, index - 1) : index], *rings[index + 1 : index + 2]]
    if any(min(abs(o.start_s - ring.end_s), abs(ring.start_s - o.end_s)) < _LEAST_PAUSE_S for o in beside):
        return False
    if ring.tone.unsteady_db > _ALONE_UNSTEADY_DB:
        return False
    if ring.double:
        return all(_within(line, _DOUBLE_HZ) for line in ring.tone.lines_hz)
    return any(
        len(lines) == len(ring.tone.lines_hz)
        and all(abs(a - b) <= _ALONE_HZ for a, b in zip(lines, ring.tone.lines_hz, strict=True))
        and _within(ring.length_s, length)
        for lines, length in _ALONE
    )
