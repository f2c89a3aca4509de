"""Loads tables into DuckDB by dlt, in the environment that has it; reads a question, prints outcomes."""

import json
import os
import pathlib
import sys

os.environ |= {
    "RUNTIME__DLTHUB_TELEMETRY": "false",
    "RUNTIME__LOG_LEVEL": "ERROR",
    "DLT_TELEMETRY": "false",
}

import dlt  # noqa: E402
import duckdb  # noqa: E402
from dlt.sources.sql_database import sql_database, sql_table  # noqa: E402

from plain import refusal, table  # noqa: E402


def counted(pipeline):
    """How many rows of each table the last run brought."""
    counts = pipeline.last_trace.last_normalize_info.row_counts
    return {name: count for name, count in sorted(counts.items()) if not name.startswith("_dlt")}


def stored(path, name, columns, order):
    """What DuckDB holds of a table."""
    with duckdb.connect(path) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        names, by = (", ".join(f'"{word}"' for word in words) for words in (columns, order))
        cursor = connection.execute(f"SELECT {names} FROM crm.{name} ORDER BY {by}")
        return table([(c[0], str(c[1])) for c in cursor.description], cursor.fetchall(), True)


def everything(asked, backend):
    """A first run brings everything, a second nothing; one from a given moment brings what is younger."""
    home = pathlib.Path(asked["home"]) / backend
    path = str(home / "warehouse.duckdb")
    home.mkdir(parents=True, exist_ok=True)

    def pipeline(name, database):
        return dlt.pipeline(
            name,
            destination=dlt.destinations.duckdb(database),
            dataset_name="crm",
            pipelines_dir=str(home / name),
        )

    def source():
        found = sql_database(
            asked["url"],
            schema="public",
            table_names=list(asked["tables"]),
            backend=backend,
            chunk_size=60,
        )
        for name in asked["moving"]:
            found.resources[name].apply_hints(
                incremental=dlt.sources.incremental(
                    "updated_at", on_cursor_value_missing="include"
                ),
                write_disposition="merge",
                primary_key="id",
            )
        return found

    found, main = {}, pipeline("main", path)
    main.run(source())
    found["first run"] = counted(main)
    for name, columns in asked["tables"].items():
        found[f"table/{name}"] = stored(path, name, columns, asked["orders"][name])
    main.run(source().with_resources(*asked["moving"]))
    found["second run"] = counted(main)
    later = pipeline("later", str(home / "later.duckdb"))
    since = dlt.sources.incremental(
        "updated_at",
        initial_value=dlt.common.pendulum.datetime(2025, 6, 1),
        on_cursor_value_missing="exclude",
    )
    later.run(
        sql_table(asked["url"], table="deals", schema="public", incremental=since, backend=backend)
    )
    found["since"] = counted(later)
    found["since/rows"] = stored(str(home / "later.duckdb"), "deals", ["id", "updated_at"], ["id"])
    return found


if __name__ == "__main__":
    question = json.load(sys.stdin)
    outcomes = {}
    for kind in ("sqlalchemy", "pyarrow"):
        try:
            answers = everything(question, kind)
        except Exception as error:
            answers = {"run": refusal(error)}
        outcomes |= {f"{kind}/{check}": outcome for check, outcome in answers.items()}
    print(json.dumps(outcomes))
