"""Each cause for which a voice is not judged has a message of its own that says what would help."""

import re
from dataclasses import replace

import pytest

from voicecheck.phrase import Phrase
from voicecheck.reports import strings
from voicecheck.rules.tone_pleasant import Options, check
from voicecheck.types import Baseline, Measurement, Status, VoiceProfile
from voicecheck.voice import FEATURES

GOOD = {"voiced_s": 30.0, "snr": 30.0, "overlap_share": 0.0, "clipping": 0.0, "tracker_confidence": 0.9}
VOICE = {"f0_movement": 18.0, "f0_spread": 2.9, "articulation_rate": 5.0}
USUAL = Baseline(calls=5, voiced_s=150.0, mean={"snr": 30.0, **VOICE}, spread={})
CAUSES = {
    "voiced_s": (7.9, 8.0, "tone.little_voice"),
    "snr": (9.9, 10.0, "tone.noise"),
    "overlap_share": (10.1, 10.0, "tone.overlap"),
    "clipping": (0.11, 0.1, "tone.clipping"),
    "tracker_confidence": (0.69, 0.7, "tone.unsure"),
}
"""Each cause with a value that refuses, one that does not, and the key of its message."""


def judged(build_case, facts, baseline=None):
    case = build_case({"agent": "good morning"})
    features = {name: Measurement(value, FEATURES[name], 30.0) for name, value in (GOOD | VOICE | facts).items()}
    evidence = replace(case.evidence, voice=VoiceProfile(features, None))
    return check(replace(case, evidence=evidence, baseline=baseline), Options())


@pytest.mark.parametrize("cause", CAUSES)
def test_each_cause_refuses_alone_and_says_what_would_help(build_case, cause):
    refused, carried, key = CAUSES[cause]
    found = judged(build_case, {cause: refused})
    assert found.status is Status.UNDECIDED
    assert isinstance(found.message, Phrase)
    assert (found.message.key, found.message.endswith("would help")) == (key, True)
    assert judged(build_case, {cause: carried}).status is Status.PASS


@pytest.mark.parametrize(("snr", "refuses"), [(23.9, True), (24.1, False), (35.9, False), (36.1, True)])
def test_a_line_whose_noise_changed_by_more_than_six_decibels_refuses(build_case, snr, refuses):
    found = judged(build_case, {"snr": snr}, USUAL)
    assert (found.status is Status.UNDECIDED) is refuses
    if refuses:
        assert isinstance(found.message, Phrase)
        assert found.message.key == "tone.other_line"
        assert found.message.endswith("would help")
    assert judged(build_case, {"snr": snr}).status is Status.PASS, "without earlier calls nothing changed"


def test_several_causes_are_all_told(build_case):
    found = judged(build_case, {name: refused for name, (refused, _, _) in CAUSES.items()})
    assert found.message.count("would help") == len(CAUSES)


@pytest.mark.parametrize("code", strings.languages())
def test_the_causes_differ_in_every_language(code):
    words = strings.load(code).words
    keys = [*(key for _, _, key in CAUSES.values()), "tone.other_line", "tone.wide"]
    texts = {re.sub(r"\{[^}]*\}", "", words[key]) for key in keys}
    assert len(texts) == len(keys)
