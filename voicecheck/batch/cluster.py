"""The executor of many machines: actors of a Ray cluster, each with a supervised listener and two calls in its hands.

One call is listened to, the next lies ready, so that nobody waits for the wire. Ray repeats nothing by
itself: what was lost with an actor or its machine is given to another one here. Only the call that was
being listened to can have been the cause; after `TRIES` lost actors it is a fault, and no other call is.
"""

from __future__ import annotations

import logging
import os
import time
from collections import Counter, deque
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from voicecheck import __version__
from voicecheck.batch.child import Refused
from voicecheck.batch.executor import Heard, Job, Setup
from voicecheck.batch.joining import Cluster, Head, joined
from voicecheck.batch.machine import LISTENER_BYTES
from voicecheck.batch.poison import VARIABLE
from voicecheck.batch.pool import STARTS
from voicecheck.batch.remote import Begun, RemoteListener
from voicecheck.batch.supervised import START_S, TICK_S
from voicecheck.errors import EngineError
from voicecheck.types import Failed

if TYPE_CHECKING:
    from voicecheck.pipeline import Identity

log = logging.getLogger(__name__)

ROOM_S = 900.0
"""Seconds in which the first actor must find a place; a cluster that grows by itself takes minutes."""
DEPTH = 2
"""Calls that an actor has at once: one that it listens to, one that lies ready."""
TRIES = 3
"""Actors that one call may be listening with when they are lost; a machine that dies twice beside it is bad luck."""
ACTOR_BYTES = 100_000_000
"""Planned an actor beside its child: 55 MB of its own is what one was seen to take."""


@dataclass(eq=False, slots=True)
class Hand:
    """One actor: where it runs once it has begun, and the calls that it has, the first of which it listens to."""

    actor: Any
    begun: Begun | None = None
    jobs: dict[Any, Job] = field(default_factory=dict)
    since_s: float = field(default_factory=time.monotonic)

    @property
    def free(self) -> bool:
        """Whether it can take a call."""
        return self.begun is not None and len(self.jobs) < DEPTH


class RayPool:
    """`batch.executor.Executor` on a Ray cluster, or on a Ray of its own on this machine.

    Args:
        setup: how every call is listened to.
        workers: how many actors; None: as many as the cluster has processors and memory for.
        engine: the recogniser that evidence will be kept under; a machine with another one is left out.
        cluster: where.
        most: calls there are; no more actors than that are started.
    """

    def __init__(
        self,
        setup: Setup,
        workers: int | None,
        *,
        engine: Identity,
        cluster: Cluster | None = None,
        most: int | None = None,
    ) -> None:
        self._setup, self._workers, self._engine, self._most = setup, workers, engine, most
        self._cluster = cluster or Cluster()
        self._ray: Any = None
        self._hands: list[Hand] = []
        self._starting: dict[Any, Hand] = {}
        self._again: deque[Job] = deque()
        self._lost: Counter[str] = Counter()
        self._failed_starts = 0
        self._head = Head()

    def run(self, jobs: Iterable[Job]) -> Generator[Heard, None, None]:
        """What was heard in each job, as it ends; see `Executor.run`. Nothing is started for no jobs.

        Raises:
            ConfigError: where the cluster cannot be joined.
            EngineError: where nobody can listen.
        """
        waiting = iter(jobs)
        first = next(waiting, None)
        if first is None:
            return
        with joined(self._cluster, processors=(self._workers or 1) * self._setup.settings.threads) as self._ray:
            try:
                self._head = Head(self._ray.get_runtime_context().gcs_address)
                self._again.append(first)
                self._start_all()
                more = True
                while more or self._again or self._busy():
                    more = self._fill(waiting)
                    yield from self._collect()
            finally:
                self.close()

    @property
    def pids(self) -> tuple[int, ...]:
        """The process ids of the actors that have begun, each on its own machine."""
        return tuple(hand.begun.pid for hand in self._hands if hand.begun)

    def close(self) -> None:
        """End every actor at once; their children die with them. Where the head is lost they end by themselves."""
        while self._hands:
            hand = self._hands.pop()
            if not self._head.lost:
                self._ray.kill(hand.actor)
        self._starting.clear()

    # -- actors ------------------------------------------------------------------------------

    def _start_all(self) -> None:
        room = self._room()
        if not room and not self._cluster.address:
            raise EngineError(f"this machine has no room for a listener ({self._shown()}): lower --threads or --gpus")
        if not room:
            log.warning("the cluster has no room for a listener yet (%s); waiting", self._shown())
        room = self._workers or room
        for _ in range(max(1, min(room, self._most or room))):
            self._start()

    def _start(self) -> None:
        needed = self._needed()
        remote = self._ray.remote(RemoteListener).options(
            num_cpus=needed["CPU"],
            num_gpus=needed["GPU"],
            memory=needed["memory"] or None,
            max_restarts=0,
            max_task_retries=0,
            scheduling_strategy="SPREAD",
        )
        hand = Hand(remote.remote())
        hooks = {VARIABLE: os.environ[VARIABLE]} if VARIABLE in os.environ else {}
        self._hands.append(hand)
        self._starting[hand.actor.begin.remote(__version__, self._setup, self._engine, hooks)] = hand

    def _needed(self) -> dict[str, float]:
        """What an actor with its child takes of a machine, by Ray's names."""
        memory = ACTOR_BYTES + LISTENER_BYTES + self._engine.size if self._cluster.address else 0
        return {"CPU": self._setup.settings.threads, "GPU": self._cluster.gpus, "memory": memory}

    def _shown(self) -> str:
        return ", ".join(f"{name} {amount:,g}" for name, amount in self._needed().items() if amount)

    def _room(self) -> int:
        """How many actors the machines of the cluster have room for."""
        needed = {name: amount for name, amount in self._needed().items() if amount}
        alive = [node["Resources"] for node in self._ray.nodes() if node["Alive"]]
        return sum(min(int(has.get(name, 0) // amount) for name, amount in needed.items()) for has in alive)

    def _drop(self, hand: Hand) -> None:
        """End an actor; a second time does nothing."""
        if hand in self._hands:
            self._hands.remove(hand)
            self._ray.kill(hand.actor)

    # -- work --------------------------------------------------------------------------------

    def _busy(self) -> bool:
        return any(hand.jobs for hand in self._hands)

    def _fill(self, waiting: Iterator[Job]) -> bool:
        """Give jobs to everybody who is free, to the idle first; whether there may be more jobs."""
        while free := [hand for hand in self._hands if hand.free]:
            job = self._again.popleft() if self._again else next(waiting, None)
            if job is None:
                return False
            self._give(min(free, key=lambda hand: len(hand.jobs)), job)
        return True

    def _give(self, hand: Hand, job: Job) -> None:
        if not hand.jobs:
            hand.since_s = time.monotonic()
        hand.jobs[hand.actor.listen.remote(job)] = job

    def _collect(self) -> Iterator[Heard]:
        """What one actor has to say within a moment."""
        asked = [*self._starting, *(ref for hand in self._hands for ref in hand.jobs)]
        if not asked:
            return
        self._head.look()
        self._end_the_stuck()
        for ref in self._ray.wait(asked, num_returns=1, timeout=TICK_S)[0]:
            if ref in self._starting:
                self._begun(ref)
            else:
                yield from self._said(ref)

    def _said(self, ref: Any) -> Iterator[Heard]:
        hand = next(hand for hand in self._hands if ref in hand.jobs)
        try:
            answer: Heard | Refused = self._ray.get(ref)
        except self._ray.exceptions.RayError as error:
            yield from self._after_loss(hand, _reason(error))
            return
        job = hand.jobs.pop(ref)
        hand.since_s = time.monotonic()
        if isinstance(answer, Refused):
            self._again.extend((job, *hand.jobs.values()))
            self._refuse(hand, answer)
        else:
            yield answer

    def _after_loss(self, hand: Hand, reason: str) -> Iterator[Heard]:
        """What a lost actor had still brought back; the rest of its calls go to others, unless one lost too many."""
        log.warning("a listener%s was lost (%s); its calls are given to another", _place(hand), reason)
        self._drop(hand)
        blamed = False
        for ref, job in hand.jobs.items():
            answer = self._late(ref)
            if answer is not None:
                yield answer
                continue
            self._lost[job.key] += not blamed
            blamed = True
            if self._lost[job.key] >= TRIES:
                message = f"its listener or the machine was lost {TRIES} times ({reason}); check the file by itself"
                yield Heard(job.key, fault=Failed(job.call.call_id, "listen", "lost", message))
            else:
                self._again.append(job)
        self._start()

    def _late(self, ref: Any) -> Heard | None:
        """What was brought back before the actor was lost."""
        try:
            answer = self._ray.get(ref, timeout=TICK_S)
        except self._ray.exceptions.RayError:
            return None
        return answer if isinstance(answer, Heard) else None

    # -- actors that do not begin, or do not end ---------------------------------------------

    def _begun(self, ref: Any) -> None:
        hand = self._starting.pop(ref)
        try:
            answer: Begun | Refused = self._ray.get(ref)
        except self._ray.exceptions.RayError as error:
            self._start_again(hand, _reason(error))
            return
        if isinstance(answer, Refused):
            self._refuse(hand, answer)
        else:
            hand.begun, self._failed_starts = answer, 0

    def _start_again(self, hand: Hand, reason: str) -> None:
        """Another actor for one that was lost before it had begun, a few times for each that is wanted."""
        self._drop(hand)
        self._failed_starts += 1
        log.warning("a listener did not start: %s", reason)
        if self._failed_starts >= STARTS * (len(self._hands) + 1):
            raise EngineError(
                f"listeners do not start on the cluster ({reason}): run on its machines: voicecheck doctor"
            )
        self._start()

    def _refuse(self, hand: Hand, answer: Refused) -> None:
        """Go on without a machine that cannot listen, as long as another one can."""
        self._drop(hand)
        if not self._hands:
            raise EngineError(answer.message)
        log.warning("%s; the run goes on without it", answer.message)

    def _end_the_stuck(self) -> None:
        """End actors that do not even keep their own time limit, as where storage does not answer."""
        now_s = time.monotonic()
        for hand in self._hands:
            if hand.jobs:
                limit_s = START_S + self._setup.limit_s(next(iter(hand.jobs.values())))
                if now_s - hand.since_s > limit_s:
                    self._ray.kill(hand.actor)
        if all(hand.begun is None and now_s - hand.since_s > ROOM_S for hand in self._hands):
            raise EngineError(
                f"the cluster had no room in {ROOM_S:.0f} s for a listener ({self._shown()}); see: ray status"
            )


def _reason(error: Exception) -> str:
    """The kind of a loss and the first line that Ray says of it; of a fault in our own code the kind alone."""
    cause = getattr(error, "cause", None)
    if cause is not None:  # its text may be anything, also what was said in a call
        return f"{type(cause).__name__} in voicecheck itself; is the same version installed everywhere?"
    said = next(iter(str(error).strip().splitlines()), "")
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def _place(hand: Hand) -> str:
    return f" on {hand.begun.machine}" if hand.begun else ""
