"""A plugin of dbt-duckdb: loads the postgres scanner from its wheel, so that nothing is fetched."""

import pathlib

import duckdb_extension_postgres_scanner
from dbt.adapters.duckdb.plugins import BasePlugin


class Plugin(BasePlugin):
    """Loads the extension on each connection."""

    def configure_connection(self, conn):
        """Loads the file of the wheel."""
        folder = pathlib.Path(duckdb_extension_postgres_scanner.__path__[0])
        conn.execute(f"LOAD '{next(folder.rglob('*.duckdb_extension'))}'")
