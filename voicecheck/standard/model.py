"""What a service standard is once it is loaded."""

from __future__ import annotations

from dataclasses import dataclass

from voicecheck.rules.base import Rule
from voicecheck.types import Agreement, Level


@dataclass(frozen=True, slots=True)
class RuleSetting:
    """A rule as the standard sets it: how much it weighs, its options, the clause that it enforces.

    `options` is an instance of `rule.options`.
    """

    rule: Rule
    level: Level
    options: object
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Standard:
    """A service standard in effect: `extends` resolved, the roster read, every fault excluded.

    `hash` is over the effective content alone: comments, the order of keys and the place of the
    file do not move it, a name on the roster does. `path` is the file it came from. `legal_basis`
    is given where tone counts as a score.
    """

    id: str
    hash: str
    agreement: Agreement
    settings: tuple[RuleSetting, ...]
    path: str
    legal_basis: str | None = None

    @property
    def language(self) -> str:
        """ISO 639-1 code of the language that is agreed."""
        return self.agreement.language
