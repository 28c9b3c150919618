"""How often each part of a greeting is judged rightly where every word was heard: the grammars alone, no recogniser.

    python tests/benchmarks/phrases.py FILE.yaml [--language en] [--wrong]

FILE holds written greetings by language:

    en:
      - text: "Good morning, billing, this is Joan, what can I do for you?"
        at: "09:15"                          # local time of the call
        expected_place: billing department
        kind: department                     # or organisation
        expected_name: Joan
        roster: [Joan, Mark]
        truth: {salutation: true, place: true, name: true, offer: true}     # what a person says was said

Each is judged by `greeting.formula` on a perfect transcript (one agent turn, confidence .98, even pace), with the
standard of openings.py, without a second look; "hello" counts as a salutation, as it does in the truth. `cannot tell`
sends the call to a person: it is not found for recall, and no false finding. F1 is 2J / (1 + J), J the items where
truth and verdict both say `said` among those where either does; its interval is J's (Clopper-Pearson). The interval
of the mean over the parts is bootstrapped over items with a fixed seed, which shows nothing where nothing was wrong.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from measure import clopper_pearson, share, table
from openings import FORMULA, OUTCOMES, sheet

from voicecheck.pipeline import judge
from voicecheck.rules.greeting_formula import GreetingOptions
from voicecheck.standard import Standard
from voicecheck.types import (
    CallEvidence,
    CallRef,
    Interval,
    Listening,
    Person,
    Recording,
    Role,
    RolesBy,
    Scope,
    SlotStatus,
    Transcript,
    Turn,
    Verdict,
    VoiceProfile,
    Word,
)

SLOTS = {"salutation": "salutation", "place": "department|organisation", "name": "agent", "offer": "offer"}
"""The parts in the truth, and what the verdict calls them."""
CONFIDENCE = 0.98
FIRST_WORD_S = 1.0
WORD_S, LETTER_S, BETWEEN_S = 0.1, 0.05, 0.03
PAUSES_S = {",": 0.3, ";": 0.3, ":": 0.3, "-": 0.3, "–": 0.3, "—": 0.3, ".": 0.5, "?": 0.5, "!": 0.5, "…": 0.5}
"""A word's pace, about four syllables a second, and the pauses that punctuation stands for."""
DRAWS, SEED = 2000, 7


@dataclass(frozen=True, slots=True)
class Item:
    """One written greeting, and what became of its parts."""

    text: str
    truth: Mapping[str, bool]
    verdict: Verdict

    def status(self, part: str) -> SlotStatus:
        """What the rule says of a part; `cannot_tell` where it did not come to judge it."""
        names = (SLOTS[part], *SLOTS[part].split("|"))
        return next((self.verdict.slots[n].status for n in names if n in self.verdict.slots), SlotStatus.CANNOT_TELL)

    def wrong(self, part: str) -> bool:
        """Whether the part is held said though it is not, or not held said though it is."""
        return (self.status(part) is SlotStatus.SAID) != self.truth[part]


@dataclass(frozen=True, slots=True)
class Counts:
    """What was found of one part: rightly, wrongly, and missed."""

    right: int
    false: int
    missed: int

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 1 where the part is in no item and was found in none."""
        all_ = 2 * self.right + self.false + self.missed
        return 2 * self.right / all_ if all_ else 1.0

    @property
    def f1_text(self) -> str:
        """F1 with its interval."""
        low, high = (2 * j / (1 + j) for j in clopper_pearson(self.right, self.right + self.false + self.missed))
        return f"{self.f1:.3f} [{low:.3f}, {high:.3f}]"


def spoken(text: str) -> tuple[Word, ...]:
    """The words of a text, one after the other, as somebody would speak them evenly."""
    words: list[Word] = []
    now_s = FIRST_WORD_S
    for piece in text.split():
        pause_s = PAUSES_S.get(piece[-1], BETWEEN_S)
        if not any(char.isalnum() for char in piece):
            now_s += pause_s
            continue
        end_s = now_s + WORD_S + LETTER_S * len(piece)
        words.append(Word(piece, round(now_s, 3), round(end_s, 3), CONFIDENCE))
        now_s = end_s + pause_s
    return tuple(words)


def perfect(call: CallRef, text: str, language: str) -> CallEvidence:
    """The evidence of a call of which every word was heard: one agent turn, nobody else."""
    words = spoken(text)
    ends_s = words[-1].end_s
    talk = (Interval(words[0].start_s, ends_s),)
    turn = Turn(Role.AGENT, words[0].start_s, ends_s, text, CONFIDENCE, words)
    transcript = Transcript(
        turns=(turn,),
        language=language,
        language_prob=1.0,
        roles_by=RolesBy.GIVEN,
        roles_confidence=1.0,
        agent_channel=0,
        heard=(Interval(0.0, ends_s + 2),),
    )
    return CallEvidence(
        call=call,
        recording=Recording(sha256="0" * 64, codec="none", rate_hz=8000, channels=2, decoded_s=ends_s + 2),
        listening=Listening(Scope.OPENING, language, "none", "0" * 64, "none", ends_s + 2),
        transcript=transcript,
        rings=None,
        voice=VoiceProfile({}, None, ()),
        speech=(talk, ()),
        agent_speech=talk,
    )


def standard_of(language: str) -> Standard:
    """The standard of openings.py, with "hello" permitted and no second look."""
    standard = sheet(language, (), Path("nowhere"), look="off")
    settings = []
    for setting in standard.settings:
        options = setting.options
        assert isinstance(options, GreetingOptions)
        settings.append(replace(setting, options=replace(options, neutral_salutation=True)))
    return replace(standard, settings=tuple(settings))


def judged(given: Mapping[str, Any], language: str, standard: Standard) -> Item:
    """An item of the file, judged by the rule."""
    at = str(given["at"])
    place = {str(given["kind"]): str(given["expected_place"])}
    call = CallRef(
        path="written",
        call_id="written",
        agent=str(given["expected_name"]),
        started_at=datetime.fromisoformat(at if "T" in at else f"2024-03-04T{at:0>5}:00+00:00"),
        language=language,
        **place,
    )
    people = dict.fromkeys([str(given["expected_name"]), *map(str, given.get("roster") or ())])
    agreement = replace(standard.agreement, roster=tuple(Person(name) for name in people))
    evidence = perfect(call, str(given["text"]), language)
    truth = given.get("truth") or given
    verdict = judge(evidence, replace(standard, agreement=agreement)).verdicts[0]
    return Item(str(given["text"]), {part: bool(truth[part]) for part in SLOTS}, verdict)


def count(items: Sequence[Item], part: str) -> Counts:
    """Right, false and missed findings of one part."""
    pairs = [(item.truth[part], item.status(part) is SlotStatus.SAID) for item in items]
    return Counts(
        right=sum(true and found for true, found in pairs),
        false=sum(found and not true for true, found in pairs),
        missed=sum(true and not found for true, found in pairs),
    )


def mean_f1(items: Sequence[Item]) -> float:
    """The mean over the parts of their F1."""
    return sum(count(items, part).f1 for part in SLOTS) / len(SLOTS)


def mean_f1_text(items: Sequence[Item]) -> str:
    """The mean F1 with its interval, bootstrapped over items."""
    chance = random.Random(SEED)
    drawn = sorted(mean_f1(chance.choices(items, k=len(items))) for _ in range(DRAWS))
    return f"{mean_f1(items):.3f} [{drawn[int(0.025 * DRAWS)]:.3f}, {drawn[int(0.975 * DRAWS)]:.3f}]"


def slot_table(items: Sequence[Item], title: str) -> str:
    """Precision, recall and F1 of each part, and of all together."""
    rows: list[list[object]] = []
    for part in SLOTS:
        found = count(items, part)
        statuses = Counter((item.truth[part], item.status(part)) for item in items)
        rows.append(
            [
                part,
                len(items),
                share(found.right, found.right + found.false),
                share(found.right, found.right + found.missed),
                found.f1_text,
                found.false,
                statuses[True, SlotStatus.NOT_SAID],
                statuses[True, SlotStatus.CANNOT_TELL],
                statuses[False, SlotStatus.CANNOT_TELL],
            ]
        )
    rows.append(["mean", len(items), "", "", mean_f1_text(items), "", "", "", ""])
    head = ("part", "n", "precision", "recall", "F1", "false", "denied", "said, cannot tell", "not said, cannot tell")
    return table(title, head, rows)


def verdict_table(items: Sequence[Item]) -> str:
    """Truth against verdict; the truth knows parts, and nothing of their order."""
    rows = []
    for complete in (True, False):
        own = [item for item in items if all(item.truth.values()) is complete]
        counts = Counter(str(item.verdict.status) for item in own)
        rows.append(["all parts" if complete else "a part lacks", len(own), *(counts[one] for one in OUTCOMES)])
    return table("Verdict", ("truth", "n", *OUTCOMES), rows)


def mistakes(items: Sequence[Item]) -> list[str]:
    """A line for each part judged wrongly: what the truth says, what the rule says and why."""
    return [
        f"{part}: {'said' if item.truth[part] else 'not said'}, judged {item.status(part)}\n"
        f"    {item.text}\n    {item.verdict.message}"
        for part in SLOTS
        for item in items
        if item.wrong(part)
    ]


def main() -> None:
    """Judges the greetings of a file and prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--language")
    parser.add_argument("--wrong", action="store_true", help="list the parts that were judged wrongly")
    args = parser.parse_args()
    groups = yaml.safe_load(args.file.read_text("utf-8"))
    everything: list[Item] = []
    print(f"# Written greetings, {args.file.name}, formula {FORMULA}")
    for language in (code for code in groups if args.language in (None, code)):
        standard = standard_of(language)
        items = [judged(given, language, standard) for given in groups[language]]
        everything += items
        print(f"\n## Language {language}")
        print(slot_table(items, "Parts"))
        print(verdict_table(items))
        for line in mistakes(items) if args.wrong else ():
            print(f"\n{line}")
    print(slot_table(everything, "All languages"))
    print(verdict_table(everything))


if __name__ == "__main__":
    main()
