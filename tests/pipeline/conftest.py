"""Sound that is made: espeak-ng's voice on any channel at any second, and a recogniser that reads from a script."""

import os
import shutil
import subprocess
import wave
from dataclasses import dataclass, field

import numpy as np
import pytest

from voicecheck.asr.scripted import ScriptedRecognizer, Take
from voicecheck.types import Interval, Recognition, Segment, Word

RATE_HZ = 16_000


@pytest.fixture(scope="session")
def voice(tmp_path_factory):
    """A function: samples of a text in espeak-ng's voice at 16 kHz, without the silence around it."""
    program = shutil.which("espeak-ng")
    if program is None:
        message = "espeak-ng is missing: apt-get install espeak-ng"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    file = tmp_path_factory.mktemp("voice") / "spoken.wav"

    def say(text, voice="en-us"):
        subprocess.run([program, "-v", voice, "-s", "150", "-w", str(file), text], check=True)
        with wave.open(str(file)) as sound:
            rate_hz = sound.getframerate()
            samples = np.frombuffer(sound.readframes(sound.getnframes()), "<i2").astype(np.float32) / 32768
        samples = np.interp(np.arange(0, len(samples), rate_hz / RATE_HZ), np.arange(len(samples)), samples)
        loud = np.flatnonzero(np.abs(samples) > 0.01)
        return 0.5 * samples[loud[0] : loud[-1] + 1].astype(np.float32)

    return say


@pytest.fixture
def recorded(tmp_path):
    """A function: the path of a WAV with faint noise and each `(channel, second, samples)` put in its place."""

    def record(length_s, channels, *placed, noise=2e-4, name="call.wav"):
        sound = np.random.default_rng(11).normal(0, noise, (channels, round(length_s * RATE_HZ)))
        for channel, at_s, samples in placed:
            first = round(at_s * RATE_HZ)
            sound[channel, first : first + len(samples)] += samples
        with wave.open(str(tmp_path / name), "wb") as file:
            file.setnchannels(channels)
            file.setsampwidth(2)
            file.setframerate(RATE_HZ)
            file.writeframes(np.round(np.clip(sound.T, -1, 1) * 32767).astype("<i2").tobytes())
        return str(tmp_path / name)

    return record


@pytest.fixture
def said():
    """A function: the words of a text from a second on, so many a second."""

    def speak(text, start_s, *, every_s=0.4, gap_s=0.05):
        return tuple(
            Word(word, round(start_s + i * every_s, 3), round(start_s + (i + 1) * every_s - gap_s, 3), 0.9)
            for i, word in enumerate(text.split())
        )

    return speak


@pytest.fixture
def recognised():
    """A function: a recognition that holds these words."""

    def wrap(words):
        if not words:
            return Recognition((), "en", None, ())
        text = " ".join(word.text for word in words)
        segment = Segment(text, words[0].start_s, words[-1].end_s, tuple(words), -0.1, 0.0)
        return Recognition((segment,), "en", None, (Interval(words[0].start_s, words[-1].end_s),))

    return wrap


@dataclass
class Asked:
    """A scripted recogniser that remembers what it was asked for."""

    words: tuple[Word, ...]
    regions: list[tuple[Interval, ...]] = field(default_factory=list)
    name: str = "scripted"
    sha256: str = "0" * 64
    compute_type: str = "none"

    def transcribe(self, audio, regions, *, language):
        self.regions.append(tuple(regions))
        return ScriptedRecognizer((Take(self.words),), self.sha256).transcribe(audio, regions, language=language)


@pytest.fixture
def asked():
    """A function: a recogniser that hears these words, and remembers its regions."""
    return Asked
