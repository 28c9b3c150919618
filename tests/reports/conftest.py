"""Made call reports: nothing here was measured; the numbers are invented to show every kind of row."""

import math
import struct
import wave
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from io import BytesIO

import pytest

from voicecheck.phrase import say
from voicecheck.types import (
    Agreement,
    CallEvidence,
    CallRef,
    CallReport,
    Failed,
    Finding,
    Interval,
    Level,
    Listening,
    ManualItem,
    Measurement,
    Outcome,
    Purpose,
    Recording,
    Rings,
    Role,
    RolesBy,
    Scope,
    SlotResult,
    SlotSpec,
    SlotStatus,
    StandardRef,
    Status,
    Transcript,
    Turn,
    Verdict,
    VoiceProfile,
    VoiceSeries,
    Word,
)

HOSTILE = "</script><script>document.title='canary'</script><img src=x onerror=\"document.title='canary'\">"

EN_TURNS = (
    (Role.AGENT, 8.2, "Good morning, human resources department, Joan speaking. How can I help you?"),
    (
        Role.CUSTOMER,
        14.1,
        "Hello Joan, my name is Peter Maddox. I'm calling about the form I sent in last week.",
    ),
    (Role.AGENT, 20.6, "Thank you, Mr. Maddox. One moment please, I am looking for your form."),
    (Role.AGENT, 27.9, "Here it is. The form is complete, and you will have the answer by Friday."),
    (Role.CUSTOMER, 34.2, "That's good to hear. Thank you very much, goodbye."),
    (Role.AGENT, 38.6, "You're welcome. Goodbye, Mr. Maddox."),
)
DEFECTIVE_TURNS = ((Role.AGENT, 8.2, "Good morning, how can I help you?"), *EN_TURNS[1:])
RU_TURNS = (
    (Role.AGENT, 8.2, "Доброе утро, отдел кадров, у телефона Джоан. Чем могу помочь?"),
    (Role.CUSTOMER, 14.1, "Здравствуйте, меня зовут Пётр Михайлович, я звоню по поводу отпуска."),
    (Role.AGENT, 20.6, "Спасибо, Пётр Михайлович. Одну минуту, я посмотрю ваше заявление."),
    (Role.CUSTOMER, 27.9, "Хорошо, большое спасибо. До свидания."),
)
HOSTILE_TURNS = ((Role.AGENT, 8.2, f"Good morning {HOSTILE} javascript:alert(1) & \"quoted\" 'text'"), *EN_TURNS[1:])

RANGES = {
    "f0_spread": (1.4, 4.3),
    "f0_movement": (12.0, 34.0),
    "level_spread": (4.0, 9.0),
    "articulation_rate": (3.4, 5.6),
    "pause_share": (5.0, 30.0),
}


def turn(role, start_s, text, *, per_word_s=0.36):
    """A turn whose words take their length in letters; every seventh word is half-heard."""
    words, at_s = [], start_s
    for index, piece in enumerate(text.split()):
        length_s = per_word_s * (0.45 + 0.11 * min(len(piece), 12))
        confidence = 0.41 if index % 7 == 6 else 0.93
        words.append(Word(piece, round(at_s, 3), round(at_s + length_s * 0.92, 3), confidence))
        at_s += length_s
    return Turn(role, start_s, words[-1].end_s, text, 0.9, tuple(words))


def envelope(turns, role, duration_s, step_s):
    """Peak levels that look like speech inside the role's turns."""
    mine = [each for each in turns if role is None or each.role is role]
    levels = []
    for index in range(int(duration_s / step_s)):
        at_s = index * step_s
        speaking = any(each.start_s <= at_s <= each.end_s for each in mine)
        shape = abs(math.sin(at_s * 9.1)) * abs(math.sin(at_s * 2.3 + 1)) + 0.2 * abs(math.sin(at_s * 41))
        levels.append(round(6 + 62 * shape) if speaking else 1)
    return tuple(levels)


def series(turns, duration_s):
    agent = [each for each in turns if each.role is Role.AGENT]
    at = [any(each.start_s - 0.5 <= second <= each.end_s for each in agent) for second in range(int(duration_s))]
    return VoiceSeries(
        start_s=0.5,
        step_s=1.0,
        pitch_st=tuple(2.1 * math.sin(i * 1.3) + 0.6 if here else None for i, here in enumerate(at)),
        movement_st_s=tuple(18 + 4 * math.sin(i) if here else None for i, here in enumerate(at)),
        level_db=tuple(-9 - 5 * abs(math.sin(i * 0.9)) if here else None for i, here in enumerate(at)),
        voiced=tuple(0.55 + 0.3 * math.sin(i * 0.7) if here else 0.0 for i, here in enumerate(at)),
    )


def features():
    return {
        "f0_median": Measurement(11.93, "st", 14.2),
        "f0_spread": Measurement(2.412, "st", 14.2),
        "f0_movement": Measurement(9.1, "st/s", 14.2),
        "level_spread": Measurement(6.31, "dB", 14.2),
        "alpha_ratio": Measurement(-11.04, "dB", 14.2),
        "articulation_rate": Measurement(4.72, "syl/s", 16.8),
        "pause_share": Measurement(18.0, "%", 16.8),
        "hnr": Measurement(None, "dB", 1.2, "1.2 s of steady voice, 3 s needed"),
    }


def evidence(call, spoken, *, language="en", channels=2, roles_by=RolesBy.OPENING, rings=True, **changes):
    turns = tuple(turn(*each) for each in spoken)
    duration_s, step_s = 44.0, 0.05
    roles = (Role.AGENT, Role.CUSTOMER) if channels == 2 else (None,)
    made = CallEvidence(
        call=call,
        recording=Recording(
            sha256="9f2c" * 16,
            codec="pcm_mulaw",
            rate_hz=8000,
            channels=channels,
            decoded_s=duration_s,
            declared_s=duration_s,
            clipping_pct=(0.0,) * channels,
            envelope=tuple(envelope(turns, role, duration_s, step_s) for role in roles),
            envelope_step_s=step_s,
        ),
        listening=Listening(Scope.CALL, language, "base", "d4e1" * 16, "int8", 20.0),
        transcript=Transcript(turns, language, 0.97, roles_by, 0.98, 0 if channels == 2 else None, (Interval(0, 44),)),
        rings=Rings(2, (Interval(0.6, 1.6), Interval(4.6, 5.6)), 5.6, 8.2) if rings else None,
        voice=VoiceProfile(features(), series(turns, duration_s), (Interval(8.2, 44),)),
    )
    return replace(made, **changes)


def agreement(language="en", **changes):
    return Agreement(
        language=language,
        slots=(SlotSpec("salutation", "salutation"), SlotSpec("department", "phrase", ("HR department",))),
        manual=(
            ManualItem("written.reply", "A written reply goes out within two working days.", "Service standard 6.2"),
            ManualItem("own.time", "The caller was given time to finish.", "Service standard 4.1"),
        ),
        tone_purpose=Purpose.REPORT,
        **changes,
    )


def call_ref(**changes):
    zone = timezone(timedelta(hours=2))
    made = CallRef(
        path="/calls/2025-06-02/0142.wav",
        call_id="0142",
        agent="Joan Barlow",
        department="Human resources",
        organisation="Acme",
        customer="Peter Maddox",
        started_at=datetime(2025, 6, 2, 9, 12, 4, tzinfo=zone),
        language="en",
    )
    return replace(made, **changes)


def slots(*, department=SlotStatus.SAID, name=SlotStatus.SAID):
    def said(status, heard, expected, start_s, end_s):
        if status is SlotStatus.SAID:
            return SlotResult(status, heard, expected, 1.0, start_s, end_s)
        note = "the gap was heard clearly" if status is SlotStatus.NOT_SAID else "a name was said here, half heard"
        heard_as = None if status is SlotStatus.NOT_SAID else "Jones"
        return SlotResult(status, heard_as, expected, None if heard_as is None else 0.72, start_s, end_s, note)

    return {
        "salutation": SlotResult(SlotStatus.SAID, "Good morning", "Good morning", 1.0, 8.2, 9.02),
        "department": said(department, "human resources department", "HR department", 9.02, 10.61),
        "agent": said(name, "Joan", "Joan Barlow", 10.61, 10.92),
        "offer": SlotResult(SlotStatus.SAID, "How can I help you", "an offer of help", 0.96, 11.3, 12.5),
    }


def other_verdicts():
    return (
        Verdict(
            "answer.rings",
            Status.PASS,
            "answered after 2 rings, 3 allowed",
            value=2,
            threshold=3,
            findings=(Finding("ringing heard", 0.6, 5.6),),
            decided_by="ring tones heard",
            source="Service standard 1.1",
        ),
        Verdict(
            "tone.pleasant",
            Status.FAIL,
            "pitch moves little: 9.1 st/s, usual are 12 to 34",
            value=9.1,
            threshold=12.0,
            findings=(Finding("least movement here", 21.0, 25.0, heard="9.1 st/s", expected="12 to 34 st/s"),),
            decided_by="reference ranges",
            unit="st/s",
            level=Level.WARNING,
            source="Service standard 3.4",
        ),
        Verdict("ending.farewell", Status.NOT_APPLICABLE, "switched off for transferred calls", level=Level.INFO),
    )


def greeting(status, message, *, findings=(), **slot_changes):
    return Verdict(
        "greeting.formula",
        status,
        message,
        value=4.3,
        threshold=15.0,
        score=100 if status is Status.PASS else 62,
        findings=findings,
        slots=slots(**slot_changes),
        decided_by="plain recognition",
        unit="s",
        source="Service standard 2.1",
    )


def good():
    call = call_ref()
    verdict = greeting(Status.PASS, "all slots said", findings=(Finding("the greeting", 8.2, 12.5),))
    return CallReport(
        call,
        StandardRef("hr-en", "77ab03c9e1" * 6 + "0000"),
        Outcome.PASS,
        (verdict, *other_verdicts()),
        evidence(call, EN_TURNS),
        agreement(),
        RANGES,
        run={"finished_at": "2025-06-03T01:12:00+00:00", "cpu_s": 1.2},
    )


def defective():
    finding = Finding("no department said", 8.2, 12.5, "Good morning, how can I help you?", "HR department")
    second = Finding("no agent name said", 9.0, 9.6, None, "Joan Barlow")
    verdict = greeting(
        Status.FAIL,
        "no department and no agent name said",
        findings=(finding, second),
        department=SlotStatus.NOT_SAID,
        name=SlotStatus.NOT_SAID,
    )
    base = good()
    call = call_ref(call_id="0143", path="/calls/2025-06-02/0143.wav")
    made = evidence(call, DEFECTIVE_TURNS)
    return replace(base, call=call, outcome=Outcome.FAIL, verdicts=(verdict, *other_verdicts()), evidence=made)


def mono():
    call = call_ref(call_id="0144", path="/calls/2025-06-02/0144.mp3", started_at=None, customer=None)
    finding = Finding("a name was said here", 10.61, 10.92, "Jones", "Joan Barlow")
    verdict = greeting(
        Status.REVIEW, "a name was said, heard as Jones", findings=(finding,), name=SlotStatus.CANNOT_TELL
    )
    too_little = Verdict(
        "tone.pleasant", Status.UNDECIDED, "2.1 s of voiced speech, 8 needed", value=2.1, threshold=8.0
    )
    made = evidence(call, EN_TURNS, channels=1, roles_by=RolesBy.ASSUMED, rings=False, clipped_start=True)
    damaged = replace(made.recording, declared_s=61.5, decode_errors=3, repaired_samples=12)
    return replace(
        good(),
        call=call,
        outcome=Outcome.REVIEW,
        verdicts=(verdict, too_little),
        evidence=replace(made, recording=damaged),
    )


def russian():
    call = call_ref(call_id="0145", path="/записи/0145.wav", agent="Джоан", department="Отдел кадров", language="ru")
    complete = say("greeting.complete", "greeting complete {took_s:.1f} s after the first word", took_s=4.3)
    heard = SlotResult(SlotStatus.SAID, "отдел кадров", "отдел кадров", 1.0, 9.02, 10.2)
    verdict = replace(
        greeting(Status.PASS, complete, findings=(Finding(complete, 8.2, 12.5),)),
        decided_by=say("decided.words", "plain recognition"),
        slots={
            "salutation": SlotResult(SlotStatus.SAID, "Доброе утро", "Доброе утро", 1.0, 8.2, 9.0),
            "department": heard,
            "agent": SlotResult(SlotStatus.SAID, "Джоан", "Джоан", 1.0, 10.6, 11.0),
        },
    )
    base = good()
    made = evidence(call, RU_TURNS, language="ru")
    return replace(
        base,
        call=call,
        standard=StandardRef("hr-ru", base.standard.hash),
        verdicts=(verdict, *other_verdicts()),
        evidence=made,
        agreement=agreement("ru"),
    )


def fault():
    call = call_ref(call_id="0146", path="/calls/2025-06-02/0146.wav")
    failed = Failed("0146", "decode", "AudioError", "0146.wav: holds no sound (0 bytes); copy the recording again")
    return CallReport(call, StandardRef("hr-en", "77ab" * 16), Outcome.FAULT, faults=(failed,), agreement=agreement())


def hostile():
    call = call_ref(
        call_id=f"x{HOSTILE}",
        path=f"/calls/{HOSTILE}\n\x1b[31m\udcff.wav",
        agent=f"=cmd|' /C calc'!A0 {HOSTILE}",
        department="@SUM(1+1)*cmd",
        organisation="-2+3",
        customer="javascript:alert(document.domain)",
    )
    finding = Finding(HOSTILE, 8.2, 9.0, f"+{HOSTILE}", f"\t{HOSTILE}")
    slot = SlotResult(SlotStatus.NOT_SAID, HOSTILE, HOSTILE, 0.1, 8.2, 9.0, HOSTILE)
    verdict = Verdict(
        'greeting.formula"><script>document.title="canary"</script>',
        Status.FAIL,
        f"={HOSTILE}",
        value=math.nan,
        threshold=math.inf,
        findings=(finding,),
        slots={HOSTILE: slot},
        decided_by=HOSTILE,
        source="javascript:document.title='canary'",
    )
    base = good()
    item = ManualItem(HOSTILE, HOSTILE, HOSTILE)
    odd = Measurement(None, HOSTILE, 1.0, HOSTILE)
    made = evidence(call, HOSTILE_TURNS)
    made = replace(made, voice=replace(made.voice, features={HOSTILE: odd, **features()}))
    return replace(
        base,
        call=call,
        outcome=Outcome.FAIL,
        standard=StandardRef(HOSTILE, HOSTILE),
        verdicts=(verdict,),
        evidence=made,
        agreement=replace(agreement("en"), manual=(item,)),
        faults=(Failed(HOSTILE, HOSTILE, HOSTILE, HOSTILE),),
    )


def wav_bytes(duration_s=44.0, rate_hz=8000):
    """A stereo WAV file: a quiet 220 Hz tone on the left, 330 Hz on the right."""
    count = int(duration_s * rate_hz)
    frames = bytearray()
    for index in range(count):
        at = 2 * math.pi * index / rate_hz
        frames += struct.pack("<hh", int(3000 * math.sin(220 * at)), int(3000 * math.sin(330 * at)))
    sound = BytesIO()
    with wave.open(sound, "wb") as writer:
        writer.setnchannels(2)
        writer.setsampwidth(2)
        writer.setframerate(rate_hz)
        writer.writeframes(bytes(frames))
    return sound.getvalue()


MADE = {
    "good": good,
    "defective": defective,
    "mono": mono,
    "russian": russian,
    "fault": fault,
    "hostile": hostile,
}


@pytest.fixture
def made():
    """Every made report by name."""
    return {name: build() for name, build in MADE.items()}


@pytest.fixture(scope="session")
def sound():
    """A recording as long as the made calls."""
    return wav_bytes()


@pytest.fixture(scope="session")
def blip():
    """A second of sound, for tests that do not listen."""
    return wav_bytes(1.0)
