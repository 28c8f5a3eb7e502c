"""Article → facts: one spaCy parse per article, then one pure function per fact type."""

from datetime import date

from spacy.tokens import Doc

from etl import nlp
from etl.article import Article
from etl.facts import EXTRACTOR_VERSION, read
from etl.facts.reading import Reading
from etl.schema import Fact, stable_id


def read_article(article: Article, doc: Doc) -> Reading:
    """The facts of an article whose text is parsed. Raises what an extractor raises."""
    reading = Reading(doc, article.version_id, article.published_on, article.body_start, EXTRACTOR_VERSION)
    read(reading)
    return reading


def extract(
    article: Article | str, published_on: date | None = None, model: str = nlp.DEFAULT_MODEL
) -> dict[str, list[Fact]]:
    """The facts of one article, by fact type: `mentions`, `roles`, `quotations` …, each in reading order.

    `article`: what `clean` returned, or a bare text (no headline, English) with its day of publication.
    """
    if isinstance(article, str):
        article = bare_article(article, published_on)
    reading = read_article(article, next(nlp.parse([article.text], model)))
    return {record.TABLE: facts for record, facts in reading.facts.items()}


def bare_article(text: str, published_on: date | None) -> Article:
    """An article around a text that came without a page."""
    body_hash = stable_id(text)
    return Article(
        article_id=stable_id("text", text),
        version_id=stable_id("text", "", text),
        authors=[],
        published_on=published_on,
        text=text,
        body_start=0,
        body_hash=body_hash,
        dropped=[],
        n_words=len(text.split()),
    )
