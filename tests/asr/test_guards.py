"""Guards: what people repeat is kept, what a decoder repeats is not; what is unsure is heard again."""

import pytest

from voicecheck.asr import guards

GREETING = "Good morning, human resources, Joan speaking. How can I help you?"


@pytest.mark.parametrize(
    "text", ["no no no no", "okay, okay, bye, bye", "ha ha ha", GREETING, "two two nine two two nine"]
)
def test_what_people_say_twice_is_no_loop(text):
    assert guards.loops(text.split()) == 0


def test_a_loop_is_cut_after_its_first_time():
    words = ["I", "said", "please", "hold", "on", "please", "hold", "on", "please", "hold", "on"]
    assert words[: guards.loops(words)] == ["I", "said", "please", "hold", "on"]


@pytest.mark.parametrize("text", [f"{GREETING} {GREETING}", "Thank you for calling. Thank you for calling, sir."])
def test_a_phrase_twice_is_heard_again(text):
    assert guards.doubled(text)
    assert guards.doubtful(text, -0.1, 0.99)


@pytest.mark.parametrize("text,logprob,language", [("", -0.1, 0.9), (GREETING, -0.9, 0.9), (GREETING, -0.1, 0.05)])
def test_what_is_unsure_is_heard_again(text, logprob, language):
    assert guards.doubtful(text, logprob, language)


def test_what_is_sure_is_not_heard_again():
    assert not guards.doubtful(GREETING, -0.2, 0.9)
    assert not guards.doubtful(GREETING, -0.2, None)


def test_the_hearing_without_the_double_counts_though_it_is_less_sure():
    assert guards.credit(GREETING, -0.5) > guards.credit(f"{GREETING} {GREETING}", -0.1) > guards.credit("", 0.0)


@pytest.mark.parametrize(
    "logprob,no_speech,flat,dropped",
    [
        (-0.3, 0.1, False, False),
        (-0.9, 0.3, False, False),
        (-0.2, 0.1, True, False),
        (-1.5, 0.3, False, True),
        (-0.8, 0.9, False, True),
        (-0.5, 0.3, True, True),
    ],
)
def test_invented(logprob, no_speech, flat, dropped):
    assert guards.invented("you", logprob, no_speech, flat=flat) is dropped
