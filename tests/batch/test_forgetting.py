"""Forgetting touches what it lists and nothing else, whatever else lies about."""

import hashlib
import json
import random
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from voicecheck.batch.forgetting import carry_out, make_plan
from voicecheck.batch.outputs import Outputs, file_name
from voicecheck.standard import load_standard, show
from voicecheck.store import open_store
from voicecheck.store import tables as t
from voicecheck.store.forgetting import Request

sys.path.insert(0, str(Path(__file__).parents[1] / "store"))
from store_making import made_call, saved

NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def standard():
    return load_standard("hr-en")


@pytest.fixture
def shown(standard):
    return {"hash": standard.hash, "id": standard.id, "effective": show(standard), "agreement": standard.agreement}


@pytest.fixture
def store(tmp_path):
    with open_store(None, tmp_path / "home") as opened:
        yield opened


def state(root):
    """Every path below a folder with its content, links as they are."""
    return {
        path: str(path.readlink()) if path.is_symlink() else path.read_bytes() if path.is_file() else None
        for path in root.rglob("*")
    }


def a_night(store, shown, standard, folder, chance, *, count=12):
    """Calls of random age, agent and recording, written to a folder as a batch does; the calls."""
    outputs, rows, calls = Outputs(folder, sound=False), [], []
    (folder.parent / "sound").mkdir(parents=True, exist_ok=True)
    for number in range(count):
        path = folder.parent / "sound" / f"{number:03}.wav"
        path.write_bytes(f"sound {number}".encode())
        began = NOW - timedelta(days=chance.randrange(200))
        call = made_call(number, path=str(path), agent=chance.choice(["Joan", "Joana", "Mary"]), started_at=began,
                         customer=chance.choice([None, "Anna Schmidt", "Ann"]))  # fmt: skip
        report, key = saved(store, shown, standard, call, audio=hashlib.sha256(path.read_bytes()).hexdigest())
        outputs.write(report, file_name(key))
        rows.append((report, file_name(key)))
        calls.append(call)
    outputs.write_tables(rows)
    (folder / "summary.txt").write_text("summary")
    store.remember_place(str(folder), "night")
    return calls


def strew(root, chance):
    """Files and links that look like a batch's and are none of its."""
    names = [path.name for path in root.rglob("*.html")] + [
        "index.html",
        "summary.txt",
        ".voicecheck.lock",
        "notes.txt",
    ]
    for number in range(20):
        folder = root / chance.choice(["", "calls", "out", "out/calls", "out/more", "sound", "elsewhere/calls"])
        folder.mkdir(parents=True, exist_ok=True)
        name = chance.choice([chance.choice(names), f"{number}.html", chance.choice(names)[:19] + ".json"])
        if not (folder / name).exists():
            if chance.random() < 0.2:
                (folder / name).symlink_to(root / "sound" / "000.wav")
            else:
                (folder / name).write_text(f"mine {number}")


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("recordings", [False, True])
def test_what_is_not_listed_is_not_touched_and_what_is_listed_goes(store, shown, standard, tmp_path, seed, recordings):
    chance = random.Random(seed)
    root = tmp_path / "tree"
    calls = a_night(store, shown, standard, root / "out", chance)
    strew(root, chance)
    request = chance.choice([
        Request(agent="JOAN"), Request(customer="anna schmidt"), Request(calls=(calls[3].call_id, calls[5].path)),
        Request(before=NOW - timedelta(days=90)),
    ])  # fmt: skip
    before = state(root)
    plan = make_plan(store, request, recordings=recordings)
    assert state(root) == before, "a plan changes nothing"
    carry_out(plan, store, request, "test")
    after = state(root)
    gone = before.keys() - after.keys()
    changed = {path for path in before.keys() & after.keys() if before[path] != after[path]}
    assert gone == {*plan.files, *plan.recordings}
    assert changed <= set(plan.rewritten)
    assert after.keys() <= before.keys()
    assert bool(plan.recordings) == (recordings and bool(plan.doomed))
    kept = {one.call_id for one in store.graves.doomed(Request(before=datetime(2100, 1, 1, tzinfo=UTC)))}
    assert kept == {call.call_id for call in calls} - {one.call_id for one in plan.doomed}
    assert store.check() == []
    assert not store.graves.unscrubbed()


def meant(request, call, calls):
    """The request's own words, said a second way."""
    if request.before:
        return call.started_at < request.before
    if request.agent:
        return call.agent.lower() == request.agent.lower()
    return (call.customer or "").lower() == request.customer.lower()


@pytest.mark.parametrize("request_", [Request(agent="JOAN"), Request(customer="ann"),
                                      Request(before=NOW - timedelta(days=100))])  # fmt: skip
def test_a_request_means_whom_it_names(store, shown, standard, tmp_path, request_):
    calls = a_night(store, shown, standard, tmp_path / "out", random.Random(1), count=20)
    wanted = {call.call_id for call in calls if meant(request_, call, calls)}
    assert {one.call_id for one in store.graves.doomed(request_)} == wanted
    assert 0 < len(wanted) < len(calls)


def test_the_index_is_what_a_night_without_the_call_would_write(store, shown, standard, tmp_path):
    calls = a_night(store, shown, standard, tmp_path / "all" / "out", random.Random(2), count=4)
    carry_out(plan := make_plan(store, Request((calls[1].call_id,)), recordings=False), store, Request(), "test")
    assert [one.call_id for one in plan.doomed] == [calls[1].call_id]
    names = {one.stem for one in (tmp_path / "all" / "out" / "calls").glob("*.html")}
    rest = list(store.reports_named(names, digits=20).items())
    Outputs(tmp_path / "fresh").write_tables([(report, name) for name, report in rest])
    for name in ("verdicts.csv", "index.html"):
        written = (tmp_path / "all" / "out" / name).read_text("utf-8-sig")
        assert sorted(written.splitlines()) == sorted((tmp_path / "fresh" / name).read_text("utf-8-sig").splitlines())
        assert calls[1].call_id not in written
        assert calls[2].call_id in written


def test_calls_with_the_same_recording_are_forgotten_together_but_not_for_their_age(store, shown, standard):
    for number, days in ((1, 100), (2, 1)):
        call = made_call(number, started_at=NOW - timedelta(days=days), customer=f"Customer {number}")
        saved(store, shown, standard, call, audio="ab" * 32)
    old = Request(before=NOW - timedelta(days=50))
    assert len(store.graves.doomed(Request(customer="customer 2"))) == 2
    carry_out(make_plan(store, old, recordings=False), store, old, "test")
    (kept,) = store.heard_calls()
    assert kept.call.customer == "Customer 2"
    with open_store(None, Path(store.name).parent) as fresh:
        assert fresh.find_evidence(kept.evidence_key).call.call_id == "-", "nor does evidence name who was forgotten"
    again = saved(store, shown, standard, made_call(1, customer="Customer 1"), audio="ab" * 32)
    assert again
    assert store.size().calls == 1, "a forgotten call is not stored again"


def test_runs_share_a_database_and_forgetting_has_it_alone(tmp_path):
    from voicecheck.batch.claims import claimed

    folder, db = tmp_path / "out", str(tmp_path / "x.db")
    with (
        claimed([folder], db, tmp_path, wait=False),
        pytest.raises(BlockingIOError),
        claimed([tmp_path / "other"], db, tmp_path, wait=False, alone=True),
    ):
        pass
    with claimed([folder], db, tmp_path, wait=False, alone=True):
        pass


def test_reviews_draws_and_groups_go_with_their_calls(store, shown, standard):
    calls = [made_call(number, agent=agent) for number, agent in enumerate(("Zwarbelin", "Joan"))]
    for call in calls:
        saved(store, shown, standard, call)
    with store.engine.begin() as connection:
        for number in (1, 2):
            review = {"key": str(number), "call": number, "rule": "answer.rings", "status": "pass", "reviewer": "Anna",
                      "note": f"note {number}", "reviewed_at": "t"}  # fmt: skip
            connection.execute(sa.insert(t.reviews), review)
        plan = {"agents": ["zwarbelin", "Joan"], "from_calls": 2}
        connection.execute(sa.insert(t.samples), {"key": "k", "seed": "s", "plan": json.dumps(plan), "drawn_at": "t"})
        for number in (1, 2):
            drawn = {"sample": 1, "call": number, "kind": "random", "reason": ""}
            connection.execute(sa.insert(t.sampled), drawn)
        groups = connection.scalar(sa.select(sa.func.count()).select_from(t.cohorts))
    request = Request(agent="Zwarbelin")
    carry_out(make_plan(store, request, recordings=False), store, request, "test")
    with store.engine.connect() as connection:
        assert connection.scalars(sa.select(t.reviews.c.note)).all() == ["note 2"]
        assert connection.scalars(sa.select(t.sampled.c.call)).all() == [2]
        assert json.loads(connection.scalar(sa.select(t.samples.c.plan)))["agents"] == ["Joan"]
        assert connection.scalar(sa.select(sa.func.count()).select_from(t.cohorts)) == groups - 1
    whole = Path(store.name).read_bytes().lower()
    assert b"zwarbelin" not in whole
    assert b"note 1" not in whole
