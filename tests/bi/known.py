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


OWNER = "The catalog belongs to its user here: there is no other role."
SERIES = "A series over a million numbers is refused: it is made in memory."
SCALE = "A number has as many digits after its point as the type of its column says; PostgreSQL keeps those of each value."
QUOTIENT = "Quotients and averages have sixteen digits after their point, or four more than what is averaged; PostgreSQL gives other numbers of them."
LENGTH = "A text that a cast has cut is of the type text."
DOOR = [
    Known("psql", r"list/\dn+", "values", "Nobody grants anything in SQL: roles are configured in the gateway."),
    Known("psql", r"list/\dt+", "values", "No table has a size here: its rows are in other systems."),
    Known("psql", r"find/\d pg_class", "values", "The tables of the catalog have no indexes."),
    Known("psql", r"find/\dt p[*]", "values", OWNER),
    Known("psql", r"find/\dt pg_catalog.pg_am", "values", OWNER),
    Known("psycopg 3", "*/set/long series", "error", SERIES),
    Known("psycopg 3", "*/function/number/trunc(amount, 1)", "types", SCALE),
    Known("psycopg 3", "*/parameter/value", "types", SCALE),
    Known("psycopg 3", "*/function/number/amount / 4", "types", QUOTIENT),
    Known("psycopg 3", "*/group/avg", "digits", QUOTIENT),
    Known("psycopg 3", "*/group/avg bigint", "digits", QUOTIENT),
    Known("psycopg 3", "*/function/text/stage::varchar(5)", "types", LENGTH),
    Known("psycopg 3", "*/function/text/stage::char(3)", "types", LENGTH),
    Known("psycopg 3", "*/join/lateral", "error", "LATERAL with LIMIT cannot be planned; row_number() says the same."),
    Known(
        "psycopg 3",
        "*/function/now/inet_server_port() IS NULL",
        "values",
        "The server does not tell its address, which is that of a proxy's other side as often as not.",
    ),
    Known("psycopg 3", "session/zone", "values", "Times stay in UTC whatever zone a client sets; a warning says so."),
    Known("replayed", "datagrip/*/09_zones", "values", "Zones can be named in AT TIME ZONE, but only UTC is listed."),
]

# Tables whose rows change while they are read (quota left, the last statement's gaps), or which have the rows that conditions name (figures of
# quarters, in euros): only their shape is compared.
MOVING_TABLES = {"sources", "watermarks", "gaps", "performance", "performance_total", "statements"}
# Columns that change while nothing happens to a record.
MOVING_COLUMNS = {("records", "fetched_at")}
