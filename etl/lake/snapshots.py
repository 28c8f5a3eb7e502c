"""Snapshots: every commit makes one, numbered upward whatever the clock says, and it can be read for some days."""

import duckdb

from etl.lake.attaching import Lake, connect


def newest_snapshot(lake: Lake) -> int:
    """Number of the last commit. Raises FileNotFoundError where there is no warehouse yet."""
    with connect(lake, read_only=True) as connection:
        return int(connection.execute("from ducklake_current_snapshot('lake')").fetchone()[0])  # type: ignore[index]


def identity(connection: duckdb.DuckDBPyConnection) -> str:
    """What tells this warehouse from one made anew in its place, whose snapshots count from nought again."""
    return str(
        connection.execute("select table_uuid from ducklake_table_info('lake') where table_name = 'pages'").fetchone()[
            0
        ]  # type: ignore[index]
    )
