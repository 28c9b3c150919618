"""An agent's usual voice: what her earlier calls on the same line come to.

Only calls that began before the one to be judged count, the last twenty of them, each recording once;
so the order in which calls are listened to changes nothing. A call without agent or beginning has no
usual voice and is nobody's; one in which it is doubtful who the agent is is not either.
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import sqlalchemy as sa

from voicecheck.store import tables as t
from voicecheck.store.keys import usual_key
from voicecheck.store.rows import agent_key, utc_text, voice_rows
from voicecheck.store.saving import chunks
from voicecheck.types import Baseline, CallEvidence, CallRef

LAST_CALLS = 20
VOICED = "voiced_s"
MOST_KEPT = 20_000
"""Calls whose measured features are kept in memory, some 5 kB each."""

Read = Callable[[sa.Select[Any]], Sequence[Any]]
Past = tuple[str, str]
"""When an earlier call began, as it is stored, and the key of what was heard in it."""


@dataclass(frozen=True, slots=True)
class Line:
    """What a voice sounds and is measured alike on: the recording's codec and rate, the version of the analysis."""

    codec: str
    rate_hz: int
    analysis_version: int


def baseline_of(calls: Sequence[Mapping[str, float]]) -> Baseline | None:
    """The usual voice from the features of some calls, None without any; each call weighs the same.

    A feature is known from the calls that have it: the mean over them, and the standard deviation (n - 1) between
    them, 0 for one. Sums are exact (`fsum`), so that the order of rows changes nothing.

    >>> baseline_of([{"f0_movement": 10.0}, {"f0_movement": 14.0}]).mean
    {'f0_movement': 12.0}
    """
    if not calls:
        return None
    mean: dict[str, float] = {}
    spread: dict[str, float] = {}
    for name in sorted(set().union(*calls)):
        values = [call[name] for call in calls if name in call]
        middle = mean[name] = math.fsum(values) / len(values)
        squares = math.fsum([(value - middle) ** 2 for value in values])
        spread[name] = math.sqrt(squares / (len(values) - 1)) if len(values) > 1 else 0.0
    voiced_s = math.fsum([call[VOICED] for call in calls if VOICED in call])
    return Baseline(calls=len(calls), voiced_s=voiced_s, mean=mean, spread=spread)


class UsualVoices:
    """Who sounded how before: begun from what is stored, and told of each call that is heard meanwhile."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._lines: dict[str, Line] = {}
        self._past: dict[tuple[str, Line], list[Past]] = {}
        self._learnt: set[str] = set()
        self._voices: dict[str, dict[str, float]] = {}

    def learn(self, calls: Iterable[tuple[CallRef, str]]) -> None:
        """Look up on which lines calls were heard, and the earlier calls of their agents.

        Args:
            calls: each with the key of its evidence, which need not be stored yet.
        """
        known = list(calls)
        keys = {key for _, key in known} - self._lines.keys()
        agents = {agent_key(call.agent) for call, _ in known if call.agent and call.started_at} - self._learnt
        for some in chunks(sorted(keys)):
            rows = self._read(_LINES.where(t.evidence.c.key.in_(some)))
            self._lines.update((row[0], Line(*row[1:])) for row in rows)
        for some in chunks(sorted(agents)):
            self._remember(self._read(_HISTORY.where(t.calls.c.agent_key.in_(some))))
        self._learnt |= agents

    def learn_all(self) -> None:
        """Look up all calls that are stored, as for judging every one of them again."""
        self._remember(self._read(_HISTORY))

    def hear(self, key: str, evidence: CallEvidence) -> None:
        """Take note of the line that was heard under a key of evidence, stored or not."""
        made, version = evidence.recording, evidence.listening.analysis_version
        self._lines[key] = Line(made.codec, made.rate_hz, version)

    def note(self, call: CallRef, key: str, evidence: CallEvidence) -> None:
        """Take a call that was just stored into the account.

        Args:
            call: with its metadata.
            key: of its evidence.
            evidence: what was heard.
        """
        self.hear(key, evidence)
        voice = {row["feature"]: row["value"] for row in voice_rows(key, evidence)}
        if call.agent and call.started_at and voice.get(VOICED, 0.0) > 0:
            self._voices[key] = voice
            past = self._past.setdefault((agent_key(call.agent), self._lines[key]), [])
            one = (utc_text(call.started_at), key)
            if one not in past[bisect_left(past, one) :][:1]:
                insort(past, one)

    def key(self, call: CallRef, evidence: str) -> str:
        """What a call's usual voice is known by: the same for the same earlier calls; empty where there are none."""
        past = self._before(call, evidence)
        return usual_key(past) if past else ""

    def baselines(self, calls: Sequence[tuple[CallRef, str]]) -> list[Baseline | None]:
        """The usual voice of each call's agent on its line when it began; None where she has no earlier calls."""
        pasts = [self._before(call, key) for call, key in calls]
        self._fetch({key for past in pasts for key in past})
        return [baseline_of([self._voices[key] for key in past if key in self._voices]) for past in pasts]

    def _before(self, call: CallRef, evidence: str) -> tuple[str, ...]:
        """The evidence of the last calls that began earlier, the latest first."""
        line = self._lines.get(evidence)
        if line is None or not call.agent or call.started_at is None:
            return ()
        past = self._past.get((agent_key(call.agent), line), [])
        earlier = bisect_left(past, (utc_text(call.started_at), ""))
        others = (key for _, key in _backwards(past, earlier) if key != evidence)
        return tuple(islice(_once(others), LAST_CALLS))

    def _remember(self, rows: Iterable[Any]) -> None:
        found: dict[tuple[str, Line], list[Past]] = {}
        for agent, codec, rate_hz, version, began, key in rows:
            found.setdefault((agent, Line(codec, rate_hz, version)), []).append((began, key))
        for place, past in found.items():
            self._lines.update((key, place[1]) for _, key in past)
            self._past[place] = sorted(past)

    def _fetch(self, keys: set[str]) -> None:
        if len(self._voices) > MOST_KEPT:
            self._voices.clear()
        for some in chunks(sorted(keys - self._voices.keys())):
            for key, feature, value in self._read(_VOICES.where(t.voice.c.evidence_key.in_(some))):
                self._voices.setdefault(key, {})[feature] = value


def _backwards(past: Sequence[Past], end: int) -> Iterator[Past]:
    return (past[place] for place in range(end - 1, -1, -1))


def _once(keys: Iterable[str]) -> Iterator[str]:
    """Each key where it comes first: a recording that is there twice counts once."""
    seen: set[str] = set()
    for key in keys:
        if key not in seen:
            seen.add(key)
            yield key


_LINES = sa.select(
    t.evidence.c.key, t.recordings.c.codec, t.recordings.c.rate_hz, t.evidence.c.analysis_version
).join(t.recordings, t.recordings.c.sha256 == t.evidence.c.sha256)  # fmt: skip
_HISTORY = (
    sa.select(t.calls.c.agent_key, t.recordings.c.codec, t.recordings.c.rate_hz, t.evidence.c.analysis_version,
              t.calls.c.started_at, t.calls.c.evidence_key)
    .join(t.evidence, t.evidence.c.key == t.calls.c.evidence_key)
    .join(t.recordings, t.recordings.c.sha256 == t.evidence.c.sha256)
    .join(t.voice, sa.and_(t.voice.c.evidence_key == t.calls.c.evidence_key, t.voice.c.feature == VOICED))
    .where(t.calls.c.agent_key.is_not(None), t.calls.c.started_at.is_not(None), t.voice.c.value > 0)
)  # fmt: skip
_VOICES = sa.select(t.voice.c.evidence_key, t.voice.c.feature, t.voice.c.value)
