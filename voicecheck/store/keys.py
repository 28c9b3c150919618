"""What a thing is known by: a call, its evidence, its metadata, a piece of work.

Keys are hashes of content, so that they are the same on every machine and in every database, and
a name of any length or encoding makes a short plain key.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass

from voicecheck.store.plain import to_plain
from voicecheck.types import CallRef, Direction, Listening

USUAL_VERSION = "usual 1"
"""To be raised when the same calls come to another usual voice."""


@dataclass(frozen=True, slots=True)
class FileMark:
    """What a file is taken to be unchanged by: its absolute path, its size and its time of change."""

    path: str
    size_bytes: int
    mtime_ns: int

    @classmethod
    def of(cls, path: str) -> FileMark:
        """The mark of a file that exists.

        Raises:
            OSError: if it cannot be looked at.
        """
        found = os.stat(path)  # noqa: PTH116 - a path of any bytes, ten thousand times over
        return cls(path, found.st_size, found.st_mtime_ns)


@dataclass(frozen=True, slots=True)
class WorkKey:
    """One call, heard in one way, with its metadata, judged by one standard: what is done once.

    `usual` is `usual_key` of what it was compared with, empty where nothing was: earlier calls that become
    known later make it another work, whose report takes the place of the one before.
    """

    call: str
    evidence: str
    metadata: str
    standard: str
    usual: str = ""

    @property
    def report(self) -> str:
        """The key of the report that this work makes."""
        return _digest(self.call, self.evidence, self.metadata, self.standard, *filter(None, [self.usual]))


def call_key(call: CallRef, sha256: str | None) -> str:
    """The key of a call: its id and its recording. Two calls with the same recording stay two calls.

    Args:
        call: the call.
        sha256: of the recording's bytes; None where it cannot be read: then its path stands for it.
    """
    return _digest(call.call_id, sha256 or f"path {call.path}")


def evidence_key(sha256: str, listening: Listening, *, direction: Direction, raw: str = "") -> str:
    """The key of evidence: the recording's bytes and all that decides what is heard in them.

    Args:
        sha256: of the recording's bytes.
        listening: scope, language, channel map, model, arithmetic, version of the analysis.
        direction: who placed the call; it helps to find the agent where no channel is given.
        raw: how a headerless file was read ("vox:8000:1").
    """
    heard = json.dumps(to_plain(listening), sort_keys=True, separators=(",", ":"))
    return _digest(sha256, heard, direction.value, raw)


def metadata_hash(call: CallRef) -> str:
    """The hash of what is known of a call beside its recording; the file's place is not part of it."""
    known = to_plain(call)
    del known["path"], known["standard"]
    return _digest(json.dumps(known, sort_keys=True, separators=(",", ":")))


def work_key(call: CallRef, sha256: str, listening: Listening, standard_hash: str, *, raw: str = "") -> WorkKey:
    """The key of one call's work, known before anybody listens."""
    heard = evidence_key(sha256, listening, direction=call.direction, raw=raw)
    return WorkKey(call_key(call, sha256), heard, metadata_hash(call), standard_hash)


def usual_key(evidence: Iterable[str]) -> str:
    """The key of a usual voice: of the evidence of the calls that make it, in any order."""
    return _digest(USUAL_VERSION, *sorted(evidence))


def text_key(text: str) -> str:
    """A short key for a text of any length, as a path is: databases do not index those of some thousand bytes."""
    return _digest(text)


def _digest(*parts: str) -> str:
    """Hash over the parts, each with its length, so that no two lists of parts run into one another."""
    whole = hashlib.sha256()
    for part in parts:
        content = part.encode("utf-8", "surrogatepass")
        whole.update(b"%d:" % len(content) + content)
    return whole.hexdigest()
