"""A call's voice against the same agent's usual delivery: the score, its terms in measured words, what to play."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from voicecheck.phrase import Phrase, named, number, say
from voicecheck.rules.tone_model import Feature, Scored, ToneModel, scored
from voicecheck.types import Baseline, Finding, Interval, VoiceBlock, VoiceProfile

MOST_TERMS = 3
LEAST_TERM = 0.05
"""A term that moves the odds by less than a twentieth explains nothing."""
LEAST_KNOWN = 10
"""Of the model's features; with fewer it would be another model."""
LEAST_FRAMES = 32
"""Half a second of voice: a block with less is no example of anything."""


@dataclass(frozen=True, slots=True)
class Wording:
    """How a feature is told: its name, and what stands before it where the call lies under or over the usual."""

    name: str
    under: str
    over: str
    decimals: int = 1


WORDINGS: Mapping[str, Wording] = {
    "f0_median": Wording("median pitch", "lower voice", "higher voice"),
    "f0_spread": Wording("pitch spread", "narrower pitch", "wider pitch"),
    "f0_movement": Wording("pitch movement", "flatter", "more movement", 0),
    "phrase_end": Wording("pitch at the end of phrases", "phrases end lower", "phrases end higher"),
    "level_spread": Wording("level spread", "more even level", "less even level"),
    "level_movement": Wording("level movement", "smoother level", "more abrupt level", 0),
    "quiet_share": Wording("quiet share of speech", "fewer or shorter breaks", "more or longer breaks", 0),
    "alpha_ratio": Wording("energy above 1 kHz", "softer voice", "brighter, harder voice"),
    "alpha_spread": Wording("spread of the energy above 1 kHz", "more even colour", "less even colour"),
    "mid_ratio": Wording("energy above 2 kHz", "darker voice", "sharper voice"),
    "hnr": Wording("harmonics over noise", "breathier voice", "clearer voice"),
    "presence": Wording("energy around 1 kHz", "less projected voice", "more projected voice"),
    "consonant_colour": Wording("brightness of consonants", "softer consonants", "sharper consonants"),
    "consonant_spread": Wording("spread of the consonants' brightness", "more even consonants", "less even consonants"),
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """The three scores and what explains them; the findings can be played."""

    pleasant: Scored
    liveliness: Scored
    strain: Scored
    terms: tuple[Finding, ...]
    example: Finding | None


def compare(voice: VoiceProfile, usual: Baseline, *, model: ToneModel) -> Comparison | None:
    """The call against the usual delivery; None where too little of either is known."""
    values = {name: one.value for name, one in voice.features.items() if one.value is not None}
    standing = model.standing(values, usual.mean)
    if len(standing) < LEAST_KNOWN:
        return None
    found = {name: scored(model, axis, standing, blocks=voice.blocks) for name, axis in model.axes.items()}
    pleasant, liveliness, strain = found["pleasant"], found["liveliness"], found["strain"]
    if pleasant is None or liveliness is None or strain is None:
        return None
    terms = _terms(voice, values, standing, usual, model)
    return Comparison(pleasant, liveliness, strain, terms, _example(voice, usual, model))


def _terms(
    voice: VoiceProfile,
    values: Mapping[str, float],
    standing: Mapping[str, float],
    usual: Baseline,
    model: ToneModel,
) -> tuple[Finding, ...]:
    """The largest terms of the pleasant score, those that pull it where it went first."""
    axis = model.axes["pleasant"]
    pulls = {name: axis.coefficients[name] * place for name, place in standing.items()}
    way = -1 if axis.logit(standing) < axis.intercept else 1
    largest = sorted((name for name in pulls if way * pulls[name] >= LEAST_TERM), key=lambda n: -way * pulls[n])
    features = {feature.name: feature for feature in model.features}
    return tuple(
        _term(voice, features[name], values[name], usual, over=standing[name] > 0) for name in largest[:MOST_TERMS]
    )


def _term(voice: VoiceProfile, feature: Feature, value: float, usual: Baseline, *, over: bool) -> Finding:
    """One term in measured words, with the seconds where it is most audible."""
    words = WORDINGS[feature.name]
    manner = _word(feature, "over", words.over) if over else _word(feature, "under", words.under)
    mean, spread = usual.mean[feature.name], usual.spread.get(feature.name, 0.0)
    if feature.name == "f0_median":  # against 100 Hz it says nothing to a reader
        value, mean = value - mean, 0.0
        unit = named("unit", "st")
        shown = say("tone.signed", "{value:+.1f} {unit}", value=value, unit=unit)
        expected = say("tone.signed_range", "{low:+.1f} to {high:+.1f} {unit}", low=-spread, high=spread, unit=unit)
    else:
        unit = named("unit", feature.unit)
        shown = say("tone.amount", "{value} {unit}", value=number(value, words.decimals), unit=unit)
        expected = _range(mean - spread, mean + spread, words.decimals)
    message = say(
        "tone.term",
        "{manner}: {fact} {shown}, your usual {usual}",
        manner=manner,
        fact=named("tone", feature.name, words.name),
        shown=shown,
        usual=expected,
    )
    block = _most(voice, feature, usual, over=over)
    return Finding(
        message, block.start_s if block else None, block.end_s if block else None, heard=shown, expected=expected
    )


def _word(feature: Feature, side: str, english: str) -> Phrase:
    return named("tone", f"{feature.name}.{side}", english)


def _range(low: float, high: float, decimals: int) -> Phrase:
    """Two values as text, one where they do not differ; "to" where a minus sign would be read as a dash."""
    first, last = number(low, decimals), number(high, decimals)
    if first == last:
        return first
    if low >= 0:
        return say("tone.range", "{low}-{high}", low=first, high=last)
    return say("tone.range_to", "{low} to {high}", low=first, high=last)


def _spoken(voice: VoiceProfile) -> list[VoiceBlock]:
    """The blocks with enough voice to be heard as an example, cut to what was measured."""
    return [block for block in voice.blocks if "pitch" in block.sums and block.sums["pitch"].count >= LEAST_FRAMES]


def _most(voice: VoiceProfile, feature: Feature, usual: Baseline, *, over: bool) -> VoiceBlock | None:
    """The block in which a feature lies furthest over its usual, or under."""
    way = 1 if over else -1
    found = [(way * (feature.of(block.sums) - usual.mean[feature.name]), block) for block in _spoken(voice)]
    known = [(far, block) for far, block in found if math.isfinite(far)]
    return max(known, key=lambda pair: (pair[0], -pair[1].start_s))[1] if known else None


def _example(voice: VoiceProfile, usual: Baseline, model: ToneModel) -> Finding | None:
    """The agent's own livelier seconds in this call."""
    blocks = _spoken(voice)
    if len(blocks) < 2:
        return None
    axis = model.axes["liveliness"]
    best = max(blocks, key=lambda b: (axis.logit(model.standing(model.block_values(b), usual.mean)), -b.start_s))
    return livelier(best)


def livelier(place: VoiceBlock | Interval) -> Finding:
    """The agent's own livelier seconds, to be played beside those that are not."""
    compared = say("tone.livelier", "for comparison: the livelier seconds of this call")
    return Finding(compared, place.start_s, place.end_s)
