"""SQLAlchemy 1.4, which Superset uses, in an environment of its own."""

import pathlib

from clients import ask_program, run
from clients.sqlalchemy_new import asked
from plan import venv

NAME = "SQLAlchemy 1.4"
HERE = pathlib.Path(__file__).parents[1]


def version():
    """The version of the package."""
    return run(
        venv("old") / "python", "-c", "import sqlalchemy; print(sqlalchemy.__version__)"
    ).strip()


def probe(url, plan):
    """Reflection and queries in the other environment."""
    question = asked(url, plan) | {"drivers": ["psycopg2", "pg8000"]}
    return ask_program(
        venv("old") / "python", "-m", "clients.reflection", question=question, cwd=HERE
    )["found"]
