"""What all pages share: templates that escape, and a policy that lets nothing run but the page's own script."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from jinja2 import Environment, FunctionLoader, StrictUndefined

from voicecheck.errors import ConfigError

_TEMPLATES = "voicecheck.reports.templates"
_SURROGATE = re.compile("[\ud800-\udfff]")


@cache
def environment() -> Environment:
    """Jinja2 over the templates that ship; every value is escaped and a missing one is an error.

    Made once: reading a template costs more than filling it in, and a night fills in thousands.
    """
    return Environment(
        loader=FunctionLoader(part), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def part(name: str) -> str:
    """The text of a template, a style sheet or a script that ships."""
    return (files(_TEMPLATES) / name).read_text("utf-8")


def policy(style: str, script: str, *, media: str = "'none'") -> str:
    """The content security policy of a page: its own style and script by their hashes, `media`, and nothing else."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        f"img-src data:; media-src {media}; base-uri 'none'; form-action 'none'"
    )


def encodable(text: str) -> str:
    """The page without lone surrogates, so that it can be written as UTF-8."""
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)


def relative(href: str) -> str:
    """A link to another page of the same folder tree, after making sure that it is one.

    Raises:
        ConfigError: for an address with a scheme or a host.
    """
    parts = urlsplit(href)
    if parts.scheme or parts.netloc or not parts.path:
        raise ConfigError(f"{href!r} is no link between pages; give a relative path, percent-encoded")
    return href


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}"
