"""A channel's rules for its floor; who ended a burst, and in which tier it was."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Channels that were there get the rules a new one has."""
    for column, kind, default in (
        ("talkers_max", sa.Integer, "1"),
        ("queue_max", sa.Integer, "16"),
        ("preempt", sa.String(8), "tier"),
        ("alone", sa.String(8), "allow"),
        ("broadcast", sa.Boolean, sa.false()),
        ("silence_limit_ms", sa.Integer, "10000"),
        ("preset", sa.String(8), "pressel"),
    ):
        op.add_column("channels", sa.Column(column, kind, nullable=False, server_default=default))
    op.add_column("bursts", sa.Column("by", sa.String(80)))
    op.add_column("bursts", sa.Column("tier", sa.String(16), nullable=False, server_default="normal"))
