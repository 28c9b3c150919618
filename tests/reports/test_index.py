import re

import pytest

from voicecheck.errors import ConfigError
from voicecheck.reports import strings
from voicecheck.reports.html import render_html
from voicecheck.reports.index import IndexRow, render_index


def rows(made, *names):
    return [IndexRow(made[name], f"{name}.html") for name in names]


def links(text):
    return re.findall(r'<a href="([^"]+)">', text)


def test_calls_worth_a_human_ear_come_first(made):
    text = render_index(rows(made, "good", "fault", "mono", "defective"))
    assert links(text) == ["defective.html", "mono.html", "fault.html", "good.html"]


def test_a_call_shows_the_verdict_that_decided_and_how_many_more_there_are(made):
    text = render_index(rows(made, "defective", "mono"))
    assert "no department and no agent name said" in text
    assert "a name was said, heard as Jones" in text
    assert "pitch moves little" not in text
    assert text.count(f"+ 1 {strings.load('en')['index.more']}") == 2


def test_a_warning_is_shown_where_nothing_worse_is(made):
    assert "pitch moves little" in render_index(rows(made, "good"))


def test_a_fault_shows_what_could_not_be_done(made):
    assert "holds no sound (0 bytes)" in render_index(rows(made, "fault"))


def test_calls_of_one_language_are_shown_in_it_and_mixed_ones_in_english(made):
    assert '<html lang="ru">' in render_index(rows(made, "russian"))
    assert '<html lang="en">' in render_index(rows(made, "russian", "good"))


def test_hostile_text_is_escaped_and_encodes(made):
    text = render_index(rows(made, "hostile", "good"))
    assert "<script>document" not in text
    assert text.count("<script>") == 1
    text.encode("utf-8")


@pytest.mark.parametrize("href", ["javascript:alert(1)", "//evil.example/x", "https://evil.example/", ""])
def test_a_link_that_leads_elsewhere_is_refused(made, href):
    with pytest.raises(ConfigError, match="no link between pages"):
        render_index([IndexRow(made["good"], href)])
    with pytest.raises(ConfigError, match="no link between pages"):
        render_html(made["good"], index_href=href)


def test_a_page_leads_back_to_the_index_only_where_there_is_one(made):
    back = '<a href="index.html">All calls of this run</a>'
    assert back in render_html(made["good"], index_href="index.html")
    assert back not in render_html(made["good"])


def test_the_same_rows_give_the_same_page(made):
    assert render_index(rows(made, "good", "mono")) == render_index(rows(made, "good", "mono"))


@pytest.mark.browser
class TestInABrowser:
    NAMES = ("good", "defective", "mono", "russian", "fault", "hostile")

    def seen(self, page):
        return page.evaluate(
            "[...document.querySelectorAll('.calls tbody tr')].filter((row) => row.offsetParent)"
            ".map((row) => row.querySelector('a').getAttribute('href').replace('.html', ''))"
        )

    def test_hostile_text_runs_nothing_and_asks_for_nothing(self, made, show):
        page = show(render_index(rows(made, *self.NAMES)))
        assert page.title() == "Calls of this run: 6"
        assert page.evaluate("[document.scripts.length, document.images.length]") == [1, 0]
        assert sum(url.startswith("file:") for url in page.asked) == len(page.asked) == 1
        assert (page.complaints, page.dialogs) == ([], [])

    def test_the_filter_looks_at_every_word_of_a_row(self, made, show):
        page = show(render_index(rows(made, *self.NAMES)))
        page.get_by_label("Filter").fill("JOAN not order")
        assert self.seen(page) == ["defective"]
        assert page.locator("#shown").inner_text() == "1 / 6 shown"
        page.keyboard.press("Escape")
        assert len(self.seen(page)) == 6
        page.get_by_label("Filter").fill("nobody is called so")
        assert page.locator("#nothing").is_visible()

    def test_an_outcome_is_picked_with_the_keyboard(self, made, show):
        page = show(render_index(rows(made, *self.NAMES)))
        page.locator(".pick", has_text="A person should listen").focus()
        page.keyboard.press("Enter")
        assert self.seen(page) == ["mono"]
        assert page.locator(".pick[aria-pressed=true]").inner_text().startswith("A person should listen")

    def test_a_column_sorts_both_ways_with_the_keyboard(self, made, show):
        page = show(render_index(rows(made, "good", "defective", "fault")))
        head = page.locator(".sort[data-key=call]")
        head.focus()
        page.keyboard.press("Enter")
        assert self.seen(page) == ["good", "defective", "fault"]
        assert page.locator("th[aria-sort]").count() == 1
        page.keyboard.press("Enter")
        assert self.seen(page) == ["fault", "defective", "good"]
        assert page.locator("th[aria-sort=descending]").inner_text().startswith("Call")

    @pytest.mark.parametrize("names", [NAMES, ("russian",)])
    def test_nothing_is_wider_than_a_telephone(self, made, show, names):
        page = show(render_index(rows(made, *names)), width=360)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.locator("#filter").fill("014")
        assert set(self.seen(page)) == set(names) - {"hostile"}
