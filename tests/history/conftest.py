"""Databases with made verdicts; nothing here was measured."""

import importlib.util
import sys
from pathlib import Path

import pytest

from voicecheck.store import open_store

sys.path.insert(0, str(Path(__file__).parent))  # for team_making

STORE = Path(__file__).parents[1] / "store"


def _store_fixtures():
    """The fixtures of the store's tests: both kinds of database."""
    spec = importlib.util.spec_from_file_location("store_conftest", STORE / "conftest.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_found = _store_fixtures()
postgres, postgres_url, url, store = _found.postgres, _found.postgres_url, _found.url, _found.store


@pytest.fixture
def team(store):
    """A team on each kind of database."""
    from team_making import Team

    return Team(store)


@pytest.fixture
def lite(tmp_path):
    """A team on SQLite alone, for what does not ask the database anything new."""
    from team_making import Team

    with open_store(str(tmp_path / "team.db"), tmp_path) as opened:
        yield Team(opened)
