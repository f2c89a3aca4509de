"""Differences between the door and PostgreSQL that are meant, or that stay for now; each with its reason.

An entry names one kind of difference, and only that kind is let through:
`types` (equal values of another type), `digits` (numbers that agree to six digits), `values`, `error`.
An entry fails the suite as soon as one of its checks passes.
"""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Known:
    """A difference: patterns (as of a shell) of clients and checks, its kind, and why it is so."""

    client: str
    check: str
    kind: str
    why: str


PRECISION = "An amount keeps its precision through sum, min and max; PostgreSQL forgets it, and tools then guess."
TABLE = "The table of a column is told for queries of one table only; tools show it, none needs it."
OWNER = "The catalog belongs to its user here: there is no other role."
DOOR = [
    Known("psql", r"list/\dn+", "values", "Nobody grants anything in SQL: roles are configured in the gateway."),
    Known("psql", r"list/\dt+", "values", "No table has a size here: its rows are in other systems."),
    Known("psql", r"find/\d pg_class", "values", "The tables of the catalog have no indexes."),
    Known("psql", r"find/\dt p[*]", "values", OWNER),
    Known("psql", r"find/\dt pg_catalog.pg_am", "values", OWNER),
    Known("psycopg 3", "*/set/long series", "error", "A series over a million numbers is refused: it is made in memory."),
    Known("psycopg2", "*/group/by stage", "types", PRECISION),
    Known("psycopg2", "*/set/cte", "types", PRECISION),
    Known("pgjdbc", "*/group/by stage", "types", PRECISION),
    Known("pgjdbc", "*/set/cte", "types", PRECISION),
    Known("pgjdbc", "described/join/*", "types", TABLE),
    Known("psqlodbc", "*/group/by stage", "types", PRECISION),
    Known("psqlodbc", "*/set/cte", "types", PRECISION),
    Known("psqlodbc", "*/join/inner", "types", TABLE),
    Known("ADBC", "group/by stage", "types", PRECISION),
    Known("ADBC", "set/cte", "types", PRECISION),
    Known("node", "pg/[nq]*/group/by stage", "types", PRECISION),
    Known("node", "pg/[nq]*/set/cte", "types", PRECISION),
    Known("DuckDB scanner", "query/own query", "types", PRECISION),
]

# Tables whose rows change while they are read (quota left, the last statement's gaps), or which have the rows that conditions name (figures of
# quarters, in euros): only their shape is compared.
MOVING_TABLES = {"sources", "watermarks", "gaps", "performance", "performance_total", "statements"}
# Columns that change while nothing happens to a record.
MOVING_COLUMNS = {("records", "fetched_at")}
