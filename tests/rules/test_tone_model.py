"""The tone model as shipped, and a call against the agent's usual delivery."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import replace
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicecheck.rules.tone_model import FILE, LEAST_BLOCKS, load_model, scored
from voicecheck.rules.tone_pleasant import Options, check
from voicecheck.rules.tone_usual import WORDINGS, compare
from voicecheck.types import Baseline, Measurement, Moments, Status, VoiceBlock, VoiceProfile
from voicecheck.voice import FEATURES

MODEL = load_model()
USUAL = {
    "f0_median": 10.0,
    "f0_spread": 2.6,
    "f0_movement": 18.0,
    "phrase_end": -0.8,
    "level_spread": 6.0,
    "level_movement": 160.0,
    "quiet_share": 30.0,
    "alpha_ratio": -11.0,
    "alpha_spread": 6.5,
    "mid_ratio": -6.0,
    "hnr": 7.0,
    "presence": 1.0,
    "consonant_colour": -6.0,
    "consonant_spread": 8.0,
    "snr": 30.0,
}
BASELINE = Baseline(calls=6, voiced_s=180.0, mean=USUAL, spread={name: 0.1 * abs(v) for name, v in USUAL.items()})


def block(number, values, *, count=100):
    """A block of 4 s in which the quantities have the means and spreads of those features."""
    sums = {}
    for feature in MODEL.features:
        mean, spread = sums.get(feature.quantity, (0.0, 0.0))
        sums[feature.quantity] = (mean, values[feature.name]) if feature.spread else (values[feature.name], spread)
    moments = {name: Moments(count, count * m, count * (m * m + s * s)) for name, (m, s) in sums.items()}
    return VoiceBlock(4.0 * number, 4.0 * number + 4.0, moments)


def voice(changes=None, *, blocks=10, wobble=0.0, **facts):
    """The usual voice with changes in units of the model's scales, in blocks that wobble by as much about it."""
    scale = {feature.name: feature.scale for feature in MODEL.features}
    values = {name: USUAL[name] + scale[name] * (changes or {}).get(name, 0.0) for name in scale}
    parts = tuple(
        block(number, {n: v + scale[n] * wobble * (1 if number % 2 else -1) for n, v in values.items()})
        for number in range(blocks)
    )
    quality = {"voiced_s": 30.0, "snr": 30.0, "overlap_share": 0.0, "clipping": 0.0, "tracker_confidence": 0.9} | facts
    features = {name: Measurement(value, FEATURES[name], 30.0) for name, value in (values | quality).items()}
    return VoiceProfile(features, None, (), parts)


def judged(build_case, profile, baseline=BASELINE, **options):
    case = build_case({"agent": "good morning"})
    evidence = replace(case.evidence, voice=profile)
    return check(replace(case, evidence=evidence, baseline=baseline), Options(**options))


def pulling(way):
    """Changes that all pull the pleasant score one way; pitch is left alone, for a flat one fails by itself."""
    axis = MODEL.axes["pleasant"].coefficients.items()
    return {name: way * math.copysign(1.5, c) for name, c in axis if name not in ("f0_spread", "f0_movement")}


def test_the_file_says_what_it_is_and_its_hash_holds():
    content = json.loads(files("voicecheck.rules").joinpath(FILE).read_text(encoding="utf-8"))
    assert content["licence"] == "ODbL-1.0"
    assert {"made", "data", "data_sha256", "attribution", "features", "models", "made_by"} <= set(content)
    plain = {name: value for name, value in content.items() if name != "sha256"}
    assert content["sha256"] == hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()
    assert set(content["models"]) == {"liveliness", "strain", "pleasant"}


def test_every_feature_of_the_model_is_measured_and_worded():
    names = {feature.name for feature in MODEL.features}
    assert {feature.unit for feature in MODEL.features} == {FEATURES[name] for name in names}
    assert set(WORDINGS) == names
    assert all(set(axis.coefficients) == names for axis in MODEL.axes.values())


def test_the_usual_voice_scores_about_the_middle(build_case):
    found = judged(build_case, voice())
    assert found.status is Status.PASS
    assert found.score == pytest.approx(50, abs=5)
    assert found.decided_by == "this agent's usual delivery"
    assert "compared with this agent's usual delivery" in found.message


def test_a_voice_far_from_the_usual_is_reviewed_with_its_terms_in_measured_words(build_case):
    found = judged(build_case, voice(pulling(-1)), fail_score=0)
    assert found.status is Status.REVIEW
    assert found.score is not None
    assert found.score < 40
    terms = [one for one in found.findings if "your usual" in one.message]
    assert 2 <= len(terms) <= 3
    assert all(one.start_s is not None and one.heard and one.expected for one in terms)
    assert any("livelier seconds" in one.message for one in found.findings)
    assert {one.message.split()[0] for one in found.findings[-2:]} == {"liveliness", "strain"}


def test_a_voice_fails_only_where_the_whole_band_does(build_case):
    far = voice({name: 2.5 * change for name, change in pulling(-1).items()})
    assert judged(build_case, far).status is Status.FAIL
    assert judged(build_case, far, fail_score=0).status is Status.REVIEW
    rough = voice({name: change / 2 for name, change in pulling(-1).items()}, wobble=0.5)
    score = judged(build_case, rough, fail_score=0, max_band=100).value
    assert judged(build_case, rough, fail_score=score, min_score=90, max_band=100).status is Status.REVIEW


def test_a_voice_is_reviewed_only_where_the_whole_band_asks_for_it(build_case):
    rough = voice({name: change / 4 for name, change in pulling(-1).items()}, wobble=0.5)
    score = judged(build_case, rough, max_band=100).value
    assert judged(build_case, rough, min_score=score + 0.1, max_band=100).status is Status.PASS
    assert judged(build_case, rough, min_score=100, max_band=100).status is Status.REVIEW


def test_a_voice_on_the_better_side_passes(build_case):
    found = judged(build_case, voice(pulling(+1)))
    assert found.status is Status.PASS
    assert found.score is not None
    assert found.score > 60


@pytest.mark.parametrize(
    "baseline", [None, replace(BASELINE, calls=2), replace(BASELINE, voiced_s=59.0), replace(BASELINE, mean={})]
)
def test_without_enough_to_compare_with_the_ranges_decide_and_no_score_is_given(build_case, baseline):
    found = judged(build_case, voice(), baseline)
    assert found.decided_by == "reference ranges"
    assert found.score is None


def test_noise_that_changed_refuses_and_says_what_would_help(build_case):
    found = judged(build_case, voice(snr=22.0))
    assert found.status is Status.UNDECIDED
    assert "22 dB over the noise and 30 dB in the agent's earlier calls" in found.message
    assert "would help" in found.message
    assert judged(build_case, voice(snr=25.0)).status is Status.PASS
    assert judged(build_case, voice(snr=22.0), None).decided_by == "reference ranges"


def test_a_wide_band_is_undecided(build_case):
    rough = voice(blocks=4, wobble=1.0)
    found = judged(build_case, rough, max_band=1)
    assert found.status is Status.UNDECIDED
    assert "more of the agent's speech would help" in found.message
    assert judged(build_case, rough, max_band=100).status is not Status.UNDECIDED


def test_a_flat_voice_fails_though_it_is_usual(build_case):
    flat = voice()
    facts = dict(flat.features) | {
        "f0_movement": Measurement(2.0, "st/s", 30.0),
        "f0_spread": Measurement(0.3, "st", 30.0),
    }
    usual = replace(BASELINE, mean=USUAL | {"f0_movement": 2.0, "f0_spread": 0.3})
    found = judged(build_case, replace(flat, features=facts), usual)
    assert (found.status, found.decided_by) == (Status.FAIL, "reference ranges")


def test_the_band_holds_the_score_and_narrows_with_speech():
    axis = MODEL.axes["liveliness"]
    widths = []
    for count in (6, 24, 96):
        profile = voice(blocks=count, wobble=0.5)
        found = scored(MODEL, axis, dict.fromkeys(axis.coefficients, 0.0), blocks=profile.blocks)
        assert found is not None
        assert found.low <= found.score <= found.high
        widths.append(found.high - found.low)
    assert widths[0] > widths[1] > widths[2] > 0
    assert scored(MODEL, axis, {}, blocks=voice(blocks=LEAST_BLOCKS - 1).blocks) is None


def test_a_verdict_can_be_repeated(build_case):
    profile = voice(pulling(-1), wobble=0.7)
    assert judged(build_case, profile) == judged(build_case, profile)


def test_the_most_audible_seconds_are_those_that_differ_most():
    calm = voice().blocks
    odd = block(5, {name: value + (8.0 if name == "phrase_end" else 0.0) for name, value in USUAL.items()})
    profile = replace(voice({"phrase_end": 3.0}), blocks=(*calm[:5], odd, *calm[6:]))
    found = compare(profile, BASELINE, model=MODEL)
    assert found is not None
    term = next(one for one in found.terms if "end of phrases" in one.message)
    assert (term.start_s, term.end_s) == (20.0, 24.0)


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(WORDINGS)), st.floats(-50, 50), max_size=14))
def test_scores_stay_within_bounds_whatever_is_measured(changes):
    found = compare(voice(changes), BASELINE, model=MODEL)
    assert found is not None
    for one in (found.pleasant, found.liveliness, found.strain):
        assert 0 <= one.low <= one.score <= one.high <= 100


def test_a_higher_usual_moves_nothing():
    """Two people who differ from their own usual alike score alike: no norm differs by voice."""
    changes = {"f0_movement": -1.0, "alpha_ratio": 0.8}
    low = compare(voice(changes), BASELINE, model=MODEL)
    profile = voice(changes)
    raised = {
        name: Measurement(one.value + 9.0, one.unit, one.basis_s) if name == "f0_median" and one.value else one
        for name, one in profile.features.items()
    }
    usual = replace(BASELINE, mean=USUAL | {"f0_median": USUAL["f0_median"] + 9.0})
    high = compare(replace(profile, features=raised), usual, model=MODEL)
    assert low is not None
    assert high is not None
    assert high.pleasant.score == pytest.approx(low.pleasant.score)
    assert high.liveliness.score == pytest.approx(low.liveliness.score)
