"""JSON-LD of a page → headline, authors, times, publisher: what the outlet tells search engines."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml.html import HtmlElement, document_fromstring

from etl.cleaning.decoding import sound

MAX_SCRIPT_CHARACTERS = 1_000_000
MAX_NODES = 2_000
_ARTICLE = re.compile(r"(?:Article|BlogPosting|Report|LiveBlogPosting|Review|WebPage|VideoObject)$")
_MARKUP = re.compile(r"<[a-zA-Z/!]|&#?\w{2,8};")
_BLOCK_END = re.compile(r"</(?:p|div|li|h\d)>|<br\s*/?>", re.IGNORECASE)
_AS_LINE = "\n"
_CONTROL = re.compile(r"[\x00-\x1f]+")


@dataclass(kw_only=True)
class Claims:
    """What a page says of its article, as printed."""

    headline: str | None = None
    authors: list[str] = field(default_factory=list)
    published: str | None = None
    modified: str | None = None
    publisher: str | None = None
    url: str | None = None
    body: str | None = None


def read_json_ld(tree: HtmlElement) -> Claims:
    """The claims of the page's article node; empty where there is none or its JSON is beyond repair."""
    nodes = list(_nodes(tree))
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    ranked = sorted((node for node in nodes if _rank(node) < 3), key=_rank)
    claims = Claims()
    for node in ranked:
        claims.headline = claims.headline or _text(node.get("headline"))
        claims.published = claims.published or _text(node.get("datePublished"))
        claims.modified = claims.modified or _text(node.get("dateModified"))
        claims.authors = claims.authors or list(_names(node.get("author") or node.get("creator"), by_id))
        claims.publisher = claims.publisher or next(_names(node.get("publisher"), by_id, people=False), None)
        claims.body = claims.body or _plain(_text(node.get("articleBody")))
    return claims


def _rank(node: dict[str, Any]) -> int:
    """0 for an article, 1 for a page, 2 for a video, 3 for anything else: the article's own claims come first."""
    kinds = [kind for kind in _listed(node.get("@type")) if isinstance(kind, str) and _ARTICLE.search(kind)]
    if not kinds:
        return 3
    return min(1 if kind.endswith("WebPage") else 2 if kind.endswith("VideoObject") else 0 for kind in kinds)


def _nodes(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    queue = [_parsed(script.text or "") for script in tree.iterfind(".//script[@type]") if _is_json_ld(script)]
    queue.reverse()
    seen = 0
    while queue and seen < MAX_NODES:
        item = queue.pop()
        seen += 1
        if isinstance(item, list):
            queue.extend(reversed(item))
        elif isinstance(item, dict):
            yield item
            nested = [item.get(key) for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement")]
            queue.extend(value for value in reversed(nested) if isinstance(value, dict | list))


def _is_json_ld(script: HtmlElement) -> bool:
    return "ld+json" in (script.get("type") or "").lower() and len(script.text or "") <= MAX_SCRIPT_CHARACTERS


def _parsed(text: str) -> Any:
    """The JSON value; small defects (comment marks, line breaks in strings, trailing commas) are repaired."""
    text = text.strip().removeprefix("<!--").removesuffix("-->").removeprefix("//<![CDATA[").removesuffix("//]]>")
    text = text.strip().rstrip(";")
    for repaired in (text, re.sub(r",(\s*[}\]])", r"\1", _CONTROL.sub(" ", text))):
        try:
            return json.loads(repaired, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _names(value: Any, by_id: dict[str, dict[str, Any]], *, people: bool = True) -> Iterator[str]:
    for item in _listed(value):
        node = by_id.get(str(item.get("@id")), item) if isinstance(item, dict) and "name" not in item else item
        if isinstance(node, str):
            yield sound(node)
        elif isinstance(node, dict) and not (people and "Organization" in str(node.get("@type"))):
            yield from (sound(name) for name in _listed(node.get("name")) if isinstance(name, str))


def _plain(text: str | None) -> str | None:
    """Text without the markup and references that some pages leave in their claims."""
    if text is None or not _MARKUP.search(text):
        return text
    return document_fromstring(f"<div>{_BLOCK_END.sub(_AS_LINE, text)}</div>").text_content().strip() or None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: Any) -> str | None:
    value = next(iter(_listed(value)), None)
    if isinstance(value, dict):
        value = value.get("@value")
    return (sound(value).strip() or None) if isinstance(value, str) else None
