"""Statements that are long or deep: a server answers them or says that they are too complex, and serves on."""

import psycopg

from clients import attempt, quick

NAME = "bounds"


def nested(times):
    """Derived tables in each other, as tools fold step into step."""
    return "select * from " + "(select * from " * times + "(select 1 as a) q" + ") q" * times


def chained(times):
    """Each WITH query reads the one before."""
    steps = "".join(f", c{n} as (select * from c{n - 1})" for n in range(1, times))
    return f"with c0 as (select 1 as a){steps} select * from c{times - 1}"


def joined(times):
    """A chain of joins."""
    joins = "".join(
        f" join (select 1 as a) q{n} on q{n}.a = q{n - 1}.a" for n in range(1, times)
    )
    return f"select q0.a from (select 1 as a) q0{joins}"


# Each statement with the first value of its first row.
STATEMENTS = {
    "nested tables": [(nested(times), 1) for times in (15, 40, 110)],
    "chained WITH": [(chained(times), 1) for times in (15, 100)],
    "joins": [(joined(times), 1) for times in (10, 40)],
    "parentheses": [("select " + "(" * times + "1" + ")" * times, 1) for times in (100, 4000)],
    "sum": [("select " + "+".join(["1"] * times), times) for times in (200, 1500)],
    "text": [("select length(" + "||".join(["'a'"] * times) + ")", times) for times in (200, 1000)],
    "or": [
        ("select count(*) from deals where " + " or ".join(f"id = '{n}'" for n in range(times)), 0)
        for times in (200, 1000)
    ],
    "not": [("select " + "not " * times + "true", True) for times in (100, 2000)],
    "in": [("select count(*) from deals where id in ('" + "','".join(map(str, range(5000))) + "')", 0)],
    "case": [
        (
            "select count(case "
            + " ".join(f"when id = '{n}' then {n}" for n in range(500))
            + " end) from deals",
            0,
        )
    ],
    "coalesce": [
        (
            f"select count({'coalesce(' * times}name{', id)' * times}) = count(*) from deals",
            True,
        )
        for times in (5, 25)
    ],
    "union": [
        (f"select count(*) from ({' union all '.join(['select 1'] * times)}) q", times)
        for times in (50, 500)
    ],
    "columns": [("select " + ", ".join(f"{n} as c{n}" for n in range(1600)), 0)],
    "values": [
        (f"select count(*) from (values {', '.join(f'({n})' for n in range(5000))}) v(n)", 5000)
    ],
    "long": [(f"select length('{'x' * 3_000_000}')", 3_000_000)],
}


def version():
    """It belongs to this suite."""
    return "1"


def ask(url, text, answer):
    """Whether the answer is right or the statement refused, in time, and whether the server serves on."""
    try:
        with psycopg.connect(url, autocommit=True, options="-c statement_timeout=10s") as one:
            found = quick(lambda: one.execute(text).fetchone()[0], 15)
            told = ["well" if found[0] == answer else str(found[0]), found[1]]
    except (psycopg.errors.StatementTooComplex, psycopg.errors.QueryCanceled):
        told = ["well", "within 15 s"]
    with psycopg.connect(url, autocommit=True, connect_timeout=20) as other:
        return [told, other.execute("select 2").fetchone()[0]]


def probe(url, plan):
    """Where the bound lies is each server's business."""
    found = {}
    for name, statements in STATEMENTS.items():
        for place, (text, answer) in enumerate(statements):
            attempt(found, f"{name}/{place}", lambda: ask(url, text, answer))
    return found
