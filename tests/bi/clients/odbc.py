"""psqlodbc 13 by pyodbc, with and without cursors on the server, and ODBC's catalog functions."""

import pyodbc

from clients import attempt, parts, run
from plain import plain, table

NAME = "psqlodbc"
WAYS = {
    "fetch": "UseDeclareFetch=1;Fetch=31",
    "whole": "UseDeclareFetch=0",
    "simple": "UseServerSidePrepare=0;UseDeclareFetch=1",
}


def version():
    """The version of the package."""
    return run("dpkg-query", "-W", "-f", "${Version}", "odbc-postgresql").split(":")[-1]


def state(error):
    """The SQLSTATE of an error."""
    return error.args[0] if error.args else None


def opened(url, options):
    """A connection."""
    who = parts(url)
    word = "{" + who["password"].replace("}", "}}") + "}"
    text = f"Driver={{PostgreSQL Unicode}};Server={who['host']};Port={who['port']};Database={who['database']};Uid={who['user']};Pwd={word}"
    sizes = "BoolsAsChar=0;MaxVarcharSize=4000;MaxLongVarcharSize=200000"
    return pyodbc.connect(f"{text};{options};{sizes}", autocommit=True)


def ask(connection, statement):
    """Runs a statement."""
    cursor = connection.cursor()
    cursor.execute(statement.marked("?"), *statement.params)
    columns = [(c[0], c[1].__name__, c[3], c[4], c[5], c[6]) for c in cursor.description]
    return table(columns, cursor.fetchall(), statement.ordered)


def listed(cursor):
    """Rows of a catalog function, without the numbers that a server gives its tables."""
    names = [c[0] for c in cursor.description]
    kept = [place for place, name in enumerate(names) if name.upper() != "TABLE OID"]
    rows = [[row[place] for place in kept] for row in cursor.fetchall()]
    return table([(names[place],) for place in kept], rows, False)


def catalog(connection, tables):
    """What ODBC tells of the tables."""
    found = {}
    attempt(
        found, "catalog/tables", lambda: listed(connection.cursor().tables(schema="public")), state
    )
    attempt(found, "catalog/types", lambda: listed(connection.cursor().getTypeInfo()), state)
    for name in tables:
        attempt(
            found,
            f"catalog/columns/{name}",
            lambda: listed(connection.cursor().columns(table=name, schema="public")),
            state,
        )
        attempt(
            found,
            f"catalog/key/{name}",
            lambda: listed(connection.cursor().primaryKeys(name, schema="public")),
            state,
        )
        attempt(
            found,
            f"catalog/foreign/{name}",
            lambda: listed(
                connection.cursor().foreignKeys(foreignTable=name, foreignSchema="public")
            ),
            state,
        )
        attempt(
            found,
            f"catalog/statistics/{name}",
            lambda: listed(connection.cursor().statistics(name, schema="public")),
            state,
        )
        attempt(
            found,
            f"catalog/row id/{name}",
            lambda: listed(connection.cursor().rowIdColumns(name, schema="public")),
            state,
        )
    names = (
        pyodbc.SQL_DBMS_NAME,
        pyodbc.SQL_USER_NAME,
        pyodbc.SQL_DATABASE_NAME,
        pyodbc.SQL_IDENTIFIER_QUOTE_CHAR,
    )
    attempt(found, "catalog/info", lambda: plain([connection.getinfo(one) for one in names]), state)
    return found


def probe(url, plan):
    """Statements in each way, and the catalog."""
    found = {}
    for way, options in WAYS.items():
        connection = opened(url, options)
        for statement in plan.core:
            attempt(found, f"{way}/{statement.name}", lambda: ask(connection, statement), state)
        if way != "simple":
            found |= {
                f"{way}/{check}": outcome
                for check, outcome in catalog(connection, plan.few).items()
            }
        attempt(found, f"{way}/wrong", lambda: wrong(connection), state)
        connection.close()
    return found


def wrong(connection):
    """An error leaves the connection as it was."""
    try:
        connection.cursor().execute("SELECT no_such_column FROM deals")
    except pyodbc.Error as error:
        return [state(error), plain(connection.cursor().execute("SELECT 1").fetchone())]
    return None
