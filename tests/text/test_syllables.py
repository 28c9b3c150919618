import pytest

from voicecheck.text.syllables import count_syllables

COUNTED_BY_HAND = {
    "en": (
        "good 1 morning 2 afternoon 3 evening 2 human 2 resources 3 department 3 speaking 2 how 1 help 1 you 1"
        " today 2 please 1 name 1 number 2 customer 3 account 2 balance 2 address 2 moment 2 telephone 3 internet"
        " 3 yesterday 3 available 4 information 4 technical 3 support 2 billing 2 called 1 wanted 2 needed 2"
        " people 2 little 2 table 2 whole 1 changes 2 houses 2 makes 1 likes 1 business 2 service 2 national 3"
        " harper 2 valley 2 question 2 station 2 special 2 create 2 radio 3 idea 3 media 3 serious 3 the 1 be 1"
        " eye 1 rhythm 2 thousand 2 seven 2 hundred 2 passed 1 asked 1 started 2 invoice 2 elizabeth 4 joan 1"
        " michael 2 jennifer 3 patricia 3"
    ),
    "de": (
        "guten 2 Morgen 2 Personalabteilung 6 Apparat 3 heute 2 Ihnen 2 helfen 2 Kunden 2 Rechnung 2 Straße 2"
        " können 2 Müller 2 Frau 1 neue 2 Auto 2 Information 4 Telefon 3 Augenblick 3 Theater 3 zwei 1 Ei 1 Bayern"
        " 2 Häuser 2 Leute 2 Liebe 2 Qualität 3 bequem 2 Station 2 Idee 2 Jahre 2 später 2"
    ),
    "ru": (
        "доброе 3 утро 2 добрый 2 день 1 вечер 2 отдел 2 кадров 2 телефона 4 чем 1 могу 2 помочь 2 здравствуйте 3"
        " Юлия 3 Джоан 2 минуту 3 пожалуйста 4 ещё 2 компания 4 и 1 объявление 5"
    ),
    "sq": (
        "mirëmëngjes 4 mirëdita 4 mirëmbrëma 4 departamenti 5 personelit 4 telefon 3 si 1 mund 1 ju 1 ndihmoj 2"
        " çfarë 2 bëj 1 për 1 quhem 2 Arben 2 kombëtare 4 shërbimi 3 klientit 3 njerëzore 4"
    ),
}


@pytest.mark.parametrize("language", COUNTED_BY_HAND)
def test_against_words_counted_by_hand(language):
    parts = COUNTED_BY_HAND[language].split()
    counted = dict(zip(parts[::2], map(int, parts[1::2]), strict=True))
    wrong = {
        word: (count_syllables(word, language), n)
        for word, n in counted.items()
        if count_syllables(word, language) != n
    }
    assert len(wrong) <= 0.04 * len(counted), wrong


def test_what_is_not_a_word_has_no_syllable():
    assert [count_syllables(text, "en") for text in ("", "...", "-")] == [0, 0, 0]
    assert count_syllables("'morning,", "en") == 2
    assert count_syllables("tsk", "en") == 1
    assert count_syllables("parola", "it") == 3
