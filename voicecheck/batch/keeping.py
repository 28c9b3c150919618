"""One judged call into the store, with the key under which a night's run finds it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicecheck.standard import Standard, show
from voicecheck.store import WorkKey, call_key, metadata_hash, work_key
from voicecheck.types import CallReport

if TYPE_CHECKING:
    from voicecheck.store.database import Store


def keep(store: Store, report: CallReport, standard: Standard, *, raw: str = "") -> None:
    """Store a report, its evidence and its standard; a call that could not be processed also goes on the ledger.

    Args:
        store: where to.
        report: of `check_calls`.
        standard: the one that judged.
        raw: how a headerless file was read, as it was asked for ("vox:8000:1").
    """
    store.keep_standard(hash=standard.hash, id=standard.id, effective=show(standard), agreement=standard.agreement)
    call, evidence = report.call, report.evidence
    if evidence is not None:
        sha256 = evidence.recording.sha256
        key = work_key(call, sha256, evidence.listening, standard.hash, raw=raw)
        store.save(report, key, sha256=sha256)
        return
    key = WorkKey(call_key(call, None), "", metadata_hash(call), standard.hash)
    store.save(report, key, sha256=None)
    for fault in report.faults:
        store.note_failure(fault, call, key.call)
