"""HTML: one call as one self-contained page, with its sound inside if wanted.

All text is escaped by Jinja2; style and script are inline and named by their hashes in the page's
content security policy, so that nothing else runs and nothing is fetched.
"""

from __future__ import annotations

import base64
import re
from functools import partial
from urllib.parse import urlsplit

from markupsafe import Markup

from voicecheck.errors import ConfigError
from voicecheck.reports import axis, pages, view
from voicecheck.reports.drawing import LOW_CONFIDENCE, WIDTH, Lane
from voicecheck.reports.provenance import known_rows
from voicecheck.reports.strings import Strings, for_report
from voicecheck.types import CallReport, Interval

_AUDIO_TYPE = re.compile(r"audio/[a-z0-9.+-]+")


def render(report: CallReport) -> str:
    """The page of one call, without sound."""
    return render_html(report)


def render_html(
    report: CallReport,
    *,
    audio: bytes | None = None,
    audio_type: str = "audio/ogg",
    audio_href: str | None = None,
    index_href: str | None = None,
) -> str:
    """The page of one call.

    Args:
        report: what to show, in the language of its agreement.
        audio: the call's sound, to be embedded; its second 0 is the recording's second 0.
        audio_type: media type of `audio`.
        audio_href: a URL to link instead: relative to the page (percent-encoded), file, http or https.
        index_href: the run's index page, relative to this one and percent-encoded; no link without.

    Raises:
        ConfigError: for a media type or a URL that cannot be played from a page.
    """
    strings = for_report(report)
    source, media = _sound(audio, audio_type, audio_href)
    style, script = pages.part("report.css"), pages.part("report.js")
    page = pages.environment().get_template("report.html.j2")
    text = page.render(
        report=report,
        t=strings,
        policy=pages.policy(style, script, media=media),
        style=Markup(style),  # noqa: S704 our own file
        script=Markup(script),  # noqa: S704 our own file
        source=source,
        index_href=None if index_href is None else pages.relative(index_href),
        drawings=_drawings(report, strings),
        overview=axis.overview(report.evidence) if report.evidence else None,
        view=view,
        low=LOW_CONFIDENCE,
        width=WIDTH,
        seconds=partial(view.span_s, strings),
        known=known_rows(report, strings),
    )
    return pages.encodable(text)


def _sound(audio: bytes | None, audio_type: str, href: str | None) -> tuple[str | None, str]:
    """The source of the audio element, and what the page's policy has to allow for it."""
    if audio is not None:
        if not _AUDIO_TYPE.fullmatch(audio_type):
            raise ConfigError(f"{audio_type!r} is no audio type; use one such as audio/ogg or audio/wav")
        return f"data:{audio_type};base64,{base64.b64encode(audio).decode('ascii')}", "data:"
    if href is None:
        return None, "'none'"
    parts = urlsplit(href)
    if parts.scheme in ("http", "https") and re.fullmatch(r"[\w.:\[\]-]+", parts.netloc):
        return href, f"{parts.scheme}://{parts.netloc}"
    if parts.scheme not in ("", "file") or (parts.netloc and not parts.scheme):
        raise ConfigError(f"{href!r} cannot be linked; give a path relative to the page, or a file, http or https URL")
    return href, "'self' file:"


def _drawings(report: CallReport, strings: Strings) -> list[tuple[str, Interval, list[tuple[float, Lane]], float]]:
    """For each view its key, its seconds, its strips with their distance from the top, and the whole height."""
    if report.evidence is None:
        return []
    marks, drawn = view.marks(report, strings), []
    for key, stretch in axis.views(report.evidence):
        top, placed = 0.0, []
        for lane in axis.lanes(report.evidence, marks, stretch, strings):
            placed.append((top, lane))
            top += lane.height + axis.GAP
        drawn.append((key, stretch, placed, top))
    return drawn
