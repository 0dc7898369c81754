"""Roles, links for passwords, invitations, restraints."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Admins keep their role, everybody else becomes a member."""
    _users()
    op.add_column("sign_ins", sa.Column("channel", sa.String(64)))
    op.add_column("sign_ins", sa.Column("talk", sa.Boolean, nullable=False, server_default=sa.true()))
    op.create_table(
        "password_links",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("user", sa.String(36), sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("expires_at_ms", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "invitations",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("code", sa.String(8), nullable=False, unique=True),
        sa.Column(
            "channel", sa.String(64), sa.ForeignKey("channels.id", ondelete="CASCADE"), nullable=False, index=True
        ),
        sa.Column("talk", sa.Boolean, nullable=False),
        sa.Column("uses", sa.Integer, nullable=False),
        sa.Column("uses_max", sa.Integer, nullable=False),
        sa.Column("by", sa.String(80), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger, nullable=False),
        sa.Column("expires_at_ms", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "restraints",
        sa.Column("channel", sa.String(64), sa.ForeignKey("channels.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("user", sa.String(36), primary_key=True),
        sa.Column("kind", sa.String(8), primary_key=True),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("by", sa.String(80), nullable=False),
        sa.Column("until_ms", sa.BigInteger),
        sa.Column("text", sa.String(200)),
    )


def _users() -> None:
    op.add_column("users", sa.Column("role", sa.String(16), nullable=False, server_default="member"))
    op.add_column("users", sa.Column("since_s", sa.BigInteger, nullable=False, server_default="0"))
    op.execute("UPDATE users SET role = 'admin' WHERE admin")
    op.drop_column("users", "admin")
