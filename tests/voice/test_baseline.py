"""An agent's usual voice from earlier calls: order changes nothing, later calls do not count."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from voicecheck.types import Measurement
from voicecheck.voice.baseline import Earlier, baseline_of

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def earlier(days_ago: float, *, movement: float | None, voiced_s: float = 30.0, call_id: str = "") -> Earlier:
    moved = (
        Measurement(movement, "st/s", voiced_s)
        if movement is not None
        else Measurement(None, "st/s", voiced_s, "too little")
    )
    features = {"f0_movement": moved, "voiced_s": Measurement(voiced_s, "s", 60.0)}
    return Earlier(NOON - timedelta(days=days_ago), call_id or f"{days_ago}", features)


def test_the_usual_is_the_mean_over_calls_and_the_spread_between_them():
    usual = baseline_of([earlier(1, movement=10), earlier(2, movement=14), earlier(3, movement=18)], before=NOON)
    assert usual is not None
    assert (usual.calls, usual.voiced_s) == (3, 90)
    assert usual.mean["f0_movement"] == pytest.approx(14)
    assert usual.spread["f0_movement"] == pytest.approx(4)


def test_the_order_of_processing_changes_nothing():
    calls = [earlier(day, movement=10 + day % 7) for day in range(1, 40)]
    shuffled = calls.copy()
    random.Random(4).shuffle(shuffled)
    assert baseline_of(shuffled, before=NOON) == baseline_of(calls, before=NOON)
    same_time = [earlier(1, movement=value, call_id=f"{value}") for value in range(30)]
    assert baseline_of(same_time, before=NOON) == baseline_of(reversed(same_time), before=NOON)


def test_calls_of_the_same_moment_and_later_ones_do_not_count():
    assert baseline_of([earlier(0, movement=10), earlier(-1, movement=12)], before=NOON) is None
    usual = baseline_of([earlier(1, movement=10), earlier(-1, movement=99)], before=NOON)
    assert usual is not None
    assert usual.mean["f0_movement"] == 10
    assert usual.spread["f0_movement"] == 0


def test_the_last_twenty_calls_count():
    usual = baseline_of([earlier(day, movement=100 if day > 20 else 10) for day in range(1, 50)], before=NOON)
    assert usual is not None
    assert usual.calls == 20
    assert usual.mean["f0_movement"] == pytest.approx(10)


def test_calls_without_voice_or_without_a_feature_leave_it_out():
    assert baseline_of([], before=NOON) is None
    assert baseline_of([earlier(1, movement=None, voiced_s=0.0)], before=NOON) is None
    usual = baseline_of([earlier(1, movement=None), earlier(2, movement=12)], before=NOON)
    assert usual is not None
    assert usual.calls == 2
    assert usual.mean["f0_movement"] == 12
