import pytest

from voicecheck.text.languages import LANGUAGES, language_of
from voicecheck.text.normalise import tokenise
from voicecheck.text.roles import find_announcements, language_votes, service_log_odds


@pytest.mark.parametrize(
    "code, agent, customer",
    [
        ("en", "Thank you for calling Acme, how may I help you?", "Hi, I am calling about my invoice from last month."),
        ("en", "Could you give me your customer number please?", "I would like to know where my order is."),
        ("de", "Personalabteilung, Sabine am Apparat, wie kann ich helfen?", "Ich habe eine Frage zu meiner Rechnung."),
        ("ru", "Вы позвонили в отдел кадров, чем могу помочь?", "Мне нужно изменить адрес доставки."),
        ("sq", "Banka, si mund t'ju ndihmoj?", "Dua të ndryshoj adresën time, po telefonoj për faturën."),
    ],
)
def test_service_phrases_tell_the_agent(code, agent, customer):
    assert service_log_odds(agent, code) > 0.5
    assert service_log_odds(customer, code) < -0.5


def test_nothing_said_tells_nothing():
    assert service_log_odds("", "en") == 0


@pytest.mark.parametrize(
    "code, text",
    [
        ("en", "This call may be recorded for training purposes."), ("en", "For sales, press one."),
        ("en", "Your call is very important to us."), ("en", "For quality assurance, calls are monitored."),
        ("en", "Please hold for the next available agent"), ("en", "press 2"),
        ("de", "Dieses Gespräch wird zu Schulungszwecken aufgezeichnet."), ("de", "Drücken Sie die Eins."),
        ("de", "Ihr Anruf ist uns wichtig."), ("de", "Der nächste freie Mitarbeiter ist gleich für Sie da."),
        ("ru", "Ваш звонок очень важен для нас."), ("ru", "Все разговоры записываются."), ("ru", "Нажмите один."),
        ("ru", "Оставайтесь на линии."), ("sq", "Kjo bisedë mund të regjistrohet."), ("sq", "Shtypni një."),
        ("sq", "Ju lutem qëndroni në linjë."),
    ],
)  # fmt: skip
def test_announcements(code, text):
    language = language_of(code)
    assert find_announcements(tokenise(text.split(), language), language)


@pytest.mark.parametrize(
    "code, text",
    [
        ("en", "Good morning, human resources department, Joan speaking, how can I help you?"),
        ("de", "Guten Morgen, Personalabteilung, Joan am Apparat, was kann ich für Sie tun?"),
        ("ru", "Доброе утро, отдел кадров, у телефона Джоан, чем могу помочь?"),
        ("sq", "Mirëmëngjes, departamenti i personelit, Joan në telefon, si mund t'ju ndihmoj?"),
    ],
)
def test_a_greeting_is_no_announcement_and_is_of_its_language(code, text):
    language = language_of(code)
    tokens = tokenise(text.split(), language)
    assert not find_announcements(tokens, language)
    votes = language_votes([t.text for t in tokens], LANGUAGES)
    assert max(votes, key=lambda one: votes[one]) == code
