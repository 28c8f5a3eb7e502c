"""A page → the article that `etl.clean` makes of it, as HTML and as plain text."""

from typing import Any

from benchmarks.scoring.articles import gold_article
from benchmarks.tails import body_and_tail, is_paragraph, level
from etl.article import Article
from etl.cleaning import clean


def article(record: dict[str, Any]) -> dict[str, Any]:
    """Body, title, publication time and authors of a gold page; nothing where the page is rejected."""
    cleaned = clean(record["html"].encode("utf-8", "surrogatepass"), record["meta"]["url"], "text/html")
    if not isinstance(cleaned, Article):
        return {}
    return {
        "text": cleaned.text[cleaned.body_start :],
        "title": cleaned.title,
        "date": cleaned.published_at.isoformat() if cleaned.published_at else None,
        "authors": cleaned.authors,
    }


def tail(record: dict[str, Any]) -> dict[str, Any] | None:
    """The gold's title, body and the page's own tail, cleaned as one plain text: which of the lines are kept.

    None for pages without a tail, and for those in other languages than facts are read from.
    """
    parts = body_and_tail(record)
    if parts is None:
        return None
    body, below = parts
    title = gold_article(record).get("title")
    text = "\n\n".join([*([title] if title else []), *body, *below])
    cleaned = clean(text.encode("utf-8", "surrogatepass"), "tail.txt", "text/plain")
    if isinstance(cleaned, Article) and cleaned.language != "en":
        return None
    kept = cleaned.text.split("\n") if isinstance(cleaned, Article) else []
    paragraphs = [level(line) for line in body if is_paragraph(line)]
    return {
        "body": list(map(level, body)),
        "paragraphs": paragraphs,
        "tail": list(map(level, below)),
        "kept": list(map(level, kept)),
    }
