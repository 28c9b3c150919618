"""What every room's tests share."""

import importlib.util
import os

import pytest

from voicecheck.config import home


def pytest_addoption(parser):
    parser.addoption("--update-golden", action="store_true", help="write tests/golden/ anew instead of comparing")


@pytest.fixture(scope="session")
def model_home():
    """The folder under which model base is installed, as a user's own; without it a skip, and a failure in CI."""
    folder = home()
    if not (folder / "models" / "base").is_dir():
        missing = f"model base is not installed in {folder}: run: voicecheck models install base"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    return folder


@pytest.fixture(scope="session")
def ray_is_there():
    """Ray, which only tests of the cluster need; without it a skip, and a failure in CI."""
    if importlib.util.find_spec("ray") is None:
        missing = "Ray is not installed: pip install 'voicecheck-calls[ray]'"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
