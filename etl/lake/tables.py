"""The tables of staging and quality, made from their record classes."""

import duckdb

from etl.alerts.journal import Alert
from etl.article import Article, BoilerplateLine, Page, Rejection, Sentence, Sighting
from etl.facts import FACT_TYPES
from etl.quality.publications import Publication
from etl.quality.results import CheckResult
from etl.schema import Record, columns, ddl, duckdb_type
from etl.sources.journal import Collection, Fetch

OF_VERSION: tuple[type[Record], ...] = (Sentence, *FACT_TYPES)  # replaced whole with the article version they belong to
JOURNAL: tuple[type[Record], ...] = (Fetch, Collection)  # of visits, not of articles: no mart depends on them
IN_BATCHES: tuple[type[Record], ...] = (Page, Article, Rejection, Sighting, *OF_VERSION, *JOURNAL)
STAGING: tuple[type[Record], ...] = (*IN_BATCHES, BoilerplateLine)
QUALITY: tuple[type[Record], ...] = (CheckResult, Publication, Alert)


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the staging and quality tables that do not exist yet, and the columns that a later version has added."""
    if not (statements := _missing(connection)):
        return
    connection.begin()  # one commit: thirty of them take a second and a half
    for statement in statements:
        connection.execute(statement)
    connection.commit()


def is_complete(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether every table and column that this version knows is there."""
    return not _missing(connection)


def _missing(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The statements that make what a table or column lacks."""
    there: dict[str, set[str]] = {}
    for table, column in connection.execute(
        "select schema_name || '.' || table_name, column_name from duckdb_columns() where database_name = 'lake'"
    ).fetchall():
        there.setdefault(table, set()).add(column)
    statements = []
    for schema, records in (("staging", STAGING), ("quality", QUALITY)):
        for record in records:
            if (table := f"{schema}.{record.TABLE}") in there:
                statements += _new_columns(f"lake.{table}", record, there[table])
            else:
                statements.append(ddl(record, f"lake.{schema}"))
    return statements


def _new_columns(table: str, record: type[Record], there: set[str]) -> list[str]:
    # Rows that stood there before know nothing of the new column, so it is null for them, whatever the record says.
    new = (column for column in columns(record) if column.name not in there)
    return [f"alter table {table} add column {column.name} {duckdb_type(column.kind)}" for column in new]
