"""What a recording may be: the caps that hold while it is decoded, and what is counted on the way."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps on a recording, held while decoding and never read from its header.

    A 32 KB file whose header says 1 Hz can ask for gigabytes; a rate of 4 to 192 kHz covers
    everything that carries speech. `duration_s` is longer than any call and shorter than a
    file that would fill the machine.
    """

    duration_s: float = 12 * 3600.0
    channels: int = 8
    least_rate_hz: int = 4_000
    greatest_rate_hz: int = 192_000


@dataclass(slots=True)
class Tally:
    """What was counted while a recording was decoded; filled in by `stream.blocks` as it goes.

    `filled_s` is silence put in where packets are missing, so that later seconds stay right.
    `packet_bytes` is what the container gave the decoder.
    `full_scale` is the largest sample that the codec can give (G.711 never reaches 1.0).
    """

    codec: str = ""
    rate_hz: int = 0
    channels: int = 0
    declared_s: float | None = None
    decode_errors: int = 0
    repaired_samples: int = 0
    filled_s: float = 0.0
    packet_bytes: int = 0
    full_scale: float = 1.0
    sound_streams: int = 1
