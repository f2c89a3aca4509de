"""A PostgreSQL that stands in for the door, with rows that are hard to carry: for tests of the suite itself."""

import datetime
import decimal
import pathlib
import random

import psycopg
from psycopg import sql

from cluster import Cluster

HERE = pathlib.Path(__file__).parent
WORDS = [
    "Acme",
    "ACME",
    "acme GmbH",
    "Ünïcödé Straße",
    "naïve café",
    "O'Reilly & Söhne",
    'Quote "Inc"',
    "50% off_all",
    r"back\slash",
    "tab\there",
    "line\nbreak",
    "carriage\r\nreturn",
    "",
    " ",
    "  padded  ",
    "日本語株式会社",
    "Ελλάδα ΑΕ",
    "emoji 🚀 one",
    "a,b;c|d",
    "{curly,braces}",
    "NULL",
    r"\N",
    "'; drop table partners; --",
    "$1 and ?",
    "%s and :name",
    "é",
    "é",
    "İstanbul",
    "zzz",
    "null",
]
COUNTRIES = ["DE", "FR", "US", "GB", "JP", None]
STAGES = ["PROSPECTING", "QUALIFICATION", "NEGOTIATION", "CLOSED_WON", "CLOSED_LOST", None]
AMOUNTS = [
    "0",
    "0.000000001",
    "-0.000000001",
    "1",
    "-1",
    "46539.55",
    "7500",
    "0.1",
    "123456789.123456789",
]
# 37 digits, once each, so that sums keep to 38.
EXTREMES = {
    5: "9999999999999999999999999999.999999999",
    6: "-9999999999999999999999999999.999999999",
}
UTC = datetime.timezone.utc


class Maker:
    """Makes rows, the same ones every time."""

    def __init__(self):
        self.dice = random.Random(20)
        self.ids = {}

    def value(self, table, column, number):
        """A value of a column, by its name and type."""
        name, type_, nullable = column
        if name == "id":
            return f"{table[:2]}:{number:04}"
        if name in ("position",):
            return number
        if name.endswith("_id") and name[:-3] + "s" in self.ids or name == "parent_id":
            known = self.ids.get("partners" if name == "parent_id" else name[:-3] + "s") or [None]
            return self.dice.choice(known if not nullable else [*known, None])
        if nullable and self.dice.random() < 0.15:
            return None
        return self.typed(name, type_, number)

    def typed(self, name, type_, number):
        """A value that is not null."""
        dice = self.dice
        if type_ == "bigint":
            return dice.choice([0, 1, 2, 3, 4, 10**12, -5])
        if type_ == "double precision":
            return dice.choice([0.0, 0.1, 1 / 3, 100.0, -2.5, 1e15])
        if type_.startswith("numeric"):
            plain = f"{dice.randint(0, 9_999_999)}.{dice.randint(0, 99):02}"
            return decimal.Decimal(
                EXTREMES.get(number) or (dice.choice(AMOUNTS) if number < 60 else plain)
            )
        if type_ == "boolean":
            return dice.random() < 0.5
        if type_ == "date":
            return datetime.date(2024, 1, 1) + datetime.timedelta(days=dice.randint(0, 1200))
        if type_ == "timestamp with time zone":
            start = datetime.datetime(2023, 12, 31, 23, 0, tzinfo=UTC)
            return start + datetime.timedelta(
                seconds=dice.randint(0, 90_000_000),
                microseconds=dice.choice([0, 1, 999_999, 123_456]),
            )
        if name == "country":
            return dice.choice(COUNTRIES[:-1])
        if name == "stage":
            return dice.choice(STAGES[:-1])
        if name.endswith("currency"):
            return dice.choice(["USD", "EUR", "JPY"])
        return dice.choice(WORDS) + dice.choice(["", "", f" {number % 17}"])


COUNTS = {
    "partners": 120,
    "contacts": 150,
    "leads": 120,
    "deals": 260,
    "incentives": 160,
    "campaigns": 30,
}


def fill(root):
    """Fills all tables."""
    maker = Maker()
    shapes = {}
    for table, name, type_, nullable in root.execute("""
        select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), not a.attnotnull
        from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 order by c.oid, a.attnum"""):
        shapes.setdefault(table, []).append((name, type_, nullable))
    for table, columns in shapes.items():
        rows = []
        for number in range(COUNTS.get(table, 40)):
            row = [maker.value(table, column, number) for column in columns]
            if columns[0][0] == "id":
                maker.ids.setdefault(table, []).append(row[0])
            elif table not in ("partner_programs", "sources"):
                row = [
                    f"{value} {number}" if name in ("record_id", "field") else value
                    for value, (name, _, _) in zip(row, columns)
                ]
            elif table == "sources":
                row[0] = f"source {number}"
            rows.append(row)
        slots = sql.SQL(", ").join([sql.Placeholder()] * len(columns))
        root.cursor().executemany(
            sql.SQL("insert into {} values ({})").format(sql.Identifier(table), slots), rows
        )


def start():
    """Starts the stand-in; gives its cluster."""
    cluster = Cluster().prepare("analyst", "s3cr:et/ü", "channelgraph")
    with psycopg.connect(cluster.url, autocommit=True) as owner:
        owner.execute((HERE / "standin.sql").read_text())
        fill(owner)
    cluster.read_only()
    return cluster


def spoil(cluster):
    """Changes one digit of one row, and one comment, behind the suite's back: it has to fail."""
    with cluster.master_of(cluster.database) as root:
        root.execute(
            "update deals set amount = amount + 0.000000001 where id = (select min(id) from deals where amount is not null)"
        )
        root.execute("comment on column partners.tier_rank is 'Spoilt.'")
