import re
from dataclasses import replace
from importlib.resources import files

import pytest

from voicecheck import reports
from voicecheck.errors import ConfigError
from voicecheck.reports.html import render_html
from voicecheck.types import CallReport, Outcome, Status, Verdict

NAMES = ["good", "defective", "mono", "russian", "fault", "hostile"]
CSS = (files("voicecheck.reports.templates") / "report.css").read_text("utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_two_pages_of_one_report_are_equal(made, sound, name):
    assert render_html(made[name], audio=sound) == render_html(made[name], audio=sound)
    render_html(made[name]).encode("utf-8")


def test_the_page_carries_nothing_that_differs_from_run_to_run(made):
    assert render_html(made["good"]) == render_html(replace(made["good"], run={"cpu_s": 77.0}))


def test_the_script_stays_small():
    assert len((files("voicecheck.reports.templates") / "report.js").read_bytes()) < 10_000


def test_the_page_speaks_the_language_of_the_standard(made):
    page = render_html(made["russian"])
    assert '<html lang="ru">' in page
    assert "Всё" not in page
    assert "Отчёт о звонке" in page
    other = replace(made["good"], agreement=replace(made["good"].agreement, language="fi"))
    assert '<html lang="en">' in render_html(other)


def test_a_page_without_sound_says_so_on_every_button_and_still_shows_the_seconds(made):
    page = render_html(made["defective"])
    buttons = re.findall(r'<button type="button" class="play"[^>]*>', page)
    assert buttons
    assert all(" disabled title=" in button for button in buttons)
    assert "8.2–12.5 s" in page
    assert "<audio" not in page


def test_a_verdict_shows_value_limit_clause_and_what_decided(made):
    page = render_html(made["defective"])
    for shown in ("9.1 st/s", "12 st/s", "Service standard 3.4", "reference ranges", "advised"):
        assert shown in page


@pytest.mark.parametrize("href", ["javascript:alert(1)", "data:text/html,x", "ftp://h/x.wav", "//host/x.wav"])
def test_only_what_can_be_played_is_linked(made, href):
    with pytest.raises(ConfigError, match="cannot be linked"):
        render_html(made["good"], audio_href=href)


def test_an_audio_type_cannot_smuggle_markup(made):
    with pytest.raises(ConfigError, match="no audio type"):
        render_html(made["good"], audio=b"", audio_type='audio/ogg"><script>')


@pytest.mark.parametrize("status", Status)
def test_a_status_is_an_icon_and_a_word_not_only_a_colour(made, status):
    verdict = Verdict("greeting.formula", status, "message")
    page = reports.render(CallReport(made["good"].call, made["good"].standard, Outcome.PASS, (verdict,)), "html")
    badge = re.search(r'<span class="badge[^>]*>(.*?)</span></span>', page, re.DOTALL)
    assert f"#i-{status.value}" in badge[1]
    assert f'id="i-{status.value}"' in page
    assert re.search(r"<span>\w+", badge[1])


def _luminance(colour):
    levels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [level / 12.92 if level <= 0.04045 else ((level + 0.055) / 1.055) ** 2.4 for level in levels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_reaches_the_contrast_of_wcag_aa(scheme):
    block = CSS.split(":root {")[1 if scheme == "light" else 2].split("}")[0]
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
    pairs = [(text, ground) for text in ("ink", "soft", "accent") for ground in ("paper", "card")]
    pairs += [(kind, f"{kind}-soft") for kind in ("good", "bad", "ask")]
    pairs += [("ink", ground) for ground in ("agent-soft", "customer-soft", "mute-soft", "lit")]
    for text, ground in pairs:
        low, high = sorted((_luminance(colours[text]), _luminance(colours[ground])))
        assert (high + 0.05) / (low + 0.05) >= 4.5, (text, ground)


def test_the_page_links_nothing(made, sound):
    page = render_html(made["good"], audio=sound)
    assert re.findall(r'(?:src|href)="(?!data:audio/|#)([^"]*)', page) == []
    assert "url(" not in CSS.replace("url(#p-hatch)", "")


@pytest.mark.parametrize("code, told", [("en", "Decided by"), ("de", "Entschieden"), ("ru", "Чем"), ("sq", "Vendosur")])
def test_the_test_that_decided_a_part_is_told(made, code, told):
    good = made["good"]
    assert told in render_html(replace(good, agreement=replace(good.agreement, language=code)))
