"""HTML → draft: the body, what the page claims of itself, and what it prints above the article."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from htmldate import find_date
from lxml.html import HtmlElement
from trafilatura.metadata import extract_author

from etl.article import DateSource
from etl.cleaning.body import read_body
from etl.cleaning.byline import Byline, author_names, credited_agency, read_byline
from etl.cleaning.dateline import read_dateline
from etl.cleaning.day_order import Surroundings
from etl.cleaning.draft import Draft
from etl.cleaning.headline import read_headline
from etl.cleaning.identity import site
from etl.cleaning.json_ld import Claims, read_json_ld
from etl.cleaning.markup import line_key, visible_lines
from etl.cleaning.meta_tags import read_meta_tags
from etl.cleaning.pruning import pruned
from etl.cleaning.tail import is_credit, is_furniture, is_tail
from etl.cleaning.timestamp import Stamps, Timestamp, read_stamps, read_timestamp

MAX_DROPPED_LINES = 300
MAX_LINE_CHARACTERS = 300
HEADER_LINES = 8
PROSE_WORDS = 12
PRINTED_LINES = 20  # lines around the headline in which a page prints its byline and date


class _Claimed(NamedTuple):
    """What the page says of its article: to search engines, to social networks, to its readers."""

    linked: Claims
    tagged: Claims
    printed: list[tuple[str, Byline]]  # byline and date lines, as printed and as read


def read_html(tree: HtmlElement, around: Surroundings) -> Draft | None:
    """The draft of a page; None where no article text is found in it. `around`: what is known besides the page."""
    url = around.url
    linked = read_json_ld(tree)
    seen = pruned(tree)
    body = read_body(seen, url, linked.body)
    if not body:
        return None
    tagged = read_meta_tags(tree, url)
    here = site(url) or site(tagged.url)
    title = read_headline(tree, [linked.headline, tagged.headline], tagged.publisher or linked.publisher or here)
    kept, above = _split_furniture(body, title)
    visible = [(line, line_key(line)) for line in visible_lines(tree)]
    claimed = _Claimed(linked, tagged, _bylines(above + _beside_headline(visible, title)))
    around = replace(around, page_language=tree.get("lang"), body="\n".join(body)[:5000])
    cut = list(_dropped(visible, kept, title))
    place = read_dateline(kept[0]) if kept else None
    if place:
        kept[0] = place.rest
    stamps = _stamps(tree, claimed, around)
    return Draft(
        title=title,
        paragraphs=kept,
        authors=_authors(tree, claimed),
        published=stamps.published,
        modified_at=stamps.modified.at if stamps.modified else None,
        dateline=place.place if place else None,
        agency=(place.agency if place else None) or _agency(claimed),
        dropped=cut,
        canonical_url=tagged.url,
        outlet=linked.publisher or tagged.publisher or here,
    )


def _split_furniture(lines: list[str], title: str | None) -> tuple[list[str], list[str]]:
    """Body lines, and the lines above them. Furniture and credits among the body's lines belong to neither."""
    start = _body_start(lines, title)
    key = line_key(title or "")
    kept = [line for line in lines[start:] if not (is_furniture(line) or is_credit(line) or line_key(line) == key)]
    while len(kept) > 1 and is_tail(kept[-1]):
        kept.pop()
    return kept, lines[:start]


def _body_start(lines: list[str], title: str | None) -> int:
    """Below the last headline, byline or date line near the top, as long as no prose stands above it."""
    start = 0
    for number, line in enumerate(lines[:HEADER_LINES]):
        byline = read_byline(line)
        if line_key(line) == line_key(title or "") or (byline and (byline.opened or read_stamps(line).published)):
            start = number + 1
        elif len(line.split()) >= PROSE_WORDS:
            break
    return start


def _beside_headline(visible: list[tuple[str, str]], title: str | None) -> list[str]:
    """The visible lines, each given with its key, around the headline."""
    wanted = line_key(title or "")
    first = next((number for number, (_, key) in enumerate(visible) if key == wanted), None)
    return [] if first is None else [line for line, _ in visible[max(0, first - 3) : first + PRINTED_LINES]]


def _bylines(lines: list[str]) -> list[tuple[str, Byline]]:
    return [(line, byline) for line in dict.fromkeys(lines) if (byline := read_byline(line))]


def _authors(tree: HtmlElement, claimed: _Claimed) -> list[str]:
    """JSON-LD, else meta tags, else the printed byline, else what trafilatura finds in the markup."""
    named = author_names(claimed.linked.authors) or author_names(claimed.tagged.authors)
    if named:
        return named
    # A page prints many names and pictures' credits; only a line that says `By` is the article's.
    bylines = [byline for _, byline in claimed.printed if byline.opened and byline.authors]
    return bylines[0].authors if bylines else author_names((extract_author(tree) or "").split(";"))


def _agency(claimed: _Claimed) -> str | None:
    credited = credited_agency(claimed.linked.authors + claimed.tagged.authors)
    return credited or next((byline.agency for _, byline in claimed.printed if byline.opened and byline.agency), None)


# ── when ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _stamps(tree: HtmlElement, claimed: _Claimed, around: Surroundings) -> Stamps:
    printed = next((stamps for line, _ in claimed.printed if (stamps := read_stamps(line, around)).published), None)
    published = _published(claimed, around) or (printed.published if printed else None) or _found(tree, around)
    modified = [_stamp(claims.modified, around) for claims in (claimed.linked, claimed.tagged)]
    changed = next((stamp for stamp in modified if stamp), printed.modified if printed else None)
    # Most systems write the time of publication where nothing was changed.
    later = changed if changed and not (published and changed.at <= published.at) else None
    return Stamps(published, later)


def _published(claimed: _Claimed, around: Surroundings) -> Timestamp | None:
    """What JSON-LD claims, else the meta tags; a meta tag that knows the time of the claimed day is preferred."""
    found: list[Timestamp] = []
    claims: list[tuple[DateSource, str | None]] = [
        ("json_ld", claimed.linked.published),
        ("meta", claimed.tagged.published),
    ]
    for source, claim in claims:
        stamp = _stamp(claim, around)
        if stamp:
            found.append(replace(stamp, source=source))
    timed = [stamp for stamp in found if stamp.precision != "day" and stamp.on == found[0].on]
    return next(iter(timed or found), None)


def _stamp(claim: str | None, around: Surroundings) -> Timestamp | None:
    return read_timestamp(claim, around) if claim else None


def _found(tree: HtmlElement, around: Surroundings) -> Timestamp | None:
    # The extensive search tries the languages of the world on every line: seconds on a page that has no date.
    found = find_date(tree, original_date=True, url=around.url, extensive_search=False)
    stamp = _stamp(found, around)
    return replace(stamp, source="text", confidence=0.6, evidence=f"{found!r}: found in the page") if stamp else None


# ── what was cut ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _dropped(visible: list[tuple[str, str]], kept: list[str], title: str | None) -> Iterator[str]:
    """The visible lines of the page that are not in the body, in page order, each once."""
    seen = {line_key(line) for line in [*kept, title or ""]}
    body = " ".join(map(line_key, kept))
    count = 0
    for line, key in visible:
        if not key or key in seen or (len(key) > 20 and key in body):
            continue
        seen.add(key)
        yield line[:MAX_LINE_CHARACTERS]
        count += 1
        if count == MAX_DROPPED_LINES:
            return
