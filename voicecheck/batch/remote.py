"""A listener inside an actor of a cluster: the pool of one machine, with one child, on whichever machine it is.

The actor itself touches no sound. It supervises the same child as the local pool does, so that a
file that crashes or hangs ends the child and never the actor. What goes over the wire is a job
(the recording's path, what is known of the call, the standard) and what was heard; the recording
is read where the actor is, from storage that all machines share.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from voicecheck import __version__
from voicecheck.batch.child import Refused
from voicecheck.batch.executor import Heard, Job, Setup
from voicecheck.batch.pool import LocalPool
from voicecheck.errors import EngineError
from voicecheck.pipeline import identify_engine

if TYPE_CHECKING:
    from voicecheck.pipeline import Identity

HOME = "VOICECHECK_HOME"


@dataclass(frozen=True, slots=True)
class Begun:
    """An actor that can listen: the name of its machine and its process id."""

    machine: str
    pid: int


class RemoteListener:
    """What an actor runs; one call after the other, from one thread, which its child dies with."""

    def __init__(self) -> None:
        self._pool: LocalPool | None = None

    def begin(self, version: str, setup: Setup, engine: Identity, environment: Mapping[str, str]) -> Begun | Refused:
        """Make ready to listen; refused where this machine would not hear what the asking one would.

        Args:
            version: of the voicecheck that asks.
            setup: how every call is listened to; where VOICECHECK_HOME is set on this machine, models lie there.
            engine: the recogniser that evidence will be kept under.
            environment: variables for the child.
        """
        if version != __version__:
            return self._refused(f"has voicecheck {__version__}, {version} is wanted: install the same everywhere")
        os.environ.update(environment)
        own = os.environ.get(HOME)
        settings = replace(setup.settings, home=Path(own)) if own else setup.settings
        try:
            here = identify_engine(settings)
        except EngineError as error:
            return self._refused(str(error))
        if replace(here, size=engine.size) != engine:
            return self._refused(f"has another model {here.name} ({here.sha256[:12]}): install the same everywhere")
        self._pool = LocalPool(replace(setup, settings=settings), 1)
        return Begun(socket.gethostname(), os.getpid())

    def listen(self, job: Job) -> Heard | Refused:
        """What was heard in one job, faults included."""
        if self._pool is None:
            raise ValueError("listen before begin")
        try:
            return self._pool.listen(job)
        except EngineError as error:
            return self._refused(str(error))

    @staticmethod
    def _refused(why: str) -> Refused:
        return Refused(f"machine {socket.gethostname()}: {why}")
