"""Forgetting calls in one database: find them, delete them, see that the bytes go."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from voicecheck.store import forgetting
from voicecheck.store import tables as t
from voicecheck.store.engine import reading, writing
from voicecheck.store.forgetting import Doomed, Request, Written
from voicecheck.store.rows import now_text
from voicecheck.store.scrub import scrub


class Graves:
    """What `Store.graves` gives; every method raises StoreError where the database cannot be read or written."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def places(self) -> tuple[Written, ...]:
        """Everywhere that reports of stored calls were written."""
        with reading(self._engine) as connection:
            rows = connection.execute(sa.select(t.places).order_by(t.places.c.path))
            return tuple(Written(row.path, row.kind, row.call_key) for row in rows)

    def doomed(self, request: Request) -> list[Doomed]:
        """The stored calls that a request to forget means."""
        with reading(self._engine) as connection:
            return forgetting.find_doomed(connection, request)

    def forget(self, doomed: Sequence[Doomed], request: Request, name: str) -> None:
        """Delete every row of some calls, whole or not at all, but for a tombstone each; `scrub` comes after it.

        Args:
            doomed: the calls, of `doomed`.
            request: what they were found by.
            name: what stands on the tombstone.
        """
        with writing(self._engine) as connection:
            forgetting.delete(connection, doomed, name, whole_recordings=request.whole_recordings)
            forgetting.forget_counted(connection, request)
            if request.before is not None:
                forgetting.forget_old_files(connection, request.before)

    def scrub(self) -> None:
        """See that deleted rows are gone from the files, too, and note that on their tombstones."""
        scrub(self._engine)
        with writing(self._engine) as connection:
            open_yet = t.tombstones.c.scrubbed_at.is_(None)
            connection.execute(sa.update(t.tombstones).where(open_yet).values(scrubbed_at=now_text()))

    def unscrubbed(self) -> bool:
        """Whether calls were forgotten whose bytes may still be in the files, because that was interrupted."""
        question = sa.select(sa.func.count()).select_from(t.tombstones).where(t.tombstones.c.scrubbed_at.is_(None))
        with reading(self._engine) as connection:
            return bool(connection.scalar(question))

    def tombstones(self) -> frozenset[str]:
        """The keys of all calls that were forgotten."""
        with reading(self._engine) as connection:
            return frozenset(connection.scalars(sa.select(t.tombstones.c.call_key)))
