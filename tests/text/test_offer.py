"""An offer's own words: from its question to its end, two in a row as one."""

import pytest

from voicecheck.text.languages import language_of
from voicecheck.text.normalise import tokenise
from voicecheck.text.offer import find_offers


@pytest.mark.parametrize(
    ("code", "text", "offered"),
    [
        ("de", "Sie sprechen mit Stefan, womit kann ich Ihnen helfen?", "womit kann ich Ihnen helfen?"),
        ("de", "Sie sprechen mit Stefan. Wie kann ich Ihnen helfen?", "Wie kann ich Ihnen helfen?"),
        ("de", "Mit was kann ich Ihnen helfen?", "was kann ich Ihnen helfen?"),
        ("ru", "Ольга, слушаю вас, чем могу помочь?", "слушаю вас, чем могу помочь?"),
        ("en", "Joan speaking, how can I help you?", "how can I help you?"),
    ],
)
def test_an_offer_holds_its_own_words_alone(code, text, offered):
    language, words = language_of(code), text.split()
    tokens = tokenise(words, language)
    (offer,) = find_offers(tokens, language)
    assert offer.sure
    assert " ".join(words[tokens[offer.span.start].word : tokens[offer.span.end - 1].word + 1]) == offered
