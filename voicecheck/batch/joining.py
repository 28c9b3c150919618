"""Joining a cluster: which address may be used, and a Ray of our own on this machine where none is given.

Ray runs whatever code it is sent. So a cluster beyond this machine is joined only with
authentication; one of our own listens on the loopback alone, demands a token that lives as long as
the run, keeps its files in a folder that goes with it, and reports to nobody.
"""

from __future__ import annotations

import ipaddress
import os
import secrets
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from voicecheck.errors import ConfigError, EngineError

ANSWER_S = 10.0
"""Seconds in which a cluster's head must take a connection."""
LOOK_S, SILENT_S = 5.0, 30.0
"""How often the cluster's head is looked at, and how long it may be silent: after 60 s Ray would end this process
with a code that means something else."""
STORE_BYTES = 256_000_000
"""Shared memory of a cluster of our own; evidence takes well under a megabyte a call."""
LOOPBACK_ONLY = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}
"""Ray's own switch for "this machine is no part of a network": its address is then 127.0.0.1 and nothing else."""
AS_NICE_AS_US = {"RAY_worker_niceness": "0"}
"""Ray's workers stand back behind everything else on a machine; listeners of the local pool do not."""
SILENT = {"RAY_USAGE_STATS_ENABLED": "0"}
MISSING = "a cluster needs Ray, which is not installed: run: pip install 'voicecheck-calls[ray]'"


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where listeners run: the head's HOST:PORT (empty: this machine alone), and the share of a GPU that each has."""

    address: str = ""
    gpus: float = 0.0


def check_cluster(cluster: Cluster, environment: Mapping[str, str]) -> None:
    """Nothing, where the cluster may be joined.

    Raises:
        ConfigError: where Ray is missing, the address cannot be used, or anybody could send it work.
    """
    from importlib.util import find_spec

    if find_spec("ray") is None:
        raise ConfigError(MISSING)
    if not cluster.address:
        return
    host, _ = _host_port(cluster.address)
    authenticated = environment.get("RAY_AUTH_MODE", "").lower() == "token" or environment.get("RAY_USE_TLS") == "1"
    if not _is_loopback(host) and not authenticated:
        raise ConfigError(
            f"--address {cluster.address} is not this machine, and the cluster is not protected: whoever reaches its "
            "ports can run any code on it. Set RAY_AUTH_MODE=token on every machine, and here "
            "(see the README, 'A cluster when one machine is not enough')"
        )


@dataclass(slots=True)
class Head:
    """The cluster's head, without which nothing can be asked of the cluster; and when it last took a connection."""

    address: str = ""
    answered_s: float = field(default_factory=time.monotonic)
    looked_s: float = field(default_factory=time.monotonic)
    lost: bool = False

    def look(self) -> None:
        """See now and then whether it still answers.

        Raises:
            EngineError: where it has not for too long.
        """
        if time.monotonic() - self.looked_s < LOOK_S:
            return
        try:
            _knock(self.address)
            self.answered_s = time.monotonic()
        except ConfigError as error:
            self.lost = time.monotonic() - self.answered_s > SILENT_S
            if self.lost:
                raise EngineError(f"the cluster was lost: {error}; run again, what was done is kept") from error
        self.looked_s = time.monotonic()


@contextmanager
def joined(cluster: Cluster, *, processors: int) -> Iterator[Any]:
    """Ray, joined for as long as the context lasts; a cluster that this process has joined already is used and kept.

    Args:
        cluster: where.
        processors: how many a cluster of our own is to count, whatever the machine has.

    Raises:
        ConfigError: where the cluster cannot be joined.
    """
    check_cluster(cluster, os.environ)
    with _variables(cluster), tempfile.TemporaryDirectory(prefix="voicecheck-", ignore_cleanup_errors=True) as folder:
        import ray

        if ray.is_initialized():
            yield ray
            return
        own = {} if cluster.address else _own(processors, folder)
        try:
            with _signals_kept():
                _init(ray, cluster.address or "local", own)
            yield ray
        finally:
            ray.shutdown()


def _init(ray: Any, address: str, own: Mapping[str, object]) -> None:
    if address != "local":
        _knock(address)
    try:
        ray.init(address=address, log_to_driver=False, logging_level="ERROR", configure_logging=False, **own)
    except (ConnectionError, RuntimeError, ValueError, OSError, ray.exceptions.RayError) as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise ConfigError(f"the cluster at {address} cannot be joined ({reason}); see: ray status") from error


def _own(processors: int, folder: str) -> dict[str, object]:
    """What a cluster of our own is started with."""
    return {
        "num_cpus": processors,
        "include_dashboard": False,
        "object_store_memory": STORE_BYTES,
        "_temp_dir": folder,
    }


@contextmanager
def _variables(cluster: Cluster) -> Iterator[None]:
    """The variables that Ray reads when it is imported or started, put back afterwards."""
    wanted = dict(SILENT)
    if not cluster.address or _is_loopback(_host_port(cluster.address)[0]):
        wanted |= LOOPBACK_ONLY
    if not cluster.address:
        wanted |= {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32), **AS_NICE_AS_US}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def _signals_kept() -> Iterator[None]:
    """Ray takes SIGTERM for itself; how a run ends is ours to say."""
    ours = threading.current_thread() is threading.main_thread()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM) if ours}
    stopped = False
    try:
        yield
    except SystemExit as stop:
        stopped = stop.code == signal.SIGTERM  # Ray's answer to it
        if not stopped:
            raise
    finally:
        for number, action in before.items():
            signal.signal(number, action)
    if stopped:
        signal.raise_signal(signal.SIGTERM)


def _knock(address: str) -> None:
    """Nothing, where somebody takes connections at HOST:PORT; Ray itself would wait for many minutes.

    Raises:
        ConfigError: where nobody does.
    """
    try:
        socket.create_connection(_host_port(address), ANSWER_S).close()
    except OSError as error:
        raise ConfigError(f"nobody answers at {address} ({error}); is the head of the cluster running?") from error


def _host_port(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or "/" in host:
        raise ConfigError(
            f"--address {address!r}: HOST:PORT of the cluster's head is wanted, such as 10.0.0.5:6379, from a machine "
            "that is itself part of the cluster"
        )
    return host.strip("[]"), int(port)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
