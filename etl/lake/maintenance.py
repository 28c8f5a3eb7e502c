"""What keeps the warehouse small: old snapshots, small files, deleted rows, files that nothing refers to.

`tidy` takes a second and follows every build, which leaves the marts of the build before behind. `compact` and `sweep`
read or list the whole warehouse: once a week. Each step of a table is a transaction of its own, so that a kill or a
full disk leaves nothing half done, and the next run goes on.
"""

import duckdb

from etl import disk
from etl.lake.attaching import Lake
from etl.lake.tables import QUALITY, STAGING
from etl.lake.turns import writing
from etl.upkeep.freed import Freed

DELETED_SHARE = 0.1  # of a file's rows: more of them, and the file is written anew without
COMPACTED = {"staging": STAGING, "quality": QUALITY}  # marts are written whole by each build, in large files
FORGOTTEN, JOINED = "warehouse: snapshots forgotten", "warehouse: small files joined"
OLD, KILLED = "warehouse: files of old snapshots", "warehouse: files of killed loads"
UNDECIDED_DAYS = 30  # a publication that nobody has decided on for longer will not be


def tidy(connection: duckdb.DuckDBPyConnection, keep_days: int) -> list[Freed]:
    """Forget snapshots older than `keep_days` and remove the files that only they needed; what that was.

    A reader inside a transaction older than that would lose its files: keep days, not minutes. A snapshot whose marts
    wait for a person stays. The sizes of the files are not asked for.
    """
    forgotten = _forget(connection, keep_days)
    files = connection.execute(_removal("ducklake_cleanup_old_files", keep_days)).fetchall()
    return [Freed(FORGOTTEN, forgotten), Freed(OLD, len(files))]


def compact(lake: Lake) -> list[Freed]:
    """Write files with deleted rows anew and join small ones, table by table; by how many files they are fewer.

    The files they were stay until `sweep` removes them; a reader inside a transaction goes on with them. Not so on a
    SQLite catalog if it reads with several threads: it may find the table empty, until its next transaction. Raises
    DiskFullError; the tables done before stay done.
    """
    fewer = 0
    with disk.explained(lake.folder), writing(lake) as connection:
        for schema, name in ((schema, record.TABLE) for schema, records in COMPACTED.items() for record in records):
            connection.execute(
                f"call ducklake_flush_inlined_data('lake', schema_name => '{schema}', table_name => '{name}')"
            )
            table = f"'lake', '{name}', schema => '{schema}'"  # one at a time: all at once take the memory of all
            for step in (
                f"call ducklake_rewrite_data_files({table}, delete_threshold => {DELETED_SHARE})",
                f"call ducklake_merge_adjacent_files({table})",
            ):
                fewer += sum(read - written for _, _, read, written in connection.execute(step).fetchall())
    return [Freed(JOINED, fewer)]


def sweep(lake: Lake, keep_days: int, *, dry_run: bool = False) -> list[Freed]:
    """What `tidy` does, and the files of loads that were killed, once they are `keep_days` old; with all sizes."""
    freed = []
    with writing(lake) as connection:
        freed.append(Freed(FORGOTTEN, _forget(connection, keep_days, dry_run=dry_run)))
        sizes = _sizes(connection, lake)
        for what, function in ((OLD, "ducklake_cleanup_old_files"), (KILLED, "ducklake_delete_orphaned_files")):
            paths = connection.execute(_removal(function, keep_days, dry_run=dry_run)).fetchall()
            freed.append(Freed(what, len(paths), sum(sizes.get(path, 0) for (path,) in paths)))
    return freed


def _forget(connection: duckdb.DuckDBPyConnection, keep_days: int, *, dry_run: bool = False) -> int:
    """Expire old snapshots but the newest and those that wait for a person; their number."""
    old = [
        snapshot
        for (snapshot,) in connection.execute(
            f"""
            select snapshot_id from ducklake_snapshots('lake')
            where snapshot_time < {_age(keep_days)}
                and snapshot_id < (select max(snapshot_id) from ducklake_snapshots('lake'))
                and snapshot_id not in (
                    select snapshot_id from lake.quality.publications
                    where snapshot_id is not null and decided_at > {_age(UNDECIDED_DAYS)}
                    group by run_id, snapshot_id having bool_and(outcome = 'withheld')
                )
            """
        ).fetchall()
    ]
    if old and not dry_run:
        connection.execute(f"call ducklake_expire_snapshots('lake', versions => {old})")
    return len(old)


def _removal(function: str, keep_days: int, *, dry_run: bool = False) -> str:
    return f"call {function}('lake', older_than => {_age(keep_days)}, dry_run => {dry_run})"


def _age(days: int) -> str:
    return f"now() - to_days({int(days)})"


def _sizes(connection: duckdb.DuckDBPyConnection, lake: Lake) -> dict[str, int]:
    """Path → bytes of every file below the data path, on disk or S3."""
    files = f"{lake.data_path.rstrip('/')}/**".replace("'", "''")
    try:
        return dict(connection.execute(f"select filename, size from read_blob('{files}')").fetchall())
    except duckdb.IOException:  # there is no file yet
        return {}
