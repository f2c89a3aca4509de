"""Statements to run on both servers."""

import dataclasses
import re

from psycopg import sql


@dataclasses.dataclass(frozen=True)
class Statement:
    """One statement; `ordered` says that its ORDER BY decides the order of all rows."""

    name: str
    sql: str
    ordered: bool = False
    # Values of $1, $2 …, each used once and in this order.
    params: tuple = ()

    def marked(self, mark):
        """The statement with another mark for parameters: `%s` or `?`."""
        text = self.sql.replace("%", "%%") if mark == "%s" and self.params else self.sql
        return re.sub(r"\$\d+", mark, text)


def quoted(name):
    """A name as it stands in SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(value):
    """A value as it stands in SQL."""
    return sql.Literal(value).as_string(None)


def whole(table, limit=400):
    """A table from its start, every column."""
    order = ", ".join(map(quoted, table.order()))
    names = ", ".join(quoted(column.name) for column in table.columns)
    return Statement(
        f"rows/{table.name}",
        f"SELECT {names} FROM {quoted(table.name)} ORDER BY {order} LIMIT {limit}",
        True,
    )


def still(tables, moving_tables, moving_columns):
    """The tables without what moves by itself."""
    return {
        table.name: dataclasses.replace(
            table,
            columns=[
                column
                for column in table.columns
                if (table.name, column.name) not in moving_columns
            ],
        )
        for table in tables.values()
        if table.name not in moving_tables
    }
