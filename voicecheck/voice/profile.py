"""A call's voice in numbers: every feature with its unit and what it rests on, or the reason there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.intervals import merged
from voicecheck.phrase import Phrase, number, say
from voicecheck.types import Interval, Measurement, VoiceProfile
from voicecheck.voice.features import FEATURES
from voicecheck.voice.level import level_spread, mean_level
from voicecheck.voice.manner import Columns, Quantity, blocks, moments, quantities
from voicecheck.voice.pitch import (
    HOP_S,
    PitchTracker,
    f0_median,
    f0_movement,
    f0_spread,
    final_slopes,
    semitones,
    voiced_frames,
)
from voicecheck.voice.quality import DIGITAL_SILENCE_DBFS, MIN_BURST_FRAMES, agent_only, hush_dbfs, hushes, snr
from voicecheck.voice.rate import pace, pauses
from voicecheck.voice.series import voice_series
from voicecheck.voice.tracks import Tracks, track

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from voicecheck.types import Samples

    Column = NDArray[np.float32]

VOICED_SPEECH = say("measure.voiced_speech", "voiced speech")
SPEECH = say("measure.speech", "speech")
SOUND = say("measure.sound", "sound")
BACKGROUND = say("measure.background", "background")
MIN_VOICED_S = 1.0
"""Under this no pitch or colour is given; a judgement wants 8 s."""
MIN_SPEECH_S = 0.5
MIN_NOISE_S = 0.2
MIN_BURST_S = MIN_BURST_FRAMES * HOP_S
MIN_FINALS = 3
MIN_SYLLABLES = 10
MIN_CONSONANTS = 16
"""A quarter of a second of frames; fewer would measure one sound."""
COLOUR_OF = {
    "alpha_ratio": "alpha_db",
    "mid_ratio": "mid_db",
    "centroid": "centroid_hz",
    "tilt": "tilt_db_oct",
    "hnr": "hnr_db",
    "ripple": "ripple_db",
}
MOMENT_OF = {
    "phrase_end": ("phrase_end", False, MIN_FINALS),
    "level_movement": ("level_step", False, MIN_CONSONANTS),
    "quiet_share": ("quiet", False, MIN_CONSONANTS),
    "alpha_spread": ("alpha", True, MIN_CONSONANTS),
    "presence": ("presence", False, MIN_CONSONANTS),
    "consonant_colour": ("consonant", False, MIN_CONSONANTS),
    "consonant_spread": ("consonant", True, MIN_CONSONANTS),
}
"""The quantity (`manner.quantities`), whether its standard deviation is meant, and the least count."""


@dataclass(frozen=True, slots=True)
class Talk:
    """When the agent speaks, in seconds of the recording.

    `speech` are the agent's speech regions, overlap not cut out; pauses are looked for inside and
    between them; `turns` her turns; `words` when each recognised word was said and its syllables;
    `overlap_share` the percent of her speech over which another speaks (None: one channel, not
    known). What is left empty gives reasons in the features that rest on it.
    """

    speech: tuple[Interval, ...] = ()
    turns: tuple[Interval, ...] = ()
    words: tuple[tuple[Interval, int], ...] = ()
    overlap_share: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Voice:
    """The joined columns: `voiced` marks the speaker's own frames, `pitch_st` is read there."""

    index: NDArray[np.int32]
    confidence: Column
    level_dbfs: Column
    pitch_st: NDArray[np.float64]
    voiced: NDArray[np.bool_]

    @property
    def voiced_s(self) -> float:
        """Seconds of voiced speech."""
        return float(np.count_nonzero(self.voiced)) * HOP_S

    @property
    def speech_s(self) -> float:
        """Seconds of speech measured."""
        return len(self.index) * HOP_S


def measure_voice(
    pieces: Iterable[tuple[Samples, float]],
    *,
    rate_hz: int,
    speech: Sequence[Interval],
    noise: Sequence[Interval] = (),
    talk: Talk,
    tracker: PitchTracker,
) -> VoiceProfile:
    """The voice of one channel that is handed over in pieces.

    Args:
        pieces: samples of shape (n,) and the second of the recording at which they begin.
        rate_hz: rate of the samples, at least 8000 Hz.
        speech: stretches in which the agent alone speaks (`quality.agent_only`).
        noise: stretches in which nobody speaks.
        talk: turns, words and overlap.
        tracker: finds F0; made once for many calls.

    >>> from voicecheck.voice.pitch import SwiftF0Tracker
    >>> turns = 2 * np.pi * 200 * np.arange(32_000) / 16_000
    >>> hum = sum(0.1 / k * np.sin(k * turns) for k in range(1, 17)).astype(np.float32)
    >>> profile = measure_voice(
    ...     [(hum, 0.0)], rate_hz=16_000, speech=[Interval(0, 2)], talk=Talk(), tracker=SwiftF0Tracker()
    ... )
    >>> round(profile.features["f0_median"].value)  # 200 Hz are an octave above 100 Hz
    12
    """
    found = [
        track(samples, rate_hz=rate_hz, start_s=start_s, speech=speech, noise=noise, tracker=tracker)
        for samples, start_s in pieces
    ]
    return summarise(found, talk=talk)


def summarise(tracks: Sequence[Tracks], *, talk: Talk) -> VoiceProfile:
    """The profile of a whole call from the frame columns of its pieces.

    Args:
        tracks: in order of time; where pieces overlap, the earlier piece's frames are kept.
        talk: turns, words and overlap.
    """
    kept = _kept(tracks)
    voice = _joined(tracks, kept=kept)
    noise = np.concatenate([piece.noise_dbfs for piece in tracks]) if tracks else np.empty(0, dtype=np.float32)
    values = _pitch(voice) | _colours(tracks, kept=kept, voice=voice) | _level(voice)
    under_dbfs = _hush_dbfs(voice, noise=noise)
    found = quantities(_columns(tracks, kept=kept, voice=voice), hush_dbfs=under_dbfs)
    values |= _manner(found, voice=voice)
    sounding = _sounding(talk.speech, voice=voice, under_dbfs=under_dbfs)
    values |= _pace(talk, silences=pauses(sounding, turns=talk.turns))
    values |= _quality(tracks, voice=voice, noise=noise, overlap_share=talk.overlap_share)
    series = voice_series(index=voice.index, pitch_st=voice.pitch_st, level_db=voice.level_dbfs, voiced=voice.voiced)
    measured = merged(interval for piece in tracks for interval in piece.measured)
    return VoiceProfile({name: values[name] for name in FEATURES}, series, measured, blocks(found))


def _kept(tracks: Sequence[Tracks]) -> list[NDArray[np.bool_]]:
    """Which rows of each piece are new."""
    last = -1
    masks = []
    for piece in tracks:
        masks.append(piece.index > last)
        last = max(last, int(piece.index[-1])) if len(piece.index) else last
    return masks


def _column(tracks: Sequence[Tracks], name: str, *, kept: Sequence[NDArray[np.bool_]]) -> Column:
    """One column of all pieces, joined."""
    parts = [getattr(piece, name)[mask] for piece, mask in zip(tracks, kept, strict=True)]
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.float32)


def _joined(tracks: Sequence[Tracks], *, kept: Sequence[NDArray[np.bool_]]) -> _Voice:
    """The columns that decide which frames are the speaker's voice."""
    index = _column(tracks, "index", kept=kept).astype(np.int32)
    f0_hz = _column(tracks, "f0_hz", kept=kept)
    confidence = _column(tracks, "confidence", kept=kept)
    level_dbfs = _column(tracks, "level_dbfs", kept=kept)
    voiced = voiced_frames(f0_hz, index=index, confidence=confidence, level_db=level_dbfs)
    return _Voice(index, confidence, level_dbfs, semitones(f0_hz), voiced)


def _measured(name: str, value: float | None, basis_s: float, reason: Phrase | str) -> Measurement:
    """A measurement, or the reason where there is no finite value."""
    if value is None or not np.isfinite(value):
        return Measurement(None, FEATURES[name], basis_s, reason)
    return Measurement(float(value), FEATURES[name], basis_s)


def _little(have_s: float, need_s: float, *, of: Phrase) -> Phrase:
    """The reason for too little of something; one that rounds up to enough is shown to be less."""
    shown = number(have_s, 1 if round(have_s, 1) < need_s else 2)
    return say("measure.little", "{have_s} s of {of}, {need_s:.1f} s needed", have_s=shown, of=of, need_s=need_s)


def _given(
    name: str, compute: Callable[[], float], *, basis_s: float, need_s: float, of: Phrase = VOICED_SPEECH
) -> Measurement:
    """What `compute` gives, or the reason why there is too little to compute it from."""
    enough = basis_s >= need_s
    return _measured(name, compute() if enough else None, basis_s, _little(basis_s, need_s, of=of))


def _pitch(voice: _Voice) -> dict[str, Measurement]:
    """The features of F0."""
    pitch_st, index = voice.pitch_st[voice.voiced], voice.index[voice.voiced]
    basis_s = voice.voiced_s
    found = {
        "f0_median": _given("f0_median", lambda: f0_median(pitch_st), basis_s=basis_s, need_s=MIN_VOICED_S),
        "f0_spread": _given("f0_spread", lambda: f0_spread(pitch_st), basis_s=basis_s, need_s=MIN_VOICED_S),
        "f0_movement": _given(
            "f0_movement", lambda: f0_movement(pitch_st, index=index), basis_s=basis_s, need_s=MIN_VOICED_S
        ),
    }
    if basis_s < MIN_VOICED_S:
        return found | {"f0_final": _measured("f0_final", None, basis_s, found["f0_median"].reason or "")}
    return found | {"f0_final": _final(voice)}


def _final(voice: _Voice) -> Measurement:
    """The slope of pitch at the ends of phrases."""
    following = np.concatenate((voice.index[1:], [-1]))
    index = voice.index[voice.voiced]
    slopes = final_slopes(voice.pitch_st[voice.voiced], index=index, next_frame=following[voice.voiced])
    value = float(np.median(slopes)) if len(slopes) >= MIN_FINALS else None
    few = say("measure.phrase_ends", "{count} phrase ends, {least} needed", count=len(slopes), least=MIN_FINALS)
    return _measured("f0_final", value, len(slopes) * 0.16, few)


def _colours(tracks: Sequence[Tracks], *, kept: Sequence[NDArray[np.bool_]], voice: _Voice) -> dict[str, Measurement]:
    """The spectral features: means over voiced frames."""

    def mean(column: str) -> float:
        return float(np.mean(_column(tracks, column, kept=kept)[voice.voiced], dtype=np.float64))

    return {
        name: _given(name, partial(mean, column), basis_s=voice.voiced_s, need_s=MIN_VOICED_S)
        for name, column in COLOUR_OF.items()
    }


def _level(voice: _Voice) -> dict[str, Measurement]:
    """The features of level."""
    voiced_db = voice.level_dbfs[voice.voiced]
    heard_s = float(np.count_nonzero(voice.level_dbfs > DIGITAL_SILENCE_DBFS)) * HOP_S
    return {
        "level": _given("level", lambda: mean_level(voice.level_dbfs), basis_s=heard_s, need_s=MIN_SPEECH_S, of=SOUND),
        "level_spread": _given(
            "level_spread", lambda: level_spread(voiced_db), basis_s=voice.voiced_s, need_s=MIN_VOICED_S
        ),
    }


def _columns(tracks: Sequence[Tracks], *, kept: Sequence[NDArray[np.bool_]], voice: _Voice) -> Columns:
    """The columns that say what the voice did."""
    names = ("alpha_db", "mid_db", "hnr_db", "presence_db", "bright_db")
    return Columns(
        index=voice.index,
        voiced=voice.voiced,
        pitch_st=voice.pitch_st,
        level_dbfs=voice.level_dbfs,
        **{name: _column(tracks, name, kept=kept) for name in names},
    )


def _manner(found: Mapping[str, Quantity], *, voice: _Voice) -> dict[str, Measurement]:
    """The features that are means or standard deviations of what the voice did."""
    return {name: _moment(name, found, voice=voice) for name in MOMENT_OF}


def _moment(name: str, found: Mapping[str, Quantity], *, voice: _Voice) -> Measurement:
    quantity, spread, least = MOMENT_OF[name]
    if voice.voiced_s < MIN_VOICED_S:
        return _measured(name, None, voice.voiced_s, _little(voice.voiced_s, MIN_VOICED_S, of=VOICED_SPEECH))
    if quantity not in found:
        faint = say("measure.faint", "speech is not loud enough over the noise")
        return _measured(name, None, voice.speech_s, faint)
    sums = moments(found[quantity])
    basis_s = voice.voiced_s if quantity == "phrase_end" else sums.count * HOP_S
    value = sums.spread if spread else sums.mean
    few = say("measure.few", "{count} found, {least} needed", count=sums.count, least=least)
    return _measured(name, value if sums.count >= least else None, basis_s, few)


def _hush_dbfs(voice: _Voice, *, noise: Column) -> float | None:
    """The level under which the agent pauses."""
    # Without a stretch of background the quietest frames of the speech stand for it: closures, gaps.
    background = noise if len(noise) * HOP_S >= MIN_NOISE_S else np.sort(voice.level_dbfs)[: len(voice.index) // 10]
    return hush_dbfs(voice.level_dbfs[voice.voiced], noise_db=background)


def _sounding(speech: Sequence[Interval], *, voice: _Voice, under_dbfs: float | None) -> tuple[Interval, ...]:
    """The speech without the stretches in which only the line's noise is heard.

    Speech regions are drawn wide and joined over short gaps, so that nothing said is lost; a pause
    must be looked for inside them. What was not measured (overlap) stays speech.
    """
    if under_dbfs is None:
        return tuple(speech)
    quiet = hushes(voice.level_dbfs, index=voice.index, under_dbfs=under_dbfs)
    left = agent_only(speech, others=quiet, margin_s=0.0)
    # What is shorter than a burst is the part of a region before its first frame or after its last.
    return tuple(region for region in left if region.length_s >= MIN_BURST_S)


def _pace(talk: Talk, *, silences: Sequence[Interval]) -> dict[str, Measurement]:
    """The rates and the pauses."""
    turns_s = sum(turn.length_s for turn in talk.turns)
    lengths = [silence.length_s for silence in silences]
    share = 100 * sum(lengths) / turns_s if turns_s else None
    none = say("measure.no_pause", "no pause of {least_s:g} s or more", least_s=0.25)
    return _rates(talk, silences=silences) | {
        "pause_share": _measured("pause_share", share, turns_s, say("measure.no_turn", "no turn of the agent")),
        "pause_mean": _measured("pause_mean", float(np.mean(lengths)) if lengths else None, turns_s, none),
        "pause_longest": _measured("pause_longest", max(lengths, default=None), turns_s, none),
    }


def _rates(talk: Talk, *, silences: Sequence[Interval]) -> dict[str, Measurement]:
    """Syllables over time, with and without the pauses."""
    said = pace(talk.words, turns=talk.turns, silences=silences)
    reason = say(
        "measure.syllables",
        "{count} syllables recognised, {least} needed",
        count=said.syllables,
        least=MIN_SYLLABLES,
    )
    enough = said.syllables >= MIN_SYLLABLES and said.speaking_s > 0
    return {
        "articulation_rate": _measured(
            "articulation_rate", said.articulation_rate if enough else None, said.speaking_s, reason
        ),
        "speech_rate": _measured("speech_rate", said.speech_rate if enough else None, said.turns_s, reason),
    }


def _quality(
    tracks: Sequence[Tracks], *, voice: _Voice, noise: Column, overlap_share: float | None
) -> dict[str, Measurement]:
    """What says whether the sound can carry a judgement."""
    speech_s, voiced_s = voice.speech_s, voice.voiced_s
    clipped, samples = (sum(getattr(piece, name) for piece in tracks) for name in ("clipped", "samples"))
    mean_confidence = float(voice.confidence[voice.voiced].mean()) if voiced_s else None
    speech_db = voice.level_dbfs
    few = _little(speech_s, MIN_SPEECH_S, of=SPEECH)
    apart = say("measure.overlap", "the other speaker is not heard apart")
    return {
        "voiced_s": Measurement(voiced_s, "s", speech_s),
        "voiced_share": _measured(
            "voiced_share", 100 * voiced_s / speech_s if speech_s >= MIN_SPEECH_S else None, speech_s, few
        ),
        "snr": _snr(speech_db, noise=noise, speech_s=speech_s),
        "overlap_share": _measured("overlap_share", overlap_share, speech_s, apart),
        "clipping": _measured("clipping", 100 * clipped / samples if samples else None, speech_s, few),
        "tracker_confidence": _measured(
            "tracker_confidence", mean_confidence, voiced_s, _little(voiced_s, MIN_VOICED_S, of=VOICED_SPEECH)
        ),
    }


def _snr(speech_db: Column, *, noise: Column, speech_s: float) -> Measurement:
    """Speech over noise, where there is enough of both."""
    noise_s = len(noise) * HOP_S
    if speech_s < MIN_SPEECH_S:
        return _measured("snr", None, noise_s, _little(speech_s, MIN_SPEECH_S, of=SPEECH))
    return _given("snr", lambda: snr(speech_db, noise_db=noise), basis_s=noise_s, need_s=MIN_NOISE_S, of=BACKGROUND)
