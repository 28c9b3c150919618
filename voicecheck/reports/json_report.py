"""JSON of one call: the names that other programs rely on (`call_report.schema.json` describes them).

Keys are sorted, numbers are rounded, and two runs over the same call differ in the `run` block only.
A number that is not finite becomes null; the message beside it says so. Sentences are English; `says` beside
them holds, by the name of the field, the key and values from which the reports in other languages word them.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from voicecheck.phrase import Phrase, Plain, as_plain
from voicecheck.reports.numbers import LIKENESS, bare, decimals_of, measured, rounded, seconds, usual_ranges
from voicecheck.types import (
    Baseline,
    CallEvidence,
    CallReport,
    Failed,
    Finding,
    Measurement,
    Review,
    Rings,
    SlotResult,
    Transcript,
    Turn,
    Verdict,
    VoiceSeries,
    Word,
)

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

SCHEMA_VERSION = 1

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def render(report: CallReport) -> str:
    """One object, indented, ended by a line end."""
    return dumps(report_object(report), indent=2) + "\n"


def render_many(reports: Sequence[CallReport]) -> str:
    """An object for one call, a list for several or none."""
    if len(reports) == 1:
        return render(reports[0])
    return dumps([report_object(report) for report in reports], indent=2) + "\n"


def dumps(value: Json, *, indent: int | None = None) -> str:
    r"""JSON text with sorted keys; bytes of a file name that are no UTF-8 stay escaped (`\udcNN`), so it encodes."""
    separators = (",", ":") if indent is None else (",", ": ")
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, allow_nan=False, indent=indent, separators=separators)
    return _LONE_SURROGATE.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def report_object(report: CallReport) -> dict[str, Json]:
    """The object of one call, rounded, ready for `json.dumps`."""
    evidence = report.evidence
    return {
        "schema_version": SCHEMA_VERSION,
        "call": _call(report),
        "standard": {"id": report.standard.id, "hash": report.standard.hash},
        "engine": _engine(evidence),
        "outcome": report.outcome.value,
        "verdicts": [_verdict(verdict) | _reviews(verdict, report.reviews) for verdict in report.verdicts],
        "transcript": _transcript(evidence.transcript) if evidence else None,
        "voice": _voice(evidence.voice.features, report) if evidence else {},
        "voice_series": _series(evidence.voice.series) if evidence and evidence.voice.series else None,
        "rings": _rings(evidence.rings) if evidence and evidence.rings else None,
        "baseline": _baseline(report.baseline) if report.baseline else None,
        "faults": [_fault(fault) for fault in report.faults],
        "run": {name: _run_value(value) for name, value in report.run.items()},
    }


def _call(report: CallReport) -> dict[str, Json]:
    call, recording = report.call, report.evidence.recording if report.evidence else None
    return {
        "id": call.call_id,
        "path": call.path,
        "sha256": recording.sha256 if recording else None,
        "duration_s": seconds(recording.decoded_s) if recording else None,
        "declared_s": seconds(recording.declared_s) if recording else None,
        "decode_errors": recording.decode_errors if recording else None,
        "codec": recording.codec if recording else None,
        "rate_hz": recording.rate_hz if recording else None,
        "channels": recording.channels if recording else None,
        "agent": call.agent,
        "department": call.department,
        "organisation": call.organisation,
        "customer": call.customer,
        "started_at": call.started_at.isoformat() if call.started_at else None,
        "direction": call.direction.value,
        "language": call.language or (report.evidence.listening.language if report.evidence else None),
    }


def _engine(evidence: CallEvidence | None) -> dict[str, Json]:
    if evidence is None:
        return {"model": None, "sha256": None, "analysis_version": None}
    heard_by = evidence.listening
    return {
        "model": heard_by.model,
        "sha256": heard_by.model_sha256,
        "analysis_version": heard_by.analysis_version,
    }


def _verdict(verdict: Verdict) -> dict[str, Json]:
    return {
        "rule": verdict.rule,
        "level": verdict.level.value,
        "status": verdict.status.value,
        "value": bare(verdict.value),
        "threshold": bare(verdict.threshold),
        "score": verdict.score,
        "source": verdict.source,
        "message": verdict.message + _not_finite(verdict),
        "decided_by": verdict.decided_by,
        "findings": [_finding(finding) for finding in verdict.findings],
        "slots": {name: _slot(slot) for name, slot in verdict.slots.items()},
        **_says(message=verdict.message, decided_by=verdict.decided_by),
    }


def _says(**sentences: str | None) -> dict[str, Json]:
    """The keys and values of those sentences that have them; nothing where none has."""
    found: dict[str, Json] = {
        name: _shortened(as_plain(said)) for name, said in sentences.items() if isinstance(said, Phrase)
    }
    return {"says": found} if found else {}


def _shortened(value: Plain) -> Json:
    if isinstance(value, dict):
        return {name: _shortened(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_shortened(one) for one in value]
    return bare(value) if isinstance(value, float) else value


def _reviews(verdict: Verdict, reviews: Sequence[Review]) -> dict[str, Json]:
    """What people said of the rule; the key is there only where somebody did."""
    said: list[Json] = [
        {
            "status": review.status.value,
            "reviewer": review.reviewer,
            "note": review.note,
            "machine_then": review.machine.value if review.machine else None,
            "agrees": review.status is verdict.status,
            "reviewed_at": review.reviewed_at,
        }
        for review in reviews
        if review.rule == verdict.rule
    ]
    return {"reviews": said} if said else {}


def _not_finite(verdict: Verdict) -> str:
    """What is added to the message where a number had to become null."""
    named = (("value", verdict.value), ("threshold", verdict.threshold))
    wrong = [name for name, number in named if number is not None and not math.isfinite(number)]
    return f" ({' and '.join(wrong)} not finite)" if wrong else ""


def _finding(finding: Finding) -> dict[str, Json]:
    return {
        "message": finding.message,
        "start_s": seconds(finding.start_s),
        "end_s": seconds(finding.end_s),
        "heard": finding.heard,
        "expected": finding.expected,
        **_says(message=finding.message, heard=finding.heard, expected=finding.expected),
    }


def _slot(slot: SlotResult) -> dict[str, Json]:
    return {
        "status": slot.status.value,
        "heard": slot.heard,
        "expected": slot.expected,
        "likeness": rounded(slot.likeness, LIKENESS),
        "start_s": seconds(slot.start_s),
        "end_s": seconds(slot.end_s),
        **_says(expected=slot.expected),
    }


def _transcript(transcript: Transcript) -> dict[str, Json]:
    return {
        "language": transcript.language,
        "roles_by": transcript.roles_by.value,
        "roles_note": transcript.roles_note,
        "turns": [_turn(turn) for turn in transcript.turns],
        **_says(roles_note=transcript.roles_note),
    }


def _turn(turn: Turn) -> dict[str, Json]:
    return {
        "role": turn.role.value,
        "role_confidence": rounded(turn.role_confidence, LIKENESS),
        "start_s": seconds(turn.start_s),
        "end_s": seconds(turn.end_s),
        "text": turn.text,
        "confidence": rounded(turn.confidence, LIKENESS),
        "words": [_word(word) for word in turn.words],
    }


def _word(word: Word) -> dict[str, Json]:
    return {
        "text": word.text,
        "start_s": seconds(word.start_s),
        "end_s": seconds(word.end_s),
        "confidence": rounded(word.confidence, LIKENESS),
    }


def _voice(features: Mapping[str, Measurement], report: CallReport) -> dict[str, Json]:
    usual = usual_ranges(report.baseline)
    return {name: _measurement(feature, report.ranges.get(name), usual.get(name)) for name, feature in features.items()}


def _baseline(baseline: Baseline) -> dict[str, Json]:
    return {"calls": baseline.calls, "voiced_s": seconds(baseline.voiced_s)}


def _measurement(
    feature: Measurement, span: tuple[float, float] | None, usual: tuple[float, float] | None
) -> dict[str, Json]:
    return {
        "value": measured(feature.value, feature.unit),
        "unit": feature.unit,
        "basis_s": seconds(feature.basis_s),
        "reason": feature.reason,
        "range": [measured(end, feature.unit) for end in span] if span else None,
        "usual": [measured(end, feature.unit) for end in usual] if usual else None,
        **_says(reason=feature.reason),
    }


def _series(series: VoiceSeries) -> dict[str, Json]:
    return {
        "start_s": seconds(series.start_s),
        "step_s": seconds(series.step_s),
        "pitch_st": [rounded(value, decimals_of("st")) for value in series.pitch_st],
        "movement_st_s": [rounded(value, decimals_of("st/s")) for value in series.movement_st_s],
        "level_db": [rounded(value, decimals_of("dB")) for value in series.level_db],
        "voiced": [rounded(value, LIKENESS) for value in series.voiced],
    }


def _rings(rings: Rings) -> dict[str, Json]:
    return {
        "count": rings.count,
        "answer_from_s": seconds(rings.answer_from_s),
        "answer_to_s": seconds(rings.answer_to_s),
        "by": rings.by,
    }


def _fault(fault: Failed) -> dict[str, Json]:
    return {"call_id": fault.call_id, "stage": fault.stage, "kind": fault.kind, "message": fault.message}


def _run_value(value: str | float) -> Json:
    return value if isinstance(value, str) else bare(value)
