"""SQLAlchemy 2.1 over three drivers."""

import sqlalchemy

from clients import question, reflection

NAME = "SQLAlchemy 2.1"


def version():
    """The version of the package."""
    return sqlalchemy.__version__


def asked(url, plan):
    """The statements without parameters, and the columns of a few tables that stand still."""
    found = question(url, [one for one in plan.core if not one.params])
    return found | {
        "tables": {
            name: [column.name for column in one.columns] for name, one in plan.few.items()
        }
    }


def probe(url, plan):
    """Reflection and queries."""
    found = asked(url, plan)
    few = found["tables"]
    every = {name: [column.name for column in one.columns] for name, one in plan.still.items()}
    return reflection.everything(
        url, ["psycopg"], found["statements"], every
    ) | reflection.everything(url, ["psycopg2", "pg8000"], found["statements"], few)
