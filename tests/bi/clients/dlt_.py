"""dlt: the source sql_database, whole tables and `updated_at` as the cursor, into DuckDB."""

import pathlib

from clients import ask_program, run
from clients.reflection import address
from plan import venv

NAME = "dlt"
HERE = pathlib.Path(__file__).parents[1]


def version():
    """The version of the package."""
    return run(venv("etl") / "dlt", "--version").split()[-1]


def probe(url, plan):
    """Runs the program in the environment that has dlt."""
    tables = {name: [column.name for column in one.columns] for name, one in plan.still.items()}
    moving = [
        name
        for name, one in plan.still.items()
        if name in ("deals", "leads") and one.column("updated_at")
    ]
    asked = {
        "url": address(url, "psycopg2"),
        "home": str(plan.scratch / "dlt"),
        "tables": tables,
        "moving": moving,
        "orders": {name: one.order() for name, one in plan.still.items()},
    }
    return ask_program(
        venv("etl") / "python", "-m", "clients.dlt_program", question=asked, cwd=HERE
    )
