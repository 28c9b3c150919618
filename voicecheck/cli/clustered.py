"""Options that choose who listens, and the executor that they ask for."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from voicecheck.batch.executor import Executor
    from voicecheck.batch.joining import Cluster
    from voicecheck.batch.night import Night

Command = TypeVar("Command", bound=Callable[..., Any])

LOCAL, RAY = "local", "ray"

_OPTIONS = (
    click.option("--executor", type=click.Choice([LOCAL, RAY]), default=LOCAL, show_default=True,
                 envvar="VOICECHECK_EXECUTOR", help="Who listens: processes of this machine, or a Ray cluster."),
    click.option("--address", metavar="HOST:PORT", help="Head of the Ray cluster; default: RAY_ADDRESS, else a Ray of "
                 "our own on this machine."),
    click.option("--gpus", type=click.FloatRange(0, 8), default=0.0, show_default=True, metavar="SHARE",
                 help="Share of a graphics card for each listener of the cluster: 0.25 puts four on one."),
)  # fmt: skip


def executor_options(command: Command) -> Command:
    """The options of this module on a command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def chosen_cluster(options: dict[str, Any]) -> Cluster | None:
    """The cluster that is to listen, None for this machine's processes; asked before anything slow.

    Raises:
        ConfigError: where it cannot be used.
    """
    if options["executor"] == LOCAL:
        if options["address"] or options["gpus"]:
            raise click.UsageError("--address and --gpus are for --executor ray")
        return None
    from voicecheck.batch.joining import Cluster, check_cluster
    from voicecheck.config import load_settings

    if options["gpus"] and load_settings().device == "cpu":
        raise click.UsageError('--gpus: the listeners would not use it; set VOICECHECK_DEVICE=cuda, or device = "cuda"')
    cluster = Cluster(options["address"] or os.environ.get("RAY_ADDRESS", ""), options["gpus"])
    check_cluster(cluster, os.environ)
    return cluster


def make_executor(night: Night, options: dict[str, Any]) -> Executor:
    """Who listens to the night's calls."""
    from voicecheck.audio.raw import parse_raw
    from voicecheck.batch.executor import Setup
    from voicecheck.batch.machine import AUTO, plan_threads, plan_workers
    from voicecheck.config import load_settings

    orders, calls = night.orders, max(1, len(night.entries))
    cluster = chosen_cluster(options)
    workers = None
    if cluster is None or not cluster.address or options["workers"] != AUTO:
        workers = plan_workers(options["workers"], model_bytes=orders.engine.size, calls=calls)
    shared = 1 if cluster is not None or workers is None else plan_threads(workers)
    settings = load_settings(model=options["model"], threads=options["threads"] or shared)
    raw = parse_raw(options["raw"]) if options["raw"] else None
    setup = Setup(settings, orders.scope, raw, floor_s=options["time_limit"], redact=options["redact"])
    if cluster is None:
        from voicecheck.batch.pool import LocalPool

        return LocalPool(setup, workers or 1)
    from voicecheck.batch.cluster import RayPool

    return RayPool(setup, workers, engine=orders.engine, cluster=cluster, most=calls)
