"""The call is answered within an agreed number of rings.

Counts the rings before the answer: those that the exchange counted, where the call's metadata says
so (`rings`), else those that are heard in the recording. "Within three rings" is kept when three
rings are heard and the call is answered then.

Options

    ==============  =======  ====================================================================
    option          default  meaning
    ==============  =======  ====================================================================
    max_rings       3        the most rings that may be heard before the answer, 0 to 30
    max_seconds     none     besides, the most seconds from the start of the first ring to the answer
    ==============  =======  ====================================================================

Passes (max_rings: 3)

    ring, ring, ring, "Good morning, human resources department"
    `rings: 1` in the call's metadata, whatever the recording holds

Fails

    ring, ring, ring, ring, "Good morning, human resources department"
    with `max_seconds: 15`: the first ring starts at 0.5 s and the last one ends at 18.5 s
    four rings and nobody answers

Is for a person to hear (review)

    the recording starts in the middle of a ring: there may have been rings before it
    a gap in which a ring of the same rhythm is missing, where it would make one too many
    with `max_seconds`: the limit lies between the end of the last ring and the first speech

Does not apply

    no ring is heard and the metadata gives none: the recording may have begun with the answer
    two rings and nobody answers: the caller may have rung off

Limits: the moment of the answer is only known to lie between the end of the last ring and the first
speech after it. What the caller heard before the recording began is known to the exchange alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import inf
from statistics import median

from voicecheck.phrase import Phrase, also, say
from voicecheck.rules.base import Rule, agent_is_silent, at_most, not_applicable, worst
from voicecheck.types import Case, Finding, Interval, Rings, Status, Verdict

ID = "answer.rings"
BY_TONES = say("decided.tones", "ring tones heard")
BY_METADATA = say("decided.metadata", "call's metadata")
AT_START_S = 0.1
"""A ring that starts this early may have started before the recording did."""
CUT_SHARE = 0.75
"""A ring shorter than this share of the others was cut; bursts of one exchange differ by a few per cent."""
GAP_SHARE = 1.6
"""Start-to-start time over the usual at which a ring is missing between: 2.0 is exactly one."""


@dataclass(frozen=True, slots=True)
class RingsOptions:
    """The options of `answer.rings`; see the module's docstring."""

    max_rings: int = 3
    max_seconds: float | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.max_rings <= 30:
            raise ValueError("max_rings: from 0 to 30 wanted")
        if self.max_seconds is not None and not 0 < self.max_seconds <= 600:
            raise ValueError("max_seconds: more than 0 and at most 600 wanted")


def check(case: Case, options: RingsOptions) -> Verdict:
    """The verdict on the rings before the answer."""
    call, rings = case.evidence.call, case.evidence.rings
    if call.rings is not None:
        return _judged(call.rings, rings, options, given=True)
    if rings is not None and rings.by == "audio" and rings.count > 0 and _nobody_speaks(case):
        return _unanswered(rings, options)
    if rings is not None and (rings.by != "audio" or rings.count > 0):
        return _judged(rings.count, rings, options, given=rings.by != "audio")
    none = say("answer.none", "no ring is heard before the answer and the call's metadata gives no count")
    return not_applicable(ID, none)


def _nobody_speaks(case: Case) -> bool:
    """Whether there is no speech on any channel, and so no answer."""
    return not any(case.evidence.speech) and agent_is_silent(case)


def _unanswered(rings: Rings, options: RingsOptions) -> Verdict:
    """The verdict on a telephone that rings until the recording ends: too often, or not long enough to say."""
    if rings.count <= options.max_rings:
        rung_off = say(
            "answer.rung_off",
            "{count} {count:ring|rings} heard and nobody answers: the caller may have rung off",
            count=rings.count,
        )
        return not_applicable(ID, rung_off)
    return Verdict(
        rule=ID,
        status=Status.FAIL,
        message=say(
            "answer.unanswered",
            "not answered after {count} {count:ring|rings} ({limit})",
            count=rings.count,
            limit=_limit(options),
        ),
        value=float(rings.count),
        threshold=float(options.max_rings),
        findings=_findings(rings.count, rings, options),
        decided_by=BY_TONES,
    )


def _judged(count: int, rings: Rings | None, options: RingsOptions, *, given: bool) -> Verdict:
    """The verdict on a count that is given or heard."""
    tones = rings.intervals if rings else ()
    unheard, doubt = (0.0, None) if given or len(tones) != count else _doubts(tones)
    by_count = at_most(options.max_rings, low=count, high=count + unheard)
    by_time, time_note = _answered_in_time(rings, options.max_seconds)
    answered = say("answer.answered", "answered after {count} {count:ring|rings}", count=count)
    told = also([answered, *(note for note in (doubt if by_count is Status.REVIEW else None, time_note) if note)])
    return Verdict(
        rule=ID,
        status=worst((by_count, by_time)),
        message=say("answer.against", "{told} ({limit})", told=told, limit=_limit(options)),
        value=float(count),
        threshold=float(options.max_rings),
        findings=_findings(count, rings, options),
        decided_by=BY_METADATA if given else BY_TONES,
    )


def _doubts(tones: tuple[Interval, ...]) -> tuple[float, Phrase | None]:
    """How many rings may have gone unheard, and why; (0, None) where the count is plain."""
    if len(tones) < 2:
        return 0, None
    usual_s = median(tone.length_s for tone in tones[1:])
    if tones[0].start_s < AT_START_S and tones[0].length_s < CUT_SHARE * usual_s:
        return inf, say("answer.cut", "the recording starts in the middle of a ring, there may have been rings before")
    steps = [later.start_s - tone.start_s for tone, later in pairwise(tones)]
    step_s = min(steps)
    missing = sum(round(step / step_s) - 1 for step in steps if step > GAP_SHARE * step_s)
    return missing, say("answer.gap", "a ring may have gone unheard in a gap between the others")


def _answered_in_time(rings: Rings | None, limit_s: float | None) -> tuple[Status, Phrase | None]:
    """Whether the answer came within `limit_s` of the start of the first ring, and what is known of it."""
    if limit_s is None:
        return Status.PASS, None
    if rings is None or not rings.intervals or rings.answer_from_s is None:
        return Status.UNDECIDED, say(
            "answer.no_seconds", "the seconds to the answer cannot be measured, no ring is heard"
        )
    first_s = rings.intervals[0].start_s
    low_s = max(0.0, rings.answer_from_s - first_s)
    high_s = max(low_s, (rings.answer_to_s if rings.answer_to_s is not None else rings.answer_from_s) - first_s)
    took = say("answer.took", "answered {low_s:.1f} to {high_s:.1f} s after the first ring", low_s=low_s, high_s=high_s)
    return at_most(limit_s, low=low_s, high=high_s), took


def _findings(count: int, rings: Rings | None, options: RingsOptions) -> tuple[Finding, ...]:
    """The rings' seconds, so that they can be played and counted."""
    if rings is None or not rings.intervals:
        return ()
    end_s = (
        rings.intervals[-1].end_s if rings.answer_to_s is None else max(rings.answer_to_s, rings.intervals[-1].end_s)
    )
    heard = len(rings.intervals) if rings.by != "audio" else rings.count
    message = say("answer.heard", "{count} {count:ring|rings} heard", count=heard)
    if rings.count != count:
        message = say(
            "answer.heard_other",
            "{heard} {heard:ring|rings} heard, {count} counted by the exchange",
            heard=heard,
            count=count,
        )
    rung = say("answer.rings", "{count} {count:ring|rings}", count=heard)
    return (Finding(message, rings.intervals[0].start_s, end_s, heard=rung, expected=_limit(options)),)


@lru_cache(maxsize=16)
def _limit(options: RingsOptions) -> Phrase:
    """The limits in words."""
    most = options.max_rings
    if options.max_seconds is None:
        return say("answer.limit", "at most {count} {count:ring|rings}", count=most)
    return say(
        "answer.limit_s", "at most {count} {count:ring|rings}, {limit_s:g} s", count=most, limit_s=options.max_seconds
    )


RULE = Rule(ID, needs=(), options=RingsOptions, check=check)
