"""Tables as a server describes them, and the DDL that makes them again."""

import dataclasses

from psycopg import sql

COLUMNS = """
    select table_name, column_name, data_type, numeric_precision, numeric_scale, is_nullable
    from information_schema.columns where table_schema = 'public' order by table_name, ordinal_position"""
ATTRIBUTES = """
    select c.relname, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_attribute a on a.attrelid = c.oid
    where n.nspname = 'public' and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
    order by c.relname, a.attnum"""
KEYS = """
    select tc.table_name, tc.constraint_type, kcu.column_name, tc.constraint_name, kcu.ordinal_position
    from information_schema.table_constraints tc
    join information_schema.key_column_usage kcu
      on kcu.constraint_schema = tc.constraint_schema and kcu.constraint_name = tc.constraint_name
    where tc.table_schema = 'public' and tc.constraint_type = 'PRIMARY KEY'
    order by tc.table_name, kcu.ordinal_position"""
REFERENCES = """
    select c.relname, a.attname, f.relname, k.conname
    from pg_catalog.pg_constraint k
    join pg_catalog.pg_class c on c.oid = k.conrelid
    join pg_catalog.pg_class f on f.oid = k.confrelid
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
    where k.contype = 'f' order by c.relname, k.conname"""
COMMENTS = """
    select c.relname, d.objsubid, d.description
    from pg_catalog.pg_description d
    join pg_catalog.pg_class c on c.oid = d.objoid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind = 'r' order by c.relname, d.objsubid"""


@dataclasses.dataclass
class Column:
    """A column: its type as `format_type` writes it."""

    name: str
    type: str
    nullable: bool
    comment: str = ""


@dataclasses.dataclass
class Table:
    """A table of the schema `public`."""

    name: str
    columns: list = dataclasses.field(default_factory=list)
    key: list = dataclasses.field(default_factory=list)
    references: list = dataclasses.field(default_factory=list)
    comment: str = ""

    def column(self, name):
        """The column of this name, or None."""
        return next((column for column in self.columns if column.name == name), None)

    def order(self):
        """Columns that put the rows into one order: the key, or everything."""
        return self.key or [column.name for column in self.columns]


def read(connection):
    """All tables by name, as the catalog describes them."""
    tables = {}
    for name, column, type_, not_null in connection.execute(ATTRIBUTES):
        tables.setdefault(name, Table(name)).columns.append(Column(column, type_, not not_null))
    for name, _, column, _, _ in connection.execute(KEYS):
        tables[name].key.append(column)
    for name, column, other, constraint in connection.execute(REFERENCES):
        tables[name].references.append((column, other, constraint))
    for name, place, text in connection.execute(COMMENTS):
        if place:
            tables[name].columns[place - 1].comment = text
        else:
            tables[name].comment = text
    return tables


def contradictions(connection, tables):
    """Where information_schema and pg_catalog tell two stories about one table."""
    seen = {}
    for name, column, type_, precision, scale, nullable in connection.execute(COLUMNS):
        full = f"numeric({precision},{scale})" if type_ == "numeric" and precision else type_
        seen.setdefault(name, []).append((column, full, nullable == "YES"))
    told = {
        table.name: [(column.name, column.type, column.nullable) for column in table.columns]
        for table in tables.values()
    }
    for name in sorted(seen.keys() | told.keys()):
        for one, other in zip(seen.get(name, [None]), told.get(name, [None])):
            if one != other:
                yield f"{name}: information_schema says {one}, pg_catalog {other}"


def ddl(tables):
    """Statements that make the tables, their keys and their comments."""
    name = sql.Identifier
    for table in tables.values():
        parts = [
            sql.SQL("{} {}{}").format(
                name(column.name),
                sql.SQL(column.type),
                sql.SQL("" if column.nullable else " not null"),
            )
            for column in table.columns
        ]
        if table.key:
            parts.append(
                sql.SQL("primary key ({})").format(sql.SQL(", ").join(map(name, table.key)))
            )
        yield sql.SQL("create table public.{} ({})").format(
            name(table.name), sql.SQL(", ").join(parts)
        )
    for table in tables.values():
        for column, other, constraint in table.references:
            yield sql.SQL(
                "alter table public.{} add constraint {} foreign key ({}) references public.{}"
            ).format(name(table.name), name(constraint), name(column), name(other))
        if table.comment:
            yield sql.SQL("comment on table public.{} is {}").format(
                name(table.name), sql.Literal(table.comment)
            )
        for column in table.columns:
            if column.comment:
                yield sql.SQL("comment on column public.{}.{} is {}").format(
                    name(table.name), name(column.name), sql.Literal(column.comment)
                )
