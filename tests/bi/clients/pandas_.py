"""pandas: read_sql by SQLAlchemy and psycopg, whole and in chunks, with dates parsed."""

import pandas
from sqlalchemy import create_engine

from clients import attempt
from clients.reflection import address
from plain import table
from statements import quoted

NAME = "pandas"


def version():
    """The version of the package."""
    return pandas.__version__


def framed(frame):
    """A frame as a result, missing values as null."""
    columns = [(name, str(frame[name].dtype)) for name in frame.columns]
    rows = [
        [None if pandas.isna(value) else native(value) for value in row]
        for row in frame.itertuples(index=False)
    ]
    return table(columns, rows, True)


def native(value):
    """A time as Python's."""
    return value.isoformat() if isinstance(value, pandas.Timestamp) else value


def probe(url, plan):
    """Frames of each statement."""
    found = {}
    engine = create_engine(address(url, "psycopg"))
    with engine.connect() as connection:
        for statement in plan.core:
            if statement.params:
                continue
            query = statement.sql.replace("%", "%%")
            attempt(
                found,
                f"query/{statement.name}",
                lambda: framed(pandas.read_sql_query(query, connection)),
            )
            attempt(
                found,
                f"exact/{statement.name}",
                lambda: framed(
                    pandas.read_sql_query(
                        query, connection, coerce_float=False, dtype_backend="pyarrow"
                    )
                ),
            )
        for name, one in plan.few.items():
            names = [column.name for column in one.columns]
            order = one.order()

            def read():
                return framed(
                    pandas.read_sql_table(name, connection, columns=names).sort_values(order)[names]
                )

            attempt(found, f"table/{name}", read)

            def chunks():
                streamed = connection.execution_options(stream_results=True)
                keys = ", ".join(map(quoted, order))
                query = f"SELECT {keys} FROM {name} ORDER BY {keys}"
                sizes, parts = [], []
                for chunk in pandas.read_sql_query(query, streamed, chunksize=50):
                    sizes.append(len(chunk))
                    parts.append(framed(chunk)["rows"])
                return [sizes, parts]

            attempt(found, f"chunks/{name}", chunks)
    engine.dispose()
    return found
