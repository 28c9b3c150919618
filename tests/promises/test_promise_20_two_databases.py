"""Promise 20: the same calls give the same reports on SQLite and on PostgreSQL."""


def test_the_same_reports_on_sqlite_and_on_postgresql(box, another, database):
    ids = box.many(3)
    assert box.batch().code == 0
    other = another("other")
    other.calls = box.calls
    other.env["VOICECHECK_DB"] = database
    done = other.batch("--workers", "2")
    assert done.code == 0, done.err
    assert other.reports() == box.reports()
    assert sorted(other.reports()) == ids
    assert other.batch().code == 0
    assert other.summary()["known"] == 3
    assert not other.db.exists()
    for name in ("verdicts.csv", "index.html"):
        assert (box.out / name).read_bytes() == (other.out / name).read_bytes()
