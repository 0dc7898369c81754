"""Alembic's way in; the connection is given by ``storage.database``."""

from alembic import context

from pressel.storage.tables import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
