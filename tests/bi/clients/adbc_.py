"""ADBC's PostgreSQL driver: results by binary COPY into Arrow, its catalog, parameters."""

import adbc_driver_postgresql
import adbc_driver_postgresql.dbapi as dbapi

from clients import attempt
from plain import plain, table

NAME = "ADBC"


def version():
    """The version of the package."""
    return adbc_driver_postgresql.__version__


def state(error):
    """The SQLSTATE of an error."""
    return getattr(error, "sqlstate", None)


def arrow(result, ordered):
    """An Arrow table as a result."""
    columns = [
        (
            field.name,
            f"{field.type} {'null' if field.nullable else ''} {sorted((field.metadata or {}).items())}",
        )
        for field in result.schema
    ]
    rows = (
        list(zip(*[column.to_pylist() for column in result.columns])) if result.num_columns else []
    )
    return table(columns, rows, ordered)


def in_order(value):
    """Lists of the catalog come in no order."""
    if isinstance(value, dict):
        return {key: in_order(item) for key, item in value.items()}
    return sorted(map(in_order, value), key=repr) if isinstance(value, list) else value


def probe(url, plan):
    """Statements, and what the driver tells of the database."""
    found = {}
    with dbapi.connect(url, autocommit=True) as connection:
        for statement in plan.core:

            def ask():
                with connection.cursor() as cursor:
                    cursor.execute(statement.sql, statement.params or None)
                    return arrow(cursor.fetch_arrow_table(), statement.ordered)

            attempt(found, statement.name, ask, state)
        for name in plan.few:
            attempt(
                found,
                f"schema/{name}",
                lambda: [
                    f"{field.name} {field.type}" for field in connection.adbc_get_table_schema(name)
                ],
                state,
            )
            attempt(
                found,
                f"schema of public/{name}",
                lambda: [
                    f"{field.name} {field.type}"
                    for field in connection.adbc_get_table_schema(name, db_schema_filter="public")
                ],
                state,
            )
        for depth in ("catalogs", "db_schemas", "tables", "all"):

            def objects():
                found = connection.adbc_get_objects(
                    depth=depth, catalog_filter="channelgraph", db_schema_filter="public"
                )
                return in_order(plain(found.read_all().to_pylist()))

            attempt(found, f"objects/{depth}", objects, state)
        attempt(found, "table types", lambda: connection.adbc_get_table_types(), state)

        def batches():
            with connection.cursor() as cursor:
                cursor.adbc_statement.set_options(
                    **{"adbc.postgresql.batch_size_hint_bytes": "2000"}
                )
                cursor.execute("SELECT id, amount FROM deals ORDER BY id")
                return plain(cursor.fetch_record_batch().read_all().to_pylist())

        attempt(found, "batches", batches, state)
    return found
