"""The batch stages that the DAGs and the CLI call: paths and counts in, paths and counts out, data on disk.

`collect` turns sources into pages, `clean` pages into articles, `extract` articles into facts, `load` puts a batch into
the warehouse. Each stage writes whole Parquet files into the batch's folder, so running it again changes nothing.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from etl import disk, nlp
from etl import lake as warehouse
from etl.article import Article, RawPage, Rejection, Sentence, Sighting
from etl.batch import finish, finished, read_rows, undamaged, write_rows
from etl.cleaning.limits import clean_all
from etl.collecting import collect, due_sources, sources_with_days, visit
from etl.extraction import read_article
from etl.facts import EXTRACTOR_VERSION, FACT_TYPES
from etl.facts.reading import Reading
from etl.lake import Lake
from etl.revisions import novelty
from etl.schema import Record, stable_id

if TYPE_CHECKING:  # its library is an extra
    from etl.proposals.proposer import Proposer

__all__ = ["clean", "collect", "due_sources", "extract", "load", "sources_with_days", "visit"]

EXTRACTED: tuple[type[Record], ...] = (Sentence, *FACT_TYPES)
MAX_CHARS = 1_000_000  # what spaCy's parser and NER are built for; about 170,000 words


def clean(
    batch: str, batches: Path, timeout_seconds: float, workers: int, lake: Lake, *, anew: bool = False
) -> dict[str, int]:
    """Turn a batch's pages into articles, rejections and sightings of what is stored already; the number of each.

    `anew`: pages that are cleaned again, by a better cleaner: nothing counts as known.
    """
    folder = batches / batch
    pages = read_rows(folder, "pages", RawPage)
    outcomes = list(clean_all(pages, timeout_seconds=timeout_seconds, workers=workers))
    found = [outcome for outcome in outcomes if isinstance(outcome, Article)]
    with warehouse.connect(lake, read_only=True) as connection:
        lines = novelty.known_lines(connection, {article.outlet for article in found})
        ids, own = [article.article_id for article in found], [page.page_id for page in pages]
        stored = {} if anew else novelty.stored_versions(connection, ids, own)
    sifted = novelty.sift(outcomes, stored, lines)
    write_rows(folder, "articles", Article, sifted.articles)
    write_rows(folder, "rejections.clean", Rejection, sifted.rejections)
    write_rows(folder, "sightings", Sighting, sifted.sightings)
    return {
        "articles": len(sifted.articles),
        "unchanged": len(sifted.sightings),
        "rejected": len(sifted.rejections),
    }


def extract(batch: str, batches: Path, model: str, proposer: "Proposer | None" = None) -> dict[str, int]:
    """Read the facts of a batch's articles; the number of facts per type, and of articles turned away.

    `proposer`: the optional second proposer, for this batch; its counts come with the others.
    """
    folder = batches / batch
    articles = [a for a in read_rows(folder, "articles", Article) if a.null_reason is None]
    key = stable_id(EXTRACTOR_VERSION, model, *((a.version_id, a.published_on) for a in articles))
    if proposer is None and (counts := finished(folder, "extract", key)):
        return counts  # by a run that was killed before it could load the batch
    rejections = [_too_long(article) for article in articles if len(article.text) > MAX_CHARS]
    rows: dict[type[Record], list[Any]] = {record: [] for record in EXTRACTED}
    for outcome in _read([a for a in articles if len(a.text) <= MAX_CHARS], model):
        if isinstance(outcome, Rejection):
            rejections.append(outcome)
            continue
        if proposer is not None:
            proposer.add_to(outcome)
        rows[Sentence] += outcome.sentences
        for record, facts in outcome.facts.items():
            rows[record] += facts
    for kind, found in rows.items():
        write_rows(folder, kind.TABLE, kind, found)
    write_rows(folder, "rejections.extract", Rejection, rejections)
    counts = {kind.TABLE: len(found) for kind, found in rows.items()} | {"rejected": len(rejections)}
    if proposer is not None:
        return counts | proposer.report()
    finish(folder, "extract", key, counts)
    return counts


def _read(articles: list[Article], model: str) -> Iterator[Reading | Rejection]:
    for article, doc in zip(articles, nlp.parse((a.text for a in articles), model), strict=True):
        try:
            yield read_article(article, doc)
        except Exception as error:  # one article that trips an extractor must not take its batch with it
            yield _turned_away(article, "error", f"{type(error).__name__}: {error}; please report this article")


def _too_long(article: Article) -> Rejection:
    return _turned_away(article, "too_large", f"{len(article.text)} characters; {MAX_CHARS} can be parsed")


def _turned_away(article: Article, reason: str, detail: str) -> Rejection:
    return Rejection(
        page_id=article.page_id or article.article_id,
        source=article.source or "",
        url=article.url or "",
        stage="extract",
        reason=reason,  # type: ignore[arg-type]
        detail=detail,
        rejected_at=article.fetched_at or datetime.now(UTC),
        extractor_version=EXTRACTOR_VERSION,
    )


def load(batch: str, batches: Path, lake: Lake) -> dict[str, int]:
    """Put a batch into staging, in one transaction; rows per table. The warehouse's only writer calls it.

    Raises DiskFullError and DamagedBatchError, with staging as it was before.
    """
    folder = batches / batch
    with disk.explained(lake.folder), undamaged(folder), warehouse.writing(lake) as connection:
        return warehouse.load(connection, folder)
