"""Files that make a listener crash, hang, grow or raise, so that tests can prove what that costs.

Only `VOICECHECK_TEST_POISON` does it ("segfault:bad1,hang:bad2,oom:bad3,raise:bad4": kind and a
recording's name without its ending); without the variable nothing here runs.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

VARIABLE = "VOICECHECK_TEST_POISON"
PIECE = 64_000_000


def swallow(path: str) -> None:
    """Do to this process what the variable says of the recording, if it says anything."""
    for one in filter(None, os.environ.get(VARIABLE, "").split(",")):
        kind, _, name = one.partition(":")
        if Path(path).stem == name:
            KINDS[kind]()


def _segfault() -> None:
    ctypes.string_at(0)


def _hang() -> None:
    ctypes.PyDLL(None).sleep(86_400)  # PyDLL keeps the interpreter's lock: nothing in this process runs any more


def _oom() -> None:
    held = []
    while True:
        held.append(bytearray(os.urandom(1)) * PIECE)


def _raise() -> None:
    raise RuntimeError("poison")


KINDS: Mapping[str, Callable[[], None]] = MappingProxyType(
    {"segfault": _segfault, "hang": _hang, "oom": _oom, "raise": _raise}
)
