"""One document of a source, read on the spot: does the source work, and what does an article of it look like?"""

from dataclasses import dataclass
from itertools import islice

from etl.article import Article, RawPage
from etl.cleaning.page import clean
from etl.collecting import receive
from etl.sources import Document, Found, SourceUnavailableError, Unreadable, Visit
from etl.sources.entry import Entry
from etl.sources.journal import Fetch
from etl.sources.sitemap import Sitemap
from etl.sources.web import WebEntry


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What one source gave. `problem`: what is wrong and what to do; empty where an article was read."""

    source: str
    kind: str
    url: str = ""
    title: str = ""
    published: str = ""
    words: int = 0
    problem: str = ""


def check(entry: Entry, visit: Visit) -> Finding:
    """Ask a source for one document and clean it. Whatever is wrong with it is in the finding."""
    kind = str(getattr(entry, "kind", ""))
    try:
        found = list(_few(entry, visit))
    except (FileNotFoundError, SourceUnavailableError) as error:
        return Finding(source=entry.name, kind=kind, problem=str(error))
    document = next((item for item in found if isinstance(item, Document | Unreadable)), None)
    if document is None:
        return Finding(source=entry.name, kind=kind, problem=_why_nothing(entry, found))
    page = receive(document, entry, visit.now)
    outcome = clean(page) if isinstance(page, RawPage) else page
    if not isinstance(outcome, Article):
        problem = f"{outcome.reason}: {outcome.detail}"
        return Finding(source=entry.name, kind=kind, url=document.url, problem=problem)
    return Finding(
        source=entry.name,
        kind=kind,
        url=document.url,
        title=outcome.title or "(no headline)",
        published=str(outcome.published_on or "(no date)"),
        words=outcome.n_words,
        problem="" if outcome.null_reason is None else f"{outcome.language or '?'}: no facts are read in this language",
    )


def _few(entry: Entry, visit: Visit) -> list[Found]:
    if isinstance(entry, WebEntry):
        return list(entry.sample(visit))
    return list(islice(entry.documents(visit), 1))


def _why_nothing(entry: Entry, found: list[Found]) -> str:
    failed = [item for item in found if isinstance(item, Fetch) and item.attempt]
    if failed:
        return "; ".join(f"{item.outcome}: {item.detail} ({item.url})" for item in failed[:3])
    if isinstance(entry, Sitemap):
        days = entry.max_age.days
        return (
            f"it names no article of the last {days} days: raise `max_age`, or set `undated: true` if it has no dates"
        )
    if isinstance(entry, WebEntry):
        return "it names no article"
    return "nothing that could be read: is the path right, and are there files of its kind?"
