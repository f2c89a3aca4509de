#!/usr/bin/env python3
"""Rows of the demo's tables through SQL: the first time, from the simulated systems, and again, from the cache.

    cargo build --release --locked --features bi
    .venv-bi/bin/python bench/bi/tables.py [table ...]      # the environment that tests/bi/ci.sh makes

The demo and its simulators are one process, so only what comes from the cache tells the CPU time of the gateway alone.
"""

import os
import pathlib
import re
import subprocess
import sys
import time

import psycopg
from psycopg import sql

ROOT = pathlib.Path(__file__).resolve().parents[2]
TICKS = os.sysconf("SC_CLK_TCK")
# So often is a table read again: the clock of CPU time ticks a hundred times in a second.
AGAIN = 200


def start():
    """Starts the demo; gives its process and the address of its SQL."""
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    command = [target / "release/channelgraph", "demo", "--port", "0", "--sql-port", "0"]
    demo = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    for line in demo.stdout:
        if found := re.search(r"postgresql://\S+", line):
            return demo, found.group(0)
    raise SystemExit("The demo does not start.")


def cpu(demo):
    """The CPU seconds that the demo has had."""
    fields = pathlib.Path(f"/proc/{demo.pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def read(connection, table):
    """The number of rows of a table, after reading them all."""
    query = sql.SQL("copy (select * from {}) to stdout").format(sql.Identifier(table))
    with connection.cursor().copy(query) as copy:
        return sum(bytes(chunk).count(b"\n") for chunk in copy)


def main():
    demo, url = start()
    try:
        print("| table | rows | first time, seconds | again, rows per second | CPU, µs per row |\n|---|---:|---:|---:|---:|")
        with psycopg.connect(url, autocommit=True) as connection:
            for table in sys.argv[1:] or ["partners", "contacts", "invoices"]:
                begun = time.monotonic()
                rows = read(connection, table)
                first = time.monotonic() - begun
                begun, before = time.monotonic(), cpu(demo)
                for _ in range(AGAIN):
                    read(connection, table)
                spent, took = cpu(demo) - before, time.monotonic() - begun
                count = rows * AGAIN
                print(f"| {table} | {rows:,} | {first:.2f} | {count / took:,.0f} | {1e6 * spent / count:.1f} |", flush=True)
    finally:
        demo.terminate()


main()
