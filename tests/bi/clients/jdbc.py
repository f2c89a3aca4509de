"""pgjdbc 42.5 by a small Java program."""

import base64
import json
import pathlib

from clients import parts, run, tagged
from clients.psycopg3 import SLOW

NAME = "pgjdbc"
JAR = pathlib.Path("/usr/share/java/postgresql.jar")
PROGRAM = pathlib.Path(__file__).with_name("Jdbc.java")


def version():
    """The version of the package."""
    return run("dpkg-query", "-W", "-f", "${Version}", "libpostgresql-jdbc-java").split("-")[0]


def coded(*fields):
    """Fields of one line."""
    return "\t".join(
        "-" if field is None else base64.b64encode(field.encode()).decode() for field in fields
    )


def probe(url, plan):
    """Everything that the program does."""
    who = parts(url)
    address = f"jdbc:postgresql://{who['host']}:{who['port']}/{who['database']}"
    lines = [coded(address, who["user"], who["password"], SLOW, *plan.few)]
    for statement in plan.core:
        params = [field for value in statement.params for field in tagged(value).values()]
        lines.append(coded(statement.name, statement.marked("?"), *params))
    return json.loads(run("java", "-cp", JAR, PROGRAM, given="\n".join(lines) + "\n"))
