"""What a cluster costs and carries: Ray beside the local pool, one listener's size and speed, the giving-out process.

    python tests/benchmarks/cluster.py overhead [--calls 200] [--workers 2] [--seconds 5]
    python tests/benchmarks/cluster.py listener CALL... [--model base] [--scope opening]
    python tests/benchmarks/cluster.py asking CALL [--calls 1000]
    python tests/benchmarks/cluster.py night --second-a-call 4.2 --asking-s 0.05 [--workers 8] [--hours 8]

`overhead` runs the command line over made calls with a scripted recogniser, by both executors, and holds the
canonical reports against each other. `listener` listens to CALLs with the installed model through a Ray of its
own and says what one actor with its child takes. `asking` times everything that the process which gives out the
work does for a call, with evidence of CALL and without any listening. `night` computes, and measures nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import soundfile
from cost import ONE_THREAD
from measure import header, load_one_thread, table
from night import write_call

from voicecheck.batch.executor import Heard, Job, Setup
from voicecheck.types import CallEvidence, CallRef, Scope

WORDS = [["good", 1.0, 1.2], ["morning", 1.2, 1.6], ["joan", 1.8, 2.1], ["speaking", 2.1, 2.6]]
SAMPLE_S = 0.1
"""How often processors' time is looked up; what a process spends in its last moment is not seen."""
SAMPLE = Path(__file__).parents[2] / "samples" / "pass.opus"


def overhead(calls: int, workers: int, seconds: float) -> None:
    """Times both executors over one call and over many, and compares what they wrote."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        (root / "script.json").write_text(json.dumps([{"language_prob": 0.99, "words": WORDS}]))
        for number in range(calls):
            for folder in ("all", *(("one",) if number == 0 else ())):
                (root / folder).mkdir(exist_ok=True)
                write_noisy(SAMPLE, root / folder / f"c{number:05}.wav", number, seconds)
        rows, written = [], {}
        for executor in ("local", "ray"):
            one, many = (batch(root, folder, executor, workers) for folder in ("one", "all"))
            each = [1000 * (more - less) / max(1, calls - 1) for less, more in zip(one, many, strict=True)]
            rows.append([executor, *(f"{value:.1f}" for value in (*one, *many)), *(f"{value:.0f}" for value in each)])
            written[executor] = canonical(root / f"{executor}-all")
    print(header("Ray beside the local pool", Path("made calls"), calls, "scripted"))
    columns = ("executor", "s, one call", "CPU s", f"s, {calls} calls", "CPU s", "ms a further call", "CPU ms")
    print(table(f"{workers} listeners, {calls} calls of {seconds:g} s", columns, rows))
    print(f"\ncanonical reports: {'identical' if written['local'] == written['ray'] else 'DIFFERENT'}")


def write_noisy(source: Path, out: Path, seed: int, seconds: float) -> None:
    """The recording's beginning with faint noise of its own, as WAV: calls that differ and take equally long."""
    sound, rate_hz = soundfile.read(source, dtype="float32", always_2d=True)
    sound = sound[: round(seconds * rate_hz)]
    noise = np.random.default_rng(seed).normal(0, 3e-4, sound.shape).astype(np.float32)
    soundfile.write(out, sound + noise, rate_hz, subtype="PCM_16")


def batch(root: Path, folder: str, executor: str, workers: int) -> tuple[float, float]:
    """Seconds that one run of the command line took: by the clock, and of processors in all its processes."""
    out = root / f"{executor}-{folder}"
    env = {**os.environ, **ONE_THREAD, "VOICECHECK_HOME": str(out / "home"),
           "VOICECHECK_ENGINE": f"scripted:{root / 'script.json'}"}  # fmt: skip
    given = [str(root / folder), "--standard", "hr-en", "--out", str(out), "--settle", "0", "--min-free", "1",
             "--executor", executor, "--workers", str(workers), "--threads", "1"]  # fmt: skip
    begun_s, spent = time.perf_counter(), {}
    command = [sys.executable, "-m", "voicecheck", "batch", *given]
    with tempfile.TemporaryFile() as said, subprocess.Popen(command, env=env, stdout=said, stderr=said) as running:
        while running.poll() is None:
            spent |= {pid: processor_s(pid) for pid in (running.pid, *offspring(running.pid))}
            time.sleep(SAMPLE_S)
        said.seek(0)
        if running.returncode not in (0, 1):
            raise SystemExit(said.read().decode())
    return time.perf_counter() - begun_s, sum(spent.values())


def canonical(out: Path) -> dict[str, bytes]:
    """Every file of a run, the JSON reports without the block that differs from run to run."""
    found = {name: (out / name).read_bytes() for name in ("verdicts.csv", "index.html")}
    for file in (out / "calls").glob("*.json"):
        report = json.loads(file.read_text("utf-8"))
        report.pop("run")
        found[file.name] = json.dumps(report, sort_keys=True).encode()
    return found


@dataclass(slots=True)
class Sizes:
    """The largest resident sizes seen, in bytes, of an actor and of Ray's own processes; the children's seconds."""

    actor: int = 0
    ray: int = 0
    child_s: float = 0.0

    def look(self, actors: Iterable[int]) -> None:
        """Note what the processes take now."""
        self.actor = max([self.actor, *map(resident, actors)])
        below = set(offspring(os.getpid())) - set(actors)
        children = {pid for pid in below if is_child(pid)}
        self.ray = max(self.ray, sum(map(resident, below - children)))
        self.child_s = sum(map(processor_s, children))


def listener(files: list[Path], model: str, scope: Scope) -> None:
    """Listens through actors and prints one listener's size and speed."""
    from voicecheck.batch.cluster import RayPool
    from voicecheck.config import load_settings
    from voicecheck.pipeline import identify_engine
    from voicecheck.standard import load_standard

    settings, standard = load_settings(model=model, threads=1), load_standard("greeting-en")
    calls = [CallRef(str(file), file.stem, agent="Joan", organisation="Acme") for file in files]
    jobs = [Job(call.call_id, call, "en", Path(call.path).stat().st_size, standard) for call in calls]
    pool, sizes = RayPool(Setup(settings, scope), 1, engine=identify_engine(settings)), Sizes()
    heard: list[Heard] = []
    at = []
    for one in pool.run(jobs):
        heard.append(one)
        sizes.look(pool.pids)
        at.append(sizes.child_s)
    good = [one.evidence.recording.decoded_s for one in heard if one.evidence]
    call_s, sound_s = (at[-1] - at[0]) / (len(at) - 1), sum(good) / len(good)
    print(header(f"One listener on a cluster, scope {scope.value}", files[0].parent, len(good), model))
    columns = ("CPU s a call", "sound s a call", "RTF by CPU", "actor MB", "child peak MB", "Ray MB a machine")
    peak = max(one.peak_bytes for one in heard)
    row = [f"{call_s:.2f}", f"{sound_s:.0f}", f"{call_s / sound_s:.3f}"]
    row += [f"{size / 1e6:.0f}" for size in (sizes.actor, peak, sizes.ray)]
    print(table("One listener, one thread, the first call left out", columns, [row]))


class Instant:
    """An executor that has heard everything already: the same evidence for every call, under its own recording."""

    def __init__(self, evidence: CallEvidence) -> None:
        self._evidence = evidence

    def run(self, jobs: Iterable[Job]) -> Generator[Heard, None, None]:
        """The evidence, at once."""
        from voicecheck.batch.night import _sha256

        for job in jobs:
            recording = replace(self._evidence.recording, sha256=_sha256(job.call.path))
            yield Heard(job.key, replace(self._evidence, call=job.call, recording=recording))


def asking(file: Path, calls: int) -> None:
    """Times a night in which nobody has to listen."""
    from voicecheck.batch.gather import Wanted, gather
    from voicecheck.batch.metadata import Sources
    from voicecheck.batch.night import Night, Orders
    from voicecheck.batch.outputs import Outputs
    from voicecheck.pipeline import listen_for
    from voicecheck.standard import load_standard
    from voicecheck.store import open_store

    standard, ears = load_standard("greeting-en"), load_one_thread()
    call = CallRef(str(file), file.stem, agent="Joan", organisation="Acme")
    evidence = listen_for(call, standard, scope=Scope.OPENING, ears=ears)
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        (root / "calls").mkdir()
        for number in range(calls):
            write_call(root / "calls" / f"c{number:05}.wav", number)
        found = gather(Wanted(root / "calls", settle_s=0), Sources(), now=datetime.now(UTC)).calls
        with open_store(str(root / "night.db"), root) as store:
            begun_s, spent_s = time.perf_counter(), processor_s(os.getpid())
            night = Night(found, Orders(ears.identity, lambda call: standard), store, Outputs(root / "out"))
            done = sum(1 for _ in night.work(Instant(evidence)))
            each = [1000 * one / done for one in (time.perf_counter() - begun_s, processor_s(os.getpid()) - spent_s)]
    print(header("The process that gives out the work", file.parent, done, ears.recognizer.name))
    print(
        table("Hash, judge, write page and JSON, store", ("ms a call", "CPU ms a call"), [[f"{ms:.1f}" for ms in each]])
    )


def night(call_s: float, asking_s: float, workers: int, hours: float) -> None:
    """Prints what 1, 10 and 100 machines would do, from measured figures."""
    rows = []
    for machines in (1, 10, 100):
        heard, given = machines * workers * 3600 * hours / call_s, 3600 * hours / asking_s
        limit = "listeners" if heard < given else "the asking process"
        rows.append(
            [machines, machines * workers, f"{heard:,.0f}", f"{given:,.0f}", f"{min(heard, given):,.0f}", limit]
        )
    columns = ("machines", "listeners", "could be listened to", "could be given out", "calls a night", "limited by")
    print(
        table(f"Computed: {hours:g} h, {call_s:g} s a call and listener, {asking_s:g} s a call asking", columns, rows)
    )


def processor_s(pid: int) -> float:
    """Processor seconds that a process has spent; 0 where it is gone."""
    with suppress(OSError, ValueError, IndexError):
        fields = (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def resident(pid: int) -> int:
    """Resident bytes of a process, the shared ones left out; 0 where it is gone."""
    with suppress(OSError, ValueError):
        pages = (Path("/proc") / str(pid) / "statm").read_text().split()
        return (int(pages[1]) - int(pages[2])) * resource.getpagesize()
    return 0


def is_child(pid: int) -> bool:
    """Whether a process is a listening child."""
    with suppress(OSError):
        return b"voicecheck.batch.child" in (Path("/proc") / str(pid) / "cmdline").read_bytes()
    return False


def offspring(parent: int) -> Iterator[int]:
    """All processes below one."""
    parents: dict[int, list[int]] = {}
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            above = int((place / "stat").read_text().rpartition(")")[2].split()[1])
            parents.setdefault(above, []).append(int(place.name))
    left = [parent]
    while left:
        below = parents.get(left.pop(), [])
        yield from below
        left += below


def main() -> None:
    """Runs one of the four."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ways = parser.add_subparsers(dest="way", required=True)
    one = ways.add_parser("overhead")
    one.add_argument("--calls", type=int, default=200)
    one.add_argument("--workers", type=int, default=2)
    one.add_argument("--seconds", type=float, default=5.0)
    one = ways.add_parser("listener")
    one.add_argument("files", type=Path, nargs="+")
    one.add_argument("--model", default="base")
    one.add_argument("--scope", type=Scope, default=Scope.OPENING, choices=list(Scope))
    one = ways.add_parser("asking")
    one.add_argument("file", type=Path)
    one.add_argument("--calls", type=int, default=1000)
    one = ways.add_parser("night")
    one.add_argument("--second-a-call", type=float, required=True, dest="call_s")
    one.add_argument("--asking-s", type=float, required=True)
    one.add_argument("--workers", type=int, default=8)
    one.add_argument("--hours", type=float, default=8.0)
    given = vars(parser.parse_args())
    {"overhead": overhead, "listener": listener, "asking": asking, "night": night}[given.pop("way")](**given)


if __name__ == "__main__":
    main()
