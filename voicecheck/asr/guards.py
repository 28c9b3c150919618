"""Guards against words that nobody said: when a decode is doubtful, and when it is thrown away.

Whisper continues text where there is little sound: it repeats itself, or thanks for watching. What
is doubtful is heard again in the full context; what stays doubtful is dropped, and the silence is
reported as silence.
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

DOUBTFUL_LOGPROB = -0.6
"""Mean token log-probability under which a window is heard again in full context."""
DOUBTFUL_LANGUAGE = 0.3
"""Probability of the language told, under which a window is heard again in full context."""
MOST_COMPRESSION = 2.4
"""Text that zlib shrinks more than this repeats itself (Whisper's own threshold, Radford et al. 2022, 4.5)."""
NO_SPEECH = 0.6
SILENT_LOGPROB = -0.6
"""Whisper's rule for silence (Radford et al. 2022, 4.5) with a lower bar: "you" in silence comes at -.7 to -1.0."""
INVENTED_LOGPROB = -1.2
"""Under this, text is a guess: everything invented on ringing, music and noise measured -1.2 to -2.4."""
FLAT_LOGPROB = -0.4
"""Text under this, heard in sound whose level never moves, is invented: "you" in digital silence came at -.5."""
_SHORT_TEXT = 60
_LONGEST_LOOP = 8
_SHORTEST_DOUBLE = 3


def doubtful(text: str, avg_logprob: float, language_prob: float | None) -> bool:
    """Whether a window deserves a second hearing: nothing came out, it repeats itself, or it was unsure."""
    if not text.strip() or doubled(text) or loops(text.split()) or repetitive(text):
        return True
    unsure = language_prob is not None and language_prob < DOUBTFUL_LANGUAGE
    return avg_logprob < DOUBTFUL_LOGPROB or unsure


def credit(text: str, avg_logprob: float) -> tuple[bool, bool, float]:
    """What to compare two hearings of one window by, the better one larger: something, once, surely."""
    return bool(text), not (doubled(text) or loops(text.split())), avg_logprob


def doubled(text: str) -> bool:
    """Whether a phrase of three words or more is said twice in a row: the usual fault of a short context.

    >>> doubled("Which one would you like? Which one would you like?")
    True
    >>> doubled("okay, thank you, thank you")
    False
    """
    words = _plain(text.split())
    longest = len(words) // 2
    return any(
        words[at : at + length] == words[at + length : at + 2 * length]
        for length in range(_SHORTEST_DOUBLE, longest + 1)
        for at in range(len(words) - 2 * length + 1)
    )


def invented(text: str, avg_logprob: float, no_speech_prob: float, *, flat: bool) -> bool:
    """Whether a window's text is to be dropped: the model doubts that anybody speaks, guesses, or loops.

    Args:
        text: what came out.
        avg_logprob: mean token log-probability.
        no_speech_prob: the model's own probability that nobody speaks.
        flat: whether the level of the sound hardly moves (`timing.Edge.flat`).
    """
    silent = no_speech_prob > NO_SPEECH and avg_logprob < SILENT_LOGPROB
    still = flat and avg_logprob < FLAT_LOGPROB
    return silent or still or avg_logprob < INVENTED_LOGPROB or repetitive(text)


def repetitive(text: str) -> bool:
    """Whether a text longer than a line repeats itself by its compression ratio."""
    data = text.encode()
    return len(data) > _SHORT_TEXT and len(data) / len(zlib.compress(data)) > MOST_COMPRESSION


def loops(words: Sequence[str]) -> int:
    """Number of words after which the text does nothing but repeat its end; 0 where it does not.

    A run of one to eight words counts as a loop from the third time on, a single word from the
    fifth ("no no no" is said by people).

    >>> loops("hold on please hold on please hold on please".split())
    3
    >>> loops("no no no thanks".split())
    0
    """
    plain = _plain(words)
    for length in range(1, _LONGEST_LOOP + 1):
        times = _times(plain, length)
        if times >= (5 if length == 1 else 3):
            return len(plain) - (times - 1) * length
    return 0


def _times(words: Sequence[str], length: int) -> int:
    """How many times the last `length` words stand in a row at the end."""
    tail, times = words[-length:], 1
    while len(words) >= length * (times + 1) and words[-length * (times + 1) : -length * times] == tail:
        times += 1
    return times


def _plain(words: Sequence[str]) -> list[str]:
    """Words without punctuation and case, for comparing."""
    return [re.sub(r"\W+", "", word).casefold() for word in words]
