"""postgres_fdw: another PostgreSQL that reads the server as foreign tables, as warehouses do."""

import threading
import urllib.parse

import psycopg
from psycopg import sql

from clients import attempt, parts
from cluster import Cluster
from plain import table
from statements import quoted

NAME = "postgres_fdw"
QUERIES = {
    "filter": "SELECT id FROM door.deals WHERE stage = 'NEGOTIATION' AND amount > 10 AND close_date >= '2025-06-01' ORDER BY id",
    "pattern": "SELECT id FROM door.partners WHERE name LIKE 'A%' OR lower(name) = 'zzz' ORDER BY id",
    "join": """SELECT p.country, count(*), sum(d.amount) FROM door.deals d JOIN door.partners p ON p.id = d.partner_id
        GROUP BY p.country ORDER BY p.country""",
    "limit": "SELECT id FROM door.deals ORDER BY id LIMIT 5 OFFSET 2",
    "count": "SELECT count(*), count(amount) FROM door.deals",
    "moment": "SELECT id FROM door.deals WHERE updated_at > now() - interval '600 days' ORDER BY id",
    "in": "SELECT id FROM door.deals WHERE stage = ANY ('{NEGOTIATION,CLOSED_WON}') AND is_won IS NOT TRUE ORDER BY id",
}
HUBS = {}
LOCK = threading.Lock()


def hub():
    """One PostgreSQL for both servers, started when it is first needed."""
    with LOCK:
        if not HUBS:
            HUBS["one"] = Cluster().prepare("hub", "hub", "hub")
            with HUBS["one"].master_of("hub") as root:
                root.execute("create extension postgres_fdw")
        return HUBS["one"]


def version():
    """The version of the server."""
    with hub().master_of("hub") as root:
        return root.execute("show server_version").fetchone()[0].split()[0]


def probe(url, plan):
    """Imports the schema, then asks the tables."""
    found, who = {}, parts(url)
    name = sql.Identifier(f"{plan.scratch.name}_{who['port']}")
    with hub().master_of("hub") as root:
        root.execute(sql.SQL("create database {}").format(name))
    address = urllib.parse.urlsplit(hub().url)
    with psycopg.connect(
        host="127.0.0.1",
        port=address.port,
        user="postgres",
        password=hub().password,
        dbname=f"{plan.scratch.name}_{who['port']}",
        autocommit=True,
    ) as root:
        root.execute("create extension postgres_fdw")
        root.execute(
            sql.SQL(
                "create server door foreign data wrapper postgres_fdw options (host {}, port {}, dbname {}, fetch_size '41')"
            ).format(who["host"], str(who["port"]), who["database"])
        )
        root.execute(
            sql.SQL(
                "create user mapping for postgres server door options (user {}, password {})"
            ).format(who["user"], who["password"])
        )
        root.execute("create schema door")
        attempt(
            found,
            "import",
            lambda: bool(root.execute("import foreign schema public from server door into door")),
        )
        attempt(
            found,
            "columns",
            lambda: asked(
                root,
                """
            select table_name, column_name, data_type, numeric_precision, numeric_scale, is_nullable from information_schema.columns
            where table_schema = 'door' order by table_name, ordinal_position""",
            ),
        )
        for way in ("plain", "remote estimate"):
            root.execute(
                "alter server door options ("
                + ("add" if way == "plain" else "set")
                + f" use_remote_estimate '{str(way != 'plain').lower()}')"
            )
            for query, text in QUERIES.items():
                attempt(found, f"{way}/{query}", lambda: asked(root, text))
        for table_name, one in plan.few.items():
            names = ", ".join(quoted(column.name) for column in one.columns)
            attempt(
                found,
                f"table/{table_name}",
                lambda: asked(
                    root, f"select {names} from door.{table_name} order by {', '.join(map(quoted, one.order()))}"
                ),
            )
    return found


def asked(connection, query):
    """A result."""
    cursor = connection.execute(query)
    return table([(c.name, c.type_display) for c in cursor.description], cursor.fetchall(), True)
