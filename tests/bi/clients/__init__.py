"""One module for each client. Each has NAME, version() and probe(url, plan), which gives outcomes by check."""

import json
import os
import subprocess
import time
import urllib.parse

from plain import refusal


def attempt(found, name, ask, state=None):
    """Keeps what `ask()` gives under `name`, or the error that it ends with."""
    try:
        found[name] = ask()
    except Exception as error:  # Whatever a client throws is an outcome.
        code = (
            state(error)
            if state
            else getattr(error, "sqlstate", None) or getattr(error, "pgcode", None)
        )
        found[name] = refusal(error, code)


def refused(ask, state):
    """The SQLSTATE with which a server refuses what is to be refused."""
    try:
        ask()
    except Exception as error:
        code = state(error)
        if code:
            return {"refused": code}
        raise
    return {"refused": None}


def quick(ask, seconds):
    """What `ask()` gives, and whether it took less than so many seconds."""
    start = time.monotonic()
    found = ask()
    return [found, f"within {seconds} s" if time.monotonic() - start < seconds else "late"]


def parts(url):
    """User, password, host, port and database of an address."""
    found = urllib.parse.urlsplit(url)
    unquote = urllib.parse.unquote
    return {
        "user": unquote(found.username or ""),
        "password": unquote(found.password or ""),
        "host": found.hostname,
        "port": found.port or 5432,
        "database": unquote(found.path.lstrip("/")),
    }


def run(*command, given=None, cwd=None, env=None, timeout=300):
    """Runs a program; gives what it printed, and raises with what it said if it failed."""
    done = subprocess.run(
        [str(word) for word in command],
        input=given,
        capture_output=True,
        text=True,
        cwd=cwd,
        timeout=timeout,
        env={**os.environ, **(env or {})},
    )
    if done.returncode:
        raise RuntimeError(f"exit {done.returncode}: {(done.stderr + done.stdout)[-1500:]}")
    return done.stdout


def ask_program(*command, question, cwd=None, timeout=600):
    """Gives a program a question as JSON and takes its outcomes as JSON from its last line."""
    return json.loads(
        run(*command, given=json.dumps(question), cwd=cwd, timeout=timeout).strip().splitlines()[-1]
    )


def tagged(value):
    """A parameter with its type, for programs in other languages."""
    kinds = {
        "bool": "boolean",
        "int": "bigint",
        "Decimal": "numeric",
        "date": "date",
        "datetime": "timestamptz",
        "str": "text",
    }
    if value is None:
        return {"type": "text", "value": None}
    text = (
        str(value).lower()
        if isinstance(value, bool)
        else value.isoformat()
        if hasattr(value, "isoformat")
        else str(value)
    )
    return {"type": kinds[type(value).__name__], "value": text}


def question(url, statements, mark=None, **more):
    """A question to a program in another language: the address and the statements."""
    asked = [
        {
            "name": one.name,
            "sql": one.marked(mark) if mark else one.sql,
            "params": [tagged(value) for value in one.params],
        }
        for one in statements
    ]
    return {**parts(url), "url": url, "statements": asked, **more}
