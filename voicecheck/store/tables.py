"""The tables, the same on SQLite and PostgreSQL.

Counts and seconds are kept, rates are derived. Times are text in UTC of one width, so that they
sort alike everywhere. Keys are hashes in hex (`store.keys`). Migrations make these tables;
a test holds the two against each other.
"""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa

SCHEMA = "0003"
"""The newest revision under `migrations/versions`: what this version reads and writes."""

METADATA = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_ODD = re.compile("[\\\\\x00\ud800-\udfff]")
_KEPT = re.compile(r"\\(\\|u[0-9a-f]{4})")


class Plain(sa.TypeDecorator[str]):
    r"""Text of any kind: bytes of a file name that are no UTF-8, and NUL, are kept as `\udcNN`, a backslash as two.

    On PostgreSQL it sorts by code point (collation "C"), as SQLite does.
    """

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        """The column's type in a database."""
        return dialect.type_descriptor(sa.Text(collation="C" if dialect.name == "postgresql" else None))

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """The text as it is kept."""
        return None if value is None else kept(value)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """The text as it was given."""
        return value if value is None or "\\" not in value else _KEPT.sub(_given, value)


def kept(value: str) -> str:
    r"""Text as a database takes it.

    >>> kept("a\\b\udcff")
    'a\\\\b\\udcff'
    """
    return _ODD.sub(lambda one: "\\\\" if one.group() == "\\" else f"\\u{ord(one.group()):04x}", value)


def _given(found: re.Match[str]) -> str:
    return "\\" if found[1] == "\\" else chr(int(found[1][1:], 16))


KEY = sa.Text
"""Hashes, hex: plain ASCII in every database."""
ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
"""SQLite counts up only a column that is called INTEGER."""

files = sa.Table(
    "files",
    METADATA,
    sa.Column("path_key", KEY, primary_key=True),
    sa.Column("path", Plain, nullable=False),
    sa.Column("size_bytes", sa.BigInteger, nullable=False),
    sa.Column("mtime_ns", sa.BigInteger, nullable=False),
    sa.Column("sha256", KEY, nullable=False),
)

recordings = sa.Table(
    "recordings",
    METADATA,
    sa.Column("sha256", KEY, primary_key=True),
    sa.Column("codec", Plain, nullable=False),
    sa.Column("rate_hz", sa.Integer, nullable=False),
    sa.Column("channels", sa.Integer, nullable=False),
    sa.Column("decoded_s", sa.Double, nullable=False),
    sa.Column("declared_s", sa.Double),
    sa.Column("decode_errors", sa.Integer, nullable=False),
)

evidence = sa.Table(
    "evidence",
    METADATA,
    sa.Column("key", KEY, primary_key=True),
    sa.Column("sha256", KEY, sa.ForeignKey("recordings.sha256"), nullable=False, index=True),
    sa.Column("language", Plain, nullable=False),
    sa.Column("scope", Plain, nullable=False),
    sa.Column("model", Plain, nullable=False),
    sa.Column("model_sha256", KEY, nullable=False),
    sa.Column("analysis_version", sa.Integer, nullable=False),
    sa.Column("probes", sa.Integer, nullable=False),
    sa.Column("heard", sa.LargeBinary, nullable=False),
    sa.Column("drawn", sa.LargeBinary, nullable=False),
    sa.Column("stored_at", Plain, nullable=False),
)
"""`heard` is what a rule may read, `drawn` the recording's outline for pages, both compressed JSON."""

voice = sa.Table(
    "voice",
    METADATA,
    sa.Column("evidence_key", KEY, sa.ForeignKey("evidence.key"), primary_key=True),
    sa.Column("feature", Plain, primary_key=True),
    sa.Column("value", sa.Double, nullable=False),
    sa.Column("unit", Plain, nullable=False),
    sa.Column("basis_s", sa.Double, nullable=False),
)
"""What the baselines are made of: one value a call and feature, with the seconds that it rests on."""

calls = sa.Table(
    "calls",
    METADATA,
    sa.Column("id", ID, primary_key=True, autoincrement=True),
    sa.Column("key", KEY, nullable=False, unique=True),
    sa.Column("call_id", Plain, nullable=False),
    sa.Column("path", Plain, nullable=False),
    sa.Column("path_key", KEY, nullable=False),
    sa.Column("sha256", KEY),
    sa.Column("metadata", Plain, nullable=False),
    sa.Column("metadata_hash", KEY, nullable=False),
    sa.Column("evidence_key", KEY, sa.ForeignKey("evidence.key"), index=True),
    sa.Column("agent", Plain),
    sa.Column("agent_key", KEY, index=True),
    sa.Column("department", Plain),
    sa.Column("organisation", Plain),
    sa.Column("customer", Plain),
    sa.Column("direction", Plain, nullable=False),
    sa.Column("language", Plain),
    sa.Column("started_at", Plain),
    sa.Column("utc_offset_s", sa.Integer),
    sa.Column("zone", Plain),
    sa.Column("moment", Plain, nullable=False, index=True),
    sa.Column("stored_at", Plain, nullable=False),
)
"""`started_at` is UTC, `utc_offset_s` and `zone` are the call's own; `moment` is when it began or, unknown, was
stored. `metadata_hash` and `evidence_key` are the present ones: a report with the same two is the current one."""

standards = sa.Table(
    "standards",
    METADATA,
    sa.Column("hash", KEY, primary_key=True),
    sa.Column("id", Plain, nullable=False),
    sa.Column("effective", Plain, nullable=False),
    sa.Column("agreement", Plain, nullable=False),
    sa.Column("stored_at", Plain, nullable=False),
)
"""`effective` is the YAML of `voicecheck standard show`."""

runs = sa.Table(
    "runs",
    METADATA,
    sa.Column("id", ID, primary_key=True, autoincrement=True),
    sa.Column("command", Plain, nullable=False),
    sa.Column("version", Plain, nullable=False),
    sa.Column("begun_at", Plain, nullable=False),
    sa.Column("ended_at", Plain),
    sa.Column("counts", Plain, nullable=False),
)

reports = sa.Table(
    "reports",
    METADATA,
    sa.Column("id", ID, primary_key=True, autoincrement=True),
    sa.Column("key", KEY, nullable=False, unique=True),
    sa.Column("call", ID, sa.ForeignKey("calls.id"), nullable=False, index=True),
    sa.Column("evidence_key", KEY, sa.ForeignKey("evidence.key"), index=True),
    sa.Column("metadata", Plain, nullable=False),
    sa.Column("metadata_hash", KEY, nullable=False),
    sa.Column("standard_hash", KEY, sa.ForeignKey("standards.hash"), nullable=False, index=True),
    sa.Column("run", ID, sa.ForeignKey("runs.id")),
    sa.Column("outcome", Plain, nullable=False),
    sa.Column("judged", sa.LargeBinary, nullable=False),
    sa.Column("judged_at", Plain, nullable=False),
    sa.Column("cohort", ID),
    sa.Column("local_s", sa.BigInteger),
    sa.Column("rank", sa.Integer, nullable=False, server_default="0"),
    sa.Index("ix_reports_rank_cohort_local_s", "rank", "cohort", "local_s"),
)
"""`judged` is what judging added to evidence and metadata, compressed JSON; with them it is the whole report.
`local_s` is when the call began by the clock on its wall, in seconds as if from 1970 in UTC; `cohort` is explained
at `cohorts`, `rank` in `store.rank`."""

verdicts = sa.Table(
    "verdicts",
    METADATA,
    sa.Column("report", ID, sa.ForeignKey("reports.id"), primary_key=True),
    sa.Column("rule", Plain, primary_key=True),
    sa.Column("level", Plain, nullable=False),
    sa.Column("status", Plain, nullable=False),
    sa.Column("value", sa.Double),
    sa.Column("threshold", sa.Double),
    sa.Column("unit", Plain, nullable=False),
    sa.Column("score", sa.Integer),
    sa.Column("start_s", sa.Double),
    sa.Column("end_s", sa.Double),
    sa.Column("cohort", ID),
    sa.Column("day", sa.Integer),
    sa.Column("rank", sa.Integer, nullable=False, server_default="0"),
    sa.Index("ix_verdicts_history", "rank", "cohort", "rule", "status", "day"),
)
"""`cohort`, `day` (local, in days from 1970-01-01) and `rank` are the report's, repeated here, so that a million
verdicts are counted from one index in its order. What does not stand has none."""

cohorts = sa.Table(
    "cohorts",
    METADATA,
    sa.Column("id", ID, primary_key=True, autoincrement=True),
    sa.Column("key", KEY, nullable=False, unique=True),
    sa.Column("standard_hash", KEY, sa.ForeignKey("standards.hash"), nullable=False),
    sa.Column("agent_key", KEY),
    sa.Column("department", Plain),
    sa.Column("timed", sa.Boolean, nullable=False),
)
"""Calls that are counted together: one agent in one department by one standard; `timed`: their start is known.

No person's name stands here; it is looked up in `calls`, so that it is gone when those are.
"""

reviews = sa.Table(
    "reviews",
    METADATA,
    sa.Column("id", ID, primary_key=True, autoincrement=True),
    sa.Column("key", KEY, nullable=False, unique=True),
    sa.Column("call", ID, sa.ForeignKey("calls.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("rule", Plain, nullable=False),
    sa.Column("status", Plain, nullable=False),
    sa.Column("machine", Plain),
    sa.Column("reviewer", Plain, nullable=False),
    sa.Column("note", Plain, nullable=False),
    sa.Column("reviewed_at", Plain, nullable=False),
)
"""What a person said of a rule in a call, beside the machine's verdict; `machine` is what that was at the time."""

samples = sa.Table(
    "samples",
    METADATA,
    sa.Column("id", ID, primary_key=True, autoincrement=True),
    sa.Column("key", KEY, nullable=False, unique=True),
    sa.Column("seed", Plain, nullable=False),
    sa.Column("plan", Plain, nullable=False),
    sa.Column("drawn_at", Plain, nullable=False),
)
"""Draws of calls for people to listen to; `plan` is JSON: what was asked for, and from how many calls."""

sampled = sa.Table(
    "sampled",
    METADATA,
    sa.Column("sample", ID, sa.ForeignKey("samples.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("call", ID, sa.ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True, index=True),
    sa.Column("kind", Plain, nullable=False),
    sa.Column("rule", Plain),
    sa.Column("reason", Plain, nullable=False),
)
"""The calls of a draw and why each is in it: by chance (`random`), or because its verdict is unsure."""

attempts = sa.Table(
    "attempts",
    METADATA,
    sa.Column("call_key", KEY, primary_key=True),
    sa.Column("call_id", Plain, nullable=False),
    sa.Column("path", Plain, nullable=False),
    sa.Column("stage", Plain, nullable=False),
    sa.Column("kind", Plain, nullable=False),
    sa.Column("message", Plain, nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("first_at", Plain, nullable=False),
    sa.Column("last_at", Plain, nullable=False),
)
"""The ledger: calls that could not be processed, how often it was tried, and the last cause."""

tombstones = sa.Table(
    "tombstones",
    METADATA,
    sa.Column("call_key", KEY, primary_key=True),
    sa.Column("sha256", KEY, index=True),
    sa.Column("request", Plain, nullable=False),
    sa.Column("forgotten_at", Plain, nullable=False),
    sa.Column("scrubbed_at", Plain),
)
"""Calls that were forgotten, without anything that was in them: not to be listened to again.

`sha256` stands where every call with that recording was forgotten; `scrubbed_at` when also the bytes were gone.
"""

places = sa.Table(
    "places",
    METADATA,
    sa.Column("path_key", KEY, primary_key=True),
    sa.Column("path", Plain, nullable=False),
    sa.Column("kind", Plain, nullable=False),
    sa.Column("call_key", KEY),
)
"""Where reports of stored calls were written: folders (`night`, `reports`, `evidence`), and single pages (`page`) of
the call `call_key`."""
