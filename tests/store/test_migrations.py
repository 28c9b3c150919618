"""Every released schema, upgraded in place, on both databases."""

import hashlib
import importlib

import pytest
import sqlalchemy as sa
from store_making import made_call, saved

from voicecheck.errors import ConfigError
from voicecheck.store import open_store, schema, tables
from voicecheck.store.engine import connect, writing

RELEASED = {
    "0001": "89e1f5332f528f98",
    "0002": "8fe648ea8ee2447e",
    "0003": "4d179250e7e5a792",
}
"""Each schema that was ever released, with the hash of its columns: a released step is never changed."""


def shape(engine):
    """The tables and columns of a database, without what its dialect calls their types."""
    found = sa.inspect(engine)
    return sorted(
        (table, column["name"], bool(column["nullable"]))
        for table in found.get_table_names()
        if table != "alembic_version"
        for column in found.get_columns(table)
    )


@pytest.fixture
def engine(url, tmp_path):
    made = connect(url, tmp_path)
    yield made
    made.dispose()


def test_every_step_is_in_the_table():
    assert schema.known_revisions() == tuple(RELEASED)
    assert tuple(RELEASED)[-1] == tables.SCHEMA


@pytest.mark.parametrize("revision", RELEASED)
def test_a_released_schema_does_not_change(engine, revision):
    schema.upgrade(engine, to=revision)
    assert hashlib.sha256(repr(shape(engine)).encode()).hexdigest()[:16] == RELEASED[revision]


@pytest.mark.parametrize("revision", RELEASED)
def test_a_released_schema_is_upgraded_with_what_it_holds(engine, url, tmp_path, revision, standard, shown_standard):
    schema.upgrade(engine, to=revision)
    fill(engine)
    assert schema.upgrade(engine) == revision
    with open_store(url, tmp_path) as store:
        assert store.check() == []
        assert store.size().calls == 1
        assert store.attempts()["k"].message == "canary"
        saved(store, shown_standard, standard, made_call(1))
        assert len(list(store.reports())) == 2


def test_the_history_of_an_older_schema_is_that_of_a_new_one(url, tmp_path, standard, shown_standard):
    """What the step fills in is what storing the same calls today gives: rank, cohort, day."""
    engine = connect(url, tmp_path)
    schema.upgrade(engine, to="0003")
    with open_store(url, tmp_path) as store:
        for call in (made_call(1), made_call(2, department="a\\b"), made_call(3, agent=None, started_at=None),
                     made_call(1, agent="Peter")):  # fmt: skip
            saved(store, shown_standard, standard, call, audio=f"{int(call.call_id[-1]):064}")
        before = _history(engine)
    assert {row[1] for row in before} == {0, 3}
    with writing(engine) as connection:
        connection.exec_driver_sql("UPDATE reports SET rank = 0, cohort = NULL, local_s = NULL")
        connection.exec_driver_sql("UPDATE verdicts SET rank = 0, cohort = NULL, day = NULL")
        connection.exec_driver_sql("DELETE FROM cohorts")
        step = importlib.import_module("voicecheck.store.migrations.versions.v0003_history")
        step._fill(connection)
    assert _history(engine) == before
    engine.dispose()


def _history(engine):
    """Every verdict with what it is counted by, without the cohorts' numbers."""
    question = """SELECT v.report, v.rank, v.day, r.rank, r.local_s, c.key FROM verdicts v
                  JOIN reports r ON r.id = v.report LEFT JOIN cohorts c ON c.id = v.cohort AND c.id = r.cohort
                  ORDER BY v.report, v.rule"""
    with engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(question)]


@pytest.mark.parametrize("revision", RELEASED)
def test_upgrading_twice_changes_nothing(engine, revision):
    schema.upgrade(engine, to=revision)
    schema.upgrade(engine)
    before = shape(engine)
    assert schema.upgrade(engine) == tables.SCHEMA
    assert shape(engine) == before


def other_kind(context, inspected_column, metadata_column, inspected_type, metadata_type):
    """Whether a column holds another kind of value than is declared; collations are not read back."""
    declared = metadata_type.load_dialect_impl(context.dialect) if hasattr(metadata_type, "impl") else metadata_type
    return inspected_type._type_affinity is not declared.dialect_impl(context.dialect)._type_affinity


def test_the_steps_make_the_tables_that_are_declared(engine):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    schema.upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": other_kind})
        assert compare_metadata(context, tables.METADATA) == []


def test_a_newer_schema_is_refused_and_left_alone(engine, url, tmp_path):
    schema.upgrade(engine)
    with writing(engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    for refused in (lambda: open_store(url, tmp_path), lambda: schema.upgrade(engine)):
        with pytest.raises(ConfigError, match="9999 is newer"):
            refused()
    assert schema.revision(engine) == "9999"


def test_an_older_schema_is_refused_with_the_command(engine, url, tmp_path, monkeypatch):
    schema.upgrade(engine)
    monkeypatch.setattr("voicecheck.store.schema.SCHEMA", "9998")
    with pytest.raises(ConfigError, match="voicecheck db upgrade"):
        open_store(url, tmp_path)


def fill(engine):
    """A row in every table of the first release, as plain SQL: later code does not write old schemas."""
    blob = bytes.fromhex("789c")
    rows = {
        "files": {"path_key": "p", "path": "/a", "size_bytes": 2**40, "mtime_ns": 10**18, "sha256": "s"},
        "runs": {"id": 1, "command": "batch", "version": "0", "begun_at": "t", "counts": "{}"},
        "calls": {"id": 1, "key": "c", "call_id": "a", "path": "/a", "path_key": "p", "metadata": '{"call_id":"a"}',
                  "metadata_hash": "m", "direction": "inbound", "moment": "2026-03-14T08:26:53.000000Z",
                  "stored_at": "t"},
        "standards": {"hash": "h", "id": "x", "effective": "", "agreement": '{"language":"en"}', "stored_at": "t"},
        "reports": {"id": 1, "key": "r", "call": 1, "metadata": '{"call_id":"a"}', "metadata_hash": "m", "run": 1,
                    "standard_hash": "h", "outcome": "fault", "judged_at": "t",
                    "judged": __import__("zlib").compress(b'{"verdicts":[],"ranges":{},"faults":[],"run":{}}')},
        "attempts": {"call_key": "k", "call_id": "a", "path": "/a", "stage": "listen", "kind": "audio",
                     "message": "canary", "count": 1, "first_at": "t", "last_at": "t"},
        "recordings": {"sha256": "s", "codec": "flac", "rate_hz": 8000, "channels": 1, "decoded_s": 1.5,
                       "decode_errors": 0},
        "evidence": {"key": "e", "sha256": "s", "language": "en", "scope": "opening", "model": "base",
                     "model_sha256": "m", "analysis_version": 1, "probes": 0, "heard": blob, "drawn": blob,
                     "stored_at": "t"},
        "voice": {"evidence_key": "e", "feature": "snr", "value": 30.0, "unit": "dB", "basis_s": 2.0},
        "verdicts": {"report": 1, "rule": "answer.rings", "level": "error", "status": "pass", "unit": ""},
    }  # fmt: skip
    with writing(engine) as connection:
        for table, row in rows.items():
            names = ", ".join(row)
            marks = ", ".join(f":{name}" for name in row)
            connection.execute(sa.text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), row)
        if connection.dialect.name == "postgresql":
            for table in ("runs", "calls", "reports"):
                connection.exec_driver_sql(f"SELECT setval('{table}_id_seq', 1)")
