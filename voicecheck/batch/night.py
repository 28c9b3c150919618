"""A run over many calls that can be stopped at any moment and goes on where it was.

What is known is not done again: a call whose report is stored is counted, one whose evidence is
stored is only judged, the rest is listened to. For each call the files are written first, whole,
and then the database is told: there is no row without its report. A call is compared with its agent's
earlier ones, which may be heard after it: when all is heard, those whose comparison changed are judged again.
"""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from voicecheck.batch.comparing import Comparing
from voicecheck.batch.entry import Entry, Tally
from voicecheck.batch.executor import Executor, Heard, Job
from voicecheck.batch.files import sha256_of
from voicecheck.batch.gather import Found
from voicecheck.batch.hearing import fault_of
from voicecheck.batch.keeping import keep_standard
from voicecheck.batch.machine import free_disk
from voicecheck.batch.outputs import Outputs, name_of
from voicecheck.pipeline import judge_and_ask, plan_listening, report_fault, rule_keys
from voicecheck.store import FileMark, work_key
from voicecheck.store.evidence import fitted
from voicecheck.store.standing import standing_of
from voicecheck.types import (
    CallEvidence,
    CallRef,
    CallReport,
    Failed,
    Listening,
    Recording,
    RolesBy,
    Scope,
    Transcript,
    VoiceProfile,
)

if TYPE_CHECKING:
    from voicecheck.pipeline import Identity
    from voicecheck.standard import Standard
    from voicecheck.store.database import Store

log = logging.getLogger(__name__)

TRIES = 3
"""Runs in which a call that cannot be processed is tried; after that only `--retry-failed` does."""
REMEMBER_AT = 200
"""Hashes of files kept in memory before they are stored."""
CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Orders:
    """How a night is done: by which engine and standards, how much of it, and what to leave free.

    `engine` is `pipeline.identify_engine`'s; `raw` is `--raw` as it was given; `deadline` is in UTC.
    """

    engine: Identity
    standard_of: Callable[[CallRef], Standard]
    scope: Scope = Scope.OPENING
    raw: str = ""
    retry_failed: bool = False
    again: bool = False
    limit: int | None = None
    deadline: datetime | None = None
    least_free: int = 0


class Night:
    """One run over the calls of a night."""

    def __init__(self, calls: Iterable[Found], orders: Orders, store: Store | None, outputs: Outputs) -> None:
        self.orders, self.outputs, self._database = orders, outputs, store
        self.entries = [Entry(found, orders.standard_of(found.call)) for found in calls]
        self.tally = Tally()
        self._listenings: dict[tuple[str, int | None], Listening] = {}
        self._written = outputs.written()
        self._to_remember: list[tuple[FileMark, str]] = []
        self._in_hands: dict[str, Entry] = {}
        self._followers: dict[str, list[Entry]] = {}
        self._ended: list[Entry] = []
        self._comparing: Comparing | None = None
        self.others: list[Entry] = []
        self.run: int | None = None

    @property
    def store(self) -> Store:
        """The database; a dry run may have none."""
        if self._database is None:
            raise ValueError("a dry run stores nothing")
        return self._database

    @property
    def comparing(self) -> Comparing:
        """What calls are compared with."""
        self._comparing = self._comparing or Comparing(self.store)
        return self._comparing

    def plan(self) -> list[Entry]:
        """Look up what is known by files that did not change; the calls that are left, in order."""
        marks = [entry.found.mark for entry in self.entries if entry.found.mark and not entry.found.fault]
        hashes = self.store.known_files(marks)
        for entry in self.entries:
            if entry.call.path in hashes and not entry.found.fault:
                self._name(entry, hashes[entry.call.path])
        self._look_up([entry for entry in self.entries if entry.key])
        return [entry for entry in self.entries if entry.standing is None]

    def look_closer(self) -> None:
        """Hash the files that are not known and look those calls up, as a dry run does; nothing is stored."""
        for entry in self.entries:
            if entry.key is None and not entry.found.fault:
                with suppress(OSError):
                    self._name(entry, sha256_of(entry.call.path))
        self._look_up([entry for entry in self.entries if entry.key and entry.standing is None])

    def work(self, executor: Executor) -> Generator[Entry, None, None]:
        """Every call as it is done, the known ones first.

        Raises:
            EngineError: where nobody can listen.
            OSError: where reports cannot be written, or the disk is nearly full.
            StoreError: where the database cannot be written.
        """
        for standard in {entry.standard.hash: entry.standard for entry in self.entries}.values():
            keep_standard(self.store, standard)
        left = self.plan()
        self.tally.known = len(self.entries) - len(left)
        yield from (entry for entry in self.entries if entry.standing)
        try:
            with closing(executor.run(self._jobs(left))) as running:
                for heard in running:
                    self._take(heard)
                    yield from self._drain()
            yield from self._drain()
            self._compare_again()
        finally:
            self._remember()
        self.tally.left = sum(entry.standing is None for entry in self.entries)
        self.tally.left -= len(self.tally.changed) + self.tally.forgotten

    def reports(self, entries: Iterable[Entry] | None = None) -> list[tuple[CallReport, str]]:
        """The reports of calls that are done (None: of all), without what was heard, and the names of their files."""
        done = [entry for entry in (self.entries if entries is None else entries) if entry.standing]
        stored = self.store.brief_reports([entry.key for entry in done if entry.report is None and entry.key])
        return [(entry.report or self._brief(entry, stored[entry.work]), entry.name) for entry in done]

    # -- what is to be done ------------------------------------------------------------------

    def _jobs(self, left: list[Entry]) -> Iterator[Job]:
        """The calls that must be listened to, one when it is asked for; the others are done on the way."""
        for entry in left:
            why = self._enough()
            if why:
                self.tally.why_left = why
                return
            self._check_disk()
            job = self._prepare(entry)
            if job is not None:
                yield job

    def _enough(self) -> str:
        orders = self.orders
        if orders.limit is not None and self.tally.listened + self.tally.judged + len(self._in_hands) >= orders.limit:
            return f"--limit {orders.limit}"
        if orders.deadline is not None and datetime.now(UTC) >= orders.deadline:
            return "the deadline"
        return ""

    def _check_disk(self) -> None:
        free = free_disk(self.outputs.folder)
        if free < self.orders.least_free:
            raise OSError(
                errno.ENOSPC,
                f"only {free / 1e6:.0f} MB free (--min-free {self.orders.least_free / 1e6:.0f}); make room and run "
                "again, what was done is kept",
                str(self.outputs.folder),
            )

    def _prepare(self, entry: Entry) -> Job | None:
        """The job of a call; None where it needs none, because it is known, cannot be read, or its twin is heard."""
        if entry.found.fault:
            self._fail(entry, entry.found.fault, count=False)
            return None
        if entry.key is None:
            self._hash(entry)
            self._look_up([entry])
        if entry.standing is not None:
            self.tally.known += 1
            self._ended.append(entry)
            return None
        if entry.key is None or self.is_forgotten(entry):
            self.tally.forgotten += entry.key is not None
            return None
        if self._given_up(entry):
            return None
        evidence = self.store.find_evidence(entry.key.evidence)
        if evidence is not None:
            self._judge(entry, evidence)
            self.tally.judged += 1
        elif entry.key.evidence in self._in_hands:
            self._followers.setdefault(entry.key.evidence, []).append(entry)
        else:
            self._in_hands[entry.key.evidence] = entry
            size = entry.found.mark.size_bytes if entry.found.mark else 0
            return Job(entry.key.evidence, entry.call, self._language(entry), size, entry.standard)
        return None

    def is_forgotten(self, entry: Entry) -> bool:
        """Whether a call was forgotten on request and not asked for again; its hash must be known."""
        if not self.store.forgotten(entry.work.call, entry.sha256):
            return False
        if self.orders.again:
            self.store.revive(entry.work.call, entry.sha256)
        return not self.orders.again

    def _given_up(self, entry: Entry) -> bool:
        """Whether a call failed too often; then its last cause is reported again."""
        before = self.store.attempts([entry.work.call]).get(entry.work.call)
        if before is None or self.orders.retry_failed or before.count < TRIES:
            return False
        message = f"{before.message} (tried {before.count} times; --retry-failed tries again)"
        self._fail(entry, Failed(entry.call.call_id, before.stage, before.kind, message), count=False)
        return True

    # -- keys --------------------------------------------------------------------------------

    def _hash(self, entry: Entry) -> None:
        try:
            sha256 = sha256_of(entry.call.path)
        except OSError as error:
            message = f"cannot be read ({error.strerror}); see that this user may read it"
            self._fail(entry, Failed(entry.call.call_id, "find", "audio", message), count=False)
            return
        self._name(entry, sha256)
        if entry.found.mark and not self.is_forgotten(entry):
            self._to_remember.append((entry.found.mark, sha256))
        if len(self._to_remember) >= REMEMBER_AT:
            self._remember()

    def _name(self, entry: Entry, sha256: str) -> None:
        entry.sha256 = sha256
        listening = self._listening(entry)
        entry.key = work_key(entry.call, sha256, listening, entry.standard.hash, raw=self.orders.raw)

    def _listening(self, entry: Entry) -> Listening:
        language = self._language(entry)
        same = (language, entry.call.agent_channel)
        if same not in self._listenings:
            planned = plan_listening(entry.call, self.orders.engine, scope=self.orders.scope, language=language)
            self._listenings[same] = replace(planned, second_look=True)  # the standard's rules are always asked
        return self._listenings[same]

    def _look_up(self, entries: list[Entry]) -> None:
        """Note what became of calls whose work is stored and whose report lies in the output folder."""
        self.comparing.learn(entries)
        for entry in entries:
            entry.key = self.comparing.key(entry)
        known = self.store.standings([entry.key for entry in entries if entry.key])
        for entry in entries:
            if entry.key and entry.name in self._written:
                entry.standing = known.get(entry.key)

    def _remember(self) -> None:
        marks, self._to_remember = self._to_remember, []
        self.store.remember_files(marks)

    @staticmethod
    def _language(entry: Entry) -> str:
        return entry.call.language or entry.standard.language

    # -- what became of it -------------------------------------------------------------------

    def _take(self, heard: Heard) -> None:
        """What a listener brought back, for the call and for others with the same recording."""
        first = self._in_hands.pop(heard.key)
        others = self._followers.pop(heard.key, [])
        if heard.evidence is not None and heard.evidence.recording.sha256 != first.sha256:
            self.tally.changed += [entry.call.path for entry in (first, *others)]
            return
        first.listened = True
        self.tally.listened += 1
        self.tally.judged += len(others)
        for entry in (first, *others):
            if heard.fault:
                self._fail(entry, replace(heard.fault, call_id=entry.call.call_id), count=True)
            elif heard.evidence:
                entry.run = heard.run
                self._judge(entry, heard.evidence)
        self.tally.sound_s += heard.evidence.recording.decoded_s if heard.evidence else 0.0

    def _compare_again(self) -> None:
        """Judge those calls again whose earlier calls are others now than when they were judged."""
        if not self.tally.listened and not self.tally.judged:
            return
        self._comparing = None  # from here on by all that is stored
        done = [entry for entry in self.entries if entry.standing and not (entry.report and entry.report.faults)]
        self.comparing.learn(done)
        for entry in done:
            if self.comparing.key(entry) != entry.key:
                self._judge_again(entry)
        standards = {entry.standard.hash: entry.standard for entry in self.entries}
        fresh = [entry.call for entry in done if entry.report]
        own = {entry.work.call for entry in self.entries}
        for one, standard in self.comparing.outdated(fresh, standards):
            if one.work.call not in own:
                here = name_of(one.work.call, one.report) in self._written
                self.others.append(Entry(Found(one.call), standard, one.sha256, one.work, here=here))
        for entry in self.others:
            self._judge_again(entry)
        self._ended.clear()

    def _judge_again(self, entry: Entry) -> None:
        if entry.report is None and entry.standing:
            self.tally.known, self.tally.judged = self.tally.known - 1, self.tally.judged + 1
        if evidence := self.store.find_evidence(entry.work.evidence):
            self._judge(entry, evidence)

    def _judge(self, entry: Entry, evidence: CallEvidence) -> None:
        try:
            baseline = self.comparing.baseline(entry, evidence)
            report = judge_and_ask(
                fitted(evidence, entry.call), entry.standard, baseline=baseline, keys=rule_keys(entry.standard)
            )
            report = replace(report, run=entry.run)
        except Exception as error:
            log.exception("call %s failed while it was judged", entry.name)
            self._fail(entry, fault_of(entry.call, error, stage="judge"), count=True)
            return
        self._keep(entry, report)
        self.comparing.note(entry, evidence)

    def _fail(self, entry: Entry, fault: Failed, *, count: bool) -> None:
        self._keep(entry, report_fault(entry.call, entry.standard, fault))
        if count:
            self.store.note_failure(fault, entry.call, entry.work.call)

    def _keep(self, entry: Entry, report: CallReport) -> None:
        """Write the files, then tell the database."""
        if entry.here:
            self.outputs.write(report, entry.name)
        self.store.save(report, entry.work, sha256=entry.sha256, run=self.run)
        entry.report, entry.standing = self._brief(entry, report), standing_of(report)
        self._ended.append(entry)

    def _brief(self, entry: Entry, report: CallReport) -> CallReport:
        """A report without what was heard, so that thousands fit in memory; alike whether fresh or stored."""
        return replace(report, evidence=None if report.faults else self._outline(entry), run={})

    def _outline(self, entry: Entry) -> CallEvidence:
        """How a call was listened to, and nothing of what was heard."""
        listening = self._listening(entry)
        nothing = Transcript((), listening.language, None, RolesBy.NONE, 0.0, None, ())
        recording = Recording(entry.sha256 or "", "", 0, 0, 0.0)
        return CallEvidence(entry.call, recording, listening, nothing, None, VoiceProfile({}, None))

    def _drain(self) -> Iterator[Entry]:
        while self._ended:
            yield self._ended.pop(0)
