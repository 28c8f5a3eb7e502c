"""The record class is the schema: what it declares comes out of Arrow, DuckDB and the generated files."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Annotated, ClassVar, Literal

import duckdb
import pyarrow as pa
import pytest

from etl import schema_docs
from etl.lake import QUALITY, STAGING
from etl.schema import Record, Span, arrow_schema, columns, ddl, from_arrow, stable_id, to_arrow


@dataclass(frozen=True, kw_only=True, slots=True)
class Every(Record):
    """A record with every kind of column."""

    TABLE: ClassVar[str] = "every"
    KEY: ClassVar[str] = "text"

    text: Annotated[str, "Text."]
    number: Annotated[int, "Number."]
    share: Annotated[float | None, "Share."] = None
    flag: Annotated[bool, "Flag."] = False
    kind: Annotated[Literal["a", "b"], "Kind."] = "a"
    day: Annotated[date | None, "Day."] = None
    moment: Annotated[datetime | None, "Moment, UTC."] = None
    names: Annotated[list[str], "Names."]
    spans: Annotated[list[Span], "Spans."]
    content: Annotated[bytes | None, "Bytes."] = None


FULL = Every(
    text="Zoë 👩 “so”",
    number=7,
    share=0.5,
    flag=True,
    kind="b",
    day=date(2026, 3, 1),
    moment=datetime(2026, 3, 1, 23, 30, tzinfo=UTC),
    names=["Ann", "Bo"],
    spans=[Span(0, 3), Span(5, 9)],
    content=b"\x00\xff",
)
EMPTY = Every(text="", number=0, names=[], spans=[])


@pytest.mark.parametrize("rows", [[], [FULL], [EMPTY, FULL]])
def test_records_survive_arrow(rows):
    assert from_arrow(to_arrow(rows, Every), Every) == rows


def test_records_survive_duckdb(tmp_path):
    table = to_arrow([FULL, EMPTY], Every)
    with duckdb.connect() as connection:
        connection.execute("create schema staging")
        connection.execute(ddl(Every, "staging"))
        connection.register("incoming", table)
        connection.execute("insert into staging.every by name select * from incoming")
        assert from_arrow(connection.sql("from staging.every").to_arrow_table(), Every) == [FULL, EMPTY]


def test_times_are_stored_as_utc():
    elsewhere = replace(FULL, moment=FULL.moment.astimezone(timezone(timedelta(hours=-5))))
    assert to_arrow([elsewhere], Every).column("moment").to_pylist() == [datetime(2026, 3, 1, 23, 30)]


def test_a_null_in_a_column_that_allows_none_is_refused():
    with duckdb.connect() as connection:
        connection.execute("create schema staging")
        connection.execute(ddl(Every, "staging"))
        with pytest.raises(duckdb.ConstraintException, match="text"):
            connection.execute("insert into staging.every (text, number) values (null, 1)")


def test_a_value_of_another_type_is_refused():
    with pytest.raises(pa.ArrowInvalid):
        to_arrow([replace(FULL, number="seven")], Every)


def test_a_column_without_a_meaning_is_an_error():
    @dataclass(frozen=True, kw_only=True, slots=True)
    class Bare(Record):
        """A record."""

        TABLE: ClassVar[str] = "bare"
        name: str

    with pytest.raises(TypeError, match=r"Bare\.name has no meaning"):
        columns(Bare)


@pytest.mark.parametrize("record", [*STAGING, *QUALITY], ids=lambda record: record.TABLE)
def test_every_record_has_a_key_among_its_columns(record):
    assert record.KEY in [column.name for column in columns(record)]
    assert len(arrow_schema(record)) == len(columns(record))


def test_an_id_depends_on_every_part_and_on_nothing_else():
    assert stable_id("a", 1) == stable_id("a", 1)
    assert len({stable_id("a", 1), stable_id("a", 2), stable_id("a1"), stable_id("", "a1")}) == 4


def test_generated_files_are_what_the_code_would_write():
    assert schema_docs.stale() == []
