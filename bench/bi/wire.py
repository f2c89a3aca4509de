#!/usr/bin/env python3
"""Rows through the wire per second of a server's CPU time: the SQL door beside a PostgreSQL 15 with the same rows.

    cargo build --release --locked -p channelgraph-sql --example synthetic
    .venv-bi/bin/python bench/bi/wire.py [rows]      # the environment that tests/bi/ci.sh makes

Both serve one table of nine columns from memory, to the same client (psql), in turns. What the client costs counts for neither.
"""

import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import psycopg

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "bi"))

import cluster  # noqa: E402

TABLE = """create table deals (id text, name text, stage text, amount numeric(38,9), amount_currency text,
    quantity int8, is_won bool, close_date date, updated_at timestamptz)"""
ROUNDS = 3
# Connections at once: fewer than the door lets one user have.
MANY = 19
# How a client takes the rows: the name, and what psql runs.
WAYS = [
    ("COPY as text", ["-c", "\\copy (select * from deals) to '/dev/null'"]),
    ("COPY as binary", ["-c", "\\copy (select * from deals) to '/dev/null' with (format binary)"]),
    ("rows, all at once", ["-A", "-t", "-o", "/dev/null", "-c", "select * from deals"]),
    ("rows, by a cursor of 1,000", ["-A", "-t", "-v", "FETCH_COUNT=1000", "-o", "/dev/null", "-c", "select * from deals"]),
    ("three columns", ["-A", "-t", "-o", "/dev/null", "-c", "select id, amount, updated_at from deals"]),
    ("grouped", ["-A", "-t", "-o", "/dev/null", "-c", "select stage, count(*), sum(amount) from deals group by stage"]),
]
TICKS = os.sysconf("SC_CLK_TCK")


def stat(pid):
    """The numbers of a process, from its parent's on; none if it is gone."""
    try:
        return [int(field) for field in pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()[1:]]
    except OSError:
        return None


def children(pid):
    """The processes below a process, each with its numbers."""
    all = {name.name: stat(name.name) for name in pathlib.Path("/proc").iterdir() if name.name.isdigit()}
    return {name: child for name, child in all.items() if child and child[0] == pid}


def cpu(pid):
    """The CPU seconds of a process and of its children, ended or not."""
    while True:
        below, own = children(pid), stat(pid)
        # One that ends meanwhile would count for neither, or twice.
        if children(pid).keys() == below.keys():
            return (sum(own[10:14]) + sum(sum(child[10:12]) for child in below.values())) / TICKS


def memory(pid, word):
    """A figure of a process's memory, in megabytes."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith(word)).split()[1]) // 1024


def peak(pid):
    """The most memory that a process has had."""
    return memory(pid, "VmHWM")


def now(pid):
    """The memory that a process has."""
    return memory(pid, "VmRSS")


def psql(url, arguments):
    """Runs psql, which has to succeed."""
    subprocess.run([str(cluster.BIN / "psql"), "-X", "-q", url, *arguments], check=True)


def main():
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    door = subprocess.Popen([target / "release/examples/synthetic", str(rows)], stdout=subprocess.PIPE, text=True)
    try:
        ours = f"postgresql://bench:made-up@127.0.0.1:{door.stdout.readline().strip()}/channelgraph"
        server = cluster.Cluster().prepare("bench", "bench", "bench")
        theirs = server.url
        psql(theirs, ["-c", TABLE])
        with tempfile.NamedTemporaryFile() as file:
            psql(ours, ["-c", f"\\copy (select * from deals) to '{file.name}'"])
            psql(theirs, ["-c", f"\\copy deals from '{file.name}'"])
        psql(theirs, ["-c", "analyze deals"])
        print(f"{rows:,} rows of nine columns; thousands of rows per second of the server's CPU, median of {ROUNDS} turns\n")
        print("| taken as | channelgraph | PostgreSQL 15 | share |\n|---|---|---|---|")
        for name, arguments in WAYS:
            spent = {ours: [], theirs: []}
            for _ in range(ROUNDS):
                for url, pid in ((ours, door.pid), (theirs, server.process.pid)):
                    before = cpu(pid)
                    psql(url, arguments)
                    spent[url].append(max(cpu(pid) - before, 1 / TICKS))
            speed = {url: rows / statistics.median(times) / 1000 for url, times in spent.items()}
            print(f"| {name} | {speed[ours]:,.0f} | {speed[theirs]:,.0f} | {speed[ours] / speed[theirs]:.2f} |", flush=True)
        print(f"\nThe door's peak of memory: {peak(door.pid)} MB.")
        before = now(door.pid)
        connections = [psycopg.connect(ours) for _ in range(MANY)]
        for connection in connections:
            connection.execute("select count(*) from pg_class").fetchall()
        print(f"{MANY} connections that have asked the catalog: {(now(door.pid) - before) / MANY:.1f} MB each.")
        slow = connections[0].cursor(name="slow")
        before = now(door.pid)
        connections[1].pgconn.send_query(b"select * from deals")
        slow.execute("select * from deals")
        slow.fetchmany(10)
        time.sleep(5)
        print(f"Two readers that stop in the middle of {rows:,} rows: {now(door.pid) - before} MB more.")
    finally:
        door.terminate()


main()
