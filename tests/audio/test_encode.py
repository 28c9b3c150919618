"""The call inside a report: same length, channels in place, about 3 KB a second."""

import numpy as np
import pytest

from voicecheck.audio.decode import Tally, blocks, survey
from voicecheck.audio.encode import encode_opus


def stereo(rate_hz, seconds):
    at = np.arange(round(seconds * rate_hz)) / rate_hz
    both = 0.4 * np.stack([np.sin(2 * np.pi * 440 * at), np.sin(2 * np.pi * 700 * at)])
    both[:, : len(at) // 2] = 0
    return both.astype(np.float32)


def cut(samples, size):
    return (samples[:, at : at + size] for at in range(0, samples.shape[1], size))


@pytest.mark.parametrize("channels", [1, 2, 3])
@pytest.mark.parametrize("rate_hz", [8000, 11025, 16000, 44100, 48000])
def test_encoded_call_keeps_length_and_channels(tmp_path, rate_hz, channels):
    sound = stereo(rate_hz, 10)[[0, 1, 1][:channels]]
    encoded = encode_opus(cut(sound, 7777), rate_hz=rate_hz)
    path = tmp_path / "call.ogg"
    path.write_bytes(encoded)
    recording, audio = survey(str(path), head_s=20)
    assert recording.channels == min(channels, 2)
    assert recording.decoded_s == pytest.approx(10, abs=0.05)
    assert 10_000 < len(encoded) < 45_000
    for channel, hz in zip(audio.samples, (440, 700), strict=False):
        onset = np.flatnonzero(np.abs(channel) > 0.1)[0] / audio.rate_hz
        assert onset == pytest.approx(5, abs=0.03)
        part = channel[6 * audio.rate_hz : 9 * audio.rate_hz]
        spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part))))
        assert spectrum.argmax() * audio.rate_hz / len(part) == pytest.approx(hz, abs=2)


def test_encoding_streams_from_a_file(tmp_path, save_wav):
    path = save_wav(tmp_path / "call.wav", stereo(8000, 3), 8000)
    tally = Tally()
    pieces = blocks(str(path), tally=tally)
    first = next(pieces)
    encoded = encode_opus([first, *pieces], rate_hz=tally.rate_hz)
    assert encoded[:4] == b"OggS"
    assert encoded == encode_opus(blocks(str(path)), rate_hz=8000)


def test_nothing_to_encode():
    with pytest.raises(ValueError, match="no sound"):
        encode_opus([], rate_hz=8000)
