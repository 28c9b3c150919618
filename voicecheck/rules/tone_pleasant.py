"""The agent's voice moves as a lively speaker's does: neither flat nor overdone.

It describes the voice; what the speaker felt is neither measured nor named.

Where the agent's usual delivery is known (`min_calls` earlier calls on the same line and
`min_baseline_s` of voiced speech in them), the call is compared with it: a score from 0 to 100, fitted
to what listeners found pleasant in recordings of other people and calibrated on people left out, with the
two or three facts that moved it most and the seconds to play. About 50 is the agent's own usual.

- review where the whole 80 % band of the score lies under `min_score`, for other words alone move a score
  by some points; fail only where it lies under `fail_score`; else pass;
- undecided where that band is wider than `max_band`, or the line's noise is not what it was.

Without that, three facts are held against reference ranges that are the same for women and men: how fast
the pitch moves, how far it spreads, and how fast the syllables come. These know nothing of the person:

- inside the ranges, or just outside (`margin_pct` of the range's width): pass;
- outside by more: review, with the seconds where it is most audible.

Either way, a voice fails that is flat by two facts at once, each beyond what measured speech shows:
pitch moving less than `flat_movement_st_s` and spread less than `flat_spread_st`.

Undecided, with what would help, where the sound cannot carry a judgement.

Options:
    movement_st_s: range of pitch movement in semitones a second (default 10 to 34).
    spread_st: range of pitch spread in semitones (default 1.3 to 6.5).
    rate_syl_s: range of the articulation rate in syllables a second, pauses out (default 3.5 to 8).
    margin_pct: how far outside a range is still in order, in percent of its width (default 10).
    flat_movement_st_s, flat_spread_st: both below: fail (default 5 st/s and 0.7 st; 0 fails nobody).
    min_voiced_s: voiced speech needed, in seconds (default 8; under it a judgement is noise).
    min_snr_db: least level of speech over noise in dB (default 10).
    max_overlap_pct: most speech with another voice in it, in percent (default 10).
    max_clipping_pct: most samples at full scale, in percent (default 0.1).
    min_confidence: least mean confidence of the pitch tracker, 0 to 1 (default 0.7).
    min_calls, min_baseline_s: earlier calls, and voiced seconds in them, that make a usual delivery (default 3, 60).
    max_snr_change_db: most by which the noise may differ from those calls' (default 6).
    min_score, fail_score: see above (default 40 and 15; fail_score 0 fails nobody).
    max_band: widest 80 % band of a score, in points (default 40).

Passes: pitch movement 18 st/s, spread 2.9 st, 5.1 syllables a second.
Review: pitch movement 6 st/s with a spread of 1.5 st.
Fails: pitch movement 3 st/s with a spread of 0.4 st.

Limits: a line, a language and a habit move these facts as well as the manner does; without the agent's own
earlier calls to compare with, the middle is wide. The score was fitted to acted English sentences of a few
seconds; of single sentences by people it did not know it ranks two of three as listeners do (a single
listener does about as well). On longer speech it is surer than it says. It compares the agent with herself:
whoever always speaks alike is always usual.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicecheck.phrase import Phrase, also, named, number, say
from voicecheck.rules.base import Need, Rule, Tunable, agent_is_silent, silent_agent, undecided
from voicecheck.rules.reference import REFERENCE_RANGES
from voicecheck.rules.tone_model import Scored, load_model
from voicecheck.rules.tone_sound import changes, refusals
from voicecheck.rules.tone_usual import Comparison, compare, livelier
from voicecheck.types import Baseline, Case, Finding, Interval, Status, Verdict, VoiceProfile

if TYPE_CHECKING:
    from collections.abc import Iterator

ID = "tone.pleasant"
DECIDED_BY = say("decided.ranges", "reference ranges")
DECIDED_BY_USUAL = say("decided.usual", "this agent's usual delivery")
BASELINE_LIMITS = ("min_calls", "min_baseline_s", "max_snr_change_db")
HALF_WINDOW_S = 2.5
"""A point of the series stands for the 5 s around it."""
PITCH_FACTS = ("f0_movement", "f0_spread")
MIN_RATE_BASIS_S = 8.0
"""Seconds of speaking under which a rate says more of the sentence than of the speaker."""


@dataclass(frozen=True, slots=True)
class Options:
    """The ranges, and what the sound must offer; see the module's page."""

    movement_st_s: tuple[float, float] = REFERENCE_RANGES["f0_movement"]
    spread_st: tuple[float, float] = REFERENCE_RANGES["f0_spread"]
    rate_syl_s: tuple[float, float] = REFERENCE_RANGES["articulation_rate"]
    margin_pct: float = 10.0
    flat_movement_st_s: float = 5.0
    flat_spread_st: float = 0.7
    min_voiced_s: float = 8.0
    min_snr_db: float = 10.0
    max_overlap_pct: float = 10.0
    max_clipping_pct: float = 0.1
    min_confidence: float = 0.7
    min_calls: int = 3
    min_baseline_s: float = 60.0
    max_snr_change_db: float = 6.0
    min_score: float = 40.0
    fail_score: float = 15.0
    max_band: float = 40.0

    def __post_init__(self) -> None:
        for name in ("movement_st_s", "spread_st", "rate_syl_s"):
            band = getattr(self, name)
            if len(band) != 2 or not 0 <= band[0] < band[1]:
                raise ValueError(f"{name}: {list(band)} is no range; give two values from 0 on, the lower one first")
        for name in ("margin_pct", "flat_movement_st_s", "flat_spread_st", "min_voiced_s", *BASELINE_LIMITS):
            if getattr(self, name) < 0:
                raise ValueError(f"{name}: {getattr(self, name)} is below 0")
        for name in ("max_overlap_pct", "max_clipping_pct", "min_score", "fail_score", "max_band"):
            if not 0 <= getattr(self, name) <= 100:
                raise ValueError(f"{name}: {getattr(self, name)} is not a number from 0 to 100")
        if self.fail_score > self.min_score:
            raise ValueError(f"fail_score: {self.fail_score:g} is over min_score, {self.min_score:g}")
        if not 0 <= self.min_confidence <= 1:
            raise ValueError(f"min_confidence: {self.min_confidence} is not between 0 and 1")


@dataclass(frozen=True, slots=True)
class _Fact:
    """One feature and the range it is held against."""

    name: str
    words: str
    unit: str
    band: tuple[float, float]
    decimals: int = 0

    def shown(self, value: float) -> Phrase:
        """The value in measured words: "pitch movement 9 st/s, reference 10-34"."""
        low, high = self.band
        digits = self.decimals
        if round(value, digits) in (round(low, digits), round(high, digits)):
            digits += 1  # a value just outside must not be shown as the limit itself
        return say(
            "tone.fact",
            "{fact} {value} {unit}, reference {low:g}-{high:g}",
            fact=named("tone", self.name, self.words),
            value=number(value, digits),
            unit=named("unit", self.unit),
            low=low,
            high=high,
        )


def check(case: Case, options: Options) -> Verdict:
    """The verdict on the agent's tone, from her usual delivery where it is known, else from the reference ranges."""
    if agent_is_silent(case):
        return silent_agent(ID)
    voice = case.evidence.voice
    usual = case.baseline if _is_enough(case.baseline, options) else None
    refused = (*refusals(voice, options), *changes(voice, usual, options))
    if refused:
        return undecided(ID, also(refused))
    compared = compare(voice, usual, model=load_model()) if usual else None
    if compared and not _is_flat(voice, options):
        return _against_usual(compared, options)
    facts = [(fact, value) for fact in _facts(options) if (value := _usable(voice, fact)) is not None]
    if not facts:
        unmeasured = say("tone.no_pitch", "the pitch could not be measured")
        return undecided(ID, _value_or_reason(voice, "f0_movement")[1] or unmeasured)
    return _verdict(voice, facts, options)


def _is_enough(usual: Baseline | None, options: Options) -> bool:
    """Whether the usual delivery rests on enough calls and speech."""
    return usual is not None and usual.calls >= options.min_calls and usual.voiced_s >= options.min_baseline_s


def _is_flat(voice: VoiceProfile, options: Options) -> bool:
    """Whether the pitch is flat by both facts, whatever is usual."""
    facts = ((fact, _usable(voice, fact)) for fact in _facts(options))
    return _flat({fact.name: value for fact, value in facts if value is not None}, options)


def _against_usual(found: Comparison, options: Options) -> Verdict:
    """The verdict from the score, its band and its terms."""
    score = found.pleasant
    width = score.high - score.low
    axes = (
        Finding(
            say("tone.liveliness", "liveliness {score}", score=_shown(found.liveliness)),
            heard=number(found.liveliness.score, 0),
        ),
        Finding(say("tone.strain", "strain {score}", score=_shown(found.strain)), heard=number(found.strain.score, 0)),
    )
    findings = (*found.terms, *((found.example,) if found.example else ()), *axes)
    if width > options.max_band:
        reason = say(
            "tone.wide",
            "the score may be {low:.0f} or {high:.0f} of 100, {most:g} points at most: "
            "more of the agent's speech would help",
            low=score.low,
            high=score.high,
            most=options.max_band,
        )
        return Verdict(ID, Status.UNDECIDED, reason, findings=findings, decided_by=DECIDED_BY_USUAL)
    status = Status.PASS if score.high >= options.min_score else Status.REVIEW
    if score.high < options.fail_score:
        status = Status.FAIL
    compared = say("tone.compared", "{score}, compared with this agent's usual delivery", score=_shown(score))
    return Verdict(
        ID,
        status,
        also([compared, *(term.message for term in found.terms)]),
        value=score.score,
        threshold=options.fail_score if status is Status.FAIL else options.min_score,
        score=round(score.score),
        findings=findings,
        decided_by=DECIDED_BY_USUAL,
    )


def _shown(found: Scored) -> Phrase:
    """A score with its band: "50 of 100 (40-60)"."""
    return say(
        "tone.score",
        "{score:.0f} of 100 ({low:.0f}-{high:.0f})",
        score=found.score,
        low=found.low,
        high=found.high,
    )


def _verdict(voice: VoiceProfile, facts: list[tuple[_Fact, float]], options: Options) -> Verdict:
    """Pass, review or fail with the facts in words; the value is the one that decided."""
    outside = [(fact, value) for fact, value in facts if not _in_wide_band(value, fact.band, options.margin_pct)]
    status = Status.REVIEW if outside else Status.PASS
    if _flat({fact.name: value for fact, value in facts}, options):
        status = Status.FAIL
    shown = outside or facts
    fact, value = shown[0]
    return Verdict(
        ID,
        status,
        also([fact.shown(value) for fact, value in shown]),
        value=value,
        threshold=_nearer(value, fact.band),
        unit=fact.unit,
        findings=(*(_finding(voice, fact, value) for fact, value in shown), *_example(voice, outside)),
        decided_by=DECIDED_BY,
    )


def _example(voice: VoiceProfile, outside: list[tuple[_Fact, float]]) -> Iterator[Finding]:
    """The agent's own livelier seconds, where the pitch is called flat or narrow."""
    if any(fact.name in PITCH_FACTS and value < fact.band[0] for fact, value in outside):
        best, worst = (_extreme_stretch(voice, lowest=lowest) for lowest in (False, True))
        if best and best != worst:
            yield livelier(best)


def _facts(options: Options) -> tuple[_Fact, ...]:
    """The features that are judged, in the order in which they are told."""
    return (
        _Fact("f0_movement", "pitch movement", "st/s", options.movement_st_s),
        _Fact("f0_spread", "pitch spread", "st", options.spread_st, decimals=1),
        _Fact("articulation_rate", "articulation rate", "syl/s", options.rate_syl_s, decimals=1),
    )


def _usable(voice: VoiceProfile, fact: _Fact) -> float | None:
    """The fact's value, where there is one that rests on enough; a rate wants 8 s of speaking."""
    found = voice.features.get(fact.name)
    if found is None or (fact.name == "articulation_rate" and found.basis_s < MIN_RATE_BASIS_S):
        return None
    return found.value


def _in_wide_band(value: float, band: tuple[float, float], margin_pct: float) -> bool:
    """Whether a value lies in the band or just outside."""
    margin = (band[1] - band[0]) * margin_pct / 100
    return band[0] - margin <= value <= band[1] + margin


def _flat(values: dict[str, float], options: Options) -> bool:
    """Whether pitch neither moves nor spreads, each beyond what measured speech shows."""
    movement, spread = values.get("f0_movement"), values.get("f0_spread")
    if movement is None or spread is None:
        return False
    return movement < options.flat_movement_st_s and spread < options.flat_spread_st


def _nearer(value: float, band: tuple[float, float]) -> float:
    """The limit of the band that lies nearer to the value."""
    return min(band, key=lambda limit: abs(value - limit))


def _finding(voice: VoiceProfile, fact: _Fact, value: float) -> Finding:
    """The fact with the seconds where it is most audible; all that was measured where it is in order."""
    low, high = fact.band
    audible = None
    if fact.name != "articulation_rate" and not low <= value <= high:
        audible = _extreme_stretch(voice, lowest=value < low)
    whole = Interval(voice.measured[0].start_s, voice.measured[-1].end_s) if voice.measured else None
    clip = audible or whole
    message = fact.shown(value)
    unit = named("unit", fact.unit)
    heard = say("tone.amount", "{value} {unit}", value=number(value, fact.decimals), unit=unit)
    expected = say("tone.band", "{low:g}-{high:g} {unit}", low=low, high=high, unit=unit)
    if clip is None:
        return Finding(message, heard=heard, expected=expected)
    return Finding(message, clip.start_s, clip.end_s, heard=heard, expected=expected)


def _extreme_stretch(voice: VoiceProfile, *, lowest: bool) -> Interval | None:
    """The 5 s in which the pitch moves least, or most; None without a series."""
    series = voice.series
    if series is None:
        return None
    points = [(move, place) for place, move in enumerate(series.movement_st_s) if move is not None]
    if not points:
        return None
    # Ties go to the earliest seconds, which are the first that a listener comes to.
    _, place = min(points) if lowest else min(points, key=lambda point: (-point[0], point[1]))
    middle_s = series.start_s + place * series.step_s
    return Interval(max(0.0, middle_s - HALF_WINDOW_S), middle_s + HALF_WINDOW_S)


def _value_or_reason(voice: VoiceProfile, name: str) -> tuple[float | None, Phrase | str | None]:
    """A feature's value, or the reason for having none."""
    found = voice.features.get(name)
    return (found.value, found.reason) if found else (None, None)


TUNABLE = tuple(map(Tunable, ("margin_pct", "flat_movement_st_s", "flat_spread_st", "min_score", "fail_score")))

RULE = Rule(ID, needs=(Need.VOICE,), options=Options, check=check, compares=True, tunable=TUNABLE)
