"""Whether the sound can carry a judgement of the voice, and what would help where it cannot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicecheck.phrase import Phrase, number, say
from voicecheck.types import Baseline, VoiceProfile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from voicecheck.rules.tone_pleasant import Options


@dataclass(frozen=True, slots=True)
class _Demand:
    """What the sound must offer for a judgement, and what helps where it does not."""

    name: str
    met: Callable[[float], bool]
    words: Callable[[float], Phrase]


def refusals(voice: VoiceProfile, options: Options) -> Iterator[Phrase]:
    """Why the sound cannot carry a judgement, each with what would help."""
    for demand in _demands(options):
        value = _value(voice, demand.name)
        if value is not None and not demand.met(value):
            yield demand.words(value)


def _demands(options: Options) -> tuple[_Demand, ...]:
    """What the sound must offer."""
    return (
        _Demand(
            "voiced_s",
            lambda v: v >= options.min_voiced_s,
            lambda v: say(
                "tone.little_voice",
                "{voiced_s} s of voiced speech, {least_s:.1f} needed: "
                "a longer call, or more of the call listened to, would help",
                voiced_s=_less(v, options.min_voiced_s),
                least_s=options.min_voiced_s,
            ),
        ),
        _Demand(
            "snr",
            lambda v: v >= options.min_snr_db,
            lambda v: say(
                "tone.noise",
                "speech is {snr_db:.0f} dB over the noise, {least_db:g} needed: a quieter line would help",
                snr_db=v,
                least_db=options.min_snr_db,
            ),
        ),
        _Demand(
            "overlap_share",
            lambda v: v <= options.max_overlap_pct,
            lambda v: say(
                "tone.overlap",
                "another voice in {share:.0f} % of the speech, {most:g} at most: "
                "a channel for each speaker, or a call without talking over, would help",
                share=v,
                most=options.max_overlap_pct,
            ),
        ),
        _Demand(
            "clipping",
            lambda v: v <= options.max_clipping_pct,
            lambda v: say(
                "tone.clipping",
                "{share:.2f} % of the samples at full scale, {most:g} at most: a lower recording level would help",
                share=v,
                most=options.max_clipping_pct,
            ),
        ),
        _Demand(
            "tracker_confidence",
            lambda v: v >= options.min_confidence,
            lambda v: say(
                "tone.unsure",
                "pitch found with a confidence of {confidence:.2f}, {least:g} needed: "
                "a line without noise and other voices would help",
                confidence=v,
                least=options.min_confidence,
            ),
        ),
    )


def _less(value_s: float, needed_s: float) -> Phrase:
    """Seconds to one place, or to two where one would round up to what is needed."""
    return number(value_s, 1 if round(value_s, 1) < needed_s else 2)


def _value(voice: VoiceProfile, name: str) -> float | None:
    """A feature's value, where there is one."""
    found = voice.features.get(name)
    return found.value if found else None


def changes(voice: VoiceProfile, usual: Baseline | None, options: Options) -> Iterator[Phrase]:
    """Why the line cannot be compared with the one of the earlier calls."""
    snr_db = _value(voice, "snr")
    if usual is None or snr_db is None or "snr" not in usual.mean:
        return
    change_db = snr_db - usual.mean["snr"]
    if abs(change_db) > options.max_snr_change_db:
        yield say(
            "tone.other_line",
            "speech is {snr_db:.0f} dB over the noise and {usual_db:.0f} dB in the agent's earlier calls, "
            "a change of {most_db:g} dB at most: the usual line, or earlier calls on this one, would help",
            snr_db=snr_db,
            usual_db=usual.mean["snr"],
            most_db=options.max_snr_change_db,
        )
