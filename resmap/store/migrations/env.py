"""How Alembic runs here: over a connection that is given to it, in that one's transaction."""

from alembic import context

from resmap.store.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    # Alembic takes SQLite's DDL for not transactional; with an explicit BEGIN it is.
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
