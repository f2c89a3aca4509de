"""psycopg2: parameters written into the text, named cursors, COPY, cancel."""

import io
import threading

import psycopg2
import psycopg2.extensions

from clients import attempt, quick, refused
from clients.psycopg3 import SLOW
from plain import plain, table
from statements import quoted

NAME = "psycopg2"


def version():
    """The version of the package."""
    return psycopg2.__version__.split()[0]


def state(error):
    """The SQLSTATE of an error."""
    return getattr(error, "pgcode", None)


def ask(connection, statement, name=None):
    """Runs a statement, through a named cursor if there is a name."""
    with connection.cursor(name) as cursor:
        if name:
            cursor.itersize = 23
        cursor.execute(statement.marked("%s"), statement.params or None)
        rows = [cursor.fetchone()] if name else []
        rows = [row for row in rows if row is not None] + cursor.fetchall()
        columns = [(c.name, c.type_code, c.precision, c.scale) for c in cursor.description]
        return table(columns, rows, statement.ordered)


def copied(connection, name, order):
    """A table by copy_expert."""
    out = io.StringIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(
            f"COPY (SELECT {order} FROM {name} ORDER BY {order}) TO STDOUT WITH CSV HEADER", out
        )
    return out.getvalue()


def cancelled(connection):
    """Cancels from another thread."""
    timer = threading.Timer(0.4, connection.cancel)
    timer.start()
    with connection.cursor() as cursor:
        found = quick(lambda: refused(lambda: cursor.execute(SLOW), state), 3)
    timer.join()
    connection.rollback()
    return found


def probe(url, plan):
    """Statements in a transaction each, and what else it does."""
    found = {}
    connection = psycopg2.connect(url)
    for statement in plan.core:
        for kind, name in (("plain", None), ("named", "srv")):

            def one():
                with connection:
                    return ask(connection, statement, name)

            attempt(found, f"{kind}/{statement.name}", one)
    for name, one in plan.few.items():
        attempt(found, f"copy/{name}", lambda: copied(connection, name, ", ".join(map(quoted, one.order()))))
        connection.rollback()
    attempt(found, "cancel", lambda: cancelled(connection))

    def settings():
        connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
        with connection, connection.cursor() as cursor:
            cursor.execute("show transaction_isolation")
            return [
                cursor.fetchone()[0],
                connection.encoding,
                connection.get_parameter_status("TimeZone"),
                connection.get_parameter_status("integer_datetimes"),
                connection.get_parameter_status("standard_conforming_strings"),
            ]

    attempt(found, "settings", lambda: plain(settings()))
    connection.close()
    return found
