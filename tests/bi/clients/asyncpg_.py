"""asyncpg: everything binary, prepared statements, cursors, COPY, cancel by time-out."""

import asyncio
import io

import asyncpg

from clients.psycopg3 import SLOW
from plain import plain, refusal, table
from statements import quoted

NAME = "asyncpg"


def version():
    """The version of the package."""
    return asyncpg.__version__


async def attempt(found, name, ask):
    """Keeps an outcome."""
    try:
        found[name] = await ask
    except Exception as error:
        found[name] = refusal(error, getattr(error, "sqlstate", None))


async def prepared(connection, statement):
    """A prepared statement with the types of its columns and parameters."""
    made = await connection.prepare(statement.sql)
    columns = [(column.name, column.type.name, column.type.oid) for column in made.get_attributes()]
    rows = await made.fetch(*statement.params)
    found = table(columns, [tuple(row) for row in rows], statement.ordered)
    return found | {"parameters": [kind.name for kind in made.get_parameters()]}


async def walked(connection, name, order):
    """A cursor in a read-only transaction."""
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        return [
            plain(tuple(row))
            async for row in connection.cursor(
                f"SELECT {order} FROM {name} ORDER BY {order}", prefetch=17
            )
        ]


async def copied(connection, name, order):
    """COPY of a query, as CSV."""
    out = io.BytesIO()
    await connection.copy_from_query(
        f"SELECT {order} FROM {name} ORDER BY {order}", output=out, format="csv", header=True
    )
    return plain(out.getvalue())


async def cancelled(connection):
    """A time-out cancels the statement; the connection lives on."""

    async def slow():
        try:
            await connection.execute(SLOW, timeout=0.4)
        except asyncio.TimeoutError:
            return "timed out"

    start = asyncio.get_running_loop().time()
    found = await slow()
    late = asyncio.get_running_loop().time() - start > 3
    return [found, late, await connection.fetchval("SELECT 1")]


async def arrays(connection):
    """Arrays as parameters."""
    rows = await connection.fetch(
        "SELECT id FROM deals WHERE stage = any($1::text[]) ORDER BY id",
        ["NEGOTIATION", "CLOSED_WON"],
    )
    more = await connection.fetch(
        "SELECT id FROM partners WHERE tier_rank = any($1::bigint[]) ORDER BY id", [1, 2]
    )
    return plain([[tuple(row) for row in rows], [tuple(row) for row in more]])


async def everything(url, plan):
    """All checks."""
    found = {}
    connection = await asyncpg.connect(url)
    for statement in plan.core:
        await attempt(found, f"prepared/{statement.name}", prepared(connection, statement))
    for name, one in plan.few.items():
        order = ", ".join(map(quoted, one.order()))
        await attempt(found, f"cursor/{name}", walked(connection, name, order))
        await attempt(found, f"copy/{name}", copied(connection, name, order))
    await attempt(found, "arrays", arrays(connection))
    await attempt(found, "cancel", cancelled(connection))

    async def reset():
        await connection.reset()
        return await connection.fetchval("SELECT 2")

    await attempt(found, "reset", reset())
    await connection.close()
    await attempt(found, "pool", pooled(url))
    return found


async def pooled(url):
    """More questions than connections."""
    async with asyncpg.create_pool(url, min_size=2, max_size=4) as pool:
        ask = (pool.fetchval("SELECT count(*) FROM deals") for _ in range(12))
        return plain(await asyncio.gather(*ask))


def probe(url, plan):
    """All checks in a loop."""
    return asyncio.run(everything(url, plan))
