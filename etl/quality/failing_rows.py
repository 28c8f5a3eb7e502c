"""The rows against a check as a reviewer wants them: the article, the sentence, and the fact marked in it."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import duckdb

from etl.quality.bounds import number
from etl.quality.findings import FailedCheck

SHOWN = 10  # rows of a check
AROUND = 240  # characters of a long sentence that are shown on each side of the fact
IDS = ("fact_id", "version_id", "article_id", "page_id", "sentence_id", "text")
PATTERN = "expect_column_values_to_not_match_regex"
FROM_TABLE = (  # what a reader is told of a row besides what the check saw, where the table has it
    "source", "url", "reason", "detail", "name", "speaker", "quote", "actor", "trigger", "person", "title", "surface",
)  # fmt: skip
_ARTICLES = """
select version_id, outlet, published_on, title, url, text
from lake.staging.articles where version_id in (select unnest(?))
"""
_SENTENCES = """
select version_id, list((start_char, end_char) order by start_char)
from lake.staging.sentences where version_id in (select unnest(?)) group by version_id
"""


class Excerpt(NamedTuple):
    """A stretch of an article: what comes before the fact, the fact, what comes after it."""

    before: str
    fact: str
    after: str


@dataclass(frozen=True, kw_only=True)
class FailingRow:
    """A row against a check."""

    key: str
    outlet: str | None = None
    published_on: date | None = None
    title: str | None = None
    url: str | None = None  # only what a browser can open
    excerpt: Excerpt | None = None
    values: list[tuple[str, str]]  # column, value


class _Article(NamedTuple):
    outlet: str | None
    published_on: date | None
    title: str | None
    url: str | None
    text: str


def failing_rows(connection: duckdb.DuckDBPyConnection, checks: Sequence[FailedCheck]) -> list[list[FailingRow]]:
    """For each check, up to SHOWN of the rows against it, as they stand in the lake now."""
    columns = _columns(connection)
    found = [_samples(connection, check, columns.get((check.layer, check.table_name), set())) for check in checks]
    versions = sorted({row["version_id"] for rows in found for row in rows if row.get("version_id")})
    articles = {version: _Article(*rest) for version, *rest in connection.execute(_ARTICLES, [versions]).fetchall()}
    sentences = dict(connection.execute(_SENTENCES, [versions]).fetchall())
    return [
        [_failing_row(check, row, articles.get(row.get("version_id", "")), sentences) for row in rows]
        for check, rows in zip(checks, found, strict=True)
    ]


def excerpt(text: str, start: int, end: int, sentences: Sequence[tuple[int, int]]) -> Excerpt | None:
    """The sentences that hold `text[start:end]`, the fact apart; None where that is no stretch of the text."""
    if not 0 <= start < end or start >= len(text):
        return None
    end = min(end, len(text))
    first, last = (_sentence(at, sentences) for at in (start, end - 1))
    left = max(first[0] if first else _line_start(text, start), start - AROUND)
    right = min(last[1] if last else _line_end(text, end), end + AROUND)
    before, after = text[left:start], text[end:right]
    if first is None or left > first[0]:
        before = "…" + before.partition(" ")[2] if left and text[left - 1] != "\n" else before
    if last and right < last[1]:
        after = after.rpartition(" ")[0] + "…"
    return Excerpt(before, _shortened(text[start:end]), after)


def _columns(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], set[str]]:
    rows = connection.execute(
        "select schema_name, table_name, list(column_name) from duckdb_columns() "
        "where database_name = 'lake' group by all"
    ).fetchall()
    return {(schema, table): set(names) for schema, table, names in rows}


def _samples(connection: duckdb.DuckDBPyConnection, check: FailedCheck, has: set[str]) -> list[dict[str, Any]]:
    """What the check saw of its rows, and what the table says of them now: where they stand, what they are about."""
    rows = check.samples[:SHOWN]
    key = next((name for name in ("fact_id", *rows[0]) if name in has and name in rows[0]), None) if rows else None
    if key is None:
        return rows
    wanted = [key, *(name for name in _wanted(check, rows[0]) if name in has and name != key)]
    query = f"select {', '.join(wanted)} from lake.{check.layer}.{check.table_name} where {key} in (select unnest(?))"
    now = {
        found[0]: dict(zip(wanted, found, strict=True))
        for found in connection.execute(query, [[row[key] for row in rows]]).fetchall()
    }
    return [row | {name: value for name, value in now.get(row[key], {}).items() if name not in row} for row in rows]


def _wanted(check: FailedCheck, row: Mapping[str, Any]) -> Iterable[str]:
    yield from ("version_id", "start_char", "end_char")
    if check.column_name:
        yield from (f"{check.column_name}_start_char", f"{check.column_name}_end_char")
    if len(row.keys() - set(IDS)) < 2 or "version_id" not in row:
        yield from (name for name in FROM_TABLE if name not in row)


def _failing_row(
    check: FailedCheck, row: dict[str, Any], article: _Article | None, sentences: Mapping[str, Any]
) -> FailingRow:
    key = next((str(row[name]) for name in ("fact_id", *row) if name.endswith("_id") and name in row), "")
    if article is None:
        return FailingRow(key=key, url=_address(row.get("url")), values=_values(check, row, set()))
    span = _span(check, row)
    shown = excerpt(article.text, *span, sentences.get(row["version_id"], [])) if span else None
    said = {shown.fact, article.title, article.url, article.outlet} if shown else {article.title, article.url}
    return FailingRow(
        key=key,
        outlet=article.outlet,
        published_on=article.published_on,
        title=article.title,
        url=_address(article.url),
        excerpt=shown,
        values=_values(check, row, said),
    )


def _span(check: FailedCheck, row: Mapping[str, Any]) -> tuple[int, int] | None:
    """Which characters to mark: those that the check is about, else those of the fact."""
    of_column = f"{check.column_name}_start_char"
    others = [name for name in row if name.endswith("_start_char")]
    for start in (of_column, check.column_name or "", *others, "start_char"):
        end = start.removesuffix("start_char") + "end_char"
        if start.endswith("start_char") and row.get(start) is not None and row.get(end) is not None:
            return row[start], row[end]
    return None


def _values(check: FailedCheck, row: Mapping[str, Any], said: set[Any]) -> list[tuple[str, str]]:
    """Columns and values, without keys and without what is read beside them anyway."""
    seen = check.samples[0] if check.expectation != PATTERN else {}
    told = {name: value for name, value in row.items() if not name.endswith("_id") and name not in IDS}
    return [
        (name, _words(value))
        for name, value in told.items()
        if (value is None or value not in said) and (name in seen or not name.endswith("_char"))
    ]


def _words(value: object) -> str:
    if isinstance(value, float):
        return number(value)
    if isinstance(value, list | tuple):
        return ", ".join(map(_words, value))
    if isinstance(value, dict):
        return " to ".join(map(_words, value.values()))
    return "null" if value is None else _shortened(str(value).removesuffix(" 00:00:00"))


def _shortened(text: str) -> str:
    return text if len(text) <= 2 * AROUND else f"{text[:AROUND]} … {text[-AROUND:]}"


def _sentence(at: int, sentences: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    place = bisect_right(sentences, (at, float("inf"))) - 1
    return sentences[place] if place >= 0 and at < sentences[place][1] else None


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _address(url: object) -> str | None:
    return str(url) if str(url).startswith(("http://", "https://")) else None
