"""What is new among a batch's cleaned pages: words that are stored already are neither extracted nor stored again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import duckdb

from etl.article import Article, Rejection, Sighting
from etl.cleaning import boilerplate, identity
from etl.cleaning.origin import NOT_RECEIVED
from etl.lake.known import LATEST_FIRST


class Stored(NamedTuple):
    """The latest version of an article that the warehouse holds."""

    version_id: str
    title: str | None
    body: str


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


# ── what the warehouse knows ─────────────────────────────────────────────────────────────────────────────────────────


def stored_versions(
    connection: duckdb.DuckDBPyConnection, article_ids: Iterable[str], pages: Iterable[str]
) -> dict[str, Stored]:
    """Article → its latest version, for those that are stored and were read from other pages than these."""
    latest = connection.execute(
        "select version_id from lake.staging.articles "
        "where article_id in (select unnest(?::varchar[])) and page_id not in (select unnest(?::varchar[])) "
        f"qualify row_number() over (partition by article_id order by {LATEST_FIRST}) = 1",
        [list(article_ids), list(pages)],
    ).fetchall()
    if not latest:  # an archive: its texts need not be looked through
        return {}
    rows = connection.execute(
        "select article_id, version_id, title, substr(text, body_start + 1) from lake.staging.articles "
        "where version_id in (select unnest(?::varchar[]))",
        [[version_id for (version_id,) in latest]],
    )
    return {article_id: Stored(*row) for article_id, *row in rows.fetchall()}


def known_lines(
    connection: duckdb.DuckDBPyConnection, outlets: Iterable[str | None]
) -> dict[str | None, frozenset[str]]:
    """Outlet → the `line_key` of each line that is cut from its articles; outlets without any are missing."""
    rows = connection.execute(
        "select outlet, list(line_key) from lake.staging.boilerplate "
        "where retired_at is null and outlet in (select unnest(?::varchar[])) group by outlet",
        [[outlet for outlet in outlets if outlet]],
    )
    return {outlet: frozenset(lines) for outlet, lines in rows.fetchall()}
