"""Speech from the synthesisers that Debian and the package index offer.

A voice is written `engine:name`, with `@ratio` behind it where pitch and vocal tract are scaled
(`hibari:heart@0.85` is a lower, larger speaker; the tempo stays). Engines:

- `hibari`: English, Apache-2.0, its model inside the wheel (extra `samples`);
- `pico`: English and German, SVOX Pico, Apache-2.0, its voices inside the package (extra `samples`);
- `flite`: English, Debian's program `flite`, BSD-like;
- `festival`: Russian, Debian's `festival` with `festvox-ru`, BSD-like;
- `espeak`: Albanian and the rest, Debian's program `espeak-ng`, GPL, run as a program of its own.
"""

from __future__ import annotations

import atexit
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr
from line import RATE_HZ, telephone_band
from numpy.typing import NDArray

Sound = NDArray[np.float32]

EDGE_SHARE = 0.02
"""Share of the peak level under which the ends of an utterance are silence (-34 dB)."""
EDGE = RATE_HZ // 50
"""Samples kept on either side (20 ms), so that a soft consonant keeps its onset."""
PICO_VOLUME = 50
"""At its own 100 a hundredth of the samples is clipped."""
PICO_DULL = {"de-DE": 0.95}
"""Pre-emphasis of voices without high sounds: the German one is 10 to 15 dB fainter above 1.5 kHz than speech is,
so that noise set against its level drowned its consonants, and no recogniser understood it."""
FESTIVAL_CHARACTERS = 10_000
FESTIVAL_SAID = "said-and-written"


def speak(voice: str, text: str, *, tempo: float = 1.0) -> Sound:
    """Speech at 8 kHz, silence at both ends cut off, at 0.1 RMS within the telephone's band.

    Args:
        voice: `engine:name` or `engine:name@ratio`, ratio 0.7 to 1.4.
        text: what to say, in the voice's language.
        tempo: 1 is the engine's own; `festival` has no tempo and keeps its own.

    Raises:
        RuntimeError: if the engine is missing or says nothing; the message names the voice.
    """
    engine, _, rest = voice.partition(":")
    name, _, ratio = rest.partition("@")
    scale = float(ratio or 1)
    try:
        sound, rate_hz = ENGINES[engine](name, text, tempo / scale)
    except (ImportError, OSError, subprocess.CalledProcessError) as error:
        raise RuntimeError(f"voice {voice}: {error}; samples/README.md says how to install it") from error
    speech = _trimmed(soxr.resample(sound, rate_hz * scale, RATE_HZ).astype(np.float32))
    if len(speech) == 0:
        raise RuntimeError(f"voice {voice} said nothing for {text!r}")
    in_band = telephone_band(speech)
    return (speech * (0.1 / np.sqrt(np.mean(in_band**2)))).astype(np.float32)


def _trimmed(sound: Sound) -> Sound:
    loud = np.flatnonzero(np.abs(sound) > EDGE_SHARE * np.abs(sound).max(initial=0))
    return sound[max(0, loud[0] - EDGE) : loud[-1] + 1 + EDGE] if len(loud) else sound[:0]


def _hibari(name: str, text: str, tempo: float) -> tuple[Sound, int]:
    model = _hibari_model(name)
    return np.asarray(model(text, speed=tempo, seed=0), dtype=np.float32), int(model.sample_rate)


@cache
def _hibari_model(name: str) -> Any:
    from hibari import Hibari

    return Hibari(voice=name, threads=1)


def _pico(name: str, text: str, tempo: float) -> tuple[Sound, int]:
    from ttspico import TtsEngine

    engine = TtsEngine(name)
    engine.rate, engine.volume = round(100 * tempo), PICO_VOLUME
    sound = np.frombuffer(engine.speak(text), dtype="<i2").astype(np.float32) / 32768
    return (np.append(sound[:1], sound[1:] - PICO_DULL[name] * sound[:-1]) if name in PICO_DULL else sound), 16000


def _flite(name: str, text: str, tempo: float) -> tuple[Sound, int]:
    stretch = f"duration_stretch={1 / tempo:.3f}"
    return _run(lambda out: ["flite", "-voice", name, "--setf", stretch, "-t", text, "-o", out])


def _espeak(name: str, text: str, tempo: float) -> tuple[Sound, int]:
    return _run(lambda out: ["espeak-ng", "-v", name, "-s", str(round(155 * tempo)), "-w", out, text])


def _festival(name: str, text: str, tempo: float) -> tuple[Sound, int]:
    quoted = text.replace("\\", "").replace('"', "")[:FESTIVAL_CHARACTERS]
    program = _festival_program(name)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "speech.wav"
        said = f'(utt.save.wave (utt.synth (Utterance Text "{quoted}")) "{out}" \'riff)'
        program.stdin.write(f'{said}\n(print "{FESTIVAL_SAID}")\n(fflush nil)\n')
        program.stdin.flush()
        while FESTIVAL_SAID not in (line := program.stdout.readline()):
            if not line:
                raise OSError("festival has ended")
        sound, rate_hz = soundfile.read(out, dtype="float32")
    return sound, rate_hz


@cache
def _festival_program(name: str) -> Any:
    """A running festival: loading its voice takes ten times as long as a phrase."""
    pipe = subprocess.PIPE
    program = subprocess.Popen(
        ["festival", "--pipe"], stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True, encoding="utf-8"
    )
    atexit.register(program.kill)
    if program.stdin is not None:
        program.stdin.write(f"(voice_{name})\n")
    return program


def _run(command: Any) -> tuple[Sound, int]:
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder) / "speech.wav")
        subprocess.run(command(out), check=True, capture_output=True)
        sound, rate_hz = soundfile.read(out, dtype="float32")
    return sound, rate_hz


ENGINES = {"hibari": _hibari, "pico": _pico, "flite": _flite, "festival": _festival, "espeak": _espeak}
