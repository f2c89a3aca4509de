"""node: pg with pg-cursor and pg-query-stream, postgres.js, knex, sequelize."""

import json
import pathlib

from clients import ask_program, question
from clients.psycopg3 import SLOW
from clients.sqlalchemy_new import asked
from plain import refusal

NAME = "node"
HERE = pathlib.Path(__file__).parents[1] / "node"
PROGRAMS = ("pg", "postgres", "knex", "sequelize")


def version():
    """The versions of the packages."""
    found = json.loads((HERE / "package.json").read_text())["dependencies"]
    return ", ".join(f"{name} {number}" for name, number in found.items())


def probe(url, plan):
    """What each program finds."""
    found = {}
    orders = {name: one.order() for name, one in plan.few.items()}
    asking = question(url, plan.core, tables=asked(url, plan)["tables"], orders=orders, slow=SLOW)
    for program in PROGRAMS:
        try:
            outcomes = ask_program("node", f"{program}.mjs", question=asking, cwd=HERE)
        except Exception as error:
            outcomes = {"run": refusal(error)}
        found |= {f"{program}/{check}": outcome for check, outcome in outcomes.items()}
    return found
