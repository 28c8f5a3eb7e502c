"""What dbt-duckdb calls before it attaches the lake: the same extensions and keys as everywhere else."""

import os

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin

from etl.lake.attaching import Lake, make_ready


class Plugin(BasePlugin):
    """Found by its name; `etl.build` has set the variables."""

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Make a new connection of dbt ready to attach the lake."""
        names = ("LAKE_CATALOG", "LAKE_DATA_PATH", "LAKE_EXTENSIONS")
        make_ready(conn, Lake(*(os.environ[name] for name in names)))
