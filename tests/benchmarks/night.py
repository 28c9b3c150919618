"""What a night costs: a rerun over known calls, the batch beside the bare recogniser and beside the naive pipeline.

    python tests/benchmarks/night.py known [--calls 10000]
    python tests/benchmarks/night.py listen CALL... [--workers 2] [--naive 1]

`known` makes that many small recordings whose results are stored already, of fifty agents whose calls are compared
with their earlier ones, and times runs of the command line. `listen` checks CALLs (with the installed model, scope
opening) in one process without any batch, then with `voicecheck batch`, and `--naive` of them with faster-whisper and
librosa.pyin over the whole call.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import wave
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cost import ONE_THREAD, measure
from measure import header, load_one_thread, table

AS_BARE = ("--agent", "Joan", "--organisation", "Acme", "--agent-channel", "0", "--standard", "greeting-en")
"""What `cost.py` knows of every call and judges it by."""


def batch(folder: Path, out: Path, home: Path, *more: str, engine: str | None = None) -> tuple[float, float]:
    """Seconds that one run of `voicecheck batch` took: by the clock, and of processors in all its processes."""
    env = {**os.environ, **ONE_THREAD, "VOICECHECK_DB": str(home / "night.db")}
    if engine:
        env |= {"VOICECHECK_ENGINE": engine, "VOICECHECK_HOME": str(home)}
    given = [str(folder), "--standard", "hr-en", "--out", str(out), "--settle", "0", "--min-free", "1", *more]
    begun_s, spent_s = time.perf_counter(), children_s()
    command = [sys.executable, "-m", "voicecheck", "batch", *given]
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr)
    return time.perf_counter() - begun_s, children_s() - spent_s


def children_s() -> float:
    """Processor seconds of all processes that were started here and have ended, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


NAMED = r"(?P<agent>[a-z]+)_(?P<started_at>\d{8}T\d{4})"
"""How the names of known calls say who answered and when."""


def named(number: int) -> str:
    """The file name of a call: of one of fifty agents, ten minutes after the one before."""
    agent = "joan" + "abcdefghij"[number % 10] + "klmno"[number // 10 % 5]
    return f"{agent}_{datetime(2026, 3, 2, tzinfo=UTC) + timedelta(minutes=10 * number):%Y%m%dT%H%M}_{number:05}.wav"


def write_call(file: Path, number: int) -> None:
    """A second of near silence that differs from every other."""
    with wave.open(str(file), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(number.to_bytes(4, "little") + bytes(15_996))


def multiply(folder: Path, out: Path, home: Path, script: str, count: int) -> None:
    """Store the result of the folder's one call for `count` calls, as if all had been listened to."""
    from voicecheck.batch.gather import Wanted, gather
    from voicecheck.batch.metadata import Sources, compile_pattern
    from voicecheck.batch.night import Night, Orders
    from voicecheck.batch.outputs import Outputs
    from voicecheck.config import Settings
    from voicecheck.pipeline import identify_engine
    from voicecheck.standard import load_standard
    from voicecheck.store import open_store
    from voicecheck.store.saving import Result
    from voicecheck.types import Measurement, RolesBy
    from voicecheck.voice.features import FEATURES

    for number in range(1, count):
        write_call(folder / named(number), number)
    sources = Sources(compile_pattern(NAMED), zone=UTC)
    found = gather(Wanted(folder, settle_s=0), sources, now=datetime.now(UTC)).calls
    standard = load_standard("hr-en")
    orders = Orders(identify_engine(Settings(home=home, engine=script)), lambda call: standard)
    features = {name: Measurement(20.0, unit, 20.0) for name, unit in FEATURES.items()}
    first = next(out.glob("calls/*.json"))
    with open_store(str(home / "night.db"), home) as store:
        (report,) = store.reports()
        for _ in ("heard", "compared"):  # what a call is compared with is known when all are stored
            night = Night(found, orders, store, Outputs(out))
            night.look_closer()
            rows = []
            for entry in night.entries:
                made = replace(report.evidence.recording, sha256=entry.sha256)
                sure = replace(report.evidence.transcript, roles_by=RolesBy.GIVEN, roles_confidence=1.0)
                heard = replace(report.evidence, call=entry.call, recording=made, transcript=sure,
                                voice=replace(report.evidence.voice, features=features))  # fmt: skip
                rows.append(Result(replace(report, call=entry.call, evidence=heard), entry.key, entry.sha256))
            for start in range(0, len(rows), 500):
                store.save_many(rows[start : start + 500])
        store.remember_files([(entry.found.mark, entry.sha256) for entry in night.entries])
    for entry in night.entries:
        for end in (".json", ".html"):
            if not (file := out / "calls" / f"{entry.name}{end}").exists():
                os.link(first.with_suffix(end), file)


def known(count: int) -> None:
    """Times a rerun over calls that are all known."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        folder, out, home = root / "calls", root / "out", root / "home"
        folder.mkdir()
        home.mkdir()
        (root / "script.json").write_text(json.dumps([{"words": []}]))
        script = f"scripted:{root / 'script.json'}"
        write_call(folder / named(0), 0)
        who = ("--name-pattern", NAMED, "--timezone", "UTC")
        batch(folder, out, home, *who, engine=script)
        multiply(folder, out, home, script, count)
        rows = []
        for what in ("first, writing index and table", "again, nothing new", "again"):
            clock_s, core_s = batch(folder, out, home, *who, engine=script)
            rows.append([what, f"{clock_s:.2f}", f"{core_s:.2f}"])
        summary = json.loads((out / "summary.json").read_text())
    title = f"{summary['known']} known calls, listened to {summary['listened']}, judged again {summary['judged']}"
    print(table(title, ("run", "s", "CPU s"), rows))


def listen(files: list[Path], workers: int, naive: int) -> None:
    """Times the same calls bare, in a batch, and some of them the naive way."""
    from voicecheck.audio.survey import survey

    length_s = sum(survey(str(file), head_s=0.0)[0].decoded_s for file in files)
    bare, same = measure("opening", files), ("--threads", "1", *AS_BARE)
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for number, file in enumerate(files):
            for folder in ("all", *(("first",) if number == 0 else ())):
                (root / folder).mkdir(exist_ok=True)
                shutil.copy(file, root / folder / f"{number:04}{file.suffix}")
        first = batch(root / "first", root / "o1", root / "h1", "--workers", "1", *same)
        one = batch(root / "all", root / "o2", root / "h2", "--workers", "1", *same)
        many = batch(root / "all", root / "o3", root / "h3", "--workers", str(workers), *same)
    more = len(files) - 1
    each_s, bare_s = (one[1] - first[1]) / max(1, more), bare["cpu_s"] / len(files)
    rows = [
        row("bare, one process, model loaded", bare["wall_s"], bare["cpu_s"], length_s),
        row("batch, 1 worker, start included", *one, length_s),
        row(f"batch, {workers} workers, start included", *many, length_s),
    ]
    if naive:
        some = files[:naive]
        some_s = sum(survey(str(file), head_s=0.0)[0].decoded_s for file in some)
        slow = measure("naive", some)
        rows.append(row(f"naive, {naive} of them, model loaded", slow["wall_s"], slow["cpu_s"], some_s))
    print(header("A night", files[0].parent, len(files), load_one_thread().recognizer.name))
    print(table(f"{length_s:.0f} s of sound", ("way", "s", "CPU s", "times real time", "x by CPU"), rows))
    print(f"\nCPU s a call: bare {bare_s:.2f}, in the batch {each_s:.2f} each after the first")


def row(way: str, wall_s: float, cpu_s: float, sound_s: float) -> list[str]:
    """One way's line."""
    return [way, f"{wall_s:.1f}", f"{cpu_s:.1f}", f"{sound_s / wall_s:.1f}", f"{sound_s / cpu_s:.1f}"]


def main() -> None:
    """Runs one of the two."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ways = parser.add_subparsers(dest="way", required=True)
    for_known = ways.add_parser("known")
    for_known.add_argument("--calls", type=int, default=10_000)
    for_listen = ways.add_parser("listen")
    for_listen.add_argument("files", type=Path, nargs="+")
    for_listen.add_argument("--workers", type=int, default=2)
    for_listen.add_argument("--naive", type=int, default=1)
    args = parser.parse_args()
    if args.way == "known":
        known(args.calls)
    else:
        listen([file.resolve() for file in args.files], args.workers, args.naive)


if __name__ == "__main__":
    main()
