"""Promises 3, 12, 13, 15: what is no recording gets one clear line; nothing blocks, nothing is fetched."""

import os
import socket
import struct
import threading
import wave

import numpy as np
import pytest

from voicecheck.audio.decode import Limits, RawFormat, parse_raw, read, survey
from voicecheck.audio.place import shown
from voicecheck.errors import AudioError, ConfigError


def refused(path, match, **options):
    with pytest.raises(AudioError, match=match) as caught:
        survey(os.fspath(path), head_s=1, **options)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def noise(channels, n, seed=1):
    return np.random.default_rng(seed).uniform(-0.5, 0.5, (channels, n))


def header(*, rate_hz=8000, channels=1, bits=16, size=32_000, kind=1):
    block = channels * bits // 8
    fmt = struct.pack("<HHIIHH", kind, channels, rate_hz, rate_hz * block % 2**32, block, bits)
    return (
        b"RIFF"
        + struct.pack("<I", 36 + size)
        + b"WAVEfmt "
        + struct.pack("<I", 16)
        + fmt
        + b"data"
        + struct.pack("<I", size)
    )


@pytest.mark.parametrize(
    "name, content, match",
    [
        ("empty.wav", b"", "empty"),
        ("header.wav", header(size=0), "no sound|not a recording"),
        ("text.wav", b"good morning\n" * 500, "not a recording"),
        ("text.mp3", b"good morning\n" * 500, "no sound|not a recording"),
        ("riff.wav", b"RIFF", "not a recording"),
        ("zeros.wav", bytes(50_000), "not a recording"),
        ("zeros.mp3", bytes(50_000), "no sound|not a recording"),
        ("page.html", b"<html><body>hello</body></html>" * 100, "not a recording"),
        ("call.zip", b"PK\x03\x04" + bytes(2000), "not a recording"),
        ("rate1.wav", header(rate_hz=1) + bytes(32_000), "rate of 1 Hz"),
        ("rate.wav", header(rate_hz=4_000_000) + bytes(32_000), "rate of 4000000 Hz"),
        ("many.wav", header(channels=64, size=51_200) + bytes(51_200), "64 channels"),
    ],
)
def test_what_is_no_recording_is_refused_in_one_line(tmp_path, name, content, match):
    path = tmp_path / name
    path.write_bytes(content)
    assert name in refused(path, match)


def test_missing_folder_pipe_and_socket_are_refused_without_blocking(tmp_path):
    refused(tmp_path / "gone.wav", "no such file")
    refused(tmp_path, "is a folder")
    os.mkfifo(tmp_path / "pipe.wav")
    refused(tmp_path / "pipe.wav", "named pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s.wav"))
        refused(tmp_path / "s.wav", "socket")
    refused("/dev/null", "is a device")
    (tmp_path / "loop.wav").symlink_to(tmp_path / "loop.wav")
    refused(tmp_path / "loop.wav", "cannot be opened")
    refused("a\0b.wav", "cannot be opened")


HARD_NAMES = [
    "http:x.wav",
    "-x.wav",
    "a\nb.wav",
    "file:x.wav",
    "caf\udce9.wav",
    "%d.wav",
    "x" * 251 + ".wav",
    "pipe:0.wav",
]


@pytest.mark.parametrize("name", HARD_NAMES, ids=range(len(HARD_NAMES)))
def test_hard_names_open(tmp_path, monkeypatch, save_wav, name):
    monkeypatch.chdir(tmp_path)
    made = save_wav(tmp_path / "plain.wav", noise(1, 8000), 8000)
    made.rename(tmp_path / name)
    recording, _ = survey(name, head_s=1)
    assert recording.decoded_s == 1


def test_symlink_to_a_recording_opens(tmp_path, save_wav):
    (tmp_path / "link.wav").symlink_to(save_wav(tmp_path / "call.wav", noise(1, 8000), 8000))
    assert survey(str(tmp_path / "link.wav"), head_s=1)[0].decoded_s == 1


@pytest.mark.parametrize("suffix", [".m3u8", ".wav", ".mp3", ".pls", ".sdp", ".txt", ".concat", ".xspf", ".asx"])
def test_playlists_open_nothing(tmp_path, save_wav, suffix):
    local = save_wav(tmp_path / "local.wav", noise(1, 16_000), 8000)
    hits = []
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.settimeout(30)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/x.wav"
        watcher = threading.Thread(target=_count, args=(server, hits))
        watcher.start()
        lists = (
            "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{}\n#EXT-X-ENDLIST\n",
            "ffconcat version 1.0\nfile '{}'\n",
            "[playlist]\nFile1={}\nNumberOfEntries=1\n",
            '<asx version="3.0"><entry><ref href="{}"/></entry></asx>',
        )
        for text in lists:
            for target in (url, str(local), f"file:{local}"):
                path = tmp_path / f"list{suffix}"
                path.write_text(text.format(target))
                refused(path, "not a recording|no sound")
        with socket.create_connection(server.getsockname()) as last:
            last.sendall(b"end")
        watcher.join()
    assert hits == []


def _count(server, hits):
    """Notes everything that arrives until the test itself says the end."""
    while True:
        connection, _ = server.accept()
        with connection:
            got = connection.recv(1000)
            if got == b"end":
                return
            hits.append(got)


def test_absurd_samples_are_silenced_and_counted(tmp_path):
    sound = noise(1, 16_000).astype("<f4")
    sound[0, [10, 20, 30, 40]] = [np.nan, np.inf, -np.inf, 1e30]
    sound[0, 50] = 1.5
    path = tmp_path / "float.wav"
    path.write_bytes(header(bits=32, size=sound.nbytes, kind=3) + sound.tobytes())
    recording, audio = survey(str(path), head_s=10)
    assert recording.repaired_samples == 4
    assert (audio.samples[0, [10, 20, 30, 40]] == 0).all()
    assert np.abs(audio.samples).max() == 1


def test_facts_of_channels(tmp_path, save_wav):
    one = noise(1, 24_000)
    cases = {
        "same": (np.concatenate([one, 0.25 * one]), True),
        "turned": (np.concatenate([one, -one]), True),
        "silent": (np.concatenate([one, 0 * one]), False),
        "other": (np.concatenate([one, noise(1, 24_000, seed=2)]), False),
        "crosstalk": (np.concatenate([one, noise(1, 24_000, seed=2) + 0.3 * one]), False),
        "mono": (one, False),
    }
    for name, (samples, expected) in cases.items():
        path = save_wav(tmp_path / f"{name}.wav", samples, 8000)
        assert survey(str(path), head_s=1)[0].channels_equal is expected, name


def test_clipping_and_envelope(tmp_path, save_wav):
    sound = np.zeros((2, 80_000))
    sound[0, 40_000:42_000] = 1.0
    sound[1, 20_000:24_000] = 0.5
    recording, audio = survey(str(save_wav(tmp_path / "call.wav", sound, 8000)), head_s=2)
    assert recording.clipping_pct == (2.5, 0.0)
    assert audio.samples.shape == (2, 16_000)
    steps = [round(at_s / recording.envelope_step_s) for at_s in (2.75, 5.1)]
    assert [recording.envelope[0][step] for step in steps] == [0, 100]
    assert [recording.envelope[1][step] for step in steps] == [50, 0]


@pytest.mark.parametrize("seconds", [0.004, 0.5, 19.99, 20.0, 20.01, 40.005, 333.3])
def test_envelope_is_bounded_and_spans_the_recording(tmp_path, save_wav, seconds):
    sound = np.zeros((1, round(seconds * 8000)))
    sound[0, -1] = 1
    recording, _ = survey(str(save_wav(tmp_path / "call.wav", sound, 8000)), head_s=0)
    steps = len(recording.envelope[0])
    assert 1 <= steps <= 2000
    assert (steps - 1) * recording.envelope_step_s < seconds + 1e-6 <= steps * recording.envelope_step_s + 2e-6
    assert recording.envelope[0][-1] == 100


def test_too_long_is_refused_while_decoding(tmp_path, save_wav):
    path = save_wav(tmp_path / "long.wav", np.zeros((1, 8000 * 30)), 8000)
    refused(path, "longer than", limits=Limits(duration_s=20))


def test_over_four_gigabytes_sparse(tmp_path):
    """RF64 of 4.5 GB, nearly all of it a hole: the first and the declared seconds are right."""
    size = 4_500_000_000 // 32 * 32
    fmt = struct.pack("<HHIIHH", 1, 8, 192_000, 192_000 * 16, 16, 16)
    ds64 = struct.pack("<QQQI", size + 72, size, size // 16, 0)
    head = b"RF64\xff\xff\xff\xffWAVEds64" + struct.pack("<I", 28) + ds64
    head += b"fmt " + struct.pack("<I", 16) + fmt + b"data\xff\xff\xff\xff"
    path = tmp_path / "big.wav"
    with path.open("wb") as file:
        file.write(head + (noise(8, 192_000).T * 30_000).astype("<i2").tobytes())
        file.truncate(len(head) + size)
    audio = read(str(path), start_s=0.5, end_s=1.5)
    assert audio.channels == 8
    assert np.abs(audio.samples[:, : audio.rate_hz // 2 - 1]).max() > 0.4
    assert np.abs(audio.samples[:, audio.rate_hz // 2 :]).max() == 0
    refused(path, "longer than", limits=Limits(duration_s=2))


@pytest.mark.parametrize("kind, bits, hours", [(7, 8, 10)])
def test_long_recording_in_bounded_memory(tmp_path, kind, bits, hours):
    import resource

    size = hours * 3600 * 8000
    path = tmp_path / "long.wav"
    with path.open("wb") as file:
        file.write(header(kind=kind, bits=bits, size=size))
        file.truncate(44 + size)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    recording, _ = survey(str(path), head_s=180)
    assert recording.decoded_s == hours * 3600
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 * 1024


def test_raw_formats_are_parsed_or_explained():
    assert parse_raw("mulaw:8000:2") == RawFormat("mulaw", 8000, 2)
    assert parse_raw("vox:6000") == RawFormat("vox", 6000, 1)
    for text in ("", "vox", "vox:", "vox:0", "vox:8000:2", "mp3:8000:1", "vox:8000:1:1", "vox:a:1"):
        with pytest.raises(ConfigError, match="vox:8000:1"):
            parse_raw(text)


def test_paths_are_shown_on_one_line():
    assert shown("a\n\x1b[1mb\udce9.wav") == "a\\n\\x1b[1mb\\udce9.wav"


def test_mid_stream_silence_is_not_an_error(tmp_path):
    path = tmp_path / "call.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(80_000))
    recording, _ = survey(str(path), head_s=1)
    assert recording.decode_errors == 0
    assert not recording.damaged
