"""Seeing that what was deleted is also gone from the database's files, as far as a database can see to that."""

from __future__ import annotations

import sqlite3
from typing import Any

import sqlalchemy as sa

from voicecheck.errors import StoreError
from voicecheck.store import tables as t
from voicecheck.store.engine import plainly, shown

LOCK_WAIT_S = 30
"""How long PostgreSQL waits for those who read a table that is written anew."""
UNFINISHED = "rows are deleted, their bytes may still be in the files: run `voicecheck forget` again to finish"


def scrub(engine: sa.Engine) -> None:
    """Nothing: the files are written anew without what was deleted, and the log of changes is emptied.

    SQLite: deleted content was overwritten (secure_delete); the write-ahead log is checkpointed and cut to
    nothing, the file vacuumed. PostgreSQL: every table of ours is vacuumed in full and a checkpoint asked for;
    its WAL segments keep what was written until they are reused.

    Raises:
        StoreError: where another program keeps that from being done; it can be done again.
    """
    if engine.dialect.name == "sqlite":
        _scrub_sqlite(engine)
    else:
        _scrub_postgresql(engine)


def _scrub_sqlite(engine: sa.Engine) -> None:
    try:
        with plainly(engine), engine.connect() as connection:
            plain: Any = connection.connection.driver_connection
            _empty_log(plain)
            plain.execute("VACUUM")
            _empty_log(plain)
    except sqlite3.Error as error:
        raise StoreError(f"database {shown(engine)}: {error}; {UNFINISHED}") from error


def _empty_log(plain: Any) -> None:
    busy, _, _ = plain.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise sqlite3.OperationalError("another program is reading")


def _scrub_postgresql(engine: sa.Engine) -> None:
    names = [table.name for table in t.METADATA.sorted_tables]
    with plainly(engine), engine.connect() as made:
        connection = made.execution_options(isolation_level="AUTOCOMMIT")
        connection.exec_driver_sql(f"SET lock_timeout = '{LOCK_WAIT_S}s'")
        before = _files_of(connection)
        for name in names:
            connection.exec_driver_sql(f'VACUUM (FULL, ANALYZE) "{name}"')
        same = [name for name in names if _files_of(connection).get(name) == before.get(name)]
        may_checkpoint = connection.exec_driver_sql(_MAY_CHECKPOINT).scalar()
        if may_checkpoint:
            connection.exec_driver_sql("CHECKPOINT")
        connection.exec_driver_sql("RESET lock_timeout")
    if same:  # PostgreSQL only warns a user who may not vacuum
        raise StoreError(
            f"database {shown(engine)}: this user may not vacuum {', '.join(same)}; {UNFINISHED}, as owner"
        )


_MAY_CHECKPOINT = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"


def _files_of(connection: sa.Connection) -> dict[str, int]:
    """The number of the file that each table lies in; it changes when the table is written anew."""
    rows = connection.exec_driver_sql(
        "SELECT relname, relfilenode FROM pg_class WHERE relkind = 'r' AND pg_table_is_visible(oid)"
    )
    return {row.relname: row.relfilenode for row in rows}
