"""Sentences as values: English text, key and values travel together, through files and between processes."""

import json
import pickle

import pytest

from voicecheck.phrase import Phrase, also, as_plain, either, from_plain, named, number, say

NESTED = also(
    [
        say("greeting.instead", "heard {heard!r}, {expected} expected", heard="Mark", expected=either(["Joan", "Jo"])),
        say("answer.took", "answered {low_s:.1f} to {high_s:.1f} s after the first ring", low_s=1.25, high_s=2.0),
    ]
)


def whole(value):
    """A phrase with all that it holds, for comparing: as text alone it equals its English sentence."""
    if isinstance(value, Phrase):
        return (str(value), value.key, {name: whole(one) for name, one in value.values.items()})
    return tuple(whole(one) for one in value) if isinstance(value, tuple) else value


def test_a_phrase_is_its_english_sentence():
    assert NESTED == "heard 'Mark', Joan or Jo expected; answered 1.2 to 2.0 s after the first ring"
    assert f"{NESTED}." == NESTED + "."


@pytest.mark.parametrize(("count", "shown"), [(0, "0 rings"), (1, "1 ring"), (2, "2 rings"), (21, "21 rings")])
def test_a_whole_number_picks_singular_or_plural(count, shown):
    assert say("answer.rings", "{count} {count:ring|rings}", count=count) == shown


def test_key_and_values_come_back_from_json():
    read = from_plain(str(NESTED), json.loads(json.dumps(as_plain(NESTED))))
    assert whole(read) == whole(NESTED)


def test_key_and_values_go_along_to_another_process():
    assert whole(pickle.loads(pickle.dumps(NESTED))) == whole(NESTED)


def test_a_number_that_is_not_finite_has_a_plain_form():
    plain = as_plain(say("number.1", "{value:.1f}", value=float("inf")))
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain


@pytest.mark.parametrize("plain", [None, [], {}, {"key": "a"}, {"key": 1, "values": {}}, {"key": "a", "values": []}])
def test_what_is_no_phrase_is_refused(plain):
    with pytest.raises(ValueError, match="were expected"):
        from_plain("text", plain)


def test_a_row_of_one_is_that_one_and_a_choice_of_none_is_empty():
    one = say("greeting.a_name", "a name")
    assert also([one]) is one
    assert either([]) == ""
    assert either(["Joan"]) == "Joan"


def test_a_name_without_a_word_of_its_own_is_itself():
    assert (named("part", "case_number"), number(2.345, 1)) == ("case_number", "2.3")
