"""What makes two documents the same article, the same version, the same words."""

import re
import unicodedata
from urllib.parse import SplitResult, urlsplit

from courlan import clean_url
from w3lib.url import canonicalize_url

from etl.schema import stable_id

_NO_LETTERS = re.compile(r"[\W_]+")

# Hosts under which a site serves the same pages for other devices.
_VARIANT_HOST = re.compile(r"^(?:(?:www\d{0,2}|m|mobile|amp)\.)+(?=[^.]+\.)")
# What an address may have more than its canonical one without being another page.
_VARIANT_PATH = re.compile(r"(?:/(?:amp|amp\.html?|index\.\w+|default\.\w+|print)?/?)?", re.IGNORECASE)
_LATER_PAGE = re.compile(r"(?:^|&)(?:page|pg|seite)=0*(?:[2-9]|[1-9]\d)")
_EXTENSION = re.compile(r"\.(?:html?|php|aspx?|jsp|cms|ece|amp)$", re.IGNORECASE)
SLUG_WORDS = 3  # a section's name has one or two: /news, /us-politics


def article_id(url: str | None, body: str, *, final_url: str | None = None, canonical_url: str | None = None) -> str:
    """The same for every version of an article: its cleaned address, or the hash of its words where it has none.

    final_url: where redirects led. canonical_url: what the page calls its address, resolved.
    """
    return stable_id(address(url, final_url, canonical_url)) if url else body_hash(body)


def address(url: str, final_url: str | None = None, canonical_url: str | None = None) -> str:
    """The address that stands for an article: where redirects led, or what the page itself says, without trackers.

    A redirect to a front page or a section, and a canonical link to one, to another site or to a page that holds more
    than this article, change nothing.
    """
    own = final_url if final_url and _arrived(url, final_url) else url
    if canonical_url and _same_site(own, canonical_url) and _is_same_page(own, canonical_url):
        own = canonical_url
    cleaned = cleaned_url(own)
    return "https" + cleaned.removeprefix("http") if cleaned.startswith("http:") else cleaned


def cleaned_url(url: str) -> str:
    """A web address without trackers and fragment, query sorted; `source:relative/path` as it is."""
    if not host(url):
        return url
    return str(canonicalize_url(clean_url(url) or url))


def host(url: str | None) -> str | None:
    """The host of a web address; None for any other address and for one that is malformed."""
    try:
        parts = urlsplit(url or "")
        return parts.hostname if parts.scheme in ("http", "https") and parts.port != 0 else None
    except ValueError:
        return None


def syndicated_from(url: str | None, canonical_url: str | None) -> str | None:
    """The site that a page names as the original's, where it is another one than its own; never the same article."""
    if not host(url) or not host(canonical_url) or _same_site(url, canonical_url):
        return None
    return site(canonical_url) if urlsplit(canonical_url or "").path.strip("/") else None


def version_id(article: str, title: str | None, body: str) -> str:
    """The same as long as the words of title and body stay the same: white space does not count."""
    return stable_id(article, spaced(title or ""), spaced(body))


def body_hash(body: str) -> str:
    """Equal for plain copies: case, space and punctuation do not count."""
    folded = unicodedata.normalize("NFKC", body).casefold()
    return stable_id(_NO_LETTERS.sub("", folded))


def spaced(text: str) -> str:
    """The text with single spaces and composed characters: what two versions are compared by."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def site(url: str | None) -> str | None:
    """The host of a web address without `www.`, `m.` or `amp.`; None for any other address."""
    name = host(url)
    return _VARIANT_HOST.sub("", name) if name else None


def _same_site(url: str | None, other: str | None) -> bool:
    return site(url) is not None and site(url) == site(other)


def _arrived(url: str, final_url: str) -> bool:
    """Whether a redirect led to the article: a short link has no form of its own, an article's address has."""
    return _names_article(final_url) or (not _names_article(url) and bool(_path(urlsplit(final_url))))


def _is_same_page(url: str, canonical_url: str) -> bool:
    """Whether a canonical link of the same site names this article, not the section or the site that it stands in."""
    own, canonical = urlsplit(url), urlsplit(canonical_url)
    if _LATER_PAGE.search(own.query) and not _LATER_PAGE.search(canonical.query):
        return False
    if _path(own).startswith(_path(canonical)):
        rest = own.path[len(_path(canonical)) :]
        return bool(_VARIANT_PATH.fullmatch(rest)) and (_names_article(canonical_url) or not _query_id(own))
    return _names_article(canonical_url)


def _path(parts: SplitResult) -> str:
    return parts.path.rstrip("/")


def _query_id(parts: SplitResult) -> bool:
    """Whether the query holds a number that may be the article's: `/show.php?id=8123`."""
    return bool(re.search(r"\d{3}", parts.query))


def _names_article(url: str) -> bool:
    """Whether an address is an article's by its form: a headline of three words or a number in it."""
    if not host(url):
        return False
    parts = urlsplit(url)
    last = _EXTENSION.sub("", _path(parts).rpartition("/")[2])
    return len(re.findall(r"[^\W_]+", last)) >= SLUG_WORDS or bool(re.search(r"\d{3}", last)) or _query_id(parts)
