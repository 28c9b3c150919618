"""A calibration as text, JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from voicecheck.batch.agreement import Compared, RuleAgreement
from voicecheck.batch.calibrating import Calibration
from voicecheck.batch.suggesting import Advice, Suggestion
from voicecheck.reports.csv_table import safe
from voicecheck.reports.escape import one_line
from voicecheck.reports.json_report import dumps
from voicecheck.shares import Share
from voicecheck.types import Status

SCHEMA_VERSION = 1
COLUMNS = ("call_id", "path", "rule", "labelled", "verdict", "agrees", "start_s", "end_s", "message", "line")


def as_text(found: Calibration, *, base: str = "") -> str:
    """A paragraph a rule: agreement, wrong decisions, the table, what to hear again, what to set.

    Args:
        found: the account.
        base: folder that paths are shown from.
    """
    models = ", ".join(found.models) or "no model"
    lines = [f"{found.calls} labelled calls judged by {found.standard}, heard with {models}"]
    for rule, advice in zip(found.rules, found.advice, strict=True):
        lines += ["", *_rule_lines(rule), *_heard_again(rule, base), *_advice_lines(advice)]
    lines += [f"not judged {fault.call_id}: {fault.message}" for fault in found.faults]
    return "".join(f"{one_line(line)}\n" for line in lines)


def _rule_lines(rule: RuleAgreement) -> list[str]:
    columns = [status for status in Status if any(status in pair for pair in rule.confusion)]
    rows = [status for status in Status if any(one.label.status is status for one in rule.compared)]
    table = [f"  {'labelled':<16}" + "".join(f"{column.value:>16}" for column in columns)]
    for label in rows:
        table.append(f"  {label.value:<16}" + "".join(f"{rule.confusion[label, column]:>16}" for column in columns))
    slots = [
        f"  part {one.slot}: found {one.found.text}; called missing though said {one.denied.bound_text}; "
        f"found though not said {one.invented.bound_text}"
        for one in rule.slots
    ]
    return [
        f"{rule.rule}: agrees with {rule.agreement.text}",
        f"  in order and failed: {rule.false_fails.bound_text}",
        f"  not in order and passed: {rule.false_passes.bound_text}",
        f"  decided without a person: {rule.decided.text}",
        *table,
        *slots,
    ]


def _heard_again(rule: RuleAgreement, base: str) -> list[str]:
    if not rule.disagreements:
        return []
    return ["  listen again:", *(f"    {_place(one, base)}: {_difference(one)}" for one in rule.disagreements)]


def _difference(one: Compared) -> str:
    return f"labelled {one.label.status.value}, verdict {one.verdict.status.value}: {one.verdict.message}"


def _place(one: Compared, base: str) -> str:
    path = one.call.report.call.path
    shown = path[len(base) :].lstrip("/\\") if base and path.startswith(base) else path
    return f"{shown}:{one.seconds[0]:.1f}-{one.seconds[1]:.1f}" if one.seconds else shown


def _advice_lines(advice: Advice) -> list[str]:
    if advice.refusal:
        return [f"  no threshold suggested: {advice.refusal}"]
    return [f"  suggested: {_suggested(one)}" for one in advice.suggestions]


def _suggested(one: Suggestion) -> str:
    now, then = one.agreement
    return (
        f"{one.option}: {one.value} (now {one.now}): agrees with {then.hits} instead of {now.hits} of {now.n} labels; "
        f"in order and failed {one.false_fails[0].hits} -> {one.false_fails[1].bound_text}; "
        f"not in order and passed {one.false_passes[0].hits} -> {one.false_passes[1].bound_text}; "
        f"chosen without the call it is tried on, {one.elsewhere.text}"
    )


def as_json(found: Calibration) -> str:
    """One object, sorted."""
    content = {
        "schema_version": SCHEMA_VERSION,
        "standard": {"id": found.standard, "hash": found.hash},
        "models": list(found.models),
        "calls": found.calls,
        "rules": [_rule_object(rule, advice) for rule, advice in zip(found.rules, found.advice, strict=True)],
        "faults": [{"call_id": one.call_id, "kind": one.kind, "message": one.message} for one in found.faults],
    }
    return dumps(json.loads(json.dumps(content)), indent=2) + "\n"


def _rule_object(rule: RuleAgreement, advice: Advice) -> dict[str, Any]:
    return {
        "rule": rule.rule,
        "agreement": _share(rule.agreement),
        "false_fails": _share(rule.false_fails),
        "false_passes": _share(rule.false_passes),
        "decided": _share(rule.decided),
        "confusion": [
            {"labelled": label.value, "verdict": verdict.value, "n": n}
            for (label, verdict), n in sorted(rule.confusion.items())
        ],
        "slots": [
            {"slot": s.slot, "found": _share(s.found), "denied": _share(s.denied), "invented": _share(s.invented)}
            for s in rule.slots
        ],
        "disagreements": [_row(one) for one in rule.disagreements],
        "no_suggestion": advice.refusal,
        "suggestions": [
            {
                "option": one.option,
                "now": one.now,
                "value": one.value,
                "agreement": [_share(share) for share in one.agreement],
                "false_fails": [_share(share) for share in one.false_fails],
                "false_passes": [_share(share) for share in one.false_passes],
                "chosen_without_the_call": _share(one.elsewhere),
            }
            for one in advice.suggestions
        ],
    }


def _share(share: Share) -> dict[str, float | int | None]:
    low, high = share.interval
    return {"hits": share.hits, "n": share.n, "share": _rounded(share.value), "low": _rounded(low),
            "high": _rounded(high), "at_most": _rounded(share.at_most)}  # fmt: skip


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _row(one: Compared) -> dict[str, Any]:
    call = one.call.report.call
    return {
        "call_id": call.call_id,
        "path": call.path,
        "rule": one.label.rule,
        "labelled": one.label.status.value,
        "verdict": one.verdict.status.value,
        "agrees": one.agrees,
        "start_s": round(one.seconds[0], 2) if one.seconds else None,
        "end_s": round(one.seconds[1], 2) if one.seconds else None,
        "message": one.verdict.message,
        "line": one.label.line,
    }


def as_csv(found: Calibration) -> str:
    """A row a label, agreeing or not; begins with a byte order mark, as a spreadsheet wants it."""
    table = io.StringIO()
    writer = csv.writer(table, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for rule in found.rules:
        writer.writerows(_cells(_row(one)) for one in rule.compared)
    return "\ufeff" + table.getvalue()


def _cells(row: dict[str, Any]) -> Sequence[str | float | int]:
    cells: list[str | float | int] = []
    for column in COLUMNS:
        value = row[column]
        number = isinstance(value, int | float) and not isinstance(value, bool)
        cells.append(value if number else "yes" if value is True else "no" if value is False else safe(value))
    return cells
