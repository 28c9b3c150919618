"""One listener under supervision: a child process with the model, one call at a time, within limits.

What goes wrong in foreign code (a decoder that crashes, a file that hangs it or takes all memory)
ends the child and costs the one call that it held. The same supervisor works in the local pool and
inside an actor of a cluster. Children are started anew, never forked: a fork after a model is
loaded hangs.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path

from voicecheck.batch.child import ENDING, Ready, Refused
from voicecheck.batch.executor import Heard, Job, Setup
from voicecheck.batch.hearing import MEMORY
from voicecheck.errors import EngineError
from voicecheck.types import Failed

TICK_S = 0.25
"""How often memory and time are looked at while nobody reports."""
START_S = 300.0
"""A model that is not loaded by then never will be."""
THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
BEGIN = "import sys; sys.path[:] = sys.argv[3:]; from voicecheck.batch.child import main; main()"
"""The child imports from where we do, and never from the folder that it happens to stand in."""
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


@contextmanager
def _signals_held() -> Iterator[None]:
    """Start a child with `child.ENDING` held back, so that it never dies of one before it can ignore it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Listener:
    """A child process that listens, and the job that it holds."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._line, theirs = Pipe()
        threads = dict.fromkeys(THREAD_VARIABLES, str(setup.settings.threads))
        with theirs, _signals_held():
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", BEGIN, str(theirs.fileno()), str(os.getpid()), *sys.path],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                env={**os.environ, **threads},
            )
        self.job: Job | None = None
        self.idle_bytes: int | None = None
        self._begun_s = time.monotonic()
        self._send(setup)

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    @property
    def line(self) -> Connection:
        """What becomes readable when the child has something to say or is gone."""
        return self._line

    @property
    def loaded(self) -> bool:
        """Whether the model was loaded; a child that ends before is nobody's fault but the installation's."""
        return self.idle_bytes is not None

    def give(self, job: Job) -> None:
        """Hand over the next job; only one at a time."""
        if self.job is not None:
            raise ValueError(f"{self.job.key} is not done yet")
        self.job, self._begun_s = job, time.monotonic()
        self._send(job)

    def look(self) -> Heard | None:
        """What the child has to say, or the fault where it is gone or over a limit; None while it works.

        Raises:
            EngineError: where the child says that it cannot listen at all.
        """
        try:
            said = self._line.recv() if self._line.poll() else None
        except (EOFError, OSError):
            return self._gone()
        if isinstance(said, Refused):
            raise EngineError(said.message)
        if isinstance(said, Ready):
            self.idle_bytes, self._begun_s = said.idle_bytes, time.monotonic()
        elif isinstance(said, Heard):
            self.job = None
            return said
        return self._over_limit()

    def listen(self, job: Job) -> Heard:
        """What was heard in one job; waits for it."""
        self.give(job)
        while True:
            wait([self._line], TICK_S)
            heard = self.look()
            if heard is not None:
                return heard

    @property
    def alive(self) -> bool:
        """Whether the child can take jobs."""
        return self._process.poll() is None and not self._line.closed

    def end(self) -> None:
        """End the child at once, whatever it does; a second time does nothing."""
        self._line.close()
        self._process.kill()
        self._process.wait()
        if self._process.stdin:
            self._process.stdin.close()

    def _send(self, message: Setup | Job) -> None:
        with suppress(BrokenPipeError, ConnectionResetError):  # it is gone; `look` says why
            self._line.send(message)

    def _over_limit(self) -> Heard | None:
        spent_s = time.monotonic() - self._begun_s
        if not self.loaded or self.job is None:
            return self._fault("start", f"not ready after {START_S:.0f} s") if spent_s > START_S else None
        limit_s = self._setup.limit_s(self.job)
        if spent_s > limit_s:
            return self._fault("hang", f"not done after {limit_s:.0f} s; listen to it by itself, or raise --time-limit")
        if self._size() > (self.idle_bytes or 0) + self._setup.spare_memory:
            return self._fault(MEMORY, "took more memory than a call may; check the file by itself")
        return None

    def _size(self) -> int:
        try:
            return int(Path(f"/proc/{self.pid}/statm").read_text("ascii").split()[1]) * PAGE_BYTES
        except (OSError, ValueError, IndexError):
            return 0

    def _gone(self) -> Heard:
        try:
            code = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            code = 0  # it closed the line and hangs
        named = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return self._fault("crash", f"the decoder or the model crashed ({named}); check the file by itself")

    def _fault(self, kind: str, message: str) -> Heard:
        job = self.job
        self.end()
        if job is None:
            return Heard("", fault=Failed("-", "listen", kind, message))
        return Heard(job.key, fault=Failed(job.call.call_id, "listen", kind, message))
