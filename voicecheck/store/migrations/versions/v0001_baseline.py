"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
KEY = sa.Text
ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """All tables of the first release."""
    _heard()
    _called()
    _judged()


def _heard() -> None:
    op.create_table(
        "files",
        sa.Column("path_key", KEY, nullable=False),
        sa.Column("path", TEXT, nullable=False),
        sa.Column("size_bytes", sa.BigInteger, nullable=False),
        sa.Column("mtime_ns", sa.BigInteger, nullable=False),
        sa.Column("sha256", KEY, nullable=False),
        sa.PrimaryKeyConstraint("path_key", name="pk_files"),
    )
    op.create_table(
        "recordings",
        sa.Column("sha256", KEY, nullable=False),
        sa.Column("codec", TEXT, nullable=False),
        sa.Column("rate_hz", sa.Integer, nullable=False),
        sa.Column("channels", sa.Integer, nullable=False),
        sa.Column("decoded_s", sa.Double, nullable=False),
        sa.Column("declared_s", sa.Double),
        sa.Column("decode_errors", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_recordings"),
    )
    op.create_table(
        "evidence",
        sa.Column("key", KEY, nullable=False),
        sa.Column("sha256", KEY, nullable=False),
        sa.Column("language", TEXT, nullable=False),
        sa.Column("scope", TEXT, nullable=False),
        sa.Column("model", TEXT, nullable=False),
        sa.Column("model_sha256", KEY, nullable=False),
        sa.Column("analysis_version", sa.Integer, nullable=False),
        sa.Column("probes", sa.Integer, nullable=False),
        sa.Column("heard", sa.LargeBinary, nullable=False),
        sa.Column("drawn", sa.LargeBinary, nullable=False),
        sa.Column("stored_at", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_evidence"),
        sa.ForeignKeyConstraint(["sha256"], ["recordings.sha256"], name="fk_evidence_sha256"),
    )
    op.create_index("ix_evidence_sha256", "evidence", ["sha256"])
    op.create_table(
        "voice",
        sa.Column("evidence_key", KEY, nullable=False),
        sa.Column("feature", TEXT, nullable=False),
        sa.Column("value", sa.Double, nullable=False),
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("basis_s", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("evidence_key", "feature", name="pk_voice"),
        sa.ForeignKeyConstraint(["evidence_key"], ["evidence.key"], name="fk_voice_evidence_key"),
    )


def _called() -> None:
    op.create_table(
        "calls",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("key", KEY, nullable=False),
        sa.Column("call_id", TEXT, nullable=False),
        sa.Column("path", TEXT, nullable=False),
        sa.Column("path_key", KEY, nullable=False),
        sa.Column("sha256", KEY),
        sa.Column("metadata", TEXT, nullable=False),
        sa.Column("metadata_hash", KEY, nullable=False),
        sa.Column("evidence_key", KEY),
        sa.Column("agent", TEXT),
        sa.Column("agent_key", KEY),
        sa.Column("department", TEXT),
        sa.Column("organisation", TEXT),
        sa.Column("customer", TEXT),
        sa.Column("direction", TEXT, nullable=False),
        sa.Column("language", TEXT),
        sa.Column("started_at", TEXT),
        sa.Column("utc_offset_s", sa.Integer),
        sa.Column("zone", TEXT),
        sa.Column("moment", TEXT, nullable=False),
        sa.Column("stored_at", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_calls"),
        sa.UniqueConstraint("key", name="uq_calls_key"),
        sa.ForeignKeyConstraint(["evidence_key"], ["evidence.key"], name="fk_calls_evidence_key"),
    )
    for column in ("evidence_key", "agent_key", "moment"):
        op.create_index(f"ix_calls_{column}", "calls", [column])
    op.create_table(
        "attempts",
        sa.Column("call_key", KEY, nullable=False),
        sa.Column("call_id", TEXT, nullable=False),
        sa.Column("path", TEXT, nullable=False),
        sa.Column("stage", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("message", TEXT, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("first_at", TEXT, nullable=False),
        sa.Column("last_at", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("call_key", name="pk_attempts"),
    )


def _judged() -> None:
    op.create_table(
        "standards",
        sa.Column("hash", KEY, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("effective", TEXT, nullable=False),
        sa.Column("agreement", TEXT, nullable=False),
        sa.Column("stored_at", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_standards"),
    )
    op.create_table(
        "runs",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("command", TEXT, nullable=False),
        sa.Column("version", TEXT, nullable=False),
        sa.Column("begun_at", TEXT, nullable=False),
        sa.Column("ended_at", TEXT),
        sa.Column("counts", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
    )
    op.create_table(
        "reports",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("key", KEY, nullable=False),
        sa.Column("call", ID, nullable=False),
        sa.Column("evidence_key", KEY),
        sa.Column("metadata", TEXT, nullable=False),
        sa.Column("metadata_hash", KEY, nullable=False),
        sa.Column("standard_hash", KEY, nullable=False),
        sa.Column("run", ID),
        sa.Column("outcome", TEXT, nullable=False),
        sa.Column("judged", sa.LargeBinary, nullable=False),
        sa.Column("judged_at", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
        sa.UniqueConstraint("key", name="uq_reports_key"),
        sa.ForeignKeyConstraint(["call"], ["calls.id"], name="fk_reports_call"),
        sa.ForeignKeyConstraint(["evidence_key"], ["evidence.key"], name="fk_reports_evidence_key"),
        sa.ForeignKeyConstraint(["standard_hash"], ["standards.hash"], name="fk_reports_standard_hash"),
        sa.ForeignKeyConstraint(["run"], ["runs.id"], name="fk_reports_run"),
    )
    for column in ("call", "evidence_key", "standard_hash"):
        op.create_index(f"ix_reports_{column}", "reports", [column])
    op.create_table(
        "verdicts",
        sa.Column("report", ID, nullable=False),
        sa.Column("rule", TEXT, nullable=False),
        sa.Column("level", TEXT, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("value", sa.Double),
        sa.Column("threshold", sa.Double),
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("score", sa.Integer),
        sa.Column("start_s", sa.Double),
        sa.Column("end_s", sa.Double),
        sa.PrimaryKeyConstraint("report", "rule", name="pk_verdicts"),
        sa.ForeignKeyConstraint(["report"], ["reports.id"], name="fk_verdicts_report"),
    )
