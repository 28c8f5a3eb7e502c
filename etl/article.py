"""What the pipeline knows of a document before facts are read from it: page, article, rejection, sentence."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, ClassVar, Literal, get_args

from etl.schema import Record

Precision = Literal["second", "minute", "hour", "day", "month", "year"]
DateSource = Literal["json_ld", "meta", "byline", "dateline", "url", "text", "given"]
Part = Literal["headline", "lead", "subhead", "body"]
Wall = Literal[  # what stands where the article should be
    "login_page",  # a form that asks for a password
    "paywall",  # the first lines, or none, and an offer to subscribe
    "cookie_wall",  # a consent form instead of the page
    "error_page",  # "page not found", answered with 200
    "robot_check",  # a page that wants to know whether a person reads it
]
Reason = Literal[
    "empty",  # no bytes, or nothing but white space
    "binary",  # an image, a PDF, random bytes
    "undecodable",  # text in no encoding that can be found
    "too_large",  # more bytes or more markup than the limits allow
    "too_short",  # decoded, but too few words to be an article
    "no_text",  # markup without an article in it
    Wall,
    "timeout",  # cleaning took longer than the limit and was ended
    "unreadable",  # the file cannot be opened or unpacked
    "error",  # the cleaner or an extractor raised; the detail names it
]
REASONS: tuple[str, ...] = get_args(Reason)


@dataclass(frozen=True, kw_only=True, slots=True)
class Page(Record):
    """A document as it was received; the bytes themselves stay in the Parquet batch that `batch` names."""

    TABLE: ClassVar[str] = "pages"
    KEY: ClassVar[str] = "page_id"

    page_id: Annotated[str, "Hash of source, address and content."]
    source: Annotated[str, "Name of the entry in sources.yml, or `archive`."]
    url: Annotated[str, "Address it was fetched from; for files `source:relative/path`."]
    fetched_at: Annotated[datetime, "When it was received, UTC."]
    media_type: Annotated[str, "text/html or text/plain."]
    http_status: Annotated[int | None, "Status of the response; null for files."] = None
    content_type: Annotated[str | None, "Content-Type header as sent; null for files."] = None
    final_url: Annotated[str | None, "Where redirects led, if anywhere else."] = None
    outlet: Annotated[str | None, "Who publishes it, as the entry in sources.yml says."] = None
    language: Annotated[str | None, "ISO 639-1 code that the entry in sources.yml expects."] = None
    country: Annotated[str | None, "ISO 3166 code that the entry in sources.yml gives: the order of numeric dates."] = (
        None
    )
    listed_title: Annotated[str | None, "Headline that the feed, sitemap or dump gives beside the page."] = None
    listed_published: Annotated[str | None, "Publication time given there, as printed."] = None
    listed_authors: Annotated[list[str] | None, "Authors given there."] = None
    sha256: Annotated[str, "SHA-256 of the bytes as received, hexadecimal."]
    n_bytes: Annotated[int, "Length of the bytes as received."]
    batch: Annotated[str, "Batch that holds the bytes: folder name below `batches`."]


@dataclass(frozen=True, kw_only=True, slots=True)
class RawPage(Page):
    """A page with its bytes: what a Parquet batch holds and the warehouse does not."""

    content: Annotated[bytes, "The bytes as received."]


@dataclass(frozen=True, kw_only=True, slots=True)
class Rejection(Record):
    """A document that did not become an article, and why."""

    TABLE: ClassVar[str] = "rejections"
    KEY: ClassVar[str] = "page_id"

    page_id: Annotated[str, "The page that was turned away."]
    source: Annotated[str, "Name of the entry in sources.yml, or `archive`."]
    url: Annotated[str, "Address of the page; for files `source:relative/path`."]
    stage: Annotated[Literal["load", "clean", "extract"], "Stage that turned it away."]
    reason: Annotated[Reason, "Kind of defect."]
    detail: Annotated[str, "What was seen, and what to do about it."]
    rejected_at: Annotated[datetime, "When the page was received, UTC."]
    extractor_version: Annotated[
        str | None, "Version of the extractor, where the stage is extract: a later one may read the article."
    ] = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Article(Record):
    """One version of an article: its text, and what its page says of it."""

    TABLE: ClassVar[str] = "articles"
    KEY: ClassVar[str] = "version_id"

    article_id: Annotated[str, "Hash of the cleaned address: the same for all versions."]
    version_id: Annotated[str, "Hash of article_id, title and body: the text that facts are read from."]
    page_id: Annotated[str | None, "Page it was read from; null for a bare text."] = None
    url: Annotated[str | None, "Address as fetched; for files `source:relative/path`."] = None
    canonical_url: Annotated[str | None, "Address that the page itself calls canonical."] = None
    syndicated_from: Annotated[
        str | None, "Host of another site whose page the canonical link names: evidence of syndication, no identity."
    ] = None
    outlet: Annotated[str | None, "Who published it: site name, host or the entry in sources.yml."] = None
    source: Annotated[str | None, "Name of the entry in sources.yml, or `archive`."] = None
    title: Annotated[str | None, "Headline without the site's furniture."] = None
    authors: Annotated[list[str], "Names in the byline, without `By` and agency."]
    published_at: Annotated[datetime | None, "Publication time, UTC; the day's start where only the day is known."] = (
        None
    )
    published_precision: Annotated[Precision | None, "How exact published_at is."] = None
    published_on: Annotated[
        date | None, "Calendar day of publication in the page's own time zone: what `Friday` is counted from."
    ] = None
    modified_at: Annotated[datetime | None, "Time of the last change that the page states, UTC."] = None
    date_source: Annotated[DateSource | None, "Where published_at was read."] = None
    date_confidence: Annotated[float | None, "How sure the reading of the date is, 0 to 1 (below 0.5: ambiguous)."] = (
        None
    )
    date_evidence: Annotated[str | None, "Why the date was read so: printed form, day order, zone; other reading."] = (
        None
    )
    dateline: Annotated[str | None, "Place that the report was filed from, as printed, without the agency."] = None
    agency: Annotated[str | None, "Wire service that the page credits."] = None
    language: Annotated[str | None, "ISO 639-1 code of the body."] = None
    text: Annotated[str, "Headline, blank line, body: what every offset counts in."]
    body_start: Annotated[int, "Where the body begins in text; 0 where there is no headline."]
    body_hash: Annotated[str, "Hash of the body without case, space and punctuation: equal in plain copies."]
    dropped: Annotated[list[str], "Lines cut as boilerplate, in page order, kept for audit."]
    n_words: Annotated[int, "Words of the body."]
    null_reason: Annotated[str | None, "Why no facts were read: language_not_supported; null where they were."] = None
    fetched_at: Annotated[datetime | None, "When the page was received, UTC."] = None
    ingested_at: Annotated[datetime | None, "When the batch was written, UTC."] = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Sighting(Record):
    """A page that brought nothing new: the words of its article were stored already, from another page."""

    TABLE: ClassVar[str] = "sightings"
    KEY: ClassVar[str] = "page_id"

    page_id: Annotated[str, "The page; its bytes differ, else it would have been known."]
    article_id: Annotated[str, "The article on it."]
    seen_version: Annotated[str, "version_id that was stored with these words when the page was cleaned."]
    seen_at: Annotated[datetime, "When the page was received, UTC: the version still stood then."]


@dataclass(frozen=True, kw_only=True, slots=True)
class BoilerplateLine(Record):
    """A line that an outlet prints under many stories: cut from its articles since it was learned."""

    TABLE: ClassVar[str] = "boilerplate"
    KEY: ClassVar[str] = "line_id"

    line_id: Annotated[str, "Hash of outlet, line_key and learned_at."]
    outlet: Annotated[str, "Outlet as in `articles`: the line is cut from its articles only."]
    line_key: Annotated[str, "The line's words, without case and punctuation: what lines are compared by."]
    line: Annotated[str, "The line as printed."]
    n_articles: Annotated[int, "Articles that carry it, of the outlet's newest 2,000; each counts once."]
    n_stories: Annotated[int, "Different stories among up to 40 of them: copies and editions of one count once."]
    share: Annotated[float, "Share of the outlet's articles that carry it, copies counted once; 0 to 1."]
    first_seen: Annotated[datetime, "When the first of them was received, UTC."]
    last_seen: Annotated[datetime, "When the last of them was received, UTC."]
    learned_at: Annotated[datetime, "Since when it is cut, UTC."]
    retired_at: Annotated[datetime | None, "Since when it is no longer cut, UTC; null while it is."] = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence(Record):
    """A sentence of an article version."""

    TABLE: ClassVar[str] = "sentences"
    KEY: ClassVar[str] = "sentence_id"

    sentence_id: Annotated[str, "Hash of version_id and sentence_no."]
    version_id: Annotated[str, "The article version."]
    sentence_no: Annotated[int, "0-based within the version."]
    start_char: Annotated[int, "First character in `articles.text`."]
    end_char: Annotated[int, "One past the last character in `articles.text`."]
    part: Annotated[Part, "headline, lead (first paragraph of the body), subhead or body."]
    extractor_version: Annotated[str, "Version of the extractor that read the facts of this article version."]
