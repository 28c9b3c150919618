"""Properties of the greeting rule that no single case shows."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voicecheck.rules.greeting_formula import GreetingOptions, check
from voicecheck.types import SlotStatus, Status

CALL = {"agent": "Joan", "department": "sales department", "started_at": "2026-03-02T09:15:00+01:00"}
WHOLE = "Good morning, sales department, Joan speaking, how can I help you?"
ALL_DEMANDED = GreetingOptions(formula="{salutation}, {department}, {agent} speaking, {offer}")
PIECES = ("Good morning,", "sales department,", "Joan speaking,", "how can I help you?")
QUICK = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@QUICK
@given(st.sets(st.integers(0, 3)))
def test_only_the_whole_greeting_passes(build_case, kept):
    said = " ".join(PIECES[i] for i in sorted(kept))
    verdict = check(build_case({"agent": said or "well", "call": CALL}), ALL_DEMANDED)
    assert (verdict.status is Status.PASS) == (len(kept) == 4)


@QUICK
@given(st.permutations(PIECES))
def test_only_the_agreed_order_passes(build_case, pieces):
    verdict = check(build_case({"agent": " ".join(pieces), "call": CALL}), ALL_DEMANDED)
    assert (verdict.status is Status.PASS) == (tuple(pieces) == PIECES)


@QUICK
@given(st.permutations(WHOLE.replace(",", "").replace("?", "").split()))
def test_shuffled_words_never_pass(build_case, words):
    if " ".join(words) == WHOLE.replace(",", "").replace("?", ""):
        return
    verdict = check(build_case({"agent": " ".join(words), "call": CALL}), ALL_DEMANDED)
    slots = [slot.status for slot in verdict.slots.values()]
    assert verdict.status is not Status.PASS or slots.count(SlotStatus.SAID) == 4


@QUICK
@given(st.integers(0, 10), st.floats(0, 0.5))
def test_a_word_heard_worse_never_turns_into_a_fail(build_case, place, confidence):
    words = WHOLE.split()
    place %= len(words)
    words[place] += f"<{confidence:.2f}>"
    verdict = check(build_case({"agent": " ".join(words), "call": CALL}), ALL_DEMANDED)
    assert verdict.status is Status.PASS


@pytest.mark.parametrize("piece", range(4))
@pytest.mark.parametrize("noise", ["mmhm", "xrlg fnord", "sahara"])
def test_a_part_garbled_beyond_recognition_is_never_a_fail_when_heard_poorly(build_case, piece, noise):
    garbled = " ".join(f"{word}<0.2>" for word in noise.split())
    said = " ".join(garbled if i == piece else text for i, text in enumerate(PIECES))
    verdict = check(build_case({"agent": said, "call": CALL}), ALL_DEMANDED)
    assert verdict.status is Status.REVIEW


@pytest.mark.parametrize(
    "evidence",
    [
        {"clipped_start": True},
        {"recording": {"decode_errors": 1}},
        {"heard": [[1.0, 30.0]], "agent_speech": [[0.2, 6.0]]},
    ],
)
def test_missing_evidence_is_never_a_fail(build_case, evidence):
    verdict = check(build_case({"agent": " ".join(PIECES[1:]), "call": CALL, **evidence}), ALL_DEMANDED)
    assert verdict.status is Status.UNDECIDED


def test_every_verdict_has_a_clip(build_case):
    for said in (WHOLE, "this", "Good morning, sales department, my name is Mark, how can I help you?"):
        verdict = check(build_case({"agent": said, "call": CALL}), ALL_DEMANDED)
        assert verdict.findings
        assert all(one.start_s is not None and one.end_s is not None for one in verdict.findings)


@pytest.mark.parametrize(
    "options, part",
    [
        ({"formula": "{agent"}, "formula"), ({"order": "loose"}, "order"), ({"within_s": 0}, "within_s"),
        ({"tolerance_min": 999}, "tolerance_min"), ({"name_said": 2}, "name_said"), ({"unheard_s": -1}, "unheard_s"),
    ],
)  # fmt: skip
def test_an_option_out_of_range_is_named(options, part):
    with pytest.raises(ValueError, match=f"^{part}:"):
        GreetingOptions(**options)
