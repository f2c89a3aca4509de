"""What SQLAlchemy reflects of every table; runs in this process and, as a program, in the environment of 1.4."""

import json
import sys

import sqlalchemy
from sqlalchemy import MetaData, create_engine, inspect, select, text

from plain import plain, refusal, table


def address(url, driver):
    """The address for one driver."""
    return url.replace("postgresql://", f"postgresql+{driver}://", 1)


def keep(found, name, ask):
    """Keeps an outcome."""
    try:
        found[name] = ask()
    except Exception as error:
        found[name] = refusal(error)


def typed(columns):
    """Columns with their types as text."""
    return [
        {key: repr(value) if key == "type" else plain(value) for key, value in column.items()}
        for column in columns
    ]


def reflect(engine, tables):
    """What the inspector tells of the database and of each table."""
    found, seen = {}, inspect(engine)
    keep(
        found,
        "names",
        lambda: [
            sorted(seen.get_schema_names()),
            sorted(seen.get_table_names()),
            seen.get_view_names(),
            seen.default_schema_name,
        ],
    )
    keep(found, "enums", lambda: plain(seen.get_enums()))
    for name in tables:
        keep(found, f"columns/{name}", lambda: typed(seen.get_columns(name)))
        keep(found, f"key/{name}", lambda: plain(seen.get_pk_constraint(name)))
        keep(found, f"foreign keys/{name}", lambda: plain(seen.get_foreign_keys(name)))
        keep(found, f"indexes/{name}", lambda: plain(seen.get_indexes(name)))
        keep(found, f"unique/{name}", lambda: plain(seen.get_unique_constraints(name)))
        keep(found, f"checks/{name}", lambda: plain(seen.get_check_constraints(name)))
        keep(found, f"comment/{name}", lambda: plain(seen.get_table_comment(name)))
        keep(found, f"has/{name}", lambda: [seen.has_table(name), seen.has_table(name + "_none")])
        keep(found, f"in schema/{name}", lambda: typed(seen.get_columns(name, schema="public")))
    if hasattr(seen, "get_multi_columns"):
        for what in ("columns", "pk_constraint", "foreign_keys", "indexes", "table_comment"):

            def ask():
                many = getattr(seen, f"get_multi_{what}")(schema="public")
                return {
                    str(key[1]): typed(value) if what == "columns" else plain(value)
                    for key, value in sorted(many.items())
                }

            keep(found, f"all at once/{what}", ask)
    return found


def queries(engine, statements, tables):
    """Reflected tables asked through expressions, and rows as a stream."""
    found, meta = {}, MetaData()
    keep(found, "reflect", lambda: [meta.reflect(engine), sorted(meta.tables)][1])
    with engine.connect() as connection:
        for name in tables:

            def ask():
                one = meta.tables[name]
                order = [column for column in one.primary_key] or [column for column in one.c]
                columns = [column for column in one.c if column.name in tables[name]]
                rows = connection.execution_options(stream_results=True, max_row_buffer=29).execute(
                    select(*columns).order_by(*order).limit(300)
                )
                return table([(key, "") for key in rows.keys()], rows.fetchall(), True)

            keep(found, f"stream/{name}", ask)
        for one in statements:
            keep(found, one["name"], lambda: rows_of(connection, one["sql"]))
    return found


def rows_of(connection, query):
    """The result of a text."""
    rows = connection.execute(text(query.replace(":", r"\:")))
    return table([(key, "") for key in rows.keys()], rows.fetchall(), True)


def everything(url, drivers, statements, tables):
    """All outcomes of all drivers."""
    found = {}
    for driver in drivers:
        engine = create_engine(address(url, driver))
        try:
            outcomes = reflect(engine, tables) | queries(engine, statements, tables)
        except Exception as error:
            outcomes = {"connect": refusal(error)}
        found |= {f"{driver}/{check}": outcome for check, outcome in outcomes.items()}
        engine.dispose()
    return found


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    if sqlalchemy.__version__.startswith("1."):
        import warnings

        warnings.simplefilter("ignore")
    outcomes = everything(asked["url"], asked["drivers"], asked["statements"], asked["tables"])
    print(json.dumps({"version": sqlalchemy.__version__, "found": outcomes}))
