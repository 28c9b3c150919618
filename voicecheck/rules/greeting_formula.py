"""The greeting is said as agreed: its parts, in order, in time.

The formula names the parts: `{salutation}, {department|organisation}, {agent} speaking[, {offer}]`. A comma
or full stop parts them, `{name}` is a slot, `{one|other}` takes either, `[ ]` makes a part optional. Words
beside a slot show its usual wording and are not demanded themselves: "my name is Joan" is as good as "Joan
speaking". A part without a slot is demanded as it stands.

Each slot is judged by itself: said, not said, or cannot tell, with its seconds, the words heard and their
likeness to the agreed ones.

    salutation   one of the language that is right for the call's local time, or one without a time of day
                 (Grüß Gott, здравствуйте, tungjatjeta); "hello" counts where `slots:` list it or
                 `neutral_salutation` is true; without a start time of the call any time of day counts; thanks for
                 the call are none and a welcome told of somebody ("вас приветствует банк", "ju përshëndet banka")
                 is for a person to hear, unless `slots:` list them
    department, organisation
                 the call's own, else any of the slot's wordings; a word may be misheard, joined or split; another
                 word or a longer name, heard clearly, is for a person, and one only spoken of ("sales is closed")
                 does not count
    agent        the call's own agent, with the spellings of the roster; a name that sounds the same counts, and
                 somebody spoken of ("Joan is not in") does not
    offer        any offer of help, by its idea: readiness to help or to do something for the caller, or an open
                 question for her wish ("what do you need?"); listed wordings count besides
    any other    one of its wordings

Options

    ==================  =======  =====================================================================
    option              default  meaning
    ==================  =======  =====================================================================
    formula             (above)  the parts, as described
    within_s            15       the greeting ends within this many seconds of the agent's first word
    order               strict   `strict`: in the formula's order; `free`: in any
    tolerance_min       30       minutes by which a salutation may be early or late
    neutral_salutation  false    "hello" and its like count as a salutation
    organisation_said   0.75     likeness (0 to 1) from which a department or organisation is said
    organisation_near   0.45     likeness from which it may have been: a person should listen
    name_said           0.72     likeness in sound from which a name is said
    name_near           0.4      likeness from which it may have been
    clear_confidence    0.6      recogniser's confidence from which a wrong word is held against the agent
    min_language_prob   0.5      probability of the agreed language below which nothing is judged
    min_roles_confidence 0.8     below this confidence in the roles a fail becomes a review
    timing_error_s      0.5      seconds by which word times may be off
    unheard_s           0.7      seconds of speech without a word in which a part may hide
    second_look         said     `said`: a part that was not recognised is said where the second look's evidence is
                                 strong; `doubt`: it is then only not called missing; `off`: no second look
    ==================  =======  =====================================================================

Passes

    "Good morning, human resources department, Joan speaking." (at 9:15, agent Joan)
    "Good afternoon, you're through to HR, my name is Joan, what can I do for you?" (at 14:00)

Fails

    "Good morning." and nothing else; "Good evening, HR, Joan speaking" at 9:15; the parts in another order;
    another person's name; a greeting that ends 20 s after the agent's first word

Is for a person to hear (review)

    something like the agreed name was heard; words in the place of a part were heard poorly or not at all

Stays undecided

    the recording starts in mid-word or lost audio where the part should stand; another language is spoken

A recorded announcement or menu before the agent is never the greeting. Where a first agent hands the caller on
("I'll put you through") and somebody greets after a pause, the second one's words are judged, from her first one
on, and the verdict says so; unless the call names the first as its agent. Another voice without such words, or the
same voice after them, is for a person to hear.

Doubtful words are heard a second time in other ways. A part clearly heard in one hearing is said, a part is
missing only where all hearings agree, and where one hears another's name in its place a person decides.

What one hearing leaves in doubt may be settled by the seconds: between two parts that were clearly heard there must
be room for a third. What was clearly heard in a part's place, in every hearing (another hour, another person's name),
is held against the agent even where another part stays in doubt. A rival's name that is much like hers must be heard
very clearly for that; else it is for a person.

What no hearing holds is held against the sound as a text (the second look): the expected words must be likelier
there than on blank audio and than their rivals. A small model a kind of part makes odds of that; what its limits
rest on stands in `greeting_look.json` (made by calibrate_probes.py), how often it is right in the README. With
`said`, what it finds must have room in its place, and nothing unexplained may stand beside. A place is missing where
the sound speaks against every wording of it on a line that was otherwise heard clearly; words in the place of a name
may always be the name, and a salutation or an offer may have been put in words that were not asked.

Limits: a pass may rest on the second look; with `second_look: doubt` it rests on unbiased recognition alone. The
verdict names the test that decided. A name that the recogniser writes as another common name goes to review.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from voicecheck.phrase import Phrase, also, named, say
from voicecheck.rules.base import Need, Rule, agent_is_silent, silent_agent, undecided
from voicecheck.rules.greeting_candidates import TUNABLE, Demand, Likenesses
from voicecheck.rules.greeting_handover import Beginning, beginning
from voicecheck.rules.greeting_hearings import hearings, merged
from voicecheck.rules.greeting_look import OPEN, clarity, looked, requests
from voicecheck.rules.greeting_place import out_of_place, without_room
from voicecheck.rules.greeting_readings import Wanted, readings
from voicecheck.rules.greeting_report import Outcome, Reading, conclude, judge_parts
from voicecheck.rules.greeting_slots import slot_spec
from voicecheck.text.formula import Formula, parse_formula
from voicecheck.text.language import Language
from voicecheck.text.languages import LANGUAGES, language_of
from voicecheck.text.normalise import tokenise
from voicecheck.text.roles import language_votes
from voicecheck.types import CallEvidence, Case, ProbeRequest, Role, RolesBy, SlotStatus, Status, Verdict, Word

ID = "greeting.formula"
FIRST_WORDS = 14
"""A greeting in another language shows within so many words, whatever language the call goes on in."""
FOREIGN_WORDS = 3
"""So many everyday words of another language, and more of them than of the agreed one, mean another language."""


@dataclass(frozen=True, slots=True)
class GreetingOptions:
    """The options of `greeting.formula`; see the module's docstring."""

    formula: str = "{salutation}, {department|organisation}, {agent} speaking[, {offer}]"
    within_s: float = 15.0
    order: str = "strict"
    tolerance_min: float = 30.0
    neutral_salutation: bool = False
    organisation_said: float = 0.75
    organisation_near: float = 0.45
    name_said: float = 0.72
    name_near: float = 0.4
    clear_confidence: float = 0.6
    min_language_prob: float = 0.5
    min_roles_confidence: float = 0.8
    timing_error_s: float = 0.5
    unheard_s: float = 0.7
    second_look: str = "said"

    def __post_init__(self) -> None:
        try:
            parse_formula(self.formula, known=None)
        except ValueError as wrong:
            raise ValueError(f"formula: {wrong}") from None
        if self.order not in ("strict", "free"):
            raise ValueError(f"order: strict or free wanted, not {self.order!r}")
        if not 0 < self.within_s <= 120:
            raise ValueError("within_s: more than 0 and at most 120 wanted")
        if not 0 <= self.tolerance_min <= 180:
            raise ValueError("tolerance_min: from 0 to 180 wanted")
        for name in ("timing_error_s", "unheard_s"):
            if not 0 <= getattr(self, name) <= 5:
                raise ValueError(f"{name}: from 0 to 5 wanted")
        self._check_look()
        shares = ("organisation_said", "organisation_near", "name_said", "name_near", "clear_confidence")
        for name in (*shares, "min_language_prob", "min_roles_confidence"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name}: from 0 to 1 wanted")

    def _check_look(self) -> None:
        if self.second_look not in OPEN:
            raise ValueError(f"second_look: off, doubt or said wanted, not {self.second_look!r}")


@lru_cache(maxsize=64)
def _agreed(options: GreetingOptions) -> tuple[Formula, Likenesses]:
    """What a standard's options say of every call."""
    limits = Likenesses(
        organisation_said=options.organisation_said,
        organisation_near=options.organisation_near,
        name_said=options.name_said,
        name_near=options.name_near,
        clear_confidence=options.clear_confidence,
    )
    return parse_formula(options.formula, known=None), limits


def other_language(words: Sequence[Word], evidence: CallEvidence, language: Language, least: float) -> Phrase | None:
    """Why these words are not of the agreed language; None where they may be."""
    transcript = evidence.transcript
    if transcript.language != language.code:
        return say(
            "greeting.other_code",
            "recognised as language {code!r}, the standard is in {agreed}",
            code=transcript.language,
            agreed=_called(language),
        )
    if transcript.language_prob is not None and transcript.language_prob < least:
        return say(
            "greeting.unlikely_language",
            "{agreed} is unlikely (probability {probability:.2f}): another language may be spoken",
            agreed=_called(language),
            probability=transcript.language_prob,
        )
    votes = language_votes(tokenise([word.text for word in words], language).texts[:FIRST_WORDS], LANGUAGES)
    other = max((one for one in LANGUAGES if one is not language), key=lambda one: votes[one.code])
    if votes[other.code] >= FOREIGN_WORDS and votes[other.code] > votes[language.code]:
        return say(
            "greeting.other_language",
            "{spoken} is spoken, the standard is in {agreed}",
            spoken=_called(other),
            agreed=_called(language),
        )
    return None


def _called(language: Language) -> Phrase:
    return named("language", language.code, language.name)


@dataclass(frozen=True, slots=True)
class _Weighed:
    """What plain recognition says: the formula, all hearings as one, and other readings of the first of them."""

    formula: Formula
    demand: Demand
    first: Reading
    outcomes: tuple[Outcome, ...]
    others: tuple[tuple[Reading, tuple[Outcome, ...]], ...]

    def requests(self, case: Case, options: GreetingOptions) -> tuple[tuple[ProbeRequest, ...], ...]:
        """The probes that each part wants."""
        return tuple(
            requests(index, outcome, self.first, case.evidence, self.formula, self.demand, options)
            for index, outcome in enumerate(self.outcomes)
        )


def _weigh(case: Case, options: GreetingOptions) -> _Weighed | Verdict:
    """What the hearings say, or the verdict where there is nothing to weigh."""
    if agent_is_silent(case):
        return silent_agent(ID)
    try:
        language = language_of(case.agreement.language)
    except ValueError:
        code, served = case.agreement.language, ", ".join(one.code for one in LANGUAGES)
        unknown = say(
            "greeting.unserved", "no wordings for language {code!r}; there are {served}", code=code, served=served
        )
        return undecided(ID, unknown)
    words = case.evidence.transcript.words(Role.AGENT)
    foreign = other_language(words, case.evidence, language, options.min_language_prob)
    if foreign is not None:
        return undecided(ID, foreign)
    formula, limits = _agreed(options)
    demand = Demand(case.evidence.call, case.agreement, limits, options.tolerance_min, options.neutral_salutation)
    wanted_ = Wanted(formula, demand, language, options.order == "strict", options.within_s)
    every = hearings(case)
    begun = next(filter(None, (_beginning(hearing, language) for hearing in every)), None)
    heard = [one for one in (_hear(hearing, wanted_, begun, options) for hearing in every) if one]
    if not heard:
        return undecided(ID, say("greeting.no_words", "no words of the agent could be recognised"))
    reading, outcomes = merged([one[0] for one in heard])
    outcomes = without_room(outcomes, wanted_.formula, reading, case.evidence, demand, within_s=options.within_s)
    return _Weighed(wanted_.formula, demand, reading, outcomes, tuple(heard[0][1:]))


def _beginning(case: Case, language: Language) -> Beginning | None:
    """Where a second agent begins, in one hearing."""
    return beginning(case.evidence.transcript.words(Role.AGENT), case.evidence, language)


def check(case: Case, options: GreetingOptions) -> Verdict:
    """The verdict on the greeting."""
    weighed = _weigh(case, options)
    if isinstance(weighed, Verdict):
        return weighed
    requests = weighed.requests(case, options) if case.evidence.listening.second_look else ()
    return _concluded(weighed, requests, case, options)


def judged(case: Case, options: GreetingOptions) -> tuple[Verdict, tuple[ProbeRequest, ...]]:
    """What `check` and `wanted` say, for the work of one of them."""
    weighed = _weigh(case, options)
    if isinstance(weighed, Verdict):
        return weighed, ()
    requests = weighed.requests(case, options)
    return _concluded(weighed, requests, case, options), _asked(weighed, requests)


def _concluded(
    weighed: _Weighed, requests: Sequence[tuple[ProbeRequest, ...]], case: Case, options: GreetingOptions
) -> Verdict:
    formula, demand, first, outcomes = weighed.formula, weighed.demand, weighed.first, weighed.outcomes
    if case.evidence.listening.second_look:
        outcomes = looked(outcomes, requests, first, case, formula, demand, options)
        outcomes = without_room(outcomes, formula, first, case.evidence, demand, within_s=options.within_s)
    away = out_of_place(outcomes, first, case.evidence, within_s=options.within_s, unheard_s=options.unheard_s)
    first = replace(first, doubt=first.doubt or away) if away else first
    verdicts = [conclude(first, outcomes, formula, options)]
    verdicts += [conclude(reading, parts, formula, options) for reading, parts in weighed.others]
    chosen = next((v for v in verdicts if v.status is Status.PASS), None)
    return chosen or _without_certainty(verdicts, weighed.others, case, options)


def wanted(case: Case, options: GreetingOptions) -> tuple[ProbeRequest, ...]:
    """The probes of the second look: none where plain recognition found every part."""
    weighed = _weigh(case, options)
    return () if isinstance(weighed, Verdict) else _asked(weighed, weighed.requests(case, options))


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A part that a second look is taken at: its kind, what plain recognition made of it, and what is asked.

    `clear` is the mean confidence in the opening's words.
    """

    kind: str
    outcome: Outcome
    requests: tuple[ProbeRequest, ...]
    clear: float


def looked_at(case: Case, options: GreetingOptions) -> tuple[LookedAt, ...]:
    """The parts that plain recognition leaves to the second look; for calibrating it."""
    weighed = _weigh(case, options)
    if isinstance(weighed, Verdict):
        return ()
    clear = clarity(weighed.first)
    kinds = [slot_spec(part.names[0], weighed.demand).kind if part.names else "" for part in weighed.formula.parts]
    asked = zip(kinds, weighed.outcomes, weighed.requests(case, options), strict=True)
    return tuple(LookedAt(kind, outcome, requests, clear) for kind, outcome, requests in asked if requests)


def _asked(weighed: _Weighed, requests: Sequence[tuple[ProbeRequest, ...]]) -> tuple[ProbeRequest, ...]:
    if any(_complete(parts) for _, parts in weighed.others):
        return ()
    return tuple(request for part in requests for request in part)


def _complete(outcomes: Sequence[Outcome]) -> bool:
    return all(o.optional or o.result.status is SlotStatus.SAID for o in outcomes)


def _hear(
    case: Case, wanted: Wanted, begun: Beginning | None, options: GreetingOptions
) -> list[tuple[Reading, tuple[Outcome, ...]]]:
    """The readings of one hearing, each with what became of the parts."""
    found = readings(case, wanted, begun)
    whole = replace(case, evidence=replace(case.evidence, clipped_start=False)) if begun else case
    return [
        (one, judge_parts(one, whole if one.since else case, wanted.formula, wanted.demand, options)) for one in found
    ]


def _without_certainty(
    verdicts: Sequence[Verdict],
    others: Sequence[tuple[Reading, tuple[Outcome, ...]]],
    case: Case,
    options: GreetingOptions,
) -> Verdict:
    """The first verdict; a fail becomes a review where it is not sure that these are the agent's words, all of them."""
    first, transcript = verdicts[0], case.evidence.transcript
    if first.status is not Status.FAIL:
        return first
    whole = next((reading.doubt for reading, parts in others if reading.doubt and _complete(parts)), None)
    if whole is not None:
        return replace(first, status=Status.REVIEW, message=also([first.message, whole]))
    if transcript.roles_by is RolesBy.GIVEN:
        return first
    doubt = _doubt(verdicts, case, options)
    if doubt is None:
        return first
    why = say("greeting.uncertain_roles", "who the agent is was not certain ({doubt})", doubt=doubt)
    return replace(first, status=Status.REVIEW, message=also([first.message, why]))


def _doubt(verdicts: Sequence[Verdict], case: Case, options: GreetingOptions) -> Phrase | None:
    """Why a fail may be the roles' fault and not the agent's; None where it is not.

    In one channel every turn of the greeting's time must be sure, and the words of all together must fail too.
    """
    transcript = case.evidence.transcript
    if transcript.roles_confidence < options.min_roles_confidence:
        return say(
            "greeting.roles_confidence",
            "{by}, confidence {confidence:.2f}",
            by=named("roles.by", transcript.roles_by.value),
            confidence=transcript.roles_confidence,
        )
    if transcript.roles_by is not RolesBy.ASSUMED:
        return None
    until_s = min((word.start_s for word in transcript.words(Role.AGENT)), default=0.0) + options.within_s
    unsure = next((turn for turn in transcript.turns if turn.start_s < until_s and not turn.sure), None)
    if unsure is not None:
        return say(
            "greeting.unsure_speaker",
            "speaker from {start_s:.1f} s, confidence {confidence:.2f}",
            start_s=unsure.start_s,
            confidence=unsure.role_confidence or 0.0,
        )
    if any(verdict.status is not Status.FAIL for verdict in verdicts):
        return say("greeting.together", "taken together, what both said may hold it")
    return None


RULE = Rule(ID, (Need.AGENT_WORDS,), GreetingOptions, check, wanted, judged=judged, tunable=TUNABLE)
