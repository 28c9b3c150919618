"""The store as the rest of voicecheck sees it."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import sqlalchemy as sa

from voicecheck.errors import ConfigError, StoreError
from voicecheck.private import make_folder, open_own
from voicecheck.store import finding, forgetting, history, reviews, sampling, saving, schema
from voicecheck.store import tables as t
from voicecheck.store.engine import plainly, reading, shown, writing
from voicecheck.store.evidence import dumps
from voicecheck.store.finding import Attempt, Block, Earlier, HeardCall
from voicecheck.store.graves import Graves
from voicecheck.store.history import Cohort, Question, ShiftTally, Span, Step, Tally
from voicecheck.store.keys import FileMark, WorkKey, text_key
from voicecheck.store.plain import to_plain
from voicecheck.store.rank import NEWEST, settle
from voicecheck.store.reviews import Judgement, Kept, Known, Pair
from voicecheck.store.rows import now_text
from voicecheck.store.sampling import Callee, Heard, Place
from voicecheck.store.saving import Result
from voicecheck.store.shift import By, ShiftPart, shift_parts
from voicecheck.store.standing import (
    JudgedCall,
    Standing,
    brief_reports,
    calls_at,
    judged_after,
    reports_named,
    standings,
)
from voicecheck.store.usual import UsualVoices
from voicecheck.types import Agreement, CallEvidence, CallRef, CallReport, Failed


@dataclass(frozen=True, slots=True)
class Size:
    """How much is stored; `size_bytes` is what the database takes on disk."""

    size_bytes: int
    recordings: int
    evidence: int
    calls: int
    reports: int
    verdicts: int
    failed: int


class Store:
    """Evidence, reports and the ledger of one database; every write is one transaction.

    Made by `open_store`. May be used from several threads; other processes open their own.
    Every method raises StoreError where the database cannot be read or written.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the database back."""
        self.engine.dispose()

    @property
    def name(self) -> str:
        """The file, or the URL without its password."""
        return shown(self.engine)

    # -- what is known already ---------------------------------------------------------------

    def known_files(self, marks: Sequence[FileMark]) -> dict[str, str]:
        """The sha256 of each file that is unchanged since `remember_files`, by its path."""
        with reading(self.engine) as connection:
            return finding.known_files(connection, marks)

    def remember_files(self, marks: Iterable[tuple[FileMark, str]]) -> None:
        """Keep the sha256 of files, so that a later run does not read them again."""
        with writing(self.engine) as connection:
            saving.save_files(connection, marks)

    def known(self, keys: Sequence[WorkKey]) -> set[WorkKey]:
        """Those pieces of work that are done: a report without fault is stored, and it is the current one."""
        with reading(self.engine) as connection:
            return finding.known_work(connection, keys)

    def standings(self, keys: Sequence[WorkKey]) -> Mapping[WorkKey, Standing]:
        """What became of those pieces of work that are done (see `known`): outcomes and levels, nothing more."""
        with reading(self.engine) as connection:
            return standings(connection, keys)

    def brief_reports(self, keys: Sequence[WorkKey]) -> Mapping[WorkKey, CallReport]:
        """The stored report of each piece of work, without the evidence."""
        with reading(self.engine) as connection:
            return brief_reports(connection, keys)

    def judged_after(self, fresh: Iterable[CallRef], standards: Sequence[str]) -> list[JudgedCall]:
        """The current reports of standards (by hash) on calls that began after fresh ones of the same agents."""
        with reading(self.engine) as connection:
            return judged_after(connection, fresh, standards)

    def reports_named(self, names: Collection[str], *, digits: int) -> Mapping[str, CallReport]:
        """The stored reports by the names of their files (so many digits of the call's key, "-", of the work's key)."""
        with reading(self.engine) as connection:
            return reports_named(connection, names, digits=digits)

    def calls_at(self, paths: Iterable[str]) -> frozenset[str]:
        """The keys of all calls, present and past, whose recording lay at one of `paths`."""
        with reading(self.engine) as connection:
            return calls_at(connection, paths)

    def find_evidence(self, key: str) -> CallEvidence | None:
        """What was heard under a key of `evidence_key`; see `evidence.fitted` for another call's metadata.

        Raises:
            ConfigError: if it was stored by a version that this one does not understand.
        """
        with reading(self.engine) as connection:
            return finding.find_evidence(connection, key)

    # -- storing -----------------------------------------------------------------------------

    def keep_standard(self, *, hash: str, id: str, effective: str, agreement: Agreement) -> None:
        """Store a standard before reports that it made; `effective` is its YAML with nothing inherited."""
        row = {"hash": hash, "id": id, "effective": effective, "agreement": dumps(to_plain(agreement))}
        with writing(self.engine) as connection:
            saving.save_standard(connection, row)

    def save(self, report: CallReport, key: WorkKey, *, sha256: str | None, run: int | None = None) -> None:
        """Store one call's evidence, metadata, report and verdicts, whole or not at all; done twice it is there once.

        Args:
            report: the call, judged, or with the faults that kept it from being processed.
            key: of `work_key`; its standard was given to `keep_standard`.
            sha256: of the recording; None where it cannot be read.
            run: the run that made it.
        """
        self.save_many([Result(report, key, sha256)], run=run)

    def save_many(self, results: Sequence[Result], *, run: int | None = None, present: bool = True) -> None:
        """Store several calls in one transaction.

        Args:
            results: one a call.
            run: the run that made them.
            present: their metadata is what is known now; False when stored calls are judged again.
        """
        if results:
            with writing(self.engine) as connection:
                settle(connection, saving.save_all(connection, results, run=run, present=present))

    def note_failure(self, failed: Failed, call: CallRef, key: str) -> int:
        """Count one more failed attempt at a call in the ledger; how many there were.

        Args:
            failed: the fault.
            call: the call.
            key: of `call_key`.
        """
        with writing(self.engine) as connection:
            return saving.note_failure(connection, failed, call, key)

    def forgive(self, keys: Sequence[str]) -> None:
        """Take calls off the ledger, so that they are tried again from the start."""
        with writing(self.engine) as connection:
            for some in saving.chunks(keys):
                connection.execute(sa.delete(t.attempts).where(t.attempts.c.call_key.in_(some)))

    def begin_run(self, command: str, *, version: str) -> int:
        """The number of a new run."""
        row = {"command": command, "version": version, "begun_at": now_text(), "counts": "{}"}
        with writing(self.engine) as connection:
            return int(connection.execute(sa.insert(t.runs).values(row).returning(t.runs.c.id)).scalar_one())

    def end_run(self, run: int, counts: Mapping[str, int | float]) -> None:
        """Note that a run came to its end, and what it did."""
        values = {"ended_at": now_text(), "counts": dumps(dict(counts))}
        with writing(self.engine) as connection:
            connection.execute(sa.update(t.runs).where(t.runs.c.id == run).values(values))

    # -- reading -----------------------------------------------------------------------------

    def attempts(self, keys: Sequence[str] | None = None) -> dict[str, Attempt]:
        """The ledger's entries for calls by `call_key`; all of them for None."""
        with reading(self.engine) as connection:
            return finding.find_attempts(connection, keys)

    def reports(
        self, *, standard: str | None = None, since: datetime | None = None, current: bool = True
    ) -> Iterator[CallReport]:
        """Stored reports in the order in which they were made, in bounded memory.

        Args:
            standard: hash of the standard that judged; None: any.
            since: only calls that began (unknown: were stored) then or later.
            current: only those that rest on the call's present metadata and evidence.
        """
        return finding.reports(self._read, standard=standard, since=since, current=current)

    def heard_calls(
        self, *, since: datetime | None = None, drawn: bool = False, block: Block | None = None
    ) -> Iterator[HeardCall]:
        """Calls whose evidence is stored, ready to be judged; `drawn` as in `finding.heard_calls`."""
        return finding.heard_calls(self._read, since=since, drawn=drawn, block=block)

    def heard_blocks(self, size: int, *, since: datetime | None = None) -> list[Block]:
        """The first and last number of every `size` of these calls."""
        return finding.heard_blocks(self._read, size, since)

    def earlier_verdicts(self, ids: Sequence[int], standard: str) -> dict[int, Earlier]:
        """For calls by number, what another standard than the one with that hash last said of the same evidence."""
        with reading(self.engine) as connection:
            return finding.earlier_verdicts(connection, ids, standard)

    def usual_voices(self) -> UsualVoices:
        """Who sounded how in earlier calls: what a call is compared with."""
        return UsualVoices(self._read)

    def shift_parts(
        self,
        by: By = By.HOUR,
        *,
        agent: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Iterator[ShiftPart]:
        """The features of the voice by hour or call of the agents' shifts, as counts and sums; see `store.shift`."""
        return shift_parts(self._read, by, agent=agent, since=since, until=until)

    def cohorts(self) -> tuple[Cohort, ...]:
        """Who answered where by which standard: what `tallies` counts by."""
        with reading(self.engine) as connection:
            return history.cohorts(connection)

    def known_days(self) -> Span | None:
        """From the first to the last local day of any stored call."""
        with reading(self.engine) as connection:
            return history.known_days(connection)

    def tallies(self, asked: Question, step: Step = Step.PERIOD) -> tuple[Tally, ...]:
        """The verdicts of a question, counted by cohort, rule, status and step of time."""
        with reading(self.engine) as connection:
            return history.tallies(connection, asked, step)

    def shift_tallies(self, asked: Question) -> tuple[ShiftTally, ...]:
        """The verdicts of a question, counted by their place in the agent's shift."""
        with reading(self.engine) as connection:
            return history.shift_tallies(connection, asked)

    # -- samples and reviews -----------------------------------------------------------------

    def callees(self, asked: Question) -> tuple[Callee, ...]:
        """The calls that a sample may be drawn from, in an order that no database knows of."""
        with reading(self.engine) as connection:
            return sampling.callees(connection, asked)

    def heard(self, reports: Sequence[int]) -> dict[int, Heard]:
        """What reports by number say, and how sure it is who speaks."""
        with reading(self.engine) as connection:
            return dict(sampling.heard(connection, reports))

    def keep_sample(self, key: str, seed: str, plan: dict[str, Any], places: Sequence[Place]) -> bool:
        """Record a draw with its plan and its calls; whether it is new."""
        with writing(self.engine) as connection:
            return sampling.keep_sample(connection, key, seed, plan, places)

    def samples(self) -> list[tuple[str, dict[str, Any], tuple[Place, ...]]]:
        """Every recorded draw: seed, plan, calls."""
        with reading(self.engine) as connection:
            return sampling.samples(connection)

    def known_calls(self, names: Iterable[str]) -> dict[str, list[Known]]:
        """The stored calls of each id or path, with their present verdicts."""
        with reading(self.engine) as connection:
            return reviews.known_calls(connection, names)

    def save_reviews(self, judgements: Sequence[Judgement]) -> Kept:
        """Keep what people said beside the machine's verdicts, all of it or nothing."""
        with writing(self.engine) as connection:
            return reviews.save_reviews(connection, judgements)

    def agreements(self, cohorts: Sequence[int] | None = None, rank: int = NEWEST) -> tuple[Pair, ...]:
        """The machine's present verdicts beside people's, counted by rule."""
        with reading(self.engine) as connection:
            return reviews.pairs(connection, cohorts, rank)

    def reports_of(self, call: int, *, standard: str | None = None) -> list[CallReport]:
        """A call's present reports, the newest last, each with what people said of it."""
        with reading(self.engine) as connection:
            said = reviews.reviews_of(connection, [call]).get(call, ())
        found = finding.reports(self._read, standard=standard, since=None, current=True, call=call)
        return [replace(report, reviews=said) for report in found]

    def standard(self, hash: str) -> str | None:
        """The effective YAML of a stored standard."""
        with reading(self.engine) as connection:
            found: str | None = connection.scalar(sa.select(t.standards.c.effective).where(t.standards.c.hash == hash))
            return found

    # -- forgetting --------------------------------------------------------------------------

    def remember_place(self, path: str, kind: str, *, call: str | None = None) -> None:
        """Keep where reports are written, so that they are found when a call is forgotten; see `tables.places`."""
        row = {"path_key": text_key(path), "path": path, "kind": kind, "call_key": call}
        with writing(self.engine) as connection:
            saving.save_place(connection, row)

    def key_at(self, call_id: str, path: str) -> str | None:
        """The key of the call with that id whose recording lies there, the one stored last."""
        question = sa.select(t.calls.c.key).where(t.calls.c.call_id == call_id, t.calls.c.path_key == text_key(path))
        with reading(self.engine) as connection:
            found: str | None = connection.scalar(question.order_by(t.calls.c.id.desc()).limit(1))
            return found

    def forgotten(self, key: str, sha256: str | None) -> bool:
        """Whether a call, or every call with its recording, was forgotten."""
        with reading(self.engine) as connection:
            return bool(forgetting.forgotten(connection, [key], [sha256]))

    def revive(self, key: str, sha256: str | None) -> None:
        """Let a forgotten call be stored again."""
        with writing(self.engine) as connection:
            forgetting.revive(connection, key, sha256)

    @property
    def graves(self) -> Graves:
        """What is needed to forget calls."""
        return Graves(self.engine)

    # -- keeping it well ---------------------------------------------------------------------

    def check(self) -> list[str]:
        """What is wrong with the database, a line each; empty where it is whole."""
        return schema.check(self.engine)

    def size(self) -> Size:
        """How much is stored."""
        with reading(self.engine) as connection:
            counted = (t.recordings, t.evidence, t.calls, t.reports, t.verdicts, t.attempts)
            counts = [connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in counted]
            return Size(_bytes(connection), *counts)

    def backup(self, file: Path) -> None:
        """Write a copy of a SQLite database that is whole although others write; it appears whole or not at all.

        Raises:
            ConfigError: for PostgreSQL, which has its own program for it.
            StoreError: where it cannot be written.
        """
        if self.engine.dialect.name != "sqlite":
            raise ConfigError(f"{self.name}: a PostgreSQL database is backed up with: pg_dump --format=custom")
        beside = file.with_name(f".{file.name}.part")
        try:
            make_folder(file.parent)
            os.close(open_own(beside, os.O_WRONLY | os.O_TRUNC))
            with plainly(self.engine), self.engine.connect() as connection:
                _copy(connection.connection.driver_connection, beside)
            beside.replace(file)
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"{file}: the backup cannot be written ({error}); name another place") from error
        finally:
            with contextlib.suppress(OSError):
                beside.unlink()

    def _read(self, question: sa.Select[Any]) -> Sequence[Any]:
        with reading(self.engine) as connection:
            return connection.execute(question).all()


def _copy(source: Any, file: Path) -> None:
    """Copy a SQLite database with its own means, then see that it is on the disk."""
    with contextlib.closing(sqlite3.connect(file)) as target:
        source.backup(target)
    with file.open("rb") as written:
        os.fsync(written.fileno())


def _bytes(connection: sa.Connection) -> int:
    if connection.dialect.name == "postgresql":
        return int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())
    file = Path(connection.engine.url.database or "")
    beside = (file.with_name(file.name + end) for end in ("", "-wal", "-shm"))
    return sum(one.stat().st_size for one in beside if one.exists())
