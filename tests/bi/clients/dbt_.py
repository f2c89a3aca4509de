"""dbt: the door as a source by dbt-postgres, and models over it in DuckDB, which attaches the door."""

import json
import pathlib
import shutil

from clients import ask_program, attempt, parts, run
from plan import venv

NAME = "dbt"
HERE = pathlib.Path(__file__).parents[1]
# Times and places, which differ by nature.
PASSING = {
    "execution_time",
    "timing",
    "thread_id",
    "compiled_code",
    "adapter_response",
    "max_loaded_at_time_ago_in_s",
    "snapshotted_at",
    "relation_name",
}


def version():
    """The versions of dbt and of its adapters."""
    script = "from importlib.metadata import version as v; print(', '.join(v(n) for n in ('dbt-core', 'dbt-postgres', 'dbt-duckdb')))"
    return run(venv("etl") / "python", "-c", script).strip()


class Project:
    """A copy of the project, with its results in a folder of its own."""

    def __init__(self, url, home):
        self.home = home / "dbt"
        shutil.copytree(HERE / "dbt", self.home, dirs_exist_ok=True)
        who = parts(url)
        self.env = {f"DOOR_{key.upper()}": str(value) for key, value in who.items()} | {
            "DOOR_URL": url,
            "WAREHOUSE": str(self.home / "warehouse.duckdb"),
            "PYTHONPATH": str(self.home),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "DO_NOT_TRACK": "1",
            "DBT_VERSION_CHECK": "false",
            "NO_COLOR": "1",
        }

    def dbt(self, *words, target):
        """Runs dbt; gives what each node came to."""
        program = [
            venv("etl") / "dbt",
            "--no-version-check",
            *words,
            "--target",
            target,
            "--project-dir",
            self.home,
            "--profiles-dir",
            self.home,
        ]
        said = run(*program, env=self.env, cwd=self.home)
        if words[0] == "debug":
            return "All checks passed!" in said
        return self.results()

    def results(self):
        """The results of the last command."""
        found = json.loads((self.home / "target" / "run_results.json").read_text())["results"]
        return sorted(
            ([one["unique_id"], one["status"], one["failures"]] for one in found), key=repr
        )

    def freshness(self):
        """What dbt says of the age of each source."""
        self.run_only("source", "freshness", target="door")
        found = json.loads((self.home / "target" / "sources.json").read_text())["results"]
        return sorted([one["unique_id"], one["status"], one["max_loaded_at"]] for one in found)

    def run_only(self, *words, target):
        """Runs dbt for what it leaves behind."""
        run(
            venv("etl") / "dbt",
            "--no-version-check",
            *words,
            "--target",
            target,
            "--project-dir",
            self.home,
            "--profiles-dir",
            self.home,
            env=self.env,
            cwd=self.home,
        )

    def docs(self, target):
        """The catalog that dbt gathers: tables, columns with types and comments."""
        self.run_only("docs", "generate", target=target)
        found = json.loads((self.home / "target" / "catalog.json").read_text())
        nodes = found["sources"] | found["nodes"]
        return {
            name: [node["metadata"]["type"], node["metadata"]["comment"], node["columns"]]
            for name, node in sorted(nodes.items())
        }


def probe(url, plan):
    """What a team does with dbt, in its order."""
    found, project = {}, Project(url, plan.scratch)
    attempt(found, "door/debug", lambda: project.dbt("debug", target="door"))
    attempt(found, "door/source freshness", project.freshness)
    attempt(
        found,
        "door/test of sources",
        lambda: project.dbt("test", "--select", "source:crm", "no_orphans", target="door"),
    )
    attempt(found, "door/docs generate", lambda: project.docs("door"))
    attempt(
        found,
        "door/show",
        lambda: json.loads(
            run(
                venv("etl") / "dbt",
                "--quiet",
                "show",
                "--inline",
                "select id, amount from {{ source('crm', 'deals') }} order by id",
                "--output",
                "json",
                "--limit",
                "9",
                "--target",
                "door",
                "--project-dir",
                project.home,
                "--profiles-dir",
                project.home,
                env=project.env,
                cwd=project.home,
            )
        ),
    )
    for name in ("run", "build"):
        attempt(
            found, f"warehouse/{name}", lambda: project.dbt(name.split()[0], target="warehouse")
        )
    attempt(
        found,
        "warehouse/rows",
        lambda: ask_program(
            venv("etl") / "python",
            "-m",
            "clients.dbt_rows",
            question={"path": project.env["WAREHOUSE"]},
            cwd=HERE,
        ),
    )
    return found
