"""Makes the sample calls, their metadata and `expected.json`; samples/README.md says what it needs.

    python samples/make_samples.py [--out DIR]

The same programs give the same bytes; another version of a synthesiser or of a codec gives calls
that sound a little different, for which `expected.json` holds all the same.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests" / "benchmarks"))

import line  # noqa: E402
from scene import AGENT, CUSTOMER, Condition, Ringing, Scene, Utterance, lay_out, through_line  # noqa: E402
from voices import speak  # noqa: E402

SEED = 20240304
JOAN = {"agent": "Joan", "department": "human resources", "organisation": "Acme", "customer": "Peter Miller"}
DE = {"agent": "Johanna", "department": "Personalabteilung", "organisation": "Acme", "customer": "Peter Müller"}
RU = {"agent": "Олег", "department": "отдел кадров", "organisation": "Акме", "customer": "Иван Петров"}
VOICES = {
    "en": ("hibari:heart", "flite:rms"),
    "de": ("pico:de-DE", "pico:de-DE@0.8"),
    "ru": ("festival:msu_ru_nsh_clunits", "festival:msu_ru_nsh_clunits@1.2"),
}
"""Agent's and customer's voice a language."""
SAID, NOT_SAID = "said", "not_said"
COMPLETE = {"salutation": SAID, "department": SAID, "agent": SAID, "offer": SAID}

NO_RINGS = Ringing()
QUIET_LINE = Condition()

Line = tuple[int, str]
"""Who speaks, and what."""

TALK = (
    (CUSTOMER, "Hello, I would like to ask about my holiday."),
    (
        AGENT,
        "Of course, let me look that up for you. You still have twelve days this year, and three days from last year.",
    ),
    (CUSTOMER, "Thank you very much."),
    (
        AGENT,
        "You are welcome. I will mail you the form in a moment, all you need is the name of your manager. "
        "Please send it back by Friday. "
        "Is there anything else that I can do for you today?",
    ),
    (CUSTOMER, "No, that is all."),
)
SHORT_TALK = ((CUSTOMER, "Hello, I would like to ask about my holiday."), (AGENT, "Of course, one moment please."))


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample: how it is made, what is known of it, and what must come out."""

    name: str
    shows: str
    lines: tuple[Line, ...]
    outcome: str
    slots: dict[str, str] = field(default_factory=dict)
    rules: dict[str, str] = field(default_factory=dict)
    ringing: Ringing = NO_RINGS
    condition: Condition = QUIET_LINE
    call: dict[str, str] = field(default_factory=lambda: JOAN)
    started_at: str = "2024-03-04T09:12:00+00:00"
    language: str = "en"
    file: str = "opus"
    subtype: str = "PCM_16"
    mono: bool = False
    agent_channel: int | None = None


def greeting(text: str, talk: tuple[Line, ...] = SHORT_TALK) -> tuple[Line, ...]:
    """The agent's greeting and what follows."""
    return ((AGENT, text), *talk)


PASS = "Good morning, human resources department, Joan speaking. How can I help you?"

SAMPLES = (
    Sample(
        "pass",
        "a complete greeting after two rings, then some conversation",
        greeting(PASS, TALK),
        outcome="pass",
        slots=COMPLETE,
        rules={"answer.rings": "pass"},
        ringing=Ringing("uk", 2),
        agent_channel=AGENT,
    ),
    Sample(
        "no_name",
        "the agent does not say who she is",
        greeting("Good morning, human resources department, how can I help you?"),
        outcome="fail",
        slots=COMPLETE | {"agent": NOT_SAID},
        file="flac",
    ),
    Sample(
        "no_department",
        "neither department nor organisation is named",
        greeting("Good afternoon, Joan speaking, how can I help you?"),
        outcome="fail",
        slots={"salutation": SAID, "agent": SAID, "offer": SAID},
        started_at="2024-03-04T14:30:00+00:00",
        agent_channel=AGENT,
    ),
    Sample(
        "no_offer",
        "no offer of help, which this standard does not ask for",
        greeting("Good morning, human resources department, Joan speaking.", TALK),
        outcome="pass",
        slots=COMPLETE | {"offer": NOT_SAID},
    ),
    Sample(
        "wrong_time_of_day",
        "good evening at twenty to ten in the morning",
        greeting("Good evening, human resources department, Joan speaking. How can I help you?"),
        outcome="fail",
        slots=COMPLETE | {"salutation": NOT_SAID},
        started_at="2024-03-04T09:40:00+00:00",
        agent_channel=AGENT,
    ),
    Sample(
        "wrong_name",
        "Martin speaks where the call is Joan's",
        greeting("Good morning, human resources department, Martin speaking. How can I help you?"),
        outcome="fail",
        slots=COMPLETE | {"agent": NOT_SAID},
    ),
    Sample(
        "wrong_order",
        "all is said, the name first and the salutation last",
        greeting("Joan speaking, human resources department, good morning. How can I help you?"),
        outcome="fail",
        agent_channel=AGENT,
    ),
    Sample(
        "late",
        "the greeting comes after some talk about the line, eighteen seconds after the first word",
        (
            (AGENT, "Oh, the line is a bit bad today. Can you hear me now? I think there is a storm outside."),
            (CUSTOMER, "Yes, I can hear you. No problem."),
            (AGENT, "It has been raining the whole week here, and the wind is quite strong as well."),
            (CUSTOMER, "The same here."),
            (AGENT, PASS),
            (CUSTOMER, "Hello, I would like to ask about my holiday."),
        ),
        outcome="fail",
    ),
    Sample(
        "three_rings",
        "answered after three rings, the last that is allowed",
        greeting(PASS),
        outcome="pass",
        slots=COMPLETE,
        rules={"answer.rings": "pass"},
        ringing=Ringing("us", 3),
    ),
    Sample(
        "five_rings",
        "a complete greeting, but after five rings",
        greeting(PASS),
        outcome="fail",
        slots=COMPLETE,
        rules={"greeting.formula": "pass", "answer.rings": "fail"},
        ringing=Ringing("uk", 5),
        agent_channel=AGENT,
    ),
    Sample(
        "customer_first",
        "the customer says hello before the agent greets",
        ((CUSTOMER, "Hello? Is anybody there?"), *greeting(PASS)),
        outcome="pass",
        slots=COMPLETE,
    ),
    Sample(
        "mono",
        "both sides in one channel, mu-law as a telephone exchange writes it",
        greeting(PASS),
        outcome="pass",
        slots=COMPLETE,
        file="wav",
        subtype="ULAW",
        mono=True,
    ),
    Sample(
        "gsm",
        "both sides in one channel through a mobile telephone's codec",
        greeting("Good morning, human resources department, my name is Joan. How can I help you?"),
        outcome="pass",
        slots=COMPLETE,
        condition=Condition("mild", "gsm", "pink", 28),
        file="wav",
        subtype="GSM610",
        mono=True,
    ),
    Sample(
        "german",
        "a complete greeting in German",
        (
            (AGENT, "Guten Morgen, Personalabteilung, Johanna am Apparat. Wie kann ich Ihnen helfen?"),
            (CUSTOMER, "Guten Tag, ich habe eine Frage zu meinem Urlaub."),
            (AGENT, "Gerne, einen Moment bitte, ich sehe gleich nach."),
        ),
        outcome="pass",
        slots=COMPLETE,
        ringing=Ringing("eu", 1),
        call=DE,
        started_at="2024-03-04T08:50:00+01:00",
        language="de",
        agent_channel=AGENT,
    ),
    Sample(
        "russian",
        "a complete greeting in Russian",
        (
            (AGENT, "Добрый день, отдел кадров, у телефона Олег. Чем могу помочь?"),
            (CUSTOMER, "Здравствуйте, у меня вопрос про отпуск."),
            (AGENT, "Хорошо, одну минуту, сейчас посмотрю."),
        ),
        outcome="pass",
        slots=COMPLETE,
        ringing=Ringing("eu", 1),
        call=RU,
        started_at="2024-03-04T14:05:00+03:00",
        language="ru",
        agent_channel=AGENT,
    ),
    Sample(
        "nobody",
        "it rings four times, more than agreed, and nobody answers",
        (),
        outcome="fail",
        rules={"answer.rings": "fail", "greeting.formula": "not_applicable"},
        ringing=Ringing("us", 4),
    ),
)


def make(sample: Sample, seed: int) -> Scene:
    """The sample's scene: voices by language, gaps of 0.35 to 0.6 s drawn from the seed."""
    rng = np.random.default_rng(seed)
    voices = VOICES[sample.language]
    said = [Utterance(who, text, speak(voices[who], text), float(rng.uniform(0.35, 0.6))) for who, text in sample.lines]
    return lay_out(said, sample.ringing)


def write(sample: Sample, out: Path, seed: int) -> dict[str, object]:
    """The sample's file and sidecar in `out`; returns its line of `expected.json`."""
    scene = make(sample, seed)
    channels = through_line(scene, sample.condition, np.random.default_rng(seed + 1))
    if sample.mono:
        channels = channels.sum(axis=0, keepdims=True)
    file = out / f"{sample.name}.{sample.file}"
    line.write_call(file, channels.astype(np.float32), subtype=sample.subtype)
    sidecar: dict[str, object] = {**sample.call, "started_at": sample.started_at, "direction": "inbound"}
    sidecar |= {"language": sample.language, "standard": f"hr-{sample.language}"}
    if sample.agent_channel is not None:
        sidecar["agent_channel"] = sample.agent_channel
    _write_json(file.with_suffix(".json"), sidecar)
    return {
        "file": file.name,
        "shows": sample.shows,
        "outcome": sample.outcome,
        "rules": sample.rules,
        "slots": sample.slots,
        "rings": sample.ringing.count,
        "said": [
            {"role": ("agent", "customer")[p.channel], "start_s": round(p.start_s, 2), "end_s": round(p.end_s, 2)}
            | {"text": p.text}
            for p in scene.placed
        ],
    }


def main() -> None:
    """Makes all samples."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=HERE)
    out: Path = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    expected = [write(sample, out, SEED + number) for number, sample in enumerate(SAMPLES)]
    _write_json(out / "expected.json", {"schema_version": 1, "calls": expected})
    for entry in expected:
        print(f"{(out / str(entry['file'])).stat().st_size:>8,} bytes  {entry['file']}")


def _write_json(file: Path, content: object) -> None:
    file.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
