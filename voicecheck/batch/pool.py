"""The executor of one machine: a few supervised listeners, each with one call in its hands."""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterable, Iterator
from multiprocessing.connection import wait

from voicecheck.batch.executor import Heard, Job, Setup
from voicecheck.batch.hearing import MEMORY
from voicecheck.batch.supervised import TICK_S, Listener
from voicecheck.errors import EngineError

log = logging.getLogger(__name__)

STARTS = 3
"""Listeners in a row that may die before they are ready; then it is the installation, not an accident."""


class LocalPool:
    """`batch.executor.Executor` on this machine; must be run from one thread, which its children die with."""

    def __init__(self, setup: Setup, workers: int) -> None:
        if workers < 1:
            raise ValueError(f"{workers} workers")
        self._setup, self._workers = setup, workers
        self._listeners: list[Listener] = []
        self._failed_starts = 0

    def run(self, jobs: Iterable[Job]) -> Generator[Heard, None, None]:
        """What was heard in each job, as it ends; see `Executor.run`."""
        waiting = iter(jobs)
        try:
            more = True
            while more or self._busy():
                more = more and self._fill(waiting)
                for heard in self._collect():
                    more = more and self._fill(waiting)  # nobody waits for a result to be put away
                    yield heard
        finally:
            self.close()

    def listen(self, job: Job) -> Heard:
        """What was heard in one job; the listener stays for the next one, until `close`.

        Raises:
            EngineError: as `run`.
        """
        self._free().give(job)
        while True:
            for heard in self._collect():
                return heard

    @property
    def pids(self) -> tuple[int, ...]:
        """The process ids of the children at work."""
        return tuple(listener.pid for listener in self._listeners)

    def close(self) -> None:
        """End every child at once."""
        while self._listeners:
            self._listeners.pop().end()

    def _busy(self) -> list[Listener]:
        return [listener for listener in self._listeners if listener.job is not None]

    def _fill(self, waiting: Iterator[Job]) -> bool:
        """Give a job to everybody who is free; whether there may be more jobs."""
        while len(self._busy()) < self._workers:
            job = next(waiting, None)
            if job is None:
                return False
            self._free().give(job)
        return True

    def _free(self) -> Listener:
        """A listener without a job, started where there is none."""
        free = next((listener for listener in self._listeners if listener.job is None), None)
        if free is None:
            free = Listener(self._setup)
            self._listeners.append(free)
        return free

    def _collect(self) -> Iterator[Heard]:
        """What ended within a moment."""
        wait([listener.line for listener in self._busy()], TICK_S)
        for listener in self._busy():
            job, loaded = listener.job, listener.loaded
            heard = listener.look()
            if listener.loaded:
                self._failed_starts = 0
            if heard is None:
                continue
            if heard.fault is not None and heard.fault.kind == MEMORY:
                listener.end()  # what is left of its memory is in pieces
            if not listener.alive:
                self._listeners.remove(listener)
            if heard.fault is not None and not loaded and not listener.loaded and job is not None:
                self._start_again(job, heard)
            else:
                yield heard

    def _start_again(self, job: Job, heard: Heard) -> None:
        """A child that died before it was ready says nothing of the job; another gets it, a few times."""
        self._failed_starts += 1
        reason = heard.fault.message if heard.fault else ""
        log.warning("a listener did not start: %s", reason)
        if self._failed_starts >= STARTS:
            raise EngineError(f"listeners do not start ({reason}): run: voicecheck doctor")
        self._free().give(job)
