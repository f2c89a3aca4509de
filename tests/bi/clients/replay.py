"""Statements in the shapes that clients send which cannot be installed here: files of replay/, one statement each.

The first lines of a file may say how to compare: `-- columns` compares names and types alone, `-- without: a, b` leaves columns out,
`-- keep: 'pattern', …` keeps rows in which each pattern is a whole cell, `-- not binary` says that PostgreSQL has no
binary form of a value. They write what the clients write in our words: the same
relations, joins, functions and casts.
"""

import pathlib
import re

import psycopg

from clients import attempt
from plain import table

NAME = "replayed"
# Types of the catalog that clients read as text, which is what the door calls them:
# pg_node_tree, inet, varchar and anyarray.
READ_AS = {194: 25, 869: 25, 1043: 25, 2277: 25}
FOLDER = pathlib.Path(__file__).parents[1] / "replay"


def version():
    """The clients."""
    return ", ".join(sorted(folder.name for folder in FOLDER.iterdir()))


class Script:
    """A file with what it says about comparing."""

    def __init__(self, path):
        lines = path.read_text().splitlines()
        head = [line for line in lines if line.startswith("-- ")]
        self.sql = "\n".join(line for line in lines if line not in head)
        self.ways = (
            {"simple"}
            if ";" in self.sql
            else set(WAYS) - ({"binary"} if "-- not binary" in head else set())
        )
        self.columns_only = "-- columns" in head
        self.without = {
            word.strip()
            for line in head
            if line.startswith("-- without:")
            for word in line.split(":", 1)[1].split(",")
        }
        keep = [line.split(":", 1)[1] for line in head if line.startswith("-- keep:")]
        self.keep = [
            re.compile(pattern) for line in keep for pattern in re.findall(r"'([^']+)'", line)
        ]

    def outcome(self, cursor):
        """The part of a result that is compared."""
        if cursor.description is None:
            return {"status": cursor.statusmessage}
        kept = [
            place
            for place, column in enumerate(cursor.description)
            if column.name not in self.without
        ]
        columns = [
            (cursor.description[place].name, READ_AS.get(code, code))
            for place in kept
            for code in [cursor.description[place].type_code]
        ]
        rows = [[row[place] for place in kept] for row in cursor.fetchall()]
        if self.columns_only:
            return {"columns": table(columns, [], True)["columns"]}
        found = table(columns, rows, "order by" in self.sql.lower())
        # Whole cells, so that `text:name` is not found in `text:names`.
        found["rows"] = [
            row
            for row in found["rows"]
            if all(any(one.fullmatch(str(cell)) for cell in row) for one in self.keep)
        ]
        return found


# The simple protocol, the extended one with values as text, and with binary values.
WAYS = {"simple": {}, "extended": {"prepare": True}, "binary": {"binary": True}}


def ask(connection, script, options):
    """Runs a file's statement."""
    cursor = psycopg.RawCursor(connection)
    cursor.execute(script.sql, **options)
    while cursor.nextset():
        pass
    return script.outcome(cursor)


def probe(url, plan):
    """Each client's files in order, on a connection of its own, by both protocols."""
    found = {}
    for folder in sorted(FOLDER.iterdir()):
        for way, options in WAYS.items():
            with psycopg.connect(url, autocommit=True) as connection:
                for path in sorted(folder.glob("*.sql")):
                    script = Script(path)
                    if way not in script.ways:
                        continue
                    attempt(
                        found,
                        f"{folder.name}/{way}/{path.stem}",
                        lambda: ask(connection, script, options),
                    )
    return found
