"""The page in a real Chromium: nothing runs but its own script, nothing is asked for, and the keyboard sorts."""

from datetime import date

import pytest

from voicecheck.history.asking import Ask, read_history
from voicecheck.history.page import as_html

pytestmark = pytest.mark.browser

HOSTILE = '<script>document.title="canary"</script><img src="http://canary.example/x">'


@pytest.fixture
def page_text(lite):
    lite.call("Joan", "p" * 20 + "f" * 5).call(HOSTILE, "p" * 10 + "f" * 15).call("Ann", "ppp").call(
        "Ben", "p" * 24 + "f"
    )
    return as_html(read_history(lite.stored(), Ask(date(2026, 3, 1), date(2026, 3, 31))))


def names(page):
    return page.evaluate("[...document.querySelectorAll('.heat tbody th[data-v]')].map((th) => th.textContent)")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_hostile_names_run_nothing_and_ask_for_nothing(page_text, show, scheme):
    page = show(page_text, scheme=scheme)
    assert "canary" not in page.title()
    assert page.evaluate("[document.scripts.length, document.images.length]") == [1, 0]
    assert [url for url in page.asked if not url.startswith(("file:", "data:"))] == []
    assert (page.complaints, page.dialogs) == ([], [])


def test_the_keyboard_sorts_and_too_few_calls_come_last_both_ways(page_text, show):
    page = show(page_text)
    page.locator(".sort[data-column='1']").focus()
    page.keyboard.press("Enter")
    assert names(page) == [HOSTILE, "Joan", "Ben", "Ann"]
    assert page.locator("th[aria-sort='ascending'] .sort[data-column='1']").count() == 1
    page.keyboard.press("Space")
    assert names(page) == ["Ben", "Joan", HOSTILE, "Ann"]


@pytest.mark.parametrize("width", [1200, 720, 390])
def test_no_width_makes_the_page_scroll_sideways(page_text, show, width):
    page = show(page_text, width=width)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
