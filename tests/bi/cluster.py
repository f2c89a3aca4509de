"""Servers of PostgreSQL: a throwaway one of version 15 on a free port of 127.0.0.1, or one that is there already."""

import atexit
import os
import pathlib
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.parse

import psycopg
from psycopg import sql

BIN = pathlib.Path("/usr/lib/postgresql/15/bin")
# Bytes decide the order of text, as in the door; letters have their cases by Unicode.
COLLATE, CTYPE = "C.UTF-8", "C.UTF-8"
LOCALE = [f"--lc-collate={COLLATE}", f"--lc-ctype={CTYPE}", "--lc-messages=C", "--encoding=UTF8"]
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "autovacuum": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_connections": "60",
}
# The servers that this program uses.
RUNNING = []


def stop_all():
    """Ends or cleans every server."""
    while RUNNING:
        RUNNING.pop().stop()


atexit.register(stop_all)


def free_port():
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def as_nobody():
    """How to run a program that refuses root."""
    root = os.geteuid() == 0
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if root else {}


class Server:
    """A server with one database for the suite, owned by one user who is no superuser."""

    def __init__(self, host, port, master, password):
        self.host, self.port, self.master, self.password = host, port, master, password
        self.user = self.database = self.url = None

    def master_of(self, database):
        """A connection of the superuser, who commits at once."""
        return psycopg.connect(
            host=self.host,
            port=self.port,
            user=self.master,
            password=self.password,
            dbname=database,
            autocommit=True,
        )

    def prepare(self, user, password, database):
        """Makes the user and the database, which must not be there."""
        names = {"user": sql.Identifier(user), "database": sql.Identifier(database)}
        with self.master_of("postgres") as root:
            create = sql.SQL("create role {user} login password {password}")
            root.execute(create.format(password=sql.Literal(password), **names))
            self.user = user
            create = sql.SQL(
                "create database {database} owner {user} template template0 encoding 'UTF8'"
                " lc_collate {collate} lc_ctype {ctype}"
            )
            locale = {"collate": sql.Literal(COLLATE), "ctype": sql.Literal(CTYPE)}
            root.execute(create.format(**names, **locale))
            self.database = database
            root.execute(sql.SQL("alter database {database} set timezone = 'UTC'").format(**names))
        with self.master_of(database) as root:
            root.execute(sql.SQL("alter schema public owner to {user}").format(**names))
        who = [urllib.parse.quote(word, safe="") for word in (user, password)]
        self.url = f"postgresql://{who[0]}:{who[1]}@{self.host}:{self.port}/{database}"
        return self

    def read_only(self):
        """From now on the user's transactions are read only, as the door's."""
        with self.master_of(self.database) as root:
            name = sql.Identifier(self.user)
            root.execute(
                sql.SQL("alter role {} set default_transaction_read_only = on").format(name)
            )


class Given(Server):
    """A server that was there before: the suite's user and database are removed at the end."""

    def __init__(self, url):
        found = urllib.parse.urlsplit(url)
        unquote = urllib.parse.unquote
        super().__init__(
            found.hostname,
            found.port or 5432,
            unquote(found.username),
            unquote(found.password or ""),
        )
        RUNNING.append(self)

    def stop(self):
        """Removes what `prepare` has made."""
        with self.master_of("postgres") as root:
            for kind, name in (("database", self.database), ("role", self.user)):
                if name:
                    force = " with (force)" if kind == "database" else ""
                    root.execute(sql.SQL(f"drop {kind} {{}}{force}").format(sql.Identifier(name)))


class Cluster(Server):
    """A throwaway server."""

    def __init__(self):
        super().__init__("127.0.0.1", free_port(), "postgres", secrets.token_hex(12))
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="channelgraph-bi-"))
        if os.geteuid() == 0:
            shutil.chown(self.home, "postgres", "postgres")
        secret = self.home / "secret"
        secret.write_text(self.password)
        secret.chmod(0o644)
        login = ["-U", self.master, "-A", "scram-sha-256", "--pwfile=secret"]
        subprocess.run(
            [BIN / "initdb", "-D", "data", *login, *LOCALE],
            cwd=self.home,
            check=True,
            stdout=subprocess.DEVNULL,
            **as_nobody(),
        )
        secret.unlink()
        options = [f"-c{name}={value}" for name, value in SETTINGS.items()]
        place = ["-D", self.home / "data", "-p", str(self.port), "-k", self.home]
        with open(self.home / "log", "w") as log:
            self.process = subprocess.Popen(
                [BIN / "postgres", *place, *options],
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.home,
                **as_nobody(),
            )
        RUNNING.append(self)
        self._wait()

    def _wait(self):
        for _ in range(200):
            try:
                self.master_of("postgres").close()
                return
            except psycopg.OperationalError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.1)
        raise RuntimeError((self.home / "log").read_text())

    def stop(self):
        """Ends the server and removes its files."""
        if self.process.poll() is None:
            # SIGINT does not wait for clients.
            self.process.send_signal(2)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
        shutil.rmtree(self.home, ignore_errors=True)
