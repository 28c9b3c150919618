"""voicecheck: checks how the telephone is answered, on your own machine.

>>> import voicecheck
>>> report = voicecheck.check_call("call.wav", standard="hr-en")  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from voicecheck.pipeline import check_call, judge, listen
    from voicecheck.standard import load_standard
    from voicecheck.types import CallReport

__version__ = "0.1.0"
__all__ = ["CallReport", "__version__", "check_call", "judge", "listen", "load_standard"]

_HOME = {
    "CallReport": "voicecheck.types",
    "check_call": "voicecheck.pipeline",
    "judge": "voicecheck.pipeline",
    "listen": "voicecheck.pipeline",
    "load_standard": "voicecheck.standard",
}


def __getattr__(name: str) -> Any:
    """The public names, imported when they are first used, so that `voicecheck --help` stays quick."""
    if name not in _HOME:
        raise AttributeError(f"module 'voicecheck' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME[name]), name)
