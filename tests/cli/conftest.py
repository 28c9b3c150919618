"""Calls that are made, not stored: two voices on two channels, and a recogniser that reads what they say."""

import json
import os
import shutil
import subprocess
import sys
import wave
from dataclasses import dataclass

import numpy as np
import pytest

RATE_HZ = 16_000
SAID = (
    ("agent", 1.0, "Good morning, human resources department, Joan speaking. How can I help you?"),
    ("customer", 7.0, "Hello, I would like to ask about my holiday."),
)
STARTED = ("--agent", "Joan", "--started-at", "2024-03-04T09:12:00+00:00")


@dataclass(frozen=True)
class Ran:
    """What a command gave back."""

    code: int
    out: str
    err: str


def spoken(folder, text, voice):
    """espeak-ng's voice as float samples at 16 kHz; skips (fails with CI=true) where it is missing."""
    program = shutil.which("espeak-ng")
    if program is None:
        message = "espeak-ng is missing: apt-get install espeak-ng"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    file = folder / "spoken.wav"
    subprocess.run([program, "-v", voice, "-s", "150", "-w", str(file), text], check=True)
    with wave.open(str(file)) as sound:
        rate_hz = sound.getframerate()
        samples = np.frombuffer(sound.readframes(sound.getnframes()), "<i2").astype(np.float32) / 32768
    at = np.arange(round(len(samples) * RATE_HZ / rate_hz)) * rate_hz / RATE_HZ
    return np.interp(at, np.arange(len(samples)), samples)


def write_wav(file, samples, rate_hz=RATE_HZ):
    """16-bit WAV of samples in [-1, 1], shape (channels, n)."""
    with wave.open(str(file), "wb") as sound:
        sound.setnchannels(samples.shape[0])
        sound.setsampwidth(2)
        sound.setframerate(rate_hz)
        sound.writeframes(np.round(np.clip(samples.T, -1, 1) * 32767).astype("<i2").tobytes())
    return file


def timed_words(text, start_s, length_s):
    """The words of a text over so many seconds, each as long as its letters."""
    words = text.split()
    step = length_s / sum(len(word) + 1 for word in words)
    timed = []
    for word in words:
        end_s = start_s + step * len(word)
        timed.append([word, round(start_s, 3), round(end_s, 3), 0.95])
        start_s = end_s + step
    return timed


@pytest.fixture(scope="session")
def two_voices(tmp_path_factory):
    """Samples of shape (2, n), the agent first, and the words that are said in them, with times."""
    folder = tmp_path_factory.mktemp("voices")
    sound = np.random.default_rng(5).normal(0, 2e-4, (2, 12 * RATE_HZ)).astype(np.float32)
    words = []
    for channel, (_, start_s, text) in enumerate(SAID):
        voice = spoken(folder, text, ("en-us", "en-gb")[channel])
        first = round(start_s * RATE_HZ)
        sound[channel, first : first + len(voice)] += 0.5 * voice
        words += timed_words(text, start_s + 0.05, len(voice) / RATE_HZ - 0.3)
    return sound, words


@pytest.fixture(scope="session")
def scene(two_voices, tmp_path_factory):
    """A folder with one good call, one whose words do not fit the standard, and the scripts that hear them."""
    folder = tmp_path_factory.mktemp("scene")
    sound, words = two_voices
    write_wav(folder / "good.wav", sound)
    (folder / "good.script").write_text(json.dumps([{"language_prob": 0.98, "words": words}]), "utf-8")
    bad = [[{"human": "some", "resources": "other", "department,": "thing,"}.get(w[0], w[0]), *w[1:]] for w in words]
    (folder / "bad.script").write_text(json.dumps([{"language_prob": 0.98, "words": bad}]), "utf-8")
    (folder / "deaf.script").write_text(json.dumps([{"words": []}]), "utf-8")
    return folder


@pytest.fixture
def environment(scene, tmp_path):
    """The environment of a run that hears the good call, away from this machine's own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("VOICECHECK_", "PYTHONUNB"))}
    return {
        **kept,
        "VOICECHECK_ENGINE": f"scripted:{scene / 'good.script'}",
        "VOICECHECK_HOME": str(tmp_path / "home"),
        "VOICECHECK_THREADS": "1",
    }


@pytest.fixture
def run(environment, tmp_path):
    """A function: the command in a process of its own."""

    def run_process(*arguments, cwd=None, **changes):
        command = [sys.executable, "-m", "voicecheck", *(a if isinstance(a, bytes) else str(a) for a in arguments)]
        done = subprocess.run(
            command, capture_output=True, env={**environment, **changes}, cwd=cwd or tmp_path, timeout=120, check=False
        )
        return Ran(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))

    return run_process


@pytest.fixture
def inside(environment, monkeypatch, capsys, tmp_path):
    """A function: the command in this process, through the same door, for speed."""

    def run_here(*arguments, **changes):
        from voicecheck import cli

        for name in [name for name in os.environ if name.startswith("VOICECHECK_")]:
            monkeypatch.delenv(name)
        for name, value in {**environment, **changes}.items():
            if name.startswith("VOICECHECK_"):
                monkeypatch.setenv(name, value)
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(sys, "argv", ["voicecheck", *(os.fsdecode(argument) for argument in arguments)])
        capsys.readouterr()
        code = cli._run()
        told = capsys.readouterr()
        return Ran(code, told.out, told.err)

    return run_here
