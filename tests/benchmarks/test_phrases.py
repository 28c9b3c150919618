"""The benchmark of written greetings: what it counts, held against sums done by hand."""

from __future__ import annotations

import pytest
from phrases import Counts, count, judged, mistakes, spoken, standard_of

GOOD = {"salutation": True, "place": True, "name": True, "offer": True}


def item(text: str, truth: dict[str, bool]):
    given = {
        "text": text,
        "at": "09:15",
        "expected_place": "billing department",
        "kind": "department",
        "expected_name": "Joan",
        "roster": ["Joan", "Mark"],
        "truth": truth,
    }
    return judged(given, "en", standard_of("en"))


def test_a_whole_greeting_is_judged_by_the_rule_on_its_own_words():
    found = item("Hello, billing department, Joan speaking, how can I help you?", GOOD)
    assert found.verdict.status == "pass"
    assert not any(found.wrong(part) for part in GOOD)


def test_a_part_that_a_person_must_hear_is_not_found_and_no_false_finding():
    doubtful = item("Good morning, billing department, Joan speaking, I am listening.", GOOD)
    assert doubtful.status("offer") == "cannot_tell"
    assert count([doubtful], "offer") == Counts(right=0, false=0, missed=1)
    assert count([item(doubtful.text, GOOD | {"offer": False})], "offer") == Counts(0, 0, 0)


def test_what_is_said_though_the_truth_denies_it_is_false_and_listed():
    wrong = item("Good morning, billing department, Joan speaking, how can I help you?", GOOD | {"name": False})
    assert count([wrong], "name") == Counts(right=0, false=1, missed=0)
    assert mistakes([wrong])[0].startswith("name: not said, judged said")


def test_f1_and_its_interval():
    counts = Counts(right=8, false=1, missed=1)
    assert counts.f1 == pytest.approx(16 / 18)
    assert counts.f1_text == "0.889 [0.615, 0.987]"  # J = 8/10: Clopper-Pearson .4439 to .9748


def test_words_follow_each_other_and_a_dash_alone_is_a_pause():
    first, second = spoken("Good - morning")
    assert (first.text, second.text) == ("Good", "morning")
    assert second.start_s - first.end_s == pytest.approx(0.33, abs=0.002)
