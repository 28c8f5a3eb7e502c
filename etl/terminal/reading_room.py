"""One article on the screen: what `nutgraf read` prints."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from etl import clean, extract
from etl.article import Article, Rejection
from etl.schema import Fact
from etl.sources import Unreadable
from etl.sources.files import read_file as read_document

# What a reader wants to see first of each fact type, in order; `--json` has every column.
SHOWN = {
    "quotations": ("speaker", "kind", "quote"),
    "roles": ("person", "title", "organization"),
    "events": ("actor", "trigger", "recipient", "realis", "event_type", "date_start", "place"),
    "quantities": ("value_low", "value_high", "unit", "counted", "bound", "change"),
    "dates": ("surface", "value", "date_start", "date_end", "granularity"),
    "places": ("name", "country", "feature_code", "latitude", "longitude", "null_reason"),
    "mentions": ("canonical", "label"),
}


def read_file(file: Path, published_on: date | None, model: str) -> tuple[Article, dict[str, list[Fact]]]:
    """The article and its facts. Raises typer.BadParameter with the reason where the file is no article."""
    document = read_document(file)
    if isinstance(document, Unreadable):
        raise typer.BadParameter(f"{file}: {document.reason}: {document.detail}")
    article = clean(document.content, url=document.url, media_type=document.media_type)
    if isinstance(article, Rejection):
        raise typer.BadParameter(f"{file}: {article.reason}: {article.detail}")
    if published_on:
        article = replace(article, published_on=published_on)
    facts = {} if article.null_reason else extract(article, model=model)
    return article, facts


def as_records(article: Article, facts: dict[str, list[Fact]]) -> dict[str, Any]:
    """Every column of the article and its facts, as JSON can hold it."""
    return {"article": asdict(article)} | {name: [asdict(fact) for fact in found] for name, found in facts.items()}


def show(article: Article, facts: dict[str, list[Fact]], console: Console) -> None:
    """Print the article's head and one table per fact type."""
    console.print(Text(article.title or "(no headline)", style="bold"))
    console.print(Text(" · ".join(_head(article)), style="dim"))
    if article.null_reason:
        console.print(f"No facts: {article.null_reason}")
    for name, shown in SHOWN.items():
        if found := facts.get(name):
            console.print(_table(f"{name} ({len(found)})", shown, found))


def _head(article: Article) -> Iterable[str]:
    yield ", ".join(article.authors) or "no byline"
    when = article.published_at
    fine = article.published_precision in ("hour", "minute", "second")
    yield (f"{when:%Y-%m-%d %H:%M} UTC" if fine else f"{when:%Y-%m-%d}") if when else "no date"
    yield f"{article.n_words} words"
    yield f"language {article.language}"
    yield f"{len(article.dropped)} lines cut as boilerplate"


def _table(title: str, shown: tuple[str, ...], facts: list[Fact]) -> Table:
    """Rows in reading order; what is said more than once stands once, with its number."""
    table = Table(title=title, title_justify="left", title_style="bold", header_style="dim", expand=False)
    used = [name for name in shown if any(getattr(fact, name) is not None for fact in facts)]
    for name in used:
        table.add_column(name.replace("_", " "), justify="right" if name.startswith("value_") else "left")
    rows = Counter(tuple(_cell(getattr(fact, name)) for name in used) for fact in facts)
    repeated = len(rows) < len(facts)
    if repeated:
        table.add_column("times", justify="right")
    for row, times in rows.items():
        table.add_row(*map(Text, row), *([str(times)] if repeated else []))
    return table


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return "" if value is None else str(value)
