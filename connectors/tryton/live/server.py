"""A real Tryton server for tests: installed and filled once, started afresh from a copy each time.

    python3 connectors/tryton/live/server.py

When the server answers, one line of JSON says where it is: url, database, login, password, path (of `truth.json`), pid.
It runs until the input ends. Until then each line of input is a statement of SQL on its database, answered by one line of JSON with the
rows. What is installed and built lies in `.tryton/` at the repository's root. Where nothing can be installed from, the exit status is 3.
"""

import fcntl
import hashlib
import json
import os
import pathlib
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import closing

import rpc
import seed

MODULES = ["account_invoice", "commission", "sale", "sale_opportunity"]
TEMPLATE, LOGIN = "template", "admin"
NOT_INSTALLED = 3
START_SECONDS = 120
HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2] / ".tryton"
REQUIREMENTS = HERE / "requirements.txt"


def digest(*parts):
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def installed():
    """The folder of a virtual environment with the pinned versions."""
    venv = ROOT / f"venv-{digest(sys.version, REQUIREMENTS.read_text())}"
    if not (venv / "done").exists():
        shutil.rmtree(venv, ignore_errors=True)
        try:
            subprocess.run([sys.executable, "-m", "venv", venv], check=True, stdout=sys.stderr)
            pip = [venv / "bin/pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1"]
            subprocess.run([*pip, "-r", REQUIREMENTS], check=True, stdout=sys.stderr)
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"Tryton cannot be installed: {error}", file=sys.stderr)
            raise SystemExit(NOT_INSTALLED) from None
        (venv / "done").touch()
    return venv


def built(venv):
    """The folder of a filled database, which is not to be written to, with the truth about it and its password."""
    scripts = [script.read_text() for script in sorted(HERE.glob("*.py"))]
    built = ROOT / f"built-{digest(venv.name, *scripts)}"
    if not (built / "truth.json").exists():
        shutil.rmtree(built, ignore_errors=True)
        built.mkdir(parents=True)
        password = secrets.token_urlsafe(12)
        (built / "password").write_text(password)
        (built / f"{TEMPLATE}.sqlite").touch()
        admin = [venv / "bin/trytond-admin", "-c", configured(built, 0), "-d", TEMPLATE]
        environment = {**os.environ, "TRYTONPASSFILE": str(built / "password")}
        for step in [["--all", "-p", "--email", "admin@example.com", "--administrator"], ["-u", *MODULES, "--activate-dependencies"]]:
            subprocess.run([*admin, *step], check=True, env=environment, stdout=sys.stderr)
        server, url = start(venv, built, TEMPLATE)
        try:
            truth = seed.seed(rpc.Client(url, TEMPLATE, LOGIN, password))
        finally:
            stop(server)
        with closing(sqlite3.connect(built / f"{TEMPLATE}.sqlite")) as database:
            seed.fix(database, truth)
            database.execute("DELETE FROM ir_session")
            database.commit()
            # One file, so that it can be copied.
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (built / "truth.json").write_text(json.dumps(truth))
    return built


def configured(folder, port):
    path = folder / "trytond.conf"
    path.write_text(f"[web]\nlisten = 127.0.0.1:{port}\n[database]\nuri = sqlite://\npath = {folder}\n")
    return path


def start(venv, folder, database):
    """A server over a database in the folder that answers, and its address."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        with (folder / "trytond.log").open("wb") as log:
            command = [venv / "bin/trytond", "-c", configured(folder, port), "-d", database]
            server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        url = f"http://127.0.0.1:{port}"
        while server.poll() is None and time.monotonic() < deadline:
            try:
                # By its database it is known to be this one, and no other that took the port in between.
                if database in rpc.post(f"{url}/rpc/", "common.db.list", [])["result"]:
                    return server, url
            except (urllib.error.URLError, OSError, KeyError, ValueError):
                pass
            time.sleep(0.05)
        said = (folder / "trytond.log").read_text()[-2000:]
        if server.poll() is None or "Address already in use" not in said:
            stop(server)
            raise SystemExit(f"trytond does not start: {said}")


def stop(server):
    server.send_signal(signal.SIGINT)
    try:
        server.wait(5)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def main():
    ROOT.mkdir(exist_ok=True)
    with (ROOT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        venv = installed()
        template = built(venv)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with tempfile.TemporaryDirectory(prefix="channelgraph-tryton-") as folder:
        folder = pathlib.Path(folder)
        name = f"channel_{secrets.token_hex(4)}"
        shutil.copy(template / f"{TEMPLATE}.sqlite", folder / f"{name}.sqlite")
        server, url = start(venv, folder, name)
        try:
            password = (template / "password").read_text()
            ready = {"url": url, "database": name, "login": LOGIN, "password": password, "truth": str(template / "truth.json"), "pid": server.pid}
            print(json.dumps(ready), flush=True)
            for line in sys.stdin:
                with closing(sqlite3.connect(folder / f"{name}.sqlite", timeout=30)) as database:
                    rows = database.execute(line).fetchall()
                    database.commit()
                print(json.dumps(rows), flush=True)
        finally:
            stop(server)


if __name__ == "__main__":
    main()
