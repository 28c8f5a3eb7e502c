"""The rows against a check as a reviewer wants them: the article, the sentence, and the fact marked in it."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
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


class _Wanted(NamedTuple):
    check: FailedCheck
    key: str  # empty where the check names no row by one
    names: list[str]


_TABLE = attrgetter("check.table")


def failing_rows(connection: duckdb.DuckDBPyConnection, checks: Sequence[FailedCheck]) -> list[list[FailingRow]]:
    """For each check, up to SHOWN of the rows against it, as they stand in the lake now."""
    wanted = _wanted(checks, _columns(connection))
    now = {table: _look_up(connection, table, of) for table, of in groupby(sorted(wanted, key=_TABLE), key=_TABLE)}
    found = [[row | _told(row, want, now) for row in want.check.samples[:SHOWN]] for want in wanted]
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


def _wanted(checks: Sequence[FailedCheck], columns: Mapping[tuple[str, str], set[str]]) -> list[_Wanted]:
    """What each check's rows are looked up by, and for: where they stand in the text, what they are about."""
    made = []
    for check in checks:
        row = check.samples[0] if check.samples else {}
        has = columns.get((check.layer, check.table_name), set())
        key = next((name for name in ("fact_id", *row) if name.endswith("_id") and name in has and name in row), "")
        names = ["version_id", "start_char", "end_char"]
        names += [f"{check.column_name}_start_char", f"{check.column_name}_end_char"] if check.column_name else []
        if len(row.keys() - set(IDS)) < 2 or "version_id" not in row:
            names += FROM_TABLE
        made.append(_Wanted(check, key, [name for name in names if name in has and name not in row]))
    return made


def _look_up(connection: duckdb.DuckDBPyConnection, table: str, wanted: Iterable[_Wanted]) -> dict[str, dict[str, Any]]:
    """The rows of one table that any of its checks shows, by key: one query, as each scans the table."""
    asked = [want for want in wanted if want.key and want.names]
    if not asked:
        return {}
    (key, *_) = {want.key for want in asked}
    names = [key, *sorted({name for want in asked for name in want.names} - {key})]
    keys = sorted({row[key] for want in asked for row in want.check.samples[:SHOWN]})
    query = f"select {', '.join(names)} from lake.{table} where {key} in (select unnest(?))"
    return {row[0]: dict(zip(names, row, strict=True)) for row in connection.execute(query, [keys]).fetchall()}


def _told(row: Mapping[str, Any], want: _Wanted, now: Mapping[str, Mapping[str, dict[str, Any]]]) -> dict[str, Any]:
    """What the table says of a row that the check did not see."""
    found = now[want.check.table].get(row[want.key], {}) if want.key else {}
    return {name: found[name] for name in want.names if name in found and name not in row}


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
