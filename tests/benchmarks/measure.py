"""Shared by the benchmarks: intervals, word errors, tables, the machine, calls and evidence kept between runs."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from statistics import median, quantiles

import soundfile

from voicecheck.pipeline import Ears, listen, listen_for, load_ears
from voicecheck.standard import Standard
from voicecheck.store.evidence import dump_evidence, load_evidence
from voicecheck.types import CallEvidence, CallRef

CLOSE = 1e-12


def clopper_pearson(hits: int, n: int, *, confidence: float = 0.95) -> tuple[float, float]:
    """The exact two-sided interval of a share, (low, high); (0, 1) for n 0.

    Clopper and Pearson, Biometrika 26 (1934). With no hit, the one-sided bound at the same confidence
    is what "upper 95 % bound" means: see `upper_bound`.

    >>> [round(edge, 4) for edge in clopper_pearson(0, 10)]
    [0.0, 0.3085]
    """
    tail = (1 - confidence) / 2
    low = 0.0 if hits == 0 else _solve(lambda p: _at_least(hits, n, p) - tail)
    high = 1.0 if hits == n else _solve(lambda p: tail - _at_least(n - hits, n, 1 - p))
    return low, high


def _at_least(hits: int, n: int, p: float) -> float:
    """Probability of `hits` or more of n, each with probability p (scipy's incomplete beta function)."""
    from scipy.special import betainc

    return float(betainc(hits, n - hits + 1, p))


def _solve(rising) -> float:  # type: ignore[no-untyped-def]
    """Where a rising function of a share crosses 0, by bisection."""
    low, high = 0.0, 1.0
    while high - low > CLOSE:
        middle = (low + high) / 2
        low, high = (low, middle) if rising(middle) > 0 else (middle, high)
    return (low + high) / 2


@dataclass(frozen=True, slots=True)
class WordErrors:
    """Errors of a transcript, as counts: rates come from sums of these, never from averages of rates."""

    wrong: int
    said: int

    def __add__(self, more: WordErrors) -> WordErrors:
        return WordErrors(self.wrong + more.wrong, self.said + more.said)

    @property
    def rate(self) -> float | None:
        """(S + D + I) / N; None where nothing was said."""
        return self.wrong / self.said if self.said else None


def words_of(text: str) -> list[str]:
    """The text's words for counting errors: small letters, no punctuation, apostrophes dropped."""
    plain = unicodedata.normalize("NFKC", text).lower().replace("'", "").replace("’", "")
    return re.findall(r"\w+", plain)


def word_errors(said: str, heard: str) -> WordErrors:
    """Substitutions, deletions and insertions between what was said and what was heard.

    >>> word_errors("good morning Acme", "good evening acme bank")
    WordErrors(wrong=2, said=3)
    """
    reference, found = words_of(said), words_of(heard)
    row = list(range(len(found) + 1))
    for i, word in enumerate(reference, 1):
        diagonal, row[0] = row[0], i
        for j, other in enumerate(found, 1):
            cost = min(row[j] + 1, row[j - 1] + 1, diagonal + (word != other))
            diagonal, row[j] = row[j], cost
    return WordErrors(row[-1], len(reference))


def share(hits: int, n: int) -> str:
    """A share with its n and 95 % interval, for a table: "9/10 = 90 % [55, 100]" (Clopper-Pearson)."""
    if n == 0:
        return "0/0"
    low, high = clopper_pearson(hits, n)
    return f"{hits}/{n} = {100 * hits / n:.0f} % [{100 * low:.0f}, {100 * high:.0f}]"


def spread(values: Sequence[float]) -> str:
    """Median, 90th percentile and largest of absolute errors in seconds, for a table."""
    if not values:
        return "-"
    size = sorted(abs(value) for value in values)
    p90 = quantiles(size, n=10)[-1] if len(size) > 1 else size[0]
    return f"{median(size):.2f} / {min(p90, size[-1]):.2f} / {size[-1]:.2f} (n {len(size)})"


def table(title: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [f"\n### {title}\n", "| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return "\n".join([*lines, *("| " + " | ".join(str(cell) for cell in row) + " |" for row in rows)])


def header(what: str, folder: Path, n: int, model: str) -> str:
    """The lines above the tables: what, when, on which machine, with which model and data."""
    cpu = _cpu_name()
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"## {what}\n\n{date.today()}; {os.cpu_count()} x {cpu}, {system}; model {model}; {folder.name}, n = {n}."


def _cpu_name() -> str:
    file = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*:\s*(.+)", file.read_text()) if file.exists() else None
    return found.group(1) if found else platform.processor() or "unknown processor"


def heard(
    call: CallRef,
    language: str,
    cache: Path | None,
    ears: Ears,
    standard: Standard | None = None,
    *,
    asked: str | None = None,
) -> CallEvidence:
    """The call's evidence, from the cache where it is there for this recording, model, channel map and standard.

    With a standard its rules are asked for the probes of the second look; without, none are measured. `asked`
    stands for the standard in the name of the kept file, so that changed defaults of its rules leave it there:
    probes that a changed rule asks for and that were not measured are then missing, and it says so by `review`.

    Judging is not cached, so a benchmark can be repeated after a change of rules without listening. After
    a change of listening give another folder, or raise `types.ANALYSIS_VERSION`.
    """
    if cache is None:
        return _listen(call, language, ears, standard)
    file = kept_file(call, language, cache, ears, asked or (standard.hash if standard else ""))
    if file.exists():
        return replace(load_evidence(file.read_text("utf-8"), where=str(file)), call=call)
    evidence = _listen(call, language, ears, standard)
    cache.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(f".{os.getpid()}")
    unfinished.write_text(dump_evidence(evidence), "utf-8")
    unfinished.rename(file)
    return evidence


def kept_file(call: CallRef, language: str, cache: Path, ears: Ears, asked: str) -> Path:
    """Where a call's evidence is kept, whether it is there or not."""
    from voicecheck.types import ANALYSIS_VERSION

    key = hashlib.sha256(Path(call.path).read_bytes())
    key.update(f"{language} {call.agent_channel} {ears.recognizer.sha256} {ANALYSIS_VERSION}".encode())
    key.update(asked.encode())
    return cache / f"{key.hexdigest()[:24]}.json"


def _listen(call: CallRef, language: str, ears: Ears, standard: Standard | None) -> CallEvidence:
    if standard is None:
        return listen(call, language=language, ears=ears)
    return listen_for(call, standard, ears=ears)


def load_one_thread() -> Ears:
    """The ears of this machine's settings, on one thread, so that runs can be compared."""
    from voicecheck.config import load_settings

    return load_ears(load_settings(threads=1))


def write_looped(source: Path, out: Path, seconds: float) -> None:
    """The recording repeated until it is that long, as 16-bit FLAC."""
    import numpy as np

    sound, rate_hz = soundfile.read(source, dtype="float32", always_2d=True)
    wanted = round(seconds * rate_hz)
    soundfile.write(out, np.tile(sound, (-(-wanted // len(sound)), 1))[:wanted], rate_hz)
