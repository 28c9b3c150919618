"""Which clusters are joined: this machine's, and protected ones; never one that anybody could send code to."""

import importlib.util
import os

import pytest

from voicecheck.batch.joining import Cluster, check_cluster, joined
from voicecheck.errors import ConfigError

TOKEN = {"RAY_AUTH_MODE": "token"}


@pytest.fixture
def installed(monkeypatch):
    """Looking for Ray finds something, whatever is installed."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("address", ["", "127.0.0.1:6379", "127.0.0.2:6379", "localhost:6379", "[::1]:6379"])
def test_this_machine_needs_no_token(address):
    check_cluster(Cluster(address), {})


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("address", ["10.0.0.5:6379", "head.example:6379", "192.168.1.2:6379", "[fd00::1]:6379"])
@pytest.mark.parametrize("environment", [{}, {"RAY_AUTH_MODE": "disabled"}, {"RAY_USE_TLS": "0"}])
def test_another_machine_is_refused_without_authentication(address, environment):
    with pytest.raises(ConfigError, match="RAY_AUTH_MODE=token"):
        check_cluster(Cluster(address), environment)


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("environment", [TOKEN, {"RAY_AUTH_MODE": "TOKEN"}, {"RAY_USE_TLS": "1"}])
def test_another_machine_is_joined_with_it(environment):
    check_cluster(Cluster("10.0.0.5:6379"), environment)


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("address", ["auto", "ray://10.0.0.5:10001", "10.0.0.5", "10.0.0.5:", ":6379", "local"])
def test_an_address_that_is_no_head_is_a_fault(address):
    with pytest.raises(ConfigError, match="HOST:PORT"):
        check_cluster(Cluster(address), TOKEN)


def test_without_ray_the_remedy_is_named(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ConfigError, match=r"pip install 'voicecheck-calls\[ray\]'"):
        check_cluster(Cluster(), {})


def test_variables_are_put_back_where_a_cluster_cannot_be_joined(monkeypatch, ray_is_there):
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "1")
    monkeypatch.delenv("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", raising=False)
    with pytest.raises(ConfigError, match="nobody answers"), joined(Cluster("127.0.0.1:1"), processors=1):
        pass
    assert os.environ["RAY_USAGE_STATS_ENABLED"] == "1"
    assert "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER" not in os.environ
