"""One time axis as SVG: sound, words by role, marks, pitch, level and voicing above one another.

Every function returns markup in which all text is escaped. Coordinates are CSS pixels of a drawing
`WIDTH` wide; colours and patterns are classes of `templates/report.css`.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from voicecheck.reports.curves import voice_lanes
from voicecheck.reports.drawing import LOW_CONFIDENCE, WIDTH, Lane, Mark, Scale, anchored, label_px, packed
from voicecheck.reports.numbers import plain
from voicecheck.reports.strings import Strings
from voicecheck.types import CallEvidence, Interval, Role, Turn, Word

OPENING_AFTER_S = 20.0
LEAD_S = 2.0
LONGEST_OPENING_S = 45.0
MOST_WORDS = 2500
WORD_ROWS = 4
READABLE_SHARE = 0.8
"""Words are written out where at least so many of them have room; else they are bars, and the pointer names them."""
QUIETEST_PEAK = 10
"""Percent of full scale; a recording that never gets louder is not drawn larger than one that just does."""
GAP = 8
"""Pixels between two strips."""


def opening(evidence: CallEvidence) -> Interval:
    """The stretch to show first: from the rings, or shortly before the agent's first word, to 20 s after it."""
    whole_s = evidence.recording.decoded_s
    words = evidence.transcript.words(Role.AGENT)
    spoken = words[0].start_s if words else (evidence.agent_speech[0].start_s if evidence.agent_speech else 0.0)
    end_s = min(whole_s, spoken + OPENING_AFTER_S)
    rings = evidence.rings.intervals if evidence.rings else ()
    starts = [ring.start_s for ring in rings if ring.start_s < spoken and end_s - ring.start_s <= LONGEST_OPENING_S]
    start_s = min([*starts, spoken]) - LEAD_S
    return Interval(min(max(0.0, start_s), end_s), end_s)


def views(evidence: CallEvidence) -> tuple[tuple[str, Interval], ...]:
    """The stretches to draw, by the key of their name: the opening where it is shorter, and the whole call."""
    whole = Interval(0.0, max(evidence.recording.decoded_s, 0.01))
    first = opening(evidence)
    if first.length_s > 0.9 * whole.length_s or first.length_s <= 0:
        return (("whole", whole),)
    return (("opening", first), ("whole", whole))


def lanes(evidence: CallEvidence, marks: Sequence[Mark], view: Interval, strings: Strings) -> list[Lane]:
    """All strips of one view, top to bottom; what was not measured has no strip."""
    scale = Scale(view)
    drawn = [time_lane(scale, strings), marks_lane(scale, marks, strings)]
    drawn += sound_lanes(scale, evidence, strings)
    drawn += [words_lane(scale, evidence.transcript.turns, role, strings) for role in Role]
    if evidence.voice.series is not None:
        drawn += voice_lanes(scale, evidence.voice.series, strings)
    return [lane for lane in drawn if lane is not None]


def overview(evidence: CallEvidence) -> Markup:
    """The whole call's sound as one small path, all channels together, 36 high."""
    recording = evidence.recording
    loudest = [max(levels) for levels in zip(*recording.envelope, strict=False)]
    scale = Scale(Interval(0.0, max(recording.decoded_s, 0.01)))
    return Markup('<path class="wave both" d="{}"/>').format(
        _wave(scale, loudest, recording.envelope_step_s, 32 * _gain(recording.envelope), middle=18)
    )


def time_lane(scale: Scale, strings: Strings) -> Lane:
    """The ruler, a tick every 1, 2, 5, 10 ... seconds."""
    step_s = _step(scale.view.length_s / 14)
    at_s = step_s * -(-scale.view.start_s // step_s)
    ticks = []
    while at_s <= scale.view.end_s + 1e-9:
        x = scale.x(at_s)
        anchor = "start" if x < 8 else "end" if x > WIDTH - 14 else "middle"
        text = plain(at_s).replace(".", strings.point)
        ticks.append(
            Markup(
                '<path class="tick" d="M{} 18v6"/><text class="num" x="{}" y="13" text-anchor="{}">{}</text>'
            ).format(x, x, anchor, text)
        )
        at_s += step_s
    return Lane(strings["lane.time"], "", 24, Markup("").join(ticks), unit=strings.unit("s"))


def marks_lane(scale: Scale, marks: Sequence[Mark], strings: Strings) -> Lane | None:
    """Rings and slots as labelled bars, in rows; where a label has no room, the bar alone."""
    seen = [mark for mark in marks if scale.shows(mark.start_s, mark.end_s)]
    if not seen:
        return None
    rows = packed([_mark_room(scale, mark) for mark in seen], 4)
    body = Markup("").join(_mark(scale, mark, row, strings) for mark, row in zip(seen, rows, strict=True))
    deepest = max((row for row in rows if row is not None), default=0)
    return Lane(strings["lane.marks"], "", 24 * (deepest + 1) + 4, body)


def _mark_room(scale: Scale, mark: Mark) -> tuple[float, float]:
    """Where a mark and its label begin, and the room they need."""
    x, room = scale.x(mark.start_s), label_px(mark.label, scale.width(mark.start_s, mark.end_s))
    return (x, room) if x + room <= WIDTH else (max(0.0, WIDTH - room), min(room, WIDTH))


def _mark(scale: Scale, mark: Mark, row: int | None, strings: Strings) -> Markup:
    x, y = scale.x(mark.start_s), 24 * (row or 0) + 2
    label = Markup("")
    if row is not None:
        tx, anchor = anchored(x, mark.label)
        label = Markup('<text x="{}" y="{}" text-anchor="{}">{}</text>').format(tx, y + 18, anchor, mark.label)
    start, end = plain(mark.start_s), plain(mark.end_s)
    told = f"{mark.label} {strings.span_s(mark.start_s, mark.end_s)}"
    return Markup(
        '<g class="mark {}" data-s="{}" data-e="{}"><title>{}</title>'
        '<rect x="{}" y="{}" width="{}" height="6" rx="2"/>{}</g>'
    ).format(mark.kind, start, end, told, x, y, scale.width(mark.start_s, mark.end_s), label)


def sound_lanes(scale: Scale, evidence: CallEvidence, strings: Strings) -> list[Lane]:
    """The peak level of each channel, mirrored; all are enlarged alike until the loudest fills its strip."""
    recording, agent_channel = evidence.recording, evidence.transcript.agent_channel
    gain, drawn = _gain(recording.envelope), []
    for channel, levels in enumerate(recording.envelope):
        role = None if agent_channel is None or recording.channels < 2 else _role_of(channel, agent_channel)
        name = strings[f"role.{role.value}"] if role else strings["lane.sound"]
        about = f"{strings['lane.channel']} {channel + 1}" if recording.channels > 1 else ""
        shape = _wave(scale, levels, recording.envelope_step_s, 52 * gain)
        kind = role.value if role else "both"
        drawn.append(Lane(name, about, 56, Markup('<path class="wave {}" d="{}"/>').format(kind, shape)))
    return drawn


def _role_of(channel: int, agent_channel: int) -> Role:
    return Role.AGENT if channel == agent_channel else Role.CUSTOMER


def _gain(envelope: Sequence[Sequence[int]]) -> float:
    """How much a quiet recording is enlarged; silence is not blown up."""
    loudest = max((max(levels, default=0) for levels in envelope), default=0)
    return 100 / max(loudest, QUIETEST_PEAK)


def _wave(scale: Scale, levels: Sequence[int], step_s: float, height: float, *, middle: float = 28) -> str:
    """The outline of the levels, the loudest of the steps that share a pixel column."""
    columns: dict[int, int] = {}
    first, last = (int(edge_s / step_s) if step_s else 0 for edge_s in (scale.view.start_s, scale.view.end_s))
    for index in range(max(0, first - 2), min(len(levels), last + 3)):
        if scale.shows(index * step_s, (index + 1) * step_s):
            column = int(scale.x(index * step_s) // 2) * 2
            if (level := levels[index]) > columns.setdefault(column, 0):
                columns[column] = level
    above = [f"{x} {middle - max(0.6, level / 100 * height / 2):.1f}" for x, level in columns.items()]
    below = [f"{x} {middle + max(0.6, level / 100 * height / 2):.1f}" for x, level in reversed(columns.items())]
    return f"M{' L'.join([*above, *below])}Z" if above else ""


def words_lane(scale: Scale, turns: Sequence[Turn], role: Role, strings: Strings) -> Lane | None:
    """One role's turns as bands, its words as bars with the text under them where there is room."""
    mine = [turn for turn in turns if turn.role is role and scale.shows(turn.start_s, turn.end_s)]
    if not mine:
        return None
    words = [word for turn in mine for word in turn.words if scale.shows(word.start_s, word.end_s)][:MOST_WORDS]
    rows = packed([(scale.x(word.start_s), label_px(word.text, 0)) for word in words], WORD_ROWS)
    readable = sum(row is not None for row in rows) >= READABLE_SHARE * len(rows)
    height = 16 + 15 * WORD_ROWS + 4 if readable and words else 28
    bands = [
        Markup('<rect class="turn {}" x="{}" y="1" width="{}" height="{}" rx="4"/>').format(
            role.value, scale.x(turn.start_s), scale.width(turn.start_s, turn.end_s), height - 2
        )
        for turn in mine
    ]
    bars = [_word(scale, word, row if readable else None, strings) for word, row in zip(words, rows, strict=True)]
    return Lane(strings[f"role.{role.value}"], strings["lane.words"], height, Markup("").join([*bands, *bars]))


def _word(scale: Scale, word: Word, row: int | None, strings: Strings) -> Markup:
    x = scale.x(word.start_s)
    bar = Markup('<rect x="{}" y="5" width="{}" height="6" rx="2"/>').format(x, scale.width(word.start_s, word.end_s))
    text = Markup("")
    if row is not None:
        stem = Markup('<path d="M{} 11V{}"/>').format(x + 0.5, 24 + 15 * row)
        text = stem + Markup('<text x="{}" y="{}">{}</text>').format(x + 3, 26 + 15 * row, word.text)
    low = Markup(" low") if word.confidence < LOW_CONFIDENCE else ""
    return Markup('<g class="word{}" data-s="{}" data-e="{}"><title>{} {}</title>{}{}</g>').format(
        low, plain(word.start_s), plain(word.end_s), word.text, strings.span_s(word.start_s), bar, text
    )


def _step(least_s: float) -> float:
    """The next of 1, 2, 5, 10, 20, 50 ... seconds that is not below `least_s`."""
    step_s = 1.0
    for factor in (2, 2.5, 2) * 6:
        if step_s >= least_s:
            break
        step_s *= factor
    return step_s
