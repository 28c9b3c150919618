"""Judging and asking in one go gives what each gives by itself."""

import sys
from pathlib import Path

import pytest

from voicecheck.pipeline import judge, judge_and_ask, probes_wanted
from voicecheck.standard import load_standard

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
from same_verdicts import LANGUAGES, invented

CALLS = tuple(invented(60))


@pytest.mark.parametrize("language", LANGUAGES)
def test_report_and_probes_are_those_of_the_two_alone(language):
    standard = load_standard(f"hr-{language}")
    for evidence in CALLS:
        report = judge_and_ask(evidence, standard)
        assert report == judge(evidence, standard)
        asked = {request.filler for request in probes_wanted(evidence, standard)}
        assert {filler for wanted in report.grounds.wanted.values() for filler in wanted} == asked


def test_some_of_them_pass_some_fail_and_some_want_probes():
    found = [judge_and_ask(evidence, load_standard(f"hr-{evidence.listening.language}")) for evidence in CALLS]
    assert len({report.outcome for report in found}) >= 3
    assert any(any(report.grounds.wanted.values()) for report in found)
