"""Listening to one call, where every fault of that call becomes data."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from voicecheck.batch.executor import Heard, Job, Setup
from voicecheck.batch.poison import swallow
from voicecheck.errors import AudioError, EngineError, VoicecheckError
from voicecheck.pipeline import Ears, listen, listen_for
from voicecheck.pipeline.redacting import redact
from voicecheck.types import Failed

if TYPE_CHECKING:
    from voicecheck.types import CallRef

log = logging.getLogger(__name__)

MEMORY = "memory"


def hear(job: Job, setup: Setup, ears: Ears) -> Heard:
    """What was heard in a job, or its fault.

    Raises:
        EngineError: where the model cannot do its work: it would fail on every call.
    """
    begun_s = time.perf_counter()
    try:
        swallow(job.call.path)
        if job.standard is None:
            evidence = listen(job.call, language=job.language, scope=setup.scope, ears=ears, raw=setup.raw)
        else:
            evidence = listen_for(job.call, job.standard, scope=setup.scope, ears=ears, raw=setup.raw)
    except EngineError:
        raise
    except (VoicecheckError, MemoryError) as error:
        fault = fault_of(job.call, error)
    except Exception as error:
        log.exception("call %s failed while it was listened to", job.key[:20])
        fault = fault_of(job.call, error, mark=job.key[:20])
    else:
        return Heard(job.key, redact(evidence, setup.redact), listen_s=time.perf_counter() - begun_s)
    return Heard(job.key, fault=fault, listen_s=time.perf_counter() - begun_s)


def fault_of(call: CallRef, error: Exception, *, stage: str = "listen", mark: str = "") -> Failed:
    """The fault that an exception is for one call; `mark` is what the log calls it by, which never names a call."""
    if isinstance(error, VoicecheckError):
        return Failed(call.call_id, stage, "audio" if isinstance(error, AudioError) else "call", str(error))
    if isinstance(error, MemoryError):
        return Failed(call.call_id, stage, MEMORY, "took more memory than a call may; check the file by itself")
    place = f" of {mark}" if mark else ""
    message = f"voicecheck itself failed on this call ({type(error).__name__}); please report it with the log{place}"
    return Failed(call.call_id, stage, "bug", message)
