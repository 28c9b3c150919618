"""One judged call into the store, with the key under which a night's run finds it again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from voicecheck.batch.forgetting import EVIDENCE, PAGE, REPORTS
from voicecheck.standard import Standard, show
from voicecheck.store import WorkKey, call_key, metadata_hash, work_key
from voicecheck.types import CallRef, CallReport

if TYPE_CHECKING:
    from voicecheck.store.database import Store


def keep(store: Store, report: CallReport, standard: Standard, *, raw: str = "") -> bool:
    """Whether the call is stored: its report, evidence and standard, unless it was forgotten on request.

    A call that could not be processed also goes on the ledger.

    Args:
        store: where to.
        report: of `check_calls`.
        standard: the one that judged.
        raw: how a headerless file was read, as it was asked for ("vox:8000:1").
    """
    call, evidence = report.call, report.evidence
    sha256 = evidence.recording.sha256 if evidence else None
    if store.forgotten(call_key(call, sha256), sha256):
        return False
    store.keep_standard(hash=standard.hash, id=standard.id, effective=show(standard), agreement=standard.agreement)
    if evidence is not None and sha256 is not None:
        key = work_key(call, sha256, evidence.listening, standard.hash, raw=raw)
        store.save(report, key, sha256=sha256)
        return True
    key = WorkKey(call_key(call, None), "", metadata_hash(call), standard.hash)
    store.save(report, key, sha256=None)
    for fault in report.faults:
        store.note_failure(fault, call, key.call)
    return True


def remember_places(store: Store, *, out: Path | None, evidence: Path | None, page: Path | None, call: CallRef) -> None:
    """Note in the store where files of a stored call are written, so that they are found when it is forgotten.

    Args:
        store: where to.
        out: folder of pages and JSON.
        evidence: folder of what was heard.
        page: a single page of `call`, which is the only one then.
        call: any call of the run.
    """
    for folder, kind in ((out, REPORTS), (evidence, EVIDENCE)):
        if folder is not None:
            store.remember_place(str(folder.absolute()), kind)
    if page is not None:
        store.remember_place(str(page.absolute()), PAGE, call=store.key_at(call.call_id, call.path))
