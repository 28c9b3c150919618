"""Tombstones of forgotten calls, the places that reports were written to, and no names in the planner's statistics."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
KEY = sa.Text

SPEAKING = {
    "files": ("path",),
    "calls": ("call_id", "path", "metadata", "agent", "department", "organisation", "customer"),
    "evidence": ("heard", "drawn"),
    "reports": ("metadata", "judged"),
    "standards": ("effective", "agreement"),
    "attempts": ("call_id", "path", "message"),
    "places": ("path",),
}
"""Columns that may hold names or words, a tuple a table."""


def upgrade() -> None:
    """The two tables; on PostgreSQL also an end to samples of names and words in `pg_statistic`."""
    op.create_table(
        "tombstones",
        sa.Column("call_key", KEY, nullable=False),
        sa.Column("sha256", KEY),
        sa.Column("request", TEXT, nullable=False),
        sa.Column("forgotten_at", TEXT, nullable=False),
        sa.Column("scrubbed_at", TEXT),
        sa.PrimaryKeyConstraint("call_key", name="pk_tombstones"),
    )
    op.create_index("ix_tombstones_sha256", "tombstones", ["sha256"])
    op.create_table(
        "places",
        sa.Column("path_key", KEY, nullable=False),
        sa.Column("path", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("call_key", KEY),
        sa.PrimaryKeyConstraint("path_key", name="pk_places"),
    )
    if op.get_bind().dialect.name == "postgresql":
        for table, columns in SPEAKING.items():
            for column in columns:
                _never_sampled(table, column)


def _never_sampled(table: str, column: str) -> None:
    """ANALYZE copies common values of a column to a catalogue, where deleting rows does not reach them."""
    kind = "bytea" if column in ("heard", "drawn", "judged") else 'text COLLATE "C"'
    op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} TYPE {kind}")  # the same type: drops what was sampled so far
    op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")
