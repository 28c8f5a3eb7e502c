"""Plain text → draft: title, byline, dates, dateline, body, and the lines that are none of these.

Plain text never goes through trafilatura: it would keep every trailing line and read 09/11/2020 as 9 November.
"""

import re
from dataclasses import dataclass, field, replace

from etl.cleaning.byline import Byline, is_name, read_byline, tidy_name
from etl.cleaning.dateline import Dateline, read_dateline
from etl.cleaning.day_order import Surroundings
from etl.cleaning.draft import Draft
from etl.cleaning.headline import without_slug
from etl.cleaning.lexicon import words
from etl.cleaning.markup import line_key
from etl.cleaning.tail import is_credit, is_furniture, signs_post, tail_start
from etl.cleaning.timestamp import Stamps, read_stamps

HEADER_LINES = 10
TITLE_WORDS = 30
_WRAPPED = range(40, 101)
_SENTENCE_END = re.compile(r"[.!?…:][\"'”’»)\]]*$")


def read_plaintext(text: str, around: Surroundings, listed_title: str | None = None) -> Draft:
    """The draft of a plain-text article. `around`: what is known of the document besides its text.

    `listed_title`: the headline that a dump gives beside the text. It is the headline, wherever the text repeats it.
    """
    lines = paragraphs(text)
    if listed_title:
        lines = _under_headline(lines, listed_title)
    header = _read_header(lines, listed=listed_title is not None)
    rest = lines[header.end :]
    cut = tail_start(rest)
    body = [line for line in rest[:cut] if not (is_furniture(line) or is_credit(line))]
    kept = header.standfirst + body
    dropped = header.dropped + [line for line in rest[:cut] if line not in set(body)] + rest[cut:]
    place = _cut_dateline(kept, len(header.standfirst))
    around = replace(around, dateline=place.day if place else "", body="\n".join(kept)[:5000])
    stamps = _stamps(header.credit_lines, place, around)
    credits = _tail_credits(rest) if not header.authors else Byline(header.authors, None)
    return Draft(
        title=header.title,
        paragraphs=kept,
        authors=credits.authors,
        published=stamps.published,
        modified_at=stamps.modified.at if stamps.modified else None,
        dateline=place.place if place else None,
        agency=(place.agency if place else None) or header.agency or credits.agency,
        dropped=dropped,
    )


def paragraphs(text: str) -> list[str]:
    """The lines of a text that carry words, with hard-wrapped lines joined to paragraphs."""
    found: list[str] = []
    for block in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")):
        found += _unwrap([line for line in block.split("\n") if line.strip()])
    return found


def _unwrap(lines: list[str]) -> list[str]:
    """A block as paragraphs: joined where its lines break at a column, else one paragraph a line."""
    full = [line for line in lines[:-1] if len(line.rstrip()) in _WRAPPED]
    ended = [line for line in full if _SENTENCE_END.search(line.rstrip())]
    if len(lines) < 2 or len(full) < 0.8 * (len(lines) - 1) or len(ended) > 0.6 * len(full) or len(lines[-1]) > 100:
        return [" ".join(line.split()) for line in lines]
    margin = min(len(line) - len(line.lstrip()) for line in lines)
    joined: list[str] = []
    for line in lines:
        indented = len(line) - len(line.lstrip()) > margin + 1
        if joined and not indented:
            joined[-1] += " " + " ".join(line.split())
        else:
            joined.append(" ".join(line.split()))
    return joined


@dataclass
class _Header:
    """What stands above the body."""

    title: str | None = None
    authors: list[str] = field(default_factory=list)
    agency: str | None = None
    standfirst: list[str] = field(default_factory=list)
    credit_lines: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    end: int = 0  # lines that the header takes


def _under_headline(lines: list[str], title: str) -> list[str]:
    """The lines with a known headline first, once."""
    key = line_key(title)
    return [title, *(line for n, line in enumerate(lines) if n >= HEADER_LINES or line_key(line) != key)]


def _read_header(lines: list[str], *, listed: bool) -> _Header:
    """`listed`: the first line is known to be the headline."""
    header = _Header()
    credits = _header_credits(lines)
    header.end = max(_header_end(lines, credits), 1) if listed else _header_end(lines, credits)
    for number, line in enumerate(lines[: header.end]):
        if number in credits:
            header.dropped.append(line)
            header.credit_lines.append(line)
            header.authors += [name for name in credits[number].authors if name not in header.authors]
            header.agency = header.agency or credits[number].agency
        elif header.title is None and ((listed and number == 0) or not _is_kicker(line, number, lines)):
            header.title = without_slug(line)
        elif header.title is not None and len(line.split()) >= 6 and not (is_furniture(line) or is_credit(line)):
            header.standfirst.append(line)
        else:
            header.dropped.append(line)
    return header


def _header_credits(lines: list[str]) -> dict[int, Byline]:
    """Byline and date lines near the top, by their number; a lone name counts beside one of them."""
    top = lines[:HEADER_LINES]
    mentioned = [(n, line) for n, line in enumerate(top) if not (is_credit(line) or signs_post(line))]
    found = {n: byline for n, line in mentioned if (byline := read_byline(line))}
    for number, line in enumerate(top):
        beside = {number - 1, number + 1} & found.keys()
        if number > 0 and number not in found and beside and is_name(line):
            found[number] = Byline([tidy_name(line)], None)
    # A credit below two paragraphs of prose belongs to something inside the article.
    prose = [number for number, line in enumerate(top) if len(line.split()) >= 20 and number not in found]
    limit = prose[1] if len(prose) > 1 else HEADER_LINES
    return {number: byline for number, byline in found.items() if number < limit}


def _header_end(lines: list[str], credits: dict[int, Byline]) -> int:
    if credits:
        return max(credits) + 1
    if not lines or not _looks_like_title(lines):
        return 0
    kicker = _is_kicker(lines[0], 0, lines)
    return 2 if kicker and len(lines) > 2 else 1


def _looks_like_title(lines: list[str]) -> bool:
    first = lines[0]
    if len(lines) < 2 or len(first.split()) > TITLE_WORDS or read_dateline(first):
        return False
    return len(first.split()) < 12 or not first.rstrip().endswith((".", ".”", '."'))


def _is_kicker(line: str, number: int, lines: list[str]) -> bool:
    """A section's name above the headline."""
    if len(line.split()) > 3 or number + 1 >= len(lines):
        return False
    return line.casefold().strip(" .:|/") in words("kickers") or is_furniture(line)


def _cut_dateline(kept: list[str], first: int) -> Dateline | None:
    """Take the dateline out of the first paragraph that has one, of the two that may."""
    for number in range(first, min(first + 2, len(kept))):
        place = read_dateline(kept[number])
        if place:
            kept[number] = place.rest
            return place
    return None


def _stamps(credit_lines: list[str], place: Dateline | None, around: Surroundings) -> Stamps:
    found = [read_stamps(line, around) for line in credit_lines]
    published = next((stamps.published for stamps in found if stamps.published and not stamps.modified), None)
    published = published or next((stamps.published for stamps in found if stamps.published), None)
    modified = next((stamps.modified for stamps in found if stamps.modified), None)
    if published is None and place:
        in_dateline = read_stamps(place.day, around).published
        published = replace(in_dateline, source="dateline") if in_dateline else None
    return Stamps(published, modified)


_REPORTING = re.compile(r"^\W*reporting by (?P<names>[^;.()]{3,120})", re.IGNORECASE)


def _tail_credits(lines: list[str]) -> Byline:
    """`(Reporting by Jane Doe in Kabul; editing by …)` names the reporters where no byline does."""
    match = next((found for line in lines[-12:] if (found := _REPORTING.match(line))), None)
    byline = read_byline(f"By {match['names'].strip()}") if match else None
    return byline or Byline([], None)
