"""psql 15: its commands that describe, and output as text, CSV and expanded rows."""

from clients import attempt, run
from statements import quoted

NAME = "psql"
COMMANDS = {
    "list": [
        r"\d",
        r"\dt",
        r"\dt+",
        r"\dn",
        r"\dn+",
        r"\di",
        r"\dv",
        r"\ds",
        r"\df",
        r"\dT",
        r"\dD",
        r"\dE",
        r"\dp",
        r"\dx no*",
        r"\dy",
        r"\dX",
    ],
    "database": [
        r"\l channelgraph",
        r"\dg no_such_role",
        r"\db no*",
        r"\drds no*",
        r"\dc no*",
        r"\dL no*",
        r"\ddp",
    ],
    "find": [
        r"\d partners",
        r"\d public.deals",
        r"\dt public.*",
        r"\dt p*",
        r"\d deals_pkey",
        r"\d pg_class",
        r"\dt pg_catalog.pg_am",
    ],
}
OUTPUT = {
    "aligned": "SELECT id, name, stage, amount, close_date, is_won, updated_at FROM deals ORDER BY id LIMIT 40",
    "expanded": r"\x \\ SELECT * FROM deals ORDER BY id LIMIT 5;",
    "csv": r"\pset format csv \\ SELECT * FROM deals ORDER BY id LIMIT 60;",
    "describe": r"SELECT d.*, count(*) OVER () AS n, avg(amount) OVER () AS mean, 'x' AS word, now() AS now FROM deals d \gdesc",
    "describe few": r"SELECT id, amount, close_date FROM deals \gdesc",
    "set": r"SELECT id AS first FROM deals ORDER BY id LIMIT 1 \gset \\ \echo :first",
    "crosstab": r"SELECT stage, is_won, count(*) FROM deals WHERE stage IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2 \crosstabview",
    "several": "SELECT 1 AS a; SELECT 2 AS b; SHOW server_encoding",
    "fetch count": r"\set FETCH_COUNT 7 \\ SELECT id FROM deals ORDER BY id LIMIT 40;",
    "show": "SHOW client_encoding; SHOW standard_conforming_strings; SHOW DateStyle; SHOW TimeZone; SHOW search_path",
    "prepared": "PREPARE one AS SELECT id FROM deals WHERE stage = $1 ORDER BY id; EXECUTE one('NEGOTIATION'); DEALLOCATE one",
}


def version():
    """What psql says of itself."""
    return run("psql", "--version").split()[2]


def ask(url, *commands):
    """What psql prints for some commands."""
    script = "\n".join(
        command
        if command.startswith("\\") or command.endswith(";") or "\\" in command
        else command + ";"
        for command in commands
    )
    return run(
        "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-P", "pager=off", url, given=script + "\n"
    )


def probe(url, plan):
    """Every command and every form of output."""
    found = {}
    for group, commands in COMMANDS.items():
        for command in commands:
            attempt(
                found,
                f"{group}/{command}",
                lambda: run("psql", "-X", "-P", "pager=off", url, "-c", command),
            )
    for table in plan.tables:
        attempt(
            found,
            f"describe/{table}",
            lambda: run("psql", "-X", "-P", "pager=off", url, "-c", rf"\d {table}"),
        )
        attempt(
            found,
            f"describe+/{table}",
            lambda: run("psql", "-X", "-P", "pager=off", url, "-c", rf"\d+ {table}"),
        )
    for name, script in OUTPUT.items():
        attempt(found, f"output/{name}", lambda: ask(url, *script.split(r" \\ ")))
    for table in plan.few:
        path = plan.scratch / f"{table}.csv"

        def copied():
            order = ", ".join(map(quoted, plan.few[table].order()))
            names = ", ".join(quoted(column.name) for column in plan.few[table].columns)
            ask(
                url, rf"\copy (select {names} from {table} order by {order}) to '{path}' csv header"
            )
            return path.read_text()

        attempt(found, f"copy/{table}", copied)
    for statement in plan.core:
        if not statement.params:
            attempt(
                found,
                statement.name,
                lambda: ask(url, " ".join(statement.sql.split()).replace("\\", "\\\\") + ";"),
            )
    return found
