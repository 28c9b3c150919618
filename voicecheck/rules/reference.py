"""Reference ranges of the voice's features: what speech over a telephone line usually measures.

One range a feature, the same for women and men: no norm differs by sex. They are wide on purpose,
for lines and ways of speaking differ; a value outside is worth a look and proves nothing alone.
Features that mean something only against the same person's other calls (median pitch) or that speak
of the line (level) have none.

"CREMA-D" below is the 5th to 95th percentile over 40 speakers of CREMA-D (Cao et al. 2014), speech
over a 300-3400 Hz mu-law line, calm to lively, printed by `tests/benchmarks/tone_ranges.py`;
"HarperValley" the six agents of HarperValleyBank (Wu et al. 2020) on real lines; medians of neutral
speech in EmoDB (Burkhardt et al. 2005) and RAVDESS (Livingstone and Russo 2018) widen a range where they lie outside.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

REFERENCE_RANGES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        # st; CREMA-D 1.3 to 7.4, HarperValley 1.5 to 4.1
        "f0_spread": (1.3, 6.5),
        # st/s; CREMA-D 10.1 to 28.8, EmoDB and RAVDESS medians 18 to 27, HarperValley 16 to 36
        "f0_movement": (10.0, 34.0),
        # st/s; CREMA-D -11.0 to 13.3, HarperValley -16.5 to 15.5
        "f0_final": (-17.0, 16.0),
        # dB; CREMA-D 4.8 to 7.0, EmoDB 6.7 and 7.3, HarperValley 5.8 to 7.7
        "level_spread": (4.5, 8.0),
        # dB; CREMA-D -18.2 to -6.9, HarperValley -25.1 to -4.4: lines differ more than people
        "alpha_ratio": (-25.0, -4.0),
        # dB; CREMA-D -9.4 to -3.2, HarperValley -9.2 to 5.4
        "mid_ratio": (-10.0, 6.0),
        # Hz; CREMA-D 527 to 840, HarperValley 531 to 1200
        "centroid": (500.0, 1200.0),
        # dB/oct; CREMA-D -12.4 to -5.2, HarperValley -14.1 to -4.7
        "tilt": (-14.5, -4.0),
        # dB; CREMA-D 3.8 to 11.3, HarperValley 4.9 to 13.5
        "hnr": (3.5, 13.5),
        # dB; CREMA-D 1.2 to 6.5
        "ripple": (1.0, 6.5),
        # syl/s; means of seven languages 5.2 to 7.8 read aloud (Pellegrino, Coupe and Marsico 2011,
        # Language 87), conversation from about 3.5 (Goldman-Eisler 1968)
        "articulation_rate": (3.5, 8.0),
    }
)
"""(low, high) in the feature's own unit."""
