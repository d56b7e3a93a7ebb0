"""Runs migrations on the connection, and in the transaction, that ``engine.register.migrate`` hands over."""

from alembic import context

from engine.register.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
