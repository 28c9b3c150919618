"""What a night did, for people (a text to be mailed) and for programs (JSON); no word that was spoken is in it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from voicecheck.batch.entry import Entry, Tally
from voicecheck.batch.gather import Gathered
from voicecheck.reports import text
from voicecheck.reports.escape import one_line
from voicecheck.types import CallReport, Failed, Outcome, Status

SHOWN = 50
"""Lines of one kind in the text; the index has them all."""
SUMMARY_SCHEMA = 1
WORTH = (Outcome.FAIL, Outcome.REVIEW, Outcome.UNDECIDED)


@dataclass(frozen=True, slots=True)
class Summary:
    """What a night did. `digest` is the same for the same calls with the same results."""

    outcomes: dict[str, int]
    listened: int
    judged: int
    known: int
    left: int
    why_left: str
    sound_s: float
    took_s: float
    older: int
    forgotten: int
    unsettled: tuple[str, ...]
    unlisted: tuple[str, ...]
    odd: tuple[str, ...]
    unreadable: tuple[str, ...]
    changed: tuple[str, ...]
    faults: tuple[str, ...]
    digest: str

    @property
    def line(self) -> str:
        """The one line of a run: how many calls, and what became of them."""
        outcomes = (Outcome(name) for name, count in self.outcomes.items() for _ in range(count))
        left = f"; {self.left} left for the next run ({self.why_left})" if self.left else ""
        return text.summary(outcomes) + left

    @property
    def counts(self) -> dict[str, int | float]:
        """The numbers alone."""
        own = {"listened": self.listened, "judged": self.judged, "known": self.known, "left": self.left}
        return {**self.outcomes, **own, "sound_s": self.sound_s, "took_s": self.took_s}


def summarise(entries: Sequence[Entry], tally: Tally, gathered: Gathered, *, took_s: float) -> Summary:
    """What became of the calls of a night."""
    outcomes = Counter(entry.standing.outcome.value for entry in entries if entry.standing)
    faults = (f"{_shown(entry.call.path)}: {one_line(fault.message)}" for entry, fault in _faults(entries))
    return Summary(
        outcomes=dict(sorted(outcomes.items())),
        listened=tally.listened,
        judged=tally.judged,
        known=tally.known,
        left=tally.left,
        why_left=tally.why_left,
        sound_s=round(tally.sound_s, 1),
        took_s=round(took_s, 1),
        older=gathered.older,
        forgotten=tally.forgotten,
        unsettled=tuple(map(_shown, gathered.unsettled)),
        unlisted=tuple(map(_shown, gathered.unlisted)),
        odd=tuple(map(_shown, gathered.odd)),
        unreadable=tuple(map(_shown, gathered.unreadable)),
        changed=tuple(map(_shown, tally.changed)),
        faults=tuple(faults),
        digest=_digest(entries),
    )


def worth_an_ear(entries: Sequence[Entry]) -> list[Entry]:
    """The calls that a person should listen to, the gravest first."""
    worth = [entry for entry in entries if entry.standing and entry.standing.outcome in WORTH]
    return sorted(worth, key=lambda entry: WORTH.index(entry.standing.outcome) if entry.standing else 0)


def render_text(summary: Summary, worth: Sequence[CallReport] = ()) -> str:
    """The summary as a text that can be mailed as it is.

    Args:
        summary: what the night did.
        worth: the first of those calls that a person should listen to; shown without what was said.
    """
    return "\n".join(_lines(summary, worth)) + "\n"


def render_json(summary: Summary, *, code: int, run: dict[str, str]) -> str:
    """The summary for programs; what differs from run to run is in `run`."""
    content = asdict(summary)
    times = {name: content.pop(name) for name in ("took_s",)}
    whole = {"schema_version": SUMMARY_SCHEMA, **content, "exit_code": code, "run": {**run, **times}}
    return json.dumps(whole, indent=2, sort_keys=True, ensure_ascii=True) + "\n"


def _lines(summary: Summary, worth: Sequence[CallReport]) -> Iterator[str]:
    yield summary.line
    speed = f", {summary.sound_s / summary.took_s:.0f} times as fast as it plays" if summary.took_s >= 1 else ""
    sound = f" ({summary.sound_s / 3600:.2f} h of sound in {summary.took_s:.0f} s{speed})" if summary.listened else ""
    yield f"listened to {summary.listened}{sound}, judged without listening {summary.judged}, known {summary.known}"
    if summary.older:
        yield f"{summary.older} began before --since or --retention and were left out"
    if summary.forgotten:
        yield f"{summary.forgotten} were forgotten before and not listened to (--again does)"
    more = sum(summary.outcomes.get(outcome.value, 0) for outcome in WORTH)
    yield from _section("Worth a human ear", [_worth(report) for report in worth], total=more)
    yield from _section("Not processed", summary.faults)
    yield from _section("Cannot be read", summary.unreadable)
    yield from _section("Changed while they were listened to, left for the next run", summary.changed)
    yield from _section("Still being written, left for the next run", summary.unsettled)
    yield from _section("Recordings without a row in the manifest", summary.unlisted)
    yield from _section("Left alone", summary.odd)


def _section(title: str, lines: Sequence[str], *, total: int | None = None) -> Iterator[str]:
    count = len(lines) if total is None else total
    if lines:
        yield ""
        yield f"{title} ({count}):"
        yield from (f"  {line}" for line in lines[:SHOWN])
        if count > SHOWN:
            yield f"  and {count - SHOWN} more"


def _worth(report: CallReport) -> str:
    rules = [f"{v.rule} {v.status.value}" for v in report.verdicts if v.status in (Status.FAIL, Status.REVIEW)]
    agent = f" ({one_line(report.call.agent)})" if report.call.agent else ""
    return f"{report.outcome.value}: {_shown(report.call.call_id)}{agent}" + (f": {', '.join(rules)}" if rules else "")


def _faults(entries: Sequence[Entry]) -> Iterator[tuple[Entry, Failed]]:
    for entry in entries:
        if entry.report is not None:
            yield from ((entry, fault) for fault in entry.report.faults)


def _digest(entries: Sequence[Entry]) -> str:
    lines = sorted(f"{entry.name} {entry.standing.outcome.value}" for entry in entries if entry.standing)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _shown(name: str) -> str:
    """A name on one line that can be written as UTF-8."""
    return one_line(name).encode("utf-8", "backslashreplace").decode()
