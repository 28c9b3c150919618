"""What the rules say in all their cases has words in every language."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest

from voicecheck.phrase import Phrase
from voicecheck.reports import strings
from voicecheck.rules import RULES
from voicecheck.types import Verdict

_spec = importlib.util.spec_from_file_location("cases_of_rules", Path(__file__).with_name("test_cases.py"))
assert _spec is not None
assert _spec.loader is not None
CASES = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(CASES)
OPEN = ("part.",)
"""Names that a standard is free to give; without a word of theirs they stand for themselves."""


def sentences(verdict: Verdict) -> Iterator[str]:
    """What a reader is told by a verdict."""
    yield from (text for text in (verdict.message, verdict.decided_by) if text)
    yield from (finding.message for finding in verdict.findings)
    yield from (slot.note for slot in verdict.slots.values() if slot.note)


def phrases(value: object) -> Iterator[Phrase]:
    """A phrase and all phrases inside it."""
    if isinstance(value, Phrase):
        yield value
        for one in value.values.values():
            yield from phrases(one)
    elif isinstance(value, tuple):
        for one in value:
            yield from phrases(one)


@pytest.mark.parametrize("code", sorted(set(strings.languages()) - {"en"}))
@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_sentence_of_every_case_is_worded(rule, code, build_case):
    words = strings.load(code)
    told = [
        text
        for line in CASES.lines(rule.id)
        for text in sentences(CASES.judged(rule, build_case(line), line.get("options", {})))
    ]
    # A reason that a table gives for a missing measurement is the table's own text.
    own = {str(value) for line in CASES.lines(rule.id) for value in line.get("voice", {}).values()}
    assert [text for text in told if not isinstance(text, Phrase) and text not in own] == []
    used = {one.key for text in told for one in phrases(text)}
    assert [key for key in used if key not in words.words and not key.startswith(OPEN)] == []
    assert [text for text in told if "{" in words.say(text)] == []
    same = {text for text in told if isinstance(text, Phrase) and words.say(text) == str(text)}
    assert same == set()
