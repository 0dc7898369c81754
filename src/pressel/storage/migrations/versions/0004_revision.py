"""A number that rises with what a running server has to follow, so that it need not read all of it after each burst."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

FOLLOWED = ("channels", "users", "tokens", "restraints")
TRIGGER = """
CREATE TRIGGER {table}_{change} AFTER {change} ON {table}
BEGIN UPDATE revision SET n = n + 1; END
"""


def upgrade() -> None:
    """One row, and triggers that count."""
    op.create_table("revision", sa.Column("n", sa.BigInteger, nullable=False))
    op.execute("INSERT INTO revision (n) VALUES (0)")
    for table in FOLLOWED:
        for change in ("INSERT", "UPDATE", "DELETE"):
            op.execute(TRIGGER.format(table=table, change=change))
