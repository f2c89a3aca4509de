"""DuckDB with its postgres scanner: tables attached, filters handed down, whole queries."""

import pathlib

import duckdb
import duckdb_extension_postgres_scanner

from clients import attempt
from plain import table

NAME = "DuckDB scanner"
QUERIES = {
    "projection": "SELECT id, stage FROM door.public.deals ORDER BY id",
    "filter": "SELECT id FROM door.public.deals WHERE close_date >= DATE '2026-01-01' AND stage = 'NEGOTIATION' ORDER BY id",
    "numeric": "SELECT id, amount FROM door.public.deals WHERE amount BETWEEN 1 AND 100000.5 ORDER BY id",
    "moment": "SELECT id, updated_at FROM door.public.deals WHERE updated_at > TIMESTAMPTZ '2026-01-01 00:00:00+00' ORDER BY id",
    "in": "SELECT id FROM door.public.deals WHERE stage IN ('NEGOTIATION', 'CLOSED_WON') ORDER BY id",
    "null": "SELECT id FROM door.public.deals WHERE partner_id IS NULL AND is_won IS NOT NULL ORDER BY id",
    "like": "SELECT id FROM door.public.partners WHERE name LIKE 'A%' OR name ILIKE '%quote%' ORDER BY id",
    "join": "SELECT p.name, sum(d.amount) AS total, count(*) AS n FROM door.deals d JOIN door.partners p ON p.id = d.partner_id GROUP BY ALL ORDER BY ALL",
    "limit": "SELECT count(*) FROM (SELECT id FROM door.deals LIMIT 7)",
    "own query": "SELECT * FROM postgres_query('door', 'SELECT stage, count(*) AS n, sum(amount) AS total FROM deals GROUP BY stage ORDER BY stage')",
    "count": "SELECT count(*), count(DISTINCT stage) FROM door.deals",
    "tables": "SELECT table_schema, table_name FROM information_schema.tables WHERE table_catalog = 'door' AND table_schema = 'public' ORDER BY ALL",
    "columns": "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns WHERE table_catalog = 'door' AND table_schema = 'public' ORDER BY ALL",
    "constraints": "SELECT table_name, constraint_type, constraint_column_names FROM duckdb_constraints() WHERE database_name = 'door' AND schema_name = 'public' ORDER BY ALL",
}


def version():
    """The version of the package."""
    return duckdb.__version__


def extension():
    """The file of the scanner, which its wheel holds."""
    return next(
        pathlib.Path(duckdb_extension_postgres_scanner.__path__[0]).rglob("*.duckdb_extension")
    )


def attached(url):
    """A database with the server attached."""
    connection = duckdb.connect()
    connection.execute(f"LOAD '{extension()}'")
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(f"ATTACH '{url}' AS door (TYPE postgres, READ_ONLY)")
    return connection


def ask(connection, query):
    """A result."""
    cursor = connection.execute(query)
    return table([(c[0], str(c[1])) for c in cursor.description], cursor.fetchall(), True)


def probe(url, plan):
    """Attached tables, and filters that are handed down."""
    found = {}
    connection = attached(url)
    for name, one in plan.few.items():
        names, order = (
            ", ".join(f'"{word}"' for word in words)
            for words in ([c.name for c in one.columns], one.order())
        )
        attempt(
            found,
            f"table/{name}",
            lambda: ask(connection, f"SELECT {names} FROM door.{name} ORDER BY {order}"),
        )
        attempt(
            found,
            f"copy/{name}",
            lambda: copied(
                connection,
                plan.scratch / f"{name}.parquet",
                f"SELECT {names} FROM door.{name} ORDER BY {order}",
            ),
        )
    for name, query in QUERIES.items():
        attempt(found, f"query/{name}", lambda: ask(connection, query))
    for name in ("pg_experimental_filter_pushdown", "pg_use_binary_copy"):
        for value in ("false", "true"):
            connection.execute(f"SET {name} = {value}")
            attempt(found, f"{name}/{value}", lambda: ask(connection, QUERIES["filter"]))
            attempt(found, f"{name} whole/{value}", lambda: ask(connection, QUERIES["numeric"]))
    connection.close()
    return found


def copied(connection, path, query):
    """A table written as Parquet, and read again."""
    connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
    return ask(connection, f"SELECT * FROM '{path}'")
