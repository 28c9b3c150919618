"""The process that listens: one model, one call at a time, nothing that outlives its parent.

Started by `batch.supervised` with the number of its line and of its parent; reads a `Setup`, then jobs.
It never decides what a crash means: whoever supervises it does.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
import threading
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from voicecheck.errors import EngineError
from voicecheck.private import keep_to_owner, log_to, where_of

if TYPE_CHECKING:
    from voicecheck.batch.executor import Job, Setup

PR_SET_PDEATHSIG = 1
ENDING = (signal.SIGINT, signal.SIGTERM)
"""Signals that end a run; they come held back from the parent, for an interpreter that starts dies of them loudly."""
ADDRESSES_ABOVE = 2_000_000_000
"""Address space beyond the spare memory: threads and allocators reserve more than they use."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The model is loaded; the process's size in bytes before the first call."""

    idle_bytes: int


@dataclass(frozen=True, slots=True)
class Refused:
    """The engine cannot listen at all, and why."""

    message: str


def main() -> None:
    """Serve jobs until the parent closes the line."""
    line: Connection = Connection(int(sys.argv[1]))
    _die_with_parent(int(sys.argv[2]))
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN)  # a terminal sends them to everybody; the parent ends us
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold the caller's voice
    log_to(sys.stderr)
    keep_to_owner()
    sys.excepthook = lambda kind, error, trace: print(where_of(error), file=sys.stderr)  # noqa: T201 the last word
    try:
        _serve(line)
    except EngineError as error:
        line.send(Refused(str(error)))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def _serve(line: Connection) -> None:
    from voicecheck.batch.hearing import hear
    from voicecheck.pipeline import load_ears

    setup: Setup = line.recv()
    ears = load_ears(setup.settings)
    _forget_peak()
    idle = _status_bytes("VmRSS")
    _limit_memory(setup.spare_memory)
    line.send(Ready(idle))
    while True:
        job: Job = line.recv()
        line.send(replace(hear(job, setup, ears), peak_bytes=_status_bytes("VmHWM")))


def _die_with_parent(parent: int) -> None:
    """No orphan, even where the parent is killed or this process hangs in foreign code."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    threading.Thread(target=_leave_at_end_of_input, daemon=True).start()


def _leave_at_end_of_input() -> NoReturn:
    """The other way to notice a dead parent, on every platform: it alone holds the far end of our stdin."""
    while os.read(0, 1):
        pass
    os._exit(1)


def _limit_memory(spare: int) -> None:
    size = _status_bytes("VmSize")
    if size:
        most = size + spare + ADDRESSES_ABOVE
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _status_bytes(name: str) -> int:
    """A size of this process from /proc; 0 where there is none."""
    try:
        lines = Path("/proc/self/status").read_text("ascii", "replace").splitlines()
    except OSError:
        return 0
    return next((1024 * int(line.split()[1]) for line in lines if line.startswith(f"{name}:")), 0)


def _forget_peak() -> None:
    """Count the largest size anew: loading a model takes more than having one."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return
