"""The history as one self-contained page that can be printed: rules, heat map, curves, shift.

As all pages: escaped by Jinja2, its own style and script named by hash in the page's policy, no network.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from voicecheck.history import drawing
from voicecheck.history.asking import History, day_of
from voicecheck.history.drift import FIRST_CALLS
from voicecheck.history.grid import ALL, Cell, Counts, LeftOut
from voicecheck.history.records import too_few
from voicecheck.history.statistics import Difference, Share, Spread
from voicecheck.reports import pages
from voicecheck.reports.escape import one_line
from voicecheck.reports.numbers import local
from voicecheck.reports.strings import Strings, load
from voicecheck.store.history import LONG_SHIFT, Step
from voicecheck.types import Status


@dataclass(frozen=True, slots=True)
class View:
    """What the template asks for: the history's names and numbers in the words of one language."""

    history: History
    t: Strings
    frame: drawing.Frame

    def row(self, name: str) -> str:
        """A row's name as it is shown."""
        if not name:
            return self.t["unknown"]
        return self.rule(name) if self.history.ask.by.value == "rule" else one_line(name)

    def rule(self, name: str) -> str:
        """A rule's name in the reader's words; rules without one by their id."""
        if name == ALL:
            return self.t["history.kept"]
        return self.t[f"rule.{name}"] if self.t.known("rule", name) else one_line(name)

    def percent(self, value: float) -> str:
        """A share as a number of percent, without the sign."""
        return local(100 * value, 0, point=self.t.point)

    def interval(self, share: Share) -> str:
        """An interval in percent: "71–97"."""
        return f"{self.percent(share.low)}–{self.percent(share.high)}"

    def signed(self, value: float) -> str:
        """A change in points with its sign; half a point is shown, so that an interval beside 0 is seen to be so."""
        text = local(100 * value, 1, point=self.t.point)
        return text if text.startswith("\N{MINUS SIGN}") or text == "0" else f"+{text}"

    def change(self, change: Difference) -> str:
        """A change with its interval."""
        low, high = self.signed(change.low), self.signed(change.high)
        return f"{self.signed(change.value)} {self.t['history.points']} ({low} {self.t['history.to']} {high})"

    def apart(self, counts: Counts) -> str:
        """What was not judged, in words."""
        named = ((counts.review, Status.REVIEW), (counts.undecided, Status.UNDECIDED),
                 (counts.not_applicable, Status.NOT_APPLICABLE))  # fmt: skip
        return ", ".join(f"{count} {self.t[f'status.{status.value}']}" for count, status in named if count)

    def between(self, apart: Spread) -> str:
        """How far people lie apart, in numbers."""
        return self.t["history.between.facts"].format(
            who=self.t[f"history.who.{self.history.ask.by.value}"],
            low=self.percent(apart.low),
            high=self.percent(apart.high),
            people=apart.people,
            sd=local(100 * apart.sd, 1, point=self.t.point),
            p="< " + local(0.001, 3, point=self.t.point)
            if apart.p < 0.001
            else "= " + local(apart.p, 3, point=self.t.point),
        )

    def sorting(self, cell: Cell) -> str:
        """What a column is sorted by; cells without a share come last."""
        return f"{cell.share.value:.6f}" if cell.share else ""

    def curve(self, row: str, column: str) -> drawing.Curve:
        """The curve of a cell."""
        return drawing.curve(self.history.curves.get((row, column), ()), self.frame)

    def everybody(self, column: str) -> str:
        """Where the share of all lies in a curve's picture, from the top."""
        share = self.history.grid.totals[column].share
        return self.frame.y(share.value) if share else ""

    def said(self, row: str, column: str) -> str:
        """The points of a curve in words, for those who do not see it."""
        points = self.history.curves.get((row, column), ())
        return ", ".join(f"{day_of(one.day)}: {self.percent(one.share.value)} %" for one in points if one.share)

    def left_out(self, one: LeftOut) -> str:
        """Why verdicts on the voice are not compared."""
        return self.t[f"history.note.tone.{one.purpose.value}"].format(rule=self.rule(one.rule), n=one.calls)


def as_html(history: History, language: str | None = None) -> str:
    """The page, in a language, else in that of the standards, else in English."""
    strings = load(language or history.language)
    style, script = pages.part("report.css") + pages.part("history.css"), pages.part("history.js")
    span = history.ask.span
    step_days = 1 if history.step is Step.DAY else 7
    frame = drawing.Frame(span, step_days, drawing.lowest(history.curves.values()))
    text = (
        pages.environment()
        .get_template("history.html.j2")
        .render(
            t=strings,
            h=history,
            grid=history.grid,
            view=View(history, strings, frame),
            policy=pages.policy(style, script),
            style=Markup(style),  # noqa: S704 our own file
            script=Markup(script),  # noqa: S704 our own file
            days=f"{day_of(span.first)} – {history.ask.until}",
            days_before=f"{day_of(span.before.first)} – {day_of(span.before.end - 1)}",
            too_few=too_few,
            shade=drawing.shade,
            edges=drawing.EDGES,
            width=drawing.WIDTH,
            height=drawing.HEIGHT,
            first_calls=FIRST_CALLS,
            long_shift=LONG_SHIFT,
        )
    )
    return pages.encodable(text)
