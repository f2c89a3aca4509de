"""Makes the door's tables in PostgreSQL and carries their rows over by COPY."""

import psycopg
from psycopg import sql

import schema


def make(door_url, owner, loader):
    """Makes the tables as `owner` and fills them through `loader`, who may leave foreign keys unchecked.

    Gives the tables and the number of rows of each.
    """
    with psycopg.connect(door_url, autocommit=True) as door:
        tables = schema.read(door)
        if not tables:
            raise SystemExit("The door shows no tables in the schema public.")
        for statement in schema.ddl(tables):
            owner.execute(statement)
        loader.execute("set session_replication_role = replica")
        rows = {name: carry(door, loader, table) for name, table in tables.items()}
        loader.execute("set session_replication_role = default")
    return tables, rows


def carry(door, loader, table):
    """Carries the rows of one table over; gives their number."""
    names = sql.SQL(", ").join(sql.Identifier(column.name) for column in table.columns)
    whole = sql.SQL("{} ({})").format(sql.Identifier("public", table.name), names)
    with door.cursor() as source, loader.cursor() as target:
        with source.copy(sql.SQL("copy {} to stdout").format(whole)) as out:
            with target.copy(sql.SQL("copy {} from stdin").format(whole)) as into:
                for block in out:
                    into.write(block)
        return target.rowcount
