"""What a night would do, without doing any of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from voicecheck.batch.entry import Entry
from voicecheck.batch.gather import Gathered
from voicecheck.batch.night import Night, Orders
from voicecheck.batch.outputs import Outputs
from voicecheck.reports.escape import one_line
from voicecheck.store import open_store
from voicecheck.store.engine import database_url

if TYPE_CHECKING:
    from voicecheck.store.database import Store


def dry_run(gathered: Gathered, orders: Orders, db: str | None, home: Path, out: Path) -> Iterator[str]:
    """A line a call that is not done yet, one for each that is left out, and the counts.

    Nothing is written: a database that is not there is not made, and no hash is remembered.
    """
    done = {"known": 0, "to judge": 0, "to listen to": 0, "not to be processed": 0, "forgotten": 0}
    with ExitStack() as held:
        store = held.enter_context(open_store(db, home)) if _exists(db, home) else None
        night = Night(gathered.calls, orders, store, Outputs(out))
        if store is not None:
            night.plan()
            night.look_closer()
        for entry in night.entries:
            what = _what(entry, store, again=orders.again)
            done[what] += 1
            if what != "known":
                cause = f": {one_line(entry.found.fault.message)}" if entry.found.fault else ""
                yield f"{what}: {_shown(entry.call.path)}{cause}"
    for why, paths in (("still being written", gathered.unsettled), ("without a row", gathered.unlisted),
                       ("left alone", gathered.odd), ("cannot be read", gathered.unreadable)):  # fmt: skip
        yield from (f"{why}: {_shown(path)}" for path in paths)
    counts = ", ".join(f"{count} {what}" for what, count in done.items() if count)
    yield f"{len(gathered.calls)} calls" + (f": {counts}" if counts else "")


def _what(entry: Entry, store: Store | None, *, again: bool) -> str:
    if entry.found.fault:
        return "not to be processed"
    if entry.standing:
        return "known"
    if store is not None and not again and store.forgotten(entry.work.call, entry.sha256):
        return "forgotten"
    if store is not None and entry.key and store.find_evidence(entry.key.evidence):
        return "to judge"
    return "to listen to"


def _exists(db: str | None, home: Path) -> bool:
    place = database_url(db, home)
    return place.get_backend_name() != "sqlite" or Path(place.database or "").is_file()


def _shown(path: str) -> str:
    return one_line(path).encode("utf-8", "backslashreplace").decode()
