"""JUnit XML: a test suite a call and a test case a rule, for those who run voicecheck in a pipeline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from voicecheck.types import CallReport, Failed, Status, Verdict

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 (5th edition, production 2) has no place for."""


def render(report: CallReport) -> str:
    """One call; see `render_many`."""
    return render_many((report,))


def render_many(reports: Sequence[CallReport]) -> str:
    """The calls as one document.

    A failed rule of level error is a failure; one of a lesser level passes, with its message as output.
    What needs a person, could not be judged or does not apply is skipped with the reason. A call that
    could not be processed is an error.
    """
    root = Element("testsuites", name="voicecheck")
    for report in reports:
        root.append(_suite(report))
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _suite(report: CallReport) -> Element:
    suite = Element("testsuite", name=_clean(report.call.call_id))
    cases = [_fault(fault, report) for fault in report.faults] + [_case(one, report) for one in report.verdicts]
    suite.extend(cases)
    suite.set("tests", str(len(cases)))
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(sum(case.find(tag) is not None for case in cases)))
    return suite


def _case(verdict: Verdict, report: CallReport) -> Element:
    case = Element("testcase", name=_clean(verdict.rule), classname=_clean(report.call.call_id))
    case.set("file", _clean(report.call.path))
    message = _clean(verdict.message)
    if verdict.status is Status.FAIL and verdict.level.value == "error":
        SubElement(case, "failure", message=message, type=verdict.level.value).text = _where(verdict)
    elif verdict.status is Status.FAIL:
        SubElement(case, "system-out").text = f"{verdict.level.value}: {message} {_where(verdict)}".rstrip()
    elif verdict.status is not Status.PASS:
        SubElement(case, "skipped", message=f"{verdict.status.value}: {message}")
    return case


def _fault(fault: Failed, report: CallReport) -> Element:
    case = Element("testcase", name=_clean(fault.stage), classname=_clean(report.call.call_id))
    case.set("file", _clean(report.call.path))
    SubElement(case, "error", message=_clean(fault.message), type=_clean(fault.kind))
    return case


def _where(verdict: Verdict) -> str:
    """The seconds to play, a finding a line."""
    timed = (one for one in verdict.findings if one.start_s is not None)
    lines = (f"{one.start_s:.2f}-{one.end_s or one.start_s:.2f} s: {_clean(one.message)}" for one in timed)
    return "\n".join(lines)


def _clean(text: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
