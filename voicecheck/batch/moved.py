"""What moved when everything was judged again, as text and as JSON."""

from __future__ import annotations

import json
import os

from voicecheck.batch.rejudging import Tally
from voicecheck.reports.json_report import dumps

SCHEMA_VERSION = 1


def as_text(tally: Tally, *, base: str = "") -> str:
    """A line a move, then a line a rule with the ways it moved, then one line for the whole.

    Args:
        tally: the account.
        base: folder that paths are shown from.
    """
    lines = [f"{_shown(one.path, base)}: {one.rule}: {one.before} -> {one.after}" for one in tally.moves]
    lines += [f"not judged {fault.call_id}: {fault.message}" for fault in tally.faults]
    lines += [f"listen again {call_id}: probes missing, so it may stay review" for call_id in tally.missing]
    for rule, ways in tally.ways.items():
        lines.append(f"{rule}: " + ", ".join(f"{count} {way}" for way, count in sorted(ways.items())))
    return "".join(f"{_one_line(line)}\n" for line in [*lines, _last_line(tally)])


def as_json(tally: Tally) -> str:
    """One object, sorted; `ways` counts the moves of each rule."""
    content = {
        "schema_version": SCHEMA_VERSION,
        "standard": {"id": tally.standard, "hash": tally.hash},
        "compared_with": dict(tally.compared_with),
        "calls": tally.calls,
        "unchanged": tally.unchanged,
        "first_time": tally.first,
        "moved": [
            {"call_id": one.call_id, "path": one.path, "rule": one.rule, "before": one.before, "after": one.after}
            for one in tally.moves
        ],
        "ways": {rule: dict(ways) for rule, ways in tally.ways.items()},
        "missing_probes": tally.missing,
        "faults": [{"call_id": one.call_id, "kind": one.kind, "message": one.message} for one in tally.faults],
    }
    return dumps(json.loads(json.dumps(content)), indent=2) + "\n"


def _last_line(tally: Tally) -> str:
    moved = len({(one.call_id, one.path) for one in tally.moves})
    told = [f"{moved} moved", f"{tally.unchanged} as before"]
    told += [f"{tally.first} judged for the first time"] if tally.first else []
    told += [f"{len(tally.faults)} not judged"] if tally.faults else []
    told += [f"{len(tally.missing)} with probes missing"] if tally.missing else []
    against = ", ".join(f"{count} by {name}" for name, count in sorted(tally.compared_with.items()))
    judged_before = f" (before: {against})" if against else ""
    return f"{tally.calls} calls judged by {tally.standard}: {', '.join(told)}{judged_before}"


def _shown(path: str, base: str) -> str:
    return path[len(base) :].lstrip(os.sep) if base and path.startswith(base.rstrip(os.sep) + os.sep) else path


def _one_line(text: str) -> str:
    """Text without line breaks or bytes that cannot be printed, so that a line is a line whatever a file is called."""
    printable = os.fsencode(text) if any(0xDC80 <= ord(one) <= 0xDCFF for one in text) else None
    plain = printable.decode("utf-8", "replace") if printable is not None else text
    return "".join(one if one.isprintable() else repr(one)[1:-1] for one in plain)
