"""What a reading that is not loaded yet would change: facts added, withdrawn and changed, per fact type."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import duckdb

from etl import lake as warehouse
from etl.facts import FACT_TYPES
from etl.lake import Lake
from etl.schema import Fact, columns


class Change(NamedTuple):
    """Rows of one fact type before and after, and what became of them."""

    fact_type: str
    before: int
    after: int
    added: int
    withdrawn: int
    changed: int


class Changes(NamedTuple):
    """What loading some batches would do.

    versions: read again from the same words. replaced: versions whose words come out otherwise. new: pages that give
    an article now and gave none. lost: pages that gave one and give none now.
    """

    versions: int
    replaced: int
    new: int
    lost: int
    facts: list[Change]

    def __str__(self) -> str:
        lines = [
            f"{self.versions} versions read again, {self.replaced} with other words, {self.new} new, {self.lost} lost"
        ]
        lines += [
            f"{name:<10}{before:>8} → {after:<8}{added:>7} added{withdrawn:>8} withdrawn{changed:>7} changed"
            for name, before, after, added, withdrawn, changed in self.facts
        ]
        return "\n".join(lines)

    @property
    def markdown(self) -> str:
        """The same as a table for Airflow's page."""
        rows = ["| fact | was | now | added | withdrawn | changed |", "|---|--:|--:|--:|--:|--:|"]
        rows += ["| " + " | ".join(map(str, fact)) + " |" for fact in self.facts]
        return "\n".join([str(self).splitlines()[0], "", *rows])


# A fact is the same by its id; else, in the text of one page, by its words and which of equal ones it is. What stands
# in other words of an article that was cleaned anew has moved, and is counted as unchanged.
_COMPARE = """
with
was as (
    select fact_id, fact.version_id, page_id, surface, start_char, {content} as content
    from lake.staging.{table} fact inner join replaced using (version_id)
),
now as (
    select fact_id, fact.version_id, page_id, surface, start_char, {content} as content
    from read_parquet({files}) fact inner join incoming using (version_id)
),
same as (select fact_id, was.content is distinct from now.content as differs from was inner join now using (fact_id)),
gone as (
    select *, row_number() over (partition by page_id, surface order by start_char, fact_id) as nth
    from was anti join same using (fact_id)
),
come as (
    select *, row_number() over (partition by page_id, surface order by start_char, fact_id) as nth
    from now anti join same using (fact_id)
),
paired as (
    select gone.version_id = come.version_id as differs
    from gone inner join come using (page_id, surface, nth)
)
select
    (select count(*) from was),
    (select count(*) from now),
    (select count(*) from come) - (select count(*) from paired),
    (select count(*) from gone) - (select count(*) from paired),
    (select count(*) from same where differs) + (select count(*) from paired where differs)
"""
_UNCOMPARED = ("fact_id", "version_id", "confidence", "extractor_version")  # a new calibration is no other fact


def compare(lake: Lake, batches: Path, names: Sequence[str]) -> Changes:
    """What loading these batches would change. The warehouse is only read."""
    folders = [batches / name for name in names]
    with warehouse.connect(lake, read_only=True) as connection:
        connection.execute(
            "create temp table incoming as select version_id, any_value(page_id) as page_id from read_parquet(?) "
            "group by version_id",
            [[str(folder / "articles.parquet") for folder in folders]],
        )
        connection.execute(
            "create temp table replaced as select version_id, page_id from lake.staging.articles where page_id in "
            "(select page_id from read_parquet(?)) or version_id in (select version_id from incoming)",
            [[str(folder / "pages.parquet") for folder in folders]],
        )
        facts = [_compare(connection, record, folders) for record in FACT_TYPES]
        return Changes(*_versions(connection), facts)


def _versions(connection: duckdb.DuckDBPyConnection) -> tuple[int, int, int, int]:
    counted = connection.execute(
        "with come as (from incoming anti join replaced using (version_id)), "
        "gone as (from replaced anti join incoming using (version_id)), "
        "paired as (select come.version_id from come inner join gone using (page_id)) "
        "select (select count(*) from incoming semi join replaced using (version_id)), (select count(*) from paired), "
        "(select count(*) from come), (select count(*) from gone)"
    ).fetchone()
    same, paired, come, gone = counted  # type: ignore[misc]
    return same, paired, come - paired, gone - paired


def _compare(connection: duckdb.DuckDBPyConnection, record: type[Fact], folders: list[Path]) -> Change:
    content = ", ".join(column.name for column in columns(record) if column.name not in _UNCOMPARED)
    query = _COMPARE.format(
        table=record.TABLE,
        content=f"hash(({content}))",
        files=[str(folder / f"{record.TABLE}.parquet") for folder in folders],
    )
    return Change(record.TABLE, *connection.execute(query).fetchone())  # type: ignore[misc]
