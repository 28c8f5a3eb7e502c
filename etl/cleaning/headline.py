"""The headline among a page's titles, without the site's furniture."""

import re
import unicodedata
from collections.abc import Iterable

from lxml.html import HtmlElement

_SEPARATOR = re.compile(r"\s+[|·•»›«:—–-]+\s+|\s*\|\s*|\s+/\s+|:\s+(?=\S+$)")
# Wire services number their versions in the headline: "UPDATE 2-Floods kill at least 23".
_SLUG = re.compile(r"^(?:(?:UPDATE|WRAPUP|REFILE|CORRECTED|REPEAT|RPT|ADVISORY|RECAST)\s?\d*\s*[-–—:]+\s*)+(?=\S)")
MAX_CHARACTERS = 400


def without_slug(title: str) -> str:
    """A wire headline without the mark of its version."""
    return _SLUG.sub("", title)


def read_headline(tree: HtmlElement, declared: Iterable[str | None], site: str | None) -> str | None:
    """The page's headline. `declared`: headlines of JSON-LD and meta tags, best first; `site`: the outlet's name."""
    page_title = tidy_headline(tree.findtext(".//head/title") or tree.findtext(".//title"))
    headings = [text for h1 in tree.iter("h1") if (text := tidy_headline(h1.text_content()))]
    claimed = [text for title in declared if (text := tidy_headline(title))]
    for heading in headings:
        # The visible headline is right where the page's title repeats it.
        if len(heading) > 10 and any(_repeats(title, heading) for title in [page_title or "", *claimed]):
            return heading
    for title in [*claimed, page_title]:
        if title:
            return without_site(title, site)
    return headings[0] if headings else None


def without_site(title: str, site: str | None) -> str:
    """`Headline | Site` and `Site: Headline` → `Headline`. `site`: the outlet's name or host, if known."""
    parts = [(match.start(), match.end()) for match in _SEPARATOR.finditer(title)]
    for start, end in reversed(parts):
        head, tail = title[:start].strip(), title[end:].strip()
        if head and _is_site(tail, site) and len(head.split()) > 1:
            return without_site(head, site)
    front = re.match(r"(?P<head>[^|:]{2,60}?)\s*(?:[|:»]|\s[-–—])\s+(?P<tail>\S+ .*)", title)
    if site and front and _same(front["head"], site):
        return front["tail"]
    start, end = parts[-1] if parts else (0, 0)
    # A pipe is never part of a headline; a dash may be, so without the site's name it stays.
    if parts and "|" in title[start:end] and len(title[:start].split()) > len(title[end:].split()):
        return without_site(title[:start].strip(), site)
    return title


def _is_site(tail: str, site: str | None) -> bool:
    return bool(site and _same(tail, site)) or bool(re.fullmatch(r"(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}", tail))


def _same(printed: str, site: str) -> bool:
    left, right = _key(printed), _key(re.sub(r"^www\.|\.\w{2,6}(?:\.\w\w)?$", "", site.lower()))
    return bool(left and right) and (
        left == right or (min(len(left), len(right)) >= 4 and (left in right or right in left))
    )


def _repeats(title: str, heading: str) -> bool:
    return _key(heading) in _key(title) or (_key(heading).startswith(_key(title)) and len(title) > 10)


def _key(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold().removeprefix("the ")
    return "".join(character for character in text if character.isalnum())


def tidy_headline(text: str | None) -> str | None:
    """A headline in one line, without the mark of a wire version; None where nothing is left."""
    return without_slug(" ".join((text or "").split()))[:MAX_CHARACTERS] or None
