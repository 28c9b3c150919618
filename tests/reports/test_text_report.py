from voicecheck import reports
from voicecheck.reports import text
from voicecheck.types import Outcome


def test_a_failed_rule_shows_seconds_level_message_and_words(made):
    first = text.render(made["defective"]).splitlines()[0]
    assert first == (
        "/calls/2025-06-02/0143.wav:8.2-12.5: error greeting.formula: no department and no agent name said"
        ' [heard: "Good morning, how can I help you?"]'
    )


def test_review_and_undecided_name_their_status_instead_of_a_level(made):
    shown = text.render(made["mono"]).splitlines()
    assert shown[0].startswith("/calls/2025-06-02/0144.mp3:10.61-10.92: review greeting.formula: a name was said")
    assert shown[1] == "/calls/2025-06-02/0144.mp3: undecided tone.pleasant: 2.1 s of voiced speech, 8 needed"


def test_what_is_in_order_is_shown_only_when_asked(made):
    assert "answer.rings" not in text.render(made["good"])
    verbose = text.render(made["good"], verbose=True)
    assert ":0.6-5.6: pass answer.rings: answered after 2 rings, 3 allowed\n" in verbose
    assert ": not_applicable ending.farewell: " in verbose


def test_a_path_below_the_base_is_shown_relative_to_it(made):
    assert text.render(made["defective"], base="/calls").startswith("2025-06-02/0143.wav:8.2-12.5: ")
    assert text.render(made["defective"], base="/other").startswith("/calls/2025-06-02/0143.wav:")


def test_hostile_names_stay_on_one_line_without_control_characters(made):
    shown = text.render(made["hostile"])
    assert len(shown.splitlines()) == 3
    assert all(char.isprintable() for line in shown.splitlines() for char in line)
    assert r"\n\x1b[31m\xff.wav" in shown
    shown.encode("utf-8")


def test_the_last_line_counts_the_calls(made):
    shown = reports.render_many([made[name] for name in ("good", "defective", "mono", "fault", "good")], "text")
    assert shown.splitlines()[-1] == "5 calls: 2 clean, 1 with errors, 1 to review, 1 not processed"
    assert text.summary([]) == "0 calls"
    assert text.summary([Outcome.UNDECIDED]) == "1 call: 1 undecided"


def test_a_fault_is_a_line_of_its_own(made):
    assert text.render(made["fault"]).splitlines() == [
        "/calls/2025-06-02/0146.wav: fault decode: 0146.wav: holds no sound (0 bytes); copy the recording again",
        "1 call: 1 not processed",
    ]


def test_the_parts_of_the_greeting_are_shown_when_asked(made):
    assert "slot greeting.formula" not in text.render(made["good"])
    line = next(line for line in text.render(made["good"], verbose=True).splitlines() if "formula.agent:" in line)
    assert ": slot greeting.formula.agent: said [heard: " in line
    assert "agreed: " in line
    assert "likeness " in line
