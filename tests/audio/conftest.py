import os
import shutil
import subprocess
import wave

import numpy as np
import pytest

INSTALL = "apt-get install ffmpeg sox libsox-fmt-all espeak-ng"


def run_program(program, *arguments):
    """Runs a program that makes test sound; skips (fails with CI=true) where it is missing."""
    if shutil.which(program) is None:
        text = f"{program} is missing; install it: {INSTALL}"
        if os.environ.get("CI") == "true":
            pytest.fail(text)
        pytest.skip(text)
    command = [program, *(str(argument) for argument in arguments)]
    subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL)


def write_wav(path, samples, rate_hz):
    """16-bit WAV of samples in [-1, 1], shape (channels, n)."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(samples.shape[0])
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(np.round(samples.T * 32767).astype("<i2").tobytes())
    return path


def tone(hz, seconds, rate_hz, level=0.4):
    return level * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate_hz)) / rate_hz)


@pytest.fixture(scope="session")
def program():
    return run_program


@pytest.fixture(scope="session")
def save_wav():
    return write_wav


@pytest.fixture(scope="session")
def sources(tmp_path_factory):
    """Stereo and mono WAV of 6 s at three rates: 1 s of silence, then 440 Hz left and 700 Hz right."""
    folder = tmp_path_factory.mktemp("sources")
    made = {}
    for rate_hz in (8000, 16000, 44100):
        both = np.stack([tone(440, 6, rate_hz), tone(700, 6, rate_hz)])
        both[:, :rate_hz] = 0
        made[rate_hz, 2] = write_wav(folder / f"{rate_hz}-2.wav", both, rate_hz)
        made[rate_hz, 1] = write_wav(folder / f"{rate_hz}-1.wav", both[:1], rate_hz)
    return made


@pytest.fixture(scope="session")
def spoken(tmp_path_factory):
    """Speech made by espeak-ng at 16 kHz, silence at its ends cut off."""
    from voicecheck.signal import resample

    path = tmp_path_factory.mktemp("spoken") / "speech.wav"
    text = "Good morning, human resources department, Joan speaking. How can I help you today?"
    run_program("espeak-ng", "-v", "en-us", "-s", "150", "-w", path, text)
    with wave.open(str(path), "rb") as file:
        rate_hz = file.getframerate()
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float32) / 32768
    loud = np.flatnonzero(np.abs(samples) > 0.01)
    return resample(samples[loud[0] : loud[-1]], rate_hz=rate_hz, to_hz=16000)
