"""The rows of the page: what is shown of a call report, in which order and in which words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from voicecheck.reports.drawing import Mark
from voicecheck.reports.escape import one_line
from voicecheck.reports.numbers import decimals_of, local, plain, usual_ranges
from voicecheck.reports.strings import Strings
from voicecheck.types import CallReport, Level, Measurement, SlotResult, SlotStatus, Status, Verdict

SHORT_HASH = 12
SOUND_FEATURES = ("voiced_s", "snr", "overlap_share", "clipping", "tracker_confidence")
"""Facts about the sound rather than the voice; shown apart."""

_STATUS_ORDER = (Status.FAIL, Status.REVIEW, Status.UNDECIDED, Status.PASS, Status.NOT_APPLICABLE)
_LEVEL_ORDER = (Level.ERROR, Level.WARNING, Level.INFO)


@dataclass(frozen=True, slots=True)
class Row:
    """A name and what stands beside it; `full` is the long form of a shortened value."""

    name: str
    text: str
    full: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A voice fact ready to be shown: a value or a reason, the range, where in it the value lies, what is usual."""

    name: str
    value: str
    unit: str
    basis: str
    reason: str
    span: str
    position: str
    at: float
    band: tuple[float, float]
    usual: str = ""


def ordered(report: CallReport) -> list[Verdict]:
    """The verdicts, what needs attention first."""
    return sorted(report.verdicts, key=lambda v: (_STATUS_ORDER.index(v.status), _LEVEL_ORDER.index(v.level)))


def counted(report: CallReport) -> list[tuple[Status, Level | None, int]]:
    """How many verdicts there are of each status that occurs; failures that are no errors apart, by their level."""
    counts = Counter((verdict.status, _shown_level(verdict)) for verdict in report.verdicts)
    kinds = [(status, level) for status in _STATUS_ORDER for level in (None, Level.WARNING, Level.INFO)]
    return [(status, level, counts[status, level]) for status, level in kinds if counts[status, level]]


def _shown_level(verdict: Verdict) -> Level | None:
    return verdict.level if verdict.status is Status.FAIL and verdict.level is not Level.ERROR else None


def call_rows(report: CallReport, strings: Strings) -> list[Row]:
    """The head of the page: who, when, how long, which file, which standard, which model."""
    call, evidence = report.call, report.evidence
    place = ", ".join(part for part in (call.department, call.organisation) if part)
    iso = call.started_at.isoformat(sep=" ", timespec="seconds") if call.started_at else ""
    path = one_line(call.path)
    rows = [
        Row(strings["call.agent"], call.agent or ""),
        Row(strings["call.department" if call.department else "call.organisation"], place),
        Row(strings["call.customer"], call.customer or ""),
        Row(strings["call.time"], f"{iso[:19]} UTC{iso[19:]}" if iso else ""),
        Row(strings["call.duration"], span_s(strings, evidence.recording.decoded_s) if evidence else ""),
        Row(strings["call.direction"], strings[f"direction.{call.direction.value}"]),
        Row(strings["call.file"], one_line(call.path.rsplit("/", 1)[-1]), path),
        Row(
            strings["call.standard"],
            f"{report.standard.id} · {short(report.standard.hash)}",
            report.standard.hash,
        ),
        Row(strings["call.model"], evidence.listening.model if evidence else ""),
    ]
    return [row if row.text else Row(row.name, strings["unknown"]) for row in rows]


def short(digest: str) -> str:
    """The first letters of a hash, without the name of its algorithm."""
    return digest.rsplit(":", 1)[-1][:SHORT_HASH]


def exact_s(value: float) -> str:
    """Seconds to play from and to, fine enough for the ear, without the noise of floating point."""
    return plain(value, 3)


def span_s(strings: Strings, start_s: float, end_s: float | None = None) -> str:
    """Seconds as the reader's language writes them: "8.2–12.5 s"."""
    return strings.span_s(start_s, end_s)


def number(strings: Strings, value: float) -> str:
    """A value that carries no unit."""
    return local(value, 2, point=strings.point)


def slot_name(name: str, strings: Strings) -> str:
    """The reader's word for a slot."""
    return strings.named("slot.of", name)


def marks(report: CallReport, strings: Strings) -> list[Mark]:
    """What to point out on the time axis: the rings, and the slots with what became of them."""
    rings = report.evidence.rings.intervals if report.evidence and report.evidence.rings else ()
    found = [
        Mark(f"{strings['lane.ring']} {index}", ring.start_s, ring.end_s, "ring") for index, ring in enumerate(rings, 1)
    ]
    for verdict in report.verdicts:
        found += _slot_marks(verdict, strings)
    return sorted(found, key=lambda mark: mark.start_s)


_SIGNS = {SlotStatus.SAID: "✓", SlotStatus.NOT_SAID: "✕", SlotStatus.CANNOT_TELL: "?"}


def _slot_marks(verdict: Verdict, strings: Strings) -> Iterator[Mark]:
    for name, slot in verdict.slots.items():
        if slot.start_s is not None:
            label = f"{_SIGNS[slot.status]} {slot_name(name, strings)}"
            yield Mark(label, slot.start_s, _end_of(slot), slot.status.value)


def _end_of(slot: SlotResult) -> float:
    start_s = slot.start_s or 0.0
    return start_s if slot.end_s is None else max(start_s, slot.end_s)


def facts(report: CallReport, strings: Strings, *, of_sound: bool) -> list[Fact]:
    """The facts about the voice, or (`of_sound`) those that say whether the sound can carry a judgement."""
    if report.evidence is None:
        return []
    usual = usual_ranges(report.baseline)
    return [
        replace(_fact(name, feature, report.ranges.get(name), strings), usual=_usual(usual.get(name), feature, strings))
        for name, feature in report.evidence.voice.features.items()
        if (name in SOUND_FEATURES) == of_sound
    ]


def _usual(span: tuple[float, float] | None, feature: Measurement, strings: Strings) -> str:
    """The agent's own usual range; empty where it is not known."""
    if span is None:
        return ""
    ends = " … ".join(local(end, decimals_of(feature.unit), point=strings.point) for end in span)
    return f"{strings['voice.usual']} {ends} {strings.unit(feature.unit)}"


def _fact(name: str, feature: Measurement, span: tuple[float, float] | None, strings: Strings) -> Fact:
    decimals = decimals_of(feature.unit)
    low, high = span or (0.0, 0.0)
    position, at, band = _placed(feature.value, span)
    return Fact(
        name=strings.named("feature", name),
        value="" if feature.value is None else local(feature.value, decimals, point=strings.point),
        unit=strings.unit(feature.unit),
        basis=span_s(strings, round(feature.basis_s, 1)),
        reason=strings.say(feature.reason or ""),
        span=" … ".join(local(end, decimals, point=strings.point) for end in (low, high)) if span else "",
        position=strings[f"voice.{position}"] if position else "",
        at=at,
        band=band,
    )


def _placed(value: float | None, span: tuple[float, float] | None) -> tuple[str, float, tuple[float, float]]:
    """Within, below or above; the value's place and the range's, 0 to 100, on a bar twice as wide as the range."""
    if span is None:
        return "", 0.0, (0.0, 0.0)
    low, high = span
    width = max(high - low, 1e-9)
    if value is None:
        return "", 0.0, (25.0, 75.0)
    at = min(98.0, max(2.0, 25 + 50 * (value - low) / width))
    return ("below" if value < low else "above" if value > high else "within"), round(at, 1), (25.0, 75.0)
