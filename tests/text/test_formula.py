import pytest

from voicecheck.text.formula import parse_formula


def test_the_sheets_formula():
    formula = parse_formula("{salutation}, {department|organisation}, {agent} speaking[, {offer}]")
    assert [(p.names, p.wording, p.optional) for p in formula.parts] == [
        (("salutation",), "", False),
        (("department", "organisation"), "", False),
        (("agent",), "speaking", False),
        (("offer",), "", True),
    ]
    assert formula.names == ("salutation", "department", "organisation", "agent", "offer")


def test_a_segment_without_a_slot_is_demanded_as_it_stands():
    formula = parse_formula("thank you for calling, {organisation}")
    assert (formula.parts[0].names, formula.parts[0].key) == ((), "thank you for calling")


def test_slots_of_a_standard_of_its_own():
    assert parse_formula("{salutation}, {notice}", known=("salutation", "notice")).names == ("salutation", "notice")
    assert parse_formula("{anything}", known=None).names == ("anything",)


@pytest.mark.parametrize(
    "text, part",
    [
        ("{salutaton}, {agent}", "'salutation'"),
        ("{salutaton}, {agent}", "character 1"),
        ("{salutation}, {agent", "character 15"),
        ("{salutation}, agent}", "unpaired"),
        ("{salutation}[, {offer}", "never closed"),
        ("{salutation}], {offer}", "without '['"),
        ("[{salutation}[, {offer}]]", "inside"),
        ("{}", "needs a name"),
        ("good morning", "no slot"),
        ("", "no slot"),
        ("{agent}, {agent}", "stands twice"),
        ("[{offer}]", "optional"),
    ],
)
def test_a_fault_says_where_and_what(text, part):
    with pytest.raises(ValueError, match=r".") as wrong:
        parse_formula(text)
    assert part in str(wrong.value)
