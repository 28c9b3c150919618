"""Packets out of containers and frames out of packets; faults are counted and the next packet is tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicecheck.audio.container import FORMATS, declared_s
from voicecheck.audio.frames import Joiner
from voicecheck.audio.ogg import payload_bytes
from voicecheck.audio.place import shown
from voicecheck.errors import AudioError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av import AudioFrame, Packet
    from av.audio.codeccontext import AudioCodecContext
    from av.audio.stream import AudioStream
    from av.container import InputContainer

    from voicecheck.audio.limits import Limits, Tally
    from voicecheck.types import Samples

_BETTER_DECODERS = {"amr_nb": "libopencore_amrnb"}
"""FFmpeg's own AMR-NB decoder fails on silence suppression; the one of OpenCORE does not."""

_FULL_SCALE = {"pcm_mulaw": 32_124 / 32_768, "pcm_alaw": 32_256 / 32_768}
"""The largest value of G.711's two laws as 16-bit samples (ITU-T G.711, tables 1a and 2a)."""

_DEMUX_FAULTS = 64
"""After this many faults in a row without a packet the rest of the file is given up."""

_WAV_PACKET_BYTES = "65536"
"""FFmpeg cuts WAV into packets of 64 ms; larger ones decode a long call several times faster."""

_PADDING_SAMPLES = 4_096
"""More than the two AAC frames that may follow the end of the sound in MP4 (1,024 or 2,048 samples each)."""


def decoded(path: str, limits: Limits, tally: Tally) -> Iterator[Samples]:
    """The first audio stream of a file that FFmpeg can open: float32 pieces of shape (channels, n).

    Args:
        path: absolute path of a regular file.
        limits: rate and channels are held against them before and while decoding.
        tally: filled in.

    Raises:
        AudioError: where the file is no recording, has no sound, or breaks a limit.
    """
    with _opened(path) as container:
        stream = _sound(path, container, tally)
        check_format(path, stream.codec_context.sample_rate, stream.codec_context.channels, limits)
        tally.codec = stream.codec_context.codec.canonical_name
        tally.full_scale = full_scale(tally.codec)
        tally.declared_s = declared_s(path, container, stream)
        joiner = Joiner(tally, paused="matroska" in container.format.name)
        pieces = _joined(path, _frames(container, stream, tally), joiner, limits)
        if "mov" in container.format.name and tally.declared_s:
            pieces = _unpadded(pieces, tally)
        yield from pieces
        if container.format.name == "ogg":
            tally.decode_errors += _dropped(path, tally)


def _dropped(path: str, tally: Tally) -> int:
    """1 where pages of an Ogg file never reached the decoder, else 0 (header packets count as sound in some files)."""
    held = payload_bytes(path)
    return int(held is not None and tally.packet_bytes < held)


def full_scale(codec: str) -> float:
    """The largest sample that a codec can give: below 1.0 for G.711."""
    return _FULL_SCALE.get(codec, 1.0)


def check_format(path: str, rate_hz: int, channels: int, limits: Limits) -> None:
    """Nothing, or an error where rate or channels are outside what a recording of speech has."""
    if not limits.least_rate_hz <= rate_hz <= limits.greatest_rate_hz:
        raise AudioError(
            f"{shown(path)}: has a rate of {rate_hz} Hz, outside {limits.least_rate_hz} to"
            f" {limits.greatest_rate_hz} Hz; save the recording again"
        )
    if not 1 <= channels <= limits.channels:
        raise AudioError(
            f"{shown(path)}: has {channels} channels, 1 to {limits.channels} are read; save the call as mono or stereo"
        )


def _opened(path: str) -> InputContainer:
    """The file as an open container, by the listed formats alone."""
    import av

    options = {"format_whitelist": FORMATS, "protocol_whitelist": "file", "max_size": _WAV_PACKET_BYTES}
    try:
        container: InputContainer = av.open(path, mode="r", options=options, metadata_errors="replace")
    except (av.FFmpegError, OSError, ValueError) as error:
        raise AudioError(
            f"{shown(path)}: is not a recording that can be read, or its beginning is damaged;"
            " export it again as WAV, MP3, Opus or M4A"
        ) from error
    return container


def _sound(path: str, container: InputContainer, tally: Tally) -> AudioStream:
    """The container's first audio stream that has a decoder."""
    tally.sound_streams = len(container.streams.audio)
    for stream in container.streams.audio:
        if stream.codec_context is not None:
            stream.codec_context.thread_count = 1
            return stream
    what = "has pictures but no sound" if container.streams.video else "holds no sound that can be decoded"
    raise AudioError(f"{shown(path)}: {what}; export the call's sound as WAV, MP3, Opus or M4A")


def _decoder(stream: AudioStream) -> AudioCodecContext:
    """The stream's decoder, or a better one for its codec where this build of FFmpeg has it."""
    import av

    given: AudioCodecContext = stream.codec_context
    better = _BETTER_DECODERS.get(given.codec.canonical_name)
    if better is None or better not in av.codecs_available:
        return given
    context: AudioCodecContext = av.CodecContext.create(better, "r")
    context.sample_rate = given.sample_rate
    context.layout = "mono"
    return context


def _packets(container: InputContainer, stream: AudioStream, tally: Tally) -> Iterator[Packet]:
    """The stream's packets, the last one empty (it flushes the decoder); a fault between them is counted."""
    import av

    faults = 0
    while faults < _DEMUX_FAULTS:
        try:
            for packet in container.demux(stream):
                faults = 0
                yield packet
        except (av.FFmpegError, OSError):
            tally.decode_errors += 1
            faults += 1
        else:
            return


def _frames(container: InputContainer, stream: AudioStream, tally: Tally) -> Iterator[AudioFrame]:
    """The stream's frames in order; a packet that cannot be decoded is counted and left out."""
    import av

    decoder = _decoder(stream)
    for packet in _packets(container, stream, tally):
        tally.packet_bytes += packet.size
        try:
            for frame in decoder.decode(packet):
                if frame.is_corrupt:
                    tally.decode_errors += 1
                yield frame
        except (av.FFmpegError, OSError):
            tally.decode_errors += 1


def _joined(path: str, frames: Iterator[AudioFrame], joiner: Joiner, limits: Limits) -> Iterator[Samples]:
    """The frames as one signal; every frame is held against the limits, since a header may say otherwise."""
    for frame in frames:
        check_format(path, frame.sample_rate, frame.layout.nb_channels, limits)
        yield from joiner.add(frame)
    yield from joiner.rest()


def _unpadded(pieces: Iterator[Samples], tally: Tally) -> Iterator[Samples]:
    """The pieces without the codec's padding after the declared end; what is more than padding is sound and stays."""
    given = 0
    beyond: list[Samples] = []
    for piece in pieces:
        room = max(0, round((tally.declared_s or 0.0) * tally.rate_hz) - given)
        if beyond or room == 0:
            beyond.append(piece)
        else:
            given += min(room, piece.shape[1])
            yield piece[:, :room]
            beyond = [piece[:, room:]] if room < piece.shape[1] else []
    if sum(piece.shape[1] for piece in beyond) > _PADDING_SAMPLES:
        yield from beyond
