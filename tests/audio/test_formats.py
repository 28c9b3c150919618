"""Promises 1 and 2: every format opens with its channels, its length, its sound in place; damage is counted."""

import random

import numpy as np
import pytest

from voicecheck.audio.decode import RawFormat, read, survey
from voicecheck.errors import AudioError

FFMPEG = [
    # name, rate, channels, encoder arguments, tolerance of the end in s where the format cannot say it
    ("pcm8.wav", 8000, 2, "-c:a pcm_u8", 0.05),
    ("pcm16.wav", 8000, 2, "-c:a pcm_s16le", 0.05),
    ("pcm24.wav", 8000, 2, "-c:a pcm_s24le", 0.05),
    ("pcm32.wav", 8000, 2, "-c:a pcm_s32le", 0.05),
    ("float.wav", 8000, 2, "-c:a pcm_f32le", 0.05),
    ("double.wav", 8000, 2, "-c:a pcm_f64le", 0.05),
    ("mulaw.wav", 8000, 2, "-c:a pcm_mulaw", 0.05),
    ("alaw.wav", 8000, 2, "-c:a pcm_alaw", 0.05),
    ("gsm.wav", 8000, 1, "-c:a libgsm_ms", 0.05),
    ("ima.wav", 16000, 2, "-c:a adpcm_ima_wav", 0.07),
    ("ms.wav", 16000, 2, "-c:a adpcm_ms", 0.07),
    ("rf64.wav", 8000, 2, "-rf64 always -c:a pcm_s16le", 0.05),
    ("call.w64", 8000, 2, "-c:a pcm_s16le", 0.05),
    ("call.aiff", 8000, 2, "-c:a pcm_s16be", 0.05),
    ("call.au", 8000, 2, "-c:a pcm_mulaw", 0.05),
    ("call.caf", 8000, 2, "-c:a pcm_s16be", 0.05),
    ("call.flac", 8000, 2, "-c:a flac", 0.05),
    ("call.mp3", 8000, 2, "-c:a libmp3lame -b:a 64k", 0.05),
    ("call44.mp3", 44100, 2, "-c:a libmp3lame -b:a 96k", 0.05),
    ("call.m4a", 16000, 2, "-c:a aac -b:a 64k", 0.05),
    ("call8.m4a", 8000, 2, "-c:a aac -b:a 48k", 0.05),
    ("call.aac", 44100, 2, "-c:a aac -b:a 96k", 0.07),
    ("vorbis.ogg", 16000, 2, "-c:a libvorbis", 0.05),
    ("call.opus", 16000, 2, "-c:a libopus -b:a 48k", 0.05),
    ("call.webm", 16000, 2, "-c:a libopus -b:a 48k", 0.05),
    ("call.mka", 16000, 2, "-c:a flac", 0.05),
    ("call.mkv", 16000, 2, "-c:a libvorbis", 0.05),
    ("call.wma", 16000, 2, "-c:a wmav2 -b:a 64k", 0.07),
    ("call.gsm", 8000, 1, "-c:a libgsm", 0.05),
    ("call.g722", 16000, 1, "-c:a g722", 0.05),
    ("call.avi", 16000, 2, "-c:a pcm_s16le", 0.05),
    ("call.ac3", 44100, 2, "-c:a ac3 -b:a 192k", 0.07),
]


def strongest_hz(samples, rate_hz):
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(spectrum.argmax() * rate_hz / len(samples))


def onset_s(samples, rate_hz):
    return float(np.flatnonzero(np.abs(samples) > 0.1)[0] / rate_hz)


@pytest.fixture(scope="session")
def encoded(tmp_path_factory, sources, program):
    """One file a format, all of the same sound."""
    folder = tmp_path_factory.mktemp("formats")
    for name, rate_hz, channels, arguments, _ in FFMPEG:
        program("ffmpeg", "-v", "error", "-y", "-i", sources[rate_hz, channels], *arguments.split(), folder / name)
    return folder


@pytest.fixture(scope="session")
def encoded_by_sox(tmp_path_factory, sources, program):
    """The formats that FFmpeg in Debian does not write."""
    folder = tmp_path_factory.mktemp("sox")
    program("sox", sources[8000, 1], folder / "call.amr-nb")
    (folder / "call.amr-nb").rename(folder / "call.amr")
    program("sox", sources[8000, 1], folder / "call.vox")
    program("sox", sources[8000, 2], "-e", "mu-law", "-t", "raw", folder / "mulaw.raw")
    program("sox", sources[8000, 2], "-e", "a-law", "-t", "raw", folder / "alaw.raw")
    program("sox", sources[8000, 2], "-t", "raw", folder / "pcm.raw")
    program("sox", sources[8000, 1], "-t", "gsm", folder / "gsm.raw")
    return folder


def check_sound(path, channels, tolerance_s, raw=None):
    recording, audio = survey(str(path), head_s=60, raw=raw)
    assert recording.channels == channels == audio.channels
    assert abs(recording.decoded_s - 6) <= tolerance_s
    assert recording.decode_errors == 0
    assert not recording.damaged
    assert not recording.channels_equal
    for channel, hz in zip(audio.samples, (440, 700), strict=False):
        assert strongest_hz(channel[2 * audio.rate_hz : 5 * audio.rate_hz], audio.rate_hz) == pytest.approx(hz, abs=2)
        assert onset_s(channel, audio.rate_hz) == pytest.approx(1, abs=0.05)
    assert len(recording.envelope) == channels
    assert 100 <= len(recording.envelope[0]) <= 2000
    assert len(recording.envelope[0]) * recording.envelope_step_s == pytest.approx(recording.decoded_s, abs=0.05)
    return recording


@pytest.mark.parametrize("name, _rate_hz, channels, _arguments, tolerance_s", FFMPEG, ids=[row[0] for row in FFMPEG])
def test_format_keeps_channels_length_and_place(encoded, name, _rate_hz, channels, _arguments, tolerance_s):
    check_sound(encoded / name, channels, tolerance_s)


def test_amr_narrow_band(encoded_by_sox):
    assert check_sound(encoded_by_sox / "call.amr", 1, 0.05).codec == "amr_nb"


@pytest.mark.parametrize(
    "name, raw",
    [
        ("call.vox", RawFormat("vox", 8000, 1)),
        ("mulaw.raw", RawFormat("mulaw", 8000, 2)),
        ("alaw.raw", RawFormat("alaw", 8000, 2)),
        ("pcm.raw", RawFormat("pcm16", 8000, 2)),
        ("gsm.raw", RawFormat("gsm", 8000, 1)),
    ],
)
def test_headerless_by_explicit_option(encoded_by_sox, name, raw):
    check_sound(encoded_by_sox / name, raw.channels, 0.05, raw=raw)


@pytest.mark.parametrize("name", ["call.vox", "mulaw.raw"])
def test_headerless_without_option_names_it(encoded_by_sox, name):
    with pytest.raises(AudioError, match="--raw vox:8000:1"):
        survey(str(encoded_by_sox / name), head_s=1)


@pytest.fixture(scope="session")
def video(tmp_path_factory, sources, program):
    """MP4 with pictures and the call's sound, the same without sound, and Matroska with two sound tracks."""
    folder = tmp_path_factory.mktemp("video")
    picture = ("-f", "lavfi", "-i", "color=c=black:s=64x64:r=5:d=6")
    quiet = ("ffmpeg", "-v", "error", "-y")
    program(*quiet, *picture, "-i", sources[16000, 2], "-c:v", "mpeg4", "-c:a", "aac", folder / "call.mp4")
    program(*quiet, *picture, "-c:v", "mpeg4", folder / "mute.mp4")
    two = ("-i", sources[16000, 2], "-i", sources[16000, 1], "-map", "0", "-map", "1", "-c:a", "flac")
    program(*quiet, *two, folder / "two.mka")
    return folder


def test_video_with_sound_opens(video):
    check_sound(video / "call.mp4", 2, 0.05)


def test_video_without_sound_is_refused(video):
    with pytest.raises(AudioError, match="pictures but no sound"):
        survey(str(video / "mute.mp4"), head_s=1)


def test_first_of_two_sound_tracks_is_taken(video):
    check_sound(video / "two.mka", 2, 0.05)


@pytest.mark.parametrize("name", ["pcm16.wav", "call.flac", "call.mp3", "call.opus", "call.m4a", "call.webm"])
def test_slice_is_the_same_as_the_whole(encoded, name):
    whole = read(str(encoded / name))
    part = read(str(encoded / name), start_s=2.25, end_s=4.5)
    assert part.start_s == pytest.approx(2.25, abs=1e-4)
    first = round(part.start_s * whole.rate_hz)
    assert np.array_equal(part.samples, whole.samples[:, first : first + part.samples.shape[1]])
    assert part.duration_s == pytest.approx(2.25, abs=1e-3)


def test_slice_beyond_the_end_is_refused(encoded):
    with pytest.raises(AudioError, match="holds nothing from"):
        read(str(encoded / "pcm16.wav"), start_s=7, end_s=8)


FLIPPED = [
    "call.mp3",
    "call.opus",
    "vorbis.ogg",
    "call.flac",
    "call.m4a",
    "call.webm",
    "call.wma",
    "gsm.wav",
    "call.g722",
]


@pytest.mark.parametrize("name", FLIPPED)
@pytest.mark.parametrize("seed", range(4))
def test_flipped_bits_lose_little_and_are_counted(encoded, tmp_path, name, seed):
    data = bytearray((encoded / name).read_bytes())
    chance = random.Random(f"{name} {seed}")
    in_ogg = name in ("call.opus", "vorbis.ogg")  # a page is a second, and one wrong bit costs the page
    for _ in range(2 if in_ogg else 8):
        data[chance.randrange(4096 if len(data) > 12_000 else 200, len(data))] ^= 1 << chance.randrange(8)
    path = tmp_path / name
    path.write_bytes(data)
    try:
        recording, audio = survey(str(path), head_s=60)
    except AudioError:
        assert name == "call.m4a"  # its index stands at the end and may be hit
        return
    assert np.isfinite(audio.samples).all()
    sound = np.count_nonzero(np.abs(audio.samples[0]).reshape(-1)) / audio.rate_hz
    assert recording.damaged or sound > 4.5
    assert recording.decoded_s > (3 if in_ogg else 5)


@pytest.mark.parametrize(
    "name", ["call.mp3", "call.opus", "call.flac", "pcm16.wav", "call.au", "call.webm", "call.amr"]
)
def test_truncated_file_gives_what_there_is(encoded, encoded_by_sox, tmp_path, name):
    whole = ((encoded_by_sox if name.endswith("amr") else encoded) / name).read_bytes()
    path = tmp_path / name
    path.write_bytes(whole[: len(whole) * 6 // 10])
    recording, _ = survey(str(path), head_s=1)
    assert 2 < recording.decoded_s < 5
    if name not in ("call.opus", "call.amr"):  # these say their length nowhere but at their end
        assert recording.damaged
        assert recording.lost_s > 1


def test_recorder_that_died_claims_nothing(encoded, tmp_path):
    data = bytearray((encoded / "pcm16.wav").read_bytes())
    at = data.index(b"data") + 4
    for size in (0, 0xFFFFFFFF):
        data[at : at + 4] = size.to_bytes(4, "little")
        data[4:8] = size.to_bytes(4, "little")
        path = tmp_path / f"{size}.wav"
        path.write_bytes(data)
        recording, _ = survey(str(path), head_s=1)
        assert recording.declared_s is None
        assert recording.decoded_s == pytest.approx(6, abs=0.01)
        assert not recording.damaged
