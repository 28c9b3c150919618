"""Suggested thresholds: a made rule whose right threshold is known, and lists from which nothing may be suggested."""

from dataclasses import dataclass, replace

import pytest

from voicecheck.batch.agreement import Judged, compare
from voicecheck.batch.labels import Label, Labelled
from voicecheck.batch.suggesting import advise, trials_of
from voicecheck.pipeline import judge
from voicecheck.rules.base import Rule, Tunable
from voicecheck.standard import load_standard
from voicecheck.standard.model import RuleSetting
from voicecheck.types import (
    CallEvidence,
    CallRef,
    Level,
    Listening,
    Recording,
    RolesBy,
    Scope,
    SlotResult,
    SlotStatus,
    Status,
    Transcript,
    Verdict,
    VoiceProfile,
)


@dataclass(frozen=True, slots=True)
class Options:
    """`limit` is a threshold, `word` a choice, `agreed_s` a policy that is nobody's to fit."""

    limit: float = 10.0
    word: str = "both"
    agreed_s: float = 10.0

    def __post_init__(self):
        if self.limit > 15:
            raise ValueError("limit: at most 15 wanted")


def check(case, options):
    length_s = case.evidence.recording.decoded_s
    good = length_s <= min(options.limit, options.agreed_s) or options.word == "none"
    slots = {"department|organisation": SlotResult(SlotStatus.SAID if good else SlotStatus.NOT_SAID)}
    return Verdict("test.short", Status.PASS if good else Status.FAIL, "as long as it is", slots=slots)


RULE = Rule("test.short", (), Options, check, tunable=(Tunable("limit"), Tunable("word", ("both", "none"))))


def heard(length_s):
    """Evidence of a silent call that long."""
    return CallEvidence(
        call=CallRef(path=f"/calls/{length_s}.wav", call_id=str(length_s)),
        recording=Recording(sha256="0" * 64, codec="pcm_s16le", rate_hz=8000, channels=2, decoded_s=length_s),
        listening=Listening(Scope.OPENING, "en", "base", "0" * 64, "int8", 20.0),
        transcript=Transcript((), "en", None, RolesBy.NONE, 0.0, None, heard=()),
        rings=None,
        voice=VoiceProfile({}, {}),
        speech=((), ()),
        agent_speech=(),
        clipped_start=False,
    )


@pytest.fixture
def standard():
    options = Options(limit=12.0, agreed_s=100.0)
    return replace(load_standard("hr-en"), settings=(RuleSetting(RULE, Level.ERROR, options, "test"),))


def found(standard, labels):
    """The agreement on calls of known length, by what their labels say."""
    calls = []
    for line, (length_s, status) in enumerate(labels, 2):
        evidence = heard(length_s)
        slots = {"department": SlotStatus.SAID if status is Status.PASS else SlotStatus.NOT_SAID}
        labelled = Labelled(evidence.call.path, None, {}, (Label(line, "test.short", status, slots),))
        calls.append(Judged(labelled, evidence, judge(evidence, standard)))
    (rule,) = compare(calls)
    return rule


def lengths(right_s, n=24):
    """Labels of people for whom calls up to `right_s` are in order."""
    return [(float(length_s), Status.PASS if length_s <= right_s else Status.FAIL) for length_s in range(1, n + 1)]


def test_the_threshold_that_fits_is_suggested_with_its_effect(standard):
    rule = found(standard, lengths(9.6))
    assert (rule.agreement.hits, rule.false_passes.hits, rule.false_fails.hits) == (21, 3, 0)
    (one,) = advise(rule, standard).suggestions
    assert (one.option, one.now, one.value) == ("limit", 12.0, 9.6)
    assert [share.hits for share in one.agreement] == [21, 24]
    assert [share.hits for share in one.false_passes] == [3, 0]
    assert one.elsewhere.hits in range(21, 25)


def test_parts_are_counted_under_either_of_their_names(standard):
    (slot,) = found(standard, lengths(9.6)).slots
    assert (slot.found.hits, slot.found.n) == (9, 9)
    assert (slot.invented.hits, slot.invented.n) == (3, 15)


def test_disagreements_are_listed_with_the_wrong_decisions(standard):
    rule = found(standard, lengths(9.6))
    assert [one.call.evidence.recording.decoded_s for one in rule.disagreements] == [10.0, 11.0, 12.0]


@pytest.mark.parametrize(
    ("labels", "told"),
    [
        (lengths(9, n=19), "19 labels, 20 are the least"),
        (lengths(4), "4 labels say pass, 5 are the least"),
        (lengths(20), "4 labels say fail, 5 are the least"),
        (lengths(12), "no other value of limit, word fits these labels better"),
    ],
)
def test_nothing_is_suggested_from_too_little_or_without_gain(standard, labels, told):
    advice = advise(found(standard, labels), standard)
    assert advice.suggestions == ()
    assert told in advice.refusal


def test_nothing_is_suggested_that_fails_a_call_in_order(standard):
    labels = [*lengths(9.6), (11.5, Status.PASS)]
    for one in advise(found(standard, labels), standard).suggestions:
        assert one.false_fails[1].hits <= one.false_fails[0].hits


def test_only_thresholds_are_tried_and_only_values_that_the_rule_accepts():
    trials = trials_of(RuleSetting(RULE, Level.ERROR, Options(limit=12.0)))
    assert {name for name, _ in trials} == {"limit", "word"}
    assert all(value <= 15 for name, value in trials if name == "limit")
    assert ("word", "none") in trials
    assert ("word", "both") not in trials
