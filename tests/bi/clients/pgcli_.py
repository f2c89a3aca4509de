"""pgcli: its program with -c, and the questions of its completer."""

import importlib.metadata

from pgcli.pgexecute import PGExecute

from clients import attempt, parts, run
from plain import plain
from plan import venv

NAME = "pgcli"
COMMANDS = (
    "SELECT id, name, amount FROM deals ORDER BY id LIMIT 5",
    r"\dt",
    r"\d deals",
    r"\dn",
    r"\d+ partners",
    "SELECT count(*) FROM partners",
)


def version():
    """The version of the package."""
    return importlib.metadata.version("pgcli")


def probe(url, plan):
    """What completion asks for, and single commands."""
    found, who = {}, parts(url)
    executor = PGExecute(**who)
    for name in (
        "schemata",
        "tables",
        "views",
        "table_columns",
        "view_columns",
        "databases",
        "foreignkeys",
        "functions",
        "datatypes",
        "search_path",
    ):

        def ask():
            rows = plain(list(getattr(executor, name)()))
            rows = [
                row
                for row in rows
                if row not in ("text:postgres", "text:template0", "text:template1")
            ]
            return sorted(
                (
                    row
                    for row in rows
                    if "pg_" not in str(row) and "information_schema" not in str(row)
                ),
                key=repr,
            )

        attempt(found, f"completion/{name}", ask)
    for command in COMMANDS:

        def told():
            settings = plan.scratch / "pgclirc"
            settings.write_text("[main]\nenable_pager = False\ntiming = False\n")
            env = {"PGPASSWORD": who["password"], "HOME": str(plan.scratch), "PAGER": "cat"}
            said = run(
                venv("") / "pgcli",
                "-h",
                who["host"],
                "-p",
                who["port"],
                "-U",
                who["user"],
                "-d",
                who["database"],
                "--less-chatty",
                "-w",
                "--pgclirc",
                settings,
                "-c",
                command,
                env=env,
            )
            # It lists the keys that point to a table in no order.
            return sorted(said.splitlines())

        attempt(found, f"command/{command}", told)
    return found
