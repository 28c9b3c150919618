import shutil
import subprocess
import time

import pytest

from voicecheck.reports.html import render_html

pytestmark = pytest.mark.browser

NAMES = ["good", "defective", "mono", "russian", "fault", "hostile"]
GREETING = ".verdict .findings .play"
DEADLINE_S = 20


def at_s(page):
    return page.evaluate("document.getElementById('audio').currentTime")


def wait_until(page, condition):
    """Asks again and again: the page's policy forbids what playwright's own waiting would evaluate."""
    give_up = time.monotonic() + DEADLINE_S
    while not page.evaluate(condition):
        assert time.monotonic() < give_up, f"never came true: {condition}"
        page.wait_for_timeout(25)


def test_hostile_text_runs_nothing_and_asks_for_nothing(made, sound, show):
    page = show(render_html(made["hostile"], audio=sound, audio_type="audio/wav"))
    page.locator(GREETING).first.click()
    wait_until(page, "document.getElementById('audio').currentTime > 8.2")
    assert "canary" not in page.title().split(":")[-1]
    assert page.evaluate("document.title").endswith("Not in order")
    assert page.evaluate("[document.scripts.length, document.images.length]") == [1, 0]
    assert [url for url in page.asked if not url.startswith(("file:", "data:"))] == []
    assert sum(url.startswith("file:") for url in page.asked) == 1
    assert (page.complaints, page.dialogs) == ([], [])


def test_the_policy_stops_a_script_that_is_not_the_pages_own(made, show):
    page = show(render_html(made["good"]))
    policy = page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content")
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = \"document.title = 'canary'\";"
        " document.body.append(s); }"
    )
    assert page.title() != "canary"
    assert any("Content Security Policy" in complaint for complaint in page.complaints)


def test_a_click_on_a_finding_plays_its_seconds_and_stops(made, sound, show):
    page = show(render_html(made["defective"], audio=sound, audio_type="audio/wav"))
    page.locator(".slots tr", has_text="Name").locator(".play").click()
    wait_until(page, "document.getElementById('audio').currentTime > 10.61")
    wait_until(page, "document.getElementById('audio').paused")
    assert 10.92 <= at_s(page) < 11.4
    lit = page.locator(".view.opening .lit")
    assert float(lit.get_attribute("width")) > 0


def test_a_part_outside_the_opening_shows_the_whole_call(made, sound, show):
    page = show(render_html(made["defective"], audio=sound, audio_type="audio/wav"))
    assert page.locator(".view.opening").is_visible()
    page.locator(".turns .play").last.click()
    assert page.locator(".view.whole").is_visible()
    assert not page.locator(".view.opening").is_visible()


def test_a_click_on_the_axis_and_on_a_word_goes_there(made, sound, show):
    page = show(render_html(made["good"], audio=sound, audio_type="audio/wav"))
    plot = page.locator(".view.opening .plot")
    box = plot.bounding_box()
    plot.click(position={"x": box["width"] / 2, "y": box["height"] - 4})
    assert at_s(page) == pytest.approx(14.1, abs=0.2)
    page.locator(".w").first.click()
    wait_until(page, "document.getElementById('audio').currentTime > 8.2")


def test_everything_is_reached_from_the_keyboard(made, sound, show):
    page = show(render_html(made["defective"], audio=sound, audio_type="audio/wav"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "play"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    wait_until(page, "document.getElementById('audio').currentTime > 8.2")
    page.locator("#view-opening").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator(".view.whole").is_visible()
    page.locator(".view.whole .plot").focus()
    before = at_s(page)
    page.keyboard.press("ArrowRight")
    assert at_s(page) > before + 0.3


def test_a_linked_recording_plays_from_a_file(made, sound, show, tmp_path):
    (tmp_path / "the call.wav").write_bytes(sound)
    page = show(render_html(made["good"], audio_href="the%20call.wav"))
    page.locator(GREETING).first.click()
    wait_until(page, "document.getElementById('audio').currentTime > 0.6")
    assert page.complaints == []


def test_opus_inside_the_page_plays_its_seconds(made, sound, show, missing, tmp_path):
    if shutil.which("ffmpeg") is None:
        missing("ffmpeg", "ffmpeg")
    (tmp_path / "call.wav").write_bytes(sound)
    encode = ["ffmpeg", "-v", "error", "-i", "call.wav", "-c:a", "libopus", "-b:a", "24k", "call.ogg"]
    subprocess.run(encode, cwd=tmp_path, check=True)
    page = show(render_html(made["good"], audio=(tmp_path / "call.ogg").read_bytes()))
    page.locator(".turns .play").last.click()
    wait_until(page, "document.getElementById('audio').currentTime > 38.7")
    assert page.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_nothing_runs_over_the_edge_of_a_telephone(made, blip, show, name, scheme):
    page = show(render_html(made[name], audio=blip, audio_type="audio/wav"), width=390, scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.complaints == []


def test_light_and_dark_differ(made, show):
    grounds = {
        show(render_html(made["good"]), scheme=scheme).evaluate("getComputedStyle(document.body).backgroundColor")
        for scheme in ("light", "dark")
    }
    assert len(grounds) == 2
