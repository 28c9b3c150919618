"""Which words of a conversation are a dictated number, and which numbers stay."""

import re
from pathlib import Path

import pytest
import yaml

from voicecheck.text.dictated import Said, find_dictated, is_iban, luhn
from voicecheck.text.languages.numbers import numbers_of

CASES = yaml.safe_load(Path(__file__).with_name("dictated_cases.yaml").read_text("utf-8"))
LISTED = [(part, code, line) for part, some in CASES.items() for code, lines in some.items() for line in lines]


def conversation(line):
    """The words of a case, two a second, and the places of those to be taken out."""
    words, wanted, speaker, inside = [], set(), 0, False
    for token in line.split():
        if token == "|":
            speaker = 1 - speaker
            continue
        inside = inside or "<" in token
        if inside:
            wanted.add(len(words))
        inside = inside and ">" not in token
        at = len(words) * 0.5
        words.append(Said(re.sub("[<>]", "", token), at, at + 0.4, speaker))
    return words, wanted


def wrong(code, line):
    words, wanted = conversation(line)
    found = find_dictated(words, numbers_of(code))
    spoken = [at for at in wanted - found if re.search(r"\w", words[at].text)]
    return [words[at].text for at in spoken], [words[at].text for at in found - wanted]


@pytest.mark.parametrize("part,code,line", LISTED, ids=[f"{part}-{code}-{line[:40]}" for part, code, line in LISTED])
def test_what_is_dictated_is_found_and_other_numbers_stay(part, code, line):
    missed, invented = wrong(code, line)
    assert (missed, invented) == ([], [])


@pytest.mark.parametrize("number,valid", [("79927398713", True), ("79927398710", False), ("4242424242424242", True)])
def test_luhn(number, valid):
    assert luhn(number) is valid


@pytest.mark.parametrize("text,valid", [("GB82WEST12345698765432", True), ("GB82WEST12345698765433", False),
                                        ("DE89370400440532013000", True), ("HELLO", False)])  # fmt: skip
def test_iban(text, valid):
    assert is_iban(text) is valid


def test_a_valid_card_is_taken_out_where_another_number_would_stay():
    for digits, taken in (("4242 4242 4242 4242", True), ("1000 000", False)):
        words, _ = conversation(f"it is {digits} euros")
        assert bool(find_dictated(words, numbers_of("en"))) is taken


def test_a_long_pause_or_talk_in_between_ends_a_number():
    words, _ = conversation("one two three | and what would you like to do about it today please | four five six")
    assert find_dictated(words, numbers_of("en")) == frozenset()
