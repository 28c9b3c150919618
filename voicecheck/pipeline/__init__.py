"""Listen, then judge: the two halves of checking a call, and both in a row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from voicecheck.asr.engine import Identity
from voicecheck.audio.raw import RawFormat
from voicecheck.pipeline.ears import Ears, identify_engine, load_ears, plan_listening
from voicecheck.pipeline.grounds import rule_keys
from voicecheck.pipeline.judging import (
    compares,
    in_doubt,
    judge,
    judge_and_ask,
    outcome_of,
    probes_wanted,
    report_fault,
)
from voicecheck.standard import Standard, load_standard
from voicecheck.types import CallEvidence, CallRef, CallReport, ProbeRequest, Scope

__all__ = [
    "Ears",
    "Identity",
    "RawFormat",
    "check_call",
    "compares",
    "identify_engine",
    "judge",
    "judge_and_ask",
    "listen",
    "listen_for",
    "load_ears",
    "outcome_of",
    "plan_listening",
    "probes_wanted",
    "report_fault",
    "rule_keys",
]

Wanted = Callable[[CallEvidence], Sequence[ProbeRequest]]
"""Which probes to measure, given what was heard."""
Doubted = Callable[[CallEvidence], bool]
"""Whether what was heard leaves a rule in doubt."""


def listen(
    call: CallRef,
    *,
    language: str,
    scope: Scope = Scope.OPENING,
    ears: Ears | None = None,
    raw: RawFormat | None = None,
    wanted: Wanted | None = None,
    doubted: Doubted | None = None,
) -> CallEvidence:
    """All that can be heard and measured in one call; nothing is judged.

    Args:
        call: the recording and what is known of it.
        language: ISO 639-1 code of what is spoken; it is told to the recogniser, never detected.
        scope: recognise the opening, or the whole call.
        ears: recogniser and pitch tracker from `load_ears`; loaded anew for each call without.
        raw: how to read a headerless file (`audio.raw.parse_raw`).
        wanted: which probes to measure besides, given what was heard (see `listen_for`); without, none are,
            and a part that was not recognised is judged by plain recognition alone.
        doubted: whether a first hearing leaves a rule in doubt; then the opening is heard in several ways.

    Raises:
        AudioError: if the recording cannot be read or holds no sound.
        EngineError: if the model is missing, damaged, or cannot do what is asked.
    """
    from voicecheck.pipeline.listening import listen as hear

    return hear(call, language=language, scope=scope, ears=ears or load_ears(), raw=raw, wanted=wanted, doubted=doubted)


def listen_for(
    call: CallRef,
    standard: Standard,
    *,
    scope: Scope = Scope.OPENING,
    ears: Ears | None = None,
    raw: RawFormat | None = None,
) -> CallEvidence:
    """What `listen` hears, and the probes that the standard's rules want where recognition left them in doubt.

    Args:
        call: the recording and what is known of it; its language, else the standard's, is told.
        standard: whose rules are asked. It biases nothing that is recognised.
        scope: recognise the opening, or the whole call.
        ears: see `listen`.
        raw: see `listen`.

    Raises:
        AudioError: if the recording cannot be read or holds no sound.
        EngineError: if the model is missing, damaged, or cannot do what is asked.
    """
    language = call.language or standard.language
    asked, doubted = partial(probes_wanted, standard=standard), partial(in_doubt, standard=standard)
    return listen(call, language=language, scope=scope, ears=ears, raw=raw, wanted=asked, doubted=doubted)


def check_call(
    call: CallRef | str | Path,
    standard: Standard | str | Path,
    *,
    scope: Scope = Scope.OPENING,
    ears: Ears | None = None,
    raw: RawFormat | None = None,
) -> CallReport:
    """The report on one call: listened to, then judged.

    Args:
        call: a call with its metadata, or the path of a recording of which nothing more is known.
        standard: a loaded standard, the id of a shipped one, or a file.
        scope: recognise the opening, or the whole call.
        ears: see `listen`.
        raw: see `listen`.

    Raises:
        AudioError: if the recording cannot be read or holds no sound.
        EngineError: if the model is missing, damaged, or cannot do what is asked.
        StandardError: if the standard has faults.

    >>> report = check_call("calls/0142.wav", "hr-en")  # doctest: +SKIP
    >>> report.outcome, report.verdicts[0].message  # doctest: +SKIP
    """
    sheet = standard if isinstance(standard, Standard) else load_standard(standard)
    ref = call if isinstance(call, CallRef) else _bare(Path(call))
    return judge(listen_for(ref, sheet, scope=scope, ears=ears, raw=raw), sheet)


def _bare(path: Path) -> CallRef:
    return CallRef(path=str(path.absolute()), call_id=path.stem or "call")
