"""Judging what is stored again by several processes, for the clock's sake: each judges and stores blocks of its own.

A call's report does not depend on who judges it nor in which order, and what is told comes in the calls' order, so
one process or several give the same.
"""

from __future__ import annotations

import resource
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from voicecheck.batch.machine import AUTO
from voicecheck.batch.rejudging import AT_ONCE, Again, judge_blocks, rejudge
from voicecheck.config import usable_cores
from voicecheck.errors import ConfigError, StoreError, VoicecheckError
from voicecheck.private import keep_to_owner, log_to

if TYPE_CHECKING:
    from datetime import datetime
    from multiprocessing.connection import Connection

    from voicecheck.standard import Standard
    from voicecheck.store.database import Store
    from voicecheck.store.finding import Block

WORTH_BLOCKS = 10
"""Blocks for which one more process is worth its start, of about a second."""
MOST = 64


@dataclass(frozen=True, slots=True)
class Share:
    """What one process does: some blocks of the calls in a database."""

    url: str
    standard: Standard
    blocks: tuple[Block, ...]
    since: datetime | None
    run: int | None


def rejudge_by(
    workers: str, store: Store, standard: Standard, *, since: datetime | None = None, run: int | None = None
) -> Iterator[Again]:
    """What `rejudge` gives, by as many processes as asked for.

    Args:
        workers: a number, or "auto": one more for every few thousand calls, up to the processors.
        store: evidence, and the earlier results; each process opens it for itself.
        standard: the standard to judge by.
        since: as in `rejudge`.
        run: as in `rejudge`.

    Raises:
        ConfigError: where `workers` is neither.
        StoreError: if a process ended before its work, or could not use the database.
    """
    blocks = store.heard_blocks(AT_ONCE, since=since)
    count = plan(workers, len(blocks))
    if count == 1:
        yield from rejudge(store, standard, since=since, run=run)
        return
    url = store.engine.url.render_as_string(hide_password=False)
    shares = [Share(url, standard, tuple(blocks[number::count]), since, run) for number in range(count)]
    yield from _side_by_side(shares, len(blocks))


def plan(workers: str, blocks: int) -> int:
    """How many processes to use for so many blocks.

    >>> plan("4", 100), plan("4", 2), plan("auto", 3)
    (4, 2, 1)
    """
    if workers == AUTO:
        return max(1, min(usable_cores(), blocks // WORTH_BLOCKS))
    if not workers.isdecimal() or not 1 <= int(workers) <= MOST:
        raise ConfigError(f"--workers {workers!r}: auto or a number from 1 to {MOST} is wanted")
    return max(1, min(int(workers), blocks))


def _side_by_side(shares: Sequence[Share], blocks: int) -> Iterator[Again]:
    """What all shares give, block by block in their order; no process outlives this."""
    context = get_context("spawn")
    lines, children = [], []
    try:
        for share in shares:
            mine, theirs = context.Pipe(duplex=False)
            child = context.Process(target=_work, args=(theirs, share), daemon=True)
            child.start()
            theirs.close()
            lines.append(mine)
            children.append(child)
        for number in range(blocks):
            yield from _told(lines[number % len(lines)])
    finally:
        for line in lines:
            line.close()
        for child in children:
            child.terminate()  # a transaction that was begun is kept whole or not at all
            child.join()


def _told(line: Connection) -> list[Again]:
    """What one process says of its next block."""
    try:
        told: list[Again] | str = line.recv()
    except EOFError as error:
        raise StoreError("a process that judges again ended too early; run again: what was done is kept") from error
    if isinstance(told, str):
        raise StoreError(told)
    return told


def _work(line: Connection, share: Share) -> None:
    """Judge and store a share, and say of each block what came of it; nobody left to listen is the end."""
    from voicecheck.store import open_store

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to everybody; the parent ends us
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold the caller's words
    log_to(sys.stderr)
    keep_to_owner()
    with suppress(BrokenPipeError, ConnectionResetError):
        try:
            with open_store(share.url, Path()) as store:
                for told in judge_blocks(store, share.standard, share.blocks, since=share.since, run=share.run):
                    line.send(told)
        except VoicecheckError as error:
            line.send(str(error))
