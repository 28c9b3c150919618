"""What the generator wishes for: mixed from the first call on, and two parts that share nothing but the language."""

from argparse import Namespace
from collections import Counter
from itertools import islice

import pytest

make_calls = pytest.importorskip("make_calls")
from wording import wordings  # noqa: E402

ARGS = Namespace(part="test", language="en", complete=300, defective=300, seed=1, mono=False, apart=False, rounds=1)


def test_the_first_calls_are_as_mixed_as_all():
    first = Counter(wish.kind for wish in islice(make_calls.wishes(ARGS), 110))
    assert sum(first[kind] for kind in set(make_calls.COMPLETE)) == 55
    assert {first[kind] for kind in make_calls.DEFECTIVE} == {5}


def test_all_that_was_asked_for_is_made():
    wishes = list(make_calls.wishes(Namespace(**{**vars(ARGS), "complete": 3, "defective": 12})))
    assert [wish.number for wish in wishes] == list(range(15))
    assert sum(wish.kind in make_calls.COMPLETE for wish in wishes) == 3


@pytest.mark.parametrize("language", ["en", "de", "ru", "sq"])
def test_the_parts_have_no_name_voice_or_place_in_common(language):
    dev, test = (wordings(part)[language] for part in ("dev", "test"))
    assert {p["name"] for p in dev["names"]}.isdisjoint(p["name"] for p in test["names"])
    assert set(dev["voices"]).isdisjoint(test["voices"])
    for places in ("department", "organisation"):
        assert {p["place"] for p in dev[places]}.isdisjoint(p["place"] for p in test[places])
    assert set(dev["offer"]).isdisjoint(test["offer"])
