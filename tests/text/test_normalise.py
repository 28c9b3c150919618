import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecheck.text.languages import LANGUAGES, language_of
from voicecheck.text.normalise import fold, normalise, tokenise


@pytest.mark.parametrize(
    "code, text, wanted",
    [
        ("en", "Good morning, H.R. department!", "good morning hr department"),
        ("en", "What's up? I can't, you’re", "what is up i can not you are"),
        ("en", "HarperValleyBank and McDonald", "harper valley bank and mcdonald"),
        ("en", "press 2 now", "press two now"),
        ("en", "re-up and/or", "re up and or"),
        ("ru", "Ещё раз: ДОБРОЕ утро", "еще раз доброе утро"),
        ("ru", "добрый йод", "добрый йод"),
        ("de", "Grüß Gott, Straße", "gruss gott strasse"),
        ("de", "Was darf's sein?", "was darf es sein"),
        ("sq", "Si mund t'ju ndihmoj? Ç'mund", "si mund te ju ndihmoj cfare mund"),
        ("sq", "si mund tju ndihmoj", "si mund te ju ndihmoj"),
    ],
)
def test_a_text_is_compared_in_its_plain_form(code, text, wanted):
    assert " ".join(normalise(text, language_of(code))) == wanted


def test_a_token_knows_its_word():
    tokens = tokenise(["Good", "morning,", "what's", "up?"], language_of("en"))
    assert [(t.text, t.word, t.ends) for t in tokens] == [
        ("good", 0, False), ("morning", 1, True), ("what", 2, False), ("is", 2, False), ("up", 3, True),
    ]  # fmt: skip


def test_marks_alone_are_no_words():
    assert tokenise(["...", "-", "♪"], language_of("en")) == ()


@given(st.text(max_size=40), st.sampled_from(LANGUAGES))
def test_normalising_again_changes_nothing_but_contractions(text, language):
    once = normalise(text, language)
    assert all(word == fold(word) and " " not in word and word for word in once)


def test_an_unknown_language_is_named():
    with pytest.raises(ValueError, match="nl"):
        language_of("nl")
    assert language_of("en-GB").code == "en"
