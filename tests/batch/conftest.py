"""A call of a few seconds and the words that the scripted recogniser hears in it."""

import json
import wave

import numpy as np
import pytest

RATE_HZ = 8000


def write_call(path, *, seed=0, length_s=3.0):
    """A mono 16-bit WAV of noise bursts that a voice activity detector may or may not take for speech."""
    noise = np.random.default_rng(seed).normal(0, 0.1, round(length_s * RATE_HZ))
    noise *= np.sin(2 * np.pi * 3 * np.arange(len(noise)) / RATE_HZ) > 0
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(np.round(np.clip(noise, -1, 1) * 32767).astype("<i2").tobytes())
    return path


@pytest.fixture(scope="session")
def script(tmp_path_factory):
    file = tmp_path_factory.mktemp("script") / "script.json"
    words = [["good", 0.5, 0.8], ["morning", 0.8, 1.2], ["joan", 1.3, 1.6], ["speaking", 1.6, 2.0]]
    file.write_text(json.dumps([{"language_prob": 0.99, "words": words}]))
    return file


@pytest.fixture(scope="session")
def call():
    return write_call
