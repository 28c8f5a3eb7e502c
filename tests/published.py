"""Two published files compared, row for row."""

from pathlib import Path

import duckdb

# What two runs on the same articles may differ in, with the reason.
OF_THE_RUN = {
    "article_versions": {"seen_at"},  # when the run received it
    "release": {"run_id", "warehouse", "snapshot_id"},  # which run made the file, of which snapshot of which warehouse
}
ABOUT_RUNS = {"quality_daily"}  # tables about the runs themselves, not about articles


def marts(file: Path) -> dict[str, set[str]]:
    """Tables of a published file → their columns."""
    with duckdb.connect(str(file.resolve()), read_only=True) as published:
        rows = published.execute(
            "select table_name, column_name from duckdb_columns() where schema_name = 'main' and not internal"
        )
        found: dict[str, set[str]] = {}
        for table, column in rows.fetchall():
            found.setdefault(table, set()).add(column)
    return found


def differing_marts(one: Path, other: Path) -> dict[str, int]:
    """Tables whose rows are not the same in both → how many rows stand in only one of the two."""
    columns = marts(one)
    assert marts(other) == columns
    assert {"quotations", "events", "quantities", "people"} <= set(columns)
    differing = {}
    with duckdb.connect() as both:
        both.execute(f"attach '{one.resolve()}' as one (read_only)")
        both.execute(f"attach '{other.resolve()}' as other (read_only)")
        for table in sorted(set(columns) - ABOUT_RUNS):
            names = ", ".join(f'"{name}"' for name in sorted(columns[table] - OF_THE_RUN.get(table, set())))
            here, there = (f'(select {names} from {file}.main."{table}")' for file in ("one", "other"))
            either = f"({here} except all {there}) union all ({there} except all {here})"
            ((different, rows),) = both.execute(
                f"select (select count(*) from ({either})), (select count(*) from {here})"
            ).fetchall()
            assert rows > 0, f"{table} is empty, which proves nothing"
            if different:
                differing[table] = different
    return differing
