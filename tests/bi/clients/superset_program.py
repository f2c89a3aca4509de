"""Asks a database as Superset does: its engine specification, its model of a database, its estimates."""

import json
import logging
import os
import sys

import pandas

from plain import plain, refusal, table


def framed(frame):
    """A frame as a result."""
    rows = [
        [None if pandas.isna(value) else native(value) for value in row]
        for row in frame.itertuples(index=False)
    ]
    return table([(name, str(frame[name].dtype)) for name in frame.columns], rows, True)


def native(value):
    """A time as Python's."""
    return value.isoformat() if isinstance(value, pandas.Timestamp) else value


def described(columns):
    """Columns with their types as text."""
    return [
        {key: str(value) if key == "type" else plain(value) for key, value in column.items()}
        for column in columns
    ]


def grains(database, frame_of):
    """The expression of each grain of time over a day and a moment."""
    for grain, expression in database.db_engine_spec.get_time_grain_expressions().items():
        if grain:
            text = expression.replace("{col}", "{0}")
            query = f"SELECT {text.format('updated_at')} AS t, count(*) AS n FROM deals GROUP BY 1 ORDER BY 1 LIMIT 20"
            yield f"grain/{getattr(grain, 'value', grain)}", lambda query=query: frame_of(query)


def questions(database, asked):
    """Everything to ask, by name."""
    from superset.sql.parse import Table

    def frame_of(query):
        return framed(database.get_df(query, schema="public"))

    yield "schemas", lambda: plain(sorted(database.get_all_schema_names(catalog=None)))
    yield "catalogs", lambda: "channelgraph" in database.get_all_catalog_names()
    yield (
        "tables",
        lambda: plain(
            sorted(database.get_all_table_names_in_schema(catalog=None, schema="public"))
        ),
    )
    yield (
        "views",
        lambda: plain(sorted(database.get_all_view_names_in_schema(catalog=None, schema="public"))),
    )
    yield "default schema", lambda: plain(database.get_default_schema(None))
    for name in asked["tables"]:
        one = Table(name, "public")
        yield f"columns/{name}", lambda one=one: described(database.get_columns(one))
        yield f"key/{name}", lambda one=one: plain(database.get_pk_constraint(one))
        yield f"foreign keys/{name}", lambda one=one: plain(database.get_foreign_keys(one))
        yield f"indexes/{name}", lambda one=one: plain(database.get_indexes(one))
        yield f"comment/{name}", lambda one=one: plain(database.get_table_comment(one))
        yield f"star/{name}", lambda one=one: database.select_star(one, limit=10, show_cols=True)
    for one in asked["statements"]:
        yield f"frame/{one['name']}", lambda one=one: frame_of(one["sql"])
    yield from grains(database, frame_of)

    def estimate():
        found = database.db_engine_spec.estimate_query_cost(
            database, None, "public", "SELECT * FROM deals"
        )
        return [sorted(found[0]), len(found)]

    yield "estimate", estimate

    def cancel():
        with database.get_raw_connection() as connection:
            cursor = connection.cursor()
            number = database.db_engine_spec.get_cancel_query_id(cursor, None)
            with database.get_raw_connection() as other:
                return database.db_engine_spec.cancel_query(other.cursor(), None, str(number))

    yield "cancel", cancel


def everything(asked):
    """All outcomes."""
    from superset.app import create_app

    found = {}
    with create_app().app_context():
        from superset.models.core import Database

        database = Database(database_name="door", extra="{}")
        database.set_sqlalchemy_uri(asked["url"])
        for name, ask in questions(database, asked):
            try:
                found[name] = ask()
            except Exception as error:
                found[name] = refusal(error)
    return found


if __name__ == "__main__":
    question = json.load(sys.stdin)
    os.environ |= {
        "SUPERSET_SECRET_KEY": "of this test alone, and of nothing else",
        "SUPERSET_HOME": question["home"],
    }
    logging.disable(logging.CRITICAL)
    print("\n" + json.dumps(everything(question)))
