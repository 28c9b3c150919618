"""What a rule is, and the machinery that rules share."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from voicecheck.phrase import Phrase, say
from voicecheck.types import ROLES_LIKELY, Case, ProbeRequest, Role, RolesBy, Status, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from voicecheck.types import Probe

SLOT_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "salutation": "salutation",
        "department": "organisation",
        "organisation": "organisation",
        "agent": "person",
        "customer": "person",
        "offer": "offer",
    }
)
"""The slots that every standard knows without defining them, each with its kind; other slots are phrases."""

_SLOT = re.compile(r"\{([^{}]*)\}")


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
class Tunable:
    """An option of a rule that is a threshold of measurement and no policy, and the values to try.

    Without values, steps around the present one.
    """

    option: str
    values: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: id `topic.name`, what it needs, its options' type, and the pure check.

    `wanted` names the probes that the rule would judge by, where plain recognition leaves it in doubt; `judged`
    gives what `check` and `wanted` do, where both together are quicker.
    `tunable` names the options that may be fitted to a team's own labelled calls.
    `compares` says that it holds the call against the agent's usual voice.
    """

    id: str
    needs: tuple[Need, ...]
    options: type
    check: Callable[[Case, Any], Verdict]
    wanted: Callable[[Case, Any], tuple[ProbeRequest, ...]] | None = None
    compares: bool = False
    judged: Callable[[Case, Any], tuple[Verdict, tuple[ProbeRequest, ...]]] | None = None
    tunable: tuple[Tunable, ...] = ()


SAME_SECONDS_S = 0.3
"""A probe of seconds that begin and end this close to the ones asked for is as good: their edges are speech's."""


def answer(request: ProbeRequest, probes: Sequence[Probe]) -> Probe | None:
    """The kept probe that answers a request, the nearest in time; None where there is none.

    It holds the same words against nearly the same seconds and the same rivals; what the sound denies has no rivals.
    """
    fit = (
        (max(abs(p.interval.start_s - at.start_s), abs(p.interval.end_s - at.end_s)), index)
        for at in (request.interval,)
        for index, p in enumerate(probes)
        if (p.text, p.carrier) == (request.filler, request.carrier)
        and (p.pmi <= 0 or set(request.rivals) == {one.text for one in p.rivals})
    )
    apart_s, index = min(fit, default=(SAME_SECONDS_S + 1, -1))
    return probes[index] if apart_s <= SAME_SECONDS_S else None


def lacking(case: Case, need: Need) -> Phrase | str | None:
    """The reason why `case` lacks what a rule needs; None where it is there.

    An agent who never speaks lacks no words: there is nothing to hear, and the rule says that it
    does not apply (`agent_is_silent`). Speech without recognised words is lacking.
    """
    return _LACKING[need](case)


def _lacking_words(case: Case) -> Phrase | None:
    """Why there are no agent words."""
    evidence, listening = case.evidence, case.evidence.listening
    if agent_is_silent(case):
        return None
    if not listening.language_served:
        return say(
            "lacking.language",
            "the model {model} does not serve language {language!r}; install a larger model",
            model=listening.model,
            language=listening.language,
        )
    if evidence.transcript.words(Role.AGENT):
        return None
    if not evidence.transcript.heard:
        return say("lacking.hearing", "the agent's speech was not recognised")
    first = evidence.agent_speech[0]
    return say(
        "lacking.words",
        "the agent speaks from {start_s:.1f} s, but no words could be recognised",
        start_s=first.start_s,
    )


def _lacking_rings(case: Case) -> Phrase | None:
    """Why there is no count of rings."""
    if case.evidence.rings is None and case.evidence.call.rings is None:
        return say("lacking.rings", "no rings were heard before the answer, and the call's metadata gives none")
    return None


def _lacking_voice(case: Case) -> Phrase | str | None:
    """Why nothing of the voice could be measured: the commonest of the reasons."""
    features = case.evidence.voice.features.values()
    if any(feature.value is not None for feature in features):
        return None
    reasons = Counter(feature.reason for feature in features if feature.reason)
    return reasons.most_common(1)[0][0] if reasons else say("lacking.voice", "the agent's voice was not measured")


def _lacking_roles(case: Case) -> Phrase | None:
    """Why it is not known who the agent is."""
    transcript = case.evidence.transcript
    if transcript.roles_by is RolesBy.NONE:
        return say("lacking.anybody", "nobody speaks, so there is no agent to judge")
    if transcript.roles_by is not RolesBy.GIVEN and transcript.roles_confidence < ROLES_LIKELY:
        return say(
            "lacking.roles",
            "it is not known who the agent is (confidence {confidence:.2f}); name the channel",
            confidence=transcript.roles_confidence,
        )
    return None


_LACKING: Mapping[Need, Callable[[Case], Phrase | str | None]] = MappingProxyType(
    {
        Need.AGENT_WORDS: _lacking_words,
        Need.RINGS: _lacking_rings,
        Need.VOICE: _lacking_voice,
        Need.ROLES: _lacking_roles,
    }
)


def agent_is_silent(case: Case) -> bool:
    """Whether the agent never speaks in the recording: neither words nor speech regions of hers."""
    return not case.evidence.agent_speech and not case.evidence.transcript.words(Role.AGENT)


def silent_agent(rule: str) -> Verdict:
    """The verdict on a rule about an agent who never speaks."""
    return not_applicable(rule, say("lacking.agent", "the agent never speaks"))


def undecided(rule: str, reason: Phrase | str) -> Verdict:
    """The verdict on a rule whose evidence is missing, with the reason."""
    return Verdict(rule, Status.UNDECIDED, reason)


def not_applicable(rule: str, reason: Phrase) -> Verdict:
    """The verdict on a rule that does not concern this call, with the reason."""
    return Verdict(rule, Status.NOT_APPLICABLE, reason)


def at_most(limit: float, *, low: float, high: float) -> Status:
    """Pass, fail or review for a value known to lie from `low` to `high` that may be at most `limit`.

    >>> at_most(3, low=3, high=3), at_most(3, low=2, high=5), at_most(3, low=4, high=5)
    (<Status.PASS: 'pass'>, <Status.REVIEW: 'review'>, <Status.FAIL: 'fail'>)
    """
    if high <= limit:
        return Status.PASS
    return Status.FAIL if low > limit else Status.REVIEW


def in_band(value: float, band: tuple[float, float]) -> Status:
    """Pass where `value` lies in the band, its edges included; fail outside.

    >>> in_band(1.0, (1.0, 2.0))
    <Status.PASS: 'pass'>
    """
    low, high = band
    return Status.PASS if low <= value <= high else Status.FAIL


def worst(statuses: Iterable[Status]) -> Status:
    """The status that several tests of one rule come to: fail, else review, else undecided, else pass.

    >>> worst([Status.PASS, Status.REVIEW])
    <Status.REVIEW: 'review'>
    """
    seen = set(statuses)
    order = (Status.FAIL, Status.REVIEW, Status.UNDECIDED, Status.PASS)
    return next((status for status in order if status in seen), Status.NOT_APPLICABLE)


def slots_in(formula: str) -> tuple[str, ...]:
    """The slots that a formula names, in order; `{a|b}` names two.

    >>> slots_in("{salutation}, {department|organisation}[, {offer}]")
    ('salutation', 'department', 'organisation', 'offer')
    """
    names = (name.strip() for found in _SLOT.findall(formula) for name in found.split("|"))
    return tuple(dict.fromkeys(name for name in names if name))
