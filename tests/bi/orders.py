"""ORDER BY each column, with nulls at either end."""

import itertools

from statements import Statement, quoted


def all_of(tables, of=1):
    """Orders by each column, then by the key so that the order is whole; or about one in `of` of them."""
    every = (one for table in tables.values() for column in table.columns for one in orders(table, column))
    yield from itertools.islice(every, 0, None, of + (of > 1))


def orders(table, column):
    """Orders by one column."""
    key = ", ".join(map(quoted, table.order()))
    c, t = quoted(column.name), quoted(table.name)
    for way in ("ASC", "DESC", "ASC NULLS FIRST", "DESC NULLS LAST"):
        query = f"SELECT {c}, {key} FROM {t} ORDER BY {c} {way}, {key}"
        yield Statement(
            f"order/{table.name}.{column.name}/{way.lower()}", f"{query} LIMIT 50", True
        )
    fold = "count" if column.type == "boolean" else "max"
    query = f"SELECT {fold}({c}) FROM (SELECT {c} FROM {t} ORDER BY {c} DESC NULLS LAST LIMIT 3) q"
    yield Statement(f"order/{table.name}.{column.name}/top", query, True)
    query = f"SELECT DISTINCT {c} FROM {t} ORDER BY 1"
    yield Statement(f"order/{table.name}.{column.name}/distinct", query, True)
