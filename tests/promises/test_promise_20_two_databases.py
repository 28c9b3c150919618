"""Promise 20: the same calls give the same reports on SQLite and on PostgreSQL."""

import importlib.util
import os
from pathlib import Path

import pytest

SERVERS = Path(__file__).parents[1] / "store" / "conftest.py"


@pytest.fixture(scope="module")
def server():
    """URL of a PostgreSQL server, found or started as the store's own tests do."""
    spec = importlib.util.spec_from_file_location("store_servers", SERVERS)
    servers = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(servers)
    given = os.environ.get("VOICECHECK_TEST_PG_URL")
    if given:
        yield given
    elif programs := servers.debian_server():
        yield from servers.run_debian_server(programs)
    elif servers.wheel_is_there():
        yield from servers.run_wheel_server()
    elif os.environ.get("CI") == "true":
        pytest.fail(servers.WITHOUT)
    else:
        pytest.skip(servers.WITHOUT)


def test_the_same_reports_on_sqlite_and_on_postgresql(box, another, server):
    ids = box.many(3)
    assert box.batch().code == 0
    other = another("other")
    other.calls = box.calls
    other.env["VOICECHECK_DB"] = server
    done = other.batch("--workers", "2")
    assert done.code == 0, done.err
    assert other.reports() == box.reports()
    assert sorted(other.reports()) == ids
    assert other.batch().code == 0
    assert other.summary()["known"] == 3
    assert not other.db.exists()
    for name in ("verdicts.csv", "index.html"):
        assert (box.out / name).read_bytes() == (other.out / name).read_bytes()
