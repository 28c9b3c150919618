"""Whether words drive the tone score: one made voice says the same sentences with kind words and with harsh ones.

    python tests/benchmarks/tone_words.py

Needs espeak-ng. Each voice says eight sentences twice; the pairs differ in one word each. The usual delivery is the
voice's own, over other sentences. Printed: the mean difference of each score, kind less harsh, over voices, and the
largest. A score that reads words would move one way; target: at most 3 points of 100 in the mean.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import soundfile
from line import RATE_HZ, mu_law, seconds, telephone_band

from voicecheck.rules.tone_model import load_model
from voicecheck.rules.tone_usual import compare
from voicecheck.signal import resample
from voicecheck.types import Baseline, Interval, VoiceProfile
from voicecheck.voice.pitch import PitchTracker, SwiftF0Tracker
from voicecheck.voice.profile import Talk, measure_voice

VOICES = tuple(f"{accent}+{kind}" for accent in ("en-us", "en-029") for kind in ("m1", "m3", "m7", "f1", "f2", "f4"))
AXES = ("pleasant", "liveliness", "strain")
PAIRS = (("wonderful", "terrible"), ("pleasant", "dreadful"), ("lovely", "nasty"), ("delighted", "disgusted"))
SENTENCES = (
    "I must say that it was a really {} morning in the office.",
    "The report about the meeting is {}, and everybody knows it.",
    "We had a {} conversation about the invoice on Monday.",
    "She was {} by the answer that came in the letter.",
    "That is {} news about the delivery of the parts.",
    "He told me that the weather had been {} for a week.",
    "What a {} idea it was to call again in the evening.",
    "Everything about the new building is {} to them.",
)
OTHERS = (
    "Please hold the line while I look for your order number.",
    "The department is open from nine in the morning until five.",
    "Could you tell me your name and the number of the account?",
    "I will put you through to a colleague in another room.",
    "The invoice was sent on the third, and paid a week later.",
    "You can also find the form on our page, under the letter C.",
)


def spoken(voice: str, texts: list[str]) -> np.ndarray:
    """The texts one after the other over a telephone line."""
    parts = []
    with tempfile.TemporaryDirectory() as folder:
        for text in texts:
            path = Path(folder) / "said.wav"
            subprocess.run(["espeak-ng", "-v", voice, "-w", str(path), text], check=True, capture_output=True)
            sound, rate_hz = soundfile.read(path, dtype="float32")
            parts += [resample(sound, rate_hz=rate_hz, to_hz=RATE_HZ), seconds(0.3)]
    return mu_law(telephone_band(np.concatenate(parts)))


def profile(voice: str, texts: list[str], tracker: PitchTracker) -> VoiceProfile:
    """The measured voice."""
    sound = spoken(voice, texts)
    whole = [Interval(0.0, len(sound) / RATE_HZ)]
    return measure_voice([(sound, 0.0)], rate_hz=RATE_HZ, speech=whole, talk=Talk(), tracker=tracker)


def usual(found: VoiceProfile) -> Baseline:
    """One stretch as the usual delivery."""
    mean = {name: one.value for name, one in found.features.items() if one.value is not None}
    return Baseline(3, 60.0, mean, dict.fromkeys(mean, 0.0))


def filled(place: int) -> list[str]:
    """The sentences with the kind words (0) or the harsh ones (1)."""
    return [sentence.format(PAIRS[i % len(PAIRS)][place]) for i, sentence in enumerate(SENTENCES)]


def main() -> int:
    """Measure and print."""
    tracker, model = SwiftF0Tracker(), load_model()
    apart = []
    for voice in VOICES:
        own = usual(profile(voice, list(OTHERS), tracker))
        kind, harsh = (compare(profile(voice, filled(place), tracker), own, model=model) for place in (0, 1))
        if kind is None or harsh is None:
            print(f"{voice}: too little voice")
            continue
        pairs = [
            (getattr(kind, axis).score, getattr(harsh, axis).score) for axis in ("pleasant", "liveliness", "strain")
        ]
        print(f"{voice:10} " + "  ".join(f"{a:5.1f} {b:5.1f}" for a, b in pairs))
        apart.append([a - b for a, b in pairs])
    found = np.array(apart)
    for axis, column in zip(AXES, found.T, strict=True):
        print(f"{axis}: mean difference {column.mean():+.1f}, largest {column[np.argmax(np.abs(column))]:+.1f} points")
    return 0


if __name__ == "__main__":
    sys.exit(main())
