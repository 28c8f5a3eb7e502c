"""What is new among a batch's cleaned pages: words that are stored already are neither extracted nor stored again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from etl.article import Article, Rejection, Sighting
from etl.cleaning import boilerplate, identity
from etl.cleaning.origin import NOT_RECEIVED
from etl.lake import Stored


@dataclass
class Sifted:
    """What came of a batch's pages."""

    articles: list[Article] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    sightings: list[Sighting] = field(default_factory=list)


def sift(
    outcomes: Iterable[Article | Rejection],
    stored: Mapping[str, Stored],
    lines: Mapping[str | None, frozenset[str]],
) -> Sifted:
    """Cut what outlets print under every story; then part what is new from what is known.

    stored: article_id → what the warehouse holds from other pages than these. lines: outlet → the `line_key` of each
    line to cut. A version that came back after another one is new: the outlet withdrew its correction.
    """
    sifted = Sifted()
    here: set[str] = set()
    for outcome in outcomes:
        known_lines = lines.get(outcome.outlet, frozenset()) if isinstance(outcome, Article) else frozenset()
        found = boilerplate.cut(outcome, known_lines) if isinstance(outcome, Article) else outcome
        if isinstance(found, Rejection):
            sifted.rejections.append(found)
            continue
        before = stored.get(found.article_id)
        if found.version_id in here:  # the same text twice at one address is one version
            sifted.sightings.append(_sighting(found, found.version_id))
        elif before and _same_words(found, before, known_lines):
            sifted.sightings.append(_sighting(found, before.version_id))
        else:
            here.add(found.version_id)
            sifted.articles.append(found)
    return sifted


def _same_words(article: Article, before: Stored, lines: frozenset[str]) -> bool:
    """Whether a version differs in white space and boilerplate only, if at all."""
    if article.version_id == before.version_id:
        return True
    if not lines:
        return False
    kept, _ = boilerplate.split(before.body, lines)
    return article.version_id == identity.version_id(article.article_id, before.title, "\n\n".join(kept))


def _sighting(article: Article, version_id: str) -> Sighting:
    return Sighting(
        page_id=article.page_id or article.version_id,
        article_id=article.article_id,
        seen_version=version_id,
        seen_at=article.fetched_at or NOT_RECEIVED,
    )
