"""What the kinds that ask servers share: read listings, ask the articles that are due, keep the journal."""

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Annotated
from urllib.parse import urljoin

from pydantic import AfterValidator, BeforeValidator, Field

from etl.sources import Document, Found, Listed, Visit
from etl.sources.entry import Entry, interval
from etl.sources.fetching import addresses
from etl.sources.fetching.answers import Answer
from etl.sources.fetching.fetcher import Fetcher
from etl.sources.journal import Fetch
from etl.sources.rounds import Address, Round


def _web_address(printed: str) -> str:
    if wrong := addresses.fault(printed.strip()):
        raise ValueError(f"{printed!r} is no web address ({wrong}); write https://…")
    return printed.strip()


WebAddress = Annotated[str, AfterValidator(_web_address)]
Interval = Annotated[timedelta, BeforeValidator(interval)]


class Listings:
    """The feeds and sitemaps that a visit reads, and what came of each."""

    def __init__(self, fetcher: Fetcher, round_: Round) -> None:
        self._fetcher, self._round = fetcher, round_
        self._answers: dict[str, Answer] = {}

    def read(self, url: str) -> Answer | None:
        """A listing; None where there is nothing to read: it failed, is unchanged, or its next try lies ahead."""
        if self._round.waits(url):
            return None
        answer = self._fetcher.ask(self._round.request(url, listing=True))
        self._answers[url] = replace(answer, content=b"")
        return answer if answer.outcome == "received" else None

    def is_bad(self, url: str, detail: str) -> None:
        """Note that what was received is no listing."""
        self._answers[url] = replace(self._answers[url], outcome="bad_listing", detail=detail)

    def remark(self, url: str, detail: str) -> None:
        """Note what a person should know of a listing that was read."""
        self._answers[url] = replace(self._answers[url], detail=detail)

    def rows(self, *, whole: bool) -> Iterator[Fetch]:
        """The journal's rows. `whole`: whether all that they list was asked."""
        for answer in self._answers.values():
            yield self._round.row(answer, whole=whole and answer.good)


class WebEntry(Entry):
    """A source of articles that are fetched one by one."""

    revisit: Annotated[Interval, Field(description="An article is asked again after this time: 6h, 1d.")] = timedelta(
        days=1
    )
    revisit_for: Annotated[
        Interval, Field(description="… until so long after the first time; then only if its listing says it changed.")
    ] = timedelta(days=3)

    @abstractmethod
    def listed(self, listings: Listings, visit: Visit) -> Iterator[Address | Document]:
        """What the source names. Raises FileNotFoundError where a path leads nowhere."""

    def sample(self, visit: Visit) -> Iterator[Found]:
        """The first article named, and what came of the listings on the way to it."""
        round_ = Round(self.name, visit, self.revisit, self.revisit_for)
        with Fetcher(visit.manners) as fetcher:
            listings = Listings(fetcher, round_)
            found = next(self.listed(listings, visit), None)
            if isinstance(found, Document):
                yield found
            elif found:
                answer = fetcher.ask(round_.request(found.url))
                if answer.outcome == "received":
                    yield _document(answer, found.listed)
                yield round_.row(answer)
            yield from listings.rows(whole=False)

    def documents(self, visit: Visit) -> Iterator[Found]:
        """New and changed articles, as they arrive; then what came of the listings."""
        round_ = Round(self.name, visit, self.revisit, self.revisit_for)
        with Fetcher(visit.manners) as fetcher:
            listings = Listings(fetcher, round_)
            named: dict[str, Address] = {}
            for found in self.listed(listings, visit):
                if isinstance(found, Document):
                    yield found
                elif round_.is_due(found):
                    named.setdefault(round_.key(found.url), found)
            for address in round_.remembered():
                named.setdefault(round_.key(address.url), address)
            chosen = sorted(named.values(), key=_newest_first)[: self.max_documents]
            asked = 0
            for answer in fetcher.ask_all(round_.request(address.url) for address in chosen):
                asked += 1
                if answer.outcome == "received":
                    yield _document(answer, named[round_.key(answer.request.url)].listed)
                yield round_.row(answer)
            # Last, and to be read anew unless all went well: what is lost before this point is listed once more.
            yield from listings.rows(whole=asked == len(named) and visit.days is None)


def absolute(base: str, printed: str) -> str:
    """An address as its listing means it. A malformed one stays as it is: the journal names it when it is asked."""
    try:
        return urljoin(base, printed)
    except ValueError:
        return printed


def is_web_page(content: bytes) -> bool:
    """Whether a listing's body is HTML: what a site shows instead of a feed that it has no longer."""
    head = content[:2000].lower()
    listing = any(tag in head for tag in (b"<rss", b"<feed", b"<rdf:rdf", b"<urlset", b"<sitemapindex"))
    return not listing and (b"<html" in head or b"<!doctype html" in head)


def _newest_first(address: Address) -> float:
    return -address.changed.timestamp() if address.changed else 0.0


def _document(answer: Answer, listed: Listed) -> Document:
    kind = (answer.content_type or "").partition(";")[0].strip().lower()
    return Document(
        url=answer.request.url,
        media_type="text/plain" if kind == "text/plain" else "text/html",
        content=answer.content,
        http_status=answer.http_status,
        content_type=answer.content_type,
        final_url=answer.final_url,
        listed=listed,
    )
