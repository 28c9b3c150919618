"""The names of the voice's features and their units: the one list that reports, rules and tests share."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

FEATURES: Mapping[str, str] = MappingProxyType(
    {
        "f0_median": "st",  # 12 log2(F0 / 100 Hz)
        "f0_spread": "st",
        "f0_movement": "st/s",
        "f0_final": "st/s",
        "level": "dBFS",
        "level_spread": "dB",
        "alpha_ratio": "dB",
        "mid_ratio": "dB",
        "centroid": "Hz",
        "tilt": "dB/oct",
        "hnr": "dB",
        "ripple": "dB",
        "articulation_rate": "syl/s",
        "speech_rate": "syl/s",
        "pause_share": "%",
        "pause_mean": "s",
        "pause_longest": "s",
        "voiced_share": "%",
        "voiced_s": "s",
        "snr": "dB",
        "overlap_share": "%",
        "clipping": "%",
        "tracker_confidence": "ratio",
    }
)
"""Every feature of a `VoiceProfile`, with its unit; the last five say whether the sound can carry a judgement."""
