"""What can go wrong, in five kinds; each message says what, where, and what to do.

A fault of the *tool* (a broken file, a missing model) is one of these. What is found
*in a call* is never an exception: it is a verdict.
"""


class VoicecheckError(Exception):
    """A fault that a user can act on; the command line prints it as one line, never as a traceback."""


class ConfigError(VoicecheckError):
    """A setting, an option or an input list that cannot be used (exit code 2)."""


class StandardError(VoicecheckError):
    """A service standard that cannot be used; the message lists every fault found in it (exit code 2)."""


class AudioError(VoicecheckError):
    """A recording that cannot be read or holds no usable sound (exit code 3)."""


class EngineError(VoicecheckError):
    """A model or recogniser that is missing, damaged or not able to do what was asked (exit code 78)."""


class StoreError(VoicecheckError):
    """A database that cannot be reached, read or written (exit code 74)."""
