"""pg8000: pure Python, its own reading of the protocol and of SCRAM."""

import pg8000.dbapi
import pg8000.native

from clients import attempt, parts, refused
from plain import plain, table

NAME = "pg8000"


def version():
    """The version of the package."""
    return pg8000.dbapi.__version__ if hasattr(pg8000.dbapi, "__version__") else pg8000.__version__


def state(error):
    """The SQLSTATE of an error."""
    found = error.args[0] if error.args else None
    return found.get("C") if isinstance(found, dict) else None


def probe(url, plan):
    """Statements by DB-API and by the native interface."""
    found = {}
    connection = pg8000.dbapi.connect(**parts(url))

    def ask(statement):
        cursor = connection.cursor()
        cursor.execute(statement.marked("%s"), statement.params)
        outcome = table(
            [(c[0], c[1]) for c in cursor.description], cursor.fetchall(), statement.ordered
        )
        connection.rollback()
        return outcome

    for statement in plan.core:
        attempt(found, statement.name, lambda: ask(statement), state)
        connection.rollback()
    connection.close()
    native = pg8000.native.Connection(**parts(url))

    def prepared():
        made = native.prepare("SELECT id, amount FROM deals WHERE stage = :stage ORDER BY id")
        rows = [made.run(stage=stage) for stage in ("NEGOTIATION", "CLOSED_WON")]
        made.close()
        return plain(rows)

    attempt(found, "native/prepared", prepared, state)
    attempt(
        found,
        "native/refused",
        lambda: refused(lambda: native.run("SELECT no_such_column FROM deals"), state),
        state,
    )
    attempt(found, "native/after", lambda: plain(native.run("SELECT 1, NULL, 'ü'")), state)
    native.close()
    return found
