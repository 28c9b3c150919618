"""What every prober owes its caller: the words that were said beat their rivals, on sound that holds them only."""

import json

import numpy as np
import pytest

from voicecheck.asr.base import Prober
from voicecheck.asr.engine import load_recognizer
from voicecheck.types import Audio, Interval, ProbeRequest

SENTENCE = "Good morning, sales department, Barbara speaking. How can I help you?"
CARRIER = "Good morning, sales department, {} speaking. How can I help you?"
NAMES = ("Barbara", "Kevin", "Jennifer")


def asked(filler, audio, carrier=CARRIER):
    interval = Interval(0.2, audio.duration_s - 0.2)
    return ProbeRequest("agent", filler, carrier, interval, tuple(n for n in NAMES if n != filler))


class Contract:
    """Tests that a subclass runs with its own `prober` and `audio` fixtures."""

    def test_is_a_prober(self, prober):
        assert isinstance(prober, Prober)

    def test_what_was_said_beats_its_rivals(self, prober, audio):
        (probe,) = prober.probe(audio, requests=[asked("Barbara", audio)], language="en")
        assert probe.text == "Barbara"
        assert probe.pmi > 2
        assert probe.rivpmi > 2
        assert probe.riv > 2

    def test_a_rival_of_what_was_said_loses(self, prober, audio):
        (probe,) = prober.probe(audio, requests=[asked("Kevin", audio)], language="en")
        assert probe.pmi <= 0 or (probe.rivpmi < 0 and probe.riv < 0)

    def test_answers_come_in_the_order_of_the_questions(self, prober, audio):
        requests = [asked(name, audio) for name in NAMES]
        probes = prober.probe(audio, requests=requests, language="en")
        assert [probe.text for probe in probes] == list(NAMES)
        assert {r.text for r in probes[0].rivals} == set(NAMES) - {"Barbara"}

    def test_repeats_itself_exactly(self, prober, audio):
        first, second = (prober.probe(audio, requests=[asked("Barbara", audio)], language="en") for _ in range(2))
        assert first == second

    def test_nothing_asked_is_nothing_answered(self, prober, audio):
        assert prober.probe(audio, requests=[], language="en") == ()


class TestScripted(Contract):
    @pytest.fixture
    def audio(self):
        return Audio(np.zeros((1, 16000 * 6), dtype=np.float32), 16000)

    @pytest.fixture
    def prober(self, tmp_path):
        probes = {"Barbara": [4.0, -10.0], "Kevin": [0.0, -20.0]}
        file = tmp_path / "script.json"
        file.write_text(json.dumps([{"words": [["hello", 0.5, 0.9]], "probes": probes}]))
        return load_recognizer("any", home=tmp_path, threads=1, engine=f"scripted:{file}")


@pytest.mark.model
class TestFasterWhisper(Contract):
    @pytest.fixture
    def prober(self, real):
        return real

    @pytest.fixture
    def audio(self, spoken):
        return spoken(SENTENCE, voice="en-us")

    @pytest.mark.parametrize("level", [0.0, 1e-3, 0.05], ids=["digital silence", "faint", "loud"])
    def test_blank_audio_gives_nothing(self, prober, level):
        noise = np.random.default_rng(3).normal(0, level, (1, 16000 * 6)).astype(np.float32)
        sound = Audio(noise, 16000)
        probes = prober.probe(sound, requests=[asked(name, sound) for name in NAMES], language="en")
        assert all(probe.pmi < 1 for probe in probes)

    def test_the_language_head_tells_another_language(self, prober, audio, spoken):
        other = spoken("Доброе утро, отдел кадров, у телефона Анна.", voice="ru")
        (own,) = prober.probe(audio, requests=[asked("Barbara", audio)], language="en")
        (foreign,) = prober.probe(other, requests=[asked("Barbara", other)], language="en")
        assert own.language_prob > 0.5
        assert foreign.language_prob < 0.5

    def test_the_words_tokens_are_counted_wherever_they_stand(self, prober, audio):
        ends = ["{} speaking.", "This is {}", "{}"]
        probes = prober.probe(audio, requests=[asked("Barbara", audio, end) for end in ends], language="en")
        assert len({probe.tokens for probe in probes}) == 1

    def test_what_was_said_has_its_seconds(self, prober, spoken):
        """The parts are spoken apart, half a second of noise between them, so that the name's seconds are known."""
        parts = [spoken(text, voice="en-us") for text in ("Good morning, sales department.", "Barbara", "speaking.")]
        rate_hz = parts[0].rate_hz
        joined = Audio(np.concatenate([part.samples for part in parts], axis=1), rate_hz)
        loud = np.flatnonzero(np.abs(parts[1].samples[0]) > 0.01) / rate_hz + parts[0].duration_s
        carrier = "Good morning, sales department. {} speaking."
        request = ProbeRequest("agent", "Barbara", carrier, Interval(0.2, joined.duration_s - 0.2))
        (probe,) = prober.probe(joined, requests=[request], language="en")
        assert probe.at is not None
        assert probe.at.start_s == pytest.approx(loud[0], abs=0.15)
        assert probe.at.end_s == pytest.approx(loud[-1], abs=0.15)
