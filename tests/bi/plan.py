"""What the clients are to ask: the tables, and statements over them."""

import dataclasses
import pathlib

import functions
import orders
import predicates
import queries
import shapes
import statements
from known import MOVING_COLUMNS, MOVING_TABLES

# One table of each make: with many columns, amounts and times; without a key of its own; with names that are words of SQL; large.
FEW = {
    "partners",
    "deals",
    "contacts",
    "deal_partners",
    "onboarding_steps",
    "partner_programs",
    "conflicts",
}
ROOT = pathlib.Path(__file__).resolve().parents[2]


@dataclasses.dataclass
class Plan:
    """The tables of the door, those that stand still, and the statements by how many clients run them."""

    tables: dict
    still: dict
    # Those of the tables that stand still which all clients walk through.
    few: dict
    # What every client runs.
    core: list
    # What psycopg runs in addition.
    more: list
    # A folder for files, one for each server.
    scratch: pathlib.Path
    # True if PostgreSQL stands in for the door.
    stand_in: bool = False

    def on(self, side):
        """The same plan with a folder of files for one server."""
        (self.scratch / side).mkdir(exist_ok=True)
        return dataclasses.replace(self, scratch=self.scratch / side)


def make(tables, connection, scratch, stand_in, everything=False):
    """Makes the plan; values to compare with come from `connection`.

    Unless it is to be everything, each column gets a share of the clauses and orders, and each clause a share of the columns.
    """
    still = statements.still(tables, MOVING_TABLES, MOVING_COLUMNS)
    few = {name: table for name, table in still.items() if everything or name in FEW}
    core = [statements.whole(table) for table in few.values()]
    more = [statements.whole(table, 100_000) for table in still.values()]
    for everywhere, statement in queries.all_of():
        (core if everywhere else more).append(statement)
    more += shapes.all_of()
    more += functions.all_of()
    more += orders.all_of(still, 1 if everything else 24)
    more += predicates.all_of(connection, still, everything)
    more += predicates.limits(connection, still, 1 if everything else 8)
    return Plan(tables, still, few, core, more, scratch, stand_in)


def venv(name):
    """The folder of programs of an environment: '' is the suite's own, 'old', 'etl', 'superset' the others."""
    return ROOT / f".venv-bi{'-' + name if name else ''}" / "bin"
