"""Names of the files that `check` writes for a call."""

from __future__ import annotations

import hashlib
import os
import re


def report_name(call_id: str, audio: str) -> str:
    """A file name for a call's report that holds nothing of the recording's own name but plain letters.

    The digits are of the audio and of the call's id, so that two calls never share a report.

    Args:
        call_id: the call's id.
        audio: the recording's sha256; its path where it cannot be read.

    >>> report_name("a b", "00")
    'a-b-449f7ae99c'
    """
    key = hashlib.sha256(os.fsencode(f"{audio}\n{call_id}")).hexdigest()[:10]
    plain = re.sub(r"[^A-Za-z0-9]+", "-", call_id).strip("-")[:40]
    return f"{plain}-{key}" if plain else key
