"""What a rule is, and the machinery that rules share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from voicecheck.types import Case, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable


class Need(StrEnum):
    """Evidence that a rule cannot do without; what is lacking makes it undecided before it is asked."""

    AGENT_WORDS = "agent_words"
    RINGS = "rings"
    VOICE = "voice"
    ROLES = "roles"


class Options(Protocol):
    """A frozen dataclass of a rule's options; its `__post_init__` raises ValueError("option: what is wrong")."""

    __dataclass_fields__: Any


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: id `topic.name`, what it needs, its options' type, and the pure check."""

    id: str
    needs: tuple[Need, ...]
    options: type
    check: Callable[[Case, Any], Verdict]
