"""What Alembic runs: migrations always use the connection that geo.migrations hands over."""

from alembic import context
from geoalchemy2 import alembic_helpers

from geo.models import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    include_object=alembic_helpers.include_object,
    render_item=alembic_helpers.render_item,
    process_revision_directives=alembic_helpers.writer,
)
context.run_migrations()
