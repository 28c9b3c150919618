"""The schema's version: an empty database is made ready, an older one is upgraded when asked, a newer one refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from voicecheck.errors import ConfigError
from voicecheck.store.engine import plainly, reading, shown, writing
from voicecheck.store.tables import SCHEMA

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 0x766F6963
"""PostgreSQL's advisory lock for changing the schema: "voic"."""


def make_ready(engine: sa.Engine) -> None:
    """Make the tables in an empty database; in any other see that its schema is this version's.

    Raises:
        ConfigError: for another schema, with the remedy.
        StoreError: where the database cannot be reached.
    """
    found = revision(engine)
    if found is None:
        upgrade(engine)
    elif found != SCHEMA:
        raise ConfigError(f"database {shown(engine)}: {_mismatch(found)}")


def revision(engine: sa.Engine) -> str | None:
    """The schema's version in a database, None where there are no tables of ours."""
    with reading(engine) as connection:
        return _revision(connection)


def upgrade(engine: sa.Engine, to: str = SCHEMA) -> str | None:
    """Bring the schema up to a version, in one transaction; what it was before.

    Raises:
        ConfigError: where the database is newer than this version of voicecheck.
    """
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
        before = _revision(connection)
        if before is not None and before not in known_revisions():
            raise ConfigError(f"database {shown(engine)}: {_mismatch(before)}")
        if before != to:
            _migrate(connection, to)
    return before


def known_revisions() -> tuple[str, ...]:
    """Every version of the schema, oldest first."""
    return tuple(step.revision for step in reversed(list(_scripts().walk_revisions())))


def check(engine: sa.Engine) -> list[str]:
    """What is wrong with a database, a line each; empty where it is whole."""
    faults: list[str] = []
    with plainly(engine), engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            rows = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
            faults += [f"integrity: {row}" for row in rows if row != "ok"]
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            faults += [f"{row[0]} row {row[1]}: points to no row of {row[2]}" for row in broken]
        for table, wrong, text in _WHOLE:
            count = connection.execute(sa.text(f"SELECT count(*) FROM {table} WHERE {wrong}")).scalar_one()  # noqa: S608
            faults += [f"{count} {text}"] if count else []
    return faults


_WHOLE = (
    ("calls", "id NOT IN (SELECT call FROM reports)", "call(s) without a report"),
    ("reports", "outcome <> 'fault' AND evidence_key IS NULL", "report(s) without evidence"),
    ("evidence", "length(heard) = 0", "row(s) of evidence are empty"),
)


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _mismatch(found: str) -> str:
    if found in known_revisions():
        return f"its schema is {found}, {SCHEMA} is wanted: run: voicecheck db upgrade"
    return f"its schema {found} is newer than this version of voicecheck ({SCHEMA}): install the newer one"


def _scripts() -> Any:
    from alembic.script import ScriptDirectory

    return ScriptDirectory(str(MIGRATIONS))


def _migrate(connection: sa.Connection, to: str) -> None:
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext

    scripts = _scripts()

    def steps(present: Any, context: Any) -> Any:
        del context
        return scripts._upgrade_revs(to, present)

    with EnvironmentContext(Config(), scripts, fn=steps, destination_rev=to) as environment:
        environment.configure(connection=connection, transactional_ddl=True)
        environment.run_migrations()
