"""Holds the door to a real PostgreSQL: the same statements, by real clients, on both; see README.md.

Environment: DOOR_URL, the address of the door; PG_URL, a superuser of a PostgreSQL 15 to use, in which
the suite makes a database and removes it (else PostgreSQL is started).
"""

import argparse
import concurrent.futures
import importlib
import json
import os
import pathlib
import signal
import sys
import tempfile
import time

import psycopg

import clients
import known
import load
import plan as plans
import schema
import standin
from cluster import Cluster, Given, stop_all
from compare import Ledger, Verdict, judge
from plain import refusal

ORDER = [
    "psql",
    "psycopg3",
    "psycopg2_",
    "asyncpg_",
    "pg8000_",
    "sqlalchemy_new",
    "sqlalchemy_old",
    "pandas_",
    "polars_",
    "adbc_",
    "jdbc",
    "odbc",
    "node",
    "pgcli_",
    "duckdb_",
    "fdw",
    "dlt_",
    "dbt_",
    "superset_",
    "replay",
    # Last: what it sends may end a server.
    "bounds",
]


# Seconds that a client may take for one server.
PATIENCE = 1200


def arguments():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clients", nargs="*", help=f"which clients, out of: {' '.join(ORDER)}")
    parser.add_argument(
        "--stand-in", action="store_true", help="let a second PostgreSQL stand in for the door"
    )
    parser.add_argument(
        "--spoil", action="store_true", help="change a row of the stand-in: the suite has to fail"
    )
    parser.add_argument(
        "--dump",
        type=pathlib.Path,
        help="a folder for what each client found on both servers, as JSON",
    )
    parser.add_argument(
        "--whole",
        action="store_true",
        help="every clause and order of every column, and every table by every client",
    )
    parser.add_argument(
        "--share",
        type=int,
        default=1,
        help="of the statements that psycopg alone runs, one in so many",
    )
    parser.add_argument(
        "--all-lines", action="store_true", help="print the checks that pass one by one"
    )
    return parser.parse_args()


def servers(given):
    """The address of the door, PostgreSQL, and what stands in for the door."""
    stand = standin.start() if given.stand_in else None
    door = stand.url if stand else os.environ.get("DOOR_URL")
    if not door:
        raise SystemExit("Set DOOR_URL, or give --stand-in.")
    given_url = os.environ.get("PG_URL")
    who = clients.parts(door)
    server = Given(given_url) if given_url else Cluster()
    server.prepare(who["user"], who["password"], who["database"])
    return door, server, stand


def hold(module, door, real, plan, ledger, given):
    """Runs one client on both servers and compares."""
    name = module.NAME
    ledger.open(name, module.version())
    print(f"== {name} {module.version()}", flush=True)
    start = time.monotonic()
    pool = concurrent.futures.ThreadPoolExecutor(2)
    sides = [
        pool.submit(module.probe, url, plan.on(side))
        for side, url in (("door", door), ("postgresql", real))
    ]
    outcomes = [outcomes_of(side) for side in sides]
    # A side that hangs is left behind.
    pool.shutdown(wait=False)
    if given.dump:
        given.dump.mkdir(parents=True, exist_ok=True)
        (given.dump / f"{name}.json").write_text(
            json.dumps(dict(zip(("door", "postgresql"), outcomes)), indent=1)
        )
    groups = {}
    for check in sorted(outcomes[0].keys() | outcomes[1].keys()):
        missing = {"error": "not run", "text": "the client did not get there"}
        verdict = judge(outcomes[0].get(check, missing), outcomes[1].get(check, missing))
        tell(name, check, verdict, ledger, groups, given.all_lines)
    if hasattr(module, "probe_door") and not plan.stand_in:
        for check, outcome in module.probe_door(door).items():
            wrong = isinstance(outcome, dict) and "error" in outcome
            verdict = (
                Verdict("error", f"{outcome['error']} {outcome['text']}")
                if wrong
                else Verdict("same")
            )
            tell(name, check, verdict, ledger, groups, given.all_lines)
    for group, count in sorted(groups.items()):
        print(f"ok      {name}: {group}: {count}")
    print(f"        {time.monotonic() - start:.0f} s", flush=True)


def outcomes_of(side):
    """What a client found, or that it broke off."""
    try:
        return side.result(PATIENCE)
    except Exception as error:
        return {"run": refusal(error)}


def tell(name, check, verdict, ledger, groups, every_line):
    """Counts a check; prints it if it is not well."""
    line = ledger.add(name, check, verdict)
    if line or every_line:
        print(line or f"ok      {name}: {check}")
    else:
        group = "/".join(check.split("/")[:-1][:2]) or check
        groups[group] = groups.get(group, 0) + 1


def summary(ledger):
    """The table at the end."""
    print("\n| client | version | checks passed | not working |\n|---|---|---:|---|")
    for name, tally in ledger.clients.items():
        wrong = tally["failed"] + [f"{check} (known)" for check in tally["known"]]
        more = f" and {len(wrong) - 8} more" if len(wrong) > 8 else ""
        told = tally["skipped"] or "; ".join(wrong[:8]) + more
        print(f"| {name} | {tally['version']} | {tally['passed']} | {told or '–'} |")


def main():
    """Runs the suite; ends with 1 if a check failed."""
    given = arguments()
    start = time.monotonic()
    # Told to end, it ends its servers, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    door, server, stand = servers(given)
    owner = psycopg.connect(server.url, autocommit=True)
    ledger = Ledger([] if given.stand_in else known.DOOR)
    with tempfile.TemporaryDirectory(prefix="channelgraph-bi-") as scratch:
        tables, rows = load.make(door, owner, server.master_of(server.database))
        print("Loaded: " + ", ".join(f"{name} {count}" for name, count in rows.items()))
        plan = plans.make(
            tables, owner, pathlib.Path(scratch), given.stand_in, given.whole
        )
        plan.more = plan.more[:: given.share]
        with psycopg.connect(door, autocommit=True) as connection:
            ledger.open("catalog", "")
            for story in schema.contradictions(connection, tables):
                print(ledger.add("catalog", story, Verdict("values", story)))
        server.read_only()
        owner.close()
        if given.spoil:
            standin.spoil(stand)
        for module in given.clients or ORDER:
            try:
                found = importlib.import_module(f"clients.{module}")
            except ImportError as error:
                ledger.clients[module] = {
                    "version": "",
                    "passed": 0,
                    "failed": [],
                    "known": [],
                    "skipped": f"not installed: {error}",
                }
                ledger.failed.append(f"{module}: {error}")
                continue
            hold(found, door, server.url, plan, ledger, given)
    stale = list(ledger.stale(not given.clients))
    summary(ledger)
    print("\n".join(stale))
    passed = sum(tally["passed"] for tally in ledger.clients.values())
    print(f"{passed} passed, {len(ledger.failed) + len(stale)} failed")
    print(f"{time.monotonic() - start:.0f} s in all")
    stop_all()
    sys.stdout.flush()
    # Not sys.exit, which would wait for clients that hang.
    os._exit(1 if ledger.failed or stale else 0)


if __name__ == "__main__":
    main()
