"""Evidence as JSON, and back: what was heard once can be judged again at any time."""

from __future__ import annotations

import json
import re
import zlib
from dataclasses import replace
from typing import Any

from voicecheck.errors import ConfigError
from voicecheck.store.plain import from_plain, to_plain
from voicecheck.store.quick import decoded, signed
from voicecheck.types import CallEvidence, CallRef, Rings

__all__ = ["dump_evidence", "fitted", "from_plain", "load_evidence", "pack", "to_plain", "unpack"]

EVIDENCE_SCHEMA = 1

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def dump_evidence(evidence: CallEvidence) -> str:
    """The evidence as one line of JSON with sorted keys; equal evidence gives equal bytes (see `dumps`)."""
    return dumps({"evidence_schema": EVIDENCE_SCHEMA, "evidence": to_plain(evidence)})


def load_evidence(text: str, *, where: str = "evidence") -> CallEvidence:
    """The evidence of `dump_evidence`.

    Args:
        text: the JSON.
        where: the file's name, for messages.

    Raises:
        ConfigError: if it is not evidence, or is of a schema that this version does not know.
    """
    try:
        content = json.loads(text)
        schema = content.get("evidence_schema") if isinstance(content, dict) else None
        if type(schema) is not int or schema != EVIDENCE_SCHEMA:  # true is no number, although Python counts it as 1
            raise ValueError(f"evidence_schema {EVIDENCE_SCHEMA} wanted, not {schema!r}")
        return from_plain(CallEvidence, content["evidence"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        message = f"{where}: not evidence of this version ({error}); listen to the recording again"
        raise ConfigError(message) from error


def dumps(plain: Any) -> str:
    r"""One line of JSON with sorted keys.

    Bytes of a file name that are no UTF-8 stay escaped (`\udcNN`), so that the text encodes and comes back whole.
    """
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _LONE_SURROGATE.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def pack(evidence: CallEvidence) -> tuple[bytes, bytes]:
    """The evidence for a database, compressed: what a rule may read, and apart from it what is only drawn."""
    plain = to_plain(evidence)
    drawn = plain["recording"].pop("envelope")
    return compressed(signed(EVIDENCE_SCHEMA, plain, CallEvidence)), compressed(drawn)


def unpack(heard: bytes, drawn: bytes | None = None, *, where: str = "evidence") -> CallEvidence:
    """The evidence of `pack`; without `drawn` its recording has no envelope, which no rule reads.

    Raises:
        ConfigError: if it is damaged, or of a schema that this version does not know.
    """
    try:
        content = zlib.decompress(heard)
    except zlib.error as error:
        raise ConfigError(
            f"{where}: the stored evidence is damaged ({error}); listen to the recording again"
        ) from error
    evidence = decoded(content, EVIDENCE_SCHEMA, CallEvidence)
    if evidence is None:
        evidence = load_evidence(content.decode("utf-8", "replace"), where=where)
    if drawn is None:
        return evidence
    envelope = tuple(tuple(track) for track in expanded(drawn))
    return replace(evidence, recording=replace(evidence.recording, envelope=envelope))


def compressed(plain: Any) -> bytes:
    """Plain values as compressed JSON, in their order."""
    text = json.dumps(plain, separators=(",", ":"))
    return zlib.compress(text.encode(), 6)


def expanded(content: bytes) -> Any:
    """The plain values of `compressed`."""
    return json.loads(zlib.decompress(content))


def fitted(evidence: CallEvidence, call: CallRef) -> CallEvidence:
    """What was heard in a recording as evidence of `call`: its metadata, and the rings that came with it.

    Rings that were heard stay; a count from the metadata of the call that was heard first does not.
    """
    rings = evidence.rings
    if rings is None or rings.by == "metadata":
        rings = None if call.rings is None else Rings(count=call.rings, by="metadata")
    return replace(evidence, call=call, rings=rings)
