"""How a voice sounded: arrays in, measurements out.

`tracks.track` turns a piece of one channel into frame columns, `profile.summarise` turns the
columns of a whole call into a `VoiceProfile`, `profile.measure_voice` is the two in a row;
`pitch.SwiftF0Tracker` finds the pitch. `FEATURES` names every feature with its unit.
"""

from voicecheck.voice.features import FEATURES

__all__ = ["FEATURES"]
