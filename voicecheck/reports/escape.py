"""Text from files, names and recordings, made harmless for one line of a terminal or a table."""

from __future__ import annotations

import unicodedata

_ESCAPED = {"Cc", "Cs", "Zl", "Zp"}
_DIRECTION_MARKS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def one_line(text: str) -> str:
    r"""The text on one line: control characters, line separators, lone surrogates and direction marks escaped.

    A byte of a file name that is no UTF-8 (a surrogate from `os.fsdecode`) comes back as `\xNN`.

    >>> one_line("a\nb\x1b[31m")
    'a\\nb\\x1b[31m'
    """
    if text.isprintable() and text.isascii():
        return text
    return "".join(_escaped(char) for char in text)


def _escaped(char: str) -> str:
    if char not in _DIRECTION_MARKS and unicodedata.category(char) not in _ESCAPED:
        return char
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return _SHORT.get(char) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")
