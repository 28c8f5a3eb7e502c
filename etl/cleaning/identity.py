"""What makes two documents the same article, the same version, the same words."""

import unicodedata
from urllib.parse import urlsplit

from courlan import clean_url
from w3lib.url import canonicalize_url

from etl.schema import stable_id


def article_id(url: str | None, body: str) -> str:
    """The same for every version of an article: its cleaned address, or the hash of its words where it has none."""
    return stable_id(cleaned_url(url)) if url else body_hash(body)


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


def version_id(article: str, title: str | None, body: str) -> str:
    """The same as long as the words of title and body stay the same: white space does not count."""
    return stable_id(article, _normal(title or ""), _normal(body))


def body_hash(body: str) -> str:
    """Equal for plain copies: case, space and punctuation do not count."""
    folded = unicodedata.normalize("NFKC", body).casefold()
    return stable_id("".join(character for character in folded if character.isalnum()))


def _normal(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
