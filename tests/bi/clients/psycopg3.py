"""psycopg 3: both formats of values, prepared statements, cursors, COPY, notices, cancel, pipelines, transactions."""

import threading

import psycopg
from psycopg import pq, rows, sql

import queries
from clients import attempt, quick, refused
from plain import plain, refusal, table

NAME = "psycopg 3"
SLOW = "SELECT count(*) FROM " + ", ".join(f"deals d{number}" for number in range(7))


def version():
    """The version of the package and of libpq."""
    return f"{psycopg.__version__} (libpq {pq.version() // 10000})"


def state(error):
    """The SQLSTATE of an error."""
    return getattr(error, "sqlstate", None)


def login_state(error):
    """libpq tells the SQLSTATE of a failed login in words only."""
    return "28P01" if "password authentication failed" in str(error) else None


def shown(cursor, ordered):
    """A result with the types as the server describes them."""
    columns = [
        (c.name, c.type_display, c.type_code, c.precision, c.scale) for c in cursor.description
    ]
    return table(columns, cursor.fetchall(), ordered)


def ask(connection, statement, binary, prepare=None):
    """Runs a statement."""
    with psycopg.RawCursor(connection) as cursor:
        cursor.execute(statement.sql, statement.params or None, binary=binary, prepare=prepare)
        return shown(cursor, statement.ordered)


def lines(connection, *texts):
    """Runs statements one after the other; gives status and rows of each."""
    found = []
    for text in texts:
        cursor = connection.execute(text)
        found.append(
            [cursor.statusmessage, plain(cursor.fetchall()) if cursor.description else None]
        )
    return found


def cursors(connection, plan):
    """Server-side cursors, by name and by SQL."""
    found = {}
    for name, one in plan.few.items():
        order = sql.SQL(", ").join(map(sql.Identifier, one.order()))
        query = sql.SQL("select {} from {} order by {} limit 900").format(
            order, sql.Identifier(name), order
        )

        def read():
            with connection.transaction(), connection.cursor(name="srv") as cursor:
                cursor.itersize = 37
                cursor.execute(query)
                return plain([row for row in cursor])

        attempt(found, f"cursor/{name}", read)
    hold = [
        "begin",
        'declare "a b" cursor with hold for select id, amount from deals order by id',
        'fetch 3 in "a b"',
        "commit",
        'fetch forward 2 from "a b"',
        'fetch 0 from "a b"',
        'fetch all from "a b"',
        'fetch 1 from "a b"',
        'close "a b"',
    ]
    attempt(found, "cursor/with hold", lambda: lines(connection, *hold))
    short = [
        "begin",
        "declare c cursor for select id from deals order by id",
        "fetch c",
        "fetch next from c",
        "move 2 in c",
        "fetch 1 c",
        "close all",
        "commit",
    ]
    attempt(found, "cursor/in transaction", lambda: lines(connection, *short))

    def outlived():
        lines(connection, "begin", "declare c cursor for select 1", "commit")
        return refused(lambda: connection.execute("fetch 1 from c"), state)

    attempt(found, "cursor/ends with its transaction", outlived)
    return found


def copies(connection, plan):
    """COPY … TO STDOUT in each format."""
    found = {}
    forms = {
        "text": "",
        "csv": "(format csv, header true)",
        "binary": "(format binary)",
        "delimited": "(format csv, delimiter ';', null 'NULL', force_quote *)",
        "old": "csv header",
    }
    for name, one in plan.few.items():
        columns = sql.SQL(", ").join(sql.Identifier(column.name) for column in one.columns)
        order = sql.SQL(", ").join(map(sql.Identifier, one.order()))
        query = sql.SQL("select {} from {} order by {} limit 900").format(
            columns, sql.Identifier(name), order
        )
        for form, options in forms.items():

            def read():
                with (
                    connection.cursor() as cursor,
                    cursor.copy(
                        sql.SQL("copy ({}) to stdout {}").format(query, sql.SQL(options))
                    ) as copy,
                ):
                    return plain(b"".join(copy))

            attempt(found, f"copy {form}/{name}", read)
    attempt(
        found,
        "copy in is refused",
        lambda: refused(
            lambda: connection.cursor().copy("copy deals from stdin").__enter__(), state
        ),
    )
    return found


def notices(connection):
    """Warnings reach the handler."""
    heard = []
    connection.add_notice_handler(
        lambda said: heard.append([said.severity_nonlocalized, said.sqlstate, said.message_primary])
    )
    connection.execute("commit")
    connection.execute("begin")
    connection.execute("begin")
    connection.execute("rollback")
    return heard


def cancelled(connection):
    """A cancel request ends a running statement, and the connection lives on."""
    timer = threading.Timer(0.4, connection.cancel_safe)
    timer.start()
    found = quick(lambda: refused(lambda: connection.execute(SLOW), state), 3)
    timer.join()
    return [found, connection.execute("select 1").fetchone()[0]]


def timed_out(connection):
    """statement_timeout ends a running statement."""
    connection.execute("set statement_timeout = '300ms'")
    found = quick(lambda: refused(lambda: connection.execute(SLOW), state), 3)
    connection.execute("reset statement_timeout")
    return [found, connection.execute("show statement_timeout").fetchone()[0]]


def piped(connection):
    """Several statements on their way at once, one of them wrong."""
    with connection.pipeline():
        cursors = [
            connection.execute(f"select {number}::bigint, id from deals order by id limit 2")
            for number in range(5)
        ]
        return [plain(cursor.fetchall()) for cursor in cursors]


def transactions(connection):
    """Blocks that fail, savepoints, and what is read only."""
    found = {}
    attempt(
        found,
        "transaction/levels",
        lambda: lines(
            connection,
            "begin isolation level repeatable read read only",
            "show transaction isolation level",
            "show transaction_read_only",
            "commit",
            "start transaction isolation level serializable",
            "show transaction_isolation",
            "rollback",
            "set session characteristics as transaction isolation level read committed",
            "show default_transaction_isolation",
        ),
    )
    attempt(
        found,
        "transaction/savepoint",
        lambda: lines(
            connection,
            "begin",
            "savepoint a",
            "select 1",
            "release savepoint a",
            "savepoint b",
            "rollback to savepoint b",
            "commit",
        ),
    )

    def failed():
        connection.execute("begin")
        states = [
            refused(lambda: connection.execute(text), state)
            for text in ("select no_such_column", "select 1")
        ]
        return [
            states,
            connection.info.transaction_status.name,
            lines(connection, "rollback", "select 1"),
        ]

    attempt(found, "transaction/failed", failed)

    def recovered():
        lines(connection, "begin", "savepoint a")
        wrong = refused(lambda: connection.execute("select no_such_column"), state)
        return [wrong, lines(connection, "rollback to a", "select 1", "commit")]

    attempt(found, "transaction/recovered", recovered)
    attempt(
        found,
        "session/discard",
        lambda: lines(
            connection,
            "discard all",
            "select 1",
            "deallocate all",
            "close all",
            "unlisten *",
            "reset all",
        ),
    )
    attempt(
        found,
        "session/set",
        lambda: lines(
            connection,
            "set application_name to 'suite'",
            "show application_name",
            "set extra_float_digits = 3",
            "set datestyle to 'ISO'",
            "set client_encoding = 'UTF8'",
            'set search_path = "public"',
            "show search_path",
            "set time zone 'UTC'",
            "show timezone",
            "set client_min_messages to warning",
            "set local statement_timeout = 0",
            "reset application_name",
            "set statement_timeout = 0",
        ),
    )
    attempt(
        found,
        "session/zone",
        lambda: lines(
            connection,
            "set time zone 'Europe/Berlin'",
            "select timestamptz '2026-07-01 12:00:00+00'::text",
            "set timezone to 'UTC'",
            "select timestamptz '2026-07-01 12:00:00+00'::text",
        ),
    )
    attempt(
        found,
        "session/unknown setting",
        lambda: refused(lambda: connection.execute("set no_such_setting = 1"), state),
    )
    attempt(found, "session/two statements", lambda: [cursor_sets(connection)])
    attempt(found, "session/empty", lambda: lines(connection, "", ";"))
    return found


def cursor_sets(connection):
    """Two results of one message."""
    cursor = connection.execute("select 1 as a; select 2 as b")
    first = plain(cursor.fetchall())
    cursor.nextset()
    return [first, plain(cursor.fetchall())]


def prepared(connection):
    """A statement runs ten times, prepared by name from the sixth run on."""
    cursor = psycopg.RawCursor(connection, row_factory=rows.tuple_row)
    return [
        plain(
            cursor.execute(
                "SELECT id FROM deals WHERE stage = $1 ORDER BY id LIMIT 3", ["NEGOTIATION"]
            ).fetchall()
        )
        for _ in range(10)
    ]


DOOR_ONLY = {
    "SELECT xmin FROM deals LIMIT 1": ("42703",),
    "SELECT ctid FROM deals LIMIT 1": ("42703",),
    "CREATE TABLE x (a int)": ("25006", "0A000"),
    "CREATE TEMPORARY TABLE x (a int)": ("25006", "0A000"),
    "SELECT * INTO TEMPORARY TABLE x FROM deals": ("25006", "0A000"),
    "COPY deals TO '/tmp/channelgraph-bi-no-such-file'": ("42501", "0A000", "25006"),
    "CREATE EXTERNAL TABLE x STORED AS CSV LOCATION '/etc/passwd'": ("42601", "0A000", "25006"),
    "DROP TABLE deals": ("25006", "0A000"),
    "SELECT count(*) FROM deals TABLESAMPLE SYSTEM (1)": ("0A000", "25006"),
    "SELECT pg_read_file('/etc/passwd')": ("42883", "42501", "0A000"),
}


def read_only(connection):
    """True if nothing can be written: only then may writes be tried."""
    return connection.execute("show transaction_read_only").fetchone()[0] == "on"


def door_only(connection):
    """What PostgreSQL allows and the door has to refuse."""
    if not read_only(connection):
        return {"door refuses": refusal("the door says that it can be written")}
    found = {}
    for text, states in DOOR_ONLY.items():

        def refuse():
            code = refused(lambda: connection.execute(text), state)["refused"]
            return (
                "refused"
                if code in states
                else {"error": code or "none", "text": f"{states} expected"}
            )

        attempt(found, f"door refuses/{text}", refuse)
    return found


def probe(url, plan):
    """Everything that psycopg 3 can do."""
    found = {}
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in plan.core + plan.more:
            attempt(found, f"binary/{statement.name}", lambda: ask(connection, statement, True))
            if not statement.name.startswith(("where/", "order/", "limit/")):
                attempt(found, f"text/{statement.name}", lambda: ask(connection, statement, False))
        for statement in plan.core:
            attempt(
                found,
                f"prepared/{statement.name}",
                lambda: [ask(connection, statement, True, True) for _ in range(2)][1],
            )
        for name, text in queries.REFUSED.items():
            attempt(
                found, f"refused/{name}", lambda: refused(lambda: connection.execute(text), state)
            )
        safe = read_only(connection)
        found["refused/is read only"] = safe
        for name, text in queries.WRITES.items() if safe else ():
            attempt(
                found, f"refused/{name}", lambda: refused(lambda: connection.execute(text), state)
            )
        attempt(found, "prepared/ten times", lambda: prepared(connection))
    for group in (cursors, copies):
        with psycopg.connect(url, autocommit=True) as connection:
            found |= group(connection, plan)
    for group in (notices, cancelled, timed_out, piped):
        with psycopg.connect(url, autocommit=True) as connection:
            attempt(found, f"session/{group.__name__}", lambda: group(connection))
    with psycopg.connect(url, autocommit=True) as connection:
        found |= transactions(connection)
    attempt(
        found,
        "session/wrong password",
        lambda: refused(lambda: psycopg.connect(url, password="wrong"), login_state),
    )
    return found


def probe_door(url):
    """Checks of the door alone."""
    with psycopg.connect(url, autocommit=True) as connection:
        return door_only(connection)
