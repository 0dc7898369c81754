"""Passwords are numbered: a date to the second let tokens of that same second live or die by chance."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Numbers go on where the dates stood: they rise all the same."""
    op.execute("ALTER TABLE users RENAME COLUMN since_s TO password_serial")
