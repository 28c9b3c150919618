"""What calls are compared with, where a standard asks for it: the same agent's earlier calls that are stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from voicecheck.pipeline import compares
from voicecheck.store import WorkKey

if TYPE_CHECKING:
    from voicecheck.batch.entry import Entry
    from voicecheck.standard import Standard
    from voicecheck.store.database import Store
    from voicecheck.store.standing import JudgedCall
    from voicecheck.types import Baseline, CallEvidence, CallRef


class Comparing:
    """Keys and baselines of calls, from what is stored and from what was heard meanwhile."""

    def __init__(self, store: Store) -> None:
        self._store, self._usual = store, store.usual_voices()

    def learn(self, entries: Iterable[Entry]) -> None:
        """Look up the earlier calls of many calls at once."""
        self._usual.learn((entry.call, entry.key.evidence) for entry in entries if entry.key)

    def key(self, entry: Entry) -> WorkKey | None:
        """A call's key with what it is compared with by now."""
        if entry.key is None:
            return None
        return self.work(entry.call, entry.key, entry.standard)

    def work(self, call: CallRef, key: WorkKey, standard: Standard) -> WorkKey:
        """The key of judging a call, with what it is compared with by now."""
        return replace(key, usual=self._usual.key(call, key.evidence) if compares(standard) else "")

    def baseline(self, entry: Entry, evidence: CallEvidence) -> Baseline | None:
        """What a call is compared with; its key is brought up to date."""
        if entry.key is None:
            return None
        entry.key, found = self.compared(entry.call, entry.key, entry.standard, evidence)
        return found

    def compared(
        self, call: CallRef, key: WorkKey, standard: Standard, evidence: CallEvidence
    ) -> tuple[WorkKey, Baseline | None]:
        """The key of judging a call that was heard, and the usual voice to judge it by."""
        self._usual.hear(key.evidence, evidence)
        self._usual.learn([(call, key.evidence)])
        found = self.work(call, key, standard)
        return found, self._usual.baselines([(call, key.evidence)])[0] if found.usual else None

    def note(self, entry: Entry, evidence: CallEvidence) -> None:
        """Take a call that was just stored into the account."""
        if entry.key:
            self._usual.note(entry.call, entry.key.evidence, evidence)

    def outdated(
        self, fresh: Iterable[CallRef], standards: Mapping[str, Standard]
    ) -> Iterator[tuple[JudgedCall, Standard]]:
        """Stored reports on calls that began after fresh ones of their agents and would now be compared with others.

        Args:
            fresh: calls that were stored just now.
            standards: those whose reports are asked for, by hash.
        """
        asked = [name for name, standard in standards.items() if compares(standard)]
        for one in self._store.judged_after(fresh, asked):
            standard = standards[one.work.standard]
            self._usual.learn([(one.call, one.work.evidence)])
            if self.work(one.call, one.work, standard).report != one.report:
                yield one, standard
