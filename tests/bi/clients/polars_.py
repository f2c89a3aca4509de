"""polars: read_database_uri by ADBC, and read_database by SQLAlchemy."""

import polars
from sqlalchemy import create_engine

from clients import attempt
from clients.reflection import address
from plain import table

NAME = "polars (ADBC)"


def version():
    """The version of the package."""
    return polars.__version__


def framed(frame):
    """A frame as a result."""
    return table([(name, str(kind)) for name, kind in frame.schema.items()], frame.rows(), True)


def probe(url, plan):
    """Frames of each statement."""
    found = {}
    engine = create_engine(address(url, "psycopg"))
    with engine.connect() as connection:
        for statement in plan.core:
            if statement.params:
                continue
            query = statement.sql
            attempt(
                found,
                f"uri/{statement.name}",
                lambda: framed(polars.read_database_uri(query, url, engine="adbc")),
            )
            attempt(
                found,
                f"connection/{statement.name}",
                lambda: framed(polars.read_database(query, connection, infer_schema_length=None)),
            )
    engine.dispose()
    return found
