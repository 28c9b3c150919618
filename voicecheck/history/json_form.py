"""The history as JSON; `history.schema.json` describes it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TypeAlias

from voicecheck.history.asking import History, day_of
from voicecheck.history.drift import Drift
from voicecheck.history.grid import Cell, Counts, Point
from voicecheck.history.records import DECIMALS, records
from voicecheck.history.statistics import Difference, Share, Spread
from voicecheck.reports.json_report import Json, dumps

SCHEMA_VERSION = 1
Object: TypeAlias = "dict[str, Json]"


def as_json(history: History) -> str:
    """One object, sorted and indented, ended by a line end."""
    return dumps(history_object(history), indent=2) + "\n"


def history_object(history: History) -> Object:
    """The object, ready for `json.dumps`."""
    ask, grid = history.ask, history.grid
    return {
        "schema_version": SCHEMA_VERSION,
        "by": ask.by.value,
        "since": day_of(ask.span.first).isoformat(),
        "until": ask.until.isoformat(),
        "least_judged": ask.least,
        "standards": [{"id": name, "hash": digest} for name, digest in history.standards],
        "cells": [asdict(record) for record in records(history)],
        "totals": {column: _total(cell) for column, cell in grid.totals.items()},
        "spread": {column: _spread(one) for column, one in grid.spreads.items()},
        "drift": [_drift(one) for one in history.drifts],
        "curve_step": history.step.value,
        "curves": [
            {"row": row, "rule": rule, "points": [_point(point) for point in points]}
            for (row, rule), points in sorted(history.curves.items())
        ],
        "left_out": [
            {
                "rule": one.rule,
                "purpose": one.purpose.value,
                "verdicts": one.calls,
                "why": "the standard's tone purpose",
            }
            for one in history.left_out
        ],
        "verdicts_without_start": history.untimed,
    }


def _total(cell: Cell) -> Object:
    return {"counts": _counts(cell.counts), "before": _counts(cell.before), "share": _interval(cell.share),
            "change": _interval(cell.change)}  # fmt: skip


def _counts(counts: Counts) -> Object:
    return dict(asdict(counts).items())


def _interval(found: Share | Difference | None) -> Json:
    if found is None:
        return None
    return {name: round(getattr(found, name), DECIMALS) + 0.0 for name in ("value", "low", "high")}


def _spread(one: Spread) -> Object:
    return {"people": one.people, "judged": one.calls, "sd_beyond_chance": round(one.sd, DECIMALS),
            "homogeneity_p": round(one.p, 6), "test": one.by, "differs": one.differs,
            "lowest": round(one.low, DECIMALS), "highest": round(one.high, DECIMALS)}  # fmt: skip


def _drift(one: Drift) -> Object:
    hours: list[Json] = [
        {"hour": each.hour + 1, "counts": _counts(each.counts), "share": _interval(each.share)} for each in one.hours
    ]
    return {
        "rule": one.rule,
        "first_calls": {"counts": _counts(one.early), "share": _interval(one.early_share)},
        "from_twentieth": {"counts": _counts(one.late), "share": _interval(one.late_share)},
        "change": _interval(one.change),
        "hours": hours,
    }


def _point(point: Point) -> Object:
    return {"from": day_of(point.day).isoformat(), "judged": point.judged, "share": _interval(point.share)}
