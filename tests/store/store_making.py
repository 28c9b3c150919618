"""Made calls and evidence; nothing here was measured."""

import hashlib
from datetime import datetime

from voicecheck.pipeline import judge
from voicecheck.store import work_key
from voicecheck.types import (
    CallEvidence,
    CallRef,
    Interval,
    Listening,
    Measurement,
    Recording,
    Rings,
    Role,
    RolesBy,
    Scope,
    Transcript,
    Turn,
    VoiceProfile,
    VoiceSeries,
    Word,
)

AGENT_SAYS = "good morning human resources department joan speaking how can i help you"


def made_call(number=0, **fields):
    known = {
        "path": f"/calls/{number:05}.wav",
        "call_id": f"call-{number:05}",
        "agent": "Joan",
        "started_at": datetime.fromisoformat("2026-03-14T09:26:53+01:00"),
    }
    return CallRef(**{**known, **fields})


def made_evidence(call, *, audio=None, says=AGENT_SAYS, movement=20.0):
    """Evidence of a short call; `audio` stands for the recording's hash, by default that of the call's id."""
    sha256 = audio or hashlib.sha256(call.call_id.encode("utf-8", "surrogatepass")).hexdigest()
    words, at_s = [], 8.0
    for text in says.split():
        words.append(Word(text, round(at_s, 3), round(at_s + 0.3, 3), 0.9))
        at_s += 0.35
    spoken = Interval(8.0, at_s)
    turn = Turn(Role.AGENT, 8.0, at_s, says, 0.9, tuple(words))
    features = {
        "f0_movement": Measurement(movement, "st/s", 20.0),
        "voiced_s": Measurement(20.0, "s", 20.0),
        "snr": Measurement(30.0, "dB", 20.0),
        "overlap_share": Measurement(None, "%", 0.0, "one channel"),
    }
    steps = tuple(0.1 * step for step in range(30))
    return CallEvidence(
        call=call,
        recording=Recording(
            sha256, "pcm_mulaw", 8000, 2, 30.0, 30.0, envelope=((1, 2, 3), (4, 5, 6)), envelope_step_s=10
        ),
        listening=Listening(Scope.OPENING, "en", "base", "ab" * 32, "int8", 20.0),
        transcript=Transcript((turn,), "en", 0.99, RolesBy.OPENING, 0.9, 0, (spoken,)),
        rings=Rings(2, (Interval(0, 2), Interval(4, 6)), 6.0, 8.0),
        voice=VoiceProfile(features, VoiceSeries(8.0, 1.0, steps, steps, (None,) * 30, steps), (spoken,)),
        speech=((spoken,), ()),
        agent_speech=(spoken,),
    )


def saved(store, shown, standard, call, **making):
    """A call heard, judged and stored: its report and its key of work."""
    evidence = made_evidence(call, **making)
    report = judge(evidence, standard)
    key = work_key(call, evidence.recording.sha256, evidence.listening, standard.hash)
    store.keep_standard(**shown)
    store.save(report, key, sha256=evidence.recording.sha256)
    return report, key
