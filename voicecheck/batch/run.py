"""Calls one after the other: one bad call is a fault in the list, never the end of the run."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from voicecheck.errors import AudioError, EngineError, VoicecheckError
from voicecheck.pipeline import Ears, judge, listen_for, report_fault
from voicecheck.pipeline.redacting import redact
from voicecheck.types import CallRef, CallReport, Failed, Scope

if TYPE_CHECKING:
    from voicecheck.pipeline import RawFormat
    from voicecheck.standard import Standard

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Task:
    """How every call of a run is listened to; `standard_of` gives the one that judges a call."""

    standard_of: Callable[[CallRef], Standard]
    ears: Ears
    scope: Scope = Scope.OPENING
    raw: RawFormat | None = None
    redact: tuple[str, ...] = ()


def check_calls(calls: Sequence[CallRef], task: Task) -> Iterator[CallReport]:
    """A report for each call, in order.

    A recording that cannot be read is a report with a fault. A model that cannot do its work ends
    the run: it would fail on every call.

    Raises:
        EngineError: where the recogniser cannot do what is asked.
    """
    for call in calls:
        yield _check(call, task)


def _check(call: CallRef, task: Task) -> CallReport:
    standard = task.standard_of(call)
    stage, begun_s = "listen", time.perf_counter()
    try:
        evidence = listen_for(call, standard, scope=task.scope, ears=task.ears, raw=task.raw)
        evidence = redact(evidence, task.redact)
        stage, heard_s = "judge", time.perf_counter() - begun_s
        report = judge(evidence, standard)
    except EngineError:
        raise
    except VoicecheckError as error:
        kind = "audio" if isinstance(error, AudioError) else "call"
        return report_fault(call, standard, Failed(call.call_id, stage, kind, str(error)))
    except Exception as error:
        log.exception("a call failed at stage %s", stage)
        message = f"voicecheck itself failed on this call ({type(error).__name__}); please report it with the log"
        return report_fault(call, standard, Failed(call.call_id, stage, "bug", message))
    length_s = evidence.recording.decoded_s
    return replace(report, run={"listen_s": round(heard_s, 3), "rtf": round(heard_s / length_s, 4)})
