"""Record class → Arrow schema → DuckDB DDL → dbt sources → data dictionary.

A record class is the only place where a column's name, type, nullability, accepted values and meaning stand:

    class Role(Fact):
        person: Annotated[str, "Fullest name the article gives the person."]
        relation: Annotated[Literal["apposition", "prenominal"], "How the title is attached."]
        organization: Annotated[str | None, "Organisation named inside the title."] = None
"""

import hashlib
import types
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, TypedDict, Union, get_args, get_origin, get_type_hints

import pyarrow as pa


class Span(NamedTuple):
    """Characters of `articles.text`: Unicode code points, 0-based, end-exclusive."""

    start_char: int
    end_char: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """A row of a staging table. Subclasses name the table and annotate every column with its meaning."""

    TABLE: ClassVar[str]
    KEY: ClassVar[str]


class Evidence(TypedDict):
    """The columns every fact shares, as keyword arguments for a record class."""

    fact_id: str
    version_id: str
    sentence_no: int
    start_char: int
    end_char: int
    surface: str
    method: Literal["rule", "model", "llm"]
    confidence: float | None
    extractor_version: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact(Record):
    """What one stretch of an article's text says."""

    KEY: ClassVar[str] = "fact_id"

    fact_id: Annotated[str, "Hash of version_id, fact type and spans: extracting twice gives the same id."]
    version_id: Annotated[str, "The article version that the fact was read from."]
    sentence_no: Annotated[int, "Sentence that the fact begins in, 0-based within the version."]
    start_char: Annotated[int, "First character in `articles.text`: code points, 0-based."]
    end_char: Annotated[int, "One past the last character in `articles.text`."]
    surface: Annotated[str, "`text[start_char:end_char]`, to the character."]
    method: Annotated[Literal["rule", "model", "llm"], "What proposed the fact."]
    confidence: Annotated[
        float | None, "Share of such extractions that was right on gold data, 0 to 1; null: not measured."
    ] = None
    extractor_version: Annotated[str, "Version of the extractor, for re-extraction."]


class Column(NamedTuple):
    """One column as the record class declares it."""

    name: str
    kind: Any  # the bare Python type, without None and without Annotated
    nullable: bool
    meaning: str
    accepted: tuple[str, ...]  # the values of a Literal, else empty


_ARROW = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    bytes: pa.binary(),
    date: pa.date32(),
    datetime: pa.timestamp("us"),  # UTC, as a plain TIMESTAMP: no reader needs a time-zone extension
    Span: pa.struct([pa.field(name, pa.int64(), nullable=False) for name in Span._fields]),
}
_DUCKDB = {
    str: "varchar",
    int: "bigint",
    float: "double",
    bool: "boolean",
    bytes: "blob",
    date: "date",
    datetime: "timestamp",
    Span: "struct(start_char bigint, end_char bigint)",
}


def columns(record: type[Record]) -> list[Column]:
    """The columns of a record class, in order. Raises TypeError where a field lacks its meaning."""
    hints = get_type_hints(record, include_extras=True)
    return [_column(record, field.name, hints[field.name]) for field in fields(record)]


def _column(record: type[Record], name: str, hint: Any) -> Column:
    if get_origin(hint) is not Annotated:
        raise TypeError(f'{record.__name__}.{name} has no meaning: write Annotated[type, "what it says"]')
    kind, meaning = get_args(hint)[:2]
    nullable = get_origin(kind) in (Union, types.UnionType)
    if nullable:
        (kind,) = (part for part in get_args(kind) if part is not type(None))
    accepted = get_args(kind) if get_origin(kind) is Literal else ()
    return Column(name, str if accepted else kind, nullable, meaning, accepted)


def arrow_type(kind: Any) -> pa.DataType:
    """The Arrow type of a field's Python type; `list[X]` becomes a list."""
    return pa.list_(arrow_type(get_args(kind)[0])) if get_origin(kind) is list else _ARROW[kind]


def duckdb_type(kind: Any) -> str:
    """The DuckDB type of a field's Python type; `list[X]` becomes an array."""
    return f"{duckdb_type(get_args(kind)[0])}[]" if get_origin(kind) is list else _DUCKDB[kind]


def arrow_schema(record: type[Record]) -> pa.Schema:
    """The Arrow schema that a Parquet batch of this record has."""
    return pa.schema(pa.field(c.name, arrow_type(c.kind), c.nullable) for c in columns(record))


def to_arrow(records: Iterable[Record], record: type[Record]) -> pa.Table:
    """The records as one table. Raises pyarrow.ArrowInvalid where a value does not fit its column."""
    schema = arrow_schema(record)
    rows = list(records)
    values = {name: [_plain(getattr(row, name)) for row in rows] for name in schema.names}
    return pa.table(values, schema=schema)


def from_arrow[R: Record](table: pa.Table, record: type[R]) -> list[R]:
    """The records that `to_arrow` wrote."""
    aware = {c.name for c in columns(record) if c.kind is datetime}
    spans = {c.name for c in columns(record) if c.kind == list[Span]}
    made = []
    for row in table.select([c.name for c in columns(record)]).to_pylist():
        row |= {name: row[name].replace(tzinfo=UTC) for name in aware if row[name] is not None}
        row |= {name: [Span(**span) for span in row[name]] for name in spans if row[name] is not None}
        made.append(record(**row))
    return made


def _plain(value: Any) -> Any:
    """Arrow's form of a value: datetimes as UTC without a zone, spans as structs."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None)
    if isinstance(value, Span):
        return value._asdict()
    return [_plain(item) for item in value] if isinstance(value, list) else value


def ddl(record: type[Record], schema: str) -> str:
    """`create table if not exists` for the lake. DuckLake knows NOT NULL and comments, but no keys."""
    lines = [f"    {c.name} {duckdb_type(c.kind)}{'' if c.nullable else ' not null'}," for c in columns(record)]
    return f"create table if not exists {schema}.{record.TABLE} (\n" + "\n".join(lines)[:-1] + "\n)"


def stable_id(*parts: object) -> str:
    """A 32-digit hexadecimal hash of the parts: the same parts always give the same id."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()[:32]
