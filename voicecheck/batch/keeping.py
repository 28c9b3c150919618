"""Judged calls into the store, with the keys under which a night's run finds them again.

A call is compared with its agent's earlier ones, which may be stored after it: `compare_again` comes last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from voicecheck.batch.comparing import Comparing
from voicecheck.batch.forgetting import EVIDENCE, PAGE, REPORTS
from voicecheck.pipeline import judge
from voicecheck.standard import Standard, show
from voicecheck.store import WorkKey, call_key, metadata_hash, work_key
from voicecheck.store.evidence import fitted
from voicecheck.types import CallRef, CallReport

if TYPE_CHECKING:
    from voicecheck.store.database import Store


def keep_standard(store: Store, standard: Standard) -> None:
    """Store a standard, which reports refer to."""
    store.keep_standard(hash=standard.hash, id=standard.id, effective=show(standard), agreement=standard.agreement)


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
    keep_standard(store, standard)
    if evidence is not None and sha256 is not None:
        key = work_key(call, sha256, evidence.listening, standard.hash, raw=raw)
        store.save(report, key, sha256=sha256)
        return True
    key = WorkKey(call_key(call, None), "", metadata_hash(call), standard.hash)
    store.save(report, key, sha256=None)
    for fault in report.faults:
        store.note_failure(fault, call, key.call)
    return True


def remember_folders(store: Store, *, out: Path | None, evidence: Path | None) -> None:
    """Note in the store where files of stored calls are written, so that they are found when one is forgotten.

    Args:
        store: where to.
        out: folder of pages and JSON.
        evidence: folder of what was heard.
    """
    for folder, kind in ((out, REPORTS), (evidence, EVIDENCE)):
        if folder is not None:
            store.remember_place(str(folder.absolute()), kind)


def remember_page(store: Store, page: Path | None, call: CallRef) -> None:
    """Note in the store that a single page, where there is one, is that of a stored call."""
    if page is not None:
        store.remember_place(str(page.absolute()), PAGE, call=store.key_at(call.call_id, call.path))


def compare_again(
    store: Store, reports: Sequence[CallReport], standard_of: Callable[[CallRef], Standard], *, raw: str = ""
) -> Iterator[CallReport]:
    """The reports of calls that were just stored, compared with what all their agents' earlier calls come to.

    Stored reports on later calls of these agents that would now be compared with others are judged again too.

    Args:
        store: where all of `reports` are, judged without a comparison.
        reports: of `check_calls`.
        standard_of: the standard that judges a call.
        raw: as in `keep`.
    """
    comparing = Comparing(store)
    heard = [(report, report.evidence) for report in reports if report.evidence]
    keys = [work_key(r.call, e.recording.sha256, e.listening, standard_of(r.call).hash, raw=raw) for r, e in heard]
    own = {key.call for key in keys}
    again = iter(_compared(store, comparing, report, key, standard_of(report.call))
                 for (report, _), key in zip(heard, keys, strict=True))  # fmt: skip
    for report in reports:
        yield next(again) if report.evidence else report
    standards = {standard.hash: standard for standard in map(standard_of, (report.call for report in reports))}
    for one, standard in comparing.outdated([report.call for report, _ in heard], standards):
        evidence = store.find_evidence(one.work.evidence)
        if one.work.call not in own and evidence:
            key, baseline = comparing.compared(one.call, one.work, standard, evidence)
            report = judge(fitted(evidence, one.call), standard, baseline=baseline)
            store.save(report, key, sha256=one.sha256)


def _compared(store: Store, comparing: Comparing, report: CallReport, key: WorkKey, standard: Standard) -> CallReport:
    """The report with what its call is compared with, stored; as it was where there is nothing to compare with."""
    if report.evidence is None or store.forgotten(key.call, report.evidence.recording.sha256):
        return report
    key, baseline = comparing.compared(report.call, key, standard, report.evidence)
    if not key.usual:
        return report
    again = replace(judge(report.evidence, standard, baseline=baseline), run=report.run)
    store.save(again, key, sha256=report.evidence.recording.sha256)
    return again
