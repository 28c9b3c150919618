"""Made calls of made people, stored as a run stores them; nothing here was measured."""

import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from voicecheck.standard import load_standard, show
from voicecheck.store import work_key
from voicecheck.store.saving import Result
from voicecheck.types import Level, Outcome, Purpose, Status, Verdict

sys.path.insert(0, str(Path(__file__).parents[1] / "store"))  # for store_making

STATUS = {"p": Status.PASS, "f": Status.FAIL, "r": Status.REVIEW, "u": Status.UNDECIDED, "n": Status.NOT_APPLICABLE}


class Team:
    """Calls of made people, stored as a run stores them."""

    def __init__(self, opened):
        self.store = opened
        self.made = 0
        self.pending = []
        self.sheet = load_standard("hr-en")
        self.keep(self.sheet)

    def keep(self, standard):
        self.store.keep_standard(
            hash=standard.hash, id=standard.id, effective=show(standard), agreement=standard.agreement
        )

    def scoring(self, purpose=Purpose.SCORE):
        """A standard whose tone is for something else."""
        sheet = replace(self.sheet, id=f"hr-{purpose.value}", hash=f"sha256:{purpose.value}",
                        agreement=replace(self.sheet.agreement, tone_purpose=purpose))  # fmt: skip
        self.keep(sheet)
        return sheet

    def call(self, agent="Joan", statuses="p", *, at="2026-03-14T09:00:00+01:00", standard=None, number=None,
             department="sales", rule="greeting.formula", **more):  # fmt: skip
        """One call a letter of `statuses`, a minute apart, with one verdict each (and those in `more`)."""
        from store_making import made_call, made_evidence

        sheet = standard or self.sheet
        began = datetime.fromisoformat(at) if at else None
        for step, letter in enumerate(statuses):
            name = self.made if number is None else number
            call = made_call(name, agent=agent, department=department,
                             started_at=began + timedelta(minutes=step) if began else None)  # fmt: skip
            heard = made_evidence(call)
            said = {rule: Verdict(rule, STATUS[letter], "made", level=Level.ERROR, value=more.get("value"),
                                  threshold=more.get("threshold"), slots=more.get("slots", {}))}  # fmt: skip
            said |= {each: Verdict(each, STATUS[one], "made") for each, one in more.get("also", {}).items()}
            if "roles" in more:
                heard = replace(heard, transcript=replace(heard.transcript, roles_confidence=more["roles"]))
            report = judged(call, heard, sheet, tuple(said.values()))
            key = work_key(call, heard.recording.sha256, heard.listening, sheet.hash)
            self.pending.append(Result(report, key, heard.recording.sha256))
            self.made += 1
        return self

    def stored(self, *, present=True):
        """The store, with everything in it; a call that comes twice is stored one after the other."""
        while self.pending:
            some = {}
            for one in self.pending:
                some.setdefault(one.key.call, one)
            self.store.save_many(list(some.values()), present=present)
            self.pending = [one for one in self.pending if some[one.key.call] is not one]
        return self.store


def judged(call, heard, sheet, verdicts):
    from voicecheck.pipeline import judge

    return replace(judge(heard, sheet), verdicts=verdicts, outcome=Outcome.PASS)
