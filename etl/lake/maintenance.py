"""What keeps the warehouse small: old snapshots, small files, files that nothing refers to."""

import duckdb


def tidy(connection: duckdb.DuckDBPyConnection, keep_days: int) -> None:
    """Forget snapshots older than `keep_days`, join small files, remove files that nothing refers to.

    A reader inside a transaction older than that would lose its files: keep days, not minutes.
    """
    age = f"now() - interval {int(keep_days)} day"
    connection.execute(f"call ducklake_expire_snapshots('lake', older_than => {age})")
    connection.execute("call ducklake_merge_adjacent_files('lake')")
    connection.execute(f"call ducklake_cleanup_old_files('lake', older_than => {age})")
    connection.execute(f"call ducklake_delete_orphaned_files('lake', older_than => {age})")  # of loads that were killed
