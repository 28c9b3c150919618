"""Rows from values and values from rows; dicts go no further than this room."""

from __future__ import annotations

import hashlib
import json
import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from voicecheck.store.evidence import compressed, dumps, expanded, fitted, pack, unpack
from voicecheck.store.keys import WorkKey, metadata_hash, text_key
from voicecheck.store.plain import from_plain, to_plain
from voicecheck.types import (
    ROLES_LIKELY,
    Agreement,
    Baseline,
    CallEvidence,
    CallRef,
    CallReport,
    Failed,
    Grounds,
    Listening,
    Outcome,
    Recording,
    RolesBy,
    Scope,
    StandardRef,
    Transcript,
    Verdict,
    VoiceProfile,
)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """What judging added to evidence and metadata."""

    verdicts: tuple[Verdict, ...]
    ranges: Mapping[str, tuple[float, float]]
    faults: tuple[Failed, ...]
    run: Mapping[str, str | float]
    baseline: Baseline | None = None
    grounds: Grounds | None = None
    heard: str = ""
    """`heard_key` of the evidence as it is stored; empty where it is not what the verdicts rest on."""


def heard_key(heard: bytes) -> str:
    """A hash of stored evidence: another one after any change of it."""
    return hashlib.sha256(heard).hexdigest()[:32]


def utc_text(moment: datetime) -> str:
    """A moment in UTC, as text of one width that sorts.

    >>> utc_text(datetime.fromisoformat("2026-03-14T09:26:53+01:00"))
    '2026-03-14T08:26:53.000000Z'
    """
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def now_text() -> str:
    """The present moment."""
    return utc_text(datetime.now(UTC))


def agent_key(agent: str) -> str:
    """A key for a name, the same for capitals and spelling variants of Unicode."""
    return text_key(unicodedata.normalize("NFC", agent).casefold().strip())


def recording_row(evidence: CallEvidence) -> Row:
    """The facts of a recording."""
    made = evidence.recording
    names = ("sha256", "codec", "rate_hz", "channels", "decoded_s", "declared_s", "decode_errors")
    return {name: getattr(made, name) for name in names}


def evidence_row(key: str, evidence: CallEvidence, at: str) -> Row:
    """What was heard, under its key."""
    listening = evidence.listening
    heard, drawn = pack(evidence)
    return {
        "key": key,
        "sha256": evidence.recording.sha256,
        "language": listening.language,
        "scope": listening.scope.value,
        "model": listening.model,
        "model_sha256": listening.model_sha256,
        "analysis_version": listening.analysis_version,
        "probes": len(evidence.probes),
        "heard": heard,
        "drawn": drawn,
        "stored_at": at,
    }


def _agent_is_likely(transcript: Transcript) -> bool:
    """Whether the agent is known well enough for what was measured to count as hers."""
    if transcript.roles_by is RolesBy.NONE or transcript.roles_note is not None:
        return False
    return transcript.roles_by is RolesBy.GIVEN or transcript.roles_confidence >= ROLES_LIKELY


def voice_rows(key: str, evidence: CallEvidence) -> list[Row]:
    """The measured features that usual voices are made of; none where it is doubtful whose voice it was."""
    if not _agent_is_likely(evidence.transcript):
        return []
    return [
        {"evidence_key": key, "feature": name, "value": one.value, "unit": one.unit, "basis_s": one.basis_s}
        for name, one in evidence.voice.features.items()
        if one.value is not None
    ]


def call_row(call: CallRef, key: WorkKey, sha256: str | None, *, heard: bool, at: str) -> Row:
    """A call with its metadata, as it is known now."""
    began = call.started_at
    zone, offset = began.tzinfo if began else None, began.utcoffset() if began else None
    return {
        "key": key.call,
        "call_id": call.call_id,
        "path": call.path,
        "path_key": text_key(call.path),
        "sha256": sha256,
        "metadata": metadata_text(call),
        "metadata_hash": key.metadata,
        "evidence_key": key.evidence if heard else None,
        "agent": call.agent,
        "agent_key": agent_key(call.agent) if call.agent else None,
        "department": call.department,
        "organisation": call.organisation,
        "customer": call.customer,
        "direction": call.direction.value,
        "language": call.language,
        "started_at": utc_text(began) if began else None,
        "utc_offset_s": None if offset is None else int(offset.total_seconds()),
        "zone": getattr(zone, "key", None),
        "moment": utc_text(began) if began else at,
        "stored_at": at,
    }


def metadata_text(call: CallRef) -> str:
    """The call's metadata as JSON, without the file's place, which may change."""
    known = to_plain(call)
    del known["path"]
    return dumps(known)


def call_of(metadata: str, path: str) -> CallRef:
    """The call of `metadata_text` at its present place."""
    return from_plain(CallRef, {**json.loads(metadata), "path": path})


def report_row(report: CallReport, key: WorkKey, call: int, run: int | None, at: str, heard: str = "") -> Row:
    """A report under its key; evidence and metadata stand in their own rows.

    Args:
        report: the report.
        key: of the work that made it.
        call: number of the call's row.
        run: the run that made it.
        at: now.
        heard: `heard_key` of the stored evidence, where the verdicts rest on that and no other.
    """
    grounds = report.grounds if heard and report.grounds and report.grounds.rules else None
    judged = Judged(
        report.verdicts, report.ranges, report.faults, report.run, report.baseline, grounds, heard if grounds else ""
    )
    return {
        "key": key.report,
        "call": call,
        "evidence_key": key.evidence if report.evidence else None,
        "metadata": metadata_text(report.call),
        "metadata_hash": key.metadata,
        "standard_hash": key.standard,
        "run": run,
        "outcome": report.outcome.value,
        "judged": compressed(to_plain(judged)),
        "judged_at": at,
    }


def verdict_rows(report: CallReport, row: int) -> list[Row]:
    """The verdicts, a row a rule, for questions over many calls."""
    return [_verdict_row(one, row) for one in report.verdicts]


def _verdict_row(one: Verdict, row: int) -> Row:
    place = next((finding for finding in one.findings if finding.start_s is not None), None)
    return {
        "report": row,
        "rule": one.rule,
        "level": one.level.value,
        "status": one.status.value,
        "value": _number(one.value),
        "threshold": _number(one.threshold),
        "unit": one.unit,
        "score": one.score,
        "start_s": place.start_s if place else None,
        "end_s": place.end_s if place else None,
    }


def report_of(row: Any, agreement: Agreement | None) -> CallReport:
    """The whole report of a row that holds report, call, standard and evidence."""
    call = call_of(row.metadata, row.path)
    judged = from_plain(Judged, expanded(row.judged))
    evidence = fitted(unpack(row.heard, row.drawn, where=f"call {call.call_id}"), call) if row.heard else None
    return CallReport(
        call=call,
        standard=StandardRef(row.standard_id, row.standard_hash),
        outcome=Outcome(row.outcome),
        verdicts=judged.verdicts,
        evidence=evidence,
        agreement=agreement,
        ranges=judged.ranges,
        baseline=judged.baseline,
        faults=judged.faults,
        run=judged.run,
        grounds=judged.grounds,
    )


def outlined(report: CallReport, row: Any) -> CallReport:
    """A report with how its call was listened to, of a row of `evidence`, and nothing of what was heard."""
    if row.sha256 is None:
        return report
    scope = Scope(row.scope)
    listening = Listening(scope, row.language, row.model, row.model_sha256, compute_type="", opening_s=0.0)
    nothing = Transcript((), row.language, None, RolesBy.NONE, 0.0, None, ())
    recording = Recording(row.sha256, "", 0, 0, 0.0)
    outline = CallEvidence(report.call, recording, listening, nothing, None, VoiceProfile({}, None))
    return replace(report, evidence=outline, run={})


def fault_key(report: CallReport, key: WorkKey) -> WorkKey:
    """The key of a report without evidence: what would have been heard is not known."""
    return key if report.evidence else replace(key, evidence="", metadata=metadata_hash(report.call))


def _number(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
