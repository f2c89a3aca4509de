"""Superset 6: its own code, in an environment of its own, without its server."""

import pathlib

from clients import ask_program, run
from clients.reflection import address
from clients.sqlalchemy_new import asked
from plan import venv

NAME = "Superset"
HERE = pathlib.Path(__file__).parents[1]


def version():
    """The version of the package."""
    return run(
        venv("superset") / "python",
        "-c",
        "from importlib.metadata import version as v; print(v('apache-superset'))",
    ).strip()


def probe(url, plan):
    """Runs the program in Superset's environment."""
    home = plan.scratch / "superset"
    home.mkdir(exist_ok=True)
    shapes = [one for one in plan.more if one.name.startswith("shape/superset")]
    question = asked(url, plan) | {"url": address(url, "psycopg2"), "home": str(home)}
    question["statements"] += [{"name": one.name, "sql": one.sql, "params": []} for one in shapes]
    return ask_program(
        venv("superset") / "python", "-m", "clients.superset_program", question=question, cwd=HERE
    )
