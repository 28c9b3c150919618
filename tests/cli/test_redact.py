"""Dictated numbers are in nothing that a command prints or writes, unless they are asked for."""

import base64
import json
import re

import numpy as np
import pytest

from voicecheck.audio.limits import Tally
from voicecheck.audio.stream import blocks

CARD = ("4242", "4242", "4242", "4242")


@pytest.fixture
def dictating(scene, tmp_path):
    """The script of the good call, in which the customer goes on to dictate a card."""
    (take,) = json.loads((scene / "good.script").read_text())
    last_s = take["words"][-1][2]
    take["words"] = [w for w in take["words"] if w[0] != "holiday."]
    take["words"] += [[text, last_s - 0.4 + 0.1 * at, last_s - 0.3 + 0.1 * at, 0.9] for at, text in enumerate(CARD)]
    take["words"].sort(key=lambda word: word[1])
    script = tmp_path / "dictating.script"
    script.write_text(json.dumps([take]))
    return {"VOICECHECK_ENGINE": f"scripted:{script}"}


def told(run, scene, dictating, folder, *more):
    """All that a check prints and writes, and its exit code."""
    given = (
        "--standard",
        "hr-en",
        "--agent",
        "Joan",
        "--scope",
        "call",
        "--out",
        folder,
        "--evidence",
        folder / "heard",
    )
    ran = run("check", scene / "good.wav", *given, "--format", "json", *more, **dictating)
    files = [file.read_text("utf-8") for file in folder.rglob("*") if file.is_file()]
    return ran.code, "".join([ran.out, ran.err, *files])


def test_by_default_a_dictated_number_is_nowhere(run, scene, dictating, tmp_path):
    code, text = told(run, scene, dictating, tmp_path / "out")
    assert "4242" not in text
    assert "[###]" in text
    plain_code, plain = told(run, scene, dictating, tmp_path / "plain", "--redact", "none")
    assert "4242" in plain
    assert code == plain_code


def test_silence_needs_what_was_recognised(inside, scene):
    for given, words in ((["--redact-audio"], "--scope call"),
                         (["--redact-audio", "--scope", "call", "--audio", "link"], "--audio embed"),
                         (["--redact-audio", "--scope", "call", "--redact", "none"], "--redact none"),
                         (["--redact", "letters"], "numbers, names")):  # fmt: skip
        ran = inside("check", scene / "good.wav", "--standard", "hr-en", *given)
        assert ran.code == 2
        assert words in ran.err


def test_what_is_taken_out_is_silent_in_the_pages_sound(run, scene, dictating, tmp_path):
    page = tmp_path / "page.html"
    given = ("--standard", "hr-en", "--agent", "Joan", "--scope", "call", "--html", page, "--format", "json")
    levels = []
    for more in ((), ("--redact-audio",)):
        ran = run("check", scene / "good.wav", *given, *more, **dictating)
        turns = json.loads(ran.out)["transcript"]["turns"]
        spans = [(w["start_s"], w["end_s"]) for turn in turns for w in turn["words"] if w["text"] == "[###]"]
        assert len(spans) == len(CARD)
        sound = base64.b64decode(re.search(r"data:audio/ogg[^,]*;base64,([A-Za-z0-9+/=]+)", page.read_text())[1])
        (tmp_path / "page.opus").write_bytes(sound)
        tally = Tally()
        samples = np.concatenate(list(blocks(str(tmp_path / "page.opus"), tally=tally)), axis=1)
        first, last = (round(at * tally.rate_hz) for at in (spans[0][0], spans[-1][1]))
        levels.append((np.abs(samples[:, first:last]).max(), np.abs(samples).max()))
    assert levels[0][0] > 0.05
    assert levels[1][0] < 0.01
    assert levels[1][1] > 0.2, "the rest is there"
