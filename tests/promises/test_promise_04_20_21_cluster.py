"""Promises 4, 15, 20 and 21 on a cluster: what is lost costs nothing but itself, and nothing is left running."""

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from voicecheck.batch.joining import LOOPBACK_ONLY, SILENT

POISON = {"segfault": "crash", "hang": "hang", "oom": "memory", "raise": "bug"}
LISTENING = "0A"
ACTOR = b"ray::RemoteListener"

pytestmark = pytest.mark.usefixtures("ray_is_there")


@dataclass
class TwoNodes:
    """The program that holds the cluster, its address, and its nodes' process ids."""

    program: subprocess.Popen
    address: str
    nodes: list[int]

    def remove_second(self):
        self.program.stdin.write("remove\n")
        self.program.stdin.flush()

    def actors(self, node):
        """Process ids of the listening actors of a node."""
        return [pid for pid in children(self.nodes[node]) if title(pid).startswith(ACTOR)]

    def stop(self):
        self.program.stdin.close()
        self.program.wait(timeout=60)


@pytest.fixture
def two_nodes(box):
    token = secrets.token_hex(32)
    box.env |= {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": token, **SILENT}
    with tempfile.TemporaryDirectory(prefix="voicecheck-", ignore_cleanup_errors=True) as folder:
        command = [sys.executable, str(Path(__file__).with_name("two_nodes.py")), folder]
        program = subprocess.Popen(command, env={**box.environment, **LOOPBACK_ONLY}, text=True, cwd=box.root,
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                   start_new_session=True)  # fmt: skip
        told = json.loads(next(line for line in program.stdout if line.startswith("{")))
        cluster = TwoNodes(program, told["address"], told["nodes"])
        yield cluster
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            cluster.stop()
        program.kill()
        program.wait()
        program.stdout.close()


def children(parent):
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if int((place / "stat").read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(place.name))
    return found


def title(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def listened_on(pids):
    """Addresses at which these processes take connections."""
    sockets = set()
    for pid in pids:
        with contextlib.suppress(OSError):
            sockets |= {str(file.readlink()) for file in Path(f"/proc/{pid}/fd").iterdir()}
    found = set()
    for table, family in (("tcp", socket.AF_INET), ("tcp6", socket.AF_INET6)):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == LISTENING and f"socket:[{fields[9]}]" in sockets:
                raw = bytes.fromhex(fields[1].partition(":")[0])
                words = b"".join(raw[at : at + 4][::-1] for at in range(0, len(raw), 4))
                found.add(socket.inet_ntop(family, words))
    return found


@pytest.mark.parametrize(
    "count, kinds",
    [
        (10, ("segfault", "oom", "raise")),
        pytest.param(40, ("segfault", "hang", "oom", "raise"), marks=pytest.mark.long),
    ],
)
def test_04_a_lost_actor_a_lost_node_and_poison_cost_the_poison_alone(box, another, two_nodes, until, count, kinds):
    ids = box.many(count)
    ill = dict(zip(kinds, ids[1::2], strict=False))
    box.env["VOICECHECK_TEST_POISON"] = ",".join(f"{kind}:{name}" for kind, name in ill.items())
    running = box.start("--executor", "ray", "--address", two_nodes.address, "--workers", "3", "--time-limit", "15")
    until(lambda: two_nodes.actors(0) and two_nodes.actors(1) and box.written())
    os.kill(two_nodes.actors(0)[0], signal.SIGKILL)
    until(lambda: len(box.written()) >= 2)
    two_nodes.remove_second()
    _, err = running.communicate(timeout=240)
    assert running.returncode == 3, err
    assert b"was lost" in err
    two_nodes.stop()
    faults = {name: report["faults"][0]["kind"] for name, report in box.reports().items() if report["faults"]}
    assert faults == {name: POISON[kind] for kind, name in ill.items()}
    assert box.listened() == count
    box.assert_whole(ids)
    other = another("other")
    other.calls, other.env = box.calls, box.env
    assert other.batch("--workers", "2", "--time-limit", "15").code == 3
    assert other.reports() == box.reports()
    for name in ("verdicts.csv", "index.html"):
        assert (box.out / name).read_bytes() == (other.out / name).read_bytes()


@pytest.mark.parametrize(
    "moment, number, code",
    [
        ("listening", signal.SIGTERM, 143),
        pytest.param("listening", signal.SIGINT, 130, marks=pytest.mark.long),
        pytest.param("starting", signal.SIGTERM, 143, marks=pytest.mark.long),
        pytest.param("starting", signal.SIGINT, 130, marks=pytest.mark.long),
    ],
)
def test_21_a_signal_ends_a_ray_of_our_own_that_nobody_else_could_reach(box, until, moment, number, code):
    ids = box.many(6)
    running = box.start("--executor", "ray", "--workers", "1")
    until(lambda: (box.written() if moment == "listening" else len(box.processes()) > 1) or running.poll() is not None)
    addresses = listened_on(box.processes())
    os.killpg(running.pid, number)
    _, err = running.communicate(timeout=60)
    assert running.returncode == code, err
    assert b"Traceback" not in err
    assert addresses or moment == "starting"
    assert addresses <= {"127.0.0.1", "::ffff:127.0.0.1", "::1"}
    until(lambda: not box.processes(), "somebody is still at work")
    assert box.batch().code == 0
    box.assert_whole(ids)


@pytest.mark.long
@pytest.mark.parametrize("number, code", [(signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGKILL, -9)])
def test_21_a_signal_leaves_a_cluster_as_it_was(box, two_nodes, until, number, code):
    ids = box.many(6)
    running = box.start("--executor", "ray", "--address", two_nodes.address)
    until(lambda: box.written() or running.poll() is not None)
    running.send_signal(number)
    _, err = running.communicate(timeout=60)
    assert running.returncode == code, err
    until(lambda: not two_nodes.actors(0) and not two_nodes.actors(1), "an actor is still at work")
    done = box.batch("--executor", "ray", "--address", two_nodes.address)
    assert done.code == 0, done.err
    two_nodes.stop()
    box.assert_whole(ids)


@pytest.mark.long
def test_05_a_killed_run_takes_its_own_ray_with_it(box, until):
    ids = box.many(4)
    running = box.start("--executor", "ray", "--workers", "1")
    until(lambda: box.written() or running.poll() is not None)
    os.kill(running.pid, signal.SIGKILL)
    running.communicate()
    until(lambda: not box.processes(), "somebody is still at work")
    assert box.batch().code == 0
    box.assert_whole(ids)


def test_a_cluster_that_is_not_there_or_not_protected_is_a_usage_error(box):
    box.call("a")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    done = box.batch("--executor", "ray", "--address", f"127.0.0.1:{port}")
    assert (done.code, box.written()) == (2, [])
    assert "nobody answers" in done.err
    done = box.batch("--executor", "ray", "--address", "192.0.2.9:6379")
    assert done.code == 2
    assert "RAY_AUTH_MODE=token" in done.err
    assert box.batch("--address", "127.0.0.1:6379").code == 2
    assert "VOICECHECK_DEVICE=cuda" in box.batch("--executor", "ray", "--gpus", "0.5").err


@pytest.mark.long
def test_a_lost_head_ends_the_run_and_the_next_one_goes_on(box, two_nodes, until):
    ids = box.many(4)
    box.env["VOICECHECK_TEST_POISON"] = f"hang:{ids[-1]}"
    running = box.start("--executor", "ray", "--address", two_nodes.address, "--workers", "1")
    until(lambda: box.written() or running.poll() is not None)
    for pid in (two_nodes.nodes[0], *children(two_nodes.program.pid)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    _, err = running.communicate(timeout=200)
    print(err.decode())
    assert running.returncode == 78, err
    two_nodes.program.kill()
    del box.env["VOICECHECK_TEST_POISON"]
    assert box.batch().code == 0
    box.assert_whole(ids)
