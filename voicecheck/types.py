"""The vocabulary: the values that flow between the rooms.

Every type is frozen, holds tuples and refuses nonsense when it is made. A number carries its
unit in its name. Times are seconds from the start of the recording unless a docstring says
otherwise. Nothing here reads a file, opens a model or knows a threshold.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING

from voicecheck.phrase import Phrase

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]

ANALYSIS_VERSION = 5
"""Raised whenever listening to the same audio with the same model may give other evidence."""


ROLES_LIKELY = 0.5  # least confidence in the roles at which a verdict about the agent means anything
ROLE_SURE = 0.9
"""Least probability of a turn's role at which it counts; below, the stretch is left undecided."""


class Role(StrEnum):
    """Who speaks."""

    AGENT = "agent"
    CUSTOMER = "customer"


class Direction(StrEnum):
    """Who placed the call."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Scope(StrEnum):
    """How much of the call is recognised; the voice is measured either way."""

    OPENING = "opening"
    CALL = "call"


class RolesBy(StrEnum):
    """How it is known who the agent is."""

    GIVEN = "given"
    """The agent's channel stands in the call's metadata."""
    OPENING = "opening"
    """Stereo: the channel on which the service opening was heard."""
    FIRST_SPEAKER = "first_speaker"
    """Stereo: neither channel sounded like an opening; the direction of the call decided."""
    ASSUMED = "assumed"
    """Mono: voices, words and pauses told turns and roles, each turn with its confidence."""
    NONE = "none"
    """Nobody spoke."""


class Status(StrEnum):
    """What became of one rule (SARIF's result kinds; `undecided` is its `open`)."""

    PASS = "pass"
    FAIL = "fail"
    REVIEW = "review"
    UNDECIDED = "undecided"
    NOT_APPLICABLE = "not_applicable"


class Outcome(StrEnum):
    """What became of one call."""

    PASS = "pass"
    FAIL = "fail"
    REVIEW = "review"
    UNDECIDED = "undecided"
    NOT_APPLICABLE = "not_applicable"
    FAULT = "fault"


class Level(StrEnum):
    """How much a failed rule weighs; comes from the standard alone."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class SlotStatus(StrEnum):
    """What is known of one slot of the formula."""

    SAID = "said"
    NOT_SAID = "not_said"
    CANNOT_TELL = "cannot_tell"


class Purpose(StrEnum):
    """What the tone facts are for (see "The law" in the README)."""

    PRACTICE = "practice"
    REPORT = "report"
    SCORE = "score"


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """A stretch of the recording in seconds, start before or at end."""

    start_s: float
    end_s: float

    def __post_init__(self) -> None:
        if not 0 <= self.start_s <= self.end_s < math.inf:
            raise ValueError(f"not an interval: {self.start_s} to {self.end_s} s")

    @property
    def length_s(self) -> float:
        """Seconds from start to end."""
        return self.end_s - self.start_s

    def overlap_s(self, other: Interval) -> float:
        """Seconds that both intervals cover."""
        return max(0.0, min(self.end_s, other.end_s) - max(self.start_s, other.start_s))

    def widened(self, by_s: float) -> Interval:
        """This interval with `by_s` seconds more on either side, not before 0."""
        return Interval(max(0.0, self.start_s - by_s), max(self.end_s + by_s, 0.0))


@dataclass(frozen=True, slots=True)
class CallRef:
    """One recording and what is known of it before anybody listens.

    `path` is absolute. `started_at` has a zone. `agent_channel` counts from 0. `standard` is the
    id or file a manifest names for this call; None means the one of the run. `rings` is the number
    of rings that the exchange counted, where it says so.
    """

    path: str
    call_id: str
    agent: str | None = None
    department: str | None = None
    organisation: str | None = None
    customer: str | None = None
    started_at: datetime | None = None
    direction: Direction = Direction.INBOUND
    language: str | None = None
    agent_channel: int | None = None
    standard: str | None = None
    rings: int | None = None

    def __post_init__(self) -> None:
        if not self.call_id:
            raise ValueError("a call needs an id")
        if self.started_at is not None and self.started_at.tzinfo is None:
            raise ValueError(f"{self.call_id}: started_at has no UTC offset")
        if self.agent_channel is not None and self.agent_channel < 0:
            raise ValueError(f"{self.call_id}: agent_channel counts from 0")


@dataclass(frozen=True, slots=True)
class Recording:
    """Facts about one file, from a whole pass through it.

    `sha256` is of the file's bytes. `declared_s` is what the container claims (None: it claims
    nothing). `decoded_s` is what came out. `repaired_samples` counts non-finite or absurd samples
    that were set to 0. `channels_equal` is true where all channels carry one signal. `clipping_pct`
    is the share of samples at full scale a channel. `envelope` is the peak level a channel in steps
    of `envelope_step_s`, 0 to 100 with 100 at full scale, for drawing (at most 2,000 steps).
    `filled_s` counts seconds of silence put in for missing packets; they are part of `decoded_s`.
    """

    sha256: str
    codec: str
    rate_hz: int
    channels: int
    decoded_s: float
    declared_s: float | None = None
    decode_errors: int = 0
    repaired_samples: int = 0
    channels_equal: bool = False
    clipping_pct: tuple[float, ...] = ()
    envelope: tuple[tuple[int, ...], ...] = ()
    envelope_step_s: float = 0.0
    filled_s: float = 0.0

    @property
    def lost_s(self) -> float:
        """Seconds of audio that the container declares and decoding did not give."""
        return max(0.0, (self.declared_s or 0.0) - self.decoded_s) + self.filled_s

    @property
    def damaged(self) -> bool:
        """Whether audio was lost: decode errors, or more than max(0.5 s, 1 %) missing."""
        allowed_s = max(0.5, 0.01 * (self.declared_s or 0.0))
        return self.decode_errors > 0 or self.lost_s > allowed_s


@dataclass(frozen=True, slots=True, eq=False)
class Audio:
    """Sound in memory: float32, shape (channels, n), in [-1, 1], beginning `start_s` into the recording."""

    samples: Samples
    rate_hz: int
    start_s: float = 0.0

    def __post_init__(self) -> None:
        if self.samples.ndim != 2:
            raise ValueError(f"samples have shape {self.samples.shape}, (channels, n) wanted")
        if self.rate_hz <= 0:
            raise ValueError(f"rate is {self.rate_hz} Hz")

    @property
    def channels(self) -> int:
        """Number of channels."""
        return int(self.samples.shape[0])

    @property
    def duration_s(self) -> float:
        """Seconds of sound held here."""
        return float(self.samples.shape[1]) / self.rate_hz


@dataclass(frozen=True, slots=True)
class Word:
    """One recognised word; `confidence` is the recogniser's own, 0 to 1, not a probability of being right."""

    text: str
    start_s: float
    end_s: float
    confidence: float

    def __post_init__(self) -> None:
        if not 0 <= self.start_s <= self.end_s:
            raise ValueError(f"a word runs from {self.start_s} to {self.end_s} s")
        if not 0 <= self.confidence <= 1:
            raise ValueError(f"a word has confidence {self.confidence}")

    @property
    def interval(self) -> Interval:
        """When it was said."""
        return Interval(self.start_s, self.end_s)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch that the recogniser returned as one piece, with its mean token log-probability."""

    text: str
    start_s: float
    end_s: float
    words: tuple[Word, ...]
    avg_logprob: float
    no_speech_prob: float


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a recogniser made of some regions of one channel.

    `language_prob` is the probability of `language` from the recogniser's own language head
    (None: not asked). `windows` are the stretches that it was given, cut from `regions`, the speech
    that it was told of. `retried` are those windows that were heard twice at once, `spare` what was heard
    there the time that does not count. `alternatives` are all words once more, as other hearings of the
    doubtful windows had them, each differing from `words`.
    """

    segments: tuple[Segment, ...]
    language: str
    language_prob: float | None
    windows: tuple[Interval, ...]
    regions: tuple[Interval, ...] = ()
    alternatives: tuple[tuple[Word, ...], ...] = ()
    retried: tuple[Interval, ...] = ()
    spare: tuple[Segment, ...] = ()

    @property
    def words(self) -> tuple[Word, ...]:
        """All words in order."""
        return tuple(word for segment in self.segments for word in segment.words)


@dataclass(frozen=True, slots=True)
class Turn:
    """All of one role's speech until the other takes over; no words where it was not recognised.

    `role_confidence` is the probability that the role is right, where it had to be found in one channel (None: the
    channel tells). There a turn also ends where it becomes sure or unsure.
    """

    role: Role
    start_s: float
    end_s: float
    text: str
    confidence: float | None
    words: tuple[Word, ...] = ()
    role_confidence: float | None = None

    @property
    def sure(self) -> bool:
        """Whether the role is known well enough to count for or against somebody."""
        return self.role_confidence is None or self.role_confidence >= ROLE_SURE


@dataclass(frozen=True, slots=True)
class Transcript:
    """Who said what, when.

    `heard` are the stretches of the agent's channel that were recognised: outside them the absence
    of words means nothing. `language_prob`: see `Recognition`. `roles_confidence` is 0 to 1.
    `roles_note` says in a sentence what speaks against the roles, such as channels that seem swapped.
    `alternatives` are the agent's words of the opening in other hearings, where the first was doubtful.
    """

    turns: tuple[Turn, ...]
    language: str
    language_prob: float | None
    roles_by: RolesBy
    roles_confidence: float
    agent_channel: int | None
    heard: tuple[Interval, ...]
    roles_note: Phrase | str | None = None
    alternatives: tuple[tuple[Word, ...], ...] = ()

    def words(self, role: Role) -> tuple[Word, ...]:
        """One role's words in order."""
        return tuple(chain.from_iterable([turn.words for turn in self.turns if turn.role is role]))


@dataclass(frozen=True, slots=True)
class Rings:
    """The ringback before the answer.

    `by` says whether it was heard or came with the call's metadata; the answer lies between
    `answer_from_s` (end of the last ring) and `answer_to_s` (first speech after it).
    """

    count: int
    intervals: tuple[Interval, ...] = ()
    answer_from_s: float | None = None
    answer_to_s: float | None = None
    by: str = "audio"


@dataclass(frozen=True, slots=True)
class Measurement:
    """A value with its unit and the seconds of sound that it rests on, or the reason there is none."""

    value: float | None
    unit: str
    basis_s: float
    reason: Phrase | str | None = None

    def __post_init__(self) -> None:
        if (self.value is None) == (self.reason is None):
            raise ValueError("a measurement has either a value or a reason")
        if self.value is not None and not math.isfinite(self.value):
            raise ValueError("a measurement's value is finite; give a reason instead")


@dataclass(frozen=True, slots=True)
class VoiceSeries:
    """The voice over time, one value a step: pitch against the speaker's own median in semitones,
    pitch movement in st/s, level in dB below the loudest, share of voiced frames 0 to 1. None: nothing to measure.
    """

    start_s: float
    step_s: float
    pitch_st: tuple[float | None, ...]
    movement_st_s: tuple[float | None, ...]
    level_db: tuple[float | None, ...]
    voiced: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Moments:
    """Count, sum and sum of squares of a quantity: added up, never averaged."""

    count: int
    total: float
    squares: float

    def __add__(self, other: Moments) -> Moments:
        return Moments(self.count + other.count, self.total + other.total, self.squares + other.squares)

    def __sub__(self, other: Moments) -> Moments:
        return Moments(self.count - other.count, self.total - other.total, self.squares - other.squares)

    @property
    def mean(self) -> float:
        """The mean; `nan` of nothing."""
        return self.total / self.count if self.count > 0 else math.nan

    @property
    def spread(self) -> float:
        """The standard deviation; `nan` of nothing."""
        return math.sqrt(max(0.0, self.squares / self.count - self.mean**2)) if self.count > 0 else math.nan


@dataclass(frozen=True, slots=True)
class VoiceBlock:
    """What the voice did in some seconds of the recording: sums a quantity (named in `voice.manner`)."""

    start_s: float
    end_s: float
    sums: Mapping[str, Moments]


@dataclass(frozen=True, slots=True)
class VoiceProfile:
    """How the agent sounded: a measurement a feature (named in `voice.FEATURES`), the series, what was measured.

    `blocks` hold the sums from which a judge sees how much a feature rests on single seconds.
    """

    features: Mapping[str, Measurement]
    series: VoiceSeries | None
    measured: tuple[Interval, ...] = ()
    blocks: tuple[VoiceBlock, ...] = ()


@dataclass(frozen=True, slots=True)
class ProbeRequest:
    """Words that a rule wants held against some seconds: how likely they are there, and their rivals in their place.

    `carrier` is the whole text that may have been said, `{}` where the filler stands; `rivals` take its
    place one after the other. A request whose carrier has no `{}` is refused.
    """

    slot: str
    filler: str
    carrier: str
    interval: Interval
    rivals: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.carrier.count("{}") != 1:
            raise ValueError(f"carrier {self.carrier!r} needs one {{}} for the words to be tested")


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """Words in a carrier, measured: `pmi` as in `Probe`, but the sum over the tokens; `logp` of the whole text."""

    text: str
    pmi: float
    logp: float


@dataclass(frozen=True, slots=True)
class Probe:
    """The likelihood of given words on given seconds, asked for by a rule.

    `pmi` is the mean over the words' tokens of log p(token | audio) - log p(token | blank audio),
    natural logarithm; `logp` the sum over the whole carrier text. `tokens` counts the words' tokens,
    `rivals` are other words in the same carrier, left out where pmi is not above 0: then the sound itself
    speaks against the words, whatever else may have been said. `language_prob` is the recogniser's
    own probability of the language told on these seconds (None: it has no language head). `at` is where the
    words stand if they are there (None: not aligned).
    """

    text: str
    carrier: str
    interval: Interval
    pmi: float
    logp: float
    slot: str = ""
    tokens: int = 1
    rivals: tuple[Hypothesis, ...] = ()
    language_prob: float | None = None
    at: Interval | None = None

    @property
    def rivpmi(self) -> float | None:
        """Sum-pmi less that of the best rival; None without rivals."""
        return self.pmi * self.tokens - max(one.pmi for one in self.rivals) if self.rivals else None

    @property
    def riv(self) -> float | None:
        """Log-probability of the whole text less that of the best rival; None without rivals."""
        return self.logp - max(one.logp for one in self.rivals) if self.rivals else None


@dataclass(frozen=True, slots=True)
class VoiceChange:
    """A pause in the agent's speech, and how far another person goes on after it: natural-log odds, positive: another.

    `before_s` and `after_s` are the seconds of speech that were compared.
    """

    pause: Interval
    log_odds: float
    before_s: float
    after_s: float


@dataclass(frozen=True, slots=True)
class Listening:
    """How a call was listened to; with the audio's sha256 it is the key of the evidence.

    `language_served` is false where the catalogue says that the model cannot do the language: then
    the absence of words means nothing. `second_look` is true where a standard's rules were asked which
    probes they want, and those were measured.
    """

    scope: Scope
    language: str
    model: str
    model_sha256: str
    compute_type: str
    opening_s: float
    agent_channel: int | None = None
    language_served: bool = True
    second_look: bool = False
    analysis_version: int = ANALYSIS_VERSION


@dataclass(frozen=True, slots=True)
class CallEvidence:
    """All that was heard and measured in one call: what a rule receives. No threshold has touched it.

    `speech` holds the speech regions of each channel; `agent_speech` those of the agent.
    `clipped_start` is true where the recording begins in the middle of the agent's first word.
    `voice_changes` are measured where the words leave open that another person speaks from there on: after
    recorded announcements, where a caller is handed on, where somebody introduces herself again.
    """

    call: CallRef
    recording: Recording
    listening: Listening
    transcript: Transcript
    rings: Rings | None
    voice: VoiceProfile
    speech: tuple[tuple[Interval, ...], ...] = ()
    agent_speech: tuple[Interval, ...] = ()
    clipped_start: bool = False
    probes: tuple[Probe, ...] = ()
    voice_changes: tuple[VoiceChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """One entry of a roster: the name, other spellings and nicknames that mean the same person."""

    name: str
    spellings: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SlotSpec:
    """A named gap of the formula as the standard fills it.

    `kind` is one of `salutation`, `organisation`, `person`, `offer`, `phrase`; `values` are the
    wordings that count as saying it (empty: the language's own, or the call's metadata).
    """

    name: str
    kind: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ManualItem:
    """A clause that no microphone hears; a reviewer answers it in the report."""

    id: str
    text: str
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """The parts of a standard that several rules share: language, slots, roster, manual items, what tone is for."""

    language: str
    slots: tuple[SlotSpec, ...] = ()
    roster: tuple[Person, ...] = ()
    manual: tuple[ManualItem, ...] = ()
    tone_purpose: Purpose = Purpose.REPORT

    def __hash__(self) -> int:
        # By a few fields: it is the key of caches that every call asks, and rosters are long.
        return hash((self.language, len(self.slots), len(self.roster), self.tone_purpose))


@dataclass(frozen=True, slots=True)
class Baseline:
    """An agent's usual voice: mean and standard deviation a feature over `calls` earlier calls."""

    calls: int
    voiced_s: float
    mean: Mapping[str, float]
    spread: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Case:
    """What a rule receives beside its options."""

    evidence: CallEvidence
    agreement: Agreement
    baseline: Baseline | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing seen, with the seconds to play; `heard` and `expected` are words or measured values as text."""

    message: Phrase | str
    start_s: float | None = None
    end_s: float | None = None
    heard: Phrase | str | None = None
    expected: Phrase | str | None = None


@dataclass(frozen=True, slots=True)
class SlotResult:
    """What was found for one slot; `likeness` is 0 to 1 between heard and expected words.

    `decided_by` names the test that decided it, as that of a `Verdict` does.
    """

    status: SlotStatus
    heard: str | None = None
    expected: Phrase | str | None = None
    likeness: float | None = None
    start_s: float | None = None
    end_s: float | None = None
    note: Phrase | str | None = None
    decided_by: Phrase | str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement of one rule: status, the value held against the threshold, and the findings that prove it.

    `level` and `source` are the standard's, filled in by `pipeline.judge`; `decided_by` names the
    test that decided ("plain recognition", "ring tones heard", "reference ranges"). `unit` is that of
    `value` and `threshold` ("s", "st/s"; empty for a count).
    """

    rule: str
    status: Status
    message: Phrase | str
    value: float | None = None
    threshold: float | None = None
    score: int | None = None
    findings: tuple[Finding, ...] = ()
    slots: Mapping[str, SlotResult] = field(default_factory=dict)
    decided_by: Phrase | str = ""
    level: Level = Level.ERROR
    source: str | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """A fault of the run, as data: at which stage, of what kind, and the message with its remedy."""

    call_id: str
    stage: str
    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class StandardRef:
    """Which standard judged: its id and the hash of its effective content, roster included."""

    id: str
    hash: str


@dataclass(frozen=True, slots=True)
class Review:
    """What a person said of one rule in a call; `machine` is the verdict at the time (None: there was none).

    It stands beside the machine's verdict and changes nothing of it. `reviewed_at` is UTC, ISO 8601.
    """

    rule: str
    status: Status
    reviewer: str
    note: str = ""
    machine: Status | None = None
    reviewed_at: str = ""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What verdicts follow from beside the evidence (`pipeline.rule_keys`), and whose probes each rule still wanted."""

    rules: Mapping[str, str]
    wanted: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Kept:
    """A verdict that was reached before on the same grounds, and the words whose probes its rule wanted."""

    verdict: Verdict
    wanted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CallReport:
    """One call, judged: the verdicts, the evidence they rest on, and what is needed to repeat them.

    `evidence` is None where the call could not be processed; then `faults` says why. `ranges` are the reference ranges
    of the voice facts, (low, high) a feature; `baseline` is the agent's usual voice where she has earlier calls and a
    rule asks for it. `reviews` are what people said of the call, where the report comes from a store. `run` holds what
    differs from run to run (times, host-independent speed), `grounds` what spares work when it is judged again;
    everything else is equal on a repeated run.
    """

    call: CallRef
    standard: StandardRef
    outcome: Outcome
    verdicts: tuple[Verdict, ...] = ()
    evidence: CallEvidence | None = None
    agreement: Agreement | None = None
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    faults: tuple[Failed, ...] = ()
    run: Mapping[str, str | float] = field(default_factory=dict)
    baseline: Baseline | None = None
    reviews: tuple[Review, ...] = ()
    grounds: Grounds | None = field(default=None, compare=False)
