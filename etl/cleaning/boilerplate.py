"""Lines that an outlet prints under many stories, cut out of one of its articles."""

from dataclasses import replace

from etl.article import Article, Rejection
from etl.cleaning import identity
from etl.cleaning.markup import line_key
from etl.cleaning.origin import NOT_RECEIVED
from etl.cleaning.page import MIN_CHARACTERS, MIN_WORDS


def cut(article: Article, lines: frozenset[str]) -> Article | Rejection:
    """The article without the lines (given by their `line_key`), which go to `dropped`; a Rejection where none is left.

    Only whole paragraphs of the body are cut, so a sentence inside a paragraph stays.
    """
    kept, found = split(article.text[article.body_start :], lines)
    if not found:
        return article
    body = "\n\n".join(kept)
    n_words = len(body.split())
    if n_words < MIN_WORDS and len(body) < MIN_CHARACTERS:
        return Rejection(
            page_id=article.page_id or article.version_id,
            source=article.source or "",
            url=article.url or "",
            stage="clean",
            reason="too_short",
            detail=f"{n_words} words beside lines that {article.outlet} prints under every story",
            rejected_at=article.fetched_at or NOT_RECEIVED,
        )
    return replace(
        article,
        version_id=identity.version_id(article.article_id, article.title, body),
        text=article.text[: article.body_start] + body,
        body_hash=identity.body_hash(body),
        dropped=[*article.dropped, *found],
        n_words=n_words,
    )


def split(body: str, lines: frozenset[str]) -> tuple[list[str], list[str]]:
    """The paragraphs of a body that are none of the lines, and those that are."""
    paragraphs = body.split("\n\n")
    found = [paragraph for paragraph in paragraphs if line_key(paragraph) in lines]
    return [paragraph for paragraph in paragraphs if line_key(paragraph) not in lines] if found else paragraphs, found
