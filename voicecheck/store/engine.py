"""The connection to a database: where it is, how it is opened, and its faults in plain words."""

from __future__ import annotations

import errno
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from voicecheck.errors import ConfigError, StoreError
from voicecheck.private import make_folder, open_own

FILE_NAME = "voicecheck.db"
ENDING = (signal.SIGINT, signal.SIGTERM)
WORK_LOCK = 0x766F6964
"""PostgreSQL's advisory lock of runs at work: "void"."""
BUSY_S = 30.0
"""How long a writer waits for another."""
DRIVERS = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg", "sqlite": "sqlite"}


def connect(url: str | None, home: Path) -> sa.Engine:
    """An engine for the database at `url`; nothing is read yet, a missing SQLite file is made (mode 0600).

    Raises:
        ConfigError: for a URL that cannot be used.
        StoreError: where the file cannot be made.
    """
    place = database_url(url, home)
    if place.get_backend_name() == "sqlite":
        _make_private(Path(place.database or ""))
        engine = sa.create_engine(place, connect_args={"timeout": BUSY_S}, hide_parameters=True)
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
        return engine
    try:
        return sa.create_engine(place, pool_pre_ping=True, hide_parameters=True)
    except ModuleNotFoundError as error:
        raise ConfigError(
            f"the PostgreSQL driver is missing ({error.name}); run: pip install 'voicecheck-calls[postgres]'"
        ) from error


def database_url(url: str | None, home: Path) -> sa.URL:
    """The URL in full: a bare file name is a SQLite file, no URL is `voicecheck.db` under `home`.

    >>> database_url("night.db", Path("/srv")).render_as_string()
    'sqlite:///.../night.db'
    >>> database_url("postgresql://qa@db/voicecheck", Path("/srv")).drivername
    'postgresql+psycopg'

    Raises:
        ConfigError: if it is no URL, or of a kind that is not served.
    """
    if not url:
        return sa.URL.create("sqlite", database=str(home / FILE_NAME))
    if "://" not in url:
        return sa.URL.create("sqlite", database=str(Path(url).expanduser().absolute()))
    try:
        place = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError) as error:
        raise ConfigError("the database's URL cannot be read; write postgresql://user@host/name or a file") from error
    driver = DRIVERS.get(place.drivername.partition("+")[0])
    if driver is None:
        raise ConfigError(f"database {place.drivername}: not served; use postgresql://user@host/name or a file")
    if driver == "sqlite":
        if not place.database or place.database == ":memory:":
            raise ConfigError("sqlite: name a file, as sqlite:////srv/voicecheck.db (four slashes) or the bare path")
        return sa.URL.create("sqlite", database=str(Path(place.database).absolute()))
    return place.set(drivername=driver)


def shown(engine: sa.Engine) -> str:
    """The database's name for people: the file, or the URL without its password."""
    place = engine.url
    return str(place.database) if place.get_backend_name() == "sqlite" else place.render_as_string(hide_password=True)


@contextmanager
def plainly(engine: sa.Engine) -> Iterator[None]:
    """A fault of the database inside, as one line with a remedy.

    Raises:
        StoreError: for every fault that the database reports.
    """
    try:
        yield
    except sa.exc.DBAPIError as error:
        cause = str(error.orig or error).strip().splitlines()[0]
        raise StoreError(f"database {shown(engine)}: {cause}; {_remedy(cause)}") from error
    except sa.exc.SQLAlchemyError as error:
        raise StoreError(f"database {shown(engine)}: {error}") from error


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let SIGINT and SIGTERM wait until the block is done; only the main thread is ever disturbed by them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    arrived: list[int] = []
    before = {number: signal.signal(number, lambda got, _: arrived.append(got)) for number in ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        for late in arrived:
            signal.raise_signal(late)


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection in one transaction that writes; it is kept whole or not at all.

    A signal that ends the process waits until it is: raised between the database's BEGIN and ours, it
    would leave a transaction behind that nobody ends, and the last words of the run locked out.
    """
    with (
        plainly(engine),
        _undisturbed(),
        engine.connect().execution_options(writes=True) as connection,
        connection.begin(),
    ):
        yield connection


@contextmanager
def at_work(engine: sa.Engine, *, alone: bool) -> Iterator[None]:
    """On PostgreSQL nobody forgets inside while others work, and nobody works while one forgets; a SQLite file has
    a lock beside it.

    Args:
        engine: the database.
        alone: to forget; else to work as one of several.

    Raises:
        BlockingIOError: where others are at it.
    """
    if engine.dialect.name != "postgresql":
        yield
        return
    kind = "pg_try_advisory_lock" if alone else "pg_try_advisory_lock_shared"
    with plainly(engine), engine.connect() as made:
        connection = made.execution_options(isolation_level="AUTOCOMMIT")
        if not connection.exec_driver_sql(f"SELECT {kind}({WORK_LOCK})").scalar():
            raise BlockingIOError(errno.EWOULDBLOCK, f"another run is at work on this database ({shown(engine)})")
        try:
            yield
        finally:
            connection.exec_driver_sql("SELECT pg_advisory_unlock_all()")


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection that sees one state of the database from beginning to end."""
    with plainly(engine), engine.connect() as connection, connection.begin():
        yield connection


def _remedy(cause: str) -> str:
    low = cause.lower()
    if "full" in low or "no space" in low:
        return "free some space and run again: what was done is kept"
    if "locked" in low or "busy" in low:
        return f"another program has been writing for over {BUSY_S:.0f} s: wait for it and run again"
    if "malformed" in low or "not a database" in low:
        return "the file is damaged: put a backup in its place (`voicecheck db backup` makes one)"
    if "readonly" in low or "read-only" in low or "permission" in low or "unable to open" in low:
        return "see that this user may write the file and its folder, or name another with --db"
    return "see that it is there and may be used, or name another with --db"


def _make_private(file: Path) -> None:
    """See that the file and its folder exist and are the owner's alone; SQLite gives its log the same mode."""
    try:
        make_folder(file.parent)
        os.close(open_own(file, os.O_RDONLY))
    except OSError as error:
        raise StoreError(f"database {file}: {error.strerror}; name another place with --db") from error


def _prepare_sqlite(connection: Any, record: object) -> None:
    """What each SQLite connection is told; transactions are begun by `_begin_sqlite` alone."""
    del record
    connection.isolation_level = None
    cursor = connection.cursor()
    for line in (
        f"busy_timeout={int(BUSY_S * 1000)}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {line}")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    """A writer takes its turn before it reads, so that two never wait for each other."""
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
