"""History, samples and reviews: verdicts that can be counted from one index, and what people said."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
KEY = sa.Text
ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
AT_ONCE = 10_000


def upgrade() -> None:
    """New columns and tables, filled from what is stored."""
    _columns()
    _tables()
    _fill(op.get_bind())
    op.create_index("ix_reports_rank_cohort_local_s", "reports", ["rank", "cohort", "local_s"])
    op.create_index("ix_verdicts_history", "verdicts", ["rank", "cohort", "rule", "status", "day"])
    if op.get_bind().dialect.name == "postgresql":  # ANALYZE copies common values to where deleting does not reach
        for table, column in (("reviews", "note"), ("reviews", "reviewer"), ("samples", "plan"), ("sampled", "reason")):
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")


def _columns() -> None:
    for table, when in (("reports", sa.Column("local_s", sa.BigInteger)), ("verdicts", sa.Column("day", sa.Integer))):
        op.add_column(table, sa.Column("cohort", ID))
        op.add_column(table, when)
        op.add_column(table, sa.Column("rank", sa.Integer, nullable=False, server_default="0"))


def _tables() -> None:
    op.create_table(
        "cohorts",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("key", KEY, nullable=False),
        sa.Column("standard_hash", KEY, nullable=False),
        sa.Column("agent_key", KEY),
        sa.Column("department", TEXT),
        sa.Column("timed", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cohorts"),
        sa.UniqueConstraint("key", name="uq_cohorts_key"),
        sa.ForeignKeyConstraint(["standard_hash"], ["standards.hash"], name="fk_cohorts_standard_hash"),
    )
    op.create_table(
        "reviews",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("key", KEY, nullable=False),
        sa.Column("call", ID, nullable=False),
        sa.Column("rule", TEXT, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("machine", TEXT),
        sa.Column("reviewer", TEXT, nullable=False),
        sa.Column("note", TEXT, nullable=False),
        sa.Column("reviewed_at", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
        sa.UniqueConstraint("key", name="uq_reviews_key"),
        sa.ForeignKeyConstraint(["call"], ["calls.id"], name="fk_reviews_call", ondelete="CASCADE"),
    )
    op.create_index("ix_reviews_call", "reviews", ["call"])
    op.create_table(
        "samples",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("key", KEY, nullable=False),
        sa.Column("seed", TEXT, nullable=False),
        sa.Column("plan", TEXT, nullable=False),
        sa.Column("drawn_at", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_samples"),
        sa.UniqueConstraint("key", name="uq_samples_key"),
    )
    op.create_table(
        "sampled",
        sa.Column("sample", ID, nullable=False),
        sa.Column("call", ID, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("rule", TEXT),
        sa.Column("reason", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("sample", "call", name="pk_sampled"),
        sa.ForeignKeyConstraint(["sample"], ["samples.id"], name="fk_sampled_sample", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["call"], ["calls.id"], name="fk_sampled_call", ondelete="CASCADE"),
    )
    op.create_index("ix_sampled_call", "sampled", ["call"])


_CURRENT = """
    SELECT r.id AS id, r.standard_hash AS standard_hash, c.agent_key AS agent_key, c.department AS department,
           c.started_at AS started_at, c.utc_offset_s AS utc_offset_s, c.moment AS moment,
           CASE WHEN row_number() OVER (PARTITION BY r.call ORDER BY r.id DESC) = 1 THEN 3
                WHEN row_number() OVER (PARTITION BY r.call, s.id ORDER BY r.id DESC) = 1 THEN 2 ELSE 1 END AS rank
    FROM reports r JOIN calls c ON c.id = r.call AND c.metadata_hash = r.metadata_hash
                   AND c.evidence_key IS NOT DISTINCT FROM r.evidence_key
                   JOIN standards s ON s.hash = r.standard_hash
"""


def _fill(connection: sa.Connection) -> None:
    """Say of every stored report whether it stands, of whom it is and when the call was.

    A report stands where it rests on the call's present metadata and evidence: 3, the newest of its call; 2, the
    newest by a standard of its name; 1, any other.
    """
    current = _CURRENT
    if connection.dialect.name == "sqlite":
        current = current.replace("IS NOT DISTINCT FROM", "IS")
    cohorts: dict[str, int] = {}
    found = connection.execute(sa.text(current)).all()
    for start in range(0, len(found), AT_ONCE):
        rows = [_placed(connection, row, cohorts) for row in found[start : start + AT_ONCE]]
        for table, when in (("reports", "local_s"), ("verdicts", "day")):
            name = "id" if table == "reports" else "report"
            update = f"UPDATE {table} SET cohort = :cohort, {when} = :{when}, rank = :rank WHERE {name} = :id"  # noqa: S608
            connection.execute(sa.text(update), rows)


def _placed(connection: sa.Connection, row: Any, cohorts: dict[str, int]) -> dict[str, Any]:
    seconds = int((datetime.fromisoformat(row.moment) - datetime.fromisoformat("1970-01-01T00:00:00Z")).total_seconds())
    local_s = seconds + ((row.utc_offset_s or 0) if row.started_at else 0)
    parts = (row.standard_hash, row.agent_key, row.department, row.started_at is not None)
    key = hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()
    if key not in cohorts:
        insert = (
            "INSERT INTO cohorts (key, standard_hash, agent_key, department, timed) "
            "VALUES (:key, :standard, :agent, :department, :timed) RETURNING id"
        )
        values = dict(zip(("standard", "agent", "department", "timed"), parts, strict=True))
        cohorts[key] = connection.execute(sa.text(insert), {"key": key, **values}).scalar_one()
    return {"id": row.id, "cohort": cohorts[key], "local_s": local_s, "day": local_s // 86_400,
            "rank": row.rank}  # fmt: skip
