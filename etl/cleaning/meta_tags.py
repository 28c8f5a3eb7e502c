"""Meta and link tags of a page → the same claims that JSON-LD makes."""

from collections.abc import Iterator
from functools import cache
from urllib.parse import urljoin

from lxml.html import HtmlElement

from etl.cleaning.json_ld import Claims
from etl.cleaning.lexicon import entries


@cache
def _names(claim: str) -> list[str]:
    rows = (entry.split() for entry in entries("meta_tags"))
    return [name for kind, *names in rows if kind == claim for name in names]


def read_meta_tags(tree: HtmlElement, url: str | None) -> Claims:
    """The claims of the page's meta tags. `url`: where the page was fetched, to resolve a relative canonical link."""
    tags: dict[str, list[str]] = {}
    for name, content in _tags(tree):
        tags.setdefault(name, []).append(content)

    def first(claim: str) -> str | None:
        return next((tags[name][0] for name in _names(claim) if name in tags), None)

    return Claims(
        headline=first("headline"),
        authors=next((named for name in _names("authors") if (named := _people(tags.get(name, [])))), []),
        published=first("published"),
        modified=first("modified"),
        publisher=first("outlet"),
        url=_canonical(tree, first("address"), url),
    )


def _tags(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    for tag in tree.iter("meta", "time"):
        if tag.tag == "time":
            name = tag.get("itemprop") or ""
        else:
            name = tag.get("property") or tag.get("name") or tag.get("itemprop") or ""
        content = " ".join((tag.get("content") or tag.get("datetime") or "").split())
        if name and content:
            yield name.strip().lower(), content[:1000]


def _people(values: list[str]) -> list[str]:
    return [value for value in values if "://" not in value]  # article:author is often a link to a profile


def _canonical(tree: HtmlElement, declared: str | None, url: str | None) -> str | None:
    links = (link.get("href") for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split())
    href = next((link.strip() for link in links if link and link.strip()), declared)
    if not href:
        return None
    try:
        resolved = urljoin(url or "", href)
    except ValueError:
        return None
    return resolved if resolved.startswith(("http://", "https://")) else None
