"""Alembic's entry: migrate the connection that the store hands over, inside the transaction it has begun."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
