"""A night to be run by the real command line: made calls, a scripted recogniser, and what must hold afterwards."""

import contextlib
import importlib.util
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
import wave
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

RATE_HZ = 8000
LONGEST_S = 240
SAID = "Good morning, human resources department, Joan speaking. How can I help you?"


def wait_until(what, message="waited too long", seconds=LONGEST_S):
    """Wait for an event; the deadline is generous, the result is not slept for."""
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, message
        time.sleep(0.01)
    return found


def write_wav(path, samples, rate_hz=RATE_HZ):
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.closing(wave.open(str(path), "wb")) as file:
        file.setnchannels(samples.shape[0])
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(np.round(np.clip(samples.T, -1, 1) * 32767).astype("<i2").tobytes())
    return path


@dataclass(frozen=True)
class Ran:
    """What a command gave back."""

    code: int
    out: str
    err: str


@dataclass
class Box:
    """Folders of one night, and the command line over them."""

    root: Path
    voice: np.ndarray
    script: Path
    env: dict = field(default_factory=dict)
    made: int = 0

    def __post_init__(self):
        self.calls, self.out, self.home = self.root / "calls", self.root / "out", self.root / "home"
        self.calls.mkdir()
        self.db = self.home / "voicecheck.db"

    def call(self, name, *, seed=None, folder=None):
        """A call whose sound differs from every other's."""
        self.made += 1
        noise = np.random.default_rng(self.made if seed is None else 1000 + seed)
        sound = self.voice + noise.normal(0, 3e-4, self.voice.shape).astype(np.float32)
        return write_wav((folder or self.calls) / f"{name}.wav", sound)

    def many(self, count):
        return [self.call(f"c{number:03}").stem for number in range(count)]

    @property
    def environment(self):
        own = {"VOICECHECK_HOME": self.home, "VOICECHECK_ENGINE": f"scripted:{self.script}", "OMP_NUM_THREADS": "1"}
        clean = {name: value for name, value in os.environ.items() if not name.startswith("VOICECHECK_")}
        return {**clean, **{name: str(value) for name, value in own.items()}, **self.env}

    def command(self, *arguments):
        return [sys.executable, "-m", "voicecheck", *map(os.fspath, arguments)]

    def batch_arguments(self, *more, folder=True):
        given = ("--standard", "hr-en", "--agent", "Joan", "--out", self.out, "--settle", "0", "--min-free", "1")
        return ("batch", *((self.calls,) if folder else ()), *given, *more)

    def run(self, *arguments, cwd=None):
        done = subprocess.run(self.command(*arguments), env=self.environment, capture_output=True, check=False,
                              cwd=cwd or self.root, timeout=LONGEST_S, stdin=subprocess.DEVNULL)  # fmt: skip
        return Ran(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))

    def batch(self, *more, folder=True, cwd=None):
        return self.run(*self.batch_arguments(*more, folder=folder), cwd=cwd)

    def start(self, *more):
        """The same, in the background and in a process group of its own."""
        return subprocess.Popen(self.command(*self.batch_arguments(*more)), env=self.environment, cwd=self.root,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                start_new_session=True)  # fmt: skip

    def written(self):
        folder = self.out / "calls"
        return sorted(folder.glob("*.json")) if folder.is_dir() else []

    def reports(self):
        """Every report by its call's id, without the block that differs from run to run."""
        found = {}
        for file in self.written():
            report = json.loads(file.read_text("utf-8"))
            assert file.with_suffix(".html").is_file()
            assert report["call"]["id"] not in found, "two reports of one call"
            report.pop("run")
            found[report["call"]["id"]] = report
        return found

    def summary(self):
        return json.loads((self.out / "summary.json").read_text())

    def listened(self):
        """How many calls the last run listened to."""
        return self.summary()["listened"]

    def rows(self):
        """Call ids of the current reports in the database, once for each row."""
        question = (
            "select calls.call_id from reports join calls on calls.id = reports.call"
            " and calls.metadata_hash = reports.metadata_hash and calls.evidence_key is reports.evidence_key"
        )
        with contextlib.closing(sqlite3.connect(self.db)) as database:
            assert database.execute("pragma integrity_check").fetchall() == [("ok",)]
            assert database.execute("pragma foreign_key_check").fetchall() == []
            return sorted(name for (name,) in database.execute(question))

    def processes(self):
        """Processes of this night that still run."""
        mark = f"VOICECHECK_HOME={self.home}".encode()
        found = []
        for place in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                state = (place / "stat").read_text().rpartition(")")[2].split()[0]
                if state != "Z" and mark in (place / "environ").read_bytes().split(b"\0"):
                    found.append(int(place.name))
        return found

    def leftovers(self):
        return [*self.out.rglob("*.part"), *self.home.rglob("*.part")]

    def assert_whole(self, ids):
        """Every call exactly once, in the folder and in the database; nothing else, nobody left."""
        assert sorted(self.reports()) == sorted(ids)
        assert self.rows() == sorted(ids)
        assert self.leftovers() == []
        wait_until(lambda: not self.processes(), "somebody is still at work")


@pytest.fixture(scope="session")
def spoken(tmp_path_factory):
    """An opening of some five seconds, made by espeak-ng, and the script of what is said in it."""
    program = shutil.which("espeak-ng")
    if program is None:
        message = "espeak-ng is missing: apt-get install espeak-ng"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    folder = tmp_path_factory.mktemp("spoken")
    subprocess.run([program, "-v", "en-us", "-s", "150", "-w", str(folder / "a.wav"), SAID], check=True)
    with contextlib.closing(wave.open(str(folder / "a.wav"))) as sound:
        rate_hz = sound.getframerate()
        samples = np.frombuffer(sound.readframes(sound.getnframes()), "<i2").astype(np.float32) / 32768
    at = np.arange(round(len(samples) * RATE_HZ / rate_hz)) * rate_hz / RATE_HZ
    voice = 0.5 * np.interp(at, np.arange(len(samples)), samples)
    length_s = len(voice) / RATE_HZ
    lead = np.zeros(RATE_HZ // 2)
    words, start_s = [], 0.6
    step = (length_s - 0.4) / sum(len(word) + 1 for word in SAID.split())
    for word in SAID.split():
        words.append([word, round(start_s, 3), round(start_s + step * len(word), 3), 0.95])
        start_s += step * (len(word) + 1)
    script = folder / "script.json"
    script.write_text(json.dumps([{"language_prob": 0.99, "words": words}]))
    return np.concatenate([lead, voice, lead])[None, :].astype(np.float32), script


@pytest.fixture
def box(tmp_path, spoken):
    made = Box(tmp_path, *spoken)
    yield made
    for pid in made.processes():
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@pytest.fixture
def another(tmp_path, spoken):
    """A further box beside the first."""

    def made(name):
        (tmp_path / name).mkdir()
        return Box(tmp_path / name, *spoken)

    return made


@pytest.fixture(scope="session")
def until():
    return wait_until


@pytest.fixture(scope="session")
def wav():
    return write_wav


SERVERS = Path(__file__).parents[1] / "store" / "conftest.py"


@pytest.fixture(scope="session")
def server():
    """URL of a PostgreSQL server, found or started as the store's own tests do."""
    spec = importlib.util.spec_from_file_location("store_servers", SERVERS)
    servers = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(servers)
    given = os.environ.get("VOICECHECK_TEST_PG_URL")
    if given:
        yield given
    elif programs := servers.debian_server():
        yield from servers.run_debian_server(programs)
    elif servers.wheel_is_there():
        yield from servers.run_wheel_server()
    elif os.environ.get("CI") == "true":
        pytest.fail(servers.WITHOUT)
    else:
        pytest.skip(servers.WITHOUT)


@pytest.fixture
def database(server):
    """URL of a PostgreSQL database that no other test has stored or forgotten calls in."""
    import psycopg
    import sqlalchemy as sa

    name = f"vc_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield sa.make_url(server).set(database=name).render_as_string(hide_password=False)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
