"""The rows of "how it is known": what a verdict rests on, and what is needed to repeat it."""

from __future__ import annotations

from voicecheck.reports.numbers import local
from voicecheck.reports.strings import Strings
from voicecheck.reports.view import Row, span_s
from voicecheck.types import CallEvidence, CallReport, Recording, Rings, RolesBy, Scope


def known_rows(report: CallReport, strings: Strings) -> list[Row]:
    """Roles, rings, language, model, recording, standard; damage first where there is any."""
    standard = Row(strings["known.standard"], report.standard.id, report.standard.hash)
    evidence = report.evidence
    if evidence is None:
        return [standard]
    listening = evidence.listening
    scope = strings["axis.opening" if listening.scope is Scope.OPENING else "axis.whole"]
    return [
        *_damage_rows(evidence, strings),
        Row(strings["known.roles"], _roles(evidence, strings)),
        Row(strings["known.rings"], _rings(evidence.rings, strings)),
        Row(strings["known.language"], _language(evidence, strings)),
        Row(strings["known.scope"], scope),
        Row(strings["known.model"], f"{listening.model}, {listening.compute_type}", listening.model_sha256),
        Row(strings["known.audio"], _sound(evidence.recording, strings), evidence.recording.sha256),
        standard,
        *_usual_rows(report, strings),
        Row(strings["known.analysis"], str(listening.analysis_version)),
    ]


def _usual_rows(report: CallReport, strings: Strings) -> list[Row]:
    """What the voice is compared with, where a rule judges the voice."""
    usual, name = report.baseline, strings["known.usual"]
    if usual is not None:
        voiced = f"{span_s(strings, round(usual.voiced_s))} {strings['known.usual.voiced']}"
        return [Row(name, f"{usual.calls} {strings['known.usual.calls']}, {voiced}")]
    judged = any(verdict.rule.startswith("tone.") for verdict in report.verdicts)
    return [Row(name, strings["known.usual.none"])] if judged else []


def _damage_rows(evidence: CallEvidence, strings: Strings) -> list[Row]:
    recording, rows = evidence.recording, []
    if recording.damaged:
        lost = f"{span_s(strings, recording.lost_s)} {strings['known.lost']}"
        rows.append(Row(strings["known.damaged"], f"{lost}, {recording.decode_errors} {strings['known.errors']}"))
    if recording.repaired_samples:
        rows.append(Row(strings["known.repaired"], str(recording.repaired_samples)))
    if any(share > 0 for share in recording.clipping_pct):
        shares = ", ".join(f"{local(share, 2, point=strings.point)} %" for share in recording.clipping_pct)
        rows.append(Row(strings["known.clipping"], shares))
    if evidence.clipped_start:
        rows.append(Row(strings["known.audio"], strings["known.clipped"]))
    return rows


def _roles(evidence: CallEvidence, strings: Strings) -> str:
    transcript = evidence.transcript
    text = strings[f"known.roles.{transcript.roles_by.value}"]
    if transcript.agent_channel is not None:
        text += f" {strings['lane.channel']} {transcript.agent_channel + 1}."
    if transcript.roles_note is not None:
        note = strings.say(transcript.roles_note)
        text += f" {note[:1].upper()}{note[1:]}."
    if transcript.roles_by in (RolesBy.GIVEN, RolesBy.NONE):
        return text
    return f"{text} {strings['known.sure'].capitalize()}: {_share(transcript.roles_confidence)}."


def _rings(rings: Rings | None, strings: Strings) -> str:
    if rings is None:
        return strings["known.rings.none"]
    known_by = f"known.rings.{rings.by}"
    how = strings.words.get(known_by, strings["known.rings.metadata"])
    text = f"{rings.count}, {how}"
    if rings.answer_from_s is None or rings.answer_to_s is None:
        return text
    return f"{text}; {strings['known.answer']} {span_s(strings, rings.answer_from_s, rings.answer_to_s)}"


def _language(evidence: CallEvidence, strings: Strings) -> str:
    share = evidence.transcript.language_prob
    sure = "" if share is None else f", {strings['known.sure']} {_share(share)}"
    unserved = "" if evidence.listening.language_served else f". {strings['known.language.unserved']}"
    return f"{strings.named('language', evidence.transcript.language)}{sure}{unserved}"


def _sound(recording: Recording, strings: Strings) -> str:
    rate = f"{recording.rate_hz} {strings.unit('Hz')}"
    length = span_s(strings, recording.decoded_s)
    return f"{recording.codec}, {rate}, {strings['known.channels']}: {recording.channels}, {length}"


def _share(value: float) -> str:
    return f"{100 * value:.0f} %"
