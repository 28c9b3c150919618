"""What every recogniser owes its caller, held by the scripted one and, where it is installed, by the real one."""

import json
import socket

import numpy as np
import pytest
from rapidfuzz.distance import Levenshtein

from voicecheck.asr.engine import load_recognizer
from voicecheck.asr.scripted import audio_sha256, read_script
from voicecheck.errors import EngineError
from voicecheck.types import Audio, Interval, Recognition

SENTENCE = "good morning this is the help desk how can i help you"
WHOLE = (Interval(0.4, 60.0),)


def plain(words):
    return ["".join(c for c in word.text.casefold() if c.isalnum()) for word in words]


class Contract:
    """Tests that a subclass runs with its own `recognizer` and `audio` fixtures."""

    def test_names_itself(self, recognizer):
        assert recognizer.name
        assert recognizer.compute_type
        assert len(recognizer.sha256) == 64

    def test_hears_the_sentence_in_order_inside_the_regions(self, recognizer, audio):
        heard = recognizer.transcribe(audio, WHOLE, language="en")
        assert isinstance(heard, Recognition)
        assert heard.language == "en"
        assert Levenshtein.distance(plain(heard.words), SENTENCE.split()) <= 2
        starts = [word.start_s for word in heard.words]
        assert starts == sorted(starts)
        assert all(0.3 <= word.start_s <= word.end_s <= audio.duration_s for word in heard.words)

    def test_says_nothing_where_there_are_no_regions(self, recognizer, audio):
        heard = recognizer.transcribe(audio, (), language="en")
        assert heard.segments == ()
        assert heard.windows == ()

    def test_a_region_outside_the_sound_is_no_region(self, recognizer, audio):
        beyond = Interval(audio.duration_s + 5, audio.duration_s + 9)
        assert recognizer.transcribe(audio, (beyond,), language="en").words == ()

    def test_repeats_itself_exactly(self, recognizer, audio):
        first, second = (recognizer.transcribe(audio, WHOLE, language="en") for _ in range(2))
        assert first == second

    def test_hearing_again_keeps_the_words_and_the_regions(self, recognizer, audio):
        first = recognizer.transcribe(audio, WHOLE, language="en")
        again = recognizer.hear_again(audio, first)
        assert plain(again.words) == plain(first.words)
        assert (again.regions, again.windows, again.language) == (first.regions, first.windows, first.language)
        assert all(plain(words) != plain(first.words) for words in again.alternatives)
        assert recognizer.hear_again(audio, first) == again

    def test_nothing_heard_needs_no_other_hearing(self, recognizer, audio):
        silent = recognizer.transcribe(audio, (), language="en")
        assert recognizer.hear_again(audio, silent).words == ()

    def test_a_part_of_the_regions_gives_words_of_that_part_only(self, recognizer, audio):
        heard = recognizer.transcribe(audio, (Interval(0.4, 1.5),), language="en")
        assert heard.words
        assert all(word.end_s <= 1.7 for word in heard.words)

    def test_windows_cover_the_words(self, recognizer, audio):
        heard = recognizer.transcribe(audio, WHOLE, language="en")
        assert all(any(w.start_s <= word.start_s < w.end_s for w in heard.windows) for word in heard.words)

    def test_a_channel_must_be_chosen(self, recognizer, audio):
        stereo = Audio(np.vstack([audio.samples, audio.samples]), audio.rate_hz)
        with pytest.raises(ValueError, match="mono"):
            recognizer.transcribe(stereo, WHOLE, language="en")


class TestScripted(Contract):
    @pytest.fixture
    def audio(self):
        return Audio(np.zeros((1, 16000 * 6), dtype=np.float32), 16000)

    @pytest.fixture
    def recognizer(self, tmp_path):
        words = [[word, 0.5 + 0.3 * i, 0.75 + 0.3 * i] for i, word in enumerate(SENTENCE.split())]
        file = tmp_path / "script.json"
        file.write_text(json.dumps([{"words": words}]))
        return load_recognizer("any", home=tmp_path, threads=1, engine=f"scripted:{file}")

    def test_a_take_belongs_to_its_audio(self, audio, tmp_path):
        other = Audio(audio.samples + 0.5, audio.rate_hz)
        takes = [
            {"sha256": audio_sha256(other), "language_prob": 0.4, "words": [["other", 1, 2, 0.5]]},
            {"sha256": audio_sha256(audio), "words": [["own", 1, 2]]},
        ]
        file = tmp_path / "script.json"
        file.write_text(json.dumps(takes))
        scripted = read_script(file)
        assert [word.text for word in scripted.transcribe(audio, WHOLE, language="en").words] == ["own"]
        heard = scripted.transcribe(other, WHOLE, language="en")
        assert heard.language_prob == 0.4
        assert heard.words[0].confidence == 0.5
        unknown = Audio(audio.samples - 0.5, audio.rate_hz)
        assert scripted.transcribe(unknown, WHOLE, language="en").words == ()

    @pytest.mark.parametrize(
        "text", ["", "{", "[1]", '[{"words": [["a"]]}]', '[{"words": [["b", 2, 3], ["a", 0, 1]]}]']
    )
    def test_a_script_that_is_none_is_an_engine_error(self, text, tmp_path):
        file = tmp_path / "script.json"
        file.write_text(text)
        with pytest.raises(EngineError, match="script"):
            read_script(file)

    def test_an_unknown_engine_is_an_engine_error(self, tmp_path):
        with pytest.raises(EngineError, match="no engine"):
            load_recognizer("base", home=tmp_path, threads=1, engine="telepathy")


@pytest.mark.model
class TestFasterWhisper(Contract):
    @pytest.fixture
    def recognizer(self, real):
        return real

    @pytest.fixture
    def audio(self, spoken):
        return spoken(SENTENCE, voice="en-us")

    def test_the_first_word_begins_and_the_last_ends_with_the_sound(self, recognizer, audio):
        loud = np.flatnonzero(np.abs(audio.samples[0]) > 0.02) / audio.rate_hz
        words = recognizer.transcribe(audio, (Interval(0.3, audio.duration_s),), language="en").words
        assert words[0].start_s == pytest.approx(loud[0], abs=0.1)
        assert words[-1].end_s == pytest.approx(loud[-1], abs=0.2)

    def test_times_are_of_the_recording_not_of_the_piece(self, recognizer, audio):
        later = Audio(audio.samples, audio.rate_hz, start_s=100.0)
        region = Interval(100.4, 100.0 + audio.duration_s)
        heard = recognizer.transcribe(later, (region,), language="en")
        near = recognizer.transcribe(audio, (Interval(0.4, audio.duration_s),), language="en")
        assert [word.text for word in heard.words] == [word.text for word in near.words]
        assert heard.words[0].start_s == pytest.approx(100 + near.words[0].start_s, abs=0.02)

    def test_the_rate_of_the_telephone_is_heard_too(self, recognizer, audio):
        import soxr

        narrow = Audio(soxr.resample(audio.samples[0], audio.rate_hz, 8000)[None, :].astype(np.float32), 8000)
        heard = recognizer.transcribe(narrow, WHOLE, language="en")
        assert Levenshtein.distance(plain(heard.words), SENTENCE.split()) <= 3

    def test_the_language_told_is_held_against_the_language_head(self, recognizer, audio):
        assert recognizer.transcribe(audio, WHOLE, language="en").language_prob > 0.5
        assert recognizer.transcribe(audio, WHOLE, language="ru").language_prob < 0.2

    @pytest.mark.parametrize("level", [0.0, 1e-3, 0.05], ids=["digital silence", "faint", "loud"])
    def test_noise_called_speech_gives_no_words(self, recognizer, level):
        noise = np.random.default_rng(3).normal(0, level, (1, 16000 * 6)).astype(np.float32)
        assert recognizer.transcribe(Audio(noise, 16000), (Interval(0.0, 6.0),), language="en").words == ()

    def test_a_region_of_hardly_any_sound_is_survived(self, recognizer, audio):
        for length in (0.001, 0.02, 0.1):
            recognizer.transcribe(audio, (Interval(1.0, 1.0 + length),), language="en")

    def test_a_language_that_whisper_does_not_know_is_an_engine_error(self, recognizer, audio):
        with pytest.raises(EngineError, match="tlh"):
            recognizer.transcribe(audio, WHOLE, language="tlh")

    def test_loading_and_hearing_touch_no_network(self, audio, monkeypatch, model_home):
        def refuse(*args):
            raise AssertionError(f"the network was touched: {args}")

        monkeypatch.setattr(socket.socket, "connect", refuse)
        monkeypatch.setattr(socket, "getaddrinfo", refuse)
        fresh = load_recognizer("base", home=model_home, threads=1)
        assert fresh.transcribe(audio, WHOLE, language="en").words
