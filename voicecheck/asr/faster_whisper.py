"""Whisper by CTranslate2, in short windows: words with times, never told what to expect.

faster-whisper pads every window to 30 s. CTranslate2 takes a shorter one, which costs a third; so
its feature extractor, tokenizer and alignment are used and the model is called directly. A window
whose text is doubtful is heard again in the full 30 s context. A window that holds a doubtful word is,
where asked, heard in other ways besides (`asr.second`), still told nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from voicecheck.asr import guards, second, timing
from voicecheck.asr.engine import CPU, arithmetic
from voicecheck.asr.probing import Blanks, Texts, context_frames, storage
from voicecheck.asr.windows import RATE_HZ, Window, cut, plan, sound_of
from voicecheck.errors import EngineError
from voicecheck.types import Recognition, Segment, Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from voicecheck.types import Audio, Interval, Probe, ProbeRequest

_MEL_PER_S = 100
_FULL_MEL = 3000
_PREPENDED, _APPENDED = "\"'“¿([{-", "\"'.。,，!！?？:：”)]}、"


@dataclass(frozen=True, slots=True)
class Hearing:
    """How windows are heard; the defaults are what measuring chose (README, accuracy and cost).

    `window_s` is the longest stretch of speech in one window, `pad_s` the quiet kept either side,
    `grain_s` the step to which windows are filled up so that equal lengths can be decoded together,
    `tail_s` the least silence after the sound, `batch` how many windows are decoded together.
    Tokens are capped at `tokens` + `tokens_per_s` a second: nobody speaks faster.
    """

    window_s: float = 10.0
    pad_s: float = 0.4
    grain_s: float = 1.0
    tail_s: float = 2.5
    batch: int = 4
    tokens: int = 10
    tokens_per_s: int = 12
    retry: bool = True


@dataclass(frozen=True, slots=True)
class _Heard:
    """One window, decoded: tokens, how sure the model was, and the encoder's output for the alignment."""

    window: Window
    sound: NDArray[np.float32]
    tokens: tuple[int, ...]
    text: str
    avg_logprob: float
    no_speech_prob: float
    language_prob: float | None
    encoded: NDArray[np.float32] = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class FasterWhisper:
    """A verified Whisper model in memory, one a process; `asr.base.Recognizer`."""

    name: str
    sha256: str
    compute_type: str
    whisper: Any = field(repr=False)
    hearing: Hearing = Hearing()
    blanks: Blanks = field(default_factory=Blanks, repr=False)

    def transcribe(self, audio: Audio, regions: Sequence[Interval], *, language: str) -> Recognition:
        """Words said inside `regions` of a mono recording (see `asr.base.Recognizer.transcribe`)."""
        tokenizer = self._tokenizer(language)
        windows = self._planned(audio, regions)
        heard = [self._twice(first, tokenizer) for first in self._first(audio, windows, tokenizer)]
        return Recognition(
            segments=self._segments((one for one, _ in heard), tokenizer),
            language=language,
            language_prob=next((one.language_prob for one, _ in heard), None),
            windows=tuple(window.interval for window in windows),
            regions=tuple(regions),
            retried=tuple(one.window.interval for one, spare in heard if spare is not None),
            spare=self._segments((spare for _, spare in heard if spare is not None), tokenizer),
        )

    def hear_again(self, audio: Audio, first: Recognition) -> Recognition:
        """The first hearing with doubtful and empty windows heard in other ways (see `Recognizer.hear_again`)."""
        tokenizer = self._tokenizer(first.language)
        windows = self._planned(audio, first.regions)
        segments = [second.segment_within(window, first.segments) for window in windows]
        sure = first.language_prob
        again = [
            self._again(audio, window, first, tokenizer)
            if second.doubtful(segment, sure) or second.missed(window, segment, sure)
            else ()
            for window, segment in zip(windows, segments, strict=True)
        ]
        chosen, others = second.combined(segments, again)
        return replace(first, segments=tuple(one for one in chosen if one is not None), alternatives=others)

    def _planned(self, audio: Audio, regions: Sequence[Interval]) -> list[Window]:
        """The windows that regions are heard in."""
        if audio.channels != 1:
            raise ValueError(f"mono wanted, got {audio.channels} channels")
        return plan(audio, regions, limit_s=self.hearing.window_s, pad_s=self.hearing.pad_s)

    def probe(self, audio: Audio, *, requests: Sequence[ProbeRequest], language: str) -> tuple[Probe, ...]:
        """The measured requests, in their order (see `asr.base.Prober.probe`)."""
        if audio.channels != 1:
            raise ValueError(f"mono wanted, got {audio.channels} channels")
        tokenizer = self._tokenizer(language)
        done: dict[ProbeRequest, Probe] = {}
        for interval in dict.fromkeys(request.interval for request in requests):
            own = [request for request in requests if request.interval == interval]
            window = Window((interval,), (interval,))
            done |= zip(own, self._on(window, cut(audio, interval), own, tokenizer), strict=True)
        return tuple(done[request] for request in requests)

    def _on(
        self, window: Window, sound: NDArray[np.float32], requests: Sequence[ProbeRequest], tokenizer: Any
    ) -> list[Probe]:
        """Requests on the same seconds; the encoder runs once."""
        length = context_frames(len(sound))
        (encoded,) = self._encoded([self._features(sound, length)])
        blanks = self.blanks.at(length, lambda blank: self._encoded([self._features(one, length) for one in blank]))
        language_prob = self._language_probs(storage(encoded), tokenizer, 1)[0]
        edge = timing.edge_of(window, sound)
        texts = Texts(self.whisper.model, tokenizer, encoded, blanks, self.blanks.known, window, edge)
        return [texts.probe(request, language_prob) for request in requests]

    def _encoded(self, features: Sequence[NDArray[np.float32]]) -> list[NDArray[np.float32]]:
        """The encoder's output for each window, shape (1, length // 2, width)."""
        output = np.array(self.whisper.model.encode(storage(np.stack(features)), to_cpu=True))
        return [output[i : i + 1] for i in range(len(output))]

    def _tokenizer(self, language: str) -> Any:
        """Whisper's tokenizer for a language."""
        from faster_whisper.tokenizer import Tokenizer

        if language not in self.whisper.supported_languages:
            raise EngineError(
                f"model {self.name} does not know the language {language!r}: "
                "give a two-letter code that it knows, or install a multilingual model (voicecheck models list)"
            )
        multilingual = self.whisper.model.is_multilingual
        return Tokenizer(self.whisper.hf_tokenizer, multilingual, task="transcribe", language=language)

    def _first(self, audio: Audio, windows: Sequence[Window], tokenizer: Any) -> Iterator[_Heard]:
        """Every window in order, heard in its own short context; equal lengths that follow each other together."""
        for length, run in groupby(windows, key=self._length):
            together = list(run)
            for at in range(0, len(together), self.hearing.batch):
                batch = together[at : at + self.hearing.batch]
                yield from self._hear([(one, sound_of(audio, one)) for one in batch], length, tokenizer)

    def _length(self, window: Window) -> int:
        """Mel frames that a window is filled up to."""
        grain = round(self.hearing.grain_s * _MEL_PER_S)
        needed = round((window.length_s + self.hearing.tail_s) * _MEL_PER_S)
        return min(_FULL_MEL, -(-needed // grain) * grain)

    def _twice(self, first: _Heard, tokenizer: Any) -> tuple[_Heard, _Heard | None]:
        """The hearing that counts and, where a doubtful one made the window be heard in full context, the other."""
        if not self.hearing.retry or not guards.doubtful(first.text, first.avg_logprob, first.language_prob):
            return first, None
        (again,) = self._hear([(first.window, first.sound)], _FULL_MEL, tokenizer)
        surer, other = sorted((first, again), key=lambda one: guards.credit(one.text, one.avg_logprob), reverse=True)
        return surer, other

    def _again(
        self, audio: Audio, window: Window, first: Recognition, tokenizer: Any
    ) -> tuple[tuple[Segment, ...], ...]:
        """A window in every other way of hearing it; a full context that it had already is not asked again."""
        done: tuple[Segment, ...] | None = None
        if window.interval in first.retried:
            spare = second.segment_within(window, first.spare)
            done = () if spare is None else (spare,)
        return tuple(
            done if done is not None and way.whole else self._in_way(audio, window, way, tokenizer)
            for way in second.WAYS
        )

    def _in_way(self, audio: Audio, window: Window, way: second.Way, tokenizer: Any) -> tuple[Segment, ...]:
        """The window's segments, heard in one other way; those that are not credible are left out."""
        parts = second.windows(audio, window, way, pad_s=self.hearing.pad_s)
        heard = [
            one
            for part in parts
            for one in self._hear(
                [(part, sound_of(audio, part))], way.mel_frames or self._length(part), tokenizer, beam=way.beam
            )
        ]
        return self._segments(heard, tokenizer)

    def _hear(
        self, windows: Sequence[tuple[Window, NDArray[np.float32]]], length: int, tokenizer: Any, *, beam: int = 1
    ) -> list[_Heard]:
        """Windows decoded together, without timestamps and without any text before; greedily, if not told otherwise."""
        from faster_whisper.transcribe import get_ctranslate2_storage

        features = np.stack([self._features(sound, length) for _, sound in windows])
        output = self.whisper.model.encode(get_ctranslate2_storage(features), to_cpu=True)
        prompt = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
        seconds = max(window.length_s for window, _ in windows)
        cap = self.hearing.tokens + round(self.hearing.tokens_per_s * seconds)
        results = self.whisper.model.generate(
            output,
            [prompt] * len(windows),
            beam_size=beam,
            max_length=min(self.whisper.max_length, len(prompt) + cap),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
        )
        languages = self._language_probs(output, tokenizer, len(windows))
        encoded = np.array(output)
        return [
            _heard(window, sound, result, tokenizer, prob, encoded[i : i + 1])
            for i, ((window, sound), result, prob) in enumerate(zip(windows, results, languages, strict=True))
        ]

    def _features(self, sound: NDArray[np.float32], length: int) -> NDArray[np.float32]:
        """Log-mel features of the sound and silence after it, shape (mels, length)."""
        wanted = length * RATE_HZ // _MEL_PER_S
        filled = np.pad(sound[:wanted], (0, max(0, wanted - len(sound))))
        mel: NDArray[np.float32] = self.whisper.feature_extractor(filled, padding=0)
        return np.ascontiguousarray(mel[:, :length], dtype=np.float32)

    def _language_probs(self, output: Any, tokenizer: Any, count: int) -> list[float | None]:
        """Probability of the language told, a window; None for models that know only one."""
        if not self.whisper.model.is_multilingual:
            return [None] * count
        wanted = f"<|{tokenizer.language_code}|>"
        return [float(dict(ranked).get(wanted, 0.0)) for ranked in self.whisper.model.detect_language(output)]

    def _segments(self, heard: Iterable[_Heard], tokenizer: Any) -> tuple[Segment, ...]:
        """The segments of windows, those left out in which nothing credible was said."""
        return tuple(segment for one in heard if (segment := self._segment(one, tokenizer)) is not None)

    def _segment(self, heard: _Heard, tokenizer: Any) -> Segment | None:
        """The words of a window with their times, as one segment; None where nothing credible was said."""
        edge = timing.edge_of(heard.window, heard.sound)
        if not heard.text or guards.invented(heard.text, heard.avg_logprob, heard.no_speech_prob, flat=edge.flat):
            return None
        words = self._words(heard, tokenizer)
        end = guards.loops([word.text for word in words])
        kept = timing.placed(words[:end] if end else words, heard.window, edge)
        if not kept:
            return None
        return Segment(
            text=" ".join(word.text for word in kept),
            start_s=kept[0].start_s,
            end_s=kept[-1].end_s,
            words=kept,
            avg_logprob=heard.avg_logprob,
            no_speech_prob=heard.no_speech_prob,
        )

    def _words(self, heard: _Heard, tokenizer: Any) -> list[Word]:
        """Words with the times that the decoder's attention gives, on the encoder output at hand."""
        from faster_whisper.transcribe import get_ctranslate2_storage, merge_punctuations

        frames = min(heard.encoded.shape[1] * 2, round(len(heard.sound) / RATE_HZ * _MEL_PER_S))
        output = get_ctranslate2_storage(heard.encoded)
        (found,) = self.whisper.find_alignment(tokenizer, [list(heard.tokens)], output, frames)
        merge_punctuations(found, _PREPENDED, _APPENDED)
        return [_word(one, heard.window) for one in found if one["word"].strip()]


def _heard(
    window: Window,
    sound: NDArray[np.float32],
    result: Any,
    tokenizer: Any,
    language_prob: float | None,
    encoded: NDArray[np.float32],
) -> _Heard:
    """What the model returned for one window; CTranslate2's score is a mean, end of text not counted."""
    tokens = tuple(token for token in result.sequences_ids[0] if token < tokenizer.eot)
    count = len(result.sequences_ids[0])
    return _Heard(
        window=window,
        sound=sound,
        tokens=tokens,
        text=tokenizer.decode(list(tokens)).strip(),
        avg_logprob=float(result.scores[0]) * count / (count + 1),
        no_speech_prob=float(result.no_speech_prob),
        language_prob=language_prob,
        encoded=encoded,
    )


def _word(found: dict[str, Any], window: Window) -> Word:
    """One aligned word in seconds of the recording."""
    start = window.at(float(found["start"]))
    end = window.at(float(found["end"]), ends=True)
    confidence = min(1.0, max(0.0, float(found["probability"])))
    return Word(found["word"].strip(), start, max(start, end), confidence)


def load(
    model_dir: Path, *, name: str, sha256: str, threads: int, compute_type: str = "int8", device: str = CPU
) -> FasterWhisper:
    """The model in a folder that was verified before, on the processor or a graphics card, without any network.

    Raises:
        EngineError: where CTranslate2 cannot load it.
    """
    from faster_whisper import WhisperModel

    try:
        whisper = WhisperModel(
            str(model_dir), device=device, compute_type=compute_type, cpu_threads=threads, local_files_only=True
        )
    except (RuntimeError, ValueError, OSError) as error:
        remedy = f"run: voicecheck models install {name} --force"
        if device != CPU:
            remedy = f"see that {device}'s driver and libraries are installed, or unset VOICECHECK_DEVICE"
        raise EngineError(f"model {name} in {model_dir} cannot be loaded ({error}): {remedy}") from error
    return FasterWhisper(name, sha256, arithmetic(compute_type, device), whisper)


def with_hearing(recognizer: FasterWhisper, hearing: Hearing) -> FasterWhisper:
    """The same model, hearing in another way; for measuring."""
    return replace(recognizer, hearing=hearing)
