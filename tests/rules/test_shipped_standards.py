"""The shipped standards hold the sheet as native speakers say it, and nothing less."""

from __future__ import annotations

import pytest

from voicecheck.standard import load_standard
from voicecheck.types import Case

MORNING = "2026-03-02T09:15:00+01:00"
AFTERNOON = "2026-03-02T14:00:00+01:00"
EVENING = "2026-03-02T19:30:00+01:00"


def greeted(build_case, name, said, *, at=MORNING, agent="Joan", **call):
    """The status of the greeting under a shipped standard."""
    standard = load_standard(name)
    known = {"agent": agent, "started_at": at, **call}
    heard = build_case({"agent": said, "call": known, "language": standard.language})
    setting = next(one for one in standard.settings if one.rule.id == "greeting.formula")
    return setting.rule.check(Case(heard.evidence, standard.agreement), setting.options)


@pytest.mark.parametrize(
    "name, at, said",
    [
        ("hr-en", MORNING, "Good morning, human resources department, Joan speaking."),
        ("hr-en", AFTERNOON, "Good afternoon, HR department, this is Joan speaking. How can I help you?"),
        ("hr-en", AFTERNOON, "Good afternoon, personnel, Joan speaking."),
        ("hr-de", MORNING, "Guten Morgen, Personalabteilung, Joan am Apparat."),
        ("hr-de", AFTERNOON, "Guten Tag, Personalabteilung, mein Name ist Joan, was kann ich für Sie tun?"),
        ("hr-de", MORNING, "Grüß Gott, Personalbüro, Joan am Apparat."),
        ("hr-ru", MORNING, "Доброе утро, отдел кадров, у телефона Джоан."),
        ("hr-ru", AFTERNOON, "Добрый день, отдел кадров, Джоан слушает. Чем могу помочь?"),
        ("hr-ru", AFTERNOON, "Здравствуйте, отдел персонала, меня зовут Джоан."),
        ("hr-sq", MORNING, "Mirëmëngjes, departamenti i personelit, Joan në telefon."),
        ("hr-sq", AFTERNOON, "Mirëdita, departamenti i burimeve njerëzore, Joan në telefon. Si mund t'ju ndihmoj?"),
    ],
)
def test_the_sheet_in_the_mouth_of_a_native_speaker_passes(build_case, name, at, said):
    verdict = greeted(build_case, name, said, at=at, agent="Джоан" if name == "hr-ru" else "Joan")
    assert verdict.status == "pass", verdict


@pytest.mark.parametrize(
    "name, said",
    [
        ("hr-en", "Good morning."),
        ("hr-en", "Good evening, human resources department, Joan speaking."),
        ("hr-en", "Hello, human resources department, Joan speaking."),
        ("hr-en", "Good morning, sales department, Joan speaking."),
        ("hr-de", "Guten Abend, Personalabteilung, Joan am Apparat."),
        ("hr-de", "Guten Morgen, Joan am Apparat."),
        ("hr-ru", "Добрый вечер, отдел кадров, у телефона Джоан."),
        ("hr-ru", "Доброе утро, у телефона Джоан."),
        ("hr-sq", "Mirëmbrëma, departamenti i personelit, Joan në telefon."),
        ("hr-sq", "Mirëmëngjes, Joan në telefon."),
    ],
)
def test_what_falls_short_of_the_sheet_does_not_pass(build_case, name, said):
    verdict = greeted(build_case, name, said, agent="Джоан" if name == "hr-ru" else "Joan")
    assert verdict.status == "fail", verdict


@pytest.mark.parametrize(
    "name, at, said, call",
    [
        (
            "greeting-en",
            EVENING,
            "hello this is lakeside savings bank my name is laura how can i help you today",
            {"organisation": "Lakeside Savings Bank", "agent": "Laura"},
        ),
        (
            "greeting-en",
            MORNING,
            "Good morning, thank you for calling Stone Travel, this is Peter, what can I do for you?",
            {"organisation": "Stone Travel", "agent": "Peter"},
        ),
        (
            "greeting-de",
            EVENING,
            "Guten Abend, Stadtwerke Neuburg, mein Name ist Anja Weber, wie kann ich Ihnen helfen?",
            {"organisation": "Stadtwerke Neuburg", "agent": "Anja Weber"},
        ),
        (
            "greeting-ru",
            AFTERNOON,
            "Здравствуйте, банк Восток, меня зовут Марина, чем могу помочь?",
            {"organisation": "банк Восток", "agent": "Марина"},
        ),
        (
            "greeting-sq",
            AFTERNOON,
            "Mirëdita, Banka e Jugut, quhem Drita, si mund t'ju ndihmoj?",
            {"organisation": "Banka e Jugut", "agent": "Drita"},
        ),
    ],
)
def test_the_common_opening_passes(build_case, name, at, said, call):
    verdict = greeted(build_case, name, said, at=at, **call)
    assert verdict.status == "pass", verdict


@pytest.mark.parametrize(
    "said",
    [
        "Good afternoon, thank you for calling Stone Travel, this is Peter, what can I do for you?",
        "Good morning, thank you for calling Stone Travel, this is Peter.",
        "Good morning, this is Peter, what can I do for you?",
        "Good morning, Stone Travel, what can I do for you?",
        "One moment please. [14] Good morning, Stone Travel, this is Peter, what can I do for you?",
    ],
    ids=["another time of day", "no offer", "no house", "no name", "too late"],
)
def test_a_common_opening_with_a_defect_does_not_pass(build_case, said):
    verdict = greeted(build_case, "greeting-en", said, agent="Peter", organisation="Stone Travel")
    assert verdict.status == "fail", verdict
