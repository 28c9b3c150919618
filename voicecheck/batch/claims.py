"""Who works where: folders and databases that a run has for itself, or an attempt to forget has alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from voicecheck.batch.files import LOCK, locked
from voicecheck.store.engine import at_work, connect, database_url


@contextmanager
def claimed(folders: Iterable[Path], db: str | None, home: Path, *, wait: bool, alone: bool = False) -> Iterator[None]:
    """No other run uses the output folders or the database file inside; on PostgreSQL runs share the database.

    Args:
        folders: output folders.
        db: the database as it was named.
        home: the data folder.
        wait: wait for others to end (not for a PostgreSQL database).
        alone: also on PostgreSQL nobody else works in the database.

    Raises:
        BlockingIOError: where another run is at work.
    """
    place = database_url(db, home)
    with ExitStack() as held:
        for folder in sorted(set(folders)):
            held.enter_context(locked(folder / LOCK, wait=wait))
        if place.get_backend_name() == "sqlite":
            file = Path(place.database or "")
            held.enter_context(locked(file.with_name(f"{file.name}.lock"), wait=wait))
        else:
            engine = connect(db, home)
            held.callback(engine.dispose)
            held.enter_context(at_work(engine, alone=alone))
        yield
