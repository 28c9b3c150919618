"""How long the grid takes over a million stored verdicts, on SQLite and on PostgreSQL.

    python tests/benchmarks/grid.py [--verdicts 1000000] [--db URL] [--keep FILE]

Fills a database with made verdicts: 40 agents in 4 departments, 5 rules, 120 days, about 40 calls a shift. The grid
covers all of them: the last 60 days against the 60 before. Without --db both kinds are measured, PostgreSQL on a
server of its own where Debian's programs are installed. Prints the machine, the clock's seconds and the processor's;
the first time of each is with nothing asked before.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import platform
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa

from voicecheck.history.asking import Ask, read_history
from voicecheck.history.grid import By, compared, make_grid, summed
from voicecheck.standard import load_standard, show
from voicecheck.store import open_store
from voicecheck.store import tables as t
from voicecheck.store.database import Store
from voicecheck.store.engine import writing
from voicecheck.store.evidence import compressed
from voicecheck.store.history import Question
from voicecheck.store.keys import text_key
from voicecheck.store.rank import DAY_S, NEWEST, cohort_key, local_seconds
from voicecheck.store.rows import agent_key, utc_text

Found = TypeVar("Found")

AGENTS = 40
DEPARTMENTS = ("front desk", "sales", "service", "human resources")
RULES = ("answer.rings", "greeting.formula", "ending.farewell", "hold.asked", "tone.pleasant")
DAYS = 120
FIRST_DAY = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
TIMES = 3
AT_ONCE = 20_000


def fill(store: Store, calls: int) -> None:
    """Store made calls with a verdict a rule, as `Store.save` and `rank.settle` would leave them."""
    standard = load_standard("hr-en")
    store.keep_standard(hash=standard.hash, id=standard.id, effective=show(standard), agreement=standard.agreement)
    with writing(store.engine) as connection:
        cohorts = _cohorts(connection, standard.hash)
        made = _rows(calls, standard.hash, cohorts)
        while some := list(islice(made, AT_ONCE)):
            for table, rows in zip((t.calls, t.reports), zip(*((c, r) for c, r, _ in some), strict=True), strict=True):
                _load(connection, table, list(rows))
            _load(connection, t.verdicts, [row for _, _, verdicts in some for row in verdicts])
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE" if connection.dialect.name == "postgresql" else "ANALYZE")


def person(number: int) -> str:
    return f"Agent {number:02}"


def _cohorts(connection: sa.Connection, standard: str) -> list[int]:
    rows = [
        {"key": cohort_key(standard, agent_key(person(one)), DEPARTMENTS[one % 4], timed=True),
         "standard_hash": standard, "agent_key": agent_key(person(one)), "department": DEPARTMENTS[one % 4],
         "timed": True}
        for one in range(AGENTS)
    ]  # fmt: skip
    return [connection.execute(sa.insert(t.cohorts).values(row).returning(t.cohorts.c.id)).scalar_one() for row in rows]


def _rows(calls: int, standard: str, cohorts: list[int]) -> Iterator[tuple[Any, Any, list[Any]]]:
    """A call, its report and its verdicts; how well a rule is kept differs, and falls over the shift."""
    chance = random.Random(7)
    good = {(who, rule): chance.betavariate(18, 2) for who in range(AGENTS) for rule in RULES}
    judged = compressed({"verdicts": [], "ranges": {}, "faults": [], "run": {}})
    per_shift = max(1, calls // (AGENTS * DAYS))
    for number in range(calls):
        who, turn = number % AGENTS, number // AGENTS
        day, nth = (turn // per_shift) % DAYS, turn % per_shift
        began = FIRST_DAY + timedelta(days=day, minutes=nth * 480 / per_shift + chance.random())
        at, name = utc_text(began), f"call-{number:07}"
        call = {"id": number + 1, "key": text_key(name), "call_id": name, "path": f"/srv/calls/{name}.wav",
                "path_key": text_key(f"/srv/{name}"), "metadata": f'{{"call_id":"{name}"}}',
                "metadata_hash": text_key(f"m{number}"), "agent": person(who), "agent_key": agent_key(person(who)),
                "department": DEPARTMENTS[who % 4], "direction": "inbound", "started_at": at, "utc_offset_s": 3600,
                "moment": at, "stored_at": at}  # fmt: skip
        local_s = local_seconds(at, 3600)
        report = {"id": number + 1, "key": text_key(f"r{number}"), "call": number + 1, "metadata": call["metadata"],
                  "metadata_hash": call["metadata_hash"], "standard_hash": standard, "outcome": "pass",
                  "judged": judged, "judged_at": at, "cohort": cohorts[who], "local_s": local_s,
                  "rank": NEWEST}  # fmt: skip
        verdicts = [
            {"report": number + 1, "rule": rule, "level": "error", "status": _status(chance, good[who, rule], nth),
             "value": 1.0, "threshold": 3.0, "unit": "", "start_s": 0.5, "end_s": 7.9, "cohort": cohorts[who],
             "day": local_s // DAY_S, "rank": NEWEST}
            for rule in RULES
        ]  # fmt: skip
        yield call, report, verdicts


def _status(chance: random.Random, good: float, nth: int) -> str:
    other = chance.random()
    if other < 0.13:
        return "review" if other < 0.07 else "undecided" if other < 0.1 else "not_applicable"
    return "pass" if chance.random() < good - 0.001 * nth else "fail"


def _load(connection: sa.Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    if connection.dialect.name != "postgresql":
        connection.execute(sa.insert(table), rows)
        return
    names = list(rows[0])
    cursor = connection.connection.driver_connection.cursor()  # type: ignore[union-attr]
    with cursor, cursor.copy(f"COPY {table.name} ({', '.join(names)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([row[name] for name in names])


def grid_of(store: Store, ask: Ask) -> Any:
    """The grid alone: present and earlier period, counted, with intervals, spread and change."""
    known = {one.id: one for one in store.cohorts()}
    keyed = lambda cohort, tally: (cohort.agent or "", tally.rule)  # noqa: E731
    now, before = (
        summed(compared(store.tallies(Question(span)), known)[0], known, keyed) for span in (ask.span, ask.span.before)
    )
    return make_grid(By.AGENT, now, before)


def timed(what: str, ask: Callable[[], Found]) -> Found:
    """The answer, having printed how long it took, several times over."""
    clock, cpu = [], []
    for _ in range(TIMES):
        began, used = time.perf_counter(), time.process_time()
        found = ask()
        clock.append(time.perf_counter() - began)
        cpu.append(time.process_time() - used)
    shown = ", ".join(f"{one:.2f}" for one in clock)
    print(f"  {what:<52} {shown} s; this process's CPU {min(cpu):.2f} s", flush=True)
    return found


def measure(url: str, verdicts: int) -> None:
    with open_store(url, Path.cwd()) as store:
        began = time.perf_counter()
        if not store.size().verdicts:
            fill(store, verdicts // len(RULES))
        size = store.size()
        print(f"{store.engine.dialect.name}: {size.verdicts:,} verdicts of {size.calls:,} calls, "
              f"{size.size_bytes / 1e6:.0f} MB, filled in {time.perf_counter() - began:.0f} s")  # fmt: skip
        last = FIRST_DAY.date() + timedelta(days=DAYS - 1)
        ask = Ask(last - timedelta(days=DAYS // 2 - 1), last)
        grid = timed("grid of agents by rules, both periods", lambda: grid_of(store, ask))
        judged = sum(cell.counts.calls + cell.before.calls for cell in grid.cells.values())
        print(f"    {len(grid.rows)} x {len(grid.columns)} cells over {judged:,} verdicts (tone is left out)")
        timed("grid and drift (voicecheck history)", lambda: read_history(store, ask, curves=False))
        timed("grid, drift and curves (--format html)", lambda: read_history(store, ask))
        timed("weeks by rules, and drift", lambda: read_history(store, Ask(ask.since, ask.until, By.WEEK)))
        whole = Ask(date(2026, 1, 5), last)
        timed("grid, drift and curves of all 120 days", lambda: read_history(store, whole))


@contextmanager
def servers() -> Iterator[str | None]:
    """URL of a PostgreSQL server of one's own, None where its programs are missing."""
    file = Path(__file__).parents[1] / "store" / "conftest.py"
    spec = importlib.util.spec_from_file_location("store_conftest", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    given = os.environ.get("VOICECHECK_TEST_PG_URL")
    programs = module.debian_server()
    if given or programs is None:
        yield given
        return
    yield from module.run_debian_server(programs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--verdicts", type=int, default=1_000_000)
    parser.add_argument("--db", help="only this database; filled if it is empty")
    options = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}, load "
          f"{os.getloadavg()[0]:.1f}")  # fmt: skip
    if options.db:
        measure(options.db, options.verdicts)
        return
    with tempfile.TemporaryDirectory() as folder:
        measure(str(Path(folder) / "grid.db"), options.verdicts)
    with servers() as url:
        if url is None:
            print("PostgreSQL: its programs are not installed, and VOICECHECK_TEST_PG_URL is not set")
        else:
            measure(url, options.verdicts)


if __name__ == "__main__":
    main()
