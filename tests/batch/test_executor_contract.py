"""What every executor promises: each job once, faults as data, poison costs itself, an interrupt leaves nobody."""

import contextlib
import os
import threading
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from voicecheck.batch.cluster import TRIES, RayPool
from voicecheck.batch.executor import Job, Setup
from voicecheck.batch.joining import Cluster, joined
from voicecheck.batch.pool import LocalPool
from voicecheck.config import Settings
from voicecheck.errors import EngineError
from voicecheck.pipeline import Identity, identify_engine
from voicecheck.types import CallRef

DEADLINE_S = 60


def gone(pid):
    """Whether a process has ended (a zombie has)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def wait_until(what):
    end = time.monotonic() + DEADLINE_S
    while not what():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


class ExecutorContract:
    """Subclasses say how an executor is made: `make(setup, workers)`, and which processes are at work."""

    @pytest.fixture
    def setup(self, script, tmp_path):
        settings = Settings(home=tmp_path, engine=f"scripted:{script}")
        return Setup(settings, floor_s=15.0)

    @pytest.fixture
    def jobs(self, call, tmp_path):
        def made(*names):
            paths = {name: call(tmp_path / f"{name}.wav", seed=index) for index, name in enumerate(names)}
            return [Job(f"key-{name}", CallRef(str(path), name), "en") for name, path in paths.items()]

        return made

    def test_every_job_comes_back_once(self, setup, jobs):
        names = [f"c{number}" for number in range(7)]
        heard = list(self.make(setup, 2).run(jobs(*names)))
        assert Counter(one.key for one in heard) == Counter(f"key-{name}" for name in names)
        assert all(one.evidence and one.fault is None for one in heard)
        assert {one.evidence.call.call_id for one in heard} == set(names)

    def test_nothing_to_do_is_done(self, setup):
        assert list(self.make(setup, 2).run([])) == []

    def test_a_file_that_is_no_recording_is_a_fault(self, setup, jobs):
        bad, good = jobs("bad", "good")
        Path(bad.call.path).write_bytes(b"")
        heard = {one.key: one for one in self.make(setup, 1).run([bad, good])}
        assert heard["key-bad"].fault.kind == "audio"
        assert heard["key-bad"].fault.call_id == "bad"
        assert heard["key-good"].fault is None

    def test_poison_costs_itself(self, setup, jobs, monkeypatch):
        monkeypatch.setenv("VOICECHECK_TEST_POISON", "segfault:p1,hang:p2,oom:p3,raise:p4")
        names = ["a", "p1", "b", "p2", "c", "p3", "d", "p4", "e", "f"]
        heard = list(self.make(setup, 2).run(jobs(*names)))
        assert Counter(one.key for one in heard) == Counter(f"key-{name}" for name in names)
        faults = {one.key: one.fault.kind for one in heard if one.fault}
        assert faults == {"key-p1": "crash", "key-p2": "hang", "key-p3": "memory", "key-p4": "bug"}

    def test_jobs_are_taken_only_when_somebody_is_free(self, setup, jobs):
        taken = []

        def watched():
            for job in jobs(*"abcdef"):
                taken.append(job.key)
                yield job

        running = self.make(setup, 2).run(watched())
        next(running)
        assert len(taken) <= 4
        running.close()

    def test_closing_leaves_nobody(self, setup, jobs):
        executor = self.make(setup, 2)
        running = executor.run(jobs(*"abcdef"))
        next(running)
        at_work = self.processes(executor)
        assert at_work
        running.close()
        wait_until(lambda: all(gone(pid) for pid in at_work))

    def test_a_killed_listener_loses_one_job(self, setup, jobs, monkeypatch):
        monkeypatch.setenv("VOICECHECK_TEST_POISON", "hang:a")
        executor = self.make(setup, 1)
        killed = []

        def then_kill():
            hanging, *others = jobs("a", "b", "c")
            yield hanging
            yield from others

        def kill():
            wait_until(lambda: self.processes(executor))
            os.kill(self.processes(executor)[0], 9)
            killed.append(True)

        thread = threading.Thread(target=kill)
        thread.start()
        heard = {one.key: one for one in executor.run(then_kill())}
        thread.join()
        assert killed
        assert set(heard) == {"key-a", "key-b", "key-c"}
        assert [key for key, one in heard.items() if one.fault] in ([], ["key-a"])

    def test_an_engine_that_cannot_listen_ends_the_run(self, setup, jobs, tmp_path):
        broken = Setup(Settings(home=tmp_path, engine=f"scripted:{tmp_path / 'missing.json'}"))
        with pytest.raises(EngineError, match=r"missing\.json"):
            list(self.make(broken, 2).run(jobs("a", "b")))


class TestLocalPool(ExecutorContract):
    def make(self, setup, workers):
        return LocalPool(setup, workers)

    def processes(self, executor):
        return executor.pids


def offspring(pids):
    """The processes, and all that they started."""
    parents = {}
    for place in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parents[int(place.name)] = int((place / "stat").read_text().rpartition(")")[2].split()[1])
    found = list(pids)
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return tuple(found)


def kill_at_work(executor, times):
    """Kill that many actors, each as soon as it has a child."""
    killed = set()
    while len(killed) < times:
        at_work = [pid for pid in executor.pids if pid not in killed and len(offspring([pid])) > 1]
        for pid in at_work:
            os.kill(pid, 9)
            killed.add(pid)
        time.sleep(0.02)


@pytest.fixture(scope="module")
def own_cluster(ray_is_there):
    """A Ray of our own, joined once for all tests of this file."""
    with joined(Cluster(), processors=2):
        yield


@pytest.mark.usefixtures("own_cluster")
class TestRayPool(ExecutorContract):
    """The same promises where every listener stands in an actor; the killed one is the whole actor."""

    def make(self, setup, workers):
        try:
            engine = identify_engine(setup.settings)
        except EngineError:  # the actors are to say it
            engine = Identity("scripted", "", "none")
        return RayPool(setup, workers, engine=engine)

    def processes(self, executor):
        return offspring(executor.pids)

    def test_a_machine_with_another_model_is_left_out(self, setup, jobs):
        executor = RayPool(setup, 1, engine=Identity("scripted", "ab" * 32, "none"))
        with pytest.raises(EngineError, match="another model"):
            list(executor.run(jobs("a")))

    def test_a_machine_with_another_version_is_left_out(self, setup, jobs, monkeypatch):
        monkeypatch.setattr("voicecheck.batch.cluster.__version__", "9.9")
        with pytest.raises(EngineError, match=r"9\.9 is wanted"):
            list(self.make(setup, 1).run(jobs("a")))

    def test_a_call_that_takes_every_actor_with_it_is_a_fault_and_no_other_is(self, setup, jobs, monkeypatch):
        monkeypatch.setenv("VOICECHECK_TEST_POISON", "hang:ill")
        executor = self.make(replace(setup, floor_s=DEADLINE_S), 1)
        killer = threading.Thread(target=kill_at_work, args=(executor, TRIES))
        killer.start()
        heard = {one.key: one for one in executor.run(jobs("ill", "b", "c"))}
        killer.join()
        assert heard["key-ill"].fault.kind == "lost"
        assert [one.fault for key, one in heard.items() if key != "key-ill"] == [None, None]
