"""What a signal is: the one guard, decibels, framing and resampling.

Every function that takes sound takes float32 in [-1, 1] and says its shape. Nothing resamples
behind the caller's back and nothing has a default sampling rate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from voicecheck.types import Samples

FLOOR_DB = -120.0
"""What silence measures: 20 log10 of 1e-6, below the step of 16 bits (-96 dBFS)."""


def require(samples: NDArray[np.floating], *, ndim: int = 1) -> Samples:
    """The samples as contiguous float32, after making sure that they are a signal.

    Args:
        samples: shape (n,) for `ndim` 1, (channels, n) for `ndim` 2; full scale is 1.0.
        ndim: number of dimensions wanted.

    Raises:
        ValueError: for another shape, for non-finite samples, or for integers.
    """
    array = np.asarray(samples)
    if array.ndim != ndim:
        raise ValueError(f"a signal of {ndim} dimension(s) wanted, got shape {array.shape}")
    if not np.issubdtype(array.dtype, np.floating):
        raise ValueError(f"samples are {array.dtype}; float in [-1, 1] wanted")
    if not np.isfinite(array).all():
        raise ValueError("samples are not all finite")
    return np.ascontiguousarray(array, dtype=np.float32)


def to_db(power: NDArray[np.floating] | float) -> NDArray[np.float64]:
    """10 log10 of a power, floored at `FLOOR_DB`."""
    least = 10 ** (FLOOR_DB / 10)
    return 10 * np.log10(np.maximum(np.asarray(power, dtype=np.float64), least))


def frames(samples: NDArray[np.floating], *, width: int, hop: int) -> NDArray[np.floating]:
    """A read-only view of shape (count, width): frame i begins at sample i * hop; a short tail is left out.

    >>> frames(np.arange(5.0), width=3, hop=2).tolist()
    [[0.0, 1.0, 2.0], [2.0, 3.0, 4.0]]
    """
    if len(samples) < width:
        return np.empty((0, width), dtype=samples.dtype)
    return np.lib.stride_tricks.sliding_window_view(samples, width)[::hop]


def rms_dbfs(samples: NDArray[np.floating]) -> float:
    """RMS level in dBFS, 20 log10 of the root mean square: a full-scale square wave is 0, silence `FLOOR_DB`."""
    if len(samples) == 0:
        return FLOOR_DB
    return float(to_db(float(np.mean(np.square(samples, dtype=np.float64)))))


def resample(samples: NDArray[np.floating], *, rate_hz: int, to_hz: int) -> Samples:
    """The signal at another rate, by soxr's high-quality resampler (librosa's own, without its import).

    Args:
        samples: shape (n,).
        rate_hz: rate of `samples` in Hz.
        to_hz: wanted rate in Hz.
    """
    signal = require(samples)
    if rate_hz == to_hz:
        return signal
    import soxr

    return np.asarray(soxr.resample(signal, rate_hz, to_hz), dtype=np.float32)
