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
        "phrase_end": "st",  # last quarter of a phrase against its median
        "level": "dBFS",
        "level_spread": "dB",
        "level_movement": "dB/s",
        "quiet_share": "%",
        "alpha_ratio": "dB",
        "alpha_spread": "dB",
        "mid_ratio": "dB",
        "centroid": "Hz",
        "tilt": "dB/oct",
        "hnr": "dB",
        "ripple": "dB",
        "presence": "dB",
        "consonant_colour": "dB",
        "consonant_spread": "dB",
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
