"""Level: how loud, and how much it varies.

Absolute level speaks of the line before it speaks of the person (gain control, distance to the
microphone); `level_spread` is free of gain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from voicecheck.signal import to_db
from voicecheck.voice.spectrum import band_power

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.floating]


def band_level(windows: Floats, *, rate_hz: int) -> NDArray[np.float64]:
    """RMS level of 300-3400 Hz in dBFS, one a window, shape (m,).

    Args:
        windows: shape (m, width), samples at `rate_hz`, full scale 1.0.
        rate_hz: at least 6800.
    """
    power, _ = band_power(windows, rate_hz=rate_hz, size=windows.shape[1])
    return to_db(power.sum(axis=1))


def mean_level(level_db: Floats) -> float:
    """The level of all frames together: the mean of their powers, in dB.

    >>> round(mean_level(np.array([0.0, -100.0])), 1)
    -3.0
    """
    return float(to_db(float(np.mean(10 ** (np.asarray(level_db, dtype=np.float64) / 10)))))


def level_spread(level_db: Floats) -> float:
    """Standard deviation of voiced level in dB, frames more than 30 dB below the 95th percentile gated out before."""
    return float(np.std(np.asarray(level_db, dtype=np.float64)))
